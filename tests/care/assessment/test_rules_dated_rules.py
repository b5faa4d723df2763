"""The dated configuration: what holds on a day, and what is not verified."""

import tomllib
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from ltc.care.assessment.queries.instruments import SEEDS, get_assessment_rules
from ltc.care.assessment.rules.dated_rules import rules_on
from ltc.care.assessment.terms import DependencyGroup
from ltc.foundation.core.errors import Unusable

TODAY = date(2026, 7, 1)
SHIPPED = tomllib.loads((SEEDS / "reference" / "assessment_rules.toml").read_text("utf-8"))
BOUNDARIES = sorted(
    {
        row[key]
        for rows in SHIPPED.values()
        for row in rows
        for key in ("valid_from", "valid_until")
        if key in row
    }
)


def test_what_is_shipped_holds_today() -> None:
    rules = get_assessment_rules(TODAY)
    assert (rules.change.amber, rules.change.red, rules.change.red_careful) == (2, 3, 4)
    assert (rules.interval_months, rules.near_points) == (3, 1)
    assert rules.functional_codes[DependencyGroup.BED_BOUND] == "3"


def test_the_screen_is_told_what_is_not_verified() -> None:
    notes = get_assessment_rules(TODAY).notes_th
    assert len(notes) == len(set(notes))
    assert all(note.startswith("ยังไม่ยืนยัน") for note in notes)


@pytest.mark.parametrize("on", BOUNDARIES)
def test_what_is_shipped_holds_on_every_day_on_which_something_changes(on: date) -> None:
    assert rules_on(SHIPPED, on).formal


def test_a_new_row_takes_over_on_its_first_day() -> None:
    table: dict[str, Any] = deepcopy(SHIPPED)
    old = table["interval"][0]
    table["interval"].append(old | {"valid_from": date(2026, 10, 1), "months": 6})
    old["valid_until"] = date(2026, 10, 1)
    months = [rules_on(table, date(2026, *day)).interval_months for day in ((9, 30), (10, 1))]
    assert months == [3, 6]


def changed(section: str, **over: object) -> dict[str, Any]:
    """Return the shipped table with values of a section's first row replaced."""
    table: dict[str, Any] = deepcopy(SHIPPED)
    table[section][0] |= over
    return table


@pytest.mark.parametrize(
    ("table", "words"),
    [
        pytest.param(SHIPPED | {"chance": []}, "unknown key chance", id="unknown section"),
        pytest.param(changed("change", ambr=1), "unknown key ambr", id="a slip in a row"),
        pytest.param(changed("change", sem="1"), "sem must be a number", id="a number as a text"),
        pytest.param(changed("change", sem=True), "sem must be a number", id="a number as a flag"),
        pytest.param(changed("border", note_th=""), "note_th must be", id="unsure, no note"),
        pytest.param(
            changed("tai_groups", classes=["C1"]), "must each be one of", id="a class not drawn"
        ),
        pytest.param(SHIPPED | {"interval": []}, "no row of interval holds", id="nothing holds"),
        pytest.param(
            SHIPPED | {"border": SHIPPED["border"] * 2}, "more than one row", id="two rows hold"
        ),
    ],
)
def test_malformed_configuration_is_refused(table: dict[str, Any], words: str) -> None:
    with pytest.raises(Unusable, match=words):
        rules_on(table, TODAY)


def test_before_the_first_row_nothing_holds() -> None:
    with pytest.raises(Unusable, match="no row of change holds on 2001"):
        rules_on(SHIPPED, date(2001, 1, 1))
