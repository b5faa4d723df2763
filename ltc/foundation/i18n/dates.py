"""Dates and times on screen in the Buddhist era (year + 543), and reading them back."""

import re
from datetime import date, datetime

from ltc.foundation.core.zone import local
from ltc.foundation.i18n.text import arabic_digits, clean

BUDDHIST_ERA = 543
MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
SHORT_MONTHS = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")

_MONTH_NUMBERS = {
    re.sub(r"[.\s]", "", name): number
    for names in (MONTHS, SHORT_MONTHS)
    for number, name in enumerate(names, 1)
}
_BUDDHIST_YEARS = range(2400, 2701)
_COMMON_YEARS = range(1850, 2101)


def short_date(day: date | datetime | None) -> str:
    """Return "22 พ.ย. 2569", or "" for None; an instant is shown as its Thai day."""
    if day is None:
        return ""
    day = _day(day)
    return f"{day.day} {SHORT_MONTHS[day.month - 1]} {day.year + BUDDHIST_ERA}"


def day_and_month(day: date | datetime | None) -> str:
    """Return "22 พ.ย.", or "" for None: where the year stands beside it or is near."""
    if day is None:
        return ""
    day = _day(day)
    return f"{day.day} {SHORT_MONTHS[day.month - 1]}"


def long_date(day: date | datetime | None) -> str:
    """Return "วันอาทิตย์ที่ 22 พฤศจิกายน 2569", or "" for None."""
    if day is None:
        return ""
    day = _day(day)
    month = MONTHS[day.month - 1]
    return f"วัน{WEEKDAYS[day.weekday()]}ที่ {day.day} {month} {day.year + BUDDHIST_ERA}"


def clock_time(at: datetime | None) -> str:
    """Return "14:05 น.", or "" for None."""
    return "" if at is None else f"{local(at):%H:%M} น."


def date_and_time(at: datetime | None) -> str:
    """Return "22 พ.ย. 2569 14:05 น.", or "" for None."""
    return "" if at is None else f"{short_date(at)} {clock_time(at)}"


def age(born_on: date, on: date) -> int:
    """Return completed years of life; a birthday on 29 February is reached on 1 March."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def _day(day: date | datetime) -> date:
    return local(day).date() if isinstance(day, datetime) else day


def parse_year(text: str) -> int:
    """Return the common-era year of what was typed; 2400–2700 is read as Buddhist era.

    Raises ValueError with a Thai sentence for anything else.
    """
    digits = arabic_digits(clean(text))
    if not re.fullmatch(r"\d{4}", digits):
        raise ValueError("พิมพ์ปี พ.ศ. ให้ครบ 4 หลัก เช่น 2485")
    year = int(digits)
    if year in _BUDDHIST_YEARS:
        return year - BUDDHIST_ERA
    if year in _COMMON_YEARS:
        return year
    raise ValueError(f"ปี {digits} ไม่ใช่ปี พ.ศ. ที่ใช้ได้ กรุณาตรวจอีกครั้ง")


def parse_date(text: str) -> date:
    """Return the date of "22/11/2569", "22 พ.ย. 2569", "2569-11-22", in either era and digits.

    Raises ValueError with a Thai sentence that says what to type.
    """
    words = arabic_digits(clean(text))
    day_text, month_text, year_text = _parts(words)
    month = int(month_text) if month_text.isdecimal() else _month(month_text)
    year = parse_year(year_text)
    try:
        return date(year, month, int(day_text))
    except ValueError as impossible:
        raise ValueError(f"ไม่มีวันที่ {words} ในปฏิทิน กรุณาตรวจอีกครั้ง") from impossible


def _parts(words: str) -> tuple[str, str, str]:
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", words):
        year, month, day = found.groups()
        return day, month, year
    if found := re.fullmatch(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4})", words):
        day, month, year = found.groups()
        return day, month, year
    # Month names hold dots and vowels; the longest run without digits between day and year is it.
    if found := re.fullmatch(r"(\d{1,2})\s*([^\d]+?)\s*(?:พ\.?ศ\.?\s*)?(\d{4})", words):
        day, month, year = found.groups()
        return day, month, year
    raise ValueError("พิมพ์วันที่เป็น วัน/เดือน/ปี พ.ศ. เช่น 22/11/2569")


def _month(name: str) -> int:
    try:
        return _MONTH_NUMBERS[re.sub(r"[.\s]", "", name)]
    except KeyError as unknown:
        raise ValueError(f"ไม่รู้จักเดือน “{name}” กรุณาพิมพ์เช่น 22/11/2569") from unknown
