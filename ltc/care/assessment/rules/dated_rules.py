"""The dated configuration of assessment: which thresholds and permissions hold on a day.

Every row has ``valid_from``, perhaps ``valid_until`` (excluded), a source and a confidence mark.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ltc.care.assessment.rules.change import ChangeThresholds
from ltc.care.assessment.rules.formal import FormalRule
from ltc.care.assessment.rules.plausibility import PlausibilityLimits
from ltc.care.assessment.rules.row import Row, keys_of
from ltc.care.assessment.rules.tai import PaymentGroup, TaiClass, TaiCuts
from ltc.care.assessment.terms import Confidence, DependencyGroup

DATED = keys_of(also="valid_from valid_until source confidence note_th")
KEYS = {
    "change": keys_of(ChangeThresholds),
    "plausibility": keys_of(PlausibilityLimits),
    "interval": keys_of(also="months"),
    "border": keys_of(also="near_points"),
    "formal": keys_of(also="role instruments"),
    "tai_cuts": keys_of(TaiCuts),
    "tai_groups": keys_of(PaymentGroup),
    "functional_codes": keys_of(also="group code"),
}


@dataclass(frozen=True)
class AssessmentRules:
    """What holds on one day. ``notes_th`` names what of it is not verified, for the screen.

    ``functional_codes`` are the DEPENDENT codes of the 43-file FUNCTIONAL table by group.
    """

    change: ChangeThresholds
    plausibility: PlausibilityLimits
    interval_months: int
    near_points: int
    formal: tuple[FormalRule, ...]
    tai_cuts: TaiCuts
    payment_groups: tuple[PaymentGroup, ...]
    functional_codes: Mapping[DependencyGroup, str]
    notes_th: tuple[str, ...]


def rules_on(table: Mapping[str, Any], on: date) -> AssessmentRules:
    """Return what the configuration ``table`` says for the day ``on``, or raise ``Unusable``."""
    change, limits = _one(table, on, "change"), _one(table, on, "plausibility")
    interval, near = _one(table, on, "interval"), _one(table, on, "border")
    formal, cuts = _all(table, on, "formal"), _one(table, on, "tai_cuts")
    groups, codes = _all(table, on, "tai_groups"), _all(table, on, "functional_codes")
    rows = [change, limits, interval, near, *formal, cuts, *groups, *codes]
    return AssessmentRules(
        change=ChangeThresholds(
            **_whole(change, "change", leaving="sem basic_items"),
            sem=change.number("sem"),
            basic_items=change.texts("basic_items"),
        ),
        plausibility=PlausibilityLimits(
            **_whole(limits, "plausibility", leaving="worst_share"),
            worst_share=limits.number("worst_share"),
        ),
        interval_months=interval.whole("months"),
        near_points=near.whole("near_points"),
        formal=tuple(rule for row in formal for rule in _formal(row)),
        tai_cuts=TaiCuts(**_whole(cuts, "tai_cuts")),
        payment_groups=tuple(_payment_group(row) for row in groups),
        functional_codes={row.one_of("group", DependencyGroup): row.text("code") for row in codes},
        notes_th=tuple(dict.fromkeys(note for row in rows if (note := _note(row)))),
    )


def holds_from(table: Mapping[str, Any]) -> date:
    """Return the first day on which every section has a row; before it nothing can be entered."""
    firsts = []
    for section in KEYS:
        rows = Row(table, "assessment rules", frozenset(KEYS)).tables(section)
        firsts.append(
            min(Row(one, section, KEYS[section] | DATED).day("valid_from") for one in rows)
        )
    return max(firsts)


def _whole(row: Row, section: str, leaving: str = "") -> dict[str, int]:
    """Return the whole numbers of a row by name, without the fields that are something else."""
    return {key: row.whole(key) for key in KEYS[section] - set(leaving.split())}


def _all(table: Mapping[str, Any], on: date, section: str) -> list[Row]:
    """Return the rows of a section that are in force on the day; none is an error."""
    whole = Row(table, "assessment rules", frozenset(KEYS))
    where, known = f"assessment rules {section}", KEYS[section] | DATED
    rows = [Row(part, where, known) for part in whole.tables(section)]
    found = [row for row in rows if _in_force(row, on)]
    if not found:
        raise whole.broken(f"no row of {section} holds on {on}")
    return found


def _one(table: Mapping[str, Any], on: date, section: str) -> Row:
    """Return the only row of a section that is in force on the day."""
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


def _formal(row: Row) -> list[FormalRule]:
    return [
        FormalRule(
            role=row.text("role"),
            instrument=instrument,
            valid_from=row.day("valid_from"),
            valid_until=row.maybe_day("valid_until"),
        )
        for instrument in row.texts("instruments")
    ]


def _payment_group(row: Row) -> PaymentGroup:
    return PaymentGroup(
        group=row.maybe_whole("group"),
        classes=row.members("classes", TaiClass),
        official_th=row.text("official_th"),
        nickname_th=row.text("nickname_th"),
    )
