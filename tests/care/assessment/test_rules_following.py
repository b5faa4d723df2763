"""What follows from a result, and what a draft must hold."""

from datetime import date

import pytest

from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.rules.change import ChangeLevel
from ltc.care.assessment.rules.draft import check_day, checked_reason, without_untouched
from ltc.care.assessment.rules.following import asks_for_formal, next_instruments
from ltc.care.assessment.rules.groups import dependent_up_to
from ltc.care.assessment.rules.scoring import main_set
from ltc.care.assessment.terms import Band
from ltc.foundation.core.errors import RuleViolation
from tests.cast import TODAY


def band(code: str, total: int) -> Band:
    """The band of a total."""
    found = main_set(get_instrument(code), on=TODAY)
    assert found
    fits = found.band(total)
    assert fits
    return fits


@pytest.mark.parametrize(
    ("code", "total", "answers", "following"),
    [
        ("2q", 0, {}, ()),
        ("2q", 1, {}, ("9q",)),
        ("9q", 6, {"q9": 0}, ()),
        ("9q", 7, {"q9": 0}, ("8q",)),
        ("9q", 1, {"q9": 1}, ("8q",)),
        ("barthel", 12, {}, ()),
        ("barthel", 11, {}, ("tai",)),
        ("8q", 17, {}, ()),
    ],
)
def test_next_instruments(
    code: str, total: int, answers: dict[str, int], following: tuple[str, ...]
) -> None:
    assert next_instruments(code, band(code, total), answers) == following


def test_result_without_cutoffs_leads_nowhere() -> None:
    assert next_instruments("tai", None, {}) == ()


@pytest.mark.parametrize(
    ("may_formally", "total", "change", "formal_band", "asks"),
    [
        (True, 3, ChangeLevel.RED, None, False),
        (False, 11, None, None, True),
        (False, 12, None, None, False),
        (False, 14, ChangeLevel.AMBER, "social", True),
        (False, 14, ChangeLevel.STEADY, "social", False),
        (False, 14, ChangeLevel.BETTER, "home_bound", True),
    ],
)
def test_asks_for_formal(
    may_formally: bool, total: int, change: ChangeLevel | None, formal_band: str | None, asks: bool
) -> None:
    found = asks_for_formal(
        may_formally=may_formally, band=band("barthel", total), change=change,
        formal_band=formal_band,
    )  # fmt: skip
    assert found is asks


def test_lay_result_without_cutoffs_asks_for_nothing() -> None:
    assert not asks_for_formal(may_formally=False, band=None, change=None, formal_band=None)


def test_dependent_is_everything_below_the_social_group() -> None:
    assert dependent_up_to(get_instrument("barthel"), on=TODAY) == 11


def test_instrument_without_groups_has_no_cut_off() -> None:
    with pytest.raises(RuleViolation, match="no_cutoffs_on_date"):
        dependent_up_to(get_instrument("tai"), on=TODAY)


@pytest.mark.parametrize("day", [TODAY, date(1944, 4, 13)])
def test_days_on_the_border_are_allowed(day: date) -> None:
    check_day(day, today=TODAY, born_on=date(1944, 4, 13), died_on=TODAY)


def test_unknown_birth_is_no_border() -> None:
    check_day(date(1900, 1, 1), today=TODAY, born_on=None, died_on=None)


def test_reason_is_trimmed() -> None:
    assert checked_reason("  กดผิดข้อ ") == "กดผิดข้อ"


@pytest.mark.parametrize("words", ["", "    ", "กด"])
def test_reason_that_says_nothing_is_refused(words: str) -> None:
    with pytest.raises(RuleViolation, match="reason_missing"):
        checked_reason(words)


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        ({"q3": 0, "q3_1": 0}, {"q3": 0}),
        ({"q3": 0, "q3_1": 8}, {"q3": 0, "q3_1": 8}),
        ({"q3": 6, "q3_1": 0}, {"q3": 6, "q3_1": 0}),
    ],
)
def test_only_harmless_answers_to_hidden_items_are_dropped(
    answers: dict[str, int], kept: dict[str, int]
) -> None:
    assert without_untouched(get_instrument("8q"), answers) == kept
