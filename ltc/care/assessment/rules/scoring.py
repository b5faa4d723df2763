"""From answers to a total, a band and the words that explain it.

A refusal is a ``RuleViolation`` whose field is the item code. Its codes: ``answer_missing``,
``answer_unknown``, ``answer_out_of_range``, ``answer_not_asked``, ``variant_missing``,
``variant_unknown``, ``no_cutoffs_on_date``.
"""

from collections.abc import Mapping
from datetime import date

from ltc.care.assessment.terms import (
    BandSet,
    Cost,
    Direction,
    Instrument,
    Item,
    Result,
)
from ltc.foundation.core.errors import RuleViolation


def score(
    instrument: Instrument,
    answers: Mapping[str, int],
    *,
    on: date,
    variant: str | None = None,
) -> Result:
    """Return the result of complete ``answers`` (item code to chosen score, or to a measure).

    ``on`` is the day of the assessment: the cut-offs in force on that day apply. ``variant``
    chooses among cut-offs for different people (MMSE: schooling). Raises RuleViolation for the
    first thing wrong, in the order of the form.
    """
    wrong = violations(instrument, answers)
    if wrong:
        raise wrong[0]
    total = sum(answers.values())
    main = main_set(instrument, on=on, variant=variant)
    if main is not None and total > main.maximum:
        raise _out_of_range(instrument.items[0], main.minimum, main.maximum)
    return _result(instrument, total, main, answers, on=on, variant=variant)


def score_total(instrument: Instrument, total: int, *, on: date) -> Result:
    """Return the result of which only the total was kept: its band, and nothing of its items.

    Raises RuleViolation ``total_out_of_range`` at ``total`` or ``no_cutoffs_on_date``.
    """
    if not instrument.minimum <= total <= instrument.maximum:
        message = f"คะแนนรวมต้องเป็นตัวเลขตั้งแต่ {instrument.minimum} ถึง {instrument.maximum}"
        raise RuleViolation("total_out_of_range", message, "total")
    return _result(instrument, total, main_set(instrument, on=on), {}, on=on, variant=None)


def _result(
    instrument: Instrument,
    total: int,
    main: BandSet | None,
    answers: Mapping[str, int],
    *,
    on: date,
    variant: str | None,
) -> Result:
    sets = [found for found in instrument.band_sets if found.in_force(on) and not found.is_main]
    maximum = instrument.maximum if main is None else main.maximum
    band = None if main is None else main.band(total)
    return Result(
        instrument=instrument.code,
        version=instrument.version,
        total=total,
        minimum=instrument.minimum,
        maximum=maximum,
        variant=variant,
        band=band,
        refinements=tuple(found for one in sets if (found := one.band(total)) is not None),
        costs=_costs(instrument, answers),
        sentence_th=_sentence(instrument, total, maximum, band.label_th if band else None),
        notes_th=_notes(instrument, [*([main] if main else []), *sets]),
    )


def violations(instrument: Instrument, answers: Mapping[str, int]) -> list[RuleViolation]:
    """Return everything wrong with ``answers``, in the order of the form; empty when complete."""
    wrong = [found for item in instrument.items if (found := _check(item, answers)) is not None]
    known = {item.code for item in instrument.items}
    for code in answers:
        if code not in known:
            wrong.append(RuleViolation("answer_unknown", "แบบนี้ไม่มีข้อนี้ กรุณาเปิดแบบใหม่", code))
    return wrong


def is_asked(item: Item, answers: Mapping[str, int]) -> bool:
    """True when ``item`` must be answered, given the other ``answers``."""
    if item.asked_if is None:
        return True
    return answers.get(item.asked_if.item, -1) >= item.asked_if.at_least


def only_asked(instrument: Instrument, answers: Mapping[str, int]) -> dict[str, int]:
    """Return ``answers`` without those to items that are not asked (a hidden field of a form)."""
    hidden = {item.code for item in instrument.items if not is_asked(item, answers)}
    return {code: value for code, value in answers.items() if code not in hidden}


def main_set(instrument: Instrument, *, on: date, variant: str | None = None) -> BandSet | None:
    """Return the cut-offs that give the result on the day ``on``; None when there are none at all.

    Raises RuleViolation when the instrument has cut-offs but none for that day or variant.
    """
    mains = [found for found in instrument.band_sets if found.is_main]
    _check_variant(mains, variant)
    if not mains:
        return None
    for found in mains:
        if found.variant == variant and found.in_force(on):
            return found
    raise RuleViolation("no_cutoffs_on_date", "วันที่ประเมินนี้ยังไม่มีเกณฑ์ให้ใช้ กรุณาดูวันที่อีกครั้ง")


def _check_variant(mains: list[BandSet], variant: str | None) -> None:
    known = {found.variant for found in mains if found.variant is not None}
    if known and variant is None:
        raise RuleViolation("variant_missing", "กรุณาเลือกกลุ่มของผู้สูงอายุก่อน", "variant")
    if variant is not None and variant not in known:
        raise RuleViolation("variant_unknown", "ไม่มีกลุ่มนี้ กรุณาเลือกใหม่", "variant")


def _check(item: Item, answers: Mapping[str, int]) -> RuleViolation | None:
    asked = is_asked(item, answers)
    if item.code not in answers:
        if not asked:
            return None
        message = f"ยังไม่ได้ตอบข้อ “{item.short_th}” กรุณาตอบให้ครบ"
        return RuleViolation("answer_missing", message, item.code)
    if not asked:
        message = f"ข้อ “{item.short_th}” ไม่ต้องตอบ เพราะข้อก่อนหน้าตอบว่าไม่มี"
        return RuleViolation("answer_not_asked", message, item.code)
    if not _is_allowed(item, answers[item.code]):
        return _out_of_range(item, item.minimum, item.maximum)
    return None


def _is_allowed(item: Item, value: int) -> bool:
    if type(value) is not int:
        return False
    if item.options:
        return item.option(value) is not None
    return item.minimum <= value <= item.maximum


def _out_of_range(item: Item, minimum: int, maximum: int) -> RuleViolation:
    message = f"ข้อ “{item.short_th}” กรุณาเลือกคำตอบที่มีให้"
    if not item.options:
        message = f"ข้อ “{item.short_th}” ต้องเป็นตัวเลขตั้งแต่ {minimum} ถึง {maximum}"
    return RuleViolation("answer_out_of_range", message, item.code)


def _costs(instrument: Instrument, answers: Mapping[str, int]) -> tuple[Cost, ...]:
    """Return the items that cost points, in the order of the form."""
    costs = []
    for item in instrument.items:
        option = item.option(answers[item.code]) if item.code in answers else None
        if option is None:
            continue
        lost = instrument.direction is Direction.HIGHER_BETTER
        points = item.maximum - option.score if lost else option.score - item.minimum
        if points:
            words = f"{item.short_th}: {option.text_th} ({'เสีย' if lost else 'ได้'} {points} คะแนน)"
            costs.append(Cost(item.code, item.short_th, points, words))
    return tuple(costs)


def _sentence(instrument: Instrument, total: int, maximum: int, band_th: str | None) -> str:
    if instrument.is_measured:
        words = f"วัดได้ {total} {instrument.unit_th}"
    else:
        words = f"ได้ {total} จาก {maximum} {instrument.unit_th}"
    return words if band_th is None else f"{words}: {band_th}"


def _notes(instrument: Instrument, sets: list[BandSet]) -> tuple[str, ...]:
    """Return what must stand beside the result: cautions, and what is not verified or shipped."""
    notes = [instrument.note_th, *(found.note_th for found in sets)]
    return tuple(dict.fromkeys(note for note in notes if note))
