"""A caregiver's own desk: the day in order of going, and the month counted by elder."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.assessment.models import Assessment
from ltc.care.elders.models import CareTeamMember, Elder, Household
from ltc.care.elders.queries.register import (
    Condition,
    ElderRow,
    as_row,
    is_living_here,
    rows,
    visible_to,
)
from ltc.care.elders.queries.team import active_on, list_teams
from ltc.care.elders.terms import TeamRole
from ltc.care.events.queries.pauses import pause_facts_of
from ltc.care.events.terms import PauseFacts, PauseSpan
from ltc.care.questions.queries.cards import open_requests_of
from ltc.care.questions.terms import RequestLine
from ltc.care.rota.queries.people import is_away
from ltc.care.rota.queries.week import turns_of
from ltc.care.visits.models import Visit
from ltc.care.visits.queries.plans import PlanInHand, plans_in_hand
from ltc.care.visits.queries.records import (
    count_month_visits,
    in_month_of,
    latest_visits_of,
    visits_of_caregiver_on,
)
from ltc.care.visits.rules.day import is_open, place_in_day, place_on_board, why_first
from ltc.care.visits.terms import DayFacts, NextVisit, VisitStatus, Why
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.due import DueState
from ltc.foundation.i18n.dates import short_date

MOST_ELDERS = 200  # far above any caregiver's caseload; a page never grows without end


@dataclass(frozen=True)
class DayRow:
    """One card of the day."""

    elder: ElderRow
    landmark: str
    phone: str
    relatives: tuple[CareTeamMember, ...]
    window: NextVisit | None
    why: Why | None
    is_open: bool
    cautions: str
    news: tuple[Why, ...]
    last_on: date | None
    pause: PauseSpan | None
    instead_of: str


@dataclass(frozen=True)
class VisitedRow:
    """One line of "visited today"."""

    visit: Visit
    full_name: str


@dataclass(frozen=True)
class MyDay:
    """A caregiver's day: where to go now, where later, who is not at home, where already been."""

    go: list[DayRow]
    later: list[DayRow]
    paused: list[DayRow]
    visited: list[VisitedRow]
    month_count: int
    is_away: bool  # on leave today: somebody else was asked to go

    @property
    def elder_ids(self) -> set[UUID]:
        """All elders whom the page shows."""
        shown = {row.elder.id for row in self.go + self.later + self.paused}
        return shown | {row.visit.elder_id for row in self.visited}


@dataclass(frozen=True)
class _House:
    elder: ElderRow
    landmark: str
    phone: str


def my_day(session: Session, actor: Actor, *, on: date) -> MyDay:
    """Return the day of a caregiver: own elders only, ordered; a constant number of statements.

    Own means an active place on the elder's team, besides what the role may see at all. Elders
    visited today stand under visited only; one whose visit failed stays where to go. Who is in
    hospital or away stands apart: no visit is due.
    """
    assert actor.person_id is not None
    houses = _houses(session, actor, on)
    ids = [house.elder.id for house in houses]
    today = visits_of_caregiver_on(session, actor.person_id, on)
    done_today = {visit.elder_id for visit in today if visit.is_done}
    plans = plans_in_hand(session, ids, actor, on=on)
    board = {
        turn.wanted.house.elder_id: (place, turn.position is not None)
        for place, turn in enumerate(turns_of(session, actor, day=on))
    }
    latest = latest_visits_of(session, ids)
    assessed = _assessed_at(session, ids)
    relatives = list_teams(session, ids, TeamRole.RELATIVE, on=on)
    pauses = pause_facts_of(session, ids, on=on)
    requests = open_requests_of(session, ids, on=on)
    cards = [
        (_place(facts, board.get(house.elder.id), on), house.elder.sort_key, house, facts)
        for house in houses
        if house.elder.id not in done_today
        for facts in [
            _facts(
                latest.get(house.elder.id),
                plans.get(house.elder.id),
                pauses.get(house.elder.id, PauseFacts()),
                on,
            )
        ]
    ]
    cards.sort(key=lambda card: card[:2])
    shown = [
        _row(
            house, facts, plans.get(house.elder.id), latest.get(house.elder.id),
            assessed.get(house.elder.id), tuple(relatives.get(house.elder.id, ())),
            requests.get(house.elder.id, ()), on,
        )
        for _place, _name, house, facts in cards
    ]  # fmt: skip
    names = {house.elder.id: house.elder.full_name for house in houses}
    return MyDay(
        go=[row for row in shown if not row.pause and _is_for_today(row, board)],
        later=[row for row in shown if not row.pause and not _is_for_today(row, board)],
        paused=[row for row in shown if row.pause],
        visited=[VisitedRow(v, names[v.elder_id]) for v in today if v.elder_id in names],
        month_count=count_month_visits(session, actor.person_id, on=on),
        is_away=is_away(session, actor.person_id, on=on),
    )


def _place(facts: DayFacts, turn: tuple[int, bool] | None, today: date) -> tuple[int, int, date]:
    place = place_in_day(facts, today=today)
    return place_on_board(place, turn[0] if turn else None, is_set=bool(turn and turn[1]))


def _is_for_today(row: DayRow, board: Collection[UUID]) -> bool:
    return row.is_open or row.why is not None or row.elder.id in board


def own_elders(actor: Actor, *, on: date) -> Condition:
    """Return the condition that an elder is one of the actor's own: seen, and on the team."""
    on_team = sa.select(col(CareTeamMember.elder_id)).where(
        col(CareTeamMember.user_id) == actor.person_id,
        col(CareTeamMember.team_role) != TeamRole.RELATIVE,
        active_on(on),
    )
    return sa.and_(
        visible_to(actor, on=on, action="list", resource="visit"), col(Elder.id).in_(on_team)
    )


