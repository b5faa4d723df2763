"""What people do with cases and plans, on a real database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from ltc.care.cases.actions.cases import (
    close_case,
    override_group,
    record_ground,
    reopen_case,
    withdraw_ground,
)
from ltc.care.cases.actions.plans import activate_plan, draft_plan, revise_plan, save_plan
from ltc.care.cases.models import CarePlan, Case
from ltc.care.cases.queries.cases import cases_of, list_grounds, open_case_of
from ltc.care.cases.queries.plans import active_plan, list_plans, read_plan, services_of
from ltc.care.cases.terms import CaseDraft, GroundDraft
from ltc.care.elders.models import Elder
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.core.ids import new_id
from tests.care.cases.ordinary import (
    PROBLEM,
    SERVICE,
    drafted,
    grounded,
    in_use,
    opened,
    plan_draft,
)
from tests.cast import AT, TODAY, Cast

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
CONSENT = GroundDraft("consent", ("care",), TODAY, "จันทร์ ใจดี", "ลูกสาว", "signature", "")


def acts(session: Session) -> list[str]:
    """Return what the audit says was done, in order."""
    session.flush()
    return [entry.action for entry in session.exec(select(AuditEntry).order_by("seq")).all()]


class TestOpenCase:
    def test_opens_and_is_recorded(self, session: Session, cast: Cast) -> None:
        case = opened(session, cast, reasons=("dementia",))
        assert open_case_of(session, cast.boonmee_id) is case
        assert case.reasons == ["dementia"]
        assert acts(session)[-1] == "care_case.opened"

    def test_refuses_a_second_open_case(self, session: Session, cast: Cast) -> None:
        opened(session, cast)
        with pytest.raises(RuleViolation, match="case_open"):
            opened(session, cast)

    def test_the_database_refuses_a_second_open_case(self, session: Session, cast: Cast) -> None:
        opened(session, cast)
        session.add(Case(elder_id=cast.boonmee_id, municipality_id=cast.town_id, opened_on=TODAY))
        with pytest.raises(IntegrityError):
            session.flush()

    def test_a_case_saved_by_somebody_faster_is_told_in_words(
        self, session: Session, cast: Cast
    ) -> None:
        with session.no_autoflush:  # the other one's case comes after we looked
            session.add(
                Case(elder_id=cast.boonmee_id, municipality_id=cast.town_id, opened_on=TODAY)
            )
            with pytest.raises(RuleViolation, match="case_open"):
                opened(session, cast)

    def test_takes_a_person_younger_than_sixty(self, session: Session, cast: Cast) -> None:
        session.get_one(Elder, cast.boonmee_id).born_on = date(1990, 1, 1)
        assert opened(session, cast).is_open

    def test_refuses_somebody_who_died(self, session: Session, cast: Cast) -> None:
        session.get_one(Elder, cast.boonmee_id).died_on = YESTERDAY
        session.flush()
        with pytest.raises(RuleViolation, match="not_living_here"):
            opened(session, cast)

    def test_refuses_a_start_in_the_future(self, session: Session, cast: Cast) -> None:
        with pytest.raises(RuleViolation, match="opened_future"):
            opened(session, cast, opened_on=TOMORROW)

    def test_refuses_an_unknown_reason(self, session: Session, cast: Cast) -> None:
        with pytest.raises(RuleViolation, match="reason_unknown"):
            opened(session, cast, reasons=("rich",))


class TestGrounds:
    def test_consent_keeps_who_and_how_and_which_text(self, session: Session, cast: Cast) -> None:
        case = opened(session, cast)
        by = cast.actor("malee")
        row = record_ground(session, case, CONSENT, by=by, at=AT, on=TODAY)
        assert (row.given_by, row.how, row.text_version) == ("จันทร์ ใจดี", "signature", "1")

    def test_the_audit_holds_no_name_in_clear(self, session: Session, cast: Cast) -> None:
        case = opened(session, cast)
        record_ground(session, case, CONSENT, by=cast.actor("malee"), at=AT, on=TODAY)
        session.flush()
        entry = session.exec(
            select(AuditEntry).where(AuditEntry.action == "legal_ground.recorded")
        ).one()
        assert "จันทร์" not in str(entry.changes)

    def test_the_law_needs_no_giver(self, session: Session, cast: Cast) -> None:
        case = opened(session, cast)
        draft = replace(CONSENT, kind="health_care")
        row = record_ground(session, case, draft, by=cast.actor("malee"), at=AT, on=TODAY)
        assert (row.given_by, row.how, row.text_version) == ("", "", "")

    def test_refuses_a_closed_case(self, session: Session, cast: Cast) -> None:
        case = closed(session, cast, opened(session, cast))
        with pytest.raises(RuleViolation, match="case_closed"):
            record_ground(session, case, CONSENT, by=cast.actor("malee"), at=AT, on=TODAY)

    def test_withdrawn_ground_stays_with_its_reason(self, session: Session, cast: Cast) -> None:
        case = opened(session, cast)
        grounded(session, cast, case)
        row = list_grounds(session, case.id)[0]
        withdraw_ground(session, case, row, withdrawn_on=TODAY, because="ขอเลิก",
                        by=cast.actor("malee"), at=AT, on=TODAY)  # fmt: skip
        assert list_grounds(session, case.id)[0].withdrawn_because == "ขอเลิก"
        assert acts(session)[-1] == "legal_ground.withdrawn"


class TestGroup:
    def test_override_keeps_the_reason(self, session: Session, cast: Cast) -> None:
        case = opened(session, cast)
        override_group(session, case, "4", "หมอวินิจฉัยระยะสุดท้าย", version=case.version,
                       by=cast.actor("malee"), at=AT)  # fmt: skip
        assert (case.group_override, case.group_override_reason[:3]) == ("4", "หมอ")

    def test_empty_code_follows_the_scores_again(self, session: Session, cast: Cast) -> None:
        case = opened(session, cast)
        by = cast.actor("malee")
        override_group(session, case, "4", "เหตุผลยาวพอ", version=case.version, by=by, at=AT)
        session.flush()
        override_group(session, case, "", "", version=case.version, by=by, at=AT)
        assert (case.group_override, case.group_override_reason) == (None, "")

    def test_an_older_version_is_a_conflict(self, session: Session, cast: Cast) -> None:
        case = opened(session, cast)
        with pytest.raises(Conflict):
            override_group(session, case, "4", "เหตุผลยาวพอ", version=case.version - 1,
                           by=cast.actor("malee"), at=AT)  # fmt: skip


def closed(session: Session, cast: Cast, case: Case, on: date = TODAY) -> Case:
    """Close a case because the person moved."""
    close_case(session, case, "moved", closed_on=on, note="", version=case.version,
               by=cast.actor("malee"), at=AT, on=TODAY)  # fmt: skip
    session.flush()
    return case


class TestCloseAndReopen:
    def test_closing_ends_the_plan_in_use_and_the_draft(self, session: Session, cast: Cast) -> None:
        case = opened(session, cast)
        grounded(session, cast, case)
        in_use(session, cast, drafted(session, cast, case))
        drafted(session, cast, case)
        closed(session, cast, case)
        assert [plan.status for plan in list_plans(session, case.id)] == ["ended", "ended"]
        assert active_plan(session, cast.boonmee_id) is None
        assert acts(session)[-1] == "care_case.closed"

    def test_refuses_to_close_before_it_was_opened(self, session: Session, cast: Cast) -> None:
        case = opened(session, cast)
        with pytest.raises(RuleViolation, match="closed_before_open"):
            closed(session, cast, case, YESTERDAY)

    def test_refuses_to_close_twice(self, session: Session, cast: Cast) -> None:
        case = closed(session, cast, opened(session, cast))
        with pytest.raises(RuleViolation, match="case_closed"):
            closed(session, cast, case)

    def test_an_older_version_is_a_conflict(self, session: Session, cast: Cast) -> None:
        case = opened(session, cast)
        with pytest.raises(Conflict):
            close_case(session, case, "moved", closed_on=TODAY, note="", version=99,
                       by=cast.actor("malee"), at=AT, on=TODAY)  # fmt: skip

    def test_reopening_makes_a_new_case_that_names_the_closed_one(
        self, session: Session, cast: Cast
    ) -> None:
        old = closed(session, cast, opened(session, cast))
        elder = session.get_one(Elder, cast.boonmee_id)
        new = reopen_case(session, old, elder, CaseDraft(TODAY, (), ""), by=cast.actor("malee"),
                          at=AT, on=TODAY)  # fmt: skip
        session.flush()
        assert cases_of(session, [elder.id]) == {elder.id: [new, old]}
        assert new.reopened_from_id == old.id
        assert acts(session)[-1] == "care_case.reopened"

    def test_an_open_case_is_not_reopened(self, session: Session, cast: Cast) -> None:
        case, elder = opened(session, cast), session.get_one(Elder, cast.boonmee_id)
        with pytest.raises(RuleViolation, match="case_still_open"):
            reopen_case(session, case, elder, CaseDraft(TODAY, (), ""), by=cast.actor("malee"),
                        at=AT, on=TODAY)  # fmt: skip

    def test_refuses_to_reopen_before_it_was_closed(self, session: Session, cast: Cast) -> None:
        old, elder = opened(session, cast), session.get_one(Elder, cast.boonmee_id)
        closed(session, cast, old)
        with pytest.raises(RuleViolation, match="opened_before_close"):
            reopen_case(session, old, elder, CaseDraft(YESTERDAY, (), ""),
                        by=cast.actor("malee"), at=AT, on=TODAY)  # fmt: skip


class TestPlans:
    def test_a_saved_plan_reads_back_as_it_was_written(self, session: Session, cast: Cast) -> None:
        plan = drafted(session, cast, opened(session, cast))
        assert read_plan(session, plan) == plan_draft()
        assert acts(session)[-3:] == [
            "care_plan.drafted", "care_plan.written", "care_plan.agreed"
        ]  # fmt: skip

    def test_a_line_stays_itself_while_it_changes_and_in_the_next_version(
        self, session: Session, cast: Cast
    ) -> None:
        case = opened(session, cast)
        grounded(session, cast, case)
        plan = in_use(session, cast, drafted(session, cast, case))
        first = read_plan(session, plan)
        after = draft_plan(session, case, by=cast.actor("malee"), at=AT, on=TODAY)
        assert {line.line_id for line in read_plan(session, after).services} == {
            line.line_id for line in first.services
        }
        more = replace(first.services[0], times=3), replace(SERVICE, kind="food")
        draft = replace(first, services=more)
        save_plan(session, after, draft, version=after.version, by=cast.actor("malee"), at=AT)
        second = read_plan(session, after)
        assert second.services[0].line_id == first.services[0].line_id
        assert second.services[1].line_id not in (None, first.services[0].line_id)

    def test_a_forged_or_doubled_line_becomes_a_new_one(self, session: Session, cast: Cast) -> None:
        plan = drafted(session, cast, opened(session, cast))
        mine = read_plan(session, plan).services[0]
        forged = replace(SERVICE, kind="food", line_id=new_id())
        draft = plan_draft(services=(mine, replace(mine, kind="mind"), forged))
        save_plan(session, plan, draft, version=plan.version, by=cast.actor("malee"), at=AT)
        ids = [line.line_id for line in read_plan(session, plan).services]
        assert ids[0] == mine.line_id
        assert len({*ids, forged.line_id}) == 4

    def test_a_changed_line_must_be_heard_again_a_changed_text_not(
        self, session: Session, cast: Cast
    ) -> None:
        plan = drafted(session, cast, opened(session, cast))
        by = cast.actor("malee")
        save_plan(session, plan, plan_draft(cautions="ใหม่"), version=plan.version, by=by, at=AT)
        assert plan.agreed_at
        save_plan(session, plan, plan_draft(problems=()), version=plan.version, by=by, at=AT)
        assert plan.agreed_at is None

    def test_what_lies_before_the_committee_is_not_written_on(
        self, session: Session, cast: Cast
    ) -> None:
        plan = drafted(session, cast, opened(session, cast))
        plan.proposed_at = AT
        session.flush()
        with pytest.raises(RuleViolation, match="plan_frozen"):
            save_plan(
                session, plan, plan_draft(), version=plan.version, by=cast.actor("malee"), at=AT
            )

    def test_saving_again_replaces_the_lines(self, session: Session, cast: Cast) -> None:
        case = opened(session, cast)
        drafted(session, cast, case)
        other = replace(SERVICE, kind="food")
        plan = drafted(session, cast, case, problems=(), services=(other, SERVICE))
        assert [row.kind for row in services_of(session, [plan.id])[plan.id]] == [
            "food", "daily_living"
        ]  # fmt: skip
        assert read_plan(session, plan).problems == ()

    def test_the_next_version_begins_with_the_lines_of_the_one_before(
        self, session: Session, cast: Cast
    ) -> None:
        case = opened(session, cast)
        grounded(session, cast, case)
        in_use(session, cast, drafted(session, cast, case))
        plan = revise_plan(session, case, by=cast.actor("malee"), at=AT, on=TODAY)
        assert (plan.number, read_plan(session, plan)) == (2, plan_draft())

    def test_an_open_draft_is_gone_on_with(self, session: Session, cast: Cast) -> None:
        case = opened(session, cast)
        plan = drafted(session, cast, case)
        assert draft_plan(session, case, by=cast.actor("malee"), at=AT, on=TODAY) is plan

    def test_a_draft_begun_by_somebody_faster_is_told_in_words(
        self, session: Session, cast: Cast
    ) -> None:
        case = opened(session, cast)
        with session.no_autoflush:
            session.add(CarePlan(
                case_id=case.id, elder_id=case.elder_id, number=1, status="draft",
                drafted_at=AT, valid_from=TODAY, valid_until=TOMORROW,
            ))  # fmt: skip
            with pytest.raises(RuleViolation, match="draft_exists"):
                draft_plan(session, case, by=cast.actor("malee"), at=AT, on=TODAY)

    def test_a_closed_case_gets_no_plan(self, session: Session, cast: Cast) -> None:
        case = closed(session, cast, opened(session, cast))
        with pytest.raises(RuleViolation, match="case_closed"):
            draft_plan(session, case, by=cast.actor("malee"), at=AT, on=TODAY)

    def test_nothing_to_revise_without_a_plan_in_use(self, session: Session, cast: Cast) -> None:
        case = opened(session, cast)
        with pytest.raises(RuleViolation, match="nothing_to_revise"):
            revise_plan(session, case, by=cast.actor("malee"), at=AT, on=TODAY)

    def test_a_plan_in_use_is_frozen(self, session: Session, cast: Cast) -> None:
        case = opened(session, cast)
        grounded(session, cast, case)
        plan = in_use(session, cast, drafted(session, cast, case))
        with pytest.raises(RuleViolation, match="plan_frozen"):
            save_plan(session, plan, plan_draft(), version=plan.version,
                      by=cast.actor("malee"), at=AT)  # fmt: skip

    def test_an_older_version_is_a_conflict(self, session: Session, cast: Cast) -> None:
        plan = drafted(session, cast, opened(session, cast))
        with pytest.raises(Conflict):
            save_plan(session, plan, plan_draft(), version=0, by=cast.actor("malee"), at=AT)

    def test_changing_only_a_line_makes_a_new_version(self, session: Session, cast: Cast) -> None:
        plan = drafted(session, cast, opened(session, cast))
        before = plan.version
        save_plan(session, plan, plan_draft(problems=(replace(PROBLEM, text="อื่น"),)),
                  version=before, by=cast.actor("malee"), at=AT + timedelta(hours=1))  # fmt: skip
        session.flush()
        assert plan.version > before

    def test_a_doer_must_be_a_user(self, session: Session, cast: Cast) -> None:
        line = replace(SERVICE, doer_user_id=cast.boonmee_id)
        with pytest.raises(RuleViolation, match="doer_unknown"):
            drafted(session, cast, opened(session, cast), services=(line,))


class TestActivatePlan:
    def test_the_version_before_is_superseded(self, session: Session, cast: Cast) -> None:
        case = opened(session, cast)
        grounded(session, cast, case)
        first = in_use(session, cast, drafted(session, cast, case))
        second = in_use(session, cast, drafted(session, cast, case))
        assert (first.status, second.status) == ("superseded", "active")
        assert active_plan(session, cast.boonmee_id) is second
        assert acts(session)[-2:] == ["care_plan.superseded", "care_plan.activated"]

    def test_refuses_without_a_legal_ground(self, session: Session, cast: Cast) -> None:
        plan = drafted(session, cast, opened(session, cast))
        with pytest.raises(RuleViolation, match="no_ground"):
            in_use(session, cast, plan)

    def test_refuses_without_a_service(self, session: Session, cast: Cast) -> None:
        case = opened(session, cast)
        grounded(session, cast, case)
        with pytest.raises(RuleViolation, match="no_service"):
            in_use(session, cast, drafted(session, cast, case, services=()))

    def test_refuses_a_plan_that_is_over_or_not_yet_begun(
        self, session: Session, cast: Cast
    ) -> None:
        case = opened(session, cast)
        grounded(session, cast, case)
        over = {"valid_from": date(2025, 1, 1), "valid_until": date(2026, 1, 1), "problems": ()}
        with pytest.raises(RuleViolation, match="plan_over"):
            in_use(session, cast, drafted(session, cast, case, **over))
        with pytest.raises(RuleViolation, match="plan_early"):
            in_use(session, cast, drafted(session, cast, case, valid_from=TOMORROW))

    def test_an_older_version_is_a_conflict(self, session: Session, cast: Cast) -> None:
        plan = drafted(session, cast, opened(session, cast))
        with pytest.raises(Conflict):
            activate_plan(session, plan, version=0, by=cast.actor("malee"), at=AT, on=TODAY)

    def test_the_database_refuses_two_plans_in_use(self, session: Session, cast: Cast) -> None:
        case = opened(session, cast)
        grounded(session, cast, case)
        in_use(session, cast, drafted(session, cast, case))
        session.add(CarePlan(
            case_id=case.id, elder_id=case.elder_id, number=9, status="active", drafted_at=AT,
            valid_from=TODAY, valid_until=TOMORROW,
        ))  # fmt: skip
        with pytest.raises(IntegrityError):
            session.flush()
