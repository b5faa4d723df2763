"""Proposals, meetings and decisions as saved, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from ltc.care.approval.actions.committee import add_provider, close_round, end_member
from ltc.care.approval.actions.deciding import abstain, take_back_decision, take_part_again
from ltc.care.approval.actions.proposals import (
    submit_proposal,
    take_out,
    withdraw_proposal,
    write_proposal,
)
from ltc.care.approval.models import (
    Abstention,
    CaseDecision,
    ProposalCase,
)
from ltc.care.approval.queries.meeting import bench_of
from ltc.care.approval.queries.proposals import candidates
from ltc.care.approval.terms import DecisionDraft, Signature
from ltc.care.cases.actions.plans import activate_plan, save_plan
from ltc.care.elders.actions.team import join_team
from ltc.care.elders.models import Elder
from ltc.care.elders.terms import TeamDraft
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.errors import Conflict
from tests.care.approval.meeting import (
    REFUSED,
    RETURNED,
    agreed,
    appointed,
    attend,
    came,
    closed,
    decided,
    head,
    opened_round,
    planned,
    prepared,
    provided,
    refused,
    room,
    room_of,
    seated,
    signed,
    submitted,
)
from tests.care.cases.ordinary import drafted, in_use, opened, plan_draft
from tests.cast import AT, TODAY, Cast

LATER = AT + timedelta(hours=1)


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
        closed(session, cast, plan)
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
        closed(session, cast, at.plan)
        take_out(session, at.row, at.proposal, by=cast.actor("malee"), at=AT)
        assert (at.proposal.state, at.row.ended_at) == ("decided", AT)
        with refused("not_waiting"):
            take_out(session, at.row, at.proposal, by=cast.actor("malee"), at=AT)


class TestTheCommittee:
    """Members, and meetings with a quorum."""

    def test_two_chairs_at_once_are_refused(self, session: Session, cast: Cast) -> None:
        seated(session, cast, 1)
        with refused("two_chairs"):
            appointed(session, cast, is_chair=True)

    def test_the_same_name_twice_is_refused(self, session: Session, cast: Cast) -> None:
        appointed(session, cast)
        with refused("twice"):
            appointed(session, cast)

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
        signed(session, cast, at.meeting)
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
        at = room_of(session, plan, row, meeting, members)
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
        closed(session, cast, at.plan)
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
        signed(session, cast, at.meeting)
        acts = set(session.scalars(sa.select(AuditEntry.action)))
        assert acts >= {
            "committee_member.appointed", "provider.added", "proposal.prepared",
            "proposal.submitted", "care_plan.proposed", "approval_round.planned",
            "approval_round.opened", "abstention.noted", "case_decision.recorded",
            "care_plan.approved", "approval_round.closed",
        }  # fmt: skip
