"""Two deaths, two clicks and two admissions at the same moment, on both databases: one is kept."""

from collections.abc import Callable
from datetime import UTC, date
from threading import Thread

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.cases.actions.cases import open_case
from ltc.care.cases.models import Case
from ltc.care.cases.terms import CaseDraft
from ltc.care.elders.models import Elder
from ltc.care.events.actions import record_event
from ltc.care.events.models import Event, Pause
from ltc.care.events.terms import EventDraft
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import at_local
from ltc.journeys.departure.actions.depart import depart
from ltc.journeys.departure.models import Departure
from ltc.journeys.departure.terms import DepartureDraft
from tests.cast import Cast

pytestmark = pytest.mark.journeys

TODAY = date(2026, 11, 22)
AT = at_local(TODAY, 12).astimezone(UTC)
Act = Callable[[Session], None]


def at_once(sessions: sessionmaker[Session], first: Act, second: Act) -> list[str]:
    """Do the second act while the first has not committed yet; returns what the second was told."""
    told: list[str] = []

    def again() -> None:
        with sessions() as twin:
            try:
                second(twin)
                twin.commit()
            except RuleViolation as broken:
                told.append(broken.code)

    with sessions() as session:
        first(session)
        session.flush()
        other = Thread(target=again)
        other.start()
        other.join(timeout=0.3)  # on both databases it waits for the first to commit
        session.commit()
        other.join()
    return told


def dying(cast: Cast, who: str, draft: DepartureDraft) -> Act:
    """Return the act of recording a death."""

    def act(session: Session) -> None:
        elder = session.get_one(Elder, cast.boonmee_id)
        depart(session, elder, draft, by=cast.actor(who), at=AT, on=TODAY)

    return act


def told() -> DepartureDraft:
    """Return a death told today, an operation of its own."""
    return DepartureDraft(new_id(), "death", TODAY, "day", "family")


def test_of_two_deaths_the_second_is_told_of_the_first(
    sessions: sessionmaker[Session], cast: Cast
) -> None:
    said = at_once(sessions, dying(cast, "malee", told()), dying(cast, "nok", told()))
    assert said == ["already_gone"]
    with sessions() as session:
        assert len(session.exec(select(Departure)).all()) == 1


def test_a_double_click_is_one_death(sessions: sessionmaker[Session], cast: Cast) -> None:
    draft = told()
    said = at_once(sessions, dying(cast, "malee", draft), dying(cast, "malee", draft))
    assert said == []
    with sessions() as session:
        assert len(session.exec(select(Departure)).all()) == 1


def test_of_two_admissions_one_pauses(sessions: sessionmaker[Session], cast: Cast) -> None:
    def admitted(session: Session) -> None:
        elder = session.get_one(Elder, cast.boonmee_id)
        draft = EventDraft(new_id(), "admission", TODAY, "day", "family")
        record_event(session, elder, draft, by=cast.actor("nok"), at=AT, on=TODAY)

    assert at_once(sessions, admitted, admitted) == ["already_in_hospital"]
    with sessions() as session:
        assert len(session.exec(select(Event)).all()) == 1
        assert len(session.exec(select(Pause)).all()) == 1


def test_no_case_is_opened_beside_a_death(sessions: sessionmaker[Session], cast: Cast) -> None:
    def opened(session: Session) -> None:
        elder = session.get_one(Elder, cast.boonmee_id)
        draft = CaseDraft(TODAY, (), "")
        open_case(session, elder, draft, by=cast.actor("malee"), at=AT, on=TODAY)

    assert at_once(sessions, dying(cast, "nok", told()), opened) == ["not_living_here"]


def test_a_death_closes_a_case_opened_at_the_same_moment(
    sessions: sessionmaker[Session], cast: Cast
) -> None:
    def opened(session: Session) -> None:
        elder = session.get_one(Elder, cast.boonmee_id)
        draft = CaseDraft(TODAY, (), "")
        open_case(session, elder, draft, by=cast.actor("malee"), at=AT, on=TODAY)

    assert at_once(sessions, opened, dying(cast, "nok", told())) == []
    with sessions() as session:
        assert session.exec(select(Case)).one().closed_on == TODAY
