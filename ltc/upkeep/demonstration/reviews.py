"""Reviews of the made-up plans: after each score, goal by goal, as the scores went."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from ltc.care.cases.models import CarePlan, PlanGoal, PlanProblem
from ltc.care.cases.terms import PlanStatus
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import at_local
from ltc.journeys.review.models import GoalReview, PlanReview
from ltc.journeys.review.terms import Because, Outcome, Reached
from ltc.upkeep.demonstration.bulk import insert, light, table_of
from ltc.upkeep.demonstration.cases import InCare
from ltc.upkeep.demonstration.courses import Course
from ltc.upkeep.demonstration.seeds import table
from ltc.upkeep.demonstration.staff import Member, Roster

SOONEST = 60  # days after a plan came into use before it is looked at again
LATE = 0.12  # of the plans in use nobody has looked at again after the last score
# How likely each answer is, by how the scores went since the time before.
CHANCES = {
    "better": {Reached.MET: 5, Reached.PARTLY: 4, Reached.NOT: 1},
    "same": {Reached.MET: 3, Reached.PARTLY: 5, Reached.NOT: 2},
    "worse": {Reached.MET: 1, Reached.PARTLY: 3, Reached.NOT: 6},
}


class _Goal(NamedTuple):
    plan_id: UUID
    line_id: UUID
    text: str


def write_reviews(
    session: Session, rng: Random, in_care: Sequence[InCare], roster: Roster, *, on: date
) -> int:
    """Save the reviews of all plans of cases that run or ran; returns how many."""
    goals = _goals(session, [plan.id for one in in_care for plan in one.plans])
    reviews: list[PlanReview] = []
    said: list[SQLModel] = []
    looked_at: dict[UUID, date] = {}
    for one in in_care:
        manager = roster.managers[one.course.manager]
        for plan, following in _spans(one.plans):
            for day, way in _days(rng, one.course, plan, following, on):
                review = _review(rng, plan, manager, day, way)
                reviews.append(review)
                said += [
                    _goal(rng, review, place, goal, way)
                    for place, goal in enumerate(goals.get(plan.id, ()))
                ]
                looked_at[plan.id] = day
    if reviews:
        insert(session, reviews)
        insert(session, said)
        session.execute(
            sa.update(table_of(CarePlan))
            .where(table_of(CarePlan).c.id == sa.bindparam("which"))
            .values(reviewed_on=sa.bindparam("day")),
            [{"which": plan_id, "day": day} for plan_id, day in looked_at.items()],
        )
    return len(reviews)


def _spans(plans: Sequence[CarePlan]) -> Iterator[tuple[CarePlan, CarePlan | None]]:
    yield from pairwise(plans)
    if plans:
        yield plans[-1], None


def _days(
    rng: Random, course: Course, plan: CarePlan, following: CarePlan | None, on: date
) -> Iterator[tuple[date, str]]:
    """Yield when a plan was looked at, and how the score had gone since the one before."""
    if plan.status == PlanStatus.DRAFT:
        return
    end = following.valid_from if following else course.closed_on or on
    is_late = plan.status == PlanStatus.ACTIVE and rng.random() < LATE
    for before, point in pairwise(course.points):
        day = point.on + timedelta(days=rng.randint(2, 6))
        if not plan.valid_from + timedelta(days=SOONEST) <= day < end:
            continue
        if is_late and point is course.points[-1]:
            continue
        change = point.total - before.total
        yield day, "better" if change > 0 else "worse" if change < 0 else "same"


def _review(rng: Random, plan: CarePlan, manager: Member, day: date, way: str) -> PlanReview:
    words = table("care")["review_words"]
    return light(
        PlanReview,
        operation_id=new_id(), plan_id=plan.id, elder_id=plan.elder_id, reviewed_on=day,
        because=str(Because.DUE), outcome=str(Outcome.CONTINUE),
        took_part=rng.choice(words["took_part"]), words=rng.choice(words[way]),
        recorded_at=at_local(day, 14), recorded_by=manager.id, recorded_by_name=manager.name,
    )  # fmt: skip


def _goal(rng: Random, review: PlanReview, place: int, goal: _Goal, way: str) -> GoalReview:
    chances = CHANCES[way]
    reached = rng.choices(list(chances), weights=list(chances.values()))[0]
    words = rng.choice(table("care")["review_words"]["why_not"]) if reached is Reached.NOT else ""
    return light(
        GoalReview,
        review_id=review.id, line_id=goal.line_id, position=place, goal=goal.text,
        reached=str(reached), words=words,
    )  # fmt: skip


def _goals(session: Session, plan_ids: Sequence[UUID]) -> dict[UUID, list[_Goal]]:
    rows = session.execute(
        sa.select(col(PlanProblem.plan_id), col(PlanProblem.line_id), col(PlanGoal.text))
        .join(PlanGoal, col(PlanGoal.problem_id) == col(PlanProblem.id))
        .where(col(PlanProblem.plan_id).in_(plan_ids))
        .order_by(col(PlanProblem.plan_id), col(PlanProblem.position))
    )
    found: dict[UUID, list[_Goal]] = {}
    for row in map(_Goal._make, rows):
        found.setdefault(row.plan_id, []).append(row)
    return found
