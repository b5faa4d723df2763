"""In the meeting: abstaining, deciding on a plan, taking a decision back that was a slip."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from ltc.care.approval.actions.proposals import settle_state
from ltc.care.approval.models import (
    Abstention,
    ApprovalRound,
    CaseDecision,
    Proposal,
    ProposalCase,
)
from ltc.care.approval.queries.decisions import has_minor_change
from ltc.care.approval.queries.meeting import authors_of, bench_of, find_abstention
from ltc.care.approval.queries.proposals import is_decided
from ltc.care.approval.rules.deciding import CaseFacts, check_may_decide, checked_decision
from ltc.care.approval.rules.proposing import rate_of
from ltc.care.approval.rules.words import meeting_words
from ltc.care.approval.terms import AbstainWhy, DecisionDraft, Outcome, RoundState
from ltc.care.cases.actions.approval import approve_plan, return_plan, take_back_approval
from ltc.care.cases.models import CarePlan, Case
from ltc.care.cases.queries.rates import list_rates
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import RuleViolation

MOST_WORDS = 200
MOST_BECAUSE = 300


def abstain(
    session: Session, meeting: ApprovalRound, row: ProposalCase, member_id: UUID, *, why: str,
    words: str, by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Note that a member who came takes no part in one case; the quorum is counted again.

    Raises RuleViolation ``round_not_open``, ``already_decided``, ``not_present``, ``why_unknown``,
    ``words_missing`` (another reason needs words) or ``twice``.
    """
    plan = _locked(session, meeting, row)
    _check_open(meeting)
    if is_decided(session, row.id):
        raise RuleViolation("already_decided", "แผนนี้มีมติไปแล้ว")
    bench = bench_of(session, meeting, row, plan)
    if member_id not in {one.id for one in bench.present}:
        raise RuleViolation("not_present", "เลือกได้เฉพาะกรรมการที่มาประชุม", "member")
    if why not in set(AbstainWhy):
        raise RuleViolation("why_unknown", "กรุณาเลือกเหตุที่งดออกเสียง", "why")
    if why == AbstainWhy.OTHER and not words.strip():
        raise RuleViolation("words_missing", "กรุณาเขียนว่าเหตุอะไร", "words")
    if member_id in {one.member.id for one in bench.abstaining}:
        raise RuleViolation("twice", "คนนี้งดออกเสียงในเรื่องนี้อยู่แล้ว", "member")
    _write_abstention(session, meeting, row, member_id, why=why, words=words, by=by, at=at)


def _write_abstention(
    session: Session, meeting: ApprovalRound, row: ProposalCase, member_id: UUID, *, why: str,
    words: str, by: Actor, at: datetime,
) -> None:  # fmt: skip
    noted = Abstention(
        round_id=meeting.id, proposal_case_id=row.id, member_id=member_id, why=why,
        words=words[:MOST_WORDS], noted_at=at, noted_by_name=by.name,
    )  # fmt: skip
    session.add(noted)
    session.flush()
    record(
        session, by=by, at=at, what="abstention.noted", subject=noted, elder_id=row.elder_id,
        changes={"member": str(member_id), "why": why},
    )  # fmt: skip


