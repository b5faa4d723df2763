"""A row as a past assessment of daily living: whom it is about, and the draft."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from ltc.care.assessment.terms import AssessmentDraft, Method, Place, Purpose
from ltc.exchange.town.rules.cells import birth_of, citizen_id_of, day_of, matched, names_of
from ltc.exchange.town.rules.columns import ADL_ITEMS
from ltc.exchange.town.terms import Fields
from ltc.foundation.core import citizen_id
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.text import arabic_digits, searchable

INSTRUMENT = "barthel"
_METHODS = {
    **{searchable(word.label_th): str(word) for word in Method},
    **dict.fromkeys(("เห็นด้วยตา", "สังเกต"), str(Method.OBSERVED)),
    **dict.fromkeys(("ถามญาติ", "ถามผู้ดูแล"), str(Method.ASKED_RELATIVE)),
}


@dataclass(frozen=True)
class Who:
    """Whom a row is about: by national ID, else by name and, where known, birth."""

    citizen_id: str | None
    search_text: str
    born_on: date | None


def read_who(fields: Fields) -> Who:
    """Return whom a row is about; raises RuleViolation ``nobody_named`` or an ID's or a date's."""
    digits = citizen_id_of(fields)
    if digits:
        return Who(citizen_id.parse(digits, "citizen_id"), "", None)
    given, family = names_of(fields)
    if not given:
        raise RuleViolation("nobody_named", "ไม่ได้ใส่เลขประชาชนหรือชื่อ", "citizen_id")
    return Who(None, searchable(given + family)[:200], birth_of(fields)[1])


def read_assessment(fields: Fields, *, batch_id: UUID) -> AssessmentDraft:
    """Return a row as a draft; the room of assessment still asks its own rules.

    The purpose is screening: a file moves no group and no money. Of many old results a town has
    kept the total only: a row without any item is read as one. Raises RuleViolation at the column's
    key: ``items_missing``, ``nothing_scored``, ``score_unreadable``, ``total_differs``,
    ``method_unknown`` or a date's.
    """
    answers = _answers(fields)
    total = _score(fields, "total") if fields.text("total") else None
    if not answers and total is None:
        raise RuleViolation("nothing_scored", "ไม่มีทั้งคะแนนรายข้อและคะแนนรวม", "total")
    if answers and total is not None and total != sum(answers.values()):
        raise RuleViolation(
            "total_differs", f"คะแนนรวมไม่ตรงกับผลบวก ({sum(answers.values())})", "total"
        )
    assessed_on = day_of(fields, "assessed_on")
    assert assessed_on is not None  # a required cell
    rater = fields.text("rater")
    return AssessmentDraft(
        instrument=INSTRUMENT, answers=answers, purpose=str(Purpose.SCREENING),
        method=_method(fields), place=str(Place.OTHER), assessed_on=assessed_on,
        operation_id=uuid5(batch_id, str(fields.line)), known_total=None if answers else total,
        note="นำเข้าจากแฟ้ม" + (f" ผู้ประเมินครั้งนั้น: {rater}" if rater else ""),
    )  # fmt: skip


def _answers(fields: Fields) -> dict[str, int]:
    """Return the scores of all ten items, or of none."""
    keys = [key for key, *_ in ADL_ITEMS]
    missing = [key for key in keys if not fields.text(key)]
    if len(missing) == len(keys):
        return {}
    if missing:
        raise RuleViolation(
            "items_missing",
            f"ใส่คะแนนไม่ครบ ขาด {len(missing)} จาก 10 ข้อ ใส่ให้ครบหรือเว้นทั้งหมด",
            missing[0],
        )
    return {key: _score(fields, key) for key in keys}


def _score(fields: Fields, key: str) -> int:
    digits = re.sub(r"\.0+$", "", arabic_digits(fields.text(key)))
    if not re.fullmatch(r"\d{1,2}", digits):
        raise RuleViolation("score_unreadable", "คะแนนต้องเป็นตัวเลข", key)
    return int(digits)


def _method(fields: Fields) -> str:
    if not fields.text("method"):
        return str(Method.ASKED_ELDER)
    return matched(
        fields.text("method"), _METHODS, code="method_unknown", key="method",
        sentence="ต้องเป็น เห็นทำด้วยตา ถามผู้สูงอายุ หรือ ถามญาติ",
    )  # fmt: skip
