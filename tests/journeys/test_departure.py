"""A death and a move as one act: what ends, what is kept, who comes second, what is taken back."""

from collections.abc import Callable
from datetime import UTC, date, time, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col, select

from ltc.care.cases.models import CarePlan, Case
from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.events.actions import record_event, withdraw_event
from ltc.care.events.models import Event
from ltc.care.events.queries.pauses import open_pause
from ltc.care.events.terms import EventDraft
from ltc.care.visits.actions import record_visit
from ltc.care.visits.models import Visit
from ltc.care.visits.queries.day import my_day, my_month
from ltc.care.visits.queries.due import due_visits
from ltc.care.visits.terms import VisitDraft
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.db import transaction
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.zone import at_local
from ltc.journeys.departure import queries
from ltc.journeys.departure.actions.depart import depart, tick_off
from ltc.journeys.departure.actions.take_back import take_back
from ltc.journeys.departure.models import Departure
from ltc.journeys.departure.terms import DepartureDraft
from tests.care.cases.ordinary import drafted, grounded, in_use, opened
from tests.cast import Cast
from tests.client import Client

pytestmark = pytest.mark.journeys

TODAY = date(2026, 11, 22)
AT = at_local(TODAY, 12).astimezone(UTC)
YESTERDAY = TODAY - timedelta(days=1)
NOBODY = "01920000-0000-7000-8000-000000000000"
SignIn = Callable[[str], Client]
Go = Callable[..., Departure]


def told(kind: str = "death", **over: object) -> DepartureDraft:
    """Return a complete draft; name what differs."""
    values: dict[str, object] = {
        "operation_id": uuid4(), "kind": kind, "happened_on": TODAY, "precision": "day",
        "told_by": "family",
    }  # fmt: skip
    return DepartureDraft(**{**values, **over})  # type: ignore[arg-type]


@pytest.fixture
def boonmee(session: Session, cast: Cast) -> Elder:
    """Boonmee, under care with a plan in use."""
    case = opened(session, cast, note="ล้มบ่อย")
    grounded(session, cast, case)
    in_use(session, cast, drafted(session, cast, case))
    return session.get_one(Elder, cast.boonmee_id)


@pytest.fixture
def go(session: Session, cast: Cast, boonmee: Elder) -> Go:
    """Record a departure of Boonmee's."""

    def one(draft: DepartureDraft | None = None, who: str = "malee") -> Departure:
        return depart(session, boonmee, draft or told(), by=cast.actor(who), at=AT, on=TODAY)

    return one


def places(session: Session, elder_id: UUID) -> list[CareTeamMember]:
    """Return the places on the team that hold today."""
    found = session.exec(select(CareTeamMember).where(CareTeamMember.elder_id == elder_id)).all()
    return [row for row in found if row.active_until is None or row.active_until > TODAY]


