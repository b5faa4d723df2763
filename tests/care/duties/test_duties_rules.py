"""The duty roster's rules as tables: what a duty must hold, when it ends, who answers."""

from datetime import date, time, timedelta
from uuid import UUID

import pytest

from ltc.care.duties.rules import checked_duty, duty_span, hours_words
from ltc.care.duties.terms import DutyDraft
from ltc.foundation.core.errors import RuleViolation

MONDAY = date(2026, 11, 23)
NOK = UUID(int=1)


def duty(**over: object) -> DutyDraft:
    """An evening on call."""
    values: dict[str, object] = {
        "programme": "ltc", "day": MONDAY, "since": time(16), "until": time(20), "user_id": NOK,
        "name": "", "phone": "0812345678",
    }  # fmt: skip
    return DutyDraft(**{**values, **over})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({}, None), ({"user_id": None, "name": "หมอก้อง"}, None), ({"phone": "1669"}, None),
        ({"user_id": None}, "nobody_named"), ({"phone": ""}, "phone_missing"),
        ({"phone": "12"}, "phone_shape"),
    ],
)  # fmt: skip
def test_duties(over: dict[str, object], code: str | None) -> None:
    assert broken(lambda: checked_duty(duty(**over))) == code


@pytest.mark.parametrize(
    ("since", "until", "hours"), [(16, 20, 4), (16, 8, 16), (8, 8, 24)], ids=["day", "night", "all"]
)
def test_a_duty_goes_over_midnight(since: int, until: int, hours: int) -> None:
    begins, ends = duty_span(duty(since=time(since), until=time(until)))
    assert ends - begins == timedelta(hours=hours)


def test_hours_in_words() -> None:
    assert hours_words(time(8), time(16)) == "08:00–16:00 น."
    assert hours_words(time(16), time(8)) == "16:00–08:00 น. ของวันรุ่งขึ้น"


def broken(act: object) -> str | None:
    """Return the code of the rule that an act breaks, or None."""
    try:
        act()  # type: ignore[operator]
    except RuleViolation as violation:
        return violation.code
    return None
