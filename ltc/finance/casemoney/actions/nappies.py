"""Deciding on nappies for one person, recording what was delivered, taking a delivery back."""

from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session, col, select

from ltc.care.assessment.queries.latest import latest_formal
from ltc.care.cases.queries.plans import active_plan
from ltc.care.elders.models import Elder
from ltc.finance.casemoney.models import NappyDecision, NappyDelivery
from ltc.finance.casemoney.queries.nappies import decision_on, reversal_of_delivery
from ltc.finance.casemoney.queries.reference import get_money_rules
from ltc.finance.casemoney.rules.nappies import checked_decision, checked_delivery
from ltc.finance.casemoney.terms import DeliveryDraft, NappyDraft
from ltc.foundation.areas.queries import lock_municipality
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import RuleViolation

Row = TypeVar("Row", NappyDecision, NappyDelivery)


def decide_nappies(
    session: Session, elder: Elder, draft: NappyDraft, *, by: Actor, at: datetime
) -> NappyDecision:
    """Decide for one person; the same operation again changes nothing.

    Raises RuleViolation as ``checked_decision`` says.
    """
    if found := _known(session, NappyDecision, draft.operation_id):
        return found
    score = latest_formal(session, elder.id)
    total = score.total if score else None
    cost = checked_decision(
        draft, get_money_rules(draft.from_on).nappies, adl_total=total,
        has_plan=active_plan(session, elder.id) is not None,
    )  # fmt: skip
    lock_municipality(session, elder.municipality_id)
    if found := _known(session, NappyDecision, draft.operation_id):
        return found
    row = NappyDecision(
        operation_id=draft.operation_id, elder_id=elder.id,
        municipality_id=elder.municipality_id, is_granted=draft.is_granted,
        ground=draft.ground if draft.is_granted else "", indication=draft.indication,
        adl_total=total, from_on=draft.from_on, until_on=draft.until_on,
        pieces=dict(draft.pieces) if draft.is_granted else {}, a_day_satang=cost,
        reason=draft.reason, decided_at=at, decided_by=by.person_id, decided_by_name=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session, by=by, at=at, what="nappy_decision.made", subject=row, elder_id=elder.id,
        changes={"is_granted": row.is_granted, "ground": row.ground, "satang": cost},
    )  # fmt: skip
    return row


def deliver_nappies(
    session: Session, elder: Elder, draft: DeliveryDraft, *, by: Actor, at: datetime, on: date
) -> NappyDelivery:
    """Record what was brought; the same operation again changes nothing.

    Raises RuleViolation as ``checked_delivery`` says, or ``not_granted``.
    """
    if found := _known(session, NappyDelivery, draft.operation_id):
        return found
    cost = checked_delivery(draft, get_money_rules(draft.delivered_on).nappies, on=on)
    decision = decision_on(session, elder.id, draft.delivered_on)
    if decision is None or not decision.is_granted:
        raise RuleViolation(
            "not_granted", "วันนั้นยังไม่มีการตัดสินให้ผ้าอ้อม ตัดสินก่อนแล้วจึงบันทึกการส่ง", "delivered_on"
        )
    lock_municipality(session, elder.municipality_id)
    if found := _known(session, NappyDelivery, draft.operation_id):
        return found
    row = NappyDelivery(
        operation_id=draft.operation_id, decision_id=decision.id, elder_id=elder.id,
        municipality_id=elder.municipality_id, delivered_on=draft.delivered_on,
        for_days=draft.for_days, pieces=dict(draft.pieces), prices=dict(draft.prices),
        amount_satang=cost, reference=draft.reference, reason=draft.reason, recorded_at=at,
        recorded_by=by.person_id, recorded_by_name=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session, by=by, at=at, what="nappy_delivery.recorded", subject=row, elder_id=elder.id,
        changes={"on": str(row.delivered_on), "satang": cost},
    )  # fmt: skip
    return row


def take_delivery_back(
    session: Session, row: NappyDelivery, because: str, operation_id: UUID,
    *, by: Actor, at: datetime,
) -> NappyDelivery:  # fmt: skip
    """Take a delivery back that was written down wrongly, by a row with the opposite amount.

    Raises RuleViolation ``because_missing``, ``is_reversal`` or ``reversed``.
    """
    if not because:
        raise RuleViolation("because_missing", "กรุณาเขียนว่าผิดตรงไหน", "because")
    if row.reverses_id is not None:
        raise RuleViolation("is_reversal", "รายการนี้เป็นการกลับรายการอยู่แล้ว")
    lock_municipality(session, row.municipality_id)
    if reversal_of_delivery(session, row.id):
        raise RuleViolation("reversed", "รายการนี้กลับไปแล้ว")
    counter = NappyDelivery(
        operation_id=operation_id, decision_id=row.decision_id, elder_id=row.elder_id,
        municipality_id=row.municipality_id, delivered_on=row.delivered_on,
        for_days=row.for_days, pieces={kind: -count for kind, count in row.pieces.items()},
        prices=dict(row.prices), amount_satang=-row.amount_satang, reference=row.reference,
        reason=because, reverses_id=row.id, recorded_at=at, recorded_by=by.person_id,
        recorded_by_name=by.name,
    )  # fmt: skip
    session.add(counter)
    session.flush()
    record(
        session, by=by, at=at, what="nappy_delivery.taken_back", subject=counter,
        elder_id=row.elder_id, changes={"satang": counter.amount_satang},
    )  # fmt: skip
    return counter


def _known(session: Session, kind: type[Row], operation_id: UUID) -> Row | None:
    """Return what a form with this operation id was saved as, or None."""
    return session.exec(select(kind).where(col(kind.operation_id) == operation_id)).first()
