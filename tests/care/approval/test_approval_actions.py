"""Proposals, meetings and decisions as saved, on both databases."""

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from ltc.care.approval.actions.committee import add_provider, appoint, close_round, end_member
from ltc.care.approval.actions.deciding import abstain, take_back_decision, take_part_again
from ltc.care.approval.actions.national import change_a_little, note_copied, note_sighting
from ltc.care.approval.actions.proposals import (
    submit_proposal,
    take_out,
    withdraw_proposal,
    write_proposal,
)
from ltc.care.approval.models import (
    Abstention,
    ApprovalRound,
    CaseDecision,
    CommitteeMember,
    Proposal,
    ProposalCase,
    Provider,
)
from ltc.care.approval.queries.copying import SheetLine, sheet_lines, sheet_of
from ltc.care.approval.queries.decisions import approvals_in_year, approvals_of, approved_between
from ltc.care.approval.queries.meeting import bench_of
from ltc.care.approval.queries.national import state_rows
from ltc.care.approval.queries.proposals import candidates, waiting_rows
from ltc.care.approval.terms import DecisionDraft, MemberDraft, Signature
from ltc.care.cases.actions.cases import close_case
from ltc.care.cases.actions.plans import activate_plan, save_plan
from ltc.care.cases.models import CarePlan, Case
from ltc.care.cases.queries.plans import read_plan
from ltc.care.cases.terms import ServiceLine
from ltc.care.elders.actions.team import join_team
from ltc.care.elders.models import Elder
from ltc.care.elders.terms import TeamDraft
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.errors import Conflict, RuleViolation
from tests.care.approval.meeting import (
    Room,
    agreed,
    attend,
    came,
    decided,
    head,
    opened_round,
    planned,
    prepared,
    provided,
    room,
    seated,
    submitted,
)
from tests.care.cases.ordinary import SERVICE, drafted, grounded, in_use, opened, plan_draft, scored
from tests.cast import AT, TODAY, Cast

LATER = AT + timedelta(hours=1)
REFUSED = DecisionDraft("refused", 0, 0, "ขาดเป้าหมายระยะสั้น")
RETURNED = DecisionDraft("returned", 0, 0, "ให้ปรับความถี่ก่อน")


def refused(code: str) -> AbstractContextManager[object]:
    """Expect a rule to be broken, by its code."""
    return pytest.raises(RuleViolation, match=f"^{code}:")


