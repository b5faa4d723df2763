"""People who are to sign in: what their details must be, and how codes on paper are read."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.foundation.accounts.rules import (
    CODE_DIGITS,
    bare_code,
    check_first_day,
    checked_person,
    spaced_code,
)
from ltc.foundation.accounts.terms import NewPerson
from ltc.foundation.core.errors import RuleViolation
from tests.cast import TODAY

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def draft(**over: object) -> NewPerson:
    """A newcomer; name what differs."""
    values = {"username": "somjit", "name_th": "สมจิตร แก้วมา", "phone": "",
              "role": "caregiver", "held_from": TODAY} | over  # fmt: skip
    return NewPerson(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given_as", "kept"),
    [
        ({"username": "SomJit.K"}, {"username": "somjit.k"}),
        ({"username": "สมจิตร"}, {"username": "สมจิตร"}),
        ({"username": "สิทธิ์-น้ำผึ้ง.9"}, {"username": "สิทธิ์-น้ำผึ้ง.9"}),
        ({"phone": "081-234 5678"}, {"phone": "0812345678"}),
        ({"phone": "๐๕๓ ๕๑๑ ๒๓๔"}, {"phone": "053511234"}),
        ({"phone": ""}, {"phone": ""}),
    ],
)
def test_details_are_kept_in_one_form(given_as: dict[str, str], kept: dict[str, str]) -> None:
    found = checked_person(draft(**given_as), on=TODAY)
    assert {name: getattr(found, name) for name in kept} == kept


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"username": "som jit"}, "username_shape"),
        ({"username": "s"}, "username_shape"),
        ({"username": "สม'); drop"}, "username_shape"),
        ({"username": "s\u043emjit"}, "username_shape"),  # a Cyrillic letter
        ({"username": "\U0001d42c\U0001d428mjit"}, "username_shape"),  # mathematical bold
        ({"username": "somjit๑"}, "username_shape"),
        ({"username": "somjit\u0e4e"}, "username_shape"),  # a Thai sign that hardly shows
        ({"username": "\u0e34สม"}, "username_shape"),
        ({"username": "ก" * 61}, "username_shape"),
        ({"name_th": ""}, "name_length"),
        ({"name_th": "ก" * 121}, "name_length"),
        ({"phone": "12345"}, "phone_shape"),
        ({"phone": "08123456789"}, "phone_shape"),
        ({"phone": "โทรบ้าน"}, "phone_shape"),
        ({"held_from": date(2016, 1, 1)}, "held_from"),
        ({"held_from": TODAY + timedelta(days=400)}, "held_from"),
    ],
)
def test_details_that_cannot_be_are_refused(over: dict[str, object], code: str) -> None:
    with pytest.raises(RuleViolation) as broken:
        checked_person(draft(**over), on=TODAY)
    assert broken.value.code == code
    assert broken.value.field


@pytest.mark.parametrize("days", [-3660, -1, 0, 366])
def test_first_day_may_lie_behind_or_ahead(days: int) -> None:
    check_first_day(TODAY + timedelta(days=days), on=TODAY)


CODES = st.integers(0, 10**CODE_DIGITS - 1).map(lambda number: f"{number:0{CODE_DIGITS}}")


@given(CODES)
def test_code_is_read_back_as_it_is_printed_in_either_digits(code: str) -> None:
    printed = spaced_code(code)
    assert bare_code(printed) == bare_code(printed.translate(THAI)) == code
    assert bare_code(f" {printed.replace(' ', '-')}\u200b") == code


def test_a_digit_too_many_is_no_code() -> None:
    assert len(bare_code("1" * 40)) == CODE_DIGITS + 1
