"""Who sees whom: the one SQL condition against a plain reading of the policy, in random worlds."""

import random
from datetime import date, timedelta
from itertools import product
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.elders.actions.register import register_elder
from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.elders.queries.register import get_elder, list_elders, visible_to
from ltc.care.elders.queries.search import search_elders
from ltc.foundation.accounts.queries import policy
from ltc.foundation.core.actor import Actor, system_actor
from ltc.foundation.core.errors import NotFound
from tests.cast import AT, STAFF, TODAY, Cast, elder_draft

WORLDS = 12
ACTIONS = ("read", "list", "create", "update", "amend", "administer")
RESOURCES = ("elder", "citizen_id", "care_team", "assessment", "care_plan", "trail", "audit_log")
TEAM_ROLES = ("caregiver", "relative", "nurse", "volunteer", "care_manager")
DAYS = [TODAY + timedelta(days=days) for days in (-400, -30, -1, 0, 1, 30)]


def oracle(
    who: Actor, elder: Elder, places: list[CareTeamMember], action: str, resource: str, on: date
) -> bool:
    """The same question answered from the policy's lines and the rows, one at a time."""
    for grant in policy().grants:
        if (grant.role, grant.action, grant.resource) != (who.role, action, resource):
            continue
        if grant.scope == "area" and elder.municipality_id == who.area_id:
            return True
        for place in places:
            if place.elder_id != elder.id or place.user_id != who.person_id:
                continue
            is_now = place.active_from <= on and not (
                place.active_until is not None and place.active_until <= on
            )
            is_relative = place.team_role == "relative"
            if is_now and grant.scope == ("linked" if is_relative else "assigned"):
                return True
    return False


@pytest.fixture
def elders(session: Session, cast: Cast) -> list[Elder]:
    """Three elders of the town and two of the next one; nobody else is in the register."""
    by = system_actor("test")
    made = []
    for number in range(5):
        is_here = number < 3
        town = cast.town_id if is_here else cast.elsewhere_id
        community = cast.community_id if is_here else cast.elsewhere_community_id
        draft = elder_draft(community, given_name=f"คนที่{'กขคงจ'[number]}", phone="")
        made.append(register_elder(session, town, draft, by=by, at=AT, on=TODAY))
    session.flush()
    return [*made, session.get_one(Elder, cast.boonmee_id)]


def a_world(session: Session, cast: Cast, elders: list[Elder], seed: int) -> list[CareTeamMember]:
    """Fill the care teams anew, at random but the same each time."""
    dice = random.Random(seed)
    session.execute(sa.delete(CareTeamMember))
    users = list(cast.users.values())
    places = []
    for _ in range(dice.randint(0, 25)):
        begins, ends = dice.choice(DAYS), dice.choice([None, None, *DAYS])
        place = CareTeamMember(
            elder_id=dice.choice(elders).id, team_role=dice.choice(TEAM_ROLES), name="ใคร",
            user_id=dice.choice([None, *users]), active_from=begins, active_until=ends,
        )  # fmt: skip
        session.add(place)
        places.append(place)
    session.flush()
    return places


def seen(session: Session, who: Actor, action: str, resource: str, on: date) -> set[UUID]:
    """Who the condition lets through."""
    condition = visible_to(who, on=on, action=action, resource=resource)
    return set(session.scalars(sa.select(col(Elder.id)).where(condition)))


def test_condition_equals_the_plain_reading(
    session: Session, cast: Cast, elders: list[Elder]
) -> None:
    dice = random.Random(5_172)
    doors = list(product(ACTIONS, RESOURCES))
    for seed in range(WORLDS):
        places = a_world(session, cast, elders, seed)
        for username in STAFF:
            who = cast.actor(username)
            for action, resource in [("read", "elder"), ("list", "elder"), *dice.sample(doors, 4)]:
                for on in dice.sample(DAYS, 2):
                    wanted = {
                        one.id for one in elders if oracle(who, one, places, action, resource, on)
                    }
                    assert seen(session, who, action, resource, on) == wanted, (seed, username)


def test_lists_and_loaders_show_the_same(session: Session, cast: Cast, elders: list[Elder]) -> None:
    for seed in range(3):
        a_world(session, cast, elders, seed)
        for username in STAFF:
            who = cast.actor(username)
            listed = {row.id for row in list_elders(session, who, on=TODAY)[0]}
            found = {row.id for row in search_elders(session, who, "ใจดี", on=TODAY)}
            assert listed == found == seen(session, who, "list", "elder", TODAY)
            for one in elders:
                assert _opens(session, who, one.id) == (
                    one.id in seen(session, who, "read", "elder", TODAY)
                )


def _opens(session: Session, who: Actor, elder_id: UUID) -> bool:
    try:
        return get_elder(session, elder_id, who, on=TODAY).id == elder_id
    except NotFound:
        return False


def test_role_without_a_place_or_area_sees_nobody(session: Session, cast: Cast) -> None:
    for role in ("", "system", "nobody", "administrator", "care_manager", "caregiver"):
        who = Actor(UUID(int=1), "ใคร", role, None)
        assert seen(session, who, "read", "elder", TODAY) == set()


def test_jobs_see_everybody(session: Session, elders: list[Elder]) -> None:
    everybody = set(session.exec(select(Elder.id)))
    assert seen(session, system_actor("job"), "read", "elder", TODAY) == everybody
