"""The week of a plan as it is stored."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from ltc.care.cases.models import CarePlan, PlanSlot
from ltc.care.cases.queries.reference import service_kinds
from ltc.care.cases.rules.week import Slot, Week, arranged, laid_out
from ltc.care.cases.terms import PlanDraft


def rows_of(session: Session, plan_ids: Collection[UUID]) -> Sequence[PlanSlot]:
    """Return the stored slots of plans, in one statement."""
    return session.exec(select(PlanSlot).where(col(PlanSlot.plan_id).in_(plan_ids))).all()


def slot_of(row: PlanSlot) -> Slot:
    """Return a stored slot as the rules read it."""
    return Slot(row.weekday, row.start_minute, row.minutes, row.line_id, row.is_by_hand, row.id)


def by_hand_of(session: Session, plan: CarePlan) -> list[Slot]:
    """Return what was placed by hand in the week of a plan."""
    return [slot_of(row) for row in rows_of(session, [plan.id]) if row.is_by_hand]


def week_of(session: Session, plan: CarePlan, draft: PlanDraft) -> Week:
    """Return the week of a plan; a plan of before there were weeks gets one laid out."""
    slots = [slot_of(row) for row in rows_of(session, [plan.id])]
    if not slots:
        slots = laid_out(draft.services, (), service_kinds())
    return arranged(draft.services, slots, service_kinds())
