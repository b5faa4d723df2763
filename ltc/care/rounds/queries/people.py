"""Who is meant by a round, door by door, and what was found of each.

Nobody is copied into a round: who lives here and was sixty on its first day is asked each time.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.assessment.models import Assessment
from ltc.care.elders.models import Elder, Household
from ltc.care.elders.queries.register import visible_to
from ltc.care.elders.rules import ELDER_FROM_AGE, age_words, born_on_or_before, full_name
from ltc.care.rounds.models import ScreeningContact, ScreeningRound, VolunteerHousehold
from ltc.care.rounds.rules.plan import house_order, living_day
from ltc.care.rounds.terms import Outcome
from ltc.foundation.core.actor import Actor

Condition = sa.ColumnElement[bool]
LOOK_BACK = timedelta(days=800)  # "last year's result" of somebody who was missed once
RESOURCE = "screening_round"


@dataclass(frozen=True)
class Whose:
    """Which doors a list holds: a volunteer's, a community's, or those of it that nobody has."""

    volunteer_id: UUID | None = None
    community_id: UUID | None = None
    without_volunteer: bool = False


@dataclass(frozen=True)
class Doorway:
    """One person of a list, with what is known of this round; ``version`` 0: nothing yet."""

    id: UUID
    full_name: str
    sort_key: str
    born_on: date | None
    birth_precision: str
    house_no: str
    lane: str
    outcome: str | None
    met_on: date | None
    version: int
    operation_id: UUID | None

    def age_on(self, on: date) -> str:
        """Return the age in words."""
        return age_words(self.born_on, self.birth_precision, on)

    @property
    def house(self) -> str:
        """House number and lane in one line."""
        return f"{self.house_no} {self.lane}".strip()

    @property
    def is_waiting(self) -> bool:
        """True until there is news of this person: somebody not met is looked for again."""
        return self.outcome in (None, Outcome.NOT_MET)


@dataclass(frozen=True)
class Found:
    """One result of a person with one instrument."""

    assessed_on: date
    total: int | None
    band: str | None
    answers: Mapping[str, int]


@dataclass(frozen=True)
class Results:
    """The newest result in the round and the newest before it, by (elder, instrument)."""

    now: Mapping[tuple[UUID, str], Found]
    before: Mapping[tuple[UUID, str], Found]


def held_on(on: date) -> Condition:
    """Return the condition that a house is in a volunteer's care on a day."""
    return sa.and_(
        col(VolunteerHousehold.cared_from) <= on,
        sa.or_(
            col(VolunteerHousehold.cared_until).is_(None),
            col(VolunteerHousehold.cared_until) > on,
        ),
    )


def is_meant(screening: ScreeningRound, *, on: date) -> Condition:
    """Return the condition that a person is meant: sixty on the first day, and living here.

    Living here is asked for today while the round runs, afterwards for its last day.
    """
    day = living_day(screening.starts_on, screening.ends_on, today=on)
    return sa.and_(
        col(Elder.municipality_id) == screening.municipality_id,
        col(Elder.born_on) <= born_on_or_before(screening.starts_on, ELDER_FROM_AGE),
        sa.or_(col(Elder.died_on).is_(None), col(Elder.died_on) > day),
        sa.or_(col(Elder.moved_away_on).is_(None), col(Elder.moved_away_on) > day),
    )


def contact_of(screening: ScreeningRound) -> Condition:
    """Return the condition that joins what happened at an elder's door in a round."""
    return sa.and_(
        col(ScreeningContact.elder_id) == col(Elder.id),
        col(ScreeningContact.round_id) == screening.id,
    )


def _doorways(
    screening: ScreeningRound, actor: Actor, action: str, *, on: date
) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            col(Elder.id), col(Elder.prefix), col(Elder.given_name), col(Elder.family_name),
            col(Elder.sort_key), col(Elder.born_on), col(Elder.birth_precision),
            col(Household.house_no), col(Household.lane), col(ScreeningContact.outcome),
            col(ScreeningContact.met_on), sa.func.coalesce(col(ScreeningContact.version), 0),
            col(ScreeningContact.operation_id),
        )
        .select_from(Elder)
        .join(Household, col(Household.id) == col(Elder.household_id))
        .outerjoin(ScreeningContact, contact_of(screening))
        .where(visible_to(actor, on=on, action=action, resource=RESOURCE))
    )  # fmt: skip


