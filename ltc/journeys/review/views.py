"""Doors of a review: the form beside what happened, and the reviews so far."""

from uuid import UUID

from flask import Blueprint, flash, redirect, url_for

from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.plans import get_plan, list_plans
from ltc.care.cases.terms import PlanStatus
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import get_elder
from ltc.care.events.terms import EventKind
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db
from ltc.journeys.review import actions, queries
from ltc.journeys.review.forms import form_for
from ltc.journeys.review.terms import Because, Outcome, Reached

bp = Blueprint("review", __name__)
EVENT_WORDS = {str(kind): kind.label_th for kind in EventKind}


def _plan(plan_id: UUID, action: str) -> tuple[CarePlan, Elder]:
    today = clock.today()
    plan = get_plan(db(), plan_id, actor(), on=today, action=action)
    return plan, get_elder(
        db(), plan.elder_id, actor(), on=today, action=action, resource="care_plan"
    )


@bp.route("/plans/<uuid:plan_id>/review", methods=["GET", "POST"])
@allow("update", "care_plan")
def review(plan_id: UUID) -> Reply:
    """Say of each goal how far it was reached, and what happens with the plan."""
    plan, elder = _plan(plan_id, "update")
    today = clock.today()
    if plan.status != PlanStatus.ACTIVE:
        return redirect(url_for(".reviews", plan_id=plan.id), 303)
    goals = queries.goals_of(db(), plan)
    given = {"operation_id": str(new_id()), "reviewed_on": today, "because": str(Because.DUE)}
    form = form_for(goals)(data=given)
    if form.validate_on_submit():
        try:
            done = actions.review_plan(
                db(), plan, form.to_draft(), by=actor(), at=clock.now(), on=today
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            return _after(plan, done.outcome)
    return page(
        "review/review.html", form=form, plan=plan, elder=elder, goals=goals, about=[elder.id],
        then=queries.since_then(db(), plan, on=today), event_words=EVENT_WORDS,
    )  # fmt: skip


def _after(plan: CarePlan, outcome: str) -> Reply:
    flash("บันทึกการทบทวนแล้ว", "ok")
    if outcome == Outcome.REVISE:
        draft = next(
            (one for one in list_plans(db(), plan.case_id) if one.status == PlanStatus.DRAFT), None
        )
        if draft:
            return redirect(url_for("workshop.edit_plan", plan_id=draft.id), 303)
    return redirect(url_for(".reviews", plan_id=plan.id), 303)


@bp.get("/plans/<uuid:plan_id>/reviews")
@allow("read", "care_plan")
def reviews(plan_id: UUID) -> Reply:
    """All reviews of a case's plans, goal by goal."""
    plan, elder = _plan(plan_id, "read")
    return page(
        "review/reviews.html", plan=plan, elder=elder, seen=queries.reviews_of(db(), plan),
        reached={str(word): word for word in Reached}, about=[elder.id],
        because={str(word): word.label_th for word in Because},
        outcomes={str(word): word.label_th for word in Outcome},
        may_review=plan.status == PlanStatus.ACTIVE and may(actor(), "update", "care_plan"),
    )  # fmt: skip
