"""Who is in the register, scoped: who may not see, does not find."""

import csv
import functools
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from ltc.care.elders.models import CareTeamMember, Elder, ElderGram, Household
from ltc.care.elders.queries.team import active_on
from ltc.care.elders.rules import (
    ELDER_FROM_AGE,
    age_words,
    born_on_or_before,
    full_name,
    may_be_same,
)
from ltc.care.elders.terms import Prefix, TeamRole
from ltc.foundation.accounts.queries import policy
from ltc.foundation.accounts.terms import Scope
from ltc.foundation.areas.models import Area
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound
from ltc.foundation.core.prepared import Columns, Day, asked
from ltc.settings import CHECKOUT

Condition = sa.ColumnElement[bool]
Place = tuple[str, UUID]
Reach = frozenset[Scope] | None  # None: the system itself, everywhere
Id = UUID | None | sa.BindParameter[Any]


@functools.cache
def list_prefixes() -> tuple[Prefix, ...]:
    """Return the name prefixes of the reference data, the common ones first."""
    path = CHECKOUT / "seeds" / "reference" / "prefixes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    return tuple(Prefix(row["code"], row["text"], row["is_common"] == "1") for row in found)


def visible_to(
    actor: Actor, *, on: date, action: str = "read", resource: str = "elder"
) -> Condition:
    """Return the one condition that says which elders ``actor`` may do ``action`` on, today.

    It is the whole of row-level permission: lists filter by it, loaders look through it.
    """
    reach = reach_of(actor, action, resource)
    return _within(reach, area_id=actor.area_id, person_id=actor.person_id, on=on)


def reach_of(actor: Actor, action: str, resource: str) -> Reach:
    """Return the scopes in which ``actor`` may do this: what decides a statement's shape."""
    return None if actor.is_system else policy().scopes(actor.role, action, resource)


def _within(reach: Reach, *, area_id: Id, person_id: Id, on: Day) -> Condition:
    """Return the condition of these scopes, for somebody known now or ``asked`` for later."""
    if reach is None:
        return sa.true()
    allowed: list[Condition] = []
    for scope in sorted(reach):
        if scope is Scope.AREA:
            allowed.append(col(Elder.municipality_id) == area_id)
        elif scope in (Scope.ASSIGNED, Scope.LINKED):
            allowed.append(col(Elder.id).in_(_on_team_of(person_id, scope, on)))
    return sa.or_(*allowed) if allowed else sa.false()


def _on_team_of(person_id: Id, scope: Scope, on: Day) -> sa.Select[Any]:
    is_relative = col(CareTeamMember.team_role) == TeamRole.RELATIVE
    return sa.select(col(CareTeamMember.elder_id)).where(
        col(CareTeamMember.user_id) == person_id,
        is_relative if scope is Scope.LINKED else ~is_relative,
        active_on(on),
    )


def is_asked_elder(reach: Reach) -> Condition:
    """Return the condition for one elder whom an actor may see, with ``whom`` as its values."""
    seen = _within(
        reach, area_id=asked("area_id"), person_id=asked("person_id"), on=asked("day", sa.Date)
    )
    return sa.and_(col(Elder.id) == asked("elder_id"), seen)


def whom(elder_id: UUID, actor: Actor, *, on: date) -> dict[str, Any]:
    """Return the values that statements with ``is_asked_elder`` ask for."""
    return {
        "elder_id": elder_id, "area_id": actor.area_id, "person_id": actor.person_id, "day": on
    }  # fmt: skip


def get_elder(
    session: Session,
    elder_id: UUID,
    actor: Actor,
    *,
    on: date,
    action: str = "read",
    resource: str = "elder",
) -> Elder:
    """Return one elder; raises NotFound when there is none or the actor may not see them."""
    wanted = _one_elder(reach_of(actor, action, resource))
    elder = session.exec(wanted, params=whom(elder_id, actor, on=on)).first()
    if elder is None:
        raise NotFound
    return elder


@functools.cache
def _one_elder(reach: Reach) -> SelectOfScalar[Elder]:
    return select(Elder).where(is_asked_elder(reach))


def get_household(session: Session, household_id: UUID) -> Household:
    """Return the house an elder lives in; the elder was loaded with a check before."""
    household = session.get(Household, household_id)
    if household is None:
        raise NotFound
    return household


def find_household(
    session: Session, community_id: UUID, house_no: str, lane: str
) -> Household | None:
    """Return the house with this number, or None."""
    return session.exec(
        select(Household).where(
            Household.community_id == community_id,
            Household.house_no == house_no,
            Household.lane == lane,
        )
    ).first()


@dataclass(frozen=True)
class ElderRow:
    """One line of the register."""

    id: UUID
    full_name: str
    sort_key: str
    sex: str
    born_on: date | None
    birth_precision: str
    community: str
    house_no: str
    lane: str
    died_on: date | None
    moved_away_on: date | None

    def age_on(self, on: date) -> str:
        """Return the age in words; "ประมาณ" when the birth date is not exactly known."""
        return age_words(self.born_on, self.birth_precision, on)


