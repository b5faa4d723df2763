"""Rounds of a municipality."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from ltc.care.rounds.models import ScreeningRound
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound


def list_rounds(session: Session, municipality_id: UUID) -> Sequence[ScreeningRound]:
    """Return the rounds of a municipality, newest first; there is about one a year."""
    return session.exec(
        select(ScreeningRound)
        .where(ScreeningRound.municipality_id == municipality_id)
        .order_by(col(ScreeningRound.starts_on).desc(), col(ScreeningRound.id).desc())
    ).all()


def get_round(session: Session, round_id: UUID, actor: Actor) -> ScreeningRound:
    """Return a round of the actor's municipality; raises NotFound for any other."""
    found = session.get(ScreeningRound, round_id)
    if found is None or not (actor.is_system or found.municipality_id == actor.area_id):
        raise NotFound
    return found


def name_taken(
    session: Session, municipality_id: UUID, name: str, *, besides: UUID | None = None
) -> bool:
    """True when another round of the municipality has this name."""
    found = session.exec(
        select(ScreeningRound.id).where(
            ScreeningRound.municipality_id == municipality_id, ScreeningRound.name == name
        )
    ).first()
    return found is not None and found != besides
