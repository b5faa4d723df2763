"""What the register knows of many people at once: for imports, a statement for some hundred rows.

Callers hold the right to register people in the municipality; nothing here goes on a screen.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.elders.models import Elder, Household
from ltc.care.elders.queries.register import visible_to
from ltc.foundation.core.actor import Actor

House = tuple[UUID, str, str]  # community, number, lane


@dataclass(frozen=True)
class Known:
    """Somebody of the register, as far as rules about days and doubles ask."""

    id: UUID
    citizen_id_index: bytes | None
    search_text: str
    born_on: date | None
    died_on: date | None


def taken_indexes(session: Session, indexes: Collection[bytes]) -> set[bytes]:
    """Return which blind indexes of national IDs stand anywhere in the installation."""
    if not indexes:
        return set()
    wanted = sa.select(col(Elder.citizen_id_index)).where(col(Elder.citizen_id_index).in_(indexes))
    return {bytes(index) for index in session.scalars(wanted) if index}


def births_by_name(
    session: Session, municipality_id: UUID, search_texts: Collection[str]
) -> dict[str, list[date | None]]:
    """Return the birth dates of the people of a municipality who have one of these names."""
    found: dict[str, list[date | None]] = {}
    columns = (Elder.search_text, Elder.born_on, Elder.municipality_id)
    wanted = sa.select(*map(col, columns)).where(col(Elder.search_text).in_(search_texts))
    # The town is compared here: as a condition, SQLite would go through the whole of it instead.
    for name, born_on, area_id in session.execute(wanted):
        if area_id == municipality_id:
            found.setdefault(name, []).append(born_on)
    return found


def houses_at(session: Session, houses: Collection[House]) -> dict[House, UUID]:
    """Return the ids of the houses that are there already."""
    wanted = sa.select(
        col(Household.community_id), col(Household.house_no), col(Household.lane), col(Household.id)
    ).where(col(Household.house_no).in_({number for _, number, _ in houses}))
    return {
        (area_id, number, lane): house_id
        for area_id, number, lane, house_id in session.execute(wanted)
    }


def people_known(
    session: Session,
    actor: Actor,
    *,
    indexes: Collection[bytes],
    search_texts: Collection[str],
    resource: str,
    on: date,
) -> list[Known]:
    """Return whom these IDs or names may mean, of those for whom ``actor`` may add ``resource``."""
    columns = (Elder.id, Elder.citizen_id_index, Elder.search_text, Elder.born_on, Elder.died_on)
    seen = visible_to(actor, on=on, action="create", resource=resource)
    # Asked for as a column and not as a condition, for the same reason as below.
    wanted = sa.select(*map(col, columns), sa.case((seen, 1), else_=0))
    found: dict[UUID, Known] = {}
    # One after the other: asked together, and with one list empty, SQLite reads the whole register.
    for meant, values in (
        (col(Elder.citizen_id_index).in_(indexes), indexes),
        (col(Elder.search_text).in_(search_texts), search_texts),
    ):
        if values:
            rows = session.execute(wanted.where(meant)).all()
            found |= {row[0]: Known(*row[:-1]) for row in rows if row[-1]}
    return list(found.values())


def state_of_register(session: Session, municipality_id: UUID) -> tuple[int, int]:
    """Return two numbers that change whenever somebody of a municipality is added or corrected."""
    row = session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(col(Elder.version)), 0)).where(
            col(Elder.municipality_id) == municipality_id
        )
    ).one()
    return int(row[0]), int(row[1])
