"""Proposals and their cases; who may be proposed, and what the others lack."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.approval.models import CaseDecision, Proposal, ProposalCase, Provider
from ltc.care.approval.rules.proposing import Lack, PlanFacts, missing
from ltc.care.approval.terms import ProposalState
from ltc.care.assessment.queries.latest import latest_formal_of
from ltc.care.cases.models import CarePlan, Case
from ltc.care.cases.queries.standing import Position, positions_of
from ltc.care.cases.terms import PlanStatus
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import ElderRow, get_rows, visible_to
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound

WRITABLE = (PlanStatus.DRAFT, PlanStatus.ACTIVE)


@dataclass(frozen=True)
class Candidate:
    """An open case with the plan that would be proposed, and what is missing before that.

    ``adl_total``, ``tai_class`` and ``group`` are as of now; None where nothing is known.
    """

    elder: ElderRow
    case_id: UUID
    plan: CarePlan | None
    facts: PlanFacts
    group: str | None
    group_th: str
    adl_total: int | None
    tai_class: str
    lacks: tuple[Lack, ...]


@dataclass(frozen=True)
class CaseRow:
    """One case of a proposal as a page shows it, with the decision that stands."""

    case: ProposalCase
    elder: ElderRow
    plan: CarePlan
    decision: CaseDecision | None


def list_proposals(session: Session, municipality_id: UUID) -> list[tuple[Proposal, str, int, int]]:
    """Return all proposals with provider, number of cases and satang, the newest first."""
    count, total = (
        sa.func.count(col(ProposalCase.id)),
        sa.func.sum(col(ProposalCase.requested_satang)),
    )
    found = session.execute(
        sa.select(Proposal, col(Provider.name_th), count, total)
        .join(Provider, col(Provider.id) == col(Proposal.provider_id))
        .outerjoin(ProposalCase, col(ProposalCase.proposal_id) == col(Proposal.id))
        .where(col(Proposal.municipality_id) == municipality_id)
        .group_by(col(Proposal.id), col(Provider.name_th))
        .order_by(col(Proposal.fiscal_year).desc(), col(Proposal.number).desc())
    )
    return [(one, name, cases, int(satang or 0)) for one, name, cases, satang in found]


def get_proposal(session: Session, proposal_id: UUID, actor: Actor) -> Proposal:
    """Return a proposal of the actor's municipality, else NotFound."""
    found = session.get(Proposal, proposal_id)
    if found is None or found.municipality_id != actor.area_id:
        raise NotFound
    return found


def next_proposal_number(session: Session, municipality_id: UUID, year: int) -> int:
    """Return the number of the next proposal of a fiscal year."""
    last = session.scalar(
        sa.select(sa.func.max(col(Proposal.number))).where(
            col(Proposal.municipality_id) == municipality_id, col(Proposal.fiscal_year) == year
        )
    )
    return (last or 0) + 1


def cases_of(session: Session, proposal_id: UUID) -> Sequence[ProposalCase]:
    """Return the cases of a proposal, in the order in which they were put there."""
    return session.exec(
        select(ProposalCase)
        .where(ProposalCase.proposal_id == proposal_id)
        .order_by(col(ProposalCase.id))
    ).all()


def get_proposal_case(
    session: Session, proposal_case_id: UUID, actor: Actor
) -> tuple[ProposalCase, Proposal]:
    """Return one case of a proposal of the actor's municipality, else NotFound."""
    found = session.get(ProposalCase, proposal_case_id)
    if found is None:
        raise NotFound
    return found, get_proposal(session, found.proposal_id, actor)


def rows_of(session: Session, where: sa.ColumnElement[bool]) -> list[CaseRow]:
    """Return cases of proposals with elder, plan and standing decision, in Thai order of names."""
    stands = sa.and_(
        col(CaseDecision.proposal_case_id) == col(ProposalCase.id),
        col(CaseDecision.taken_back_at).is_(None),
    )
    found = session.execute(
        sa.select(ProposalCase, CarePlan, CaseDecision)
        .join(CarePlan, col(CarePlan.id) == col(ProposalCase.plan_id))
        .join(Proposal, col(Proposal.id) == col(ProposalCase.proposal_id))
        .outerjoin(CaseDecision, stands)
        .where(where)
    ).all()
    elders = get_rows(session, {case.elder_id for case, _plan, _decision in found})
    rows = [CaseRow(case, elders[case.elder_id], plan, decision) for case, plan, decision in found]
    return sorted(rows, key=lambda row: (row.elder.sort_key, str(row.case.id)))


def rows_of_proposal(session: Session, proposal_id: UUID) -> list[CaseRow]:
    """Return the cases of one proposal."""
    return rows_of(session, col(ProposalCase.proposal_id) == proposal_id)


def waiting_rows(session: Session, municipality_id: UUID) -> list[CaseRow]:
    """Return what lies before the committee: cases of submitted proposals without a decision."""
    return rows_of(
        session,
        sa.and_(
            col(Proposal.municipality_id) == municipality_id,
            col(Proposal.state) == ProposalState.SUBMITTED,
            col(ProposalCase.ended_at).is_(None),
            col(CaseDecision.id).is_(None),
        ),
    )


