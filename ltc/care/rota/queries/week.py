"""One week as it stands, in a constant number of statements for any number of elders."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.cases.models import CarePlan, PlannedService
from ltc.care.cases.terms import PlanStatus
from ltc.care.elders.models import CareTeamMember, Elder, Household
from ltc.care.elders.queries.register import Condition, is_living_here, visible_to
from ltc.care.elders.rules import full_name
from ltc.care.elders.terms import TeamRole
from ltc.care.events.models import Pause
from ltc.care.rota.models import Assignment, StandIn
from ltc.care.rota.queries.people import list_away
from ltc.care.rota.queries.reference import get_load
from ltc.care.rota.rules.load import Load
from ltc.care.rota.rules.wanted import WEEK, days_of, days_within, monday_of, wishes
from ltc.care.rota.rules.week import Facts, derive, order_of_going
from ltc.care.rota.terms import Away, House, Kept, Service, TeamPlace, Turn, Wanted
from ltc.foundation.areas.models import Area
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import fetch

Days = tuple[date, date | None]


@dataclass(frozen=True)
class Week:
    """A week from its Monday: all turns, who is away, and what one caregiver can carry."""

    monday: date
    turns: list[Turn]
    away: list[Away]
    load: Load

    @property
    def days(self) -> tuple[date, ...]:
        """The seven days."""
        return days_of(self.monday)


def read_week(session: Session, actor: Actor, *, day: date, on: date) -> Week:
    """Return the week of ``day`` of everybody whom the actor may see; six statements."""
    assert actor.area_id is not None
    who = visible_to(actor, on=on, action="list", resource="rota")
    return week_of(session, actor.area_id, who, day=day)


def open_turns(session: Session, actor: Actor, *, day: date, on: date) -> list[Turn]:
    """Return the visits that nobody takes: of the day itself, and those without a caregiver."""
    week = read_week(session, actor, day=day, on=on)
    return [one for one in week.turns if one.why_open and one.day in (day, None)]


def turns_at(session: Session, elder_id: UUID, municipality_id: UUID, *, day: date) -> list[Turn]:
    """Return who goes to one elder from a day to the end of its week, in order; five statements.

    The caller loaded the elder with a check before.
    """
    week = week_of(session, municipality_id, col(Elder.id) == elder_id, day=day)
    found = [one for one in week.turns if one.day is None or one.day >= day]
    return sorted(found, key=lambda one: (one.day or day, one.wanted.first))


def turns_of(session: Session, actor: Actor, *, day: date) -> list[Turn]:
    """Return a caregiver's own turns of one day, in the order of going, as the board has them.

    All houses that are or were hers this week are looked at, so that board and day agree; what the
    caller shows of them is for the caller to choose.
    """
    assert actor.area_id is not None
    monday = monday_of(day)
    hers = sa.select(col(CareTeamMember.elder_id)).where(
        col(CareTeamMember.user_id) == actor.person_id,
        col(CareTeamMember.team_role) == TeamRole.CAREGIVER,
        _touches(CareTeamMember.active_from, CareTeamMember.active_until, monday, monday + WEEK),
    )
    week = week_of(session, actor.area_id, col(Elder.id).in_(hers), day=day)
    mine = [one for one in week.turns if one.caregiver_id == actor.person_id and one.day == day]
    return sorted(mine, key=order_of_going)


@dataclass(frozen=True)
class HouseFacts:
    """How to find a house and whom to call there."""

    address: str
    landmark: str
    phone: str


def list_houses(session: Session, elder_ids: Sequence[UUID]) -> dict[UUID, HouseFacts]:
    """Return how to find the houses of elders that were chosen with a check before."""
    asked = (
        sa.select(
            col(Elder.id), col(Household.house_no), col(Household.lane), col(Household.landmark),
            col(Elder.phone),
        )
        .join(Household, col(Household.id) == col(Elder.household_id))
        .where(col(Elder.id).in_(set(elder_ids)))
    )  # fmt: skip
    return {
        elder_id: HouseFacts(f"{house_no} {lane}".strip(), landmark, phone)
        for elder_id, house_no, lane, landmark, phone in fetch(session, asked)
    }


def week_of(session: Session, municipality_id: UUID, who: Condition, *, day: date) -> Week:
    """Return the week of ``day`` for the elders of a condition, chosen with a check before."""
    monday = monday_of(day)
    end = monday + WEEK
    load = get_load(monday)
    who = sa.and_(col(Elder.municipality_id) == municipality_id, is_living_here(), who)
    paused = _paused(session, municipality_id, monday, end)
    wanted = _wanted(_planned(session, who, monday, end), paused, monday, load)
    places = _places(session, who, monday, end)
    away = list_away(session, municipality_id, since=monday, until=end)
    kept = _kept(session, municipality_id, monday)
    return Week(monday, derive(Facts(wanted, places, load.workdays, kept, away)), away, load)


def _planned(session: Session, who: Condition, monday: date, end: date) -> Sequence[Any]:
    """Return a row for each caregiver's service of the plans in use, elder by elder."""
    asked = (
        sa.select(
            col(Elder.id), col(Elder.prefix), col(Elder.given_name), col(Elder.family_name),
            col(Elder.sort_key), col(Elder.community_id), col(Area.name_th),
            col(CarePlan.valid_from), col(CarePlan.valid_until), col(PlannedService.times),
            col(PlannedService.per), col(PlannedService.minutes), col(PlannedService.doer_user_id),
        )
        .join(Area, col(Area.id) == col(Elder.community_id))
        .join(CarePlan, col(CarePlan.elder_id) == col(Elder.id))
        .join(PlannedService, col(PlannedService.plan_id) == col(CarePlan.id))
        .where(
            who,
            col(CarePlan.status) == PlanStatus.ACTIVE,
            col(CarePlan.valid_from) < end,
            col(CarePlan.valid_until) > monday,
            col(PlannedService.doer_role) == TeamRole.CAREGIVER,
        )
        .order_by(col(Elder.sort_key), col(Elder.id), col(PlannedService.position))
    )  # fmt: skip
    return fetch(session, asked).fetchall()


