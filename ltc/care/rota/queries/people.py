"""Who works here on which days, who is away, who stands in for whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.elders.models import CareTeamMember
from ltc.care.elders.terms import TeamRole
from ltc.care.rota.models import Absence, StandIn
from ltc.care.rota.terms import Away
from ltc.foundation.accounts.models import RoleHolding, User
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound


@dataclass(frozen=True)
class Colleague:
    """Somebody who works here in a role."""

    id: UUID
    name: str
    sort_key: str
    role: str


def list_colleagues(
    session: Session, municipality_id: UUID, roles: Collection[str], *, since: date, until: date
) -> list[Colleague]:
    """Return who holds one of the roles on every day from ``since`` to before ``until``."""
    found = session.execute(
        sa.select(col(User.id), col(User.name_th), col(User.sort_key), col(RoleHolding.role))
        .join(RoleHolding, col(RoleHolding.user_id) == col(User.id))
        .where(
            col(RoleHolding.role).in_(roles),
            col(RoleHolding.area_id) == municipality_id,
            col(User.is_enabled),
            col(RoleHolding.held_from) <= since,
            sa.or_(col(RoleHolding.held_until).is_(None), col(RoleHolding.held_until) >= until),
        )
        .order_by(col(User.sort_key), col(User.id))
    )
    people = {row[0]: Colleague(*row) for row in found}
    return list(people.values())


def list_away(session: Session, municipality_id: UUID, *, since: date, until: date) -> list[Away]:
    """Return all absences that touch a day from ``since`` to before ``until``."""
    found = session.execute(
        sa.select(col(Absence.user_id), col(Absence.from_day), col(Absence.until_day)).where(
            col(Absence.municipality_id) == municipality_id,
            col(Absence.from_day) < until,
            col(Absence.until_day) > since,
            col(Absence.from_day) < col(Absence.until_day),
        )
    )
    return [Away(*row) for row in found]


def is_away(session: Session, user_id: UUID, *, on: date) -> bool:
    """Return whether somebody's leave covers a day."""
    covers = (col(Absence.from_day) <= on, col(Absence.until_day) > on)
    found = sa.select(sa.literal(1)).where(col(Absence.user_id) == user_id, *covers).limit(1)
    return session.scalar(found) is not None


def list_absences_from(session: Session, actor: Actor, *, on: date) -> Sequence[Absence]:
    """Return absences of the actor's municipality that are not over, the next to end first."""
    return session.exec(
        select(Absence)
        .where(Absence.municipality_id == actor.area_id, col(Absence.until_day) > on)
        .order_by(col(Absence.until_day), col(Absence.id))
    ).all()


def get_absence(session: Session, absence_id: UUID, actor: Actor) -> Absence:
    """Return one absence; raises NotFound for another municipality's."""
    found = session.get(Absence, absence_id)
    if found is None or found.municipality_id != actor.area_id:
        raise NotFound
    return found


def addressee(session: Session, user_id: UUID, *, on: date) -> UUID:
    """Return to whom questions for somebody go on a day: the stand-in while they are away."""
    found = session.scalar(
        sa.select(col(Absence.stand_in_id)).where(
            col(Absence.user_id) == user_id,
            col(Absence.from_day) <= on,
            col(Absence.until_day) > on,
            col(Absence.stand_in_id).is_not(None),
        )
    )
    return found or user_id


def stood_in_for(session: Session, user_id: UUID, *, on: date) -> dict[UUID, tuple[UUID, str]]:
    """Return whom somebody stands in for on a day, by elder: the colleague's id and name."""
    found = session.execute(
        sa.select(
            col(StandIn.elder_id), col(StandIn.instead_of_id), col(StandIn.instead_of_name)
        ).where(
            col(StandIn.user_id) == user_id,
            col(StandIn.from_day) <= on,
            col(StandIn.until_day) > on,
            col(StandIn.instead_of_id).is_not(None),
        )
    )
    return {elder_id: (who, name) for elder_id, who, name in found}


@dataclass(frozen=True)
class Kin:
    """Family ties as written on care teams: pairs of elder and user, and names by elder."""

    pairs: frozenset[tuple[UUID, UUID]]
    names: Mapping[UUID, frozenset[str]]

    def has(self, elder_id: UUID, user_id: UUID, name: str) -> bool:
        """True when somebody is written down as close to an elder, by account or by name."""
        return (elder_id, user_id) in self.pairs or name in self.names.get(elder_id, ())


def kin_of(session: Session, elder_ids: Collection[UUID]) -> Kin:
    """Return the family ties of elders.

    A tie is a place as a relative, whatever its days, or a relation written beside another place
    (a volunteer's is that of a neighbour).
    """
    pairs: set[tuple[UUID, UUID]] = set()
    names: dict[UUID, set[str]] = {}
    found = session.execute(
        sa.select(
            col(CareTeamMember.elder_id), col(CareTeamMember.user_id), col(CareTeamMember.name)
        ).where(
            col(CareTeamMember.elder_id).in_(elder_ids),
            sa.or_(
                col(CareTeamMember.team_role) == TeamRole.RELATIVE,
                sa.and_(
                    col(CareTeamMember.relation) != "",
                    col(CareTeamMember.team_role) != TeamRole.VOLUNTEER,
                ),
            ),
        )
    )
    for elder_id, user_id, name in found:
        if user_id is not None:
            pairs.add((elder_id, user_id))
        names.setdefault(elder_id, set()).add(name)
    return Kin(frozenset(pairs), {one: frozenset(known) for one, known in names.items()})
