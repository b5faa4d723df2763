"""What a plan costs, against the rate of the person's group and year."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from uuid import UUID

from sqlmodel import Session

from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.plans import read_plan
from ltc.care.cases.queries.rates import list_rates
from ltc.care.cases.queries.reference import get_prices, service_kinds
from ltc.care.cases.queries.standing import position_of
from ltc.care.cases.queries.weeks import week_of
from ltc.care.cases.rules import costs
from ltc.care.cases.rules.costs import PlanCost
from ltc.care.cases.rules.rates import rate_for
from ltc.care.cases.rules.week import Week, times_a_week
from ltc.care.cases.terms import PlanDraft

SATURDAY = 5


def plan_cost(session: Session, plan: CarePlan, *, on: date) -> PlanCost:
    """Return what a plan costs: prices of its first day, the rate of the group as of ``on``."""
    draft = read_plan(session, plan)
    group = position_of(session, plan.elder_id, on=on).group.code
    return cost_of(draft, week_of(session, plan, draft), group)


def cost_of(draft: PlanDraft, week: Week, group: str | None) -> PlanCost:
    """Return what a plan costs, of what was read already; ``group`` is a code of GroupCode."""
    return costs.plan_cost(
        draft, service_kinds(), get_prices(draft.valid_from), off_shares=off_shares(draft, week),
        rate=rate_for(list_rates(), group, draft.valid_from),
    )  # fmt: skip


def off_shares(draft: PlanDraft, week: Week) -> Mapping[UUID, Fraction]:
    """Return which part of each weekly service falls on a Saturday or Sunday."""
    return {
        line.line_id: Fraction(
            sum(one.weekday >= SATURDAY and one.line_id == line.line_id for one in week.slots),
            times_a_week(line),
        )
        for line in draft.services
        if line.line_id and times_a_week(line)
    }
