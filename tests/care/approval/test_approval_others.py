"""What other rooms ask, small changes, and what the nation shows, on both databases."""

from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session, select

from ltc.care.approval.actions.deciding import take_back_decision
from ltc.care.approval.actions.national import change_a_little, note_copied, note_sighting
from ltc.care.approval.models import (
    ProposalCase,
)
from ltc.care.approval.queries.copying import sheet_of
from ltc.care.approval.queries.decisions import approvals_in_year, approvals_of, approved_between
from ltc.care.approval.queries.national import state_rows
from ltc.care.approval.queries.proposals import waiting_rows
from ltc.care.cases.actions.plans import save_plan
from tests.care.approval.meeting import (
    REFUSED,
    agreed,
    approved_and_in_use,
    case_of,
    decided,
    first_service,
    line_of,
    opened_round,
    refused,
    room,
    room_of,
    seated,
    signed,
    submitted,
)
from tests.care.cases.ordinary import SERVICE, drafted, grounded, in_use, opened, plan_draft, scored
from tests.cast import AT, TODAY, Cast


class TestWhatOthersAsk:
    """approvals_of and its sisters: what the money side builds on."""

    def test_an_approval_is_found_by_plan_year_and_day(self, session: Session, cast: Cast) -> None:
        at = room(session, cast)
        assert approvals_of(session, [at.plan.id]) == {}
        decision = decided(session, cast, at)
        one = approvals_of(session, [at.plan.id])[at.plan.id]
        assert (one.case_id, one.elder_id, one.fiscal_year) == (at.case.id, cast.boonmee_id, 2570)
        assert (one.ltc_satang, one.local_satang, one.decided_on) == (600_000, 0, TODAY)
        assert (one.decision_id, one.is_signed) == (decision.id, False)
        assert one.provider_th == at.provider.name_th
        assert approvals_in_year(session, cast.town_id, 2570) == {at.plan.id: one}
        assert approvals_in_year(session, cast.elsewhere_id, 2570) == {}
        until = TODAY + timedelta(days=1)
        assert approved_between(session, cast.town_id, TODAY, until) == {at.plan.id: one}
        assert approved_between(session, cast.town_id, until, date(2027, 1, 1)) == {}

    def test_the_chair_signs_it(self, session: Session, cast: Cast) -> None:
        at = room(session, cast)
        decided(session, cast, at)
        signed(session, cast, at.meeting)
        assert approvals_of(session, [at.plan.id])[at.plan.id].is_signed

    def test_what_was_refused_or_taken_back_is_no_approval(
        self, session: Session, cast: Cast
    ) -> None:
        at = room(session, cast)
        one = decided(session, cast, at)
        take_back_decision(session, one, "กดผิด", by=cast.actor("secretary"), at=AT)
        assert approvals_of(session, [at.plan.id]) == {}
        decided(session, cast, at, REFUSED)
        assert approvals_of(session, [at.plan.id]) == {}
        assert waiting_rows(session, cast.town_id) == []


class TestSmallChanges:
    """A version that takes over an approval, where the dated rule allows."""

    def test_other_minutes_take_over_the_approval(self, session: Session, cast: Cast) -> None:
        at = approved_and_in_use(session, cast)
        newer = drafted(session, cast, at.case, services=(replace(first_service(session, at.plan),
                                                                  minutes=60),))  # fmt: skip
        change_a_little(session, newer, "ลดเวลาเพราะทำได้เร็วขึ้น", by=cast.actor("malee"), at=AT,
                        on=TODAY)  # fmt: skip
        assert newer.approved_by.endswith("(แก้เล็กน้อยจากฉบับที่ 1)")
        found = approvals_of(session, [at.plan.id, newer.id])
        assert found[newer.id].decision_id == found[at.plan.id].decision_id

    def test_a_change_of_a_change_still_points_at_the_meeting(
        self, session: Session, cast: Cast
    ) -> None:
        at = approved_and_in_use(session, cast)
        for minutes in (60, 50):
            line = replace(first_service(session, at.plan), minutes=minutes)
            newer = drafted(session, cast, at.case, services=(line,))
            change_a_little(session, newer, "ลดเวลาลงอีก", by=cast.actor("malee"), at=AT, on=TODAY)
            in_use(session, cast, newer)
        assert newer.approved_by.count("แก้เล็กน้อย") == 1
        assert newer.id in approvals_of(session, [newer.id])

    def test_how_often_needs_a_round(self, session: Session, cast: Cast) -> None:
        at = approved_and_in_use(session, cast)
        newer = drafted(session, cast, at.case, services=(replace(SERVICE, times=3),))
        with refused("not_small"):
            change_a_little(session, newer, "เพิ่มความถี่", by=cast.actor("malee"), at=AT, on=TODAY)

    def test_without_an_approval_there_is_nothing_to_take_over(
        self, session: Session, cast: Cast
    ) -> None:
        plan = in_use(session, cast, agreed(session, cast))
        newer = drafted(session, cast, case_of(session, plan), cautions="อื่น")
        with refused("no_approval"):
            change_a_little(session, newer, "แก้ข้อควรระวัง", by=cast.actor("malee"), at=AT, on=TODAY)


class TestTheNation:
    """Ours beside theirs, and what was typed."""

    def test_the_states_follow_the_facts(self, session: Session, cast: Cast) -> None:
        by = cast.actor("malee")

        def ours(**more: object) -> str:
            (row,) = state_rows(session, by, year=2570, on=TODAY, **more)  # type: ignore[arg-type]
            return str(row.states.ours)

        scored(session, cast)
        case = opened(session, cast)
        grounded(session, cast, case)
        assert ours() == "no_plan"
        plan = drafted(session, cast, case)
        assert ours() == "plan"
        submitted(session, cast, plan)
        members = seated(session, cast)
        row = session.exec(select(ProposalCase)).one()
        at = room_of(session, plan, row, opened_round(session, cast, members), members)
        decided(session, cast, at)
        assert ours() == "approved"
        assert ours(transferred={plan.id}) == "transferred"

    def test_the_newest_look_counts_and_a_difference_shows(
        self, session: Session, cast: Cast
    ) -> None:
        plan, by = agreed(session, cast), cast.actor("malee")
        case = case_of(session, plan)
        for state, ago in (("approved", 3), ("no_plan", 1), ("plan", 2)):
            note_sighting(
                session, case, state=state, year=2570, seen_on=TODAY - timedelta(days=ago),
                reference="หน้า 2", by=by, at=AT, on=TODAY,
            )  # fmt: skip
        (row,) = state_rows(session, by, year=2570, on=TODAY)
        assert (str(row.states.seen), row.states.is_different) == ("no_plan", True)

    def test_typed_fields_tell_when_ours_changed(self, session: Session, cast: Cast) -> None:
        plan, by = agreed(session, cast), cast.actor("malee")
        digest = {one.code: one.digest for one in sheet_of(session, plan, on=TODAY)}["cautions"]
        note_copied(session, plan, "cautions", digest=digest, by=by, at=AT, on=TODAY)
        assert not line_of(session, plan, "cautions").is_changed
        save_plan(session, plan, plan_draft(cautions="ระวังสำลัก"), version=plan.version, by=by,
                  at=AT)  # fmt: skip
        assert line_of(session, plan, "cautions").is_changed
        with refused("changed_meanwhile"):
            note_copied(session, plan, "cautions", digest=digest, by=by, at=AT, on=TODAY)
        with refused("field_unknown"):
            note_copied(session, plan, "none", digest=digest, by=by, at=AT, on=TODAY)
