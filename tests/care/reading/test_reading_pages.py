"""Reading visits by exception, on both databases: the page, the acts, the races, the count."""

from collections.abc import Callable
from datetime import UTC, date, time, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col, select

from ltc.care.elders.actions.register import register_elder
from ltc.care.elders.actions.team import join_team
from ltc.care.elders.models import Elder
from ltc.care.elders.terms import TeamDraft
from ltc.care.reading.actions import read_visits
from ltc.care.reading.models import ReadingAct, VisitReading
from ltc.care.reading.queries import count_unread, list_unread
from ltc.care.visits.actions import record_visit
from ltc.care.visits.models import Visit
from ltc.care.visits.terms import VisitDraft
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.db import transaction
from ltc.foundation.core.errors import NotFound, RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import at_local
from tests.cast import TODAY, Cast, elder_draft
from tests.client import Client

SignIn = Callable[[str], Client]
AT = at_local(TODAY, 14).astimezone(UTC)


def visit(
    session: Session, cast: Cast, elder: Elder, *, day: date = TODAY, hour: int = 9,
    **over: object,
) -> Visit:  # fmt: skip
    """Record an ordinary visit by Som; name what differs."""
    values: dict[str, object] = {
        "consciousness": "awake", "mood": "calm", "skin": "whole", "change": "same",
    }  # fmt: skip
    confirmed = frozenset({f"late={day}"})
    draft = VisitDraft(
        new_id(), "done", day, time(hour), time(hour, 40), confirmed=confirmed, **values | over
    )  # type: ignore[arg-type]
    at = at_local(day, 18).astimezone(UTC)
    return record_visit(session, elder, draft, by=cast.actor("som"), at=at, on=day)


def neighbours(session: Session, cast: Cast, how_many: int) -> list[Elder]:
    """Register people whom Som visits and Malee manages."""
    found = []
    for number in range(how_many):
        draft = elder_draft(cast.community_id, given_name=f"เพื่อนบ้าน{number}")
        by = cast.actor("malee")
        elder = register_elder(session, cast.town_id, draft, by=by, at=AT, on=TODAY)
        for role, who in (("care_manager", "malee"), ("caregiver", "som")):
            place = TeamDraft(role, cast.users[who], "", "", "", date(2026, 1, 1))
            join_team(session, elder, place, by=by, at=AT)
        found.append(elder)
    return found


@pytest.fixture
def three(sessions: sessionmaker[Session], cast: Cast) -> dict[str, UUID]:
    """Two ordinary visits of Boonmee, and one with a new problem."""
    with transaction(sessions) as session:
        boonmee = session.get_one(Elder, cast.boonmee_id)
        days = [TODAY - timedelta(days=back) for back in (2, 1, 0)]
        first, second = (visit(session, cast, boonmee, day=day) for day in days[:2])
        third = visit(session, cast, boonmee, day=days[2], problems="ล้มเมื่อคืน ปวดสะโพก")
        return {"first": first.id, "second": second.id, "fall": third.id}


def read(sessions: sessionmaker[Session]) -> dict[UUID, str]:
    """Return who read which visit."""
    with sessions() as session:
        found = session.exec(
            select(VisitReading.visit_id, ReadingAct.read_by_name).join(
                ReadingAct, col(ReadingAct.id) == col(VisitReading.act_id)
            )
        )
        return {visit_id: name for visit_id, name in found}


def on_page(client: Client, form: str) -> list[str]:
    """Return the visits that a form of the page would send."""
    page = client.get("/reading")
    return [str(field["value"]) for field in page.soup.select(f"{form} input[name=visit]")]


def test_the_unusual_stands_first_and_the_rest_in_one_list(
    sign_in: SignIn, three: dict[str, UUID]
) -> None:
    malee = sign_in("malee")
    assert "ปัญหาใหม่" in malee.get("/reading").text
    assert on_page(malee, ".reading-one") == [str(three["fall"])]
    assert on_page(malee, "#others") == [str(three["first"]), str(three["second"])]


