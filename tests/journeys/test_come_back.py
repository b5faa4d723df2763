"""Coming back after a move: what the register says, what stays ended, who may not come back."""

from collections.abc import Callable
from datetime import UTC, date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col, select

from ltc.care.cases.models import CarePlan, Case
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.team import list_team_from
from ltc.care.events.actions import record_event, withdraw_event
from ltc.care.events.models import Event
from ltc.care.events.terms import EventDraft
from ltc.care.family.actions import make_link
from ltc.care.family.terms import LinkDraft
from ltc.care.visits.queries.due import due_visits
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.db import transaction
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.zone import at_local
from ltc.journeys.departure import queries
from ltc.journeys.departure.actions.come_back import come_back
from ltc.journeys.departure.actions.depart import depart
from ltc.journeys.departure.actions.take_back import take_back
from ltc.journeys.departure.models import Departure, ElderReturn
from ltc.journeys.departure.terms import Anew, DepartureDraft, ReturnDraft
from tests.care.cases.ordinary import drafted, grounded, in_use, opened
from tests.cast import Cast
from tests.client import Client
from tests.journeys.test_departure_at_once import at_once

pytestmark = pytest.mark.journeys

TODAY = date(2026, 11, 22)
AT = at_local(TODAY, 12).astimezone(UTC)
MOVED_ON = TODAY - timedelta(days=2)
NOBODY = "01920000-0000-7000-8000-000000000000"
SignIn = Callable[[str], Client]
Back = Callable[..., ElderReturn]


def told(**over: object) -> ReturnDraft:
    """Return a complete draft of a return today; name what differs."""
    values: dict[str, object] = {
        "operation_id": uuid4(), "happened_on": TODAY, "precision": "day", "told_by": "family",
    }  # fmt: skip
    return ReturnDraft(**{**values, **over})  # type: ignore[arg-type]


def moves(session: Session, cast: Cast, on: date = MOVED_ON, kind: str = "move") -> Departure:
    """Record that Boonmee moved away, or died."""
    elder = session.get_one(Elder, cast.boonmee_id)
    draft = DepartureDraft(uuid4(), kind, on, "day", "family", place="เชียงใหม่")
    return depart(session, elder, draft, by=cast.actor("malee"), at=AT, on=TODAY)


@pytest.fixture
def moved(session: Session, cast: Cast) -> Departure:
    """Boonmee was under care with a plan in use and a link for the family, and moved away."""
    elder = session.get_one(Elder, cast.boonmee_id)
    case = opened(session, cast)
    grounded(session, cast, case)
    in_use(session, cast, drafted(session, cast, case))
    draft = LinkDraft("จันทร์", "ลูกสาว", ("visits",), "ผู้สูงอายุ", TODAY + timedelta(days=30), uuid4())
    make_link(session, elder, draft, by=cast.actor("malee"), at=AT, on=TODAY)
    return moves(session, cast)


@pytest.fixture
def boonmee(session: Session, cast: Cast, moved: Departure) -> Elder:
    """Boonmee, who moved away."""
    return session.get_one(Elder, cast.boonmee_id)


@pytest.fixture
def back(session: Session, cast: Cast, boonmee: Elder) -> Back:
    """Record that Boonmee lives here again."""

    def one(draft: ReturnDraft | None = None, who: str = "malee") -> ElderReturn:
        by = cast.actor(who)
        return come_back(session, boonmee, draft or told(), by=by, at=AT, on=TODAY)

    return one