class TestWhatEnds:
    """``depart``."""

    @pytest.mark.parametrize(("kind", "reason"), [("death", "died"), ("move", "moved")])
    def test_it_is_all_one_act(
        self, session: Session, boonmee: Elder, go: Go, kind: str, reason: str
    ) -> None:
        made = go(told(kind))
        assert (boonmee.died_on, boonmee.moved_away_on) == (
            (TODAY, None) if kind == "death" else (None, TODAY)
        )
        case = session.exec(select(Case)).one()
        assert (case.closed_on, case.close_reason) == (TODAY, reason)
        assert [plan.status for plan in session.exec(select(CarePlan))] == ["ended"]
        assert places(session, boonmee.id) == []
        assert session.get_one(Event, made.event_id).kind == kind
        codes = [task.code for task in queries.tasks_of(session, made.id)]
        assert set(codes) >= {"devices", "money", "plan"}
        assert ("condolence" in codes) == (kind == "death")

    def test_nobody_goes_there_any_more(
        self, session: Session, cast: Cast, boonmee: Elder, go: Go
    ) -> None:
        assert due_visits(session, [boonmee.id], on=TODAY)
        go()
        assert due_visits(session, [boonmee.id], on=TODAY) == {}
        mine = my_day(session, cast.actor("som"), on=TODAY)
        assert mine.go + mine.later + mine.paused == []

    def test_what_was_done_stays_payable(
        self, session: Session, cast: Cast, boonmee: Elder, go: Go
    ) -> None:
        session.exec(select(CarePlan)).one()
        draft = VisitDraft(uuid4(), "could_not", TODAY, time(8), could_not_reason="died")
        record_visit(session, boonmee, draft, by=cast.actor("som"), at=AT, on=TODAY)
        before = my_month(session, cast.actor("som"), on=TODAY)
        go()
        after = my_month(session, cast.actor("som"), on=TODAY)
        assert after.done == before.done
        assert len(session.exec(select(Visit)).all()) == 1

    def test_an_open_pause_ends(self, session: Session, cast: Cast, boonmee: Elder, go: Go) -> None:
        draft = EventDraft(uuid4(), "admission", YESTERDAY, "day", "family")
        record_event(session, boonmee, draft, by=cast.actor("malee"), at=AT, on=TODAY)
        go()
        assert open_pause(session, boonmee.id) is None

    def test_the_page_says_before_what_will_end(
        self, session: Session, boonmee: Elder, go: Go
    ) -> None:
        before = queries.will_end(session, boonmee, on=TODAY)
        assert before.visits >= 8  # twice a week
        assert before.plan_number == 1
        assert "ปิดการดูแล" in before.sentences
        go()
        assert queries.will_end(session, boonmee, on=TODAY).sentences == []

    def test_the_same_form_twice_is_one(self, session: Session, go: Go) -> None:
        draft = told()
        assert go(draft).id == go(draft).id

    def test_whoever_comes_second_sees_the_first(self, session: Session, go: Go) -> None:
        go()
        with pytest.raises(RuleViolation, match="already_gone") as broken:
            go(told(happened_on=YESTERDAY), who="nok")
        assert "มาลี ใจงาม" in broken.value.message
        with pytest.raises(RuleViolation, match="already_gone"):
            go(told("move"))
        assert len(session.exec(select(Departure)).all()) == 1

    def test_somebody_may_die_where_they_moved(
        self, session: Session, boonmee: Elder, go: Go
    ) -> None:
        go(told("move", happened_on=YESTERDAY))
        go(told())
        assert (boonmee.moved_away_on, boonmee.died_on) == (YESTERDAY, TODAY)

    def test_a_visit_after_that_day_is_asked_about(
        self, session: Session, cast: Cast, boonmee: Elder, go: Go
    ) -> None:
        plan = session.exec(select(CarePlan)).one()
        plan.status = "ended"
        session.add(plan)
        session.flush()
        draft = VisitDraft(
            uuid4(), "done", TODAY, time(9), time(10), consciousness="awake", mood="calm",
            skin="whole", change="same",
        )  # fmt: skip
        record_visit(session, boonmee, draft, by=cast.actor("som"), at=AT, on=TODAY)
        with pytest.raises(RuleViolation, match="seen_after"):
            go(told(happened_on=YESTERDAY))

    def test_an_event_after_that_day_is_asked_about(
        self, session: Session, cast: Cast, boonmee: Elder, go: Go
    ) -> None:
        draft = EventDraft(uuid4(), "stroke", TODAY, "day", "family")
        record_event(session, boonmee, draft, by=cast.actor("malee"), at=AT, on=TODAY)
        with pytest.raises(RuleViolation, match="happened_after"):
            go(told(happened_on=YESTERDAY))

    def test_its_event_is_not_withdrawn_alone(
        self, session: Session, cast: Cast, boonmee: Elder, go: Go
    ) -> None:
        event = session.get_one(Event, go().event_id)
        with pytest.raises(RuleViolation, match="departure_taken_back"):
            withdraw_event(session, boonmee, event, "ผิดคน", by=cast.actor("malee"), at=AT)

    def test_each_step_is_written_down(self, session: Session, go: Go) -> None:
        go()
        acts = {entry.action for entry in session.exec(select(AuditEntry))}
        assert acts >= {
            "event.recorded", "departure.recorded", "care_case.closed", "care_plan.ended",
            "care_team_member.left",
        }  # fmt: skip

    def test_a_place_that_would_end_later_ends_now(
        self, session: Session, boonmee: Elder, go: Go
    ) -> None:
        place = places(session, boonmee.id)[0]
        place.active_until = TODAY + timedelta(days=9)
        session.add(place)
        session.flush()
        go()
        assert place.active_until == TODAY


