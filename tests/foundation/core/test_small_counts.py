"""Small counts are hidden, and cannot be worked out from the total."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.foundation.core.counts import FINDINGS, hidden_below, hide_small, least_shown, show_alone


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        pytest.param({"a": 20, "b": 30}, {"a": 20, "b": 30}, id="all large enough"),
        pytest.param({"a": 0, "b": 30}, {"a": 0, "b": 30}, id="nobody is no secret"),
        pytest.param(
            {"a": 3, "b": 9, "c": 30}, {"a": None, "b": None, "c": 30}, id="two small ones"
        ),
        pytest.param(
            {"a": 3, "b": 20, "c": 30},
            {"a": None, "b": None, "c": 30},
            id="one hole would be the difference to the total",
        ),
        pytest.param(
            {"a": 3, "b": 4, "c": 20},
            {"a": None, "b": None, "c": None},
            id="holes that add up to few people",
        ),
    ],
)
def test_what_may_be_shown(counts: dict[str, int], shown: dict[str, int | None]) -> None:
    """The table of the rule."""
    assert {key: c.shown for key, c in hide_small(counts, least=11).items()} == shown


@given(st.dictionaries(st.integers(), st.integers(0, 60), max_size=20), st.integers(2, 20))
def test_total_never_gives_a_small_count_away(counts: dict[int, int], least: int) -> None:
    """Whoever knows the total and all shown counts learns only a sum of several, not small."""
    shown = hide_small(counts, least=least)
    hidden = [counts[key] for key, count in shown.items() if count.shown is None]
    assert all(not 0 < counts[k] < least for k, count in shown.items() if count.shown is not None)
    everybody_hidden = len(hidden) == sum(1 for count in counts.values() if count > 0)
    assert not hidden or everybody_hidden or (len(hidden) > 1 and sum(hidden) >= least)


def test_setting_is_dated() -> None:
    """The newest row that is in force counts."""
    table = {
        "hidden_below": [
            {"value": 5, "valid_from": date(2020, 1, 1)},
            {"value": 11, "valid_from": date(2026, 1, 1)},
        ]
    }
    assert hidden_below(table, on=date(2025, 12, 31)) == 5
    assert hidden_below(table, on=date(2026, 1, 1)) == 11
    with pytest.raises(ValueError, match="no publishing rule"):
        hidden_below(table, on=date(2019, 1, 1))


def test_setting_as_shipped() -> None:
    """Eleven by default."""
    assert least_shown(on=date(2026, 11, 22)) == 11
    assert least_shown(on=date(2026, 11, 22), of=FINDINGS) == 5


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0"), (1, "น้อยกว่า 5"), (4, "น้อยกว่า 5"), (5, "5"), (1200, "1,200")],
)
def test_a_count_that_stands_alone(count: int, words: str) -> None:
    assert show_alone(count, least=5).words == words
