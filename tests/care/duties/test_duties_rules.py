"""The duty roster's rules as tables: what a duty must hold, when it ends, who answers."""

from datetime import date, time, timedelta
from uuid import UUID

import pytest

from ltc.care.duties.rules import (
    answering,
    checked_duty,
    duty_span,
    hours_words,
    on_call_words,
    until_words,
)
from ltc.care.duties.terms import Answering, DutyDraft, OnCall
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.zone import at_local

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


@pytest.mark.parametrize(("hour", "words"), [(8, "ถึง 08:00 น."), (0, "ถึง 00:00 น.")])
def test_until_when_somebody_answers(hour: int, words: str) -> None:
    assert until_words(at_local(MONDAY, hour)) == words


def one(name: str, programme: str = "ltc", phone: str = "0812345678") -> OnCall:
    """Somebody without an account, until eight."""
    return OnCall(None, name, phone, programme, "ถึง 08:00 น.")


A, B, WARD = one("ก"), one("ข"), one("ค", "home_ward")


@pytest.mark.parametrize(
    ("found", "first", "others"),
    [
        ([], (), ()),
        ([A], (A,), ()),
        ([WARD], (), (WARD,)),
        ([WARD, B, A], (B, A), (WARD,)),
        ([A, one("ก", phone="0811111111")], (A,), ()),
        ([A, one("ก", "home_ward")], (A,), (one("ก", "home_ward"),)),
    ],
    ids=["nobody", "one", "the ward only", "home care first", "the newer duty of the same person",
         "the same person for both"],
)  # fmt: skip
def test_who_answers(found: list[OnCall], first: tuple[OnCall], others: tuple[OnCall]) -> None:
    assert answering(found) == Answering(first, others)


@pytest.mark.parametrize(
    ("user_id", "is_on"), [(NOK, True), (UUID(int=2), False), (UUID(int=3), False), (None, False)],
    ids=["on call", "for the ward only", "somebody else", "nobody known"],
)  # fmt: skip
def test_whose_turn_it_is(user_id: UUID | None, is_on: bool) -> None:
    ward = OnCall(UUID(int=2), "ค", "0812345678", "home_ward", "")
    now = Answering((OnCall(NOK, "นก", "0812345678", "ltc", ""), A), (ward,))
    assert now.holds(user_id) is is_on


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (Answering((A, B), ()), "อยู่เวรตอนนั้น: ก โทร 0812345678, ข โทร 0812345678"),
        (Answering((), (WARD,)), "ตอนนั้นไม่มีใครอยู่เวร"),
    ],
)
def test_what_a_trace_keeps_of_it(now: Answering, words: str) -> None:
    assert on_call_words(now) == words


def broken(act: object) -> str | None:
    """Return the code of the rule that an act breaks, or None."""
    try:
        act()  # type: ignore[operator]
    except RuleViolation as violation:
        return violation.code
    return None
