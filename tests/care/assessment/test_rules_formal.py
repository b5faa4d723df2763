"""Who may make a formal assessment, by dated rows."""

from datetime import date

import pytest

from ltc.care.assessment.queries.instruments import get_assessment_rules, get_instrument
from ltc.care.assessment.rules.formal import (
    FormalRule,
    check_purpose,
    may_assess_formally,
    moves_group,
)
from ltc.care.assessment.terms import Purpose
from ltc.foundation.core.errors import RuleViolation

BARTHEL = get_instrument("barthel")
ROWS = (FormalRule("team_nurse", "barthel", date(2026, 1, 1), date(2026, 7, 1)),)
SHIPPED = get_assessment_rules(date(2026, 7, 1)).formal


@pytest.mark.parametrize(
    ("role", "instrument", "on", "may"),
    [
        pytest.param("team_nurse", "barthel", date(2025, 12, 31), False, id="the day before"),
        pytest.param("team_nurse", "barthel", date(2026, 1, 1), True, id="the first day"),
        pytest.param("team_nurse", "barthel", date(2026, 6, 30), True, id="the last day"),
        pytest.param("team_nurse", "barthel", date(2026, 7, 1), False, id="the day it ended"),
        pytest.param("team_nurse", "tai", date(2026, 3, 1), False, id="another instrument"),
        pytest.param("caregiver", "barthel", date(2026, 3, 1), False, id="another role"),
    ],
)
def test_dated_rows(role: str, instrument: str, on: date, may: bool) -> None:
    assert may_assess_formally(role, instrument, on=on, rules=ROWS) is may


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("team_nurse", True),
        ("family_doctor", True),
        ("care_manager", True),
        ("caregiver", False),
        ("family_caregiver", False),
    ],
)
def test_roles_as_shipped(role: str, may: bool) -> None:
    assert may_assess_formally(role, "tai", on=date(2026, 7, 1), rules=SHIPPED) is may


def test_a_lay_raters_formal_assessment_is_refused_and_told_what_to_do() -> None:
    with pytest.raises(RuleViolation, match="formal_not_allowed") as refused:
        check_purpose(
            Purpose.FORMAL,
            role="caregiver",
            instrument=BARTHEL,
            on=date(2026, 7, 1),
            rules=SHIPPED,
        )
    assert refused.value.field == "purpose"
    assert "คัดกรอง" in refused.value.message


@pytest.mark.parametrize(
    ("purpose", "role"), [(Purpose.SCREENING, "caregiver"), (Purpose.FORMAL, "team_nurse")]
)
def test_what_is_allowed_passes(purpose: Purpose, role: str) -> None:
    check_purpose(purpose, role=role, instrument=BARTHEL, on=date(2026, 7, 1), rules=SHIPPED)


def test_only_a_formal_assessment_moves_the_group() -> None:
    assert [purpose for purpose in Purpose if moves_group(purpose)] == [Purpose.FORMAL]
