"""Certificates in the shortest way, for tests of whoever asks for them."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from ltc.care.workforce.actions import add_certificate
from ltc.care.workforce.models import TrainingCertificate
from ltc.care.workforce.terms import CertificateDraft
from tests.cast import AT, TODAY, Cast

ISSUED = date(2025, 3, 1)


def trained(
    session: Session, cast: Cast, who: str, ends_in: int | None = None, **over: Any
) -> TrainingCertificate:
    """Write down a caregiver's 70 hours; ``ends_in`` days from today nothing holds any more."""
    until = None if ends_in is None else TODAY + timedelta(days=ends_in)
    values: dict[str, Any] = {"course": "caregiver_70", "hours": 70, "issued_on": ISSUED,
                              "holds_until": until, "number": "ลพ 7/2568"} | over  # fmt: skip
    return add_certificate(
        session, cast.town_id, cast.users[who], CertificateDraft(**values),
        by=cast.actor("malee"), at=AT, on=TODAY,
    )  # fmt: skip
