"""What other pages say about screening: where elders stand in the round that runs, and who helps.

Callers chose the elders with a check before.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.elders.models import Elder
from ltc.care.rounds.models import (
    ScreeningContact,
    ScreeningRound,
    Volunteer,
    VolunteerHousehold,
)
from ltc.care.rounds.queries.people import held_on
from ltc.care.rounds.terms import Outcome


@dataclass(frozen=True)
class ScreeningCard:
    """One elder in the newest round that runs; ``outcome`` None: there is no news yet.

    ``volunteer`` and ``phone`` are of the volunteer who has the house now, "" without one.
    """

    round_id: UUID
    round_name: str
    outcome: Outcome | None
    met_on: date | None
    volunteer: str
    phone: str


def cards_of(
    session: Session, elder_ids: Collection[UUID], *, on: date
) -> dict[UUID, ScreeningCard]:
    """Return the cards of many elders in one statement; nobody has one while no round runs."""
    if not elder_ids:
        return {}
    found = session.execute(
        sa.select(
            col(Elder.id), col(ScreeningRound.id), col(ScreeningRound.name),
            col(ScreeningContact.outcome), col(ScreeningContact.met_on),
            sa.func.coalesce(col(Volunteer.name), ""), sa.func.coalesce(col(Volunteer.phone), ""),
        )
        .select_from(Elder)
        .join(
            ScreeningRound,
            sa.and_(
                col(ScreeningRound.municipality_id) == col(Elder.municipality_id),
                col(ScreeningRound.starts_on) <= on, col(ScreeningRound.ends_on) >= on,
            ),
        )
        .outerjoin(
            ScreeningContact,
            sa.and_(
                col(ScreeningContact.round_id) == col(ScreeningRound.id),
                col(ScreeningContact.elder_id) == col(Elder.id),
            ),
        )
        .outerjoin(
            VolunteerHousehold,
            sa.and_(col(VolunteerHousehold.household_id) == col(Elder.household_id), held_on(on)),
        )
        .outerjoin(Volunteer, col(Volunteer.id) == col(VolunteerHousehold.volunteer_id))
        .where(col(Elder.id).in_(elder_ids))
        .order_by(col(ScreeningRound.starts_on), col(ScreeningRound.id))
    )  # fmt: skip
    return {
        row[0]: ScreeningCard(row[1], row[2], Outcome(row[3]) if row[3] else None, *row[4:])
        for row in found
    }