class TestProposing:
    """From the list of candidates to the committee's table."""

    def test_an_agreed_draft_is_a_candidate_without_lacks(
        self, session: Session, cast: Cast
    ) -> None:
        plan = agreed(session, cast)
        (one,) = candidates(session, cast.actor("malee"), on=TODAY)
        assert (one.plan, one.group, one.adl_total, one.tai_class) == (plan, "3", 8, "I3")
        assert one.lacks == ()

    def test_what_is_missing_is_told_in_order(self, session: Session, cast: Cast) -> None:
        opened(session, cast)
        (one,) = candidates(session, cast.actor("malee"), on=TODAY)
        assert [lack.code for lack in one.lacks] == ["no_adl", "no_tai", "no_ground", "no_plan"]

    def test_another_town_proposes_nothing_of_ours(self, session: Session, cast: Cast) -> None:
        agreed(session, cast)
        assert candidates(session, cast.actor("malee_elsewhere"), on=TODAY) == []

    def test_a_proposal_asks_for_the_dated_rate(self, session: Session, cast: Cast) -> None:
        prepared(session, cast, agreed(session, cast))
        assert session.exec(select(ProposalCase)).one().requested_satang == 1_044_200

    def test_submitting_freezes_the_plan(self, session: Session, cast: Cast) -> None:
        plan = agreed(session, cast)
        submitted(session, cast, plan)
        assert plan.proposed_at == AT
        with refused("plan_frozen"):
            save_plan(session, plan, plan_draft(cautions="อื่น"), version=plan.version,
                      by=cast.actor("malee"), at=AT)  # fmt: skip

    def test_an_interim_plan_in_use_may_be_proposed(self, session: Session, cast: Cast) -> None:
        plan = in_use(session, cast, agreed(session, cast))
        submitted(session, cast, plan)
        assert (plan.status, plan.is_interim) == ("active", True)

    def test_a_draft_nobody_agreed_to_is_refused(self, session: Session, cast: Cast) -> None:
        plan = agreed(session, cast)
        plan.agreed_at = None
        session.flush()
        with refused("not_agreed"):
            prepared(session, cast, plan)

    def test_the_same_plan_in_two_proposals_is_refused(self, session: Session, cast: Cast) -> None:
        plan = agreed(session, cast)
        prepared(session, cast, plan)
        with refused("in_proposal"):
            prepared(session, cast, plan)

    def test_a_case_closed_since_is_refused_when_submitting(
        self, session: Session, cast: Cast
    ) -> None:
        plan = agreed(session, cast)
        made = prepared(session, cast, plan)
        _close(session, cast, plan)
        with refused("case_closed"):
            submit_proposal(session, made, version=made.version, by=cast.actor("malee"), at=AT,
                            on=TODAY)  # fmt: skip

    def test_submitting_twice_is_refused(self, session: Session, cast: Cast) -> None:
        made = submitted(session, cast, agreed(session, cast))
        with refused("not_draft"):
            submit_proposal(session, made, version=made.version, by=cast.actor("malee"), at=AT,
                            on=TODAY)  # fmt: skip

    def test_amounts_may_be_written_until_submitted(self, session: Session, cast: Cast) -> None:
        made = prepared(session, cast, agreed(session, cast))
        row = session.exec(select(ProposalCase)).one()
        by = cast.actor("malee")
        write_proposal(session, made, head(provided(session, cast)), {row.id: 600_000},
                       leave_out=(), version=made.version, by=by, at=LATER)  # fmt: skip
        assert row.requested_satang == 600_000
        submit_proposal(session, made, version=made.version, by=by, at=AT, on=TODAY)
        with refused("not_draft"):
            write_proposal(session, made, head(provided(session, cast)), {row.id: 1},
                           leave_out=(), version=made.version, by=by, at=LATER)  # fmt: skip

    def test_an_older_page_is_a_conflict(self, session: Session, cast: Cast) -> None:
        made = prepared(session, cast, agreed(session, cast))
        with pytest.raises(Conflict):
            withdraw_proposal(session, made, decided=(), version=made.version - 1,
                              by=cast.actor("malee"), at=AT)  # fmt: skip

    def test_withdrawing_lets_the_plan_be_written_and_proposed_again(
        self, session: Session, cast: Cast
    ) -> None:
        plan = agreed(session, cast)
        made = submitted(session, cast, plan)
        withdraw_proposal(session, made, decided=(), version=made.version, by=cast.actor("malee"),
                          at=AT)  # fmt: skip
        assert plan.proposed_at is None
        assert prepared(session, cast, plan).number == 2

    def test_a_case_that_closed_is_taken_out(self, session: Session, cast: Cast) -> None:
        at = room(session, cast)
        _close(session, cast, at.plan)
        take_out(session, at.row, at.proposal, by=cast.actor("malee"), at=AT)
        assert (at.proposal.state, at.row.ended_at) == ("decided", AT)
        with refused("not_waiting"):
            take_out(session, at.row, at.proposal, by=cast.actor("malee"), at=AT)


class TestTheCommittee:
    """Members, and meetings with a quorum."""

    def test_two_chairs_at_once_are_refused(self, session: Session, cast: Cast) -> None:
        seated(session, cast, 1)
        with refused("two_chairs"):
            _appoint(session, cast, is_chair=True)

    def test_the_same_name_twice_is_refused(self, session: Session, cast: Cast) -> None:
        _appoint(session, cast)
        with refused("twice"):
            _appoint(session, cast)

    def test_who_left_does_not_count_any_more(self, session: Session, cast: Cast) -> None:
        members = seated(session, cast)
        for one in members[5:]:
            end_member(session, one, TODAY, version=one.version, by=cast.actor("secretary"), at=AT)
        meeting = planned(session, cast)
        attend(session, cast, meeting, came(members[:5], 3))
        assert meeting.state == "open"

    @pytest.mark.parametrize(("present", "opens"), [(4, False), (5, True)])
    def test_a_meeting_opens_with_more_than_half(
        self, session: Session, cast: Cast, present: int, opens: bool
    ) -> None:
        members = seated(session, cast)
        if opens:
            assert opened_round(session, cast, members, present).state == "open"
        else:
            with refused("no_quorum"):
                opened_round(session, cast, members, present)

    def test_an_absence_needs_a_reason(self, session: Session, cast: Cast) -> None:
        members = seated(session, cast)
        told = [replace(one, reason="") for one in came(members, 7)]
        with refused("absence_reason"):
            attend(session, cast, planned(session, cast), told)

    def test_who_presides_came(self, session: Session, cast: Cast) -> None:
        members = seated(session, cast)
        with refused("chair_absent"):
            attend(session, cast, planned(session, cast), came(members, 7), members[8])

    def test_the_same_number_twice_is_refused(self, session: Session, cast: Cast) -> None:
        planned(session, cast)
        with refused("number_taken"):
            planned(session, cast)

    def test_the_same_provider_twice_is_refused(self, session: Session, cast: Cast) -> None:
        one = provided(session, cast)
        with refused("twice"):
            add_provider(session, cast.town_id, one.name_th, "unit", by=cast.actor("malee"), at=AT)

    def test_only_the_one_who_presided_signs(self, session: Session, cast: Cast) -> None:
        meeting = opened_round(session, cast, seated(session, cast))
        by = cast.actor("chair")
        with refused("not_the_chair"):
            close_round(session, meeting, Signature("คนอื่น"), version=meeting.version, by=by, at=AT)
        close_round(session, meeting, Signature("กรรมการ  คนที่1", "5/2569"),
                    version=meeting.version, by=by, at=AT)  # fmt: skip
        assert (meeting.state, meeting.signed_by_name) == ("closed", "กรรมการ คนที่1")

    def test_nothing_changes_once_it_is_closed(self, session: Session, cast: Cast) -> None:
        at = room(session, cast)
        decision = decided(session, cast, at)
        _sign(session, cast, at.meeting)
        with refused("round_closed"):
            attend(session, cast, at.meeting, came(at.members, 7))
        with refused("round_not_open"):
            take_back_decision(session, decision, "ผิด", by=cast.actor("secretary"), at=AT)
        with refused("round_not_open"):
            abstain(session, at.meeting, at.row, at.members[1].id, why="other", words="เพื่อนบ้าน",
                    by=cast.actor("secretary"), at=AT)  # fmt: skip


