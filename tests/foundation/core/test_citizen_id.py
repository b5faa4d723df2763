"""The national ID: what is read, what is refused, what is shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltc.foundation.core import citizen_id
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.text import thai_digits

quick = settings(max_examples=60, derandomize=True, deadline=None)
TWELVE = st.text("0123456789", min_size=12, max_size=12)


@quick
@given(TWELVE)
def test_every_way_of_typing_is_read(twelve: str) -> None:
    digits = twelve + citizen_id.check_digit(twelve)
    pretty = citizen_id.pretty(digits)
    for typed in (digits, pretty, thai_digits(pretty), f" {digits[:5]} {digits[5:]}\u200b"):
        assert citizen_id.parse(typed) == digits


@quick
@given(TWELVE, st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(twelve: str, place: int, more: int) -> None:
    """All but the pairs of the weights that leave the same last digit: mod 11 is cut to mod 10."""
    digits = twelve + citizen_id.check_digit(twelve)
    wrong = digits[:place] + str((int(digits[place]) + more) % 10) + digits[place + 1 :]
    if citizen_id.check_digit(wrong[:12]) == wrong[12]:
        return
    with pytest.raises(RuleViolation, match="citizen_id_check"):
        citizen_id.parse(wrong)


@quick
@given(TWELVE)
def test_mask_hides_the_middle(twelve: str) -> None:
    shown = citizen_id.masked(twelve + "0")
    assert sum(letter.isdigit() for letter in shown) == 5
    assert len(shown) == len(citizen_id.pretty(twelve + "0"))


@pytest.mark.parametrize(
    "typed", ["", "1", "x" * 13, "1" * 14, "²" * 13, "१" * 13, "1" * 12 + "\0"]
)
def test_other_shapes_are_refused(typed: str) -> None:
    with pytest.raises(RuleViolation, match="citizen_id_shape"):
        citizen_id.parse(typed, "citizen_id")


def test_known_number() -> None:
    """Worked by hand: 1x13 + 2x12 + … + 2x2 = 352; 11 - 352 mod 11 = 11, so the last digit is 1."""
    assert citizen_id.check_digit("123456789012") == "1"
