"""Whatever people do, in whatever order: no approved plan without a quorate decision."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from ltc.care.approval.actions.committee import close_round
from ltc.care.approval.actions.deciding import abstain, take_back_decision
from ltc.care.approval.actions.proposals import take_out, withdraw_proposal
from ltc.care.approval.models import ApprovalRound, CaseDecision, Proposal, ProposalCase
from ltc.care.approval.queries.decisions import approvals_of
from ltc.care.approval.terms import DecisionDraft, Signature
from ltc.care.cases.actions.plans import activate_plan, revise_plan
from ltc.care.cases.models import CarePlan
from ltc.foundation.core.errors import Conflict, RuleViolation
from tests.care.approval.meeting import (
    APPROVED,
    REFUSED,
    RETURNED,
    Room,
    attend,
    came,
    closed,
    decided,
    room,
    submitted,
)
from tests.cast import AT, TODAY, Cast

ACTS = (
    "approve", "refuse", "return", "approve by author", "take back", "withdraw", "take out",
    "abstain", "few stay", "many stay", "sign", "activate", "revise", "propose again", "close case",
)  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_never_approved_without_a_quorate_decision(session: Session, cast: Cast) -> None:
    at = room(session, cast, second="som")
    session.commit()

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.sampled_from(ACTS), max_size=8))
    def histories(acts: list[str]) -> None:
        try:
            for act in acts:
                with suppress(RuleViolation, Conflict), session.begin_nested():
                    _doing(session, cast, at)[act]()
                session.flush()
                _holds(session)
        finally:
            session.rollback()

    histories()


def _doing(session: Session, cast: Cast, at: Room) -> dict[str, Callable[[], object]]:
    by = cast.actor("secretary")
    row = session.exec(select(ProposalCase).order_by(col(ProposalCase.id).desc())).first()
    assert row is not None
    at.row, at.proposal = row, session.get_one(Proposal, row.proposal_id)

    def decide(draft: DecisionDraft, who: str = "secretary") -> Callable[[], object]:
        return lambda: decided(session, cast, at, draft, who)

    def take_back() -> None:
        for one in session.exec(select(CaseDecision)):
            take_back_decision(session, one, "กดผิด", by=by, at=AT)

    proposal, plan, meeting = at.proposal, at.plan, at.meeting
    return {
        "approve": decide(APPROVED), "refuse": decide(REFUSED), "return": decide(RETURNED),
        "approve by author": decide(APPROVED, "malee"), "take back": take_back,
        "withdraw": lambda: withdraw_proposal(
            session, proposal, decided=(), version=proposal.version, by=by, at=AT
        ),
        "take out": lambda: take_out(session, row, proposal, by=by, at=AT),
        "abstain": lambda: abstain(
            session, meeting, row, at.members[3].id, why="relative", words="", by=by, at=AT
        ),
        "few stay": lambda: attend(session, cast, meeting, came(at.members, 5)),
        "many stay": lambda: attend(session, cast, meeting, came(at.members, 9)),
        "sign": lambda: close_round(
            session, meeting, Signature(at.members[0].name_th), version=meeting.version, by=by,
            at=AT,
        ),
        "activate": lambda: activate_plan(
            session, plan, version=plan.version, by=by, at=AT, on=TODAY
        ),
        "revise": lambda: revise_plan(session, at.case, by=by, at=AT, on=TODAY),
        "propose again": lambda: submitted(session, cast, plan),
        "close case": lambda: closed(session, cast, plan),
    }  # fmt: skip


def _holds(session: Session) -> None:
    """The laws, read from the tables alone."""
    standing = session.exec(select(CaseDecision).where(col(CaseDecision.taken_back_at).is_(None)))
    by_row: dict[object, CaseDecision] = {}
    for one in standing:
        assert one.proposal_case_id not in by_row, "two standing decisions"
        by_row[one.proposal_case_id] = one
        assert one.counted_present >= one.quorum_needed
        assert session.get_one(ApprovalRound, one.round_id).state != "planned"
    approved = {
        session.get_one(ProposalCase, row).plan_id
        for row, one in by_row.items()
        if one.outcome == "approved"
    }
    plans = session.exec(select(CarePlan)).all()
    assert {plan.id for plan in plans if plan.approved_at} == approved
    assert set(approvals_of(session, [plan.id for plan in plans])) == approved