class TestDeciding:
    """One plan, one decision that stands."""

    def test_an_approved_draft_waits_to_be_started(self, session: Session, cast: Cast) -> None:
        at = room(session, cast)
        decided(session, cast, at)
        assert (at.plan.status, at.plan.approved_on) == ("draft", TODAY)
        assert at.plan.approved_by == "ประชุมคณะอนุกรรมการ ครั้งที่ 1/2569"
        assert at.proposal.state == "decided"
        activate_plan(session, at.plan, version=at.plan.version, by=cast.actor("malee"), at=AT,
                      on=TODAY)  # fmt: skip
        assert not at.plan.is_interim

    def test_approving_a_plan_in_use_only_ends_the_interim(
        self, session: Session, cast: Cast
    ) -> None:
        plan = in_use(session, cast, agreed(session, cast))
        submitted(session, cast, plan)
        members = seated(session, cast)
        meeting = opened_round(session, cast, members)
        row = session.exec(select(ProposalCase)).one()
        at = _room_of(session, plan, row, meeting, members)
        decided(session, cast, at)
        assert (plan.status, plan.is_interim, plan.activated_at) == ("active", False, AT)

    @pytest.mark.parametrize("draft", [REFUSED, RETURNED])
    def test_what_is_not_approved_goes_back_and_may_come_again(
        self, session: Session, cast: Cast, draft: DecisionDraft
    ) -> None:
        at = room(session, cast)
        decided(session, cast, at, draft)
        assert (at.plan.proposed_at, at.plan.approved_at, at.row.ended_at) == (None, None, AT)
        assert submitted(session, cast, at.plan).number == 2

    def test_approval_twice_is_refused(self, session: Session, cast: Cast) -> None:
        at = room(session, cast)
        decided(session, cast, at)
        with refused("already_decided"):
            decided(session, cast, at)

    def test_a_superseded_version_is_refused(self, session: Session, cast: Cast) -> None:
        at = room(session, cast)
        in_use(session, cast, at.plan)
        newer = drafted(session, cast, at.case, cautions="อื่น")
        in_use(session, cast, newer)
        with refused("plan_over"):
            decided(session, cast, at)

    def test_who_wrote_the_plan_records_no_decision_on_it(
        self, session: Session, cast: Cast
    ) -> None:
        at = room(session, cast)
        with refused("own_plan"):
            decided(session, cast, at, who="malee")

    def test_after_the_case_closed_it_is_refused(self, session: Session, cast: Cast) -> None:
        at = room(session, cast)
        _close(session, cast, at.plan)
        with refused("case_closed"):
            decided(session, cast, at)

    def test_the_author_abstains_and_the_quorum_is_counted_again(
        self, session: Session, cast: Cast
    ) -> None:
        at = room(session, cast, present=5, second="malee")
        bench = bench_of(session, at.meeting, at.row, at.plan)
        assert [(one.member, str(one.why)) for one in bench.abstaining] == [
            (at.members[1], "author")
        ]
        assert bench.quorum.words == "มา 4 จาก 9 ไม่ครบองค์ประชุม (ต้อง 5)"
        with refused("no_quorum"):
            decided(session, cast, at)

    def test_carer_and_relative_abstain_by_the_records(self, session: Session, cast: Cast) -> None:
        at = room(session, cast, present=7, second="som", third="daughter")
        decided(session, cast, at)
        noted = {one.member_id: one.why for one in session.exec(select(Abstention))}
        assert noted == {at.members[1].id: "carer", at.members[2].id: "relative"}
        assert session.exec(select(CaseDecision)).one().counted_present == 5

    def test_others_abstain_by_hand_with_words(self, session: Session, cast: Cast) -> None:
        at = room(session, cast, present=5)
        by, who = cast.actor("secretary"), at.members[3].id
        with refused("words_missing"):
            abstain(session, at.meeting, at.row, who, why="other", words=" ", by=by, at=AT)
        abstain(session, at.meeting, at.row, who, why="other", words="เป็นเพื่อนบ้าน", by=by, at=AT)
        with refused("twice"):
            abstain(session, at.meeting, at.row, who, why="relative", words="", by=by, at=AT)
        with refused("no_quorum"):
            decided(session, cast, at)
        take_part_again(session, at.meeting, at.row, who, by=by, at=AT)
        assert decided(session, cast, at).counted_present == 5

    def test_who_did_not_come_cannot_abstain(self, session: Session, cast: Cast) -> None:
        at = room(session, cast)
        with refused("not_present"):
            abstain(session, at.meeting, at.row, at.members[8].id, why="relative", words="",
                    by=cast.actor("secretary"), at=AT)  # fmt: skip

    def test_who_joins_the_care_team_meanwhile_abstains(self, session: Session, cast: Cast) -> None:
        at = room(session, cast, second="nok")
        elder = session.get_one(Elder, cast.boonmee_id)
        join_team(session, elder, TeamDraft("nurse", cast.users["nok"], "", "", "", TODAY),
                  by=cast.actor("malee"), at=AT)  # fmt: skip
        assert len(bench_of(session, at.meeting, at.row, at.plan).abstaining) == 1

    def test_above_the_rate_needs_a_reason(self, session: Session, cast: Cast) -> None:
        at = room(session, cast)
        with refused("above_rate"):
            decided(session, cast, at, DecisionDraft("approved", 1_044_201, 0))
        draft = DecisionDraft("approved", 1_044_201, 0, "ค่าอุปกรณ์เพิ่ม")
        assert decided(session, cast, at, draft).ltc_satang == 1_044_201

    def test_a_slip_is_taken_back_while_the_meeting_is_open(
        self, session: Session, cast: Cast
    ) -> None:
        at = room(session, cast)
        wrong = decided(session, cast, at, REFUSED)
        take_back_decision(session, wrong, "กดผิดแถว", by=cast.actor("secretary"), at=AT)
        assert (at.plan.proposed_at, at.row.ended_at, at.proposal.state) == (AT, None, "submitted")
        decided(session, cast, at)
        assert at.plan.approved_at == AT
        assert len(session.exec(select(CaseDecision)).all()) == 2

    def test_a_decision_is_never_edited_or_deleted(self, session: Session, cast: Cast) -> None:
        decision = decided(session, cast, room(session, cast))
        decision.ltc_satang = 1
        with pytest.raises(AssertionError, match="never edited"):
            session.flush()
        session.rollback()

    def test_the_database_lets_one_decision_stand(self, session: Session, cast: Cast) -> None:
        at = room(session, cast)
        one = decided(session, cast, at)
        session.add(CaseDecision(**one.model_dump(exclude={"id"})))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()

    def test_every_act_is_audited(self, session: Session, cast: Cast) -> None:
        at = room(session, cast, second="som")
        decided(session, cast, at)
        _sign(session, cast, at.meeting)
        acts = set(session.scalars(sa.select(AuditEntry.action)))
        assert acts >= {
            "committee_member.appointed", "provider.added", "proposal.prepared",
            "proposal.submitted", "care_plan.proposed", "approval_round.planned",
            "approval_round.opened", "abstention.noted", "case_decision.recorded",
            "care_plan.approved", "approval_round.closed",
        }  # fmt: skip


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
        _sign(session, cast, at.meeting)
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
        at = _approved_and_in_use(session, cast)
        newer = drafted(session, cast, at.case, services=(replace(_line(session, at.plan),
                                                                  minutes=60),))  # fmt: skip
        change_a_little(session, newer, "ลดเวลาเพราะทำได้เร็วขึ้น", by=cast.actor("malee"), at=AT,
                        on=TODAY)  # fmt: skip
        assert newer.approved_by.endswith("(แก้เล็กน้อยจากฉบับที่ 1)")
        found = approvals_of(session, [at.plan.id, newer.id])
        assert found[newer.id].decision_id == found[at.plan.id].decision_id

    def test_a_change_of_a_change_still_points_at_the_meeting(
        self, session: Session, cast: Cast
    ) -> None:
        at = _approved_and_in_use(session, cast)
        for minutes in (60, 50):
            line = replace(_line(session, at.plan), minutes=minutes)
            newer = drafted(session, cast, at.case, services=(line,))
            change_a_little(session, newer, "ลดเวลาลงอีก", by=cast.actor("malee"), at=AT, on=TODAY)
            in_use(session, cast, newer)
        assert newer.approved_by.count("แก้เล็กน้อย") == 1
        assert newer.id in approvals_of(session, [newer.id])

    def test_how_often_needs_a_round(self, session: Session, cast: Cast) -> None:
        at = _approved_and_in_use(session, cast)
        newer = drafted(session, cast, at.case, services=(replace(SERVICE, times=3),))
        with refused("not_small"):
            change_a_little(session, newer, "เพิ่มความถี่", by=cast.actor("malee"), at=AT, on=TODAY)

    def test_without_an_approval_there_is_nothing_to_take_over(
        self, session: Session, cast: Cast
    ) -> None:
        plan = in_use(session, cast, agreed(session, cast))
        newer = drafted(session, cast, _case_of(session, plan), cautions="อื่น")
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
        at = _room_of(session, plan, row, opened_round(session, cast, members), members)
        decided(session, cast, at)
        assert ours() == "approved"
        assert ours(transferred={plan.id}) == "transferred"

    def test_the_newest_look_counts_and_a_difference_shows(
        self, session: Session, cast: Cast
    ) -> None:
        plan, by = agreed(session, cast), cast.actor("malee")
        case = _case_of(session, plan)
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
        assert not _line_of(session, plan, "cautions").is_changed
        save_plan(session, plan, plan_draft(cautions="ระวังสำลัก"), version=plan.version, by=by,
                  at=AT)  # fmt: skip
        assert _line_of(session, plan, "cautions").is_changed
        with refused("changed_meanwhile"):
            note_copied(session, plan, "cautions", digest=digest, by=by, at=AT, on=TODAY)
        with refused("field_unknown"):
            note_copied(session, plan, "none", digest=digest, by=by, at=AT, on=TODAY)


