"""Nappies on both databases: who waits, what was decided and delivered, what is taken back."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.assessment.models import Assessment
from ltc.care.elders.models import Elder
from ltc.finance.casemoney.actions.nappies import (
    decide_nappies,
    deliver_nappies,
    take_delivery_back,
)
from ltc.finance.casemoney.models import NappyDecision, NappyDelivery
from ltc.finance.casemoney.queries.nappies import list_getting, list_waiting
from ltc.finance.casemoney.terms import DeliveryDraft, NappyDraft
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.ids import new_id
from tests.care.cases.ordinary import opened, scored
from tests.cast import AT, TODAY, Cast
from tests.finance.casemoney.made import OCTOBER, plan_of_boonmee


def boonmee(session: Session, cast: Cast) -> Elder:
    """The elder of every test."""
    return session.get_one(Elder, cast.boonmee_id)


def decided(session: Session, cast: Cast, **over: Any) -> NappyDecision:
    """Grant three diapers a day because of incontinence."""
    values: dict[str, Any] = {
        "operation_id": new_id(), "is_granted": True, "ground": "incontinence",
        "indication": "พยาบาลประเมิน", "from_on": OCTOBER, "until_on": None,
        "pieces": {"diaper": 3},
    }  # fmt: skip
    return decide_nappies(
        session, boonmee(session, cast), NappyDraft(**{**values, **over}),
        by=cast.actor("nok"), at=AT,
    )  # fmt: skip


def delivered(session: Session, cast: Cast, **over: Any) -> NappyDelivery:
    """Bring ninety diapers for thirty days."""
    values: dict[str, Any] = {
        "operation_id": new_id(), "delivered_on": date(2026, 11, 2), "for_days": 30,
        "pieces": {"diaper": 90}, "prices": {"diaper": 950},
    }  # fmt: skip
    return deliver_nappies(
        session, boonmee(session, cast), DeliveryDraft(**{**values, **over}),
        by=cast.actor("nok"), at=AT, on=TODAY,
    )  # fmt: skip


def test_who_has_a_low_score_and_no_decision_waits(session: Session, cast: Cast) -> None:
    scored(session, cast)
    me = cast.actor("malee")
    assert list_waiting(session, me, on=TODAY) == []  # a total of 8, and no case
    opened(session, cast)
    session.execute(sa.update(Assessment).where(col(Assessment.total) == 8).values(total=5))
    assert [one.total for one in list_waiting(session, me, on=TODAY)] == [5]
    assert list_waiting(session, cast.actor("malee_elsewhere"), on=TODAY) == []
    decided(session, cast, is_granted=False, reason="ไม่อยากใช้")
    assert list_waiting(session, me, on=TODAY) == []


def test_by_score_it_needs_the_score_and_a_plan_in_use(session: Session, cast: Cast) -> None:
    plan_of_boonmee(session, cast)
    with pytest.raises(RuleViolation, match="adl_high"):
        decided(session, cast, ground="adl")


def test_deliveries_are_money_of_their_own(session: Session, cast: Cast) -> None:
    decided(session, cast)
    row = delivered(session, cast)
    [one] = list_getting(session, cast.actor("malee"), on=TODAY, since=OCTOBER)
    assert (row.amount_satang, one.satang, one.last_on) == (85_500, 85_500, date(2026, 11, 2))
    back = take_delivery_back(session, row, "ส่งผิดบ้าน", new_id(), by=cast.actor("nok"), at=AT)
    assert back.reverses_id == row.id
    [one] = list_getting(session, cast.actor("malee"), on=TODAY, since=OCTOBER)
    assert one.satang == 0
    with pytest.raises(RuleViolation, match="reversed"):
        take_delivery_back(session, row, "อีกที", new_id(), by=cast.actor("nok"), at=AT)
    with pytest.raises(RuleViolation, match="is_reversal"):
        take_delivery_back(session, back, "อีกที", new_id(), by=cast.actor("nok"), at=AT)


def test_nothing_is_delivered_without_a_decision(session: Session, cast: Cast) -> None:
    with pytest.raises(RuleViolation, match="not_granted"):
        delivered(session, cast)
    decided(session, cast, from_on=date(2026, 11, 3))
    with pytest.raises(RuleViolation, match="not_granted"):
        delivered(session, cast)


def test_a_later_decision_takes_the_place_of_the_first(session: Session, cast: Cast) -> None:
    decided(session, cast)
    decided(session, cast, from_on=date(2026, 11, 1), is_granted=False, reason="ดีขึ้นแล้ว")
    assert list_getting(session, cast.actor("malee"), on=TODAY, since=OCTOBER) == []
    with pytest.raises(RuleViolation, match="not_granted"):
        delivered(session, cast)


def test_sent_twice_it_is_one(session: Session, cast: Cast) -> None:
    first, second = new_id(), new_id()
    assert (
        decided(session, cast, operation_id=first).id
        == decided(session, cast, operation_id=first).id
    )
    assert (
        delivered(session, cast, operation_id=second).id
        == delivered(session, cast, operation_id=second).id
    )
