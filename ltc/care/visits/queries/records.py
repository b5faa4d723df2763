"""Saved visits: one, an elder's list, the latest of many elders, a caregiver's day and month."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from ltc.care.assessment.rules.due import add_months
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import Condition, visible_to
from ltc.care.visits.models import Visit
from ltc.care.visits.rules.times import Stay
from ltc.care.visits.terms import VisitStatus
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound

Place = tuple[date, int]


def newest_first() -> tuple[sa.UnaryExpression[Any], ...]:
    """Return the one order of visits: of the same day, the one that arrived last comes first."""
    return col(Visit.visited_on).desc(), col(Visit.number).desc()


def stands() -> Condition:
    """Return the condition that no amendment took a visit's place."""
    return ~col(Visit.is_superseded)


def get_visit(
    session: Session, visit_id: UUID, actor: Actor, *, on: date, action: str = "read"
) -> Visit:
    """Return one visit; raises NotFound when there is none or the elder is not visible."""
    found = session.exec(
        select(Visit)
        .join(Elder, col(Elder.id) == col(Visit.elder_id))
        .where(Visit.id == visit_id, visible_to(actor, on=on, action=action, resource="visit"))
    ).first()
    if found is None:
        raise NotFound
    return found


def find_operation(session: Session, operation_id: UUID) -> Visit | None:
    """Return what a form with this operation id was saved as, or None."""
    return session.exec(select(Visit).where(Visit.operation_id == operation_id)).first()


def find_amendment(session: Session, visit_id: UUID) -> Visit | None:
    """Return the visit that took the place of this one, or None."""
    return session.exec(select(Visit).where(Visit.amends_id == visit_id)).first()


def newest_amendment(session: Session, visit: Visit) -> Visit:
    """Return what stands in the place of a visit now, or the visit itself."""
    while visit.is_superseded and (after := find_amendment(session, visit.id)):
        visit = after
    return visit


def list_visits(
    session: Session, elder_id: UUID, *, after: Place | None = None, limit: int = 20
) -> tuple[Sequence[Visit], Place | None]:
    """Return an elder's visits that stand, newest first from a place on, and the next place.

    The caller loaded the elder with a check before.
    """
    wanted = select(Visit).where(Visit.elder_id == elder_id, stands())
    if after:
        place = sa.tuple_(col(Visit.visited_on), col(Visit.number))
        wanted = wanted.where(place < sa.tuple_(sa.literal(after[0]), sa.literal(after[1])))
    found = session.exec(wanted.order_by(*newest_first()).limit(limit + 1)).all()
    if len(found) <= limit:
        return found, None
    return found[:limit], (found[limit - 1].visited_on, found[limit - 1].number)


def latest_visits_of(
    session: Session, elder_ids: Collection[UUID], *, until: date | None = None
) -> dict[UUID, Visit]:
    """Return the latest visit that took place of each of many elders, in one statement.

    The elders were chosen with a check before; ``until`` leaves later days out.
    """
    if not elder_ids:
        return {}
    one = aliased(Visit)
    latest = (
        sa.select(col(one.id))
        .where(
            col(one.elder_id) == col(Elder.id),
            ~col(one.is_superseded),
            col(one.status) == VisitStatus.DONE,
        )
        .order_by(col(one.visited_on).desc(), col(one.number).desc())
        .limit(1)
    )
    if until is not None:
        latest = latest.where(col(one.visited_on) <= until)
    # One look into the index for each elder, however many visits each has.
    found = session.exec(
        select(Visit)
        .join(Elder, col(Elder.id) == col(Visit.elder_id))
        .where(
            col(Elder.id).in_(elder_ids),
            col(Visit.id) == latest.correlate(Elder).scalar_subquery(),
        )
    ).all()
    return {row.elder_id: row for row in found}


def visits_of_caregiver_on(session: Session, caregiver_id: UUID, day: date) -> Sequence[Visit]:
    """Return a caregiver's visits of one day that stand, tried ones too, in order of arriving."""
    return session.exec(
        select(Visit)
        .where(Visit.caregiver_id == caregiver_id, Visit.visited_on == day, stands())
        .order_by(col(Visit.started_at), col(Visit.number))
    ).all()


def stays_of(
    session: Session, caregiver_id: UUID, day: date, *, besides: UUID | None = None
) -> list[Stay]:
    """Return when a caregiver was in houses on a day; ``besides`` leaves one visit out."""
    return [
        (row.started_at, row.ended_at)
        for row in visits_of_caregiver_on(session, caregiver_id, day)
        if row.ended_at is not None and row.id != besides
    ]


def month_of(on: date) -> tuple[date, date]:
    """Return the first day of a day's month and of the month after it."""
    first = on.replace(day=1)
    return first, add_months(first, 1)


def in_month_of(caregiver_id: UUID, on: date) -> Condition:
    """Return the condition that a visit stands and is a caregiver's of the month of a day."""
    first, end = month_of(on)
    return sa.and_(
        col(Visit.caregiver_id) == caregiver_id,
        col(Visit.visited_on) >= first,
        col(Visit.visited_on) < end,
        stands(),
    )


def count_month_visits(session: Session, caregiver_id: UUID, *, on: date) -> int:
    """Return how many visits of a caregiver took place in the month of a day."""
    counted = sa.select(sa.func.count()).select_from(Visit)
    wanted = counted.where(in_month_of(caregiver_id, on), col(Visit.status) == VisitStatus.DONE)
    return int(session.scalar(wanted) or 0)