def test_one_act_reads_the_rest_and_leaves_the_unusual(
    sessions: sessionmaker[Session], sign_in: SignIn, three: dict[str, UUID]
) -> None:
    malee = sign_in("malee")
    malee.post("/reading", {"visit": on_page(malee, "#others")})
    assert set(read(sessions)) == {three["first"], three["second"]}
    malee.post("/reading", {"visit": [str(three["fall"])]})
    assert "อ่านครบแล้ว" in malee.get("/reading").text
    with sessions() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.action == "visit.read")).all()
    assert [len(entry.changes["visits"]) for entry in entries] == [2, 1]


def test_a_slip_of_the_finger_is_taken_back(
    sessions: sessionmaker[Session], sign_in: SignIn, three: dict[str, UUID]
) -> None:
    malee = sign_in("malee")
    malee.post("/reading", {"visit": on_page(malee, "#others")})
    page = malee.get("/reading")
    button = page.soup.select_one("form[action*=take-back]")
    assert button
    malee.post(str(button["action"]), {}, after=page)
    assert read(sessions) == {}


def test_nobody_takes_back_what_another_read(
    sessions: sessionmaker[Session], sign_in: SignIn, three: dict[str, UUID]
) -> None:
    malee = sign_in("malee")
    malee.post("/reading", {"visit": [str(three["first"])]})
    with sessions() as session:
        act_id = session.exec(select(VisitReading.act_id)).one()
    nok = sign_in("nok")
    nok.post(f"/reading/{act_id}/take-back", {}, after=nok.get("/reading"), expect=404)
    assert set(read(sessions)) == {three["first"]}


def test_what_somebody_read_a_moment_earlier_stays_theirs(
    sessions: sessionmaker[Session], sign_in: SignIn, three: dict[str, UUID]
) -> None:
    malee, nok = sign_in("malee"), sign_in("nok")
    nok.post("/reading", {"visit": [str(three["first"])]})
    malee.post("/reading", {"visit": [str(three["first"]), str(three["second"])]})
    names = read(sessions)
    assert (names[three["first"]], names[three["second"]]) == ("นก แสงทอง", "มาลี ใจงาม")


def test_what_came_in_meanwhile_is_not_read_unseen(
    sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn, three: dict[str, UUID]
) -> None:
    malee = sign_in("malee")
    seen = on_page(malee, "#others")
    with transaction(sessions) as session:
        visit(session, cast, session.get_one(Elder, cast.boonmee_id), hour=13)
    malee.post("/reading", {"visit": seen})
    assert len(on_page(malee, "#others")) == 1


def test_an_amended_visit_asks_to_be_read_again(
    sessions: sessionmaker[Session], cast: Cast, three: dict[str, UUID]
) -> None:
    from ltc.care.visits.actions import amend_visit

    with transaction(sessions) as session:
        read_visits(session, [three["first"]], by=cast.actor("malee"), at=AT, on=TODAY)
        first = session.get_one(Visit, three["first"])
        draft = VisitDraft(
            new_id(), "done", first.visited_on, time(9), time(9, 50), consciousness="awake",
            mood="calm", skin="whole", change="same",
            confirmed=frozenset({f"late={first.visited_on}"}),
        )  # fmt: skip
        amend_visit(
            session, session.get_one(Elder, cast.boonmee_id), first, draft, reason="ใส่เวลาผิด",
            by=cast.actor("som"), at=AT, on=TODAY,
        )  # fmt: skip
        session.flush()
        found = list_unread(session, cast.actor("malee"), on=TODAY, only_mine=True)
        marked = [[str(mark.code) for mark in one.marks] for one in found]
    assert ["amended"] in marked


@pytest.mark.parametrize("garbage", ["", "x", "01920000-0000-7000-8000-000000000000"])
def test_garbage_reads_nothing(
    sessions: sessionmaker[Session], sign_in: SignIn, three: dict[str, UUID], garbage: str
) -> None:
    expect = 303 if garbage.startswith("0192") else 422
    sign_in("malee").post("/reading", {"visit": [garbage]}, expect=expect)
    assert read(sessions) == {}