class TestTakingBack:
    """``take_back``."""

    def test_care_goes_on_as_if_nothing_had_been_said(
        self, session: Session, cast: Cast, boonmee: Elder, go: Go
    ) -> None:
        before = {(row.team_role, row.user_id, row.name) for row in places(session, boonmee.id)}
        made = go()
        take_back(session, made, boonmee, "ผิดคน", by=cast.actor("nok"), at=AT, on=TODAY)
        assert boonmee.is_living_here
        cases = session.exec(select(Case).order_by(col(Case.closed_on).is_(None))).all()
        assert [case.is_open for case in cases] == [False, True]
        assert cases[1].reopened_from_id == cases[0].id
        after = {(row.team_role, row.user_id, row.name) for row in places(session, boonmee.id)}
        assert after == before
        assert due_visits(session, [boonmee.id], on=TODAY)
        event = session.get_one(Event, made.event_id)
        assert (event.stands, made.taken_back_because) == (False, "ผิดคน")

    def test_it_may_happen_again_later(
        self, session: Session, cast: Cast, boonmee: Elder, go: Go
    ) -> None:
        take_back(session, go(), boonmee, "ผิดคน", by=cast.actor("nok"), at=AT, on=TODAY)
        go()
        assert boonmee.died_on == TODAY

    def test_what_was_paused_is_paused_again(
        self, session: Session, cast: Cast, boonmee: Elder, go: Go
    ) -> None:
        draft = EventDraft(uuid4(), "admission", YESTERDAY, "day", "family")
        record_event(session, boonmee, draft, by=cast.actor("malee"), at=AT, on=TODAY)
        take_back(session, go(), boonmee, "ผิดคน", by=cast.actor("nok"), at=AT, on=TODAY)
        assert open_pause(session, boonmee.id) is not None

    def test_not_twice_nor_without_a_reason(
        self, session: Session, cast: Cast, boonmee: Elder, go: Go
    ) -> None:
        made, by = go(), cast.actor("malee")
        with pytest.raises(RuleViolation, match="because_missing"):
            take_back(session, made, boonmee, " ", by=by, at=AT, on=TODAY)
        take_back(session, made, boonmee, "ผิดคน", by=by, at=AT, on=TODAY)
        with pytest.raises(RuleViolation, match="already_taken_back"):
            take_back(session, made, boonmee, "ผิดคน", by=by, at=AT, on=TODAY)

    def test_a_move_before_a_death_waits(
        self, session: Session, cast: Cast, boonmee: Elder, go: Go
    ) -> None:
        made = go(told("move", happened_on=YESTERDAY))
        go(told())
        with pytest.raises(RuleViolation, match="died_since"):
            take_back(session, made, boonmee, "ผิดคน", by=cast.actor("malee"), at=AT, on=TODAY)


class TestWhatRemains:
    """``tick_off`` and the list."""

    def test_it_is_settled_once(self, session: Session, cast: Cast, go: Go) -> None:
        made, by = go(), cast.actor("malee")
        task = queries.tasks_of(session, made.id)[0]
        assert len(queries.list_open(session, by, on=TODAY)) == 4
        tick_off(session, task, made, "done", "ไปแล้ว", by=by, at=AT)
        tick_off(session, task, made, "done", "ไปแล้ว", by=by, at=AT)
        assert (task.done_by_name, task.outcome) == ("มาลี ใจงาม", "done")
        assert len(queries.list_open(session, by, on=TODAY)) == 3
        with pytest.raises(RuleViolation, match="already_done"):
            tick_off(session, task, made, "not_needed", "", by=cast.actor("nok"), at=AT)
        with pytest.raises(RuleViolation, match="outcome_unknown"):
            tick_off(session, task, made, "maybe", "", by=by, at=AT)

    def test_nothing_remains_of_what_was_taken_back(
        self, session: Session, cast: Cast, boonmee: Elder, go: Go
    ) -> None:
        made, by = go(), cast.actor("malee")
        take_back(session, made, boonmee, "ผิดคน", by=by, at=AT, on=TODAY)
        assert queries.list_open(session, by, on=TODAY) == []
        with pytest.raises(RuleViolation, match="taken_back"):
            tick_off(session, queries.tasks_of(session, made.id)[0], made, "done", "", by=by, at=AT)


