"""The dated rules of conferences, read strictly."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ltc.care.assessment.rules.row import Row, keys_of
from ltc.care.assessment.terms import Confidence
from ltc.care.conferences.terms import ConferenceRules, PartyKind, QuorumGroup

FILE = "conference_rules.toml"
DATED = "valid_from valid_until source confidence"
NUMBERS = keys_of(also=f"window_days link_days poll_seconds note_th {DATED}")
SEATS = keys_of(QuorumGroup, also=DATED)


def rules_on(table: Mapping[str, Any], on: date) -> ConferenceRules:
    """Return what holds on a day; Unusable when the file is broken or holds nothing for it."""
    rows = _holding(table["rules"], NUMBERS, on)
    if len(rows) != 1:
        raise Row({}, FILE, NUMBERS).broken(f"{len(rows)} rows hold on {on}, not one")
    row = rows[0]
    quorum = tuple(
        QuorumGroup(seat.text("words_th"), frozenset(seat.members("kinds", PartyKind)))
        for seat in _holding(table["quorum"], SEATS, on)
    )
    return ConferenceRules(
        row.whole("window_days"), row.whole("link_days"), row.whole("poll_seconds"), quorum,
        row.text("note_th"),
    )  # fmt: skip


def _holding(tables: list[Mapping[str, Any]], keys: frozenset[str], on: date) -> list[Row]:
    rows = [Row(one, FILE, keys) for one in tables]
    for row in rows:
        row.one_of("confidence", Confidence)
        row.text("source")
    return [row for row in rows if row.holds_on(on)]
