"""Conferences of the made-up town: how its plans were heard, and the one to come."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from ltc.care.cases.actions.plans import agree_plan, draft_plan, save_plan
from ltc.care.conferences.models import Conference, Hearing, LineDecision, Voice
from ltc.care.conferences.queries.finding import list_conferences, waiting_for
from ltc.care.conferences.queries.hearings import read_hearings
from ltc.care.conferences.terms import LineState
from ltc.upkeep.demonstration.conferences import COMING_IN_DAYS, write_conferences
from ltc.upkeep.demonstration.staff import Member, Roster
from tests.care.cases.ordinary import grounded, in_use, opened, plan_draft
from tests.cast import AT, STAFF, TODAY, Cast


@pytest.fixture
def town(session: Session, cast: Cast) -> Session:
    """Boonmee with a plan in use and the draft of the next one."""
    by, case = cast.actor("malee"), opened(session, cast)
    grounded(session, cast, case)
    for is_agreed in (True, False):
        plan = draft_plan(session, case, by=by, at=AT, on=TODAY)
        save_plan(session, plan, plan_draft(), version=plan.version, by=by, at=AT)
        session.flush()
        if is_agreed:
            agree_plan(session, plan, by=by, at=AT)
            in_use(session, cast, plan)
    members = {
        username: Member(cast.users[username], username, role, name, cast.town_id)
        for username, (role, name) in STAFF.items()
        if not username.endswith("_elsewhere")
    }
    assert write_conferences(session, Roster(members), on=TODAY, at=AT) == 2
    return session


def test_one_was_held_and_one_is_to_come(town: Session, cast: Cast) -> None:
    coming, past = list_conferences(town, cast.actor("malee"), on=TODAY)
    assert [row.conference.held_on for row in coming] == [TODAY + timedelta(days=COMING_IN_DAYS)]
    assert [row.conference.state for row in past] == ["closed"]


def test_every_line_of_the_plan_in_use_was_heard_and_decided(town: Session) -> None:
    hearings = town.exec(select(Hearing)).all()
    held = next(one for one in hearings if one.ending == "agreed")
    view = read_hearings(town, [held], on=TODAY)[0]
    assert {one.state for one in view.lines} == {LineState.DECIDED}
    assert len(view.said) == len(view.parties) * len(view.lines)
    assert len(town.exec(select(LineDecision)).all()) == len(view.lines)


def test_to_the_coming_one_some_have_spoken_and_one_sets_a_condition(
    town: Session, cast: Cast
) -> None:
    against = town.exec(select(Voice).where(Voice.stance == "agree_if")).all()
    assert [bool(one.words) for one in against] == [True]
    assert len(waiting_for(town, cast.actor("malee"), on=TODAY)) == 1
    assert waiting_for(town, cast.actor("som"), on=TODAY) == []


def test_a_town_without_plans_has_no_conferences(session: Session) -> None:
    assert write_conferences(session, Roster({}), on=TODAY, at=AT) == 0
    assert session.exec(select(Conference)).all() == []
