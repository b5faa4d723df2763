"""What a cover is decided from: whose visits, who works, what binds them to each house."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.elders.queries.register import (
    ElderRow,
    as_row,
    is_living_here,
    rows,
    visible_to,
)  # fmt: skip
from ltc.care.elders.queries.team import list_teams
from ltc.care.elders.terms import TeamRole
from ltc.care.rota.queries.people import (
    Colleague,
    kin_of,
    list_away,
    list_colleagues,
)  # fmt: skip
from ltc.care.rota.queries.reference import get_load
from ltc.care.rota.queries.week import read_week
from ltc.care.rota.rules.load import Load
from ltc.care.rota.rules.wanted import WEEK, monday_of
from ltc.care.rota.rules.week import with_done
from ltc.care.rota.terms import Turn
from ltc.care.visits.queries.weeks import done_in_week, times_visited
from ltc.care.workforce.queries import get_rules, trainings_of
from ltc.care.workforce.terms import Training
from ltc.foundation.accounts.queries import list_holdings_from
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound
from ltc.journeys.cover.rules import has_ended, propose
from ltc.journeys.cover.terms import Candidate, Need, Offer, Ties

ROLES = ("caregiver", "care_manager", "team_nurse", "family_doctor")
CAREGIVER, MANAGER = "caregiver", "care_manager"


@dataclass(frozen=True)
class CoverPlan:
    """A cover before it is decided: the offers of a caregiver, or the elders of a manager."""

    who: Colleague
    since: date
    until: date
    load: Load
    candidates: Sequence[Candidate]
    offers: Sequence[Offer]
    kin: frozenset[tuple[UUID, UUID]]
    elders: Sequence[ElderRow] = ()
    note_th: str = ""  # what is unsure about certificates

    @property
    def last(self) -> date:
        """The last day of the absence."""
        return self.until - timedelta(days=1)

    @property
    def elder_ids(self) -> set[UUID]:
        """Everybody whom the page shows."""
        return {one.need.house.elder_id for one in self.offers} | {e.id for e in self.elders}

    @property
    def ended(self) -> list[Candidate]:
        """Who is not offered for some house because their certificate has ended by then."""
        return [
            one
            for one in self.candidates
            if any(has_ended(one, offer.need) for offer in self.offers)
        ]

    @property
    def open(self) -> list[Offer]:
        """What nobody can take."""
        return [one for one in self.offers if one.candidate is None]


def list_people(session: Session, actor: Actor, *, since: date, until: date) -> list[Colleague]:
    """Return colleagues who may be away: everybody who cares for elders here on these days."""
    assert actor.area_id is not None
    return list_colleagues(session, actor.area_id, ROLES, since=since, until=until)


def read_cover(
    session: Session, actor: Actor, user_id: UUID, *, since: date, until: date, on: date
) -> CoverPlan:
    """Return what a cover of one colleague is decided from, with the offers.

    The statements grow with the weeks of the absence, never with visits or people. Raises NotFound
    for somebody who does not work here in these days.
    """
    assert actor.area_id is not None
    who = _colleague(session, actor, user_id, since)
    others = _working(session, actor.area_id, who, since, until)
    load = get_load(since)
    if who.role != CAREGIVER:
        people = [Candidate(one.id, one.name, one.sort_key) for one in others]
        elders = _elders_of(session, actor, user_id, since, until) if who.role == MANAGER else []
        return CoverPlan(who, since, until, load, people, (), frozenset(), elders)
    turns = _turns(session, actor, since, until, on)
    needs = _needs(turns, user_id)
    ids = [one.id for one in others]
    trained = trainings_of(session, actor.area_id, ids, role=CAREGIVER, on=max(since, on))
    people = [_candidate(one, turns, trained[one.id]) for one in others]
    ties = _ties(session, needs, people, on=max(since, on))
    offers = propose(needs, people, ties, day_minutes=load.day_minutes)
    note_th = get_rules(CAREGIVER, since).note_th
    return CoverPlan(who, since, until, load, people, offers, ties.kin, note_th=note_th)


def _colleague(session: Session, actor: Actor, user_id: UUID, since: date) -> Colleague:
    held = {
        one.role
        for one in list_holdings_from(session, user_id, on=since)
        if one.area_id == actor.area_id and one.held_from <= since
    }
    role = next((one for one in ROLES if one in held), None)
    if role is None or actor.area_id is None:
        raise NotFound
    people = list_colleagues(session, actor.area_id, [role], since=since, until=since)
    found = next((one for one in people if one.id == user_id), None)
    if found is None:
        raise NotFound
    return found


def _working(
    session: Session, town: UUID, who: Colleague, since: date, until: date
) -> list[Colleague]:
    """Return who could stand in: the same role on all the days, and not away on any of them."""
    away = {one.user_id for one in list_away(session, town, since=since, until=until)}
    people = list_colleagues(session, town, [who.role], since=since, until=until)
    return [one for one in people if one.id != who.id and one.id not in away]


def _turns(session: Session, actor: Actor, since: date, until: date, on: date) -> list[Turn]:
    """Return everybody's visits of the days that still have to be made."""
    assert actor.area_id is not None
    first = max(since, on)
    found: list[Turn] = []
    monday = monday_of(first)
    while monday < until:
        week = read_week(session, actor, day=monday, on=on)
        earliest = min((one.wanted.first for one in week.turns), default=monday)
        done = done_in_week(session, actor.area_id, monday, since=earliest)
        found += [
            one
            for one in with_done(week.turns, done, monday=monday)
            if one.done_on is None and one.day is not None and first <= one.day < until
        ]
        monday += WEEK
    return found


