"""The law of pauses and departures, over any sequence of acts, on both databases.

An elder who is dead, moved away, in hospital or away never has a visit due: whatever was told, in
whatever order, withdrawn, taken back, come back from, and whatever plan came into use meanwhile.
Nor does a relative's link open, and a link from before a move opens no more after the return.
"""

from contextlib import suppress
from datetime import UTC, date, timedelta
from uuid import uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col, select

from ltc.care.cases.actions.plans import activate_plan, agree_plan, draft_plan
from ltc.care.cases.queries.cases import open_case_of
from ltc.care.elders.models import Elder
from ltc.care.events.actions import record_event, withdraw_event
from ltc.care.events.models import Event, Pause
from ltc.care.events.queries import pauses, records
from ltc.care.events.rules.pauses import spans
from ltc.care.events.terms import EventDraft
from ltc.care.family.actions import make_link
from ltc.care.family.queries import is_open, list_links
from ltc.care.family.terms import LinkDraft
from ltc.care.visits.queries.day import my_day
from ltc.care.visits.queries.due import due_visits
from ltc.foundation.core.db import transaction
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.zone import at_local
from ltc.journeys.departure.actions.come_back import come_back
from ltc.journeys.departure.actions.depart import depart
from ltc.journeys.departure.actions.take_back import take_back
from ltc.journeys.departure.queries import last_return_of, standing_of
from ltc.journeys.departure.terms import DepartureDraft, ReturnDraft
from tests.care.cases.ordinary import drafted, grounded, in_use, opened
from tests.cast import Cast
from tests.histories import histories

pytestmark = [pytest.mark.journeys, pytest.mark.proof]

TODAY = date(2026, 11, 22)
AT = at_local(TODAY, 12).astimezone(UTC)
TOLD = ("fall", "admission", "discharge", "away", "back", "stroke")
acts = st.one_of(
    st.tuples(st.just("tell"), st.sampled_from(TOLD), st.integers(0, 12)),
    st.tuples(st.just("depart"), st.sampled_from(("death", "move")), st.integers(0, 3)),
    st.tuples(st.just("withdraw"), st.just(""), st.integers(0, 5)),
    st.tuples(st.just("take_back"), st.just(""), st.just(0)),
    st.tuples(st.just("come_back"), st.just(""), st.integers(0, 3)),
    st.tuples(st.just("plan"), st.just(""), st.just(0)),
)


class _Hands:
    """Does one act after another; what a rule refuses is not done."""

    def __init__(self, session: Session, cast: Cast) -> None:
        self.session, self.by = session, cast.actor("malee")
        self.elder = session.get_one(Elder, cast.boonmee_id)
        self.at = AT

    def act(self, what: str, kind: str, number: int) -> None:
        self.at += timedelta(seconds=1)
        with suppress(RuleViolation):
            getattr(self, what)(kind, number)
        self.session.flush()

    def tell(self, kind: str, ago: int) -> None:
        day = TODAY - timedelta(days=ago)
        draft = EventDraft(
            uuid4(), kind, day, "day", "family", detail="unhurt" if kind == "fall" else "",
            began_on=day - timedelta(days=1) if kind in ("discharge", "back") else None,
        )  # fmt: skip
        record_event(self.session, self.elder, draft, by=self.by, at=self.at, on=TODAY)

    def depart(self, kind: str, ago: int) -> None:
        draft = DepartureDraft(uuid4(), kind, TODAY - timedelta(days=ago), "day", "family")
        depart(self.session, self.elder, draft, by=self.by, at=self.at, on=TODAY)

    def withdraw(self, _kind: str, place: int) -> None:
        rows = self.session.exec(
            select(Event).order_by(col(Event.recorded_at), col(Event.kind))
        ).all()
        if place < len(rows):
            withdraw_event(self.session, self.elder, rows[place], "ผิดคน", by=self.by, at=self.at)

    def take_back(self, _kind: str, _number: int) -> None:
        found = standing_of(self.session, self.elder.id)
        if found:
            take_back(self.session, found, self.elder, "ผิดคน", by=self.by, at=self.at, on=TODAY)

    def come_back(self, _kind: str, ago: int) -> None:
        draft = ReturnDraft(uuid4(), TODAY - timedelta(days=ago), "day", "family")
        come_back(self.session, self.elder, draft, by=self.by, at=self.at, on=TODAY)

    def plan(self, _kind: str, _number: int) -> None:
        case = open_case_of(self.session, self.elder.id)
        if case:
            plan = draft_plan(self.session, case, by=self.by, at=self.at, on=TODAY)
            agree_plan(self.session, plan, by=self.by, at=self.at)
            activate_plan(
                self.session, plan, version=plan.version, by=self.by, at=self.at, on=TODAY
            )


@pytest.fixture
def under_care(sessions: sessionmaker[Session], cast: Cast) -> Cast:
    """The town with Boonmee under care, a plan in use."""
    with transaction(sessions) as session:
        case = opened(session, cast)
        grounded(session, cast, case)
        in_use(session, cast, drafted(session, cast, case))
        link = LinkDraft("จันทร์", "ลูกสาว", ("visits",), "บุญมี", TODAY + timedelta(days=30), uuid4())
        elder = session.get_one(Elder, cast.boonmee_id)
        make_link(session, elder, link, by=cast.actor("malee"), at=AT, on=TODAY)
    return cast


@histories(12, 2_000)
@given(story=st.lists(acts, min_size=2, max_size=8))
@example(story=[("depart", "move", 0), ("tell", "admission", 0), ("come_back", "", 0)])
@example(story=[("tell", "admission", 3), ("depart", "move", 2), ("come_back", "", 0),
                ("tell", "away", 2), ("withdraw", "", 0)])  # fmt: skip
@example(story=[("depart", "move", 2), ("come_back", "", 1), ("depart", "death", 0),
                ("come_back", "", 0), ("take_back", "", 0)])  # fmt: skip
def test_nobody_is_visited_in_vain(
    sessions: sessionmaker[Session], under_care: Cast, story: list[tuple[str, str, int]]
) -> None:
    with sessions() as session:
        hands = _Hands(session, under_care)
        for act in story:
            hands.act(*act)
            _check(session, hands.elder, under_care)
        session.rollback()  # the next story begins anew


def _check(session: Session, elder: Elder, cast: Cast) -> None:
    paused = pauses.paused_on(session, [elder.id], on=TODAY)
    due = due_visits(session, [elder.id], on=TODAY)
    mine = my_day(session, cast.actor("som"), on=TODAY)
    if paused or not elder.is_living_here:
        assert due == {}
        assert mine.go + mine.later == []
    elif open_case_of(session, elder.id):
        assert due, "who is at home and in care waits for somebody"
    told = spans(records.happenings(session, elder.id))
    stored = session.exec(
        select(Pause).where(Pause.elder_id == elder.id).order_by(col(Pause.from_on))
    ).all()
    returned = last_return_of(session, elder.id)
    for link in list_links(session, elder.id):
        opens = is_open(session, link, elder, on=TODAY)
        assert not opens or not (paused or returned or not elder.is_living_here)
    assert [(s.from_on, s.until_on) for s in told if s.from_on != s.until_on] == [
        (row.from_on, row.until_on) for row in stored if row.from_on != row.until_on
    ]