def candidates(
    session: Session, actor: Actor, *, on: date, plan_ids: Collection[UUID] | None = None
) -> list[Candidate]:
    """Return the open cases that the actor may propose, in Thai order, with what each lacks.

    Cases whose plan is approved, or lies before the committee already, are left out. With
    ``plan_ids`` only cases with one of these plans are returned, whatever they lack.
    """
    wanted = (
        select(Case)
        .join(Elder, col(Elder.id) == col(Case.elder_id))
        .where(visible_to(actor, on=on, action="create", resource="proposal"))
    )
    if plan_ids is None:
        wanted = wanted.where(col(Case.closed_on).is_(None))
    else:
        named = sa.select(col(CarePlan.case_id)).where(col(CarePlan.id).in_(plan_ids))
        wanted = wanted.where(col(Case.id).in_(named))
    cases = session.exec(wanted).all()
    plans = _plans_of(session, [case.id for case in cases], plan_ids)
    found = weighed(session, cases, plans, on=on)
    if plan_ids is None:
        done = {"approved", "proposed"}
        found = [one for one in found if not done & {lack.code for lack in one.lacks}]
    return found


def weighed(
    session: Session, cases: Sequence[Case], plans: dict[UUID, CarePlan], *, on: date
) -> list[Candidate]:
    """Return cases with their plan and what is missing, in Thai order; four statements."""
    elder_ids = {case.elder_id for case in cases}
    positions = positions_of(session, elder_ids, on=on)
    tai = latest_formal_of(session, elder_ids, instrument="tai")
    elders = get_rows(session, elder_ids)
    found = []
    for case in cases:
        at, plan, row = positions[case.elder_id], plans.get(case.id), tai.get(case.elder_id)
        facts = _facts(case, plan, at)
        found.append(
            Candidate(
                elders[case.elder_id], case.id, plan, facts, at.group.code, at.group.words,
                at.formal_total, (row.tai_class or "") if row else "", tuple(missing(facts)),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.elder.sort_key, str(one.elder.id)))


def _facts(case: Case, plan: CarePlan | None, at: Position) -> PlanFacts:
    return PlanFacts(
        is_case_open=case.is_open,
        has_ground=at.facts.has_ground,
        status=plan.status if plan else None,
        is_agreed=plan is not None and plan.agreed_at is not None,
        is_proposed=plan is not None and plan.proposed_at is not None,
        is_approved=plan is not None and plan.approved_at is not None,
        has_adl=at.facts.has_formal_adl,
        has_tai=at.facts.has_formal_tai,
        group=at.group.code,
    )


def _plans_of(
    session: Session, case_ids: Collection[UUID], plan_ids: Collection[UUID] | None
) -> dict[UUID, CarePlan]:
    """Return the plan of each case that one would propose.

    An agreed draft goes before the interim plan in use, that before a draft still spoken about; a
    draft beside an approved plan is proposed only once it is agreed to.
    """
    wanted = select(CarePlan).where(
        col(CarePlan.case_id).in_(case_ids), col(CarePlan.status).in_(WRITABLE)
    )
    if plan_ids is not None:
        wanted = select(CarePlan).where(col(CarePlan.id).in_(plan_ids))
    found: dict[UUID, CarePlan] = {}
    for plan in session.exec(wanted) if case_ids else ():
        known = found.get(plan.case_id)
        if known is None or _rank(plan) > _rank(known):
            found[plan.case_id] = plan
    return found


def _rank(plan: CarePlan) -> int:
    if plan.status == PlanStatus.DRAFT:
        return 3 if plan.agreed_at else 1
    return 2


def live_cases_of(session: Session, plan_ids: Collection[UUID]) -> set[UUID]:
    """Return which of these plans are in a proposal that still counts."""
    found: Any = session.scalars(
        sa.select(col(ProposalCase.plan_id)).where(
            col(ProposalCase.plan_id).in_(plan_ids), col(ProposalCase.ended_at).is_(None)
        )
    )
    return set(found)


def is_decided(session: Session, proposal_case_id: UUID) -> bool:
    """True when a decision on this case stands."""
    return standing_decision(session, proposal_case_id) is not None


def standing_decision(session: Session, proposal_case_id: UUID) -> CaseDecision | None:
    """Return the decision on this case that nobody took back, or None."""
    return session.exec(
        select(CaseDecision).where(
            CaseDecision.proposal_case_id == proposal_case_id,
            col(CaseDecision.taken_back_at).is_(None),
        )
    ).first()


def rows_of_case(session: Session, proposal_case_id: UUID) -> CaseRow:
    """Return one case of a proposal with elder, plan and decision."""
    return rows_of(session, col(ProposalCase.id) == proposal_case_id)[0]


def decided_in(session: Session, round_id: UUID) -> list[CaseRow]:
    """Return what a meeting decided and nobody took back, in Thai order of names."""
    return rows_of(session, col(CaseDecision.round_id) == round_id)


def get_decision(session: Session, decision_id: UUID, actor: Actor) -> CaseDecision:
    """Return a decision of the actor's municipality, else NotFound."""
    found = session.get(CaseDecision, decision_id)
    if found is None:
        raise NotFound
    get_proposal_case(session, found.proposal_case_id, actor)
    return found