def _needs(turns: Sequence[Turn], user_id: UUID) -> list[Need]:
    hers: dict[UUID, list[Turn]] = defaultdict(list)
    for one in turns:
        if one.caregiver_id == user_id:
            hers[one.wanted.house.elder_id].append(one)
    return [Need(group[0].wanted.house, tuple(group)) for group in hers.values()]


def _candidate(one: Colleague, turns: Sequence[Turn], training: Training) -> Candidate:
    minutes: dict[date, int] = defaultdict(int)
    there = set()
    for turn in turns:
        if turn.caregiver_id == one.id and turn.day is not None:
            minutes[turn.day] += turn.wanted.minutes
            there.add((turn.day, turn.wanted.house.community_id))
    return Candidate(one.id, one.name, one.sort_key, dict(minutes), frozenset(there), training)


def _ties(
    session: Session, needs: Sequence[Need], people: Sequence[Candidate], *, on: date
) -> Ties:
    elder_ids = [one.house.elder_id for one in needs]
    teams = list_teams(session, elder_ids, TeamRole.CAREGIVER, on=on)
    kin = kin_of(session, elder_ids)
    return Ties(
        frozenset(
            (elder_id, one.user_id) for elder_id, team in teams.items() for one in team
            if one.user_id is not None
        ),
        times_visited(session, elder_ids),
        frozenset(
            (elder_id, one.id)
            for elder_id in elder_ids for one in people if kin.has(elder_id, one.id, one.name)
        ),
    )  # fmt: skip


def _elders_of(
    session: Session, actor: Actor, user_id: UUID, since: date, until: date
) -> list[ElderRow]:
    """Return the elders whose care manager somebody is on one of the days."""
    places = sa.select(col(CareTeamMember.elder_id)).where(
        col(CareTeamMember.user_id) == user_id,
        col(CareTeamMember.team_role) == TeamRole.CARE_MANAGER,
        col(CareTeamMember.active_from) < until,
        sa.or_(
            col(CareTeamMember.active_until).is_(None), col(CareTeamMember.active_until) > since
        ),
    )
    found = session.execute(
        rows()
        .where(
            col(Elder.id).in_(places),
            is_living_here(),
            visible_to(actor, on=since, action="list", resource="rota"),
        )
        .order_by(col(Elder.sort_key), col(Elder.id))
    )
    return [as_row(row) for row in found]


def names_of(plan: CoverPlan, user_ids: Collection[UUID]) -> list[str]:
    """Return the names of candidates, in their order."""
    return [one.name for one in plan.candidates if one.id in user_ids]
