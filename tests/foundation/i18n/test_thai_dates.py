"""Dates as Thai people write them: read in both eras, written in theirs."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltc.foundation.i18n.dates import (
    age,
    day_and_month,
    long_date,
    parse_date,
    parse_year,
    short_date,
)
from ltc.foundation.i18n.text import thai_digits
from ltc.foundation.web.fields import ThaiDate

quick = settings(max_examples=80, derandomize=True, deadline=None)
DAYS = st.dates(date(1880, 1, 1), date(2100, 12, 31))


@quick
@given(DAYS)
def test_what_we_write_we_can_read(day: date) -> None:
    shown = [short_date(day), ThaiDate.show(None, day), day.isoformat()]  # type: ignore[arg-type]
    for text in shown:
        assert parse_date(text) == day
        assert parse_date(f" {thai_digits(text)}\u200b ") == day
    buddhist = f"{day.day}/{day.month}/พ.ศ.{day.year + 543}".replace("/พ.ศ.", "/")
    assert parse_date(buddhist) == day
    assert str(day.year + 543) in long_date(day)


@quick
@given(st.text(max_size=25))
def test_anything_else_is_a_thai_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="[ก-๙]"):
        parse_date(text)


@pytest.mark.parametrize(
    "typed",
    [
        "29/2/2568", "31/4/2560", "0/1/2560", "32/1/2560", "1/13/2560", "1/0/2560", "22/11/69",
        "22 ² 2569", "22 เดือนหนึ่ง 2569", "1/1/9999", "1/1/0000", "1/1/2300", "2569", "-1/1/2560",
        "1/1/2560/1", "1/1/256o", "' OR 1=1", "\0", "😀",
    ],
)  # fmt: skip
def test_day_that_is_none_is_refused_in_thai(typed: str) -> None:
    with pytest.raises(ValueError, match="[ก-๙]"):
        parse_date(typed)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("29/2/2567", date(2024, 2, 29)),
        ("29 ก.พ. 2567", date(2024, 2, 29)),
        ("๒๙ กุมภาพันธ์ พ.ศ. ๒๕๖๗", date(2024, 2, 29)),
        ("1/1/2562", date(2019, 1, 1)),
        ("1/1/2019", date(2019, 1, 1)),
        ("2562-01-01", date(2019, 1, 1)),
        ("1.1.2562", date(2019, 1, 1)),
        ("1 - 1 - 2562", date(2019, 1, 1)),
    ],
)
def test_both_eras_are_understood(typed: str, day: date) -> None:
    assert parse_date(typed) == day


def test_year_is_of_one_era_or_none() -> None:
    readable = {year for year in range(10_000) if _reads(f"{year:04d}")}
    assert readable == set(range(1850, 2101)) | set(range(2400, 2701))


def _reads(text: str) -> bool:
    try:
        return parse_year(text) > 0
    except ValueError:
        return False


def test_late_evening_abroad_is_the_next_day_here() -> None:
    assert short_date(datetime(2026, 11, 21, 18, 0, tzinfo=UTC)) == "22 พ.ย. 2569"
    assert day_and_month(datetime(2026, 11, 21, 18, 0, tzinfo=UTC)) == "22 พ.ย."
    assert day_and_month(None) == ""


@quick
@given(DAYS, st.integers(0, 120))
def test_age_grows_on_the_birthday(born: date, years: int) -> None:
    try:
        birthday = born.replace(year=born.year + years)
    except ValueError:
        birthday = date(born.year + years, 3, 1)
    assert age(born, birthday) == years
    assert age(born, date.fromordinal(birthday.toordinal() - 1)) == years - 1
