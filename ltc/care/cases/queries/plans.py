"""Plans and their lines."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session, SQLModel, col, select

from ltc.care.cases.models import CarePlan, PlanGoal, PlannedService, PlanProblem
from ltc.care.cases.terms import PlanDraft, PlanStatus, ProblemLine, ServiceLine
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import visible_to
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound

Line = TypeVar("Line", PlanProblem, PlanGoal, PlannedService)


def get_plan(
    session: Session, plan_id: UUID, actor: Actor, *, on: date, action: str = "read"
) -> CarePlan:
    """Return one plan; raises NotFound when there is none or the elder is not visible."""
    found = session.exec(
        select(CarePlan)
        .join(Elder, col(Elder.id) == col(CarePlan.elder_id))
        .where(
            CarePlan.id == plan_id,
            visible_to(actor, on=on, action=action, resource="care_plan"),
        )
    ).first()
    if found is None:
        raise NotFound
    return found


def list_plans(session: Session, case_id: UUID) -> Sequence[CarePlan]:
    """Return all versions of a case's plan, the newest first."""
    return session.exec(
        select(CarePlan).where(CarePlan.case_id == case_id).order_by(col(CarePlan.number).desc())
    ).all()


def active_plan(session: Session, elder_id: UUID) -> CarePlan | None:
    """Return the plan in use for an elder, or None."""
    return active_plans_of(session, [elder_id]).get(elder_id)


def active_plans_of(session: Session, elder_ids: Collection[UUID]) -> dict[UUID, CarePlan]:
    """Return the plans in use for many elders, by elder, in one statement."""
    if not elder_ids:
        return {}
    found = session.exec(
        select(CarePlan).where(
            col(CarePlan.elder_id).in_(elder_ids), CarePlan.status == PlanStatus.ACTIVE
        )
    ).all()
    return {plan.elder_id: plan for plan in found}


def services_of(session: Session, plan_ids: Collection[UUID]) -> dict[UUID, list[PlannedService]]:
    """Return the services of many plans, by plan and in their order, in one statement."""
    return _by_plan(session, PlannedService, plan_ids)


def read_plan(session: Session, plan: CarePlan) -> PlanDraft:
    """Return a stored plan with all its lines, in the shape of a draft."""
    return read_plans(session, [plan])[plan.id]


def read_plans(session: Session, plans: Collection[CarePlan]) -> dict[UUID, PlanDraft]:
    """Return stored plans with all their lines, by id, in three statements."""
    ids = [plan.id for plan in plans]
    problems = _by_plan(session, PlanProblem, ids)
    goals = _by_plan(session, PlanGoal, ids)
    services = services_of(session, ids)
    return {
        plan.id: PlanDraft(
            wishes_elder=plan.wishes_elder,
            wishes_family=plan.wishes_family,
            long_term_aim=plan.long_term_aim,
            cautions=plan.cautions,
            valid_from=plan.valid_from,
            valid_until=plan.valid_until,
            problems=_problem_lines(problems.get(plan.id, []), goals.get(plan.id, [])),
            services=tuple(map(service_line, services.get(plan.id, []))),
            urgency=plan.urgency,
            outside_week=plan.outside_week,
            budget_satang=plan.budget_satang,
            budget_reason=plan.budget_reason,
            over_rate_reason=plan.over_rate_reason,
            other_funding=plan.other_funding,
        )
        for plan in plans
    }


def version_before(session: Session, plan: CarePlan) -> CarePlan | None:
    """Return the version before a plan, or None for the first."""
    return session.exec(
        select(CarePlan).where(CarePlan.case_id == plan.case_id, CarePlan.number == plan.number - 1)
    ).first()


def read_with_before(session: Session, plan: CarePlan) -> tuple[PlanDraft, PlanDraft | None]:
    """Return a stored plan and the version before it, or None for the first."""
    before = version_before(session, plan)
    drafts = read_plans(session, [plan] if before is None else [plan, before])
    return drafts[plan.id], None if before is None else drafts[before.id]


def _by_plan(
    session: Session, kind: type[Line], plan_ids: Collection[UUID]
) -> dict[UUID, list[Line]]:
    found: dict[UUID, list[Line]] = {}
    if plan_ids:
        order = col(kind.id) if kind is PlanGoal else _position(kind)
        rows = session.exec(
            select(kind).where(col(kind.plan_id).in_(plan_ids)).order_by(order)
        ).all()
        for row in rows:
            found.setdefault(row.plan_id, []).append(row)
    return found


def _position(kind: type[SQLModel]) -> Any:
    return col(kind.position)  # type: ignore[attr-defined]


def _problem_lines(
    problems: Sequence[PlanProblem], goals: Sequence[PlanGoal]
) -> tuple[ProblemLine, ...]:
    by_problem = {goal.problem_id: goal for goal in goals}
    lines = []
    for problem in problems:
        goal = by_problem.get(problem.id)
        lines.append(
            ProblemLine(
                text=problem.text,
                source=problem.source,
                goal=goal.text if goal else "",
                target_on=goal.target_on if goal else None,
                measure=goal.measure if goal else "",
                no_goal_reason=problem.no_goal_reason,
                line_id=problem.line_id,
            )
        )
    return tuple(lines)


def service_line(row: PlannedService) -> ServiceLine:
    """Return a stored service in the shape of a draft."""
    return ServiceLine(
        kind=row.kind,
        text=row.text,
        doer_role=row.doer_role,
        doer_user_id=row.doer_user_id,
        times=row.times,
        per=row.per,
        minutes=row.minutes,
        note=row.note,
        line_id=row.line_id,
        referred_to=row.referred_to,
        cost_satang=row.cost_satang,
    )
