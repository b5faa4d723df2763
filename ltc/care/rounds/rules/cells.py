"""Reading what a clerk types into one cell of a sheet, with as few keys as possible.

An instrument is answered item by item: one digit an item, in the order of the form. Where all
items have the same extreme answer the total alone says it: 0, or the highest total (ADL 20). No
other total can be taken, because the answers behind it would be invented.
"""

from collections.abc import Mapping

from ltc.care.assessment.terms import Instrument, Severity
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.text import arabic_digits, clean

NOT_DONE = frozenset({"", "-", "–", "."})


def typed(text: str) -> str:
    """Return what was typed without spaces, in Arabic digits."""
    return "".join(arabic_digits(clean(text)).split())


def read_cell(instrument: Instrument, text: str) -> dict[str, int] | None:
    """Return the answers that a cell says, or None where nothing was done.

    Raises RuleViolation ``cell_unreadable`` or ``cell_out_of_range`` with a sentence for the clerk.
    """
    found = typed(text)
    if found in NOT_DONE:
        return None
    if not (found.isascii() and found.isdigit() and len(found) <= 12):
        raise RuleViolation("cell_unreadable", f"“{clean(text)[:20]}” ไม่ใช่ตัวเลข")
    if _is_number(instrument):
        return _number(instrument, found)
    return _digits(instrument, found)


def _is_number(instrument: Instrument) -> bool:
    """True for a measure, or for a total brought from a form that is not shipped."""
    return len(instrument.items) == 1 and not instrument.items[0].options


def _number(instrument: Instrument, found: str) -> dict[str, int]:
    item = instrument.items[0]
    value = int(found)
    if not item.minimum <= value <= item.maximum:
        raise RuleViolation(
            "cell_out_of_range",
            f"ต้องอยู่ระหว่าง {item.minimum} ถึง {item.maximum} {instrument.unit_th}",
        )
    return {item.code: value}


def _digits(instrument: Instrument, found: str) -> dict[str, int]:
    items = instrument.items
    if len(found) == len(items):
        answers = {item.code: int(digit) for item, digit in zip(items, found, strict=True)}
        for place, item in enumerate(items, 1):
            if item.option(answers[item.code]) is None:
                raise RuleViolation(
                    "cell_out_of_range",
                    f"ข้อ {place} {item.short_th} ต้องเป็น {item.minimum} ถึง {item.maximum}",
                )
        return answers
    if found == str(instrument.minimum):
        return {item.code: item.minimum for item in items}
    if found == str(instrument.maximum):
        return {item.code: item.maximum for item in items}
    raise RuleViolation("cell_unreadable", f"พิมพ์มา {len(found)} ตัว {how_many(instrument)}")


def how_many(instrument: Instrument) -> str:
    """Return in words what a cell of an instrument answered item by item takes."""
    return (
        f"ต้องพิมพ์ {len(instrument.items)} ตัวตามลำดับข้อ "
        f"หรือ {instrument.minimum} หรือ {instrument.maximum} ถ้าเหมือนกันทุกข้อ"
    )


def shown(instrument: Instrument, answers: Mapping[str, int], total: int | None) -> str:
    """Return a saved result in as few characters as it takes: a number, or the total."""
    if total is None:
        return "ตรวจแล้ว"
    if _is_number(instrument) or len(instrument.items) == 1:
        return str(next(iter(answers.values()), total))
    return str(total)


def positive_bands(instrument: Instrument) -> frozenset[str]:
    """Return the codes of results that ask for a next step: every main band that is not "ok"."""
    return frozenset(
        band.code
        for one in instrument.band_sets
        if one.is_main
        for band in one.bands
        if band.severity is not Severity.OK
    )
