"""Somebody on call at this moment, in the shortest way."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import Session

from ltc.care.duties.models import Duty
from ltc.foundation.core import clock

PHONE = "0899990001"


def on_call(
    session: Session, municipality_id: UUID, name: str, *, user_id: UUID | None = None,
    programme: str = "ltc", phone: str = PHONE,
) -> Duty:  # fmt: skip
    """Put somebody on call from an hour ago until an hour from now."""
    at = clock.now()
    row = Duty(
        municipality_id=municipality_id, programme=programme, day=clock.today(),
        starts_at=at - timedelta(hours=1), ends_at=at + timedelta(hours=1), user_id=user_id,
        name=name, phone=phone,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
