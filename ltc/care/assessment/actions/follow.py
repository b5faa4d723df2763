"""What follows a saved assessment: deciding the TAI class, acknowledging a danger to life."""

from datetime import date, datetime

from sqlmodel import Session

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import get_assessment_rules, get_instrument
from ltc.care.assessment.rules import tai
from ltc.care.assessment.rules.formal import check_purpose
from ltc.care.assessment.terms import Purpose
from ltc.care.urgent.actions import acknowledge
from ltc.care.urgent.models import UrgentFinding
from ltc.care.urgent.queries import find_source
from ltc.care.urgent.terms import FoundBy
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import Conflict, RuleViolation


def decide_tai(
    session: Session,
    row: Assessment,
    chosen: str,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    on: date,
) -> tai.TaiDecision:
    """Decide the TAI class of a saved TAI, once: confirm the proposal or say why another.

    ``chosen`` is a class code, or "" when no class fits. Raises RuleViolation ``not_tai``,
    ``formal_not_allowed``, ``reason_missing`` or ``class_unknown``; Conflict when it was decided
    or amended before.
    """
    if row.instrument != "tai":
        raise RuleViolation("not_tai", "แบบนี้ไม่มีชั้น TAI ให้ตัดสิน")
    if row.tai_decided_at is not None or row.is_superseded:
        raise Conflict(row)
    check_purpose(
        Purpose.FORMAL, role=by.role, instrument=get_instrument("tai"), on=on,
        rules=get_assessment_rules(on).formal,
    )  # fmt: skip
    if chosen and chosen not in set(tai.TaiClass):
        raise RuleViolation("class_unknown", "กรุณาเลือกชั้น TAI จากรายการ", "tai_class")
    proposal = tai.propose(row.answers, get_assessment_rules(row.assessed_on).tai_cuts)
    decision = tai.decide(proposal, tai.TaiClass(chosen) if chosen else None, reason)
    row.tai_class = decision.tai_class
    row.tai_reason = decision.reason or None
    row.tai_decided_at = at
    row.tai_decided_by = by.name
    session.add(row)
    session.flush()
    record(
        session, by=by, at=at, what="assessment.tai_decided", subject=row, elder_id=row.elder_id,
        changes={"is_override": decision.is_override},
    )  # fmt: skip
    return decision


def acknowledge_safety(session: Session, row: Assessment, *, by: Actor, at: datetime) -> None:
    """Write down that somebody read what to do now; a second time changes nothing.

    It acknowledges the urgent finding of this result as well: who is on duty has it in hand from
    now on, for whoever else it goes on waiting. Raises RuleViolation ``no_alert`` for an
    assessment that showed no danger.
    """
    if not row.is_alarming:
        raise RuleViolation("no_alert", "ผลนี้ไม่มีเรื่องที่ต้องทำทันที")
    if row.safety_seen_at is not None:
        return
    row.safety_seen_at = at
    row.safety_seen_by = by.name
    session.add(row)
    session.flush()
    record(session, by=by, at=at, what="assessment.safety_seen", subject=row, elder_id=row.elder_id)
    if finding := _finding_of(session, row):
        acknowledge(session, finding, by=by, at=at)


def _finding_of(session: Session, row: Assessment) -> UrgentFinding | None:
    """Return the finding of a result or of the one it amends; None for one older than the room."""
    found = find_source(session, FoundBy.ASSESSMENT, row.id)
    if found is None and row.amends_id is not None:
        found = find_source(session, FoundBy.ASSESSMENT, row.amends_id)
    return found
