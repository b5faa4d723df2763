"""Writing certificates down, and withdrawing one that was written down wrongly."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from ltc.care.workforce.models import TrainingCertificate
from ltc.care.workforce.queries import find_twin
from ltc.care.workforce.rules import check_certificate, checked_why
from ltc.care.workforce.terms import CertificateDraft
from ltc.foundation.areas.queries import lock_municipality
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import Conflict, RuleViolation


def add_certificate(
    session: Session, municipality_id: UUID, user_id: UUID, draft: CertificateDraft, *,
    by: Actor, at: datetime, on: date,
) -> TrainingCertificate:  # fmt: skip
    """Write down a certificate of somebody who works here; the caller chose them with a check.

    Raises RuleViolation as ``check_certificate`` says, or ``twice`` for the same course and day.
    """
    check_certificate(draft, on=on)
    lock_municipality(session, municipality_id)
    if find_twin(session, municipality_id, user_id, draft.course, draft.issued_on):
        raise RuleViolation("twice", "ใบรับรองของหลักสูตรนี้ที่ออกวันเดียวกันบันทึกไว้แล้ว", "issued_on")
    row = TrainingCertificate(
        user_id=user_id, municipality_id=municipality_id, course=draft.course, hours=draft.hours,
        number=draft.number.strip(), issued_on=draft.issued_on, holds_until=draft.holds_until,
        noted_at=at, noted_by_name=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session, by=by, at=at, what="training_certificate.added", subject=row,
        changes={"user": str(user_id), "course": row.course, "hours": row.hours,
                 "issued_on": str(row.issued_on), "holds_until": str(row.holds_until or "")},
    )  # fmt: skip
    return row


def withdraw_certificate(
    session: Session, certificate: TrainingCertificate, why: str, *, by: Actor, at: datetime
) -> None:
    """Withdraw a certificate that was written down wrongly; the row stays, with who and why.

    Raises RuleViolation ``why_missing`` or ``why_long``, Conflict when somebody did so before.
    """
    why = checked_why(why)
    session.refresh(certificate, with_for_update={"key_share": True})
    if certificate.withdrawn_at is not None:
        raise Conflict(certificate)
    certificate.withdrawn_at, certificate.withdrawn_by_name = at, by.name
    certificate.withdrawn_why = why
    session.add(certificate)
    session.flush()
    record(
        session, by=by, at=at, what="training_certificate.withdrawn", subject=certificate,
        changes={"user": str(certificate.user_id), "course": certificate.course},
    )  # fmt: skip
