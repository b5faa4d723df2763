"""Reads for a review: the goals, what stands beside them, the reviews so far."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.queries.latest import latest_formal
from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.plans import list_plans, read_plan
from ltc.care.events.models import Event
from ltc.care.events.queries.records import events_of
from ltc.care.visits.models import Visit
from ltc.care.visits.queries.records import stands
from ltc.care.visits.terms import VisitStatus
from ltc.foundation.core.zone import local_day
from ltc.journeys.review.models import GoalReview, PlanReview
from ltc.journeys.review.terms import GoalView


@dataclass(frozen=True)
class ItemThenNow:
    """One item of the Barthel index when the plan began and now; ``maximum`` is the best score."""

    label_th: str
    then: int
    now: int
    maximum: int


@dataclass(frozen=True)
class SinceThen:
    """What happened since the plan came into use, beside the goals."""

    since: date
    adl_then: Assessment | None
    adl_now: Assessment | None
    items: tuple[ItemThenNow, ...]
    visits_done: int
    visits_could_not: int
    events: tuple[Event, ...]


@dataclass(frozen=True)
class ReviewSeen:
    """A review with its goals, as a list shows it; ``plan_number`` is the plan's version."""

    review: PlanReview
    plan_number: int
    goals: tuple[GoalReview, ...]


def in_use_from(plan: CarePlan) -> date:
    """Return the day on which a plan came into use."""
    return local_day(plan.activated_at) if plan.activated_at else plan.valid_from


def goals_of(session: Session, plan: CarePlan) -> list[GoalView]:
    """Return the goals of a plan in their order."""
    return [
        GoalView(line.line_id, line.text, line.goal, line.target_on, line.measure)
        for line in read_plan(session, plan).problems
        if line.goal and line.line_id
    ]


def since_then(session: Session, plan: CarePlan, *, on: date) -> SinceThen:
    """Return what stands beside the goals; the plan was loaded with a check before."""
    since = in_use_from(plan)
    then = latest_formal(session, plan.elder_id, until=since)
    now = latest_formal(session, plan.elder_id)
    counts = Counter(
        session.scalars(
            sa.select(col(Visit.status)).where(
                col(Visit.elder_id) == plan.elder_id, stands(),
                col(Visit.visited_on).between(since, on),
            )
        )
    )  # fmt: skip
    events = events_of(session, [plan.elder_id], since=since).get(plan.elder_id, [])
    return SinceThen(
        since, then, now, _items(then, now), counts[str(VisitStatus.DONE)],
        counts[str(VisitStatus.COULD_NOT)], tuple(events),
    )  # fmt: skip


def _items(then: Assessment | None, now: Assessment | None) -> tuple[ItemThenNow, ...]:
    """Return the items that changed between two assessments by the same version of the form."""
    if then is None or now is None or then.id == now.id:
        return ()
    if then.instrument_version != now.instrument_version:
        return ()
    return tuple(
        ItemThenNow(item.short_th, then.answers[item.code], now.answers[item.code], item.maximum)
        for item in get_instrument(now.instrument, now.instrument_version).items
        if item.code in then.answers and item.code in now.answers
        and then.answers[item.code] != now.answers[item.code]
    )  # fmt: skip


def find_operation(session: Session, operation_id: UUID) -> PlanReview | None:
    """Return what a form with this operation id was saved as, or None."""
    return session.exec(select(PlanReview).where(PlanReview.operation_id == operation_id)).first()


def reviews_of(session: Session, plan: CarePlan) -> list[ReviewSeen]:
    """Return the reviews of all versions of a case's plan, the newest first."""
    numbers = {one.id: one.number for one in list_plans(session, plan.case_id)}
    rows = session.exec(
        select(PlanReview)
        .where(col(PlanReview.plan_id).in_(numbers))
        .order_by(col(PlanReview.reviewed_on).desc(), col(PlanReview.id).desc())
    ).all()
    goals = _goals(session, [row.id for row in rows])
    return [ReviewSeen(row, numbers[row.plan_id], tuple(goals.get(row.id, ()))) for row in rows]


def _goals(session: Session, review_ids: Collection[UUID]) -> dict[UUID, Sequence[GoalReview]]:
    found: dict[UUID, list[GoalReview]] = {}
    if review_ids:
        rows = session.exec(
            select(GoalReview)
            .where(col(GoalReview.review_id).in_(review_ids))
            .order_by(col(GoalReview.position))
        ).all()
        for row in rows:
            found.setdefault(row.review_id, []).append(row)
    return dict(found)
