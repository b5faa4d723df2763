"""Deciding that a low score leads to no case for now."""

from datetime import date, datetime

from sqlmodel import Session, select

from ltc.care.elders.models import Elder
from ltc.care.rounds.models import ScreeningDecision, ScreeningRound
from ltc.care.rounds.queries.followup import waiting_of
from ltc.care.rounds.rules.plan import checked_reason
from ltc.care.rounds.terms import NotNow
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import insert_once
from ltc.foundation.core.errors import NotFound, RuleViolation


def decide_not_now(
    session: Session, screening: ScreeningRound, elder: Elder, *,
    reason: str, note: str, by: Actor, at: datetime, on: date,
) -> ScreeningDecision:  # fmt: skip
    """Write down why a low score of a round opens no case for now; whoever was first, stands.

    Raises NotFound when the person has no such score in the round, RuleViolation ``case_open``
    when a case is open, ``reason_missing`` for "other" without words.
    """
    words = checked_reason(NotNow(reason), note)
    waiting = waiting_of(session, screening, elder.id, by, on=on)
    if waiting is None:
        raise NotFound
    if waiting.case_id is not None:
        raise RuleViolation("case_open", "คนนี้รับเข้าการดูแลแล้ว ไม่ต้องบันทึกว่ายังไม่เปิด")
    decision = ScreeningDecision(
        round_id=screening.id, elder_id=elder.id, reason=NotNow(reason).value, note=words,
        decided_at=at, decided_by=by.name,
    )  # fmt: skip
    if not insert_once(session, decision):
        return session.exec(
            select(ScreeningDecision).where(
                ScreeningDecision.round_id == screening.id,
                ScreeningDecision.elder_id == elder.id,
            )
        ).one()
    record(
        session, by=by, at=at, what="screening_decision.not_now", subject=decision,
        elder_id=elder.id, changes={"reason": decision.reason},
    )  # fmt: skip
    return decision
