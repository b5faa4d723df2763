"""Doors around one plan: why a line is there, and which lines a visit did."""

from uuid import UUID

from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.plans import get_plan
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import get_elder
from ltc.care.visits.queries.records import get_visit
from ltc.desks.views.doors import bp
from ltc.desks.why import lines_done, why
from ltc.foundation.accounts.queries import may, may_read_class
from ltc.foundation.core import clock
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db


def _plan(plan_id: UUID) -> tuple[CarePlan, Elder]:
    plan = get_plan(db(), plan_id, actor(), on=clock.today())
    elder = get_elder(
        db(), plan.elder_id, actor(), on=clock.today(), action="read", resource="care_plan"
    )
    return plan, elder


@bp.get("/plans/<uuid:plan_id>/lines/<uuid:line_id>/why")
@allow("read", "care_plan")
def why_line(plan_id: UUID, line_id: UUID) -> Reply:
    """The thread of one line of a plan; what raised it only for who may read such detail."""
    plan, elder = _plan(plan_id)
    me = actor()
    return page(
        "desks/why.html", plan=plan, elder=elder, about=[elder.id],
        why=why(db(), plan, line_id), tells_facts=may_read_class(me, "care_plan", "F3"),
        tells_voices=may(me, "read", "conference"), tells_visits=may(me, "read", "visit"),
        tells_scores=may(me, "read", "assessment"),
    )  # fmt: skip


@bp.get("/visits/<uuid:visit_id>/lines")
@allow("read", "visit")
def visit_lines(visit_id: UUID) -> Reply:
    """Which lines of the plan a visit did: the way back from a visit to the reasons."""
    visit = get_visit(db(), visit_id, actor(), on=clock.today())
    elder = get_elder(
        db(), visit.elder_id, actor(), on=clock.today(), action="read", resource="visit"
    )
    return page(
        "desks/visit_lines.html", visit=visit, elder=elder, lines=lines_done(db(), visit),
        about=[elder.id], may_plan=may(actor(), "read", "care_plan"),
    )  # fmt: skip