def _as_doorway(found: Sequence[Any]) -> Doorway:
    elder_id, prefix, given, family, *rest = found
    return Doorway(elder_id, full_name(prefix, given, family), *rest)


def list_doorways(
    session: Session, screening: ScreeningRound, actor: Actor, whose: Whose, *, on: date
) -> list[Doorway]:
    """Return everybody of a list, lane by lane and house by house as one walks."""
    wanted = _doorways(screening, actor, "list", on=on).where(
        is_meant(screening, on=on), _is_whose(whose, on)
    )
    found = [_as_doorway(row) for row in session.execute(wanted)]
    places: dict[tuple[str, str], Any] = {}
    for one in found:
        if (one.house_no, one.lane) not in places:
            places[one.house_no, one.lane] = house_order(one.house_no, one.lane)
    return sorted(found, key=lambda one: (places[one.house_no, one.lane], one.sort_key, one.id))


def get_doorways(
    session: Session, screening: ScreeningRound, actor: Actor, elder_ids: Collection[UUID],
    *, on: date,
) -> dict[UUID, Doorway]:  # fmt: skip
    """Return people of a sheet that comes back; who is not meant or not visible is left out."""
    if not elder_ids:
        return {}
    wanted = _doorways(screening, actor, "update", on=on).where(
        is_meant(screening, on=on), col(Elder.id).in_(elder_ids)
    )
    return {row[0]: _as_doorway(row) for row in session.execute(wanted)}


def _is_whose(whose: Whose, on: date) -> Condition:
    held = sa.select(col(VolunteerHousehold.household_id)).where(held_on(on))
    conditions: list[Condition] = []
    if whose.volunteer_id is not None:
        mine = held.where(col(VolunteerHousehold.volunteer_id) == whose.volunteer_id)
        conditions.append(col(Elder.household_id).in_(mine))
    if whose.community_id is not None:
        conditions.append(col(Elder.community_id) == whose.community_id)
    if whose.without_volunteer:
        conditions.append(col(Elder.household_id).not_in(held))
    return sa.and_(*conditions) if conditions else sa.false()


def is_screening(screening: ScreeningRound) -> Condition:
    """Return the condition of a valid screening result of the round's municipality."""
    return sa.and_(
        # the word itself, not a value: only so does the index of screenings apply
        col(Assessment.purpose) == sa.literal_column("'screening'"),
        col(Assessment.municipality_id) == screening.municipality_id,
        ~col(Assessment.is_superseded),
    )


def in_round(screening: ScreeningRound) -> Condition:
    """Return the condition that an assessment was made within the days of a round."""
    return col(Assessment.assessed_on).between(screening.starts_on, screening.ends_on)


def results_of(session: Session, screening: ScreeningRound, elder_ids: Collection[UUID]) -> Results:
    """Return what was found of these people now and before, in one statement."""
    now: dict[tuple[UUID, str], Found] = {}
    before: dict[tuple[UUID, str], Found] = {}
    if elder_ids:
        wanted = (
            sa.select(
                col(Assessment.elder_id), col(Assessment.instrument), col(Assessment.assessed_on),
                col(Assessment.total), col(Assessment.band), col(Assessment.answers),
            )
            .where(
                is_screening(screening),
                col(Assessment.instrument).in_(set(screening.instruments.values())),
                col(Assessment.elder_id).in_(elder_ids),
                col(Assessment.assessed_on) <= screening.ends_on,
                col(Assessment.assessed_on) >= screening.starts_on - LOOK_BACK,
            )
            .order_by(col(Assessment.assessed_on), col(Assessment.recorded_at), col(Assessment.id))
        )  # fmt: skip
        for elder_id, instrument, on, total, band, answers in session.execute(wanted):
            into = now if on >= screening.starts_on else before
            into[elder_id, instrument] = Found(on, total, band, answers)
    return Results(now, before)
