"""Doors of plans: begin the next version, compare it with the one before."""

from uuid import UUID

from flask import redirect, url_for

from ltc.care.cases.actions import plans as plan_actions
from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries import cases, plans, reference
from ltc.care.cases.rules.difference import difference as compare
from ltc.care.cases.terms import (
    PlanDraft,
)
from ltc.care.cases.views.doors import (
    bp,
    find_case,
    find_elder,
)
from ltc.care.elders.models import Elder
from ltc.foundation.core import clock
from ltc.foundation.core.errors import NotFound
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db


def _plan(plan_id: UUID, action: str) -> tuple[CarePlan, Elder]:
    plan = plans.get_plan(db(), plan_id, actor(), on=clock.today(), action=action)
    return plan, find_elder(plan.elder_id, action, "care_plan")


@bp.post("/cases/<uuid:case_id>/plan/new")
@allow("create", "care_plan")
def draft_plan(case_id: UUID) -> Reply:
    """Begin the next version of the plan, copied from the one before, and go on to write it."""
    found, _elder_of = find_case(case_id, "read")
    plan = plan_actions.draft_plan(db(), found, by=actor(), at=clock.now(), on=clock.today())
    return redirect(url_for("workshop.edit_plan", plan_id=plan.id), 303)


def _people(*drafts: PlanDraft) -> dict[str, str]:
    return cases.names_of(db(), [line.doer_user_id for draft in drafts for line in draft.services])


@bp.get("/plans/<uuid:plan_id>/difference")
@allow("read", "care_plan")
def difference(plan_id: UUID) -> Reply:
    """What changed from the version before, in lines."""
    found, elder = _plan(plan_id, "read")
    versions = plans.list_plans(db(), found.case_id)
    before = next((one for one in versions if one.number == found.number - 1), None)
    if before is None:
        raise NotFound
    drafts = plans.read_plans(db(), [before, found])
    old, new = drafts[before.id], drafts[found.id]
    lines = compare(
        old, new, service_words=reference.service_words(), people=_people(old, new),
        urgency_words=reference.get_urgency().words,
    )  # fmt: skip
    return page("cases/difference.html", plan=found, before=before, elder=elder, lines=lines,
                about=[elder.id])  # fmt: skip
