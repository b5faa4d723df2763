"""Nappies: who gets them, who waits for a decision, what was delivered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.latest import latest_formal_id
from ltc.care.cases.models import Case
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import (
    ElderRow,
    as_row,
    get_rows,
    is_living_here,
    rows,
    visible_to,
)
from ltc.finance.casemoney.models import NappyDecision, NappyDelivery
from ltc.finance.casemoney.queries.reference import get_money_rules
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound

MOST = 200


@dataclass(frozen=True)
class Waiting:
    """Somebody with a low score, an open case and no decision yet."""

    elder: ElderRow
    total: int
    assessed_on: date


@dataclass(frozen=True)
class Getting:
    """Somebody who gets nappies now, and what the fiscal year has brought so far."""

    elder: ElderRow
    decision: NappyDecision
    last_on: date | None
    satang: int


def decisions_of(session: Session, elder_id: UUID) -> Sequence[NappyDecision]:
    """Return all decisions about one elder, the newest first."""
    return session.exec(
        select(NappyDecision)
        .where(NappyDecision.elder_id == elder_id)
        .order_by(col(NappyDecision.from_on).desc(), col(NappyDecision.id).desc())
    ).all()


def decision_on(session: Session, elder_id: UUID, day: date) -> NappyDecision | None:
    """Return the decision that holds on a day: of all that have begun, the one made last."""
    return next((one for one in decisions_of(session, elder_id) if holds_on(one, day)), None)


def holds_on(one: NappyDecision, day: date) -> bool:
    """True when a decision has begun and is not over on a day."""
    return one.from_on <= day and (one.until_on is None or day < one.until_on)


def deliveries_of(session: Session, elder_id: UUID) -> Sequence[NappyDelivery]:
    """Return all deliveries to one elder, those taken back too, the newest first."""
    return session.exec(
        select(NappyDelivery)
        .where(NappyDelivery.elder_id == elder_id)
        .order_by(col(NappyDelivery.delivered_on).desc(), col(NappyDelivery.id).desc())
    ).all()


def get_delivery(session: Session, elder_id: UUID, delivery_id: UUID) -> NappyDelivery:
    """Return one delivery of an elder who was loaded with a check; raises NotFound."""
    found = session.get(NappyDelivery, delivery_id)
    if found is None or found.elder_id != elder_id:
        raise NotFound
    return found


def reversal_of_delivery(session: Session, delivery_id: UUID) -> NappyDelivery | None:
    """Return the row that takes a delivery back, or None."""
    return session.exec(
        select(NappyDelivery).where(NappyDelivery.reverses_id == delivery_id)
    ).first()


def list_waiting(session: Session, actor: Actor, *, on: date) -> list[Waiting]:
    """Return who has an open case and a score low enough, and no decision that holds today.

    The lowest scores first.
    """
    rule = get_money_rules(on).nappies
    if rule is None:
        return []
    decided = sa.exists().where(
        col(NappyDecision.elder_id) == col(Elder.id), col(NappyDecision.from_on) <= on,
        sa.or_(col(NappyDecision.until_on).is_(None), col(NappyDecision.until_on) > on),
    )  # fmt: skip
    in_care = sa.exists().where(
        col(Case.elder_id) == col(Elder.id), col(Case.closed_on).is_(None)
    )  # fmt: skip
    found = session.execute(
        rows()
        .add_columns(col(Assessment.total), col(Assessment.assessed_on))
        .join(Assessment, col(Assessment.id) == latest_formal_id(col(Elder.id)))
        .where(
            visible_to(actor, on=on, action="list", resource="nappy"), is_living_here(),
            col(Assessment.total) <= rule.adl_at_most, in_care, ~decided,
        )
        .order_by(col(Assessment.total), col(Elder.sort_key), col(Elder.id))
        .limit(MOST)
    )  # fmt: skip
    return [Waiting(as_row(row[:-2]), row[-2], row[-1]) for row in found]


def list_getting(session: Session, actor: Actor, *, on: date, since: date) -> list[Getting]:
    """Return who gets nappies on a day, in Thai order, and what they cost since a day."""
    decisions = session.exec(
        select(NappyDecision)
        .join(Elder, col(Elder.id) == col(NappyDecision.elder_id))
        .where(
            visible_to(actor, on=on, action="list", resource="nappy"), is_living_here(),
            col(NappyDecision.from_on) <= on,
            sa.or_(col(NappyDecision.until_on).is_(None), col(NappyDecision.until_on) > on),
        )
        .order_by(col(NappyDecision.from_on), col(NappyDecision.id))
    ).all()  # fmt: skip
    newest = {one.elder_id: one for one in decisions}
    granted = {elder_id: one for elder_id, one in newest.items() if one.is_granted}
    sums = session.execute(
        sa.select(
            col(NappyDelivery.elder_id), sa.func.max(col(NappyDelivery.delivered_on)),
            sa.func.sum(col(NappyDelivery.amount_satang)),
        )
        .where(
            col(NappyDelivery.elder_id).in_(granted), col(NappyDelivery.delivered_on) >= since
        )
        .group_by(col(NappyDelivery.elder_id))
    )  # fmt: skip
    got = {elder_id: (last, int(satang)) for elder_id, last, satang in sums}
    people = sorted(get_rows(session, granted).values(), key=lambda one: (one.sort_key, one.id))
    return [
        Getting(one, granted[one.id], *got.get(one.id, (None, 0)))
        for one in people
    ]  # fmt: skip
