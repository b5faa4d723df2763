"""What a draft must hold before it is saved, beside its answers.

Hard limits of the day: adl-trends.md section 1.4 (in the future, before birth, after death).
"""

from datetime import date

from ltc.care.assessment.rules.scoring import is_asked
from ltc.care.assessment.terms import AssessmentDraft, Instrument, Method, Place, Purpose
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.dates import short_date

REASON_LETTERS = 5  # fewer letters are no reason


def check_words(draft: AssessmentDraft) -> None:
    """Refuse codes that no form of ours sends (code ``not_a_choice``), at their field."""
    for name, words, given in (
        ("purpose", Purpose, draft.purpose),
        ("method", Method, draft.method),
        ("place", Place, draft.place),
    ):
        if given not in set(words):
            raise RuleViolation("not_a_choice", "กรุณาเลือกจากรายการ", name)


def check_only_total(draft: AssessmentDraft) -> None:
    """Refuse a known total beside answers, or where a group would come of it (``only_total``).

    A total that is not the sum of its items would be two results in one row.
    """
    if draft.known_total is not None and (draft.answers or draft.purpose != Purpose.SCREENING):
        raise RuleViolation("only_total", "คะแนนรวมอย่างเดียวใช้กับผลคัดกรองเก่าที่ไม่มีคะแนนรายข้อเท่านั้น")


def check_day(
    assessed_on: date, *, today: date, born_on: date | None, died_on: date | None
) -> None:
    """Refuse a day on which nobody can have assessed this person; the field is ``assessed_on``."""
    if assessed_on > today:
        raise RuleViolation("assessed_in_future", "วันที่ประเมินยังมาไม่ถึง", "assessed_on")
    if born_on is not None and assessed_on < born_on:
        raise RuleViolation("assessed_before_birth", "วันที่ประเมินอยู่ก่อนวันเกิด", "assessed_on")
    if died_on is not None and assessed_on > died_on:
        raise RuleViolation("assessed_after_death", "วันที่ประเมินอยู่หลังวันที่เสียชีวิต", "assessed_on")


def check_has_rules(assessed_on: date, *, rules_from: date) -> None:
    """Refuse a day before the configuration begins: a mistyped year (``no_rules_on_day``)."""
    if assessed_on < rules_from:
        words = f"ระบบมีเกณฑ์ตั้งแต่ {short_date(rules_from)} กรุณาตรวจปี พ.ศ."
        raise RuleViolation("no_rules_on_day", words, "assessed_on")


def checked_reason(reason: str) -> str:
    """Return the reason of an amendment, or refuse one that says nothing (``reason_missing``)."""
    words = reason.strip()
    if len(words) < REASON_LETTERS:
        raise RuleViolation("reason_missing", "กรุณาเขียนสั้น ๆ ว่าแก้เพราะอะไร", "amend_reason")
    return words


def without_untouched(instrument: Instrument, answers: dict[str, int]) -> dict[str, int]:
    """Return ``answers`` without harmless ones to items that are not asked.

    A form without script sends a hidden item's lowest answer. Anything above that contradicts the
    item before it and stays in, so that scoring refuses it: in 8Q it may be a danger to life.
    """
    untouched = {
        item.code
        for item in instrument.items
        if not is_asked(item, answers) and answers.get(item.code) == item.minimum
    }
    return {code: value for code, value in answers.items() if code not in untouched}