def test_nothing_sent_is_said(sign_in: SignIn, three: dict[str, UUID]) -> None:
    page = sign_in("malee").post("/reading", {"visit": []}, expect=422)
    assert "ไม่มีการเยี่ยมให้อ่าน" in page.text


def test_more_than_a_page_at_once_is_refused(session: Session, cast: Cast) -> None:
    with pytest.raises(RuleViolation) as broken:
        read_visits(
            session, [new_id() for _ in range(201)], by=cast.actor("malee"), at=AT, on=TODAY
        )
    assert broken.value.code == "too_many"


def test_another_town_reads_nothing_of_ours(
    sessions: sessionmaker[Session], sign_in: SignIn, three: dict[str, UUID]
) -> None:
    stranger = sign_in("malee_elsewhere")
    assert "อ่านครบแล้ว" in stranger.get("/reading").text
    stranger.post("/reading", {"visit": [str(three["fall"])]})
    assert read(sessions) == {}


@pytest.mark.parametrize("who", ["som", "dr_thee", "director", "daughter", "admin"])
def test_others_have_no_such_page(sign_in: SignIn, who: str) -> None:
    sign_in(who).get("/reading", expect=403)


def test_old_visits_are_not_asked_for_any_more(session: Session, cast: Cast) -> None:
    boonmee = session.get_one(Elder, cast.boonmee_id)
    visit(session, cast, boonmee, day=TODAY - timedelta(days=62))
    visit(session, cast, boonmee, day=TODAY - timedelta(days=61))
    session.flush()
    by = cast.actor("malee")
    assert count_unread(session, by, on=TODAY, only_mine=True) == 1
    assert len(list_unread(session, by, on=TODAY, only_mine=True)) == 1


def test_a_person_of_no_act_takes_nothing_back(session: Session, cast: Cast) -> None:
    from ltc.care.reading.actions import take_back

    with pytest.raises(NotFound):
        take_back(session, new_id(), by=cast.actor("malee"), at=AT, on=TODAY)


def test_statements_do_not_grow_with_visits(session: Session, cast: Cast) -> None:
    def statements() -> int:
        sent: list[str] = []
        engine = session.get_bind()

        def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
            sent.append(statement)

        session.flush()
        sa.event.listen(engine, "before_cursor_execute", note)
        list_unread(session, cast.actor("malee"), on=TODAY, only_mine=True)
        sa.event.remove(engine, "before_cursor_execute", note)
        return len(sent)

    visit(session, cast, session.get_one(Elder, cast.boonmee_id))
    few = statements()
    for number, elder in enumerate(neighbours(session, cast, 5)):
        visit(session, cast, elder, hour=10 + number)
    assert statements() == few


@pytest.mark.journeys
def test_a_hundred_visits_are_read_in_five_minutes(
    sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn
) -> None:
    """Ten unusual ones at twenty seconds each, ninety at a second each on one page: 4 min 50 s.

    What is counted is what a person does: pages opened and buttons pressed.
    """
    with transaction(sessions) as session:
        elders = neighbours(session, cast, 5)
        for number in range(100):
            day = TODAY - timedelta(days=number // 5 + 1)
            odd = {"problems": f"เรื่องใหม่ {number}"} if number % 10 == 7 else {}
            visit(session, cast, elders[number % 5], day=day, hour=8 + number % 5, **odd)
    malee = sign_in("malee")
    acts = 1
    page = malee.get("/reading")
    while page.soup.select(".reading-one, #others"):
        form = page.soup.select_one(".reading-one form") or page.soup.select_one("#others form")
        assert form
        sent = [str(field["value"]) for field in form.select("input[name=visit]")]
        malee.post("/reading", {"visit": sent})
        acts += 1
        page = malee.get("/reading")
    assert len(read(sessions)) == 100
    assert acts == 1 + 10 + 1
