"""Recording and amending visits, and what is read of them, on both databases."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.assessment.models import Assessment
from ltc.care.cases.models import CarePlan, Case, PlannedService
from ltc.care.elders.actions.register import register_elder
from ltc.care.elders.actions.team import join_team
from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.elders.terms import TeamDraft
from ltc.care.visits.actions import advice_for, amend_visit, check_amendable, record_visit
from ltc.care.visits.models import Visit
from ltc.care.visits.queries import day, records
from ltc.care.visits.terms import AskAgain, VisitDraft
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.actor import system_actor
from ltc.foundation.core.errors import Conflict, Forbidden, NotFound, RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import at_local
from tests.cast import Cast, elder_draft

TODAY = date(2026, 11, 22)
AT = at_local(TODAY, 12).astimezone(UTC)
FROM = date(2026, 11, 2)


def told(**over: object) -> VisitDraft:
    """Return a whole draft of a visit this morning; name what differs."""
    draft = VisitDraft(
        new_id(), "done", TODAY, time(9), time(10), consciousness="awake", mood="calm",
        skin="whole", change="same",
    )  # fmt: skip
    return replace(draft, **over)  # type: ignore[arg-type]


def give_plan(session: Session, elder: Elder, kinds: tuple[str, ...] = ("food",)) -> CarePlan:
    """Save an open case with an active plan: each service once a week by the caregiver."""
    case = Case(elder_id=elder.id, municipality_id=elder.municipality_id, opened_on=FROM)
    session.add(case)
    session.flush()
    plan = CarePlan(
        case_id=case.id, elder_id=elder.id, number=1, status="active", cautions="แพ้เพนนิซิลลิน",
        valid_from=FROM, valid_until=date(2027, 11, 2), drafted_at=at_local(FROM, 8),
        activated_at=at_local(FROM, 9),
    )  # fmt: skip
    session.add(plan)
    session.flush()
    for place, kind in enumerate(kinds):
        session.add(
            PlannedService(
                plan_id=plan.id, position=place, kind=kind, text="ตามแผน",
                doer_role="caregiver", times=1, per="week",
            )
        )  # fmt: skip
    session.flush()
    return plan


@pytest.fixture
def boonmee(session: Session, cast: Cast) -> Elder:
    """The elder whom caregiver Som looks after."""
    found = session.get(Elder, cast.boonmee_id)
    assert found
    return found


@pytest.fixture
def save(session: Session, cast: Cast, boonmee: Elder) -> Callable[..., Visit]:
    """Record a visit by somebody (Som unless said otherwise)."""

    def record(draft: VisitDraft, by: str = "som", at: datetime = AT) -> Visit:
        return record_visit(session, boonmee, draft, by=cast.actor(by), at=at, on=TODAY)

    return record


def visits(session: Session) -> list[Visit]:
    """Return all rows, oldest first."""
    return list(session.exec(select(Visit).order_by(col(Visit.number))).all())


class TestRecording:
    """``record_visit``."""

    def test_it_is_saved_under_the_active_plan(
        self, session: Session, boonmee: Elder, save: Callable[..., Visit]
    ) -> None:
        plan = give_plan(session, boonmee)
        visit = save(told(answers={"food_hand": "done"}, vitals={"pulse": "78"}))
        assert (visit.plan_id, visit.case_id, visit.plan_number) == (plan.id, plan.case_id, 1)
        assert visit.vitals == {"pulse": "78"}
        assert visit.started_at == at_local(TODAY, 9)

    def test_numbers_are_given_out_in_order(self, save: Callable[..., Visit]) -> None:
        first = save(told())
        second = save(told(arrived=time(10), left=time(11)))
        assert second.number == first.number + 1

    def test_a_planned_part_left_out_is_refused(
        self, session: Session, boonmee: Elder, save: Callable[..., Visit]
    ) -> None:
        give_plan(session, boonmee)
        with pytest.raises(RuleViolation, match="part_unanswered"):
            save(told())
        assert visits(session) == []

    def test_somebody_elses_service_asks_nothing(
        self, session: Session, cast: Cast, boonmee: Elder, save: Callable[..., Visit]
    ) -> None:
        give_plan(session, boonmee)
        one = session.exec(select(PlannedService)).one()
        one.doer_user_id = cast.users["kham"]
        session.add(one)
        assert save(told()).answers == {}

    def test_the_same_operation_twice_is_one_visit(
        self, session: Session, save: Callable[..., Visit]
    ) -> None:
        draft = told()
        first = save(draft)
        again = save(draft, at=AT + timedelta(minutes=1))
        assert again.id == first.id
        assert len(visits(session)) == 1

    def test_an_operation_that_says_otherwise_is_refused(
        self, session: Session, save: Callable[..., Visit]
    ) -> None:
        draft = told()
        save(draft)
        with pytest.raises(RuleViolation, match="already_saved"):
            save(replace(draft, mood="sad"))
        with pytest.raises(RuleViolation, match="already_saved"):
            save(draft, by="malee")
        assert len(visits(session)) == 1

    def test_a_question_is_asked_once_and_its_answer_kept(
        self, session: Session, save: Callable[..., Visit]
    ) -> None:
        draft = told(vitals={"systolic": "200", "diastolic": "110"})
        with pytest.raises(AskAgain) as asked:
            save(draft)
        assert visits(session) == []
        tokens = frozenset(question.token for question in asked.value.questions)
        visit = save(replace(draft, confirmed=tokens))
        assert [one["code"] for one in visit.confirmations] == ["vital.pressure"]
        assert visit.is_dangerous
        assert "1669" in advice_for(visit)[0]

    def test_two_houses_at_one_time_are_asked_about(self, save: Callable[..., Visit]) -> None:
        save(told())
        with pytest.raises(AskAgain) as asked:
            save(told(arrived=time(9, 30), left=time(10, 30)))
        assert asked.value.questions[0].code == "time.overlap"

    def test_a_visit_that_could_not_be(self, save: Callable[..., Visit]) -> None:
        draft = VisitDraft(new_id(), "could_not", TODAY, time(9), could_not_reason="in_hospital")
        visit = save(draft)
        assert not visit.is_done
        assert visit.ended_at is None
        assert advice_for(visit) == []

    def test_nobody_visits_after_death(
        self, session: Session, boonmee: Elder, save: Callable[..., Visit]
    ) -> None:
        boonmee.died_on = date(2026, 11, 20)
        session.add(boonmee)
        with pytest.raises(RuleViolation, match="after_death"):
            save(told())

    def test_the_system_visits_nobody(self, session: Session, boonmee: Elder, cast: Cast) -> None:
        with pytest.raises(Forbidden):
            record_visit(session, boonmee, told(), by=system_actor("job"), at=AT, on=TODAY)

    def test_it_is_written_down_without_health_values(
        self, session: Session, save: Callable[..., Visit]
    ) -> None:
        visit = save(told(vitals={"pulse": "78"}, problems="ปวดเข่า"))
        session.flush()
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "visit.recorded")).one()
        assert entry.object_id == str(visit.id)
        assert "78" not in str(entry.changes["asked"])
        assert "ปวดเข่า" not in str(entry.changes)

    def test_a_hard_to_wake_elder_gets_advice(self, save: Callable[..., Visit]) -> None:
        token = frozenset({"consciousness=hard_to_wake"})
        visit = save(told(consciousness="hard_to_wake", confirmed=token))
        assert "1669" in advice_for(visit)[0]


class TestAmending:
    """``amend_visit``."""

    @pytest.fixture
    def amend(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> Callable[[Visit, VisitDraft, str, str], Visit]:
        """Amend a visit as somebody with a reason."""

        def change(visit: Visit, draft: VisitDraft, by: str, reason: str) -> Visit:
            return amend_visit(
                session, boonmee, visit, draft, reason=reason, by=cast.actor(by), at=AT, on=TODAY
            )

        return change

    def test_both_are_kept(
        self, session: Session, save: Callable[..., Visit], amend: Callable[..., Visit]
    ) -> None:
        first = save(told(vitals={"pulse": "78"}))
        second = amend(first, told(vitals={"pulse": "87"}), "som", "พิมพ์สลับ")
        session.flush()
        session.expire_all()
        rows = visits(session)
        assert [row.vitals["pulse"] for row in rows] == ["78", "87"]
        assert [row.is_superseded for row in rows] == [True, False]
        assert (second.amends_id, second.amend_reason) == (first.id, "พิมพ์สลับ")

    def test_it_stays_the_caregivers_visit(
        self, cast: Cast, save: Callable[..., Visit], amend: Callable[..., Visit]
    ) -> None:
        second = amend(save(told()), told(), "malee", "โทรถามแล้ว")
        assert second.caregiver_id == cast.users["som"]
        assert second.recorded_by == cast.users["malee"]

    def test_a_reason_is_needed(
        self, save: Callable[..., Visit], amend: Callable[..., Visit]
    ) -> None:
        with pytest.raises(RuleViolation, match="reason_missing"):
            amend(save(told()), told(), "som", " ")

    def test_a_visit_is_amended_once(
        self, save: Callable[..., Visit], amend: Callable[..., Visit]
    ) -> None:
        first = save(told())
        amend(first, told(), "som", "แก้เวลา")
        with pytest.raises(Conflict):
            amend(first, told(), "som", "แก้อีก")

    def test_the_same_operation_twice_is_one_amendment(
        self, session: Session, save: Callable[..., Visit], amend: Callable[..., Visit]
    ) -> None:
        first, draft = save(told()), told(note="ดีขึ้น")
        assert amend(first, draft, "som", "แก้").id == amend(first, draft, "som", "แก้").id
        assert len(visits(session)) == 2

    def test_another_caregiver_may_not(self, cast: Cast, save: Callable[..., Visit]) -> None:
        with pytest.raises(Forbidden):
            check_amendable(save(told()), by=cast.actor("kham"))

    def test_done_does_not_become_could_not(
        self, save: Callable[..., Visit], amend: Callable[..., Visit]
    ) -> None:
        tried = VisitDraft(new_id(), "could_not", TODAY, time(9), could_not_reason="away")
        with pytest.raises(RuleViolation, match="status_fixed"):
            amend(save(told()), tried, "som", "แก้")

    def test_a_row_is_never_edited_or_deleted(
        self, session: Session, save: Callable[..., Visit]
    ) -> None:
        visit = save(told())
        session.flush()
        visit.note = "เปลี่ยน"
        session.add(visit)
        with pytest.raises(AssertionError, match="note"):
            session.flush()
        session.rollback()

    def test_a_row_is_never_deleted(self, session: Session, save: Callable[..., Visit]) -> None:
        visit = save(told())
        session.delete(visit)
        with pytest.raises(AssertionError, match="deleted"):
            session.flush()
        session.rollback()


class TestReading:
    """Lists, the latest, the day, the month."""

    def test_lists_are_paged_newest_first(
        self, session: Session, boonmee: Elder, save: Callable[..., Visit]
    ) -> None:
        days = [date(2026, 11, 20), TODAY, date(2026, 11, 21)]
        for on in days:
            save(told(visited_on=on))
        first, place = records.list_visits(session, boonmee.id, limit=2)
        rest, end = records.list_visits(session, boonmee.id, after=place, limit=2)
        assert [v.visited_on for v in [*first, *rest]] == [TODAY, days[2], days[0]]
        assert end is None

    def test_the_latest_leaves_out_tried_and_superseded(
        self, session: Session, cast: Cast, boonmee: Elder, save: Callable[..., Visit]
    ) -> None:
        kept = save(told(visited_on=date(2026, 11, 20)))
        wrong = save(told(visited_on=date(2026, 11, 21)))
        amend_visit(
            session, boonmee, wrong, told(visited_on=date(2026, 11, 19)), reason="ผิดวัน",
            by=cast.actor("som"), at=AT, on=TODAY,
        )  # fmt: skip
        save(VisitDraft(new_id(), "could_not", TODAY, time(9), could_not_reason="away"))
        session.flush()
        assert records.latest_visits_of(session, [boonmee.id])[boonmee.id].id == kept.id
        early = records.latest_visits_of(session, [boonmee.id], until=date(2026, 11, 19))
        assert early[boonmee.id].visited_on == date(2026, 11, 19)
        assert records.latest_visits_of(session, []) == {}

    def test_another_town_does_not_find_it(
        self, session: Session, cast: Cast, save: Callable[..., Visit]
    ) -> None:
        visit = save(told())
        session.flush()
        with pytest.raises(NotFound):
            records.get_visit(session, visit.id, cast.actor("malee_elsewhere"), on=TODAY)

    def test_the_month_counts_what_took_place(
        self, session: Session, cast: Cast, save: Callable[..., Visit]
    ) -> None:
        save(told())
        save(told(visited_on=date(2026, 10, 31), confirmed=frozenset({"late=2026-10-31"})))
        save(VisitDraft(new_id(), "could_not", TODAY, time(11), could_not_reason="away"))
        session.flush()
        month = day.my_month(session, cast.actor("som"), on=TODAY)
        assert (month.done, month.rows[0].done, month.rows[0].tried) == (1, 1, 1)
        assert records.count_month_visits(session, cast.users["som"], on=TODAY) == 1

    def test_elders_no_longer_hers_are_counted_without_a_name(
        self, session: Session, cast: Cast, save: Callable[..., Visit]
    ) -> None:
        save(told())
        end_place(session, cast)
        month = day.my_month(session, cast.actor("som"), on=TODAY)
        assert (month.rows, month.elsewhere, month.done) == ([], 1, 1)

    def test_the_day_says_who_comes_first_and_why(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        give_plan(session, boonmee)
        mine = day.my_day(session, cast.actor("som"), on=TODAY)
        row = mine.go[0]
        assert (row.elder.full_name, row.landmark, row.cautions) == (
            "นายบุญมี ใจดี", "หลังวัด", "แพ้เพนนิซิลลิน",
        )  # fmt: skip
        assert row.why
        assert row.why.sentence_th == "ยังไม่มีใครไปเยี่ยม"
        assert row.relatives[0].relation == "ลูกสาว"
        assert row.window
        assert row.window.due.on == date(2026, 11, 8)

    def test_a_visit_moves_the_elder_to_visited(
        self, session: Session, cast: Cast, save: Callable[..., Visit]
    ) -> None:
        visit = save(told())
        session.flush()
        mine = day.my_day(session, cast.actor("som"), on=TODAY)
        assert (mine.go, mine.later) == ([], [])
        assert [row.visit.number for row in mine.visited] == [visit.number]
        assert mine.month_count == 1

    def test_a_failed_visit_stays_where_to_go(
        self, session: Session, cast: Cast, save: Callable[..., Visit]
    ) -> None:
        save(VisitDraft(new_id(), "could_not", TODAY, time(9), could_not_reason="away"))
        session.flush()
        mine = day.my_day(session, cast.actor("som"), on=TODAY)
        assert len(mine.go) == len(mine.visited) == 1

    def test_what_is_new_since_the_last_visit(
        self, session: Session, cast: Cast, boonmee: Elder, save: Callable[..., Visit]
    ) -> None:
        save(
            told(visited_on=date(2026, 11, 20), problems="ไอ", next_plan="ดูแผล"),
            at=at_local(date(2026, 11, 20), 12),
        )
        plan = give_plan(session, boonmee)
        plan.activated_at = AT
        session.add(plan)
        session.add(
            Assessment(
                operation_id=new_id(), elder_id=boonmee.id, municipality_id=cast.town_id,
                instrument="barthel", instrument_version=1, purpose="screening", method="seen",
                place="home", assessed_on=TODAY, recorded_at=AT, assessor_name="นก",
                assessor_role="team_nurse", answers={},
            )
        )  # fmt: skip
        session.flush()
        row = (rows := day.my_day(session, cast.actor("som"), on=TODAY)).later[0]
        assert rows.go == []
        assert [new.sentence_th for new in row.news] == [
            "แผนการดูแลใหม่ ฉบับที่ 1", "มีผลประเมินใหม่ 22 พ.ย. 2569", "ครั้งก่อนพบ: ไอ", "ครั้งก่อนบอกไว้: ดูแผล",
        ]  # fmt: skip

    def test_an_ended_place_empties_the_day_at_once(self, session: Session, cast: Cast) -> None:
        assert day.my_day(session, cast.actor("som"), on=TODAY).go
        end_place(session, cast)
        assert day.my_day(session, cast.actor("som"), on=TODAY).go == []

    def test_statements_of_the_day_do_not_grow_with_elders(
        self, session: Session, cast: Cast, boonmee: Elder, save: Callable[..., Visit]
    ) -> None:
        save(told(visited_on=date(2026, 11, 14), confirmed=frozenset({"late=2026-11-14"})))
        give_plan(session, boonmee)
        with counting(session) as few:
            day.my_day(session, cast.actor("som"), on=TODAY)
        for number in range(6):
            more_elder(session, cast, number)
        session.commit()
        with counting(session) as many:
            assert len(day.my_day(session, cast.actor("som"), on=TODAY).go) == 7
        assert len(many) == len(few)


def end_place(session: Session, cast: Cast) -> None:
    """End Som's place on the team today."""
    place = session.exec(
        select(CareTeamMember).where(CareTeamMember.user_id == cast.users["som"])
    ).one()
    place.active_until = TODAY
    session.add(place)
    session.flush()


def more_elder(session: Session, cast: Cast, number: int) -> UUID:
    """Register one more elder in Som's care, with a plan and a visit."""
    draft = elder_draft(cast.community_id, given_name=f"คนที่{number}", house_no=f"9{number}")
    elder = register_elder(session, cast.town_id, draft, by=cast.actor("malee"), at=AT, on=TODAY)
    place = TeamDraft("caregiver", cast.users["som"], "", "", "", date(2026, 1, 1))
    join_team(session, elder, place, by=cast.actor("malee"), at=AT)
    give_plan(session, elder)
    record_visit(
        session, elder,
        told(
            visited_on=date(2026, 11, 12), arrived=time(9 + number), left=time(10 + number),
            answers={"food_hand": "done"}, confirmed=frozenset({"late=2026-11-12"}),
        ),
        by=cast.actor("som"), at=AT, on=TODAY,
    )  # fmt: skip
    return elder.id


@contextmanager
def counting(session: Session) -> Iterator[list[str]]:
    """Collect the statements that run meanwhile."""
    found: list[str] = []
    engine = session.get_bind()

    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            found.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield found
    sa.event.remove(engine, "before_cursor_execute", note)
