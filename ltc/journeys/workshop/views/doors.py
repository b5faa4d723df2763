"""The blueprint of the workshop, and loading a plan with a check."""

from uuid import UUID

from flask import Blueprint

from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries import plans
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import get_elder
from ltc.foundation.core import clock
from ltc.foundation.web.request import actor, db

bp = Blueprint("workshop", __name__)


def find_plan(plan_id: UUID, action: str) -> tuple[CarePlan, Elder]:
    """Return a plan and its elder; NotFound when there is none or it is not for this person."""
    today = clock.today()
    plan = plans.get_plan(db(), plan_id, actor(), on=today, action=action)
    return plan, get_elder(
        db(), plan.elder_id, actor(), on=today, action=action, resource="care_plan"
    )
