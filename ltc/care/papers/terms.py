"""The words of papers."""

import re
from dataclasses import dataclass
from uuid import UUID

from ltc.foundation.i18n.text import arabic_digits

VISIT = "visit"  # the kind of a visit's sheet; all other kinds are codes of instruments
# Offered first: what a caregiver or nurse needs when the tablet is dead (issue: visit, ADL, TAI,
# screening); every other instrument with items of its own can be printed too.
FIRST = (VISIT, "barthel", "tai", "2q", "9q")
MOST_SHEETS = 60  # of one bundle
MOST_BLANK = 30
PREFIX = "LTC-SHEET "


@dataclass(frozen=True)
class Wanted:
    """One sheet to print: of a kind, for an elder or blank."""

    kind: str
    elder_id: UUID | None = None


@dataclass(frozen=True)
class KindChoice:
    """A kind of sheet as it is offered."""

    kind: str
    title_th: str


def pretty(number: str) -> str:
    """Return a sheet's number as it is printed: 4821-0937."""
    return f"{number[:4]}-{number[4:]}"


def read_number(typed: str) -> str | None:
    """Return the eight digits of a number as typed, in either digits, or None."""
    digits = re.sub(r"[\s\-–.]", "", arabic_digits(typed))
    return digits if re.fullmatch(r"[0-9]{8}", digits) else None


def code_text(number: str) -> str:
    """Return what the printed code says: no name, nothing about a person."""
    return PREFIX + number


def read_code(text: str) -> str | None:
    """Return the number in a code that was read from a photo, or None for another's code."""
    return read_number(text.removeprefix(PREFIX)) if text.startswith(PREFIX) else None
