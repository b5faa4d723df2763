"""Recording a review."""

from datetime import date, datetime

from sqlmodel import Session

from ltc.care.cases.actions.plans import revise_plan
from ltc.care.cases.models import CarePlan, Case
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import insert_once
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.zone import local_day
from ltc.journeys.review.models import GoalReview, PlanReview
from ltc.journeys.review.queries import find_operation, goals_of
from ltc.journeys.review.rules import check_reviewable, checked_review
from ltc.journeys.review.terms import Outcome, ReviewDraft


def review_plan(
    session: Session, plan: CarePlan, draft: ReviewDraft, *, by: Actor, at: datetime, on: date
) -> PlanReview:
    """Keep what came of each goal; the plan counts as looked at, and a new version begins if asked.

    The same form sent twice is kept once. Raises RuleViolation ``plan_not_in_use``,
    ``already_saved`` for a form of another plan, or one of ``checked_review`` at its field.
    """
    if found := find_operation(session, draft.operation_id):
        return _same(found, plan)
    check_reviewable(plan.status)
    goals = goals_of(session, plan)
    since = local_day(plan.activated_at) if plan.activated_at else plan.valid_from
    draft = checked_review(draft, goals, in_use_from=since, today=on)
    row = PlanReview(
        operation_id=draft.operation_id, plan_id=plan.id, elder_id=plan.elder_id,
        reviewed_on=draft.reviewed_on, because=draft.because, outcome=draft.outcome,
        took_part=draft.took_part, words=draft.words, recorded_at=at, recorded_by=by.person_id,
        recorded_by_name=by.name,
    )  # fmt: skip
    if not insert_once(session, row):  # the twin of a double click was a moment faster
        found = find_operation(session, draft.operation_id)
        assert found is not None
        return _same(found, plan)
    said = {one.line_id: one for one in draft.goals}
    session.add_all(
        GoalReview(
            review_id=row.id, line_id=goal.line_id, position=place, goal=goal.goal,
            reached=said[goal.line_id].reached, words=said[goal.line_id].words,
        )
        for place, goal in enumerate(goals)
    )  # fmt: skip
    plan.reviewed_on = max(draft.reviewed_on, plan.reviewed_on or draft.reviewed_on)
    session.add(plan)
    session.flush()
    record(
        session, by=by, at=at, what="care_plan.reviewed", subject=row, elder_id=plan.elder_id,
        changes={"plan": str(plan.id), "outcome": row.outcome, "goals": len(goals)},
    )  # fmt: skip
    if draft.outcome == Outcome.REVISE:
        case = session.get_one(Case, plan.case_id)
        revise_plan(session, case, by=by, at=at, on=on)
    return row


def _same(saved: PlanReview, plan: CarePlan) -> PlanReview:
    if saved.plan_id != plan.id:
        raise RuleViolation("already_saved", "หน้านี้ส่งไปแล้ว กรุณาเปิดหน้านี้ใหม่")
    return saved
