"""Questions back to the rater about one Barthel assessment (P1 to P11, adl-trends.md 1.4).

They ask and never block: the answer and the rater's reason are kept. Continence is outside the
order of loss and takes no part in the Guttman count.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ltc.care.assessment.rules.history import (
    EventKind,
    HealthEvent,
    ScoredAssessment,
    earlier,
)
from ltc.care.assessment.terms import Doubt, Instrument

Answers = Mapping[str, int]


@dataclass(frozen=True)
class PlausibilityLimits:
    """Dated thresholds, in points of 0-20, levels of an item, days and elders.

    ``worst_share`` (0 to 1) of at least ``history_needed`` assessments counts as unusual.
    """

    bed_bound_over: int
    walker_up_to: int
    same_as_before: int
    same_that_day: int
    jump_points: int
    jump_levels: int
    jump_days: int
    gain_points: int
    worst_share: float
    history_needed: int


@dataclass(frozen=True)
class PlausibilityContext:
    """What else is known when the answers are looked at; what is not known stays empty.

    ``same_day_answers`` are other elders' answers by the same rater on that day.
    """

    on: date
    history: tuple[ScoredAssessment, ...] = ()
    same_day_answers: tuple[Answers, ...] = ()
    events: tuple[HealthEvent, ...] = ()
    has_catheter: bool = False
    manages_catheter: bool = False
    is_listed_bed_bound: bool = False
    is_seen_walking_out: bool = False


@dataclass(frozen=True)
class _Clash:
    """Answers to items that do not go together."""

    code: str
    items: tuple[str, ...]
    holds: Callable[[Answers], bool]
    sentence_th: str


_CLASHES = (
    _Clash(
        "P1",
        ("stairs", "mobility", "transfer"),
        lambda a: a["stairs"] >= 1 and (a["mobility"] == 0 or a["transfer"] == 0),
        "ขึ้นบันไดได้ แต่เดินหรือลุกนั่งไม่ได้เลย ใช่หรือไม่",
    ),
    _Clash(
        "P2",
        ("mobility", "transfer"),
        lambda a: a["mobility"] >= 2 and a["transfer"] == 0,
        "เดินได้ แต่ลุกนั่งไม่ได้เลย ใช่หรือไม่",
    ),
    _Clash(
        "P3",
        ("bathing", "transfer", "toilet"),
        lambda a: a["bathing"] == 1 and (a["transfer"] == 0 or a["toilet"] == 0),
        "อาบน้ำเองได้ แต่ลุกนั่งหรือใช้ห้องน้ำเองไม่ได้เลย ใช่หรือไม่",
    ),
    _Clash(
        "P4",
        ("toilet", "transfer"),
        lambda a: a["toilet"] == 2 and a["transfer"] <= 1,
        "ใช้ห้องน้ำเองได้ดี แต่ต้องมีคนช่วยมากจึงจะลุกนั่งได้ ใช่หรือไม่",
    ),
    _Clash(
        "P5",
        ("dressing", "feeding"),
        lambda a: a["dressing"] == 2 and a["feeding"] == 0,
        "ใส่เสื้อผ้าเองได้ดี แต่ต้องมีคนป้อนข้าว ใช่หรือไม่",
    ),
    _Clash(
        "P6",
        ("feeding", "bathing", "stairs"),
        lambda a: a["feeding"] == 0 and (a["bathing"] == 1 or a["stairs"] == 2),
        "ต้องมีคนป้อนข้าว แต่อาบน้ำเองหรือขึ้นบันไดเองได้ ใช่หรือไม่",
    ),
)


def doubts(
    instrument: Instrument,
    answers: Answers,
    total: int,
    context: PlausibilityContext,
    limits: PlausibilityLimits,
) -> list[Doubt]:
    """Return every question about the ``answers`` (item code to score) in the order P1 to P11.

    A check whose items are not all answered yet stays silent. P9 is not asked at the lowest and
    the highest total (our own reading): there, alike answers are what one expects.
    """
    clashes = [
        Doubt(clash.code, clash.sentence_th, clash.items)
        for clash in _CLASHES
        if all(item in answers for item in clash.items) and clash.holds(answers)
    ]
    past = earlier(context.history, context.on)
    is_extreme = total in (instrument.minimum, instrument.maximum)
    others = (
        _catheter(answers, context),
        _against_listing(total, context, limits),
        None if is_extreme else _copied(answers, past, context, limits),
        _jump(answers, total, past, context, limits),
        _gain(total, past, context, limits),
    )
    return clashes + [doubt for doubt in others if doubt is not None]


def _catheter(answers: Answers, context: PlausibilityContext) -> Doubt | None:
    """P7: full bladder control with a catheter that nobody noted the elder manages."""
    if answers.get("bladder") != 2 or not context.has_catheter or context.manages_catheter:
        return None
    return Doubt("P7", "ใส่สายสวนปัสสาวะอยู่ ผู้สูงอายุดูแลสายเองได้ใช่หรือไม่", ("bladder",))


def _against_listing(
    total: int, context: PlausibilityContext, limits: PlausibilityLimits
) -> Doubt | None:
    """P8: a high total for someone listed bed-bound, a low one for someone who walks out."""
    if context.is_listed_bed_bound and total > limits.bed_bound_over:
        return Doubt("P8", f"ในทะเบียนเป็นผู้ป่วยติดเตียง แต่ได้ {total} คะแนน ใช่หรือไม่")
    if context.is_seen_walking_out and total <= limits.walker_up_to:
        return Doubt("P8", f"มีบันทึกว่าเดินออกนอกบ้าน แต่ได้เพียง {total} คะแนน ใช่หรือไม่")
    return None


def _copied(
    answers: Answers,
    past: Sequence[ScoredAssessment],
    context: PlausibilityContext,
    limits: PlausibilityLimits,
) -> Doubt | None:
    """P9: all answers as in the last ones, or as for other elders by the same rater that day."""
    recent = past[-limits.same_as_before :]
    if len(recent) == limits.same_as_before and all(one.answers == answers for one in recent):
        return Doubt("P9", "ทุกข้อเหมือนครั้งก่อน ๆ ทั้งหมด ได้ดูใหม่ทุกข้อแล้วใช่หรือไม่")
    same = sum(other == answers for other in context.same_day_answers)
    if same >= limits.same_that_day:
        return Doubt("P9", f"วันนี้มีผู้สูงอายุอีก {same} คนที่ตอบเหมือนกันทุกข้อ ถูกต้องใช่หรือไม่")
    return None


def _jump(
    answers: Answers,
    total: int,
    past: Sequence[ScoredAssessment],
    context: PlausibilityContext,
    limits: PlausibilityLimits,
) -> Doubt | None:
    """P10: a large step within a short time and nothing recorded that would explain it."""
    if not past or (context.on - past[-1].on).days > limits.jump_days:
        return None
    last = past[-1]
    if any(last.on <= event.on <= context.on for event in context.events):
        return None
    leaps = tuple(
        item
        for item, value in answers.items()
        if abs(value - last.answers.get(item, value)) >= limits.jump_levels
    )
    if abs(total - last.total) < limits.jump_points and not leaps:
        return None
    words = f"เปลี่ยนจาก {last.total} เป็น {total} คะแนนในเวลาสั้น มีเหตุอะไรเกิดขึ้นหรือไม่"
    return Doubt("P10", words, leaps)


def _gain(
    total: int,
    past: Sequence[ScoredAssessment],
    context: PlausibilityContext,
    limits: PlausibilityLimits,
) -> Doubt | None:
    """P11: a clear improvement without rehabilitation or a recovery on record."""
    if not past or total - past[-1].total < limits.gain_points:
        return None
    helps = (EventKind.REHABILITATION, EventKind.RECOVERY)
    since = (event for event in context.events if past[-1].on <= event.on <= context.on)
    if any(event.kind in helps for event in since):
        return None
    words = f"ดีขึ้นจาก {past[-1].total} เป็น {total} คะแนน มีการฟื้นฟูหรือหายป่วยหรือไม่"
    return Doubt("P11", words)


def guttman_errors(instrument: Instrument, answers: Answers) -> int:
    """Count the pairs in which a harder task is done although an easier one is not.

    Order of loss: adl-trends.md 1.3 (``loss_rank``; ties are not compared). Counted at two levels,
    done at all (above 0) and done alone (full mark), which is our own reading for items of several
    levels. 0 means that the answers fit the order perfectly. Items not answered are left out.
    """
    ranked = [item for item in instrument.items if item.loss_rank and item.code in answers]
    errors = 0
    for harder in ranked:
        for easier in ranked:
            if (harder.loss_rank or 0) < (easier.loss_rank or 0):
                one, two = answers[harder.code], answers[easier.code]
                errors += one > 0 and two == 0
                errors += one == harder.maximum and two < easier.maximum
    return errors


def is_unusual(errors: int, history: Sequence[int], limits: PlausibilityLimits) -> bool:
    """True when ``errors`` is among the worst share of the municipality's own earlier counts.

    With too few earlier counts, or no error at all, nothing is unusual.
    """
    if errors == 0 or len(history) < limits.history_needed:
        return False
    at_least_as_bad = sum(other >= errors for other in history)
    return at_least_as_bad <= limits.worst_share * len(history)