def _wanted(
    rows: Sequence[Any], paused: dict[UUID, list[Days]], monday: date, load: Load
) -> list[Wanted]:
    found: list[Wanted] = []
    for elder_id, group in groupby(rows, key=lambda row: row[0]):
        lines = list(group)
        _id, prefix, given, family, sort_key, community_id, community, since, until = lines[0][:9]
        services = [Service(*line[9:]) for line in lines]
        asked = wishes(
            services, valid_from=since, valid_until=until, monday=monday,
            usual_minutes=load.usual_minutes,
        )  # fmt: skip
        if not asked:
            continue
        name = full_name(prefix, given, family)
        house = House(elder_id, name, sort_key, community_id, community)
        off = paused.get(elder_id)
        doer_id = next((one.doer_id for one in services if one.doer_id), None)
        for wish in asked:
            days = days_within(wish.first, wish.last, monday)
            if off:
                days = tuple(day for day in days if not _is_off(day, off))
            if days:
                found.append(Wanted(house, wish.first, wish.last, wish.minutes, doer_id, days))
    return found


def _is_off(day: date, pauses: Sequence[Days]) -> bool:
    return any(since <= day and (until is None or day < until) for since, until in pauses)


def _paused(
    session: Session, municipality_id: UUID, monday: date, end: date
) -> dict[UUID, list[Days]]:
    rows = fetch(
        session,
        sa.select(col(Pause.elder_id), col(Pause.from_on), col(Pause.until_on)).where(
            col(Pause.municipality_id) == municipality_id,
            _touches(Pause.from_on, Pause.until_on, monday, end),
        ),
    )
    found: dict[UUID, list[Days]] = defaultdict(list)
    for elder_id, since, until in rows:
        found[elder_id].append((since, until))
    return found


def _places(
    session: Session, who: Condition, monday: date, end: date
) -> dict[UUID, list[TeamPlace]]:
    """Return caregivers' own places: one that was lent for a cover makes nobody the owner."""
    asked = (
        sa.select(
            col(CareTeamMember.elder_id), col(CareTeamMember.user_id), col(CareTeamMember.name),
            col(CareTeamMember.active_from), col(CareTeamMember.active_until),
        )
        .join(Elder, col(Elder.id) == col(CareTeamMember.elder_id))
        .outerjoin(StandIn, col(StandIn.member_id) == col(CareTeamMember.id))
        .where(
            who,
            col(CareTeamMember.team_role) == TeamRole.CAREGIVER,
            col(CareTeamMember.user_id).is_not(None),
            _touches(CareTeamMember.active_from, CareTeamMember.active_until, monday, end),
            col(StandIn.id).is_(None),
        )
    )  # fmt: skip
    found: dict[UUID, list[TeamPlace]] = defaultdict(list)
    for elder_id, *place in fetch(session, asked):
        found[elder_id].append(TeamPlace(*place))
    return found


def _kept(session: Session, municipality_id: UUID, monday: date) -> dict[tuple[UUID, date], Kept]:
    rows = fetch(
        session,
        sa.select(
            col(Assignment.elder_id), col(Assignment.wanted_from), col(Assignment.caregiver_id),
            col(Assignment.day), col(Assignment.position), col(Assignment.version),
            col(Assignment.caregiver_name),
        ).where(
            col(Assignment.municipality_id) == municipality_id,
            col(Assignment.week_from) == monday,
        ),
    )  # fmt: skip
    return {(elder_id, first): Kept(*rest) for elder_id, first, *rest in rows}


def _touches(since: Any, until: Any, first: date, end: date) -> Condition:
    """Return the condition that days from ``since`` until (excluded) touch the given ones."""
    return sa.and_(col(since) < end, sa.or_(col(until).is_(None), col(until) > first))
