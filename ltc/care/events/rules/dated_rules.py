"""The dated configuration of events, read strictly: a slip of the pen stops the start.

Every row has ``valid_from``, perhaps ``valid_until`` (excluded), a source and a confidence mark;
a row that is not verified must say so in ``note_th``.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ltc.care.events.terms import (
    EventKind,
    EventRules,
    FollowUpCode,
    FollowUpRule,
    PauseReason,
    Remaining,
)
from ltc.foundation.core.errors import Unusable

DATED = frozenset(["valid_from", "valid_until", "source", "confidence", "note_th"])
KEYS = {
    "follow_up": frozenset(["event", "code", "days", "notice_days", "adl_at_most"]),
    "look_back": frozenset(["days"]),
    "ask_return": frozenset(["reason", "days"]),
    "remaining": frozenset(["departure", "code", "days"]),
}
VERIFIED = "V"
Table = Mapping[str, Any]


def rules_on(table: Table, on: date) -> EventRules:
    """Return what the configuration says for a day, or raise Unusable.

    All follow-up rules are kept, whatever their days: the day of an event decides which holds.
    """
    if unknown := set(table) - set(KEYS):
        raise _broken("event rules", f"unknown section {sorted(unknown)}")
    looking = _in_force(table, "look_back", on)
    if len(looking) != 1:
        raise _broken("look_back", f"one row must hold on {on}")
    asking = _in_force(table, "ask_return", on)
    left = _in_force(table, "remaining", on)
    remaining: dict[str, dict[str, int]] = {}
    for row in left:
        code = _word(row, "code", {str(one) for one in Remaining})
        departure = _word(row, "departure", {"death", "move"})
        remaining.setdefault(departure, {})[code] = _days(row)
    ask_return = {_word(r, "reason", {str(one) for one in PauseReason}): r for r in asking}
    if set(ask_return) != {str(one) for one in PauseReason} or set(remaining) != {"death", "move"}:
        raise _broken("event rules", f"a row of ask_return or remaining is missing on {on}")
    return EventRules(
        follow_ups=tuple(_follow_up(row) for row in _rows(table, "follow_up")),
        look_back_days=_days(looking[0]),
        ask_return={reason: _days(row) for reason, row in ask_return.items()},
        remaining=remaining,
        return_notes_th={reason: _note(row) for reason, row in ask_return.items()},
        remaining_note_th=" ".join(dict.fromkeys(note for row in left if (note := _note(row)))),
    )


def holds_from(table: Table) -> date:
    """Return the first day on which every section has a row: no event is dated before it."""
    return max(min(_day(row) for row in _rows(table, section)) for section in KEYS)


def _follow_up(row: Table) -> FollowUpRule:
    until = row.get("valid_until")
    most = row.get("adl_at_most")
    return FollowUpRule(
        event=_word(row, "event", {str(one) for one in EventKind}),
        code=_word(row, "code", {str(one) for one in FollowUpCode}),
        days=_days(row), notice_days=_days(row, "notice_days"), valid_from=_day(row),
        valid_until=until, note_th=_note(row),
        adl_at_most=None if most is None else _days(row, "adl_at_most"),
    )  # fmt: skip


def _rows(table: Table, section: str) -> Sequence[Table]:
    rows = table.get(section)
    if not isinstance(rows, list) or not rows:
        raise _broken(section, "there is no row")
    for row in rows:
        if unknown := set(row) - KEYS[section] - DATED:
            raise _broken(section, f"unknown key {sorted(unknown)}")
        _note(row)
    return rows


def _in_force(table: Table, section: str, on: date) -> list[Table]:
    return [
        row
        for row in _rows(table, section)
        if _day(row) <= on and (row.get("valid_until") is None or on < row["valid_until"])
    ]


def _day(row: Table) -> date:
    value = row.get("valid_from")
    if type(value) is not date:
        raise _broken("event rules", "valid_from must be a date")
    return value


def _days(row: Table, key: str = "days") -> int:
    value = row.get(key)
    if type(value) is not int or value < 0:
        raise _broken("event rules", f"{key} must be a whole number")
    return value


def _word(row: Table, key: str, known: set[str]) -> str:
    value = row.get(key)
    if value not in known:
        raise _broken("event rules", f"{key} must be one of {', '.join(sorted(known))}")
    return str(value)


def _note(row: Table) -> str:
    """Return the words for the screen when a row is not verified; such a row must have them."""
    if not row.get("source") or row.get("confidence") not in ("V", "G", "U"):
        raise _broken("event rules", "a row needs its source and its mark")
    note = str(row.get("note_th", ""))
    if row["confidence"] != VERIFIED and not note:
        raise _broken("event rules", "a row that is not verified needs note_th")
    return "" if row["confidence"] == VERIFIED else note


def _broken(where: str, what: str) -> Unusable:
    return Unusable(f"{where}: {what}")
