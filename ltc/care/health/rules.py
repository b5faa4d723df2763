"""Pure rules of the health summary: codes, dates within a life, what a draft must hold."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from ltc.care.health.terms import (
    AllergyDraft,
    AllergyKind,
    Certainty,
    DiagnosisDraft,
    Draft,
    HistoryDraft,
    Life,
    LookDraft,
    MedicineDraft,
    Moment,
    NutritionDraft,
    TubeDraft,
    TubeKind,
    WishDraft,
    WoundDraft,
    WoundKind,
    WoundSite,
)
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.text import arabic_digits

AnyDraft = TypeVar("AnyDraft", bound=Draft | LookDraft)

# Shape only: a letter, two digits, and up to four more figures after a point that people leave
# out. ICD-10 of the World Health Organization has up to five characters, ICD-10-TM some six [G].
_ICD10 = re.compile(r"([A-Z][0-9]{2})\.?([0-9]{0,4})")
WEIGHT_AIMS = (20, 250)  # kilograms; outside it is a slip of the finger
WOUND_SIZES = (1, 600)  # millimetres
LONGEST_TO_CHANGE = 366 * 2  # days; a later day of change is a mistyped year


def icd10(text: str) -> str:
    """Return a code as it is printed ("e119" gives "E11.9").

    Raises RuleViolation ``icd10_shape``. Whether the code exists is not checked.
    """
    found = _ICD10.fullmatch(re.sub(r"[\s\-]", "", arabic_digits(text)).upper())
    if found is None:
        raise RuleViolation(
            "icd10_shape", "รหัสโรคต้องเป็นตัวอักษร 1 ตัว ตามด้วยเลข เช่น I10 หรือ E11.9", "icd10"
        )
    return f"{found[1]}.{found[2]}" if found[2] else found[1]


def checked_day(day: date | None, field: str, life: Life, *, on: date) -> date | None:
    """Return the day, or raise RuleViolation ``day_future``, ``before_birth``, ``after_death``."""
    if day is None:
        return None
    if day > on:
        raise RuleViolation("day_future", "วันนี้ยังมาไม่ถึง กรุณาตรวจปี พ.ศ.", field)
    if life.born_on and day < life.born_on:
        raise RuleViolation("before_birth", "วันนี้อยู่ก่อนวันเกิด กรุณาตรวจปี พ.ศ.", field)
    if life.died_on and day > life.died_on:
        raise RuleViolation("after_death", "วันนี้อยู่หลังวันที่เสียชีวิต", field)
    return day


def checked(draft: AnyDraft, life: Life, *, on: date) -> AnyDraft:
    """Return the draft, put right in small things, or raise the first RuleViolation it breaks."""
    check: Callable[[Any, Life, date], Any] = _CHECKS[type(draft)]
    put_right: AnyDraft = check(draft, life, on)
    return put_right


def _allergy(draft: AllergyDraft, life: Life, on: date) -> AllergyDraft:
    if draft.kind == AllergyKind.NONE:
        # What is typed beside "none" would be lost or would contradict it: it is asked about.
        if draft.substance:
            raise RuleViolation(
                "none_with_substance", "เลือกว่าไม่แพ้ แต่พิมพ์ชื่อไว้ ขอให้เลือกอย่างเดียว", "kind"
            )
        if draft.known_on is None:
            raise RuleViolation("day_missing", "ถามเมื่อวันไหน", "known_on")
        draft = replace(draft, reaction="", certainty=str(Certainty.TOLD))
    elif not draft.substance:
        raise RuleViolation("substance_missing", "แพ้อะไร กรุณาพิมพ์ชื่อยาหรืออาหาร", "substance")
    elif not draft.certainty:
        raise RuleViolation("certainty_missing", "แน่ใจแค่ไหน กรุณาเลือก", "certainty")
    checked_day(draft.known_on, "known_on", life, on=on)
    return draft


def _tube(draft: TubeDraft, life: Life, on: date) -> TubeDraft:
    checked_day(draft.since_on, "since_on", life, on=on)
    if draft.kind == TubeKind.OTHER and not draft.detail:
        raise RuleViolation("detail_missing", "อุปกรณ์อะไร กรุณาพิมพ์ชื่อ", "detail")
    due, since_on = draft.change_due_on, draft.since_on
    if due and since_on and due <= since_on:
        raise RuleViolation("due_before_since", "วันครบเปลี่ยนต้องอยู่หลังวันที่ใส่", "change_due_on")
    if due and (due - on).days > LONGEST_TO_CHANGE:
        raise RuleViolation("due_too_late", "วันครบเปลี่ยนไกลเกิน 2 ปี กรุณาตรวจปี พ.ศ.", "change_due_on")
    return draft


def _wound(draft: WoundDraft, life: Life, on: date) -> WoundDraft:
    checked_day(draft.since_on, "since_on", life, on=on)
    if draft.site == WoundSite.OTHER and not draft.site_note:
        raise RuleViolation("site_missing", "แผลอยู่ตรงไหน กรุณาพิมพ์บอก", "site_note")
    return draft


def _look(draft: LookDraft, life: Life, on: date) -> LookDraft:
    checked_day(draft.looked_on, "looked_on", life, on=on)
    for size, field in ((draft.length_mm, "long_cm"), (draft.width_mm, "wide_cm")):
        if size is not None and not WOUND_SIZES[0] <= size <= WOUND_SIZES[1]:
            raise RuleViolation("size_range", "ขนาดแผลต้องอยู่ระหว่าง 0.1 ถึง 60 เซนติเมตร", field)
    return draft


def checked_look_at(
    draft: LookDraft, kind: str, since_on: date | None, ended_on: date | None
) -> LookDraft:
    """Return what was seen of a wound, or raise RuleViolation.

    ``stage_missing`` for a pressure sore without a stage, ``stage_refused`` for another wound with
    one, ``look_before`` and ``look_after`` outside the wound's own days.
    """
    if kind == WoundKind.PRESSURE and not draft.stage:
        raise RuleViolation("stage_missing", "แผลกดทับต้องบอกระดับ", "stage")
    if kind != WoundKind.PRESSURE and draft.stage:
        raise RuleViolation("stage_refused", "บอกระดับเฉพาะแผลกดทับเท่านั้น", "stage")
    if since_on and draft.looked_on < since_on:
        raise RuleViolation("look_before", "วันที่ดูอยู่ก่อนวันที่เริ่มมีแผล", "looked_on")
    if ended_on and draft.looked_on > ended_on:
        raise RuleViolation("look_after", "แผลนี้ปิดแล้วก่อนวันที่ดู", "looked_on")
    return draft


def _medicine(draft: MedicineDraft, life: Life, on: date) -> MedicineDraft:
    checked_day(draft.since_on, "since_on", life, on=on)
    if not draft.moments:
        raise RuleViolation("moments_missing", "กินหรือใช้เวลาไหน เลือกอย่างน้อยหนึ่งข้อ", "moments")
    if Moment.OTHER in draft.moments and not draft.how:
        raise RuleViolation("how_missing", "เวลาอื่นคือเมื่อไร กรุณาพิมพ์บอก", "how")
    return draft


def _diagnosis(draft: DiagnosisDraft, life: Life, on: date) -> DiagnosisDraft:
    code = icd10(draft.icd10) if draft.icd10 else ""
    if not draft.words:
        raise RuleViolation("words_missing", "เลือกโรคจากรายการ หรือพิมพ์ชื่อโรค", "words")
    if draft.since_year is not None:
        first, last = date(draft.since_year, 1, 1), date(draft.since_year, 12, 31)
        if first > on:
            raise RuleViolation("day_future", "ปีนี้ยังมาไม่ถึง กรุณาตรวจปี พ.ศ.", "since_year")
        if life.born_on and last < life.born_on:
            raise RuleViolation("before_birth", "ปีนี้อยู่ก่อนปีเกิด กรุณาตรวจปี พ.ศ.", "since_year")
    return replace(draft, icd10=code)


def _nutrition(draft: NutritionDraft, life: Life, on: date) -> NutritionDraft:
    checked_day(draft.since_on, "since_on", life, on=on)
    aim = draft.weight_aim
    if aim is not None and not WEIGHT_AIMS[0] <= aim <= WEIGHT_AIMS[1]:
        low, high = WEIGHT_AIMS
        raise RuleViolation("aim_range", f"น้ำหนักต้องอยู่ระหว่าง {low} ถึง {high} กิโลกรัม", "weight_aim")
    return draft


def _history(draft: HistoryDraft, life: Life, on: date) -> HistoryDraft:
    checked_day(draft.told_on, "told_on", life, on=on)
    return draft


def _wish(draft: WishDraft, life: Life, on: date) -> WishDraft:
    checked_day(draft.said_on, "said_on", life, on=on)
    return draft


def checked_end(ended_on: date, since_on: date | None, life: Life, *, on: date) -> date:
    """Return the last day of something, or raise RuleViolation (also ``end_before_since``)."""
    if since_on and ended_on < since_on:
        raise RuleViolation("end_before_since", "วันสิ้นสุดต้องไม่ก่อนวันที่เริ่ม", "ended_on")
    checked_day(ended_on, "ended_on", life, on=on)
    return ended_on


_CHECKS: dict[type[Any], Callable[[Any, Life, date], Any]] = {
    AllergyDraft: _allergy,
    TubeDraft: _tube,
    WoundDraft: _wound,
    LookDraft: _look,
    MedicineDraft: _medicine,
    DiagnosisDraft: _diagnosis,
    NutritionDraft: _nutrition,
    HistoryDraft: _history,
    WishDraft: _wish,
}
