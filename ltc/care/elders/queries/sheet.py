"""One elder as a page shows the person: read in one statement, never changed."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col

from ltc.care.elders.models import Elder, Household
from ltc.care.elders.queries.register import (
    ElderRow,
    Reach,
    is_asked_elder,
    reach_of,
    rows,
    whom,
)
from ltc.care.elders.rules import full_name
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound
from ltc.foundation.core.prepared import Columns, prepared


@dataclass(frozen=True)
class ElderSheet(ElderRow):
    """The register line and what else a page about this one elder shows."""

    household_id: UUID
    landmark: str
    phone: str
    citizen_id_sealed: bytes | None

    @property
    def is_living_here(self) -> bool:
        """True while the person is alive and has not moved away."""
        return self.died_on is None and self.moved_away_on is None


def get_sheet(session: Session, elder_id: UUID, actor: Actor, *, on: date) -> ElderSheet:
    """Return one elder; raises NotFound when there is none or the actor may not see them."""
    wanted = _one_sheet(reach_of(actor, "read", "elder"))
    found = wanted.first(session, **whom(elder_id, actor, on=on))
    if found is None:
        raise NotFound
    person_id, prefix, given_name, family_name, *rest = found
    return ElderSheet(person_id, full_name(prefix, given_name, family_name), *rest)


@prepared
def _one_sheet(reach: Reach) -> Columns:
    more = (Elder.household_id, Household.landmark, Elder.phone, Elder.citizen_id_sealed)
    return rows().add_columns(*map(col, more)).where(is_asked_elder(reach))
