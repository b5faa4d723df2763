"""What was approved, for other rooms: by plan, by time, by fiscal year."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.approval.models import (
    ApprovalRound,
    CaseDecision,
    MinorChange,
    Proposal,
    ProposalCase,
    Provider,
)
from ltc.care.approval.rules.words import meeting_words
from ltc.care.approval.terms import Approval, Outcome
from ltc.care.cases.models import CarePlan
from ltc.foundation.core.prepared import Columns


def approvals_of(session: Session, plan_ids: Collection[UUID]) -> dict[UUID, Approval]:
    """Return the standing approvals of plans, by plan, in one statement; others have none.

    A version that took an approval over by a minor change is found under its own id, with the
    ``decision_id`` of the version that the meeting decided on.
    """
    if not plan_ids:
        return {}
    decided = col(ProposalCase.plan_id)
    taken_over = (
        _approvals(col(MinorChange.plan_id))
        .join(MinorChange, col(MinorChange.approved_plan_id) == decided)
        .where(col(MinorChange.plan_id).in_(plan_ids))
    )
    found = session.execute(_approvals(decided).where(decided.in_(plan_ids)).union_all(taken_over))
    return {row[0]: _approval(row) for row in found}


def approvals_in_year(
    session: Session, municipality_id: UUID, fiscal_year: int
) -> dict[UUID, Approval]:
    """Return what was approved for one fiscal year (Buddhist era), by the plan decided on."""
    found = session.execute(
        _approvals(col(ProposalCase.plan_id)).where(
            col(Proposal.municipality_id) == municipality_id,
            col(Proposal.fiscal_year) == fiscal_year,
        )
    )
    return {row[0]: _approval(row) for row in found}


def approved_between(
    session: Session, municipality_id: UUID, since: date, until: date
) -> dict[UUID, Approval]:
    """Return what meetings from ``since`` until (excluded) ``until`` approved, by the plan."""
    found = session.execute(
        _approvals(col(ProposalCase.plan_id)).where(
            col(Proposal.municipality_id) == municipality_id,
            col(ApprovalRound.held_on) >= since,
            col(ApprovalRound.held_on) < until,
        )
    )
    return {row[0]: _approval(row) for row in found}


def _approvals(plan_id: Any) -> Columns:
    return (
        sa.select(
            plan_id, col(ProposalCase.case_id), col(ProposalCase.elder_id),
            col(Proposal.fiscal_year), col(CaseDecision.ltc_satang),
            col(CaseDecision.local_satang), col(ApprovalRound.held_on),
            col(ApprovalRound.number), col(ApprovalRound.year), col(Provider.id),
            col(Provider.name_th), col(CaseDecision.id), col(ApprovalRound.signed_at).is_not(None),
        )
        .select_from(CaseDecision)
        .join(ProposalCase, col(ProposalCase.id) == col(CaseDecision.proposal_case_id))
        .join(Proposal, col(Proposal.id) == col(ProposalCase.proposal_id))
        .join(Provider, col(Provider.id) == col(Proposal.provider_id))
        .join(ApprovalRound, col(ApprovalRound.id) == col(CaseDecision.round_id))
        .where(
            col(CaseDecision.outcome) == Outcome.APPROVED,
            col(CaseDecision.taken_back_at).is_(None),
        )
    )  # fmt: skip


def _approval(row: Sequence[Any]) -> Approval:
    (plan_id, case_id, elder_id, year, ltc, local, held_on, number, meeting_year, provider_id,
     provider_th, decision_id, is_signed) = row  # fmt: skip
    return Approval(
        plan_id=plan_id, case_id=case_id, elder_id=elder_id, fiscal_year=year, ltc_satang=ltc,
        local_satang=local, decided_on=held_on, meeting_th=meeting_words(number, meeting_year),
        provider_id=provider_id, provider_th=provider_th, decision_id=decision_id,
        is_signed=bool(is_signed),
    )  # fmt: skip


def decided_plan_of(session: Session, plan: CarePlan) -> UUID:
    """Return the version that a meeting decided on, for one that may have taken it over."""
    found = session.scalar(
        sa.select(col(MinorChange.approved_plan_id)).where(col(MinorChange.plan_id) == plan.id)
    )
    return found or plan.id


def has_minor_change(session: Session, plan_id: UUID) -> bool:
    """True when a version took over the approval of this one."""
    wanted = sa.select(col(MinorChange.id)).where(col(MinorChange.approved_plan_id) == plan_id)
    return session.scalar(wanted.limit(1)) is not None
