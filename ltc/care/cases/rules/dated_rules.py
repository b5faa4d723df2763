"""The dated configuration of cases: who is eligible, how often a plan is looked at again.

Every row has ``valid_from``, perhaps ``valid_until`` (excluded), a source and a confidence mark.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ltc.care.assessment.rules.row import Row, keys_of
from ltc.care.assessment.terms import Confidence
from ltc.care.cases.terms import EligibilityReason

DATED = keys_of(also="valid_from valid_until source confidence note_th")
KEYS = {
    "eligibility": keys_of(also="code bands"),
    "review": keys_of(also="months notice_days"),
    "length": keys_of(also="months notice_days"),
    "consent_text": keys_of(also="version text_th"),
}


@dataclass(frozen=True)
class Criterion:
    """One way into long-term care; ``bands`` are Barthel bands, ``note_th`` says what is unsure."""

    reason: EligibilityReason
    bands: tuple[str, ...]
    note_th: str


@dataclass(frozen=True)
class Interval:
    """A number of months, how many days before its end one is told, and what is unsure."""

    months: int
    notice_days: int
    note_th: str


@dataclass(frozen=True)
class ConsentText:
    """The words read out before consent, in one version."""

    version: str
    text_th: str
    note_th: str


@dataclass(frozen=True)
class CaseRules:
    """What holds on one day."""

    eligibility: tuple[Criterion, ...]
    review: Interval
    length: Interval
    consent_text: ConsentText


def rules_on(table: Mapping[str, Any], on: date) -> CaseRules:
    """Return what the configuration ``table`` says for the day ``on``, or raise ``Unusable``."""
    text = _one(table, on, "consent_text")
    return CaseRules(
        eligibility=tuple(
            Criterion(row.one_of("code", EligibilityReason), row.texts("bands"), _note(row))
            for row in _all(table, on, "eligibility")
        ),
        review=_interval(_one(table, on, "review")),
        length=_interval(_one(table, on, "length")),
        consent_text=ConsentText(text.text("version"), text.text("text_th"), _note(text)),
    )


def holds_from(table: Mapping[str, Any]) -> date:
    """Return the first day on which every section has a row; before it nothing can be entered."""
    firsts = []
    for section in KEYS:
        rows = Row(table, "case rules", frozenset(KEYS)).tables(section)
        firsts.append(
            min(Row(one, section, KEYS[section] | DATED).day("valid_from") for one in rows)
        )
    return max(firsts)


def _interval(row: Row) -> Interval:
    return Interval(row.whole("months"), row.whole("notice_days"), _note(row))


def _all(table: Mapping[str, Any], on: date, section: str) -> list[Row]:
    whole = Row(table, "case rules", frozenset(KEYS))
    rows = [
        Row(part, f"case rules {section}", KEYS[section] | DATED) for part in whole.tables(section)
    ]
    found = [row for row in rows if _in_force(row, on)]
    if not found:
        raise whole.broken(f"no row of {section} holds on {on}")
    return found


def _one(table: Mapping[str, Any], on: date, section: str) -> Row:
    found = _all(table, on, section)
    if len(found) > 1:
        raise found[0].broken(f"more than one row holds on {on}")
    return found[0]


def _in_force(row: Row, on: date) -> bool:
    until = row.maybe_day("valid_until")
    return row.day("valid_from") <= on and (until is None or on < until)


def _note(row: Row) -> str:
    """Return the words for the screen when the row is not verified; such a row must have them."""
    row.text("source")
    if row.one_of("confidence", Confidence) is Confidence.VERIFIED:
        return ""
    return row.text("note_th")
