"""Which visits a person should read by themselves, and why in words. Pure.

The list of reasons is the founders' (new problem, missed task, danger value, shorter than planned,
copied forward, somebody new); that a worse change, changed skin, a visit that could not be, a late
or amended record also count is our own, local, to be confirmed by the care managers.
"""

from collections.abc import Iterator, Mapping

from ltc.care.reading.terms import Limits, Mark, MarkCode, Planned, Written
from ltc.care.visits.terms import Answer, Change, Checklist, Consciousness, Skin

NAMED = 2  # more names in one line are not read
SKIN_SEEN = {Skin.RED, Skin.SORE}


def marks(
    now: Written,
    before: Written | None,
    *,
    planned: Planned,
    is_new_person: bool,
    limits: Limits,
    checklist: Checklist,
) -> tuple[Mark, ...]:
    """Return what is unusual about a visit against the one before, the most pressing first.

    ``before`` is the elder's visit before that took place, or None. Nothing unusual: ().
    """
    found = [
        *(_seen(now, before) if now.is_done else _not_met(now)),
        *_work(now, planned, limits, checklist),
        *_manner(now, before, is_new_person, limits),
    ]
    order = list(MarkCode)
    return tuple(sorted(found, key=lambda mark: order.index(mark.code)))


def _not_met(now: Written) -> Iterator[Mark]:
    yield Mark(MarkCode.COULD_NOT, now.could_not_words)


def _seen(now: Written, before: Written | None) -> Iterator[Mark]:
    if now.is_dangerous:
        yield Mark(MarkCode.DANGER)
    if now.consciousness == Consciousness.HARD_TO_WAKE:
        yield Mark(MarkCode.HARD_TO_WAKE)
    if now.change == Change.WORSE:
        yield Mark(MarkCode.WORSE)
    if now.skin in SKIN_SEEN and (before is None or before.skin != now.skin):
        yield Mark(MarkCode.SKIN, Skin(now.skin).label_th)
    if now.problems and (before is None or before.problems != now.problems):
        yield Mark(MarkCode.NEW_PROBLEM)


def _work(now: Written, planned: Planned, limits: Limits, checklist: Checklist) -> Iterator[Mark]:
    """Planned work that was not done, and time that cannot have been enough for what was."""
    missed, done = [], []
    for part in checklist.parts if planned.minutes and now.answers else ():
        answered = {now.answers[line.code] for line in part.lines if line.code in now.answers}
        if part.code not in planned.minutes or not answered:
            continue
        missed += [
            line.label_th for line in part.lines if now.answers.get(line.code) == Answer.NOT_DONE
        ]
        if Answer.DONE in answered:
            done.append(part.code)
    if missed:
        more = f" และอีก {len(missed) - NAMED} ข้อ" if len(missed) > NAMED else ""
        yield Mark(MarkCode.MISSED, " ".join(missed[:NAMED]) + more)
    wanted = _longest(done, planned.minutes)
    if now.minutes is not None and now.minutes * 100 < wanted * limits.short_percent:
        yield Mark(MarkCode.SHORT, f"{now.minutes} นาที จากที่วางไว้ {wanted} นาที")


def _longest(kinds: list[str], minutes: Mapping[str, int | None]) -> int:
    """Return the minutes of the longest service that was given: the least one visit must last."""
    return max((minutes[kind] or 0 for kind in kinds), default=0)


def _manner(
    now: Written, before: Written | None, is_new_person: bool, limits: Limits
) -> Iterator[Mark]:
    if before is not None and now.is_done:
        is_same_note = len(now.note) >= limits.copied_letters and now.note == before.note
        is_same_body = len(now.vitals) >= limits.copied_vitals and now.vitals == before.vitals
        if is_same_note or is_same_body:
            yield Mark(MarkCode.COPIED)
    if is_new_person and before is not None:
        yield Mark(MarkCode.NEW_PERSON)
    if now.is_amendment:
        yield Mark(MarkCode.AMENDED)
    elif now.days_late >= limits.late_days:
        yield Mark(MarkCode.LATE, f"{now.days_late} วันหลังเยี่ยม")