def _houses(session: Session, actor: Actor, on: date) -> list[_House]:
    found = session.execute(
        rows()
        .add_columns(col(Household.landmark), col(Elder.phone))
        .where(own_elders(actor, on=on), is_living_here())
        .order_by(col(Elder.sort_key), col(Elder.id))
        .limit(MOST_ELDERS)
    )
    return [_House(as_row(row[:-2]), row[-2], row[-1]) for row in found]


def _assessed_at(session: Session, elder_ids: Collection[UUID]) -> Mapping[UUID, datetime]:
    """Return when the newest assessment of each elder was recorded."""
    found = session.execute(
        sa.select(col(Assessment.elder_id), sa.func.max(col(Assessment.recorded_at)))
        .where(col(Assessment.elder_id).in_(elder_ids), ~col(Assessment.is_superseded))
        .group_by(col(Assessment.elder_id))
    )
    return {elder_id: at for elder_id, at in found}


def _facts(
    last: Visit | None, in_hand: PlanInHand | None, pause: PauseFacts, today: date
) -> DayFacts:
    last_on = last.visited_on if last else None
    window = in_hand.next_visit(last_on, today=today, pause=pause) if in_hand else None
    if last is None:
        return DayFacts(window, None, pause=pause)
    return DayFacts(window, last_on, last.change, last.skin, last.is_dangerous, pause)


def _row(
    house: _House,
    facts: DayFacts,
    in_hand: PlanInHand | None,
    last: Visit | None,
    assessed_at: datetime | None,
    relatives: tuple[CareTeamMember, ...],
    requests: Sequence[RequestLine],
    today: date,
) -> DayRow:
    return DayRow(
        elder=house.elder, landmark=house.landmark, phone=house.phone, relatives=relatives,
        window=facts.window, why=why_first(facts), is_open=is_open(facts.window, today=today),
        cautions=in_hand.plan.cautions if in_hand else "",
        news=(*map(_asked_for, requests), *_news(last, in_hand, assessed_at)),
        last_on=facts.last_on,
        pause=facts.pause.now, instead_of=in_hand.instead_of if in_hand else "",
    )  # fmt: skip


def _asked_for(line: RequestLine) -> Why:
    """Return what a doctor or nurse asked for: it stands on the next visit's page."""
    words = f"{line.asker_word}: {line.what} ภายใน {short_date(line.due.on)}"
    if line.due.state is DueState.OVERDUE:
        return Why("alarm", f"{words} เลยวันแล้ว")
    return Why("due", words)


def _news(
    last: Visit | None, in_hand: PlanInHand | None, assessed_at: datetime | None
) -> list[Why]:
    """Return what changed since the last visit, and what that visit left to look at."""
    if last is None:
        return []
    news = []
    activated = in_hand.plan.activated_at if in_hand else None
    if in_hand and activated and activated > last.recorded_at:
        news.append(Why("due", f"แผนการดูแลใหม่ ฉบับที่ {in_hand.plan.number}"))
    if assessed_at and assessed_at > last.recorded_at:
        news.append(Why("due", f"มีผลประเมินใหม่ {short_date(assessed_at)}"))
    if last.problems:
        news.append(Why("calm", f"ครั้งก่อนพบ: {_short(last.problems)}"))
    if last.next_plan:
        news.append(Why("calm", f"ครั้งก่อนบอกไว้: {_short(last.next_plan)}"))
    return news


def _short(text: str, most: int = 140) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


@dataclass(frozen=True)
class MonthRow:
    """An elder's line in a caregiver's month."""

    elder_id: UUID
    full_name: str
    done: int
    tried: int
    last_on: date


@dataclass(frozen=True)
class MyMonth:
    """A caregiver's month; ``elsewhere`` counts visits of elders no longer hers to see."""

    rows: list[MonthRow]
    elsewhere: int

    @property
    def done(self) -> int:
        """How many visits took place."""
        return sum(row.done for row in self.rows) + self.elsewhere


def my_month(session: Session, actor: Actor, *, on: date) -> MyMonth:
    """Return a caregiver's visits in the month of a day by elder, in Thai order; two statements."""
    assert actor.person_id is not None
    is_done = col(Visit.status) == VisitStatus.DONE
    done = sa.func.sum(sa.case((is_done, 1), else_=0))
    found = session.execute(
        sa.select(
            col(Elder.id), col(Elder.prefix), col(Elder.given_name), col(Elder.family_name),
            done, sa.func.count(), sa.func.max(col(Visit.visited_on)),
        )
        .join(Elder, col(Elder.id) == col(Visit.elder_id))
        .where(
            in_month_of(actor.person_id, on),
            visible_to(actor, on=on, action="list", resource="visit"),
        )
        .group_by(
            col(Elder.id), col(Elder.prefix), col(Elder.given_name), col(Elder.family_name),
            col(Elder.sort_key),
        )
        .order_by(col(Elder.sort_key), col(Elder.id))
    )  # fmt: skip
    shown = [
        MonthRow(elder_id, f"{prefix}{given} {family}".strip(), kept, all_ - kept, last_on)
        for elder_id, prefix, given, family, kept, all_, last_on in found
    ]
    total = count_month_visits(session, actor.person_id, on=on)
    return MyMonth(shown, total - sum(row.done for row in shown))
