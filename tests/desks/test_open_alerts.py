"""A danger to life that nobody acknowledged stands on the desk and the chart."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from ltc.care.assessment.actions.follow import acknowledge_safety
from ltc.care.assessment.actions.record import record_assessment
from ltc.care.assessment.models import Assessment
from ltc.care.assessment.terms import AssessmentDraft
from ltc.care.elders.queries.register import get_elder
from ltc.foundation.core.db import transaction
from tests.cast import AT, Cast
from tests.client import Client

WORDS = "มีเรื่องที่ต้องทำทันที"


@pytest.fixture
def wishes_to_die(cast: Cast, sessions: sessionmaker[Session], today: date) -> Assessment:
    """A 9Q of Boonmee whose last answer is positive."""
    with transaction(sessions) as session:
        nurse = cast.actor("nok")
        elder = get_elder(session, cast.boonmee_id, nurse, on=today)
        answers = {f"q{n}": 0 for n in range(1, 9)} | {"q9": 1}
        draft = AssessmentDraft("9q", answers, "screening", "asked_elder", "home", today, uuid4())
        return record_assessment(session, elder, draft, by=nurse, at=AT, on=today)


@pytest.mark.parametrize("who", ["nok", "malee", "dr_thee"])
def test_it_stands_on_desk_and_chart(
    cast: Cast, sign_in: Callable[[str], Client], wishes_to_die: Assessment, who: str
) -> None:
    """Although Boonmee has no case."""
    browser = sign_in(who)
    for path in ("/caseload", f"/elders/{cast.boonmee_id}"):
        page = browser.get(path)
        assert WORDS in page.text
        assert page.soup.select_one('main a[href^="/urgent/"][href$="/now"]')


@pytest.mark.parametrize("who", ["som", "daughter"])
def test_others_do_not_read_it(
    cast: Cast, sign_in: Callable[[str], Client], wishes_to_die: Assessment, who: str
) -> None:
    """Neither the caregiver nor the relative learns it from the chart."""
    assert WORDS not in sign_in(who).get(f"/elders/{cast.boonmee_id}").text


def test_another_town_does_not_see_it(
    sign_in: Callable[[str], Client], wishes_to_die: Assessment
) -> None:
    """The desk of a neighbour stays quiet."""
    assert WORDS not in sign_in("malee_elsewhere").get("/caseload").text


def test_acknowledged_it_leaves_the_desk(
    cast: Cast, sign_in: Callable[[str], Client], sessions: sessionmaker[Session],
    wishes_to_die: Assessment,
) -> None:  # fmt: skip
    """Once somebody said "I have seen it", the chart keeps it among the results only."""
    with transaction(sessions) as session:
        row = session.get(Assessment, wishes_to_die.id)
        assert row is not None
        acknowledge_safety(session, row, by=cast.actor("nok"), at=AT)
    assert WORDS not in sign_in("malee").get("/caseload").text
    chart = sign_in("malee").get(f"/elders/{cast.boonmee_id}")
    assert "ยังไม่มีใครรับ" not in chart.text
    assert WORDS in chart.text
