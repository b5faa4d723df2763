"""Laying out the week of a plan, and moving what stands in it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.cases.models import CarePlan, PlanSlot
from ltc.care.cases.queries.plans import read_plan
from ltc.care.cases.queries.reference import service_kinds
from ltc.care.cases.queries.weeks import rows_of, slot_of, week_of
from ltc.care.cases.rules.plans import check_writable
from ltc.care.cases.rules.week import Slot, checked_day, checked_move, laid_out
from ltc.care.cases.terms import ServiceLine
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import Conflict, NotFound


def settle_week(
    session: Session, plan: CarePlan, services: Sequence[ServiceLine], *,
    moved_in: Collection[Slot] = (),
) -> None:  # fmt: skip
    """Lay the week out again around what was placed by hand, here or in ``moved_in``.

    Slots that stay the same keep their row. Nothing placed by hand is taken away.
    """
    rows = rows_of(session, [plan.id])
    by_hand = [slot_of(row) for row in rows if row.is_by_hand]
    session.add_all(_row(plan, slot) for slot in moved_in)
    wanted = laid_out(services, [*by_hand, *moved_in], service_kinds())
    gone = []
    for row in rows:
        slot = slot_of(row)
        if row.is_by_hand:
            continue
        if slot in wanted:
            wanted.remove(slot)
        else:
            gone.append(row.id)
    if gone:
        session.execute(sa.delete(PlanSlot).where(col(PlanSlot.id).in_(gone)))
    session.add_all(_row(plan, slot) for slot in wanted)
    session.flush()


def move_slot(
    session: Session, plan: CarePlan, slot_id: UUID, *, weekday: int, start: int, version: int,
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Place one time of a service by hand; it stays there when the services change.

    Raises NotFound for a slot that is none of this plan's week, Conflict for an older version,
    RuleViolation ``plan_frozen`` or one of ``checked_move``.
    """
    _check(plan, version)
    draft = read_plan(session, plan)
    week, kinds = week_of(session, plan, draft), service_kinds()
    slot = next((one for one in week.slots if one.slot_id == slot_id), None)
    if slot is None:
        raise NotFound
    moved = checked_move(draft.services, week, slot, weekday, start, kinds)
    row = session.get_one(PlanSlot, slot_id)
    row.weekday, row.start_minute, row.minutes = moved.weekday, moved.start, moved.minutes
    row.is_by_hand = True
    session.add(row)
    _touch(session, plan, "care_plan.slot_moved", by, at)
    session.flush()
    settle_week(session, plan, draft.services)


def release_slot(
    session: Session, plan: CarePlan, slot_id: UUID, *, version: int, by: Actor, at: datetime
) -> None:
    """Let go of what was placed by hand: it is laid out by rule again, or ends with its service.

    Raises NotFound, Conflict or RuleViolation ``plan_frozen``.
    """
    _check(plan, version)
    row = session.get(PlanSlot, slot_id)
    if row is None or row.plan_id != plan.id:
        raise NotFound
    session.delete(row)
    _touch(session, plan, "care_plan.slot_released", by, at)
    session.flush()
    settle_week(session, plan, read_plan(session, plan).services)


def write_day(
    session: Session, plan: CarePlan, words: dict[str, str], *, version: int, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Write what an ordinary day looks like, by the hour; raises as ``release_slot``."""
    _check(plan, version)
    plan.daily_life = checked_day(words)
    _touch(session, plan, "care_plan.day_written", by, at)


def _check(plan: CarePlan, version: int) -> None:
    check_writable(plan.status, is_proposed=plan.proposed_at is not None)
    if version != plan.version:
        raise Conflict(plan)


def _touch(session: Session, plan: CarePlan, what: str, by: Actor, at: datetime) -> None:
    """Note the act; the plan's version counts on, so that two who move do not pass unseen."""
    plan.drafted_at, plan.drafted_by = at, by.person_id
    session.add(plan)
    session.flush()
    record(session, by=by, at=at, what=what, subject=plan, elder_id=plan.elder_id,
           changes={"number": plan.number})  # fmt: skip


def _row(plan: CarePlan, slot: Slot) -> PlanSlot:
    slot = replace(slot, slot_id=None)
    return PlanSlot(
        plan_id=plan.id, line_id=slot.line_id, weekday=slot.weekday, start_minute=slot.start,
        minutes=slot.minutes, is_by_hand=slot.is_by_hand,
    )  # fmt: skip
