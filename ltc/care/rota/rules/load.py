"""How much one caregiver can carry: dated configuration, unsure, and said so on every page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ltc.care.assessment.rules.row import Row, keys_of
from ltc.care.assessment.terms import Confidence

DATED = keys_of(also="valid_from valid_until source confidence note_th")
NUMBERS = ("elders_least", "elders_most", "day_minutes", "week_minutes", "usual_minutes")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Load:
    """What holds on one day; ``workdays`` are numbers of weekdays, ``note_th`` what is unsure."""

    elders_least: int
    elders_most: int
    day_minutes: int
    week_minutes: int
    usual_minutes: int
    workdays: frozenset[int]
    note_th: str


def load_on(table: Mapping[str, Any], on: date) -> Load:
    """Return what the configuration says for a day; before its first row, the first row.

    Raises ``Unusable`` for a broken file or two rows for one day.
    """
    whole = Row(table, "rota rules", frozenset({"load"}))
    rows = [
        Row(one, "rota rules load", DATED | frozenset({*NUMBERS, "workdays"}))
        for one in whole.tables("load")
    ]
    if not rows:
        raise whole.broken("no row of load")
    first = min(rows, key=lambda row: row.day("valid_from"))
    found = [row for row in rows if _in_force(row, on)] or [first]
    if len(found) > 1:
        raise whole.broken(f"more than one row holds on {on}")
    return _load(found[0])


def _load(row: Row) -> Load:
    row.text("source")
    days = row.texts("workdays")
    if not days or not set(days) <= set(WEEKDAYS):
        raise row.broken("workdays must name days of the week")
    is_sure = row.one_of("confidence", Confidence) is Confidence.VERIFIED
    return Load(
        **{name: row.whole(name) for name in NUMBERS},
        workdays=frozenset(WEEKDAYS.index(day) for day in days),
        note_th="" if is_sure else row.text("note_th"),
    )


def _in_force(row: Row, on: date) -> bool:
    until = row.maybe_day("valid_until")
    return row.day("valid_from") <= on and (until is None or on < until)