def take_part_again(
    session: Session, meeting: ApprovalRound, row: ProposalCase, member_id: UUID, *, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Take an abstention back that was noted by mistake, before the decision.

    Raises RuleViolation ``round_not_open``, ``already_decided`` or ``not_noted``.
    """
    _locked(session, meeting, row)
    _check_open(meeting)
    if is_decided(session, row.id):
        raise RuleViolation("already_decided", "แผนนี้มีมติไปแล้ว")
    noted = find_abstention(session, meeting.id, row.id, member_id)
    if noted is None:
        raise RuleViolation("not_noted", "คนนี้ไม่ได้งดออกเสียงในเรื่องนี้แล้ว")
    record(
        session, by=by, at=at, what="abstention.taken_back", subject=noted, elder_id=row.elder_id,
        changes={"member": str(member_id), "why": noted.why},
    )  # fmt: skip
    session.delete(noted)
    session.flush()


def decide(
    session: Session, meeting: ApprovalRound, row: ProposalCase, draft: DecisionDraft, *, by: Actor,
    at: datetime,
) -> CaseDecision:  # fmt: skip
    """Record what a meeting decided on one plan, with all that follows for the plan.

    Who must abstain by the records is noted with it. Raises RuleViolation as ``check_may_decide``
    and ``checked_decision``.
    """
    plan = _locked(session, meeting, row)
    proposal = session.get_one(Proposal, row.proposal_id, with_for_update={"key_share": True})
    case = session.get_one(Case, row.case_id)
    session.refresh(case)
    bench = bench_of(session, meeting, row, plan)
    check_may_decide(
        CaseFacts(
            round_state=meeting.state, proposal_state=proposal.state,
            is_live=row.ended_at is None, is_decided=is_decided(session, row.id),
            is_case_open=case.is_open, plan_status=plan.status,
            is_plan_proposed=plan.proposed_at is not None,
            is_plan_approved=plan.approved_at is not None, author_ids=authors_of(plan),
            recorder_id=by.person_id, quorum=bench.quorum,
        )
    )  # fmt: skip
    draft = checked_decision(draft, rate_of(list_rates(), proposal.fiscal_year, row.group_code))
    decision = CaseDecision(
        proposal_case_id=row.id, round_id=meeting.id, decided_at=at, recorded_by=by.person_id,
        recorded_by_name=by.name, counted_present=bench.quorum.present,
        quorum_needed=bench.quorum.needed, **vars(draft),
    )  # fmt: skip
    try:
        with session.begin_nested():  # two at once: the unique index lets one through
            session.add(decision)
    except IntegrityError as taken:
        raise RuleViolation("already_decided", "แผนนี้มีมติไปแล้ว บันทึกซ้ำไม่ได้") from taken
    for one in bench.abstaining:
        if one.is_by_record and not find_abstention(session, meeting.id, row.id, one.member.id):
            _write_abstention(session, meeting, row, one.member.id, why=one.why, words="",
                              by=by, at=at)  # fmt: skip
    _follow(session, meeting, row, plan, draft.outcome, by=by, at=at)
    record(
        session, by=by, at=at, what="case_decision.recorded", subject=decision,
        elder_id=row.elder_id,
        changes={"outcome": draft.outcome, "present": bench.quorum.present,
                 "needed": bench.quorum.needed, "ltc_satang": draft.ltc_satang,
                 "local_satang": draft.local_satang},
    )  # fmt: skip
    settle_state(session, proposal)
    return decision


def _follow(
    session: Session, meeting: ApprovalRound, row: ProposalCase, plan: CarePlan, outcome: str, *,
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    if outcome == Outcome.APPROVED:
        words = meeting_words(meeting.number, meeting.year)
        approve_plan(session, plan, meeting=words, held_on=meeting.held_on, by=by, at=at)
        return
    return_plan(session, plan, by=by, at=at)
    row.ended_at = at
    session.add(row)
    session.flush()


def take_back_decision(
    session: Session, decision: CaseDecision, because: str, *, by: Actor, at: datetime
) -> None:
    """Take back a decision that was recorded wrongly, while its meeting is open; the row stays.

    Raises RuleViolation ``because_missing``, ``round_not_open``, ``already_taken_back``,
    ``plan_over``, ``plan_changed`` (somebody wrote on the returned plan meanwhile) or ``inherited``
    (a version that differs a little took the approval over).
    """
    because = because.strip()
    if not because:
        raise RuleViolation("because_missing", "กรุณาเขียนว่าผิดอะไร", "because")
    meeting = session.get_one(ApprovalRound, decision.round_id)
    row = session.get_one(ProposalCase, decision.proposal_case_id)
    plan = _locked(session, meeting, row)
    session.refresh(decision)
    if meeting.state != RoundState.OPEN:
        raise RuleViolation("round_not_open", "รอบประชุมนี้ปิดแล้ว แก้มติไม่ได้")
    if decision.taken_back_at is not None:
        raise RuleViolation("already_taken_back", "มตินี้ถอนไปแล้ว")
    proposal = session.get_one(Proposal, row.proposal_id, with_for_update={"key_share": True})
    if has_minor_change(session, plan.id):
        words = "มีฉบับแก้เล็กน้อยที่ใช้ความเห็นชอบนี้แล้ว จึงถอนมติไม่ได้"
        raise RuleViolation("inherited", words)
    if plan.drafted_at > decision.decided_at or plan.agreed_at is None:
        words = "มีคนแก้แผนนี้หลังมติแล้ว จึงถอนมติไม่ได้ ให้เสนอใหม่แทน"
        raise RuleViolation("plan_changed", words)
    decision.taken_back_at, decision.taken_back_by = at, by.person_id
    decision.taken_back_by_name, decision.taken_back_because = by.name, because[:MOST_BECAUSE]
    session.add(decision)
    row.ended_at = None
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as taken:
        raise RuleViolation("in_proposal", "แผนนี้เสนอใหม่ไปแล้ว จึงถอนมติไม่ได้") from taken
    assert proposal.submitted_at is not None
    take_back_approval(session, plan, proposal.submitted_at, by=by, at=at)
    record(
        session, by=by, at=at, what="case_decision.taken_back", subject=decision,
        elder_id=row.elder_id, changes={"outcome": decision.outcome},
    )  # fmt: skip
    settle_state(session, proposal)


def _locked(session: Session, meeting: ApprovalRound, row: ProposalCase) -> CarePlan:
    """Wait for whoever works on this meeting or case; returns the plan as it stands then."""
    session.refresh(meeting, with_for_update={"key_share": True})
    session.refresh(row, with_for_update={"key_share": True})
    plan = session.get_one(CarePlan, row.plan_id)
    session.refresh(plan, with_for_update={"key_share": True})
    return plan


def _check_open(meeting: ApprovalRound) -> None:
    if meeting.state != RoundState.OPEN:
        raise RuleViolation("round_not_open", "รอบประชุมนี้ไม่ได้เปิดอยู่")
