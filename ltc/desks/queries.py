"""Reads that only desks need. Each is one statement, so that a page keeps to its dozen."""

import functools
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.records import may_see, newest_first
from ltc.care.cases.models import CarePlan, PlannedService
from ltc.care.cases.terms import PlanStatus
from ltc.care.elders.models import Elder, Household
from ltc.care.elders.queries.register import ElderRow, as_row, rows
from ltc.desks.rules import hidden_below
from ltc.foundation.core.actor import Actor
from ltc.settings import CHECKOUT


@functools.cache
def _publishing() -> dict[str, Any]:
    with (CHECKOUT / "seeds" / "reference" / "publishing.toml").open("rb") as file:
        return tomllib.load(file)


def least_shown(*, on: date) -> int:
    """Return the smallest count that may be shown on a day."""
    return hidden_below(_publishing(), on=on)


def row_and_landmark(session: Session, elder_id: UUID) -> tuple[ElderRow, str]:
    """Return an elder's register line and how to find the house; loaded with a check before."""
    wanted = rows().add_columns(col(Household.landmark)).where(col(Elder.id) == elder_id)
    found = session.execute(wanted).one()
    return as_row(found[:-1]), found[-1]


def newest_assessments(
    session: Session, elder_id: UUID, actor: Actor, *, deep: Mapping[str, int]
) -> dict[str, list[Assessment]]:
    """Return an elder's valid assessments by instrument, newest first.

    Only those that the actor may see: one of each instrument, more of those named in ``deep``.
    """
    place = sa.func.row_number().over(
        partition_by=col(Assessment.instrument), order_by=newest_first()
    )
    numbered = (
        sa.select(col(Assessment.id), col(Assessment.instrument), place.label("place"))
        .where(col(Assessment.elder_id) == elder_id, ~col(Assessment.is_superseded), may_see(actor))
        .subquery()
    )
    most = sa.case(deep, value=numbered.c.instrument, else_=1)
    wanted = (
        select(Assessment)
        .join(numbered, numbered.c.id == col(Assessment.id))
        .where(numbered.c.place <= most)
        .order_by(*newest_first())
    )
    found: dict[str, list[Assessment]] = {}
    for row in session.exec(wanted):
        found.setdefault(row.instrument, []).append(row)
    return found


def plan_with_services(
    session: Session, elder_id: UUID
) -> tuple[CarePlan | None, Sequence[PlannedService]]:
    """Return the plan in use with its services in order, or (None, [])."""
    found = session.execute(
        sa.select(CarePlan, PlannedService)
        .outerjoin(PlannedService, col(PlannedService.plan_id) == col(CarePlan.id))
        .where(col(CarePlan.elder_id) == elder_id, col(CarePlan.status) == PlanStatus.ACTIVE)
        .order_by(col(PlannedService.position))
    ).all()
    if not found:
        return None, []
    return found[0][0], [service for _plan, service in found if service is not None]
