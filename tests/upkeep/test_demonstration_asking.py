"""Urgent findings and questions of the made-up town: what is open, what ended, what waits."""

from collections import Counter
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlmodel import Session, col, select

from ltc.care.elders.actions.register import register_elder
from ltc.care.questions.models import CareRequest, QuestionMessage, QuestionThread
from ltc.care.questions.queries import threads
from ltc.care.urgent import queries
from ltc.care.urgent.models import UrgentAct, UrgentFinding
from ltc.care.urgent.terms import Level
from ltc.foundation.core.zone import at_local
from ltc.foundation.files.models import StoredFile
from ltc.foundation.files.queries import content_of
from ltc.foundation.files.rules import recognise
from ltc.upkeep.demonstration.questions import write_questions
from ltc.upkeep.demonstration.staff import Member, Roster
from ltc.upkeep.demonstration.urgent import CLOSED, write_findings
from tests.cast import AT, STAFF, TODAY, Cast, elder_draft

NOW = at_local(TODAY, 15)


@pytest.fixture
def town(session: Session, cast: Cast) -> Session:
    """Twenty people in care of Som for two years, with findings and questions."""
    members = {
        username: Member(cast.users[username], "caregiver" if username == "som" else username,
                         role, name, cast.town_id)
        for username, (role, name) in STAFF.items()
        if not username.endswith("_elsewhere")
    }  # fmt: skip
    in_care: list[Any] = []
    for number in range(20):
        draft = elder_draft(cast.community_id, given_name=f"คน{number}", house_no=f"{number}")
        elder = register_elder(
            session, cast.town_id, draft, by=cast.actor("malee"), at=AT, on=TODAY
        )
        course = SimpleNamespace(closed_on=None, resident=elder)
        case = SimpleNamespace(opened_on=TODAY - timedelta(days=700))
        in_care.append(SimpleNamespace(course=course, case=case, caregiver=members["som"]))
    roster = Roster(members)
    assert write_findings(session, in_care, roster, on=TODAY, at=NOW) == CLOSED + 3
    assert write_questions(session, in_care, roster, on=TODAY, at=NOW) == 12
    return session


def test_three_findings_are_open_and_of_different_age(town: Session, cast: Cast) -> None:
    rows, _after = queries.list_open(town, cast.actor("malee"), on=TODAY, at=NOW)
    assert [row.level for row in rows] == [Level.TEAM, Level.MANAGER, None]
    assert len({row.waits for row in rows}) == 3


def test_the_others_ended_with_an_outcome(town: Session) -> None:
    closed = town.exec(select(UrgentFinding).where(col(UrgentFinding.closed_at).is_not(None))).all()
    assert len(closed) == CLOSED
    assert len({row.outcome for row in closed}) >= 4
    assert all(queries.rules_of(row) for row in closed)


def test_what_was_measured_is_told_as_a_saved_visit_tells_it(town: Session) -> None:
    for finding in town.exec(select(UrgentFinding)).all():
        if finding.found_by == "visit" and finding.rules != ["hard_to_wake"]:
            assert any(digit.isdigit() for digit in finding.words), finding.rules


def test_what_was_done_lies_in_order_and_in_the_past(town: Session) -> None:
    for finding in town.exec(select(UrgentFinding)).all():
        acts = queries.list_acts(town, finding.id)
        assert [act.number for act in acts] == list(range(1, len(acts) + 1))
        times = [finding.opened_at, *(act.at for act in acts)]
        assert times == sorted(times)
        assert times[-1] <= NOW
    assert town.exec(select(UrgentAct)).first() is not None


def test_three_threads_wait(town: Session, cast: Cast) -> None:
    states = Counter(row.state for row in town.exec(select(QuestionThread)).all())
    assert (states["open"], states.total()) == (3, 12)
    assert threads.count_waiting(town, cast.actor("dr_thee"), on=TODAY) == 3
    assert threads.count_waiting(town, cast.actor("nok"), on=TODAY) == 2


def test_threads_are_what_their_messages_say(town: Session) -> None:
    for thread in town.exec(select(QuestionThread)).all():
        said = threads.list_messages(town, thread.id)
        assert [one.number for one in said] == list(range(1, thread.last_number + 1))
        assert said[-1].at == thread.last_at <= NOW
        answers = [one.number for one in said if one.kind == "answer"]
        assert thread.answer_number == (answers[-1] if answers else None)


def test_two_requests_are_open_and_one_is_late(town: Session) -> None:
    due = sorted(row.due_on for row in town.exec(select(CareRequest)).all())
    assert due[0] < TODAY < due[1]


def test_photos_open(town: Session) -> None:
    files = town.exec(select(StoredFile)).all()
    named = [one for row in town.exec(select(QuestionMessage)).all() for one in row.files]
    assert sorted(named) == sorted(str(row.id) for row in files)
    assert len(files) == 3
    assert [recognise(content_of(town, row)).mime for row in files] == [row.mime for row in files]