class TestWhatComesBack:
    """``come_back``."""

    def test_the_register_says_that_they_live_here(
        self, session: Session, boonmee: Elder, moved: Departure, back: Back
    ) -> None:
        made = back(told(happened_on=TODAY - timedelta(days=1)))
        assert boonmee.is_living_here
        assert (made.moved_on, made.returned_on) == (MOVED_ON, TODAY - timedelta(days=1))
        assert session.get_one(Event, made.event_id).kind == "return"
        assert (moved.stands, moved.lasts) == (True, False)  # the move stays in history

    def test_nothing_else_begins_by_itself(
        self, session: Session, boonmee: Elder, back: Back
    ) -> None:
        made = back()
        assert session.exec(select(Case)).one().close_reason == "moved"
        assert [plan.status for plan in session.exec(select(CarePlan))] == ["ended"]
        assert list_team_from(session, boonmee.id, on=TODAY) == []
        assert due_visits(session, [boonmee.id], on=TODAY) == {}
        begun = queries.begun_anew(session, made, on=TODAY)
        assert begun == dict.fromkeys(Anew, False)

    def test_what_was_begun_anew_is_said(
        self, session: Session, cast: Cast, boonmee: Elder, back: Back
    ) -> None:
        made = back()
        opened(session, cast)
        begun = queries.begun_anew(session, made, on=TODAY)
        assert {what for what, is_begun in begun.items() if is_begun} == {Anew.CASE}

    def test_someone_who_moved_before_all_records(self, session: Session, cast: Cast) -> None:
        elder = session.get_one(Elder, cast.boonmee_id)
        elder.moved_away_on = MOVED_ON
        session.add(elder)
        session.flush()
        made = come_back(session, elder, told(), by=cast.actor("malee"), at=AT, on=TODAY)
        assert (made.departure_id, elder.moved_away_on) == (None, None)

    def test_the_same_form_twice_is_one(self, session: Session, back: Back) -> None:
        draft = told()
        assert back(draft).id == back(draft).id
        assert len(session.exec(select(ElderReturn)).all()) == 1

    def test_they_may_move_again_and_come_back_again(
        self, session: Session, cast: Cast, boonmee: Elder, back: Back
    ) -> None:
        first = back()
        again = moves(session, cast, TODAY)
        second = back()
        assert again.returned_on == TODAY
        assert first.departure_id != second.departure_id
        assert boonmee.is_living_here

    def test_they_may_die_here_later(
        self, session: Session, cast: Cast, boonmee: Elder, back: Back
    ) -> None:
        back()
        moves(session, cast, TODAY, "death")
        assert boonmee.died_on == TODAY

    def test_it_is_written_down(self, session: Session, boonmee: Elder, back: Back) -> None:
        made = back()
        wanted = select(AuditEntry).where(AuditEntry.action == "departure.returned")
        entry = session.exec(wanted).one()
        assert (entry.object_id, entry.elder_id) == (str(made.id), boonmee.id)
        acts = set(session.exec(select(col(AuditEntry.action))))
        assert acts >= {"event.recorded", "family_link.revoked"}


class TestWhatIsRefused:
    """Whom and when not."""

    @pytest.mark.parametrize(
        ("happened_on", "code"),
        [
            (MOVED_ON - timedelta(days=1), "before_move"),
            (TODAY + timedelta(days=1), "future"),
            (MOVED_ON, None),
            (TODAY, None),
        ],
        ids=["before the move", "tomorrow", "the day of the move", "today"],
    )
    def test_the_day(
        self, session: Session, boonmee: Elder, back: Back, happened_on: date, code: str | None
    ) -> None:
        if code is None:
            assert back(told(happened_on=happened_on)).returned_on == happened_on
            return
        with pytest.raises(RuleViolation, match=code) as broken:
            back(told(happened_on=happened_on))
        assert broken.value.field == "happened_on"
        assert boonmee.moved_away_on == MOVED_ON

    def test_the_dead_do_not_come_back(self, session: Session, cast: Cast, back: Back) -> None:
        moves(session, cast, TODAY, "death")
        with pytest.raises(RuleViolation, match="died"):
            back()

    def test_who_never_left(self, session: Session, cast: Cast) -> None:
        elder = session.get_one(Elder, cast.boonmee_id)
        with pytest.raises(RuleViolation, match="lives_here"):
            come_back(session, elder, told(), by=cast.actor("malee"), at=AT, on=TODAY)

    def test_whoever_comes_second_sees_the_first(self, back: Back) -> None:
        back()
        with pytest.raises(RuleViolation, match="lives_here") as broken:
            back(who="nok")
        assert "มาลี ใจงาม บันทึกไปก่อนแล้ว" in broken.value.message

    def test_a_move_with_a_return_is_history(
        self, session: Session, cast: Cast, boonmee: Elder, moved: Departure, back: Back
    ) -> None:
        back()
        with pytest.raises(RuleViolation, match="returned_since"):
            take_back(session, moved, boonmee, "ผิดคน", by=cast.actor("malee"), at=AT, on=TODAY)

    def test_its_event_stays(
        self, session: Session, cast: Cast, boonmee: Elder, back: Back
    ) -> None:
        event = session.get_one(Event, back().event_id)
        with pytest.raises(RuleViolation, match="return_stays"):
            withdraw_event(session, boonmee, event, "ผิดคน", by=cast.actor("malee"), at=AT)

    def test_it_is_no_ordinary_event(
        self, session: Session, cast: Cast, boonmee: Elder, back: Back
    ) -> None:
        back()
        draft = EventDraft(uuid4(), "return", TODAY, "day", "family")
        with pytest.raises(RuleViolation, match="is_departure"):
            record_event(session, boonmee, draft, by=cast.actor("malee"), at=AT, on=TODAY)


