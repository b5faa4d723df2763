"""The week that the demonstration lays: decisions, a covered absence, two weeks on call."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from ltc.care.duties.models import Duty
from ltc.care.duties.queries import answering_at
from ltc.care.rota.models import Absence, Assignment, StandIn
from ltc.care.rota.queries.week import read_week
from ltc.foundation.core.zone import at_local
from ltc.upkeep.demonstration.rota import write_rota
from ltc.upkeep.demonstration.staff import Member, Roster
from tests.care.rota.planned import planned_elder
from tests.cast import AT, STAFF, TODAY, Cast


def roster_of(cast: Cast) -> Roster:
    """The people of the tests as the demonstration knows its own."""
    return Roster(
        {
            username: Member(cast.users[username], username, role, name, cast.town_id)
            for username, (role, name) in STAFF.items()
            if not username.endswith("_elsewhere")
        }
    )


@pytest.mark.parametrize("on", [TODAY, TODAY + timedelta(days=3)], ids=["Sunday", "Wednesday"])
def test_the_week_has_decisions_a_cover_and_people_on_call(
    session: Session, cast: Cast, on: date
) -> None:
    for number in range(12):
        planned_elder(session, cast, number, "kham" if number % 2 else "som")
    write_rota(session, roster_of(cast), on=on, at=AT)
    session.flush()
    absence = session.exec(select(Absence)).one()
    assert absence.from_day == on + timedelta(days=1)
    covered = [row for row in session.exec(select(Assignment)).all() if row.absence_id]
    lent = [row for row in session.exec(select(StandIn)).all() if row.absence_id]
    assert {row.elder_id for row in covered} == {row.elder_id for row in lent} != set()
    assert any(row.position == 1 for row in session.exec(select(Assignment)).all())
    assert len(session.exec(select(Duty)).all()) == 45
    week = read_week(session, cast.actor("malee"), day=absence.from_day, on=on)
    assert [turn.why_open for turn in week.turns if turn.why_open] == []


@pytest.mark.parametrize("hour", range(24))
def test_at_any_hour_of_the_day_somebody_answers(session: Session, cast: Cast, hour: int) -> None:
    write_rota(session, roster_of(cast), on=TODAY, at=AT)
    session.flush()
    now = answering_at(session, cast.town_id, at=at_local(TODAY, hour))
    assert len(now.first) == 1
    assert len(now.others) == (8 <= hour < 16)


def test_a_town_without_plans_has_people_on_call_all_the_same(session: Session, cast: Cast) -> None:
    assert write_rota(session, roster_of(cast), on=TODAY, at=AT) == 46
