"""Saved events: one, an elder's list, what stands for many elders."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import Condition, visible_to
from ltc.care.events.models import Event, FollowUpAnswer
from ltc.care.events.terms import CLOSING, DEPARTURES, Happening
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound

ENDS = CLOSING | DEPARTURES


def stands() -> Condition:
    """Return the condition that nobody withdrew an event."""
    return col(Event.withdrawn_at).is_(None)


def newest_first() -> tuple[sa.UnaryExpression[Any], ...]:
    """Return the one order of events; of the same day, what was recorded last comes first."""
    return col(Event.happened_on).desc(), col(Event.recorded_at).desc(), col(Event.id).desc()


def get_event(
    session: Session, event_id: UUID, actor: Actor, *, on: date, action: str = "read"
) -> Event:
    """Return one event; raises NotFound when there is none or the elder is not visible."""
    found = session.exec(
        select(Event)
        .join(Elder, col(Elder.id) == col(Event.elder_id))
        .where(Event.id == event_id, visible_to(actor, on=on, action=action, resource="event"))
    ).first()
    if found is None:
        raise NotFound
    return found


def find_operation(session: Session, operation_id: UUID) -> Event | None:
    """Return what a form with this operation id was saved as, or None."""
    return session.exec(select(Event).where(Event.operation_id == operation_id)).first()


def list_events(
    session: Session, elder_id: UUID, *, after: UUID | None = None, limit: int = 20
) -> tuple[Sequence[Event], UUID | None]:
    """Return an elder's events, withdrawn ones too, newest first after one of them, and the next.

    The caller loaded the elder with a check before; an unknown place begins at the newest.
    """
    wanted = select(Event).where(Event.elder_id == elder_id)
    place = session.get(Event, after) if after else None
    if place is not None and place.elder_id == elder_id:
        wanted = wanted.where(_is_older(place))
    found = session.exec(wanted.order_by(*newest_first()).limit(limit + 1)).all()
    return found[:limit], (found[limit - 1].id if len(found) > limit else None)


def _is_older(place: Event) -> Condition:
    """Return the condition that an event comes after ``place`` in the order of newest first."""
    that_day = col(Event.happened_on) == place.happened_on
    that_moment = sa.and_(that_day, col(Event.recorded_at) == place.recorded_at)
    return sa.or_(
        col(Event.happened_on) < place.happened_on,
        sa.and_(that_day, col(Event.recorded_at) < place.recorded_at),
        sa.and_(that_moment, col(Event.id) < place.id),
    )


def newest_events(session: Session, elder_id: UUID, *, limit: int = 5) -> Sequence[Event]:
    """Return the newest events of an elder that stand, for the chart and its timeline."""
    wanted = select(Event).where(Event.elder_id == elder_id, stands())
    return session.exec(wanted.order_by(*newest_first()).limit(limit)).all()


def events_of(
    session: Session, elder_ids: Collection[UUID], *, since: date | None = None
) -> dict[UUID, list[Event]]:
    """Return the events that stand of many elders in one statement, the oldest first for each.

    Of one form the beginning of a pause comes before its end. The elders were chosen with a check.
    """
    found: dict[UUID, list[Event]] = {}
    if not elder_ids:
        return found
    wanted = select(Event).where(col(Event.elder_id).in_(elder_ids), stands())
    if since is not None:
        wanted = wanted.where(col(Event.happened_on) >= since)
    rows = sorted(
        session.exec(wanted).all(),
        key=lambda row: (row.happened_on, row.recorded_at, row.kind in ENDS, row.id),
    )
    for row in rows:
        found.setdefault(row.elder_id, []).append(row)
    return found


def happening_of(row: Event) -> Happening:
    """Return what the rules look at of a saved event."""
    return Happening(row.id, row.kind, row.happened_on, row.expected_return_on)


def happenings(session: Session, elder_id: UUID) -> list[Happening]:
    """Return what stands of one elder, the oldest first."""
    return [happening_of(row) for row in events_of(session, [elder_id]).get(elder_id, [])]


def answers_of(session: Session, elder_ids: Collection[UUID]) -> dict[UUID, dict[str, date]]:
    """Return for many elders on which day each code was last settled by hand; one statement."""
    found: dict[UUID, dict[str, date]] = {}
    if elder_ids:
        rows = session.execute(
            sa.select(
                col(FollowUpAnswer.elder_id), col(FollowUpAnswer.code),
                sa.func.max(col(FollowUpAnswer.answered_on)),
            )
            .where(col(FollowUpAnswer.elder_id).in_(elder_ids))
            .group_by(col(FollowUpAnswer.elder_id), col(FollowUpAnswer.code))
        )  # fmt: skip
        for elder_id, code, day in rows:
            found.setdefault(elder_id, {})[code] = day
    return found


def find_answer(session: Session, event_id: UUID, code: str) -> FollowUpAnswer | None:
    """Return how a follow-up of an event was settled by hand, or None."""
    return session.exec(
        select(FollowUpAnswer).where(
            FollowUpAnswer.event_id == event_id, FollowUpAnswer.code == code
        )
    ).first()
