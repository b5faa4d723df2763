"""Who may read which results: a relative reads how somebody manages, not what hurts to be read."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from ltc.care.assessment.actions.record import record_assessment
from ltc.care.assessment.queries.instruments import list_instruments, readable
from ltc.care.assessment.terms import AssessmentDraft
from ltc.care.elders.queries.register import get_elder
from ltc.foundation.core.db import transaction
from tests.cast import AT, Cast
from tests.client import Client

ALL = {instrument.code for instrument in list_instruments()}
PRIVATE = {"2q", "9q", "8q", "amt", "mmse", "mna_sf"}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("malee", ALL),
        ("nok", ALL),
        ("dr_thee", ALL),
        ("som", ALL - PRIVATE),
        ("daughter", ALL - PRIVATE),
        ("director", set()),
        ("admin", set()),
    ],
)
def test_what_a_role_may_read(cast: Cast, who: str, expected: set[str]) -> None:
    """The policy's classes of fields decide, instrument by instrument."""
    assert set(readable(cast.actor(who))) == expected


@pytest.fixture
def low_mood(cast: Cast, sessions: sessionmaker[Session], today: date) -> str:
    """The path of a 2Q that the nurse made."""
    with transaction(sessions) as session:
        nurse = cast.actor("nok")
        elder = get_elder(session, cast.boonmee_id, nurse, on=today)
        draft = AssessmentDraft(
            "2q", {"q1": 1, "q2": 0}, "screening", "asked_elder", "home", today, uuid4()
        )
        row = record_assessment(session, elder, draft, by=nurse, at=AT, on=today)
        return f"/assessments/{row.id}"


def test_relative_does_not_find_it(
    cast: Cast, sign_in: Callable[[str], Client], low_mood: str
) -> None:
    """Neither by its address nor on the chart; the nurse finds it on both."""
    chart = f"/elders/{cast.boonmee_id}"
    sign_in("daughter").get(low_mood, expect=404)
    assert low_mood not in sign_in("daughter").get(chart).html
    sign_in("nok").get(low_mood)
    assert low_mood in sign_in("nok").get(chart).html


def test_choosing_an_instrument_tells_no_result(
    cast: Cast, sign_in: Callable[[str], Client], low_mood: str
) -> None:
    """A caregiver may ask the 2Q again, but does not read here what the nurse heard."""
    choose = f"/elders/{cast.boonmee_id}/assess"
    assert low_mood not in sign_in("som").get(choose).html
    assert low_mood in sign_in("nok").get(choose).html
