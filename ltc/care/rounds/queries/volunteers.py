"""Volunteers, the houses in their care, and the houses that nobody has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.elders.models import Elder, Household
from ltc.care.elders.queries.register import is_living_here
from ltc.care.rounds.models import Volunteer, VolunteerHousehold
from ltc.care.rounds.queries.people import held_on
from ltc.care.rounds.rules.plan import house_order
from ltc.foundation.areas.models import Area
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound


@dataclass(frozen=True)
class VolunteerRow:
    """A volunteer with how many houses they have now."""

    id: UUID
    name: str
    phone: str
    community_id: UUID
    community: str
    houses: int


def get_volunteer(session: Session, volunteer_id: UUID, actor: Actor) -> Volunteer:
    """Return a volunteer of the actor's municipality; raises NotFound for any other."""
    found = session.get(Volunteer, volunteer_id)
    if found is None or not (actor.is_system or found.municipality_id == actor.area_id):
        raise NotFound
    return found


def is_active(on: date) -> sa.ColumnElement[bool]:
    """Return the condition that a volunteer still serves on a day."""
    return sa.or_(col(Volunteer.active_until).is_(None), col(Volunteer.active_until) > on)


def list_volunteers(
    session: Session, municipality_id: UUID, *, on: date, community_id: UUID | None = None
) -> list[VolunteerRow]:
    """Return the volunteers who serve on a day, community by community, in Thai order."""
    houses = (
        sa.select(sa.func.count())
        .select_from(VolunteerHousehold)
        .where(col(VolunteerHousehold.volunteer_id) == col(Volunteer.id), held_on(on))
        .correlate(Volunteer)
        .scalar_subquery()
    )
    wanted = (
        sa.select(
            col(Volunteer.id), col(Volunteer.name), col(Volunteer.phone),
            col(Volunteer.community_id), col(Area.name_th), houses,
        )
        .join(Area, col(Area.id) == col(Volunteer.community_id))
        .where(col(Volunteer.municipality_id) == municipality_id, is_active(on))
        .order_by(col(Area.sort_key), col(Volunteer.sort_key), col(Volunteer.id))
    )  # fmt: skip
    if community_id is not None:
        wanted = wanted.where(col(Volunteer.community_id) == community_id)
    return [VolunteerRow(*row) for row in session.execute(wanted)]


def volunteer_names(
    session: Session, municipality_id: UUID, *, on: date, first: UUID | None = None
) -> Sequence[tuple[UUID, str, str]]:
    """Return (id, name, community) of all who serve on a day; those of one community ``first``."""
    nearest = [sa.case((col(Volunteer.community_id) == first, 0), else_=1)] if first else []
    found = session.execute(
        sa.select(col(Volunteer.id), col(Volunteer.name), col(Area.name_th))
        .join(Area, col(Area.id) == col(Volunteer.community_id))
        .where(col(Volunteer.municipality_id) == municipality_id, is_active(on))
        .order_by(*nearest, col(Area.sort_key), col(Volunteer.sort_key), col(Volunteer.id))
    )
    return [(row[0], row[1], row[2]) for row in found]


@dataclass(frozen=True)
class House:
    """A house where an elder lives; ``volunteer`` is "" where nobody has it."""

    id: UUID
    house_no: str
    lane: str
    elders: int
    volunteer_id: UUID | None
    volunteer: str


def list_houses(session: Session, community_id: UUID, *, on: date) -> list[House]:
    """Return the houses of a community where people of the register live, in walking order."""
    wanted = (
        sa.select(
            col(Household.id), col(Household.house_no), col(Household.lane),
            sa.func.count(col(Elder.id)), col(Volunteer.id),
            sa.func.coalesce(col(Volunteer.name), ""),
        )
        .join(Elder, col(Elder.household_id) == col(Household.id))
        .outerjoin(
            VolunteerHousehold,
            sa.and_(col(VolunteerHousehold.household_id) == col(Household.id), held_on(on)),
        )
        .outerjoin(Volunteer, col(Volunteer.id) == col(VolunteerHousehold.volunteer_id))
        .where(col(Household.community_id) == community_id, is_living_here())
        .group_by(
            col(Household.id), col(Household.house_no), col(Household.lane), col(Volunteer.id),
            col(Volunteer.name),
        )
    )  # fmt: skip
    found = [House(*row) for row in session.execute(wanted)]
    return sorted(found, key=lambda one: (house_order(one.house_no, one.lane), one.id))


def count_without(session: Session, municipality_id: UUID, *, on: date) -> dict[UUID, int]:
    """Return how many inhabited houses of each community no volunteer has."""
    held = sa.select(col(VolunteerHousehold.household_id)).where(held_on(on))
    counted: sa.Select[*tuple[Any, ...]] = (
        sa.select(col(Elder.community_id), sa.func.count(sa.distinct(col(Elder.household_id))))
        .where(
            col(Elder.municipality_id) == municipality_id, is_living_here(),
            col(Elder.household_id).not_in(held),
        )
        .group_by(col(Elder.community_id))
    )  # fmt: skip
    return {community_id: count for community_id, count in session.execute(counted)}


def households_of(
    session: Session, municipality_id: UUID, community_id: UUID, *, on: date
) -> dict[UUID, tuple[str, UUID | None]]:
    """Return the lane and the volunteer (or None) of each house of a community, for giving out."""
    found = session.execute(
        sa.select(col(Household.id), col(Household.lane), col(VolunteerHousehold.volunteer_id))
        .join(Area, col(Area.id) == col(Household.community_id))
        .outerjoin(
            VolunteerHousehold,
            sa.and_(col(VolunteerHousehold.household_id) == col(Household.id), held_on(on)),
        )
        .where(
            col(Household.community_id) == community_id,
            col(Area.parent_id) == municipality_id,
        )
    )
    return {row[0]: (row[1], row[2]) for row in found}


def name_taken(
    session: Session, community_id: UUID, name: str, *, on: date, besides: UUID | None = None
) -> bool:
    """True when another volunteer of the community has exactly this name."""
    found = session.exec(
        select(Volunteer.id).where(
            Volunteer.community_id == community_id, Volunteer.name == name, is_active(on)
        )
    ).first()
    return found is not None and found != besides
