"""One row as cells: cleaned, measured against its column, dates read in either era.

A year of 2400–2700 is of the Buddhist era, 1850–2100 of the common one; the two never overlap. A
year of two digits may be either, and is asked back about instead of guessed.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache

from ltc.exchange.town.rules.columns import column, columns_of
from ltc.exchange.town.terms import Cell, Fields, Formula, Line
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n import dates
from ltc.foundation.i18n.text import arabic_digits, clean, searchable

YES = frozenset({"ใช่", "y", "yes", "1", "x", "true", "✓", "จริง"})
_DAYS = frozenset(
    {"born_on", "assessed_on", "active_from", "held_from", "issued_on", "holds_until"}
)
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?$")
_TWO_DIGITS = re.compile(r"\d{1,2}\s*[/.\-\s]\s*[^\s/]+?\s*[/.\-\s]\s*\d{2}")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")


def fields_of(kind: str, mapping: Mapping[str, int], line: Line) -> Fields:
    """Return a row as cleaned cells by column key.

    Raises RuleViolation at the column's key: ``cell_merged``, ``cell_formula``, ``cell_too_long``,
    ``cell_is_date``, ``cell_empty`` or ``example_row``.
    """
    if line.is_merged:
        raise RuleViolation("cell_merged", "แถวนี้มีช่องที่ผสานกันหลายช่อง แยกช่องออกก่อน")
    values = {
        key: _value(kind, key, line.cells[place] if place < len(line.cells) else "")
        for key, place in mapping.items()
    }
    for one in columns_of(kind):
        if one.is_required and not values.get(one.key):
            raise RuleViolation("cell_empty", f"ไม่ได้ใส่{one.label_th}", one.key)
    if all(values.get(one.key, one.example) == one.example for one in columns_of(kind)):
        raise RuleViolation("example_row", "นี่คือแถวตัวอย่างของแบบฟอร์ม")
    return Fields(line.number, values)


def _value(kind: str, key: str, cell: Cell) -> str | date:
    if isinstance(cell, Formula):
        raise RuleViolation("cell_formula", "ช่องนี้เป็นสูตร ใส่เป็นตัวหนังสือหรือตัวเลขแทน", key)
    if isinstance(cell, date):
        if key not in _DAYS:
            raise RuleViolation(
                "cell_is_date", "โปรแกรมตารางเปลี่ยนช่องนี้เป็นวันที่ ตั้งช่องเป็น “ข้อความ” แล้วพิมพ์ใหม่", key
            )
        return cell
    words = _words(cell)
    one = column(kind, key)
    if one is not None and len(words) > one.most:
        raise RuleViolation("cell_too_long", f"ยาวเกินไป (ใส่ได้ไม่เกิน {one.most} ตัวอักษร)", key)
    return words


@lru_cache(maxsize=10_000)  # scores, communities and prefixes come again and again
def _words(cell: str) -> str:
    """Return a cell cleaned, without the apostrophe that our own files put before a formula."""
    words = clean(cell.replace("\n", " ").replace("\r", " "))
    return words[1:] if words[:1] == "'" and words[1:2] in ("=", "+", "-", "@") else words


def day_of(fields: Fields, key: str) -> date | None:
    """Return the date in a cell, None for an empty one.

    Raises RuleViolation ``year_two_digits``, ``year_unknown`` or ``day_unreadable`` at the column.
    """
    value = fields.values.get(key, "")
    if isinstance(value, date):
        return _in_common_era(value, key)
    words = _MIDNIGHT.sub("", arabic_digits(value))
    if not words:
        return None
    if _TWO_DIGITS.fullmatch(words):
        raise RuleViolation("year_two_digits", "ปีมีแค่สองหลัก ไม่รู้ว่า พ.ศ. หรือ ค.ศ. ใส่ปีให้ครบ 4 หลัก", key)
    try:
        return dates.parse_date(_YEAR_FIRST.sub(r"\1-\2-\3", words))
    except ValueError as unreadable:
        raise RuleViolation("day_unreadable", str(unreadable), key) from unreadable


def _in_common_era(day: date, key: str) -> date:
    """Return a date that a spreadsheet holds; one typed in the Buddhist era is there as typed."""
    day = day.date() if isinstance(day, datetime) else day
    try:
        return day.replace(year=dates.parse_year(str(day.year)))
    except ValueError as impossible:
        raise RuleViolation("year_unknown", f"ปี {day.year} ใช้ไม่ได้ ใส่เป็นปี พ.ศ.", key) from impossible


def birth_of(fields: Fields) -> tuple[str, date | None]:
    """Return how well the birth is known and the date; raises RuleViolation as ``day_of``."""
    value = fields.values.get("born_on", "")
    if value == "" or (isinstance(value, str) and value in ("-", "ไม่ทราบ", "ไม่รู้")):
        return "unknown", None
    words = "" if isinstance(value, date) else re.sub(r"^(พ\.?ศ\.?|ค\.?ศ\.?)\s*", "", value)
    if re.fullmatch(r"\d{4}", arabic_digits(words)):
        try:
            return "year", date(dates.parse_year(words), 1, 1)
        except ValueError as unknown:
            raise RuleViolation("year_unknown", str(unknown), "born_on") from unknown
    return "day", day_of(fields, "born_on")


def names_of(fields: Fields) -> tuple[str, str]:
    """Return given and family name; both in one cell are parted at the first space."""
    given, family = fields.text("given_name"), fields.text("family_name")
    if not family and " " in given:
        given, _, family = given.partition(" ")
    return given, family


def citizen_id_of(fields: Fields) -> str | None:
    """Return what stands for a national ID, not yet checked, or None for none.

    Raises RuleViolation ``citizen_id_rounded`` for a number that a spreadsheet has rounded.
    """
    words = fields.text("citizen_id")
    if re.fullmatch(r"\d([.,]\d+)?[eE]\+?\d+", words):
        raise RuleViolation(
            "citizen_id_rounded",
            "โปรแกรมตารางปัดเลขนี้ทิ้งไปแล้ว ตั้งคอลัมน์เป็น “ข้อความ” แล้วใส่เลขใหม่",
            "citizen_id",
        )
    return None if words in ("", "-") else words


def phone_of(fields: Fields, key: str = "phone") -> str:
    """Return the digits of a telephone; the first 0 that a spreadsheet drops is put back."""
    digits = re.sub(r"[\s\-.()]", "", arabic_digits(fields.text(key)))
    return f"0{digits}" if re.fullmatch(r"[1-9]\d{7,8}", digits) else digits


def is_yes(fields: Fields, key: str) -> bool:
    """True for a cell that says yes."""
    return fields.text(key).casefold() in YES


def matched(words: str, known: Mapping[str, str], *, code: str, sentence: str, key: str) -> str:
    """Return the code that words stand for; raises RuleViolation when they stand for none."""
    found = known.get(searchable(words))
    if found is None:
        raise RuleViolation(code, sentence, key)
    return found
