"""Records of the week for the sweep: somebody on call, somebody away soon, somebody trained."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from ltc.care.duties.models import Duty
from ltc.care.elders.models import Elder
from ltc.care.rota.models import Absence
from ltc.care.workforce.models import TrainingCertificate
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.zone import at_local
from tests.cast import AT

THURSDAY = date(2026, 11, 26)


def rostered(session: Session, elder: Elder, *, visitor: Actor, nurse: Actor) -> dict[str, UUID]:
    """Save a duty, an absence and a certificate of the elder's town; ``user_id`` visits there."""
    assert nurse.person_id is not None
    assert visitor.person_id is not None
    duty = Duty(
        municipality_id=elder.municipality_id, programme="ltc", day=THURSDAY,
        starts_at=at_local(THURSDAY, 8), ends_at=at_local(THURSDAY, 16), name="ป้าศรี",
        phone="0812345678",
    )  # fmt: skip
    absence = Absence(
        municipality_id=elder.municipality_id, user_id=nurse.person_id, name=nurse.name,
        role=nurse.role, from_day=THURSDAY, until_day=date(2026, 11, 27), kind="leave", made_at=AT,
    )  # fmt: skip
    session.add_all([duty, absence])
    certificate = TrainingCertificate(
        municipality_id=elder.municipality_id, user_id=visitor.person_id, course="caregiver_70",
        hours=70, issued_on=date(2025, 3, 1), noted_at=AT, noted_by_name="ก",
    )  # fmt: skip
    session.add(certificate)
    session.flush()
    return {
        "user_id": visitor.person_id, "duty_id": duty.id, "absence_id": absence.id,
        "certificate_id": certificate.id,
    }  # fmt: skip
