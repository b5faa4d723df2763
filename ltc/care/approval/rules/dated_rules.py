"""The dated configuration of approval: quorum, and which changes are small.

No official text was found for either (thai-ltc.md section 11): rows carry source and confidence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ltc.care.assessment.rules.row import Row, keys_of
from ltc.care.assessment.terms import Confidence
from ltc.foundation.core.words import Word

DATED = keys_of(also="valid_from valid_until source confidence note_th")
KEYS = {"quorum": DATED | {"over", "of"}, "minor_change": DATED | {"parts"}}


class SmallPart(Word):
    """A part of a plan that a dated rule may let a care manager change alone."""

    TEXTS = "texts", "ความต้องการ เป้าหมายระยะยาว ข้อควรระวัง"
    DOER = "doer", "ผู้ทำ"
    MINUTES = "minutes", "จำนวนนาที"
    NOTE = "note", "หมายเหตุของบริการ"


@dataclass(frozen=True)
class QuorumRule:
    """More than ``over``/``of`` of the members in office must take part."""

    over: int
    of: int
    note_th: str


@dataclass(frozen=True)
class ApprovalRules:
    """What holds on one day."""

    quorum: QuorumRule
    small_parts: frozenset[SmallPart]
    small_note_th: str


def rules_on(table: Mapping[str, Any], on: date) -> ApprovalRules:
    """Return what the configuration says for a day, or raise Unusable."""
    quorum, small = _one(table, on, "quorum"), _one(table, on, "minor_change")
    over, of = quorum.whole("over"), quorum.whole("of")
    if not 0 <= over < of:
        raise quorum.broken("over and of must be a part of the whole")
    return ApprovalRules(
        QuorumRule(over, of, _note(quorum)),
        frozenset(small.members("parts", SmallPart)),
        _note(small),
    )


def _one(table: Mapping[str, Any], on: date, section: str) -> Row:
    whole = Row(table, "approval rules", frozenset(KEYS))
    rows = [Row(one, f"approval rules {section}", KEYS[section]) for one in whole.tables(section)]
    found = [row for row in rows if row.holds_on(on)]
    if len(found) != 1:
        raise whole.broken(f"{len(found)} rows of {section} hold on {on}, not one")
    return found[0]


def _note(row: Row) -> str:
    row.text("source")
    if row.one_of("confidence", Confidence) is Confidence.VERIFIED:
        return ""
    return row.text("note_th")