@pytest.fixture
def under_care(sessions: sessionmaker[Session], cast: Cast) -> str:
    """Boonmee under care, saved; the address of his chart."""
    with transaction(sessions) as session:
        case = opened(session, cast)
        grounded(session, cast, case)
        in_use(session, cast, drafted(session, cast, case))
    return f"/elders/{cast.boonmee_id}"


SAID = {"happened_on": "21/11/2569", "told_by": "family", "place": "ที่บ้าน"}


class TestPages:
    """What people see."""

    def test_from_the_grid_to_what_remains(
        self, under_care: str, sign_in: SignIn, sessions: sessionmaker[Session]
    ) -> None:
        manager = sign_in("malee")
        grid = manager.get(under_care + "/events/new")
        link = grid.soup.select_one("main a[href$='/departure/death']")
        assert link is not None
        page = manager.get(str(link["href"]))
        assert "ครั้งที่วางไว้ใน 30 วันข้างหน้าจะหยุด" in page.text
        where = manager.post(str(link["href"]), SAID).answer.headers["Location"]
        record = manager.get(where)
        assert "รับอุปกรณ์ที่ยืมคืน" in record.text
        task = record.soup.select_one("main a[href*='/tasks/']")
        assert task is not None
        manager.post(str(task["href"]), {"outcome": "done", "note": "ไปกับ อสม."})
        assert "ไปกับ อสม." in manager.get(where).text
        assert "บุญมี" in manager.get("/departures").text
        manager.post(where + "/take-back", {"because": "ผิดคน"})
        assert "ยกเลิกแล้ว เพราะ ผิดคน" in manager.get(where).text
        assert "ไม่มีงานค้าง" in manager.get("/departures").text
        with sessions() as session:
            assert len(session.exec(select(Departure)).all()) == 1

    def test_two_at_once_the_second_keeps_what_was_typed(
        self, under_care: str, sign_in: SignIn, sessions: sessionmaker[Session]
    ) -> None:
        path = under_care + "/departure/death"
        manager, nurse = sign_in("malee"), sign_in("nok")
        mine, theirs = manager.get(path), nurse.get(path)
        manager.submit(mine, path, SAID)
        page = nurse.submit(theirs, path, SAID | {"note": "ลูกสาวโทรมา"}, expect=422)
        assert "มาลี ใจงาม บันทึกไปก่อนแล้ว" in page.text
        assert page.value_of("note").strip() == "ลูกสาวโทรมา"
        with sessions() as session:
            assert len(session.exec(select(Departure)).all()) == 1

    def test_wrong_input_saves_nothing_and_loses_nothing(
        self, under_care: str, sign_in: SignIn, sessions: sessionmaker[Session]
    ) -> None:
        path = under_care + "/departure/death"
        typed = SAID | {"happened_on": "23/11/2569", "note": "เขียนไว้"}
        page = sign_in("malee").post(path, typed, expect=422)
        assert "ยังมาไม่ถึง" in page.error_at("happened_on")
        assert page.value_of("note").strip() == "เขียนไว้"
        with sessions() as session:
            assert session.exec(select(Departure)).all() == []

    def test_who_may_not(self, under_care: str, sign_in: SignIn) -> None:
        path = under_care + "/departure/death"
        sign_in("nok_elsewhere").get(path, expect=404)
        sign_in("som").get(path, expect=403)
        sign_in("dr_thee").get(path, expect=403)
        manager = sign_in("malee")
        manager.get(under_care + "/departure/holiday", expect=404)
        manager.get(f"/elders/{NOBODY}/departure/death", expect=404)
        manager.get(f"/departures/{NOBODY}", expect=404)
        manager.get(f"/departures/tasks/{NOBODY}", expect=404)

    def test_a_caregiver_is_told_whom_to_call(self, under_care: str, sign_in: SignIn) -> None:
        page = sign_in("som").get(under_care + "/events/new")
        assert page.soup.select("main a[href$='/departure/death']") == []
        assert "โทรบอกผู้จัดการการดูแล มาลี ใจงาม" in page.text

    def test_the_caregiver_no_longer_sees_the_person(
        self, under_care: str, sign_in: SignIn
    ) -> None:
        caregiver = sign_in("som")
        caregiver.get(under_care)
        sign_in("malee").post(under_care + "/departure/death", SAID)
        caregiver.get(under_care, expect=404)
        assert "บุญมี" not in caregiver.get("/my-day").text
