"""On which days no visit is due: of one elder, of many in one statement, as a condition."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import (
    Condition,
    ElderRow,
    as_row,
    is_living_here,
    rows,
    visible_to,
)
from ltc.care.events.models import Pause
from ltc.care.events.queries.reference import get_event_rules
from ltc.care.events.rules.pauses import facts_on
from ltc.care.events.terms import PauseFacts, PauseSpan
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.due import Due, due
from ltc.foundation.core.prepared import Day

MOST = 200  # of a list on a desk


def covers(on: Day) -> Condition:
    """Return the condition that a pause covers a day."""
    return sa.and_(
        col(Pause.from_on) <= on,
        sa.or_(col(Pause.until_on).is_(None), col(Pause.until_on) > on),
    )


def is_paused(on: date) -> Condition:
    """Return the condition on ``Elder`` that a pause covers a day: for lists and counts."""
    return sa.exists().where(col(Pause.elder_id) == col(Elder.id), covers(on))


def pauses_of(session: Session, elder_id: UUID) -> Sequence[Pause]:
    """Return all pauses of one elder, the newest first."""
    wanted = select(Pause).where(Pause.elder_id == elder_id)
    return session.exec(wanted.order_by(col(Pause.from_on).desc(), col(Pause.id).desc())).all()


def open_pause(session: Session, elder_id: UUID) -> Pause | None:
    """Return the pause that lasts, or None; the elder was loaded with a check before."""
    return session.exec(
        select(Pause).where(Pause.elder_id == elder_id, col(Pause.until_on).is_(None))
    ).first()


def pause_facts_of(
    session: Session, elder_ids: Collection[UUID], *, on: date
) -> dict[UUID, PauseFacts]:
    """Return for many elders the pause of a day and the last return, in one statement.

    Elders who never had a pause up to that day are left out.
    """
    if not elder_ids:
        return {}
    found: dict[UUID, list[PauseSpan]] = {}
    wanted = select(Pause).where(col(Pause.elder_id).in_(elder_ids), col(Pause.from_on) <= on)
    for row in session.exec(wanted.order_by(col(Pause.from_on))).all():
        found.setdefault(row.elder_id, []).append(span_of(row))
    return {elder_id: facts_on(spans, on) for elder_id, spans in found.items()}


def paused_on(session: Session, elder_ids: Collection[UUID], *, on: date) -> dict[UUID, PauseSpan]:
    """Return who of many elders is paused on a day, and by which pause; one statement."""
    facts = pause_facts_of(session, elder_ids, on=on)
    return {elder_id: one.now for elder_id, one in facts.items() if one.now}


def span_of(row: Pause) -> PauseSpan:
    """Return a saved pause as the rules look at it."""
    return PauseSpan(
        row.reason, row.from_on, row.until_on, row.opened_by_id, row.closed_by_id,
        row.expected_return_on,
    )  # fmt: skip


@dataclass(frozen=True)
class PausedRow:
    """One elder who is in hospital or away, and by when somebody asks about the return."""

    elder: ElderRow
    pause: PauseSpan
    ask_by: Due


def list_paused(session: Session, actor: Actor, *, on: date) -> list[PausedRow]:
    """Return who is paused today of all whom the actor may list, whose return is nearest first."""
    found = session.execute(
        rows()
        .add_columns(Pause)
        .join(Pause, col(Pause.elder_id) == col(Elder.id))
        .where(
            visible_to(actor, on=on, action="list", resource="event"), is_living_here(), covers(on)
        )
        .order_by(col(Elder.sort_key), col(Elder.id))
        .limit(MOST)
    )
    listed = [_paused_row(as_row(row[:-1]), span_of(row[-1]), on) for row in found]
    return sorted(listed, key=lambda row: row.ask_by.on)


def _paused_row(elder: ElderRow, pause: PauseSpan, on: date) -> PausedRow:
    return PausedRow(elder, pause, due(ask_on(pause, on=on), today=on, notice_days=0))


def ask_on(pause: PauseSpan, *, on: date) -> date:
    """Return the day on which somebody asks whether an elder is back; the rules of ``on`` count."""
    days = get_event_rules(on).ask_return[pause.reason]
    return pause.expected_return_on or pause.from_on + timedelta(days=days)
