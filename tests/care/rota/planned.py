"""Elders with plans in the shortest way, for tests of the week."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from ltc.care.cases.models import CarePlan, Case, PlannedService
from ltc.care.elders.actions.register import register_elder
from ltc.care.elders.models import CareTeamMember, Elder
from ltc.foundation.core.zone import at_local
from tests.cast import AT, TODAY, Cast, elder_draft

BEGUN = date(2026, 11, 2)
MONDAY = date(2026, 11, 23)  # the day after the Sunday on which tests live


def give_plan(session: Session, elder: Elder, services: list[dict[str, Any]] | None = None) -> None:
    """Bring a plan into use: by default one caregiver's visit of an hour a week."""
    case = Case(elder_id=elder.id, municipality_id=elder.municipality_id, opened_on=BEGUN)
    session.add(case)
    session.flush()
    plan = CarePlan(
        case_id=case.id, elder_id=elder.id, number=1, status="active", valid_from=BEGUN,
        valid_until=date(2027, 11, 2), drafted_at=at_local(BEGUN, 8),
        activated_at=at_local(BEGUN, 9),
    )  # fmt: skip
    session.add(plan)
    session.flush()
    for place, service in enumerate(services or [{}]):
        values = {"kind": "food", "doer_role": "caregiver", "times": 1, "per": "week",
                  "minutes": 60} | service  # fmt: skip
        session.add(PlannedService(plan_id=plan.id, position=place, **values))
    session.flush()


def place(session: Session, elder_id: UUID, user_id: UUID, name: str, **over: Any) -> None:
    """Put somebody on an elder's team as a caregiver."""
    values: dict[str, Any] = {"team_role": "caregiver", "active_from": date(2026, 1, 1)} | over
    session.add(CareTeamMember(elder_id=elder_id, user_id=user_id, name=name, **values))
    session.flush()


def planned_elder(session: Session, cast: Cast, number: int, caregiver: str = "som") -> Elder:
    """Register one more elder with a weekly visit of an hour by a caregiver."""
    draft = elder_draft(cast.community_id, given_name=f"คนที่{number}", house_no=f"9{number}")
    elder = register_elder(session, cast.town_id, draft, by=cast.actor("malee"), at=AT, on=TODAY)
    session.flush()
    if caregiver:
        place(session, elder.id, cast.users[caregiver], cast.actor(caregiver).name)
    give_plan(session, elder)
    return elder