@functools.cache
def rows() -> Columns:
    """Return the columns of a register line; callers add who and where."""
    return (
        sa.select(
            col(Elder.id),
            col(Elder.prefix),
            col(Elder.given_name),
            col(Elder.family_name),
            col(Elder.sort_key),
            col(Elder.sex),
            col(Elder.born_on),
            col(Elder.birth_precision),
            col(Area.name_th),
            col(Household.house_no),
            col(Household.lane),
            col(Elder.died_on),
            col(Elder.moved_away_on),
        )
        .join(Area, col(Area.id) == col(Elder.community_id))
        .join(Household, col(Household.id) == col(Elder.household_id))
    )


def as_row(found: Sequence[Any]) -> ElderRow:
    """Return a fetched row as a register line."""
    elder_id, prefix, given, family, *rest = found
    return ElderRow(elder_id, full_name(prefix, given, family), *rest)


def is_living_here() -> Condition:
    """Return the condition that a person is alive and has not moved away."""
    return sa.and_(col(Elder.died_on).is_(None), col(Elder.moved_away_on).is_(None))


def list_elders(
    session: Session,
    actor: Actor,
    *,
    on: date,
    community_id: UUID | None = None,
    household_id: UUID | None = None,
    after: Place | None = None,
    limit: int = 100,
) -> tuple[list[ElderRow], Place | None]:
    """Return living registered people in Thai order from a place on, and the place to go on from.

    Pages are found by key: no page counts or skips rows.
    """
    wanted = rows().where(visible_to(actor, on=on, action="list"), is_living_here())
    if community_id:
        wanted = wanted.where(col(Elder.community_id) == community_id)
    if household_id:
        wanted = wanted.where(col(Elder.household_id) == household_id)
    if after:
        place = sa.tuple_(col(Elder.sort_key), col(Elder.id))
        wanted = wanted.where(
            place > sa.tuple_(sa.literal(after[0]), sa.literal(after[1], sa.Uuid()))
        )
    wanted = wanted.order_by(col(Elder.sort_key), col(Elder.id)).limit(limit + 1)
    found = [as_row(row) for row in session.execute(wanted)]
    if len(found) <= limit:
        return found, None
    return found[:limit], (found[limit - 1].sort_key, found[limit - 1].id)


def get_rows(session: Session, elder_ids: Collection[UUID]) -> dict[UUID, ElderRow]:
    """Return register lines of elders that were chosen with a check before."""
    if not elder_ids:
        return {}
    found = session.execute(rows().where(col(Elder.id).in_(elder_ids)))
    return {row.id: row for row in map(as_row, found)}


def find_possible_duplicates(
    session: Session,
    *,
    municipality_id: UUID,
    search_text: str,
    born_on: date | None,
    besides: UUID | None = None,
) -> list[ElderRow]:
    """Return people of the municipality who may be the one being registered."""
    found = session.execute(
        rows().where(
            col(Elder.municipality_id) == municipality_id, col(Elder.search_text) == search_text
        )
    )
    return [
        row
        for row in map(as_row, found)
        if row.id != besides
        and may_be_same(search_text, born_on, other_name=search_text, other_born_on=row.born_on)
    ]


def find_by_citizen_index(session: Session, index: bytes) -> UUID | None:
    """Return the elder who has this national ID anywhere in the installation, or None."""
    return session.scalar(sa.select(col(Elder.id)).where(col(Elder.citizen_id_index) == index))


def _sixty_and_living(municipality_id: UUID, on: date) -> Condition:
    return sa.and_(
        col(Elder.municipality_id) == municipality_id,
        is_living_here(),
        col(Elder.born_on) <= born_on_or_before(on, ELDER_FROM_AGE),
    )


def count_elders(session: Session, municipality_id: UUID, *, on: date) -> int:
    """Return how many living registered people of a municipality are sixty or older on a day."""
    counted = sa.select(sa.func.count()).select_from(Elder)
    return int(session.scalar(counted.where(_sixty_and_living(municipality_id, on))) or 0)


def count_by_community(session: Session, municipality_id: UUID, *, on: date) -> dict[UUID, int]:
    """Return living registered elders of sixty or more for each community."""
    found = session.execute(
        sa.select(col(Elder.community_id), sa.func.count())
        .where(_sixty_and_living(municipality_id, on))
        .group_by(col(Elder.community_id))
    )
    return {community_id: count for community_id, count in found}


def a_sealed_elder(session: Session) -> Elder | None:
    """Return anybody whose national ID is sealed: to try whether the key of the vault fits."""
    return session.exec(
        select(Elder).where(col(Elder.citizen_id_index).is_not(None)).limit(1)
    ).first()


def grams_of(session: Session, elder_id: UUID) -> set[str]:
    """Return the search pieces stored for an elder."""
    return set(
        session.scalars(sa.select(col(ElderGram.gram)).where(col(ElderGram.elder_id) == elder_id))
    )
