"""The dated configuration of money and of pay, read strictly: a slip of the pen stops the start.

Every row has ``valid_from``, perhaps ``valid_until`` (excluded), a source and a confidence mark.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ltc.care.assessment.rules.row import Row, keys_of
from ltc.care.assessment.terms import Confidence
from ltc.finance.casemoney.terms import SATANG, Basis, Because, NappyKind, Outcome, Purse
from ltc.foundation.core.errors import Unusable

DATED = keys_of(also="valid_from valid_until source confidence note_th")
KEYS = {
    "beyond_rate": keys_of(also="action"),
    "leftover": keys_of(also="because offer days"),
    "nappies": keys_of(also="adl_at_most most_a_day"),
    "nappy_price": keys_of(also="kind most_satang"),
}
REGIME = DATED | keys_of(
    also="code label_th basis amounts holiday_amounts is_range least_minutes hours_a_day "
    "days_a_month purse source_th"
)


@dataclass(frozen=True)
class Leftover:
    """What is offered for a balance that remains, and within how many days it is settled."""

    offer: Outcome
    days: int
    note_th: str


@dataclass(frozen=True)
class NappyRule:
    """Who gets nappies by score, how much a day, and what a piece may cost; whole satang."""

    adl_at_most: int
    most_a_day: int
    prices: Mapping[str, int]


@dataclass(frozen=True)
class MoneyRules:
    """What holds on one day; ``nappies`` is None before there was such a benefit."""

    is_stopped: bool
    beyond_note_th: str
    leftover: Mapping[str, Leftover]
    nappies: NappyRule | None


@dataclass(frozen=True)
class Regime:
    """One way of being paid; amounts are whole satang. ``purse`` is "" for money from elsewhere."""

    code: str
    label_th: str
    basis: Basis
    amounts: tuple[int, ...]
    holiday_amount: int | None
    is_range: bool
    least_minutes: int
    hours_a_day: int | None
    days_a_month: int | None
    purse: str
    source_th: str
    source: str
    confidence: str
    note_th: str

    def is_usual(self, amount: int) -> bool:
        """True for an amount that the reference data knows."""
        if self.is_range:
            return self.amounts[0] <= amount <= self.amounts[-1]
        return amount in self.amounts


def money_rules_on(table: Mapping[str, Any], on: date) -> MoneyRules:
    """Return what the configuration says for a day; raises Unusable."""
    beyond = _rows(table, on, "beyond_rate")
    if len(beyond) != 1:
        raise Unusable(f"money rules: one row of beyond_rate must hold on {on}")
    if (action := beyond[0].text("action")) not in ("warn", "stop"):
        raise beyond[0].broken("action must be warn or stop")
    leftover = {
        str(row.one_of("because", Because)): Leftover(
            row.one_of("offer", Outcome), row.whole("days"), _note(row)
        )
        for row in _rows(table, on, "leftover")
    }
    if set(leftover) != {str(one) for one in Because}:
        raise Unusable(f"money rules: a row of leftover is missing on {on}")
    return MoneyRules(action == "stop", _note(beyond[0]), leftover, _nappies(table, on))


def _nappies(table: Mapping[str, Any], on: date) -> NappyRule | None:
    found = _rows(table, on, "nappies")
    if not found:
        return None
    prices = {
        str(row.one_of("kind", NappyKind)): row.whole("most_satang")
        for row in _rows(table, on, "nappy_price")
    }
    if len(found) != 1 or set(prices) != {str(one) for one in NappyKind}:
        raise Unusable(f"money rules: one row of nappies and each price must hold on {on}")
    return NappyRule(found[0].whole("adl_at_most"), found[0].whole("most_a_day") * SATANG, prices)


def regimes_on(table: Mapping[str, Any], on: date) -> dict[str, Regime]:
    """Return the pay regimes of a day by code, in the order of the file; raises Unusable."""
    whole = Row(table, "pay regimes", frozenset({"regimes"}))
    rows = [Row(part, "pay regimes", REGIME) for part in whole.tables("regimes")]
    found = [_regime(row) for row in rows if row.holds_on(on)]
    if len({one.code for one in found}) != len(found):
        raise whole.broken(f"a code stands twice on {on}")
    return {one.code: one for one in found}


def _regime(row: Row) -> Regime:
    purse = row.text("purse", "")
    if purse and purse not in set(Purse):
        raise row.broken(f"purse {purse} is none")
    holiday = _baht(row, "holiday_amounts")
    return Regime(
        code=row.text("code"), label_th=row.text("label_th"), basis=row.one_of("basis", Basis),
        amounts=_baht(row, "amounts"), holiday_amount=holiday[0] if holiday else None,
        is_range=row.flag("is_range", False), least_minutes=row.maybe_whole("least_minutes") or 0,
        hours_a_day=row.maybe_whole("hours_a_day"), days_a_month=row.maybe_whole("days_a_month"),
        purse=purse, source_th=row.text("source_th", ""), source=row.text("source"),
        confidence=str(row.one_of("confidence", Confidence)), note_th=row.text("note_th"),
    )  # fmt: skip


def _baht(row: Row, key: str) -> tuple[int, ...]:
    return tuple(one * SATANG for one in row.wholes(key))


def _rows(table: Mapping[str, Any], on: date, section: str) -> list[Row]:
    whole = Row(table, "money rules", frozenset(KEYS))
    rows = [
        Row(part, f"money rules {section}", KEYS[section] | DATED) for part in whole.tables(section)
    ]
    for row in rows:
        _note(row)
    return [row for row in rows if row.holds_on(on)]


def _note(row: Row) -> str:
    """Return the words for the screen when the row is not verified; such a row must have them."""
    row.text("source")
    if row.one_of("confidence", Confidence) is Confidence.VERIFIED:
        return ""
    return row.text("note_th")
