"""Week and cost of many plans at once; the statements do not grow with the plans."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import Session

from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.costs import cost_of
from ltc.care.cases.queries.plans import read_plans
from ltc.care.cases.queries.reference import service_kinds
from ltc.care.cases.queries.standing import positions_of
from ltc.care.cases.queries.weeks import rows_of, slot_of
from ltc.care.cases.rules.costs import PlanCost
from ltc.care.cases.rules.week import Slot, Week, arranged, laid_out
from ltc.care.cases.terms import PlanDraft


def weeks_of(
    session: Session, plans: Sequence[CarePlan], drafts: dict[UUID, PlanDraft]
) -> dict[UUID, Week]:
    """Return the weeks of plans; one of before there were weeks gets one laid out."""
    stored: dict[UUID, list[Slot]] = {}
    for row in rows_of(session, [plan.id for plan in plans]):
        stored.setdefault(row.plan_id, []).append(slot_of(row))
    kinds = service_kinds()
    found = {}
    for plan in plans:
        services = drafts[plan.id].services
        slots = stored.get(plan.id) or laid_out(services, (), kinds)
        found[plan.id] = arranged(services, slots, kinds)
    return found


def costs_of(
    session: Session, plans: Sequence[CarePlan], drafts: dict[UUID, PlanDraft],
    weeks: dict[UUID, Week], *, on: date,
) -> dict[UUID, PlanCost]:  # fmt: skip
    """Return what plans cost, against the rate of the person's group as of ``on``."""
    standing = positions_of(session, [plan.elder_id for plan in plans], on=on)
    return {
        plan.id: cost_of(drafts[plan.id], weeks[plan.id], standing[plan.elder_id].group.code)
        for plan in plans
    }


def asked_of(session: Session, plans: Sequence[CarePlan], *, on: date) -> dict[UUID, int]:
    """Return the satang that each plan asks for."""
    drafts = read_plans(session, plans)
    costs = costs_of(session, plans, drafts, weeks_of(session, plans, drafts), on=on)
    return {plan_id: cost.asked_satang for plan_id, cost in costs.items()}