def _line_of(session: Session, plan: CarePlan, code: str) -> SheetLine:
    return next(one for one in sheet_lines(session, plan, on=TODAY) if one.field.code == code)


def _line(session: Session, plan: CarePlan) -> ServiceLine:
    return read_plan(session, plan).services[0]


def _case_of(session: Session, plan: CarePlan) -> Case:
    return session.get_one(Case, plan.case_id)


def _room_of(
    session: Session, plan: CarePlan, row: ProposalCase, meeting: ApprovalRound,
    members: list[CommitteeMember],
) -> Room:  # fmt: skip
    proposal = session.get_one(Proposal, row.proposal_id)
    provider = session.get_one(Provider, proposal.provider_id)
    return Room(_case_of(session, plan), plan, provider, proposal, row, meeting, members)


def _approved_and_in_use(session: Session, cast: Cast) -> Room:
    at = room(session, cast)
    decided(session, cast, at)
    in_use(session, cast, at.plan)
    return at


def _appoint(session: Session, cast: Cast, **over: object) -> None:
    draft = replace(MemberDraft("แดง ใจบุญ", "ผู้แทน อสม.", "12/2568", date(2025, 10, 1)), **over)  # type: ignore[arg-type]
    appoint(session, cast.town_id, draft, by=cast.actor("secretary"), at=AT, on=TODAY)


def _sign(session: Session, cast: Cast, meeting: ApprovalRound) -> None:
    close_round(session, meeting, Signature("กรรมการ คนที่1"), version=meeting.version,
                by=cast.actor("chair"), at=AT)  # fmt: skip


def _close(session: Session, cast: Cast, plan: CarePlan) -> None:
    case = _case_of(session, plan)
    close_case(session, case, "recovered", closed_on=TODAY, note="", version=case.version,
               by=cast.actor("malee"), at=AT, on=TODAY)  # fmt: skip
    session.flush()
