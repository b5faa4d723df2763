"""What is paid for one dependent person and year: dated, marked, for information only.

Rates changed by fiscal year and group (thai-ltc.md section 3), so a row has both, and a range.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ltc.care.assessment.rules.row import Row, keys_of
from ltc.care.assessment.terms import Confidence
from ltc.care.cases.terms import GroupCode, member
from ltc.foundation.core.words import Word

KEYS = keys_of(also="valid_from valid_until kind group least most source confidence note_th")
BUDDHIST_ERA = 543


class RateKind(Word):
    """What an amount means."""

    FLAT = "flat", "เท่ากันทุกคน"
    AVERAGE = "average", "เฉลี่ยต่อคน"
    CEILING = "ceiling", "ไม่เกิน"


@dataclass(frozen=True)
class Rate:
    """One row: whole baht a person a year from ``least`` (None: no lower end) to ``most``.

    ``group`` None means every group; ``valid_until`` is excluded, None means open. ``note_th`` is
    empty only for what was read in a source.
    """

    valid_from: date
    valid_until: date | None
    kind: RateKind
    group: GroupCode | None
    least: int | None
    most: int
    source: str
    confidence: Confidence
    note_th: str

    def holds_on(self, day: date) -> bool:
        """True when the row is in force on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)

    @property
    def years_th(self) -> str:
        """The fiscal years of the row as people name them: 2559, 2559–2562, ตั้งแต่ 2567."""
        first = fiscal_year(self.valid_from)
        if self.valid_until is None:
            return f"ตั้งแต่ {first}"
        last = fiscal_year(self.valid_until - timedelta(days=1))
        return str(first) if first == last else f"{first}–{last}"

    @property
    def amount_th(self) -> str:
        """The amount in words for a cell: 6,000 or 3,000–6,000."""
        return f"{self.most:,}" if self.least is None else f"{self.least:,}–{self.most:,}"


def fiscal_year(day: date) -> int:
    """Return the Thai fiscal year (Buddhist era) of a day: 1 October 2024 opens 2568."""
    return day.year + BUDDHIST_ERA + (1 if day.month >= 10 else 0)


def read_rates(table: Mapping[str, Any]) -> tuple[Rate, ...]:
    """Return all rates, the newest first; raises Unusable for a slip in the file."""
    whole = Row(table, "rates", frozenset({"rates"}))
    found = [_rate(Row(part, "rates", KEYS)) for part in whole.tables("rates")]
    return tuple(
        sorted(found, key=lambda rate: (-rate.valid_from.toordinal(), str(rate.group or "")))
    )


def _rate(row: Row) -> Rate:
    group = row.maybe_whole("group")
    if group is not None and str(group) not in set(GroupCode):
        raise row.broken(f"group {group} is none")
    rate = Rate(
        valid_from=row.day("valid_from"),
        valid_until=row.maybe_day("valid_until"),
        kind=row.one_of("kind", RateKind),
        group=None if group is None else member(GroupCode, str(group)),
        least=row.maybe_whole("least"),
        most=row.whole("most"),
        source=row.text("source"),
        confidence=row.one_of("confidence", Confidence),
        note_th=row.text("note_th", ""),
    )
    if not 0 < (rate.least or 1) <= rate.most:
        raise row.broken("least and most must be a range above nothing")
    if rate.valid_until and rate.valid_until <= rate.valid_from:
        raise row.broken("valid_until must come after valid_from")
    if (rate.confidence is Confidence.VERIFIED) == bool(rate.note_th):
        raise row.broken("what is not verified needs a note_th, and only that")
    return rate


def rate_for(rates: Sequence[Rate], group: str | None, on: date) -> Rate | None:
    """Return the rate that a person of a group stands against on a day, or None.

    A row for the group goes before one for everybody; of several the newest.
    """
    holding = [rate for rate in rates if rate.holds_on(on) and rate.group in (None, group)]
    own = [rate for rate in holding if rate.group is not None]
    return next(iter(own or holding), None)
