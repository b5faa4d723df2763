"""The one comparison of an assessment with the earlier ones, shared by every page and alert.

Methods and figures: adl-trends.md sections 1.1, 1.3, 1.5 and 1.6 (A8). All thresholds come in as
dated configuration; a flag asks for attention, the official score stays what it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

from ltc.care.assessment.rules.history import ScoredAssessment, earlier
from ltc.care.assessment.terms import Instrument, Item
from ltc.foundation.core.words import Word


class ChangeLevel(Word):
    """How much a change asks for attention."""

    STEADY = "steady", "คงที่"
    BETTER = "better", "ดีขึ้น"
    AMBER = "amber", "ลดลง ควรติดตาม"
    RED = "red", "ลดลงมาก ควรไปดู"


@dataclass(frozen=True)
class ChangeThresholds:
    """When a step counts, in points of the 0-20 scale (losses as positive numbers).

    ``red_careful`` replaces ``red`` when raters differ in role or the total is ``careful_total`` or
    less. ``look_back`` earlier totals give the median. ``sem`` is the standard error of measurement
    behind the reliable change index. Losing a ``basic_items`` item wholly is named apart.
    """

    amber: int
    red: int
    red_careful: int
    careful_total: int
    better: int
    look_back: int
    sem: float
    basic_items: tuple[str, ...]


@dataclass(frozen=True)
class ItemChange:
    """One item that moved since the assessment before, in words."""

    item: str
    before: int
    after: int
    sentence_th: str


@dataclass(frozen=True)
class Change:
    """How an assessment stands against the earlier ones.

    ``difference`` is the total less the ``baseline`` (the median); items compare with the latest
    earlier assessment. ``is_careful`` says that the higher limit for red was used.
    ``reliable_change`` is in standard errors of a difference: beyond 1.96 is rarely chance.
    """

    level: ChangeLevel
    difference: float
    baseline: float
    compared: int
    is_careful: bool
    reliable_change: float
    lost: tuple[ItemChange, ...]
    gained: tuple[ItemChange, ...]
    basic_lost: tuple[str, ...]
    sentence_th: str


def compare(
    current: ScoredAssessment,
    history: Sequence[ScoredAssessment],
    thresholds: ChangeThresholds,
    instrument: Instrument,
) -> Change | None:
    """Return how ``current`` differs from up to ``look_back`` earlier ones, None without any.

    ``history`` holds the same elder's other assessments in any order; those dated later are left
    out. Role differences count against any of the compared ones.
    """
    past = earlier(history, current.on)[-thresholds.look_back :]
    if not past:
        return None
    baseline = float(median(one.total for one in past))
    difference = current.total - baseline
    roles = {one.rater_role for one in past} | {current.rater_role}
    careful = len(roles) > 1 or current.total <= thresholds.careful_total
    level = _level(difference, careful, thresholds)
    moved = _moved(current, past[-1], instrument)
    lost = tuple(one for one in moved if one.after < one.before)
    return Change(
        level=level,
        difference=difference,
        baseline=baseline,
        compared=len(past),
        is_careful=careful,
        reliable_change=reliable_change(past[-1].total, current.total, sem=thresholds.sem),
        lost=lost,
        gained=tuple(one for one in moved if one.after > one.before),
        basic_lost=tuple(
            one.item for one in lost if one.after == 0 and one.item in thresholds.basic_items
        ),
        sentence_th=_sentence(difference, baseline, current.total, len(past), level),
    )


def reliable_change(before: int, after: int, *, sem: float) -> float:
    """Return the reliable change index (after - before) / (sem x sqrt 2), to two decimals."""
    return round((after - before) / (sem * sqrt(2)), 2)


def _level(difference: float, careful: bool, thresholds: ChangeThresholds) -> ChangeLevel:
    red = thresholds.red_careful if careful else thresholds.red
    if difference <= -red:
        return ChangeLevel.RED
    if difference <= -thresholds.amber:
        return ChangeLevel.AMBER
    return ChangeLevel.BETTER if difference >= thresholds.better else ChangeLevel.STEADY


def _moved(
    current: ScoredAssessment, before: ScoredAssessment, instrument: Instrument
) -> list[ItemChange]:
    """Return the items answered both times that moved, first those usually lost first."""
    return [
        _item_change(item, before.answers[item.code], current.answers[item.code])
        for item in in_order_of_loss(instrument)
        if item.code in before.answers
        and item.code in current.answers
        and before.answers[item.code] != current.answers[item.code]
    ]


def in_order_of_loss(instrument: Instrument) -> list[Item]:
    """Return the items in order of loss, those outside the order (continence) last."""
    return sorted(instrument.items, key=lambda item: (item.loss_rank is None, item.loss_rank or 0))


def _item_change(item: Item, before: int, after: int) -> ItemChange:
    now = item.option(after)
    words = f"จาก {before} เหลือ {after}" if after < before else f"จาก {before} เป็น {after}"
    meaning = f" ตอนนี้{now.text_th}" if now else ""
    return ItemChange(item.code, before, after, f"{item.short_th} {words}{meaning}")


def _sentence(
    difference: float, baseline: float, total: int, compared: int, level: ChangeLevel
) -> str:
    usual = "ครั้งก่อน" if compared == 1 else f"ค่ากลางของ {compared} ครั้งก่อน"
    if difference == 0:
        return f"เท่ากับ{usual} ({total} คะแนน)"
    way = "ลดลง" if difference < 0 else "เพิ่มขึ้น"
    words = f"{way} {abs(difference):g} คะแนน จาก{usual} ({baseline:g} → {total})"
    return f"{words} {_ADVICE[level]}"


_ADVICE = {
    ChangeLevel.STEADY: "ยังถือว่าคงที่ เพราะต่างกันเพียงเท่านี้อาจเกิดจากการวัด",
    ChangeLevel.BETTER: "ดีขึ้น",
    ChangeLevel.AMBER: "ควรติดตาม",
    ChangeLevel.RED: "ควรไปดูเร็ว ๆ นี้",
}
