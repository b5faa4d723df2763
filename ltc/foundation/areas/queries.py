"""Reads of areas and population."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.foundation.areas.models import Area, PopulationCount
from ltc.foundation.areas.terms import AreaKind
from ltc.foundation.core.prepared import Columns, asked, prepared


def list_communities(session: Session, municipality_id: UUID) -> Sequence[Area]:
    """Return the communities of a municipality in Thai order."""
    return session.exec(
        select(Area)
        .where(Area.parent_id == municipality_id, Area.kind == AreaKind.COMMUNITY)
        .order_by(Area.sort_key)
    ).all()


def is_community_of(session: Session, area_id: UUID, municipality_id: UUID) -> bool:
    """True when an area is a community of this municipality and of no other."""
    area = session.get(Area, area_id)
    return (
        area is not None and area.kind == AreaKind.COMMUNITY and area.parent_id == municipality_id
    )


def lock_municipality(session: Session, municipality_id: UUID) -> None:
    """Let one registration of a municipality wait for the one before it (for PostgreSQL)."""
    session.execute(
        sa.select(col(Area.id))
        .where(col(Area.id) == municipality_id)
        .with_for_update(key_share=True)
    )


def community_names(session: Session, municipality_id: UUID) -> Sequence[tuple[UUID, str]]:
    """Return id and name of the communities of a municipality in Thai order, for choosing one."""
    found = _naming().all(session, municipality_id=municipality_id)
    return [(area_id, name) for area_id, name in found]


@prepared
def _naming() -> Columns:
    return (
        sa.select(col(Area.id), col(Area.name_th))
        .where(
            col(Area.parent_id) == asked("municipality_id"),
            col(Area.kind) == AreaKind.COMMUNITY,
        )
        .order_by(col(Area.sort_key))
    )


def list_municipalities(session: Session) -> Sequence[Area]:
    """Return all municipalities of this installation in Thai order."""
    return session.exec(
        select(Area).where(Area.kind == AreaKind.MUNICIPALITY).order_by(Area.sort_key)
    ).all()


def get_area(session: Session, area_id: UUID) -> Area | None:
    """Return one area, or None."""
    return session.get(Area, area_id)


def population(session: Session, municipality_id: UUID, *, on: date) -> int | None:
    """Return the population as the sum of each community's newest count up to ``on``.

    None when no community has a count: a figure that nobody counted is not zero.
    """
    newest = (
        sa.select(
            col(PopulationCount.area_id).label("area_id"),
            sa.func.max(col(PopulationCount.counted_on)).label("counted_on"),
        )
        .join(Area, col(Area.id) == col(PopulationCount.area_id))
        .where(
            col(Area.parent_id) == municipality_id,
            col(Area.kind) == AreaKind.COMMUNITY,
            col(PopulationCount.counted_on) <= on,
        )
        .group_by(col(PopulationCount.area_id))
        .subquery()
    )
    total: int | None = session.scalar(
        sa.select(sa.func.sum(col(PopulationCount.total))).join(
            newest,
            sa.and_(
                newest.c.area_id == col(PopulationCount.area_id),
                newest.c.counted_on == col(PopulationCount.counted_on),
            ),
        )
    )
    return total