class TestAtOnce:
    """Two at the same moment."""

    @pytest.mark.parametrize(
        ("is_same_form", "told_to_second"), [(True, []), (False, ["lives_here"])]
    )
    def test_one_is_kept(
        self, sessions: sessionmaker[Session], cast: Cast, is_same_form: bool,
        told_to_second: list[str],
    ) -> None:  # fmt: skip
        with transaction(sessions) as session:
            moves(session, cast)
        first = told()
        second = first if is_same_form else told()

        def returning(draft: ReturnDraft) -> Callable[[Session], None]:
            def act(session: Session) -> None:
                elder = session.get_one(Elder, cast.boonmee_id)
                come_back(session, elder, draft, by=cast.actor("malee"), at=AT, on=TODAY)

            return act

        assert at_once(sessions, returning(first), returning(second)) == told_to_second
        with sessions() as session:
            assert len(session.exec(select(ElderReturn)).all()) == 1


SAID = {"happened_on": "22/11/2569", "told_by": "family"}


@pytest.fixture
def chart(sessions: sessionmaker[Session], cast: Cast) -> str:
    """The address of Boonmee, who moved away; saved."""
    with transaction(sessions) as session:
        moves(session, cast)
    return f"/elders/{cast.boonmee_id}"


class TestPages:
    """What people see."""

    def test_from_the_chart_to_what_begins_anew(self, chart: str, sign_in: SignIn) -> None:
        manager, path = sign_in("malee"), chart + "/return"
        assert manager.get(chart).soup.select(f"a[href='{path}']")
        page = manager.get(path)
        assert "ไม่กลับมาเอง" in page.text
        where = manager.submit(page, path, SAID).answer.headers["Location"]
        anew = manager.get(where)
        assert "ประเมินซ้ำ" in anew.text
        assert anew.soup.select(f"main a[href='{chart}/case/new']")
        assert not manager.get(chart).soup.select(f"a[href='{path}']")
        assert "ไม่ต้องบันทึก" in manager.get(path).text

    def test_the_move_leads_there_and_tells_of_it(
        self, chart: str, sign_in: SignIn, sessions: sessionmaker[Session]
    ) -> None:
        with sessions() as session:
            record = f"/departures/{session.exec(select(Departure)).one().id}"
        manager, path = sign_in("malee"), chart + "/return"
        assert manager.get(record).soup.select(f"main a[href='{path}']")
        manager.submit(manager.get(path), path, SAID)
        page = manager.get(record)
        assert "กลับมาอยู่ในเมืองนี้แล้ว" in page.text
        assert page.soup.select(f"main a[href='{chart}/returned']")
        assert not page.soup.select("main a[href$='/take-back']")

    def test_two_at_once_the_second_keeps_what_was_typed(self, chart: str, sign_in: SignIn) -> None:
        manager, nurse, path = sign_in("malee"), sign_in("nok"), chart + "/return"
        mine, theirs = manager.get(path), nurse.get(path)
        manager.submit(mine, path, SAID)
        page = nurse.submit(theirs, path, SAID | {"note": "ลูกสาวโทรมา"}, expect=422)
        assert "มาลี ใจงาม บันทึกไปก่อนแล้ว" in page.text
        assert page.value_of("note").strip() == "ลูกสาวโทรมา"

    @pytest.mark.parametrize(
        ("typed", "field", "words"),
        [
            ({"happened_on": "19/11/2569"}, "happened_on", "ก่อนวันที่ย้ายออก (20 พ.ย. 2569)"),
            ({"happened_on": "23/11/2569"}, "happened_on", "ยังมาไม่ถึง"),
            ({"happened_on": ""}, "happened_on", "กรุณากรอกวันที่"),
            ({"told_by": ""}, "told_by", "กรุณาเลือกว่าใครบอก"),
        ],
        ids=["before the move", "tomorrow", "no day", "by nobody"],
    )
    def test_wrong_input_saves_nothing_and_loses_nothing(
        self, chart: str, sign_in: SignIn, sessions: sessionmaker[Session], typed: dict[str, str],
        field: str, words: str,
    ) -> None:  # fmt: skip
        sent = SAID | {"note": "เขียนไว้"} | typed
        page = sign_in("malee").post(chart + "/return", sent, expect=422)
        assert words in page.error_at(field)
        assert page.value_of("note").strip() == "เขียนไว้"
        with sessions() as session:
            assert session.exec(select(ElderReturn)).all() == []

    def test_who_may_not(self, chart: str, sign_in: SignIn) -> None:
        sign_in("nok_elsewhere").get(chart + "/return", expect=404)
        sign_in("som").get(chart + "/return", expect=403)
        sign_in("dr_thee").get(chart + "/return", expect=403)
        manager = sign_in("malee")
        manager.get(chart + "/returned", expect=404)  # nobody came back yet
        manager.get(f"/elders/{NOBODY}/return", expect=404)
        manager.get(f"/elders/{NOBODY}/returned", expect=404)
