"""What an event as told must hold before it is kept; each refusal is a sentence at its field."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from ltc.care.events.rules.pauses import spans
from ltc.care.events.terms import (
    CLOSING,
    DETAILS,
    EventDraft,
    EventKind,
    Happening,
    PauseReason,
    PauseSpan,
    Precision,
    Teller,
    member,
)
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.zone import at_local
from ltc.foundation.i18n.dates import short_date

CLOCK_SLACK = timedelta(minutes=5)  # two clocks are rarely the same
# What the columns hold; a page says the same at its fields.
MOST = {"told_by_name": 120, "place": 200, "done": 1000, "note": 1000}
FURTHEST_RETURN = timedelta(days=731)


def check_words(draft: EventDraft) -> None:
    """Refuse a kind, precision, teller or detail that is not of the lists, and texts too long."""
    if draft.kind not in set(EventKind):
        raise RuleViolation("kind_unknown", "กรุณาเลือกว่าเกิดอะไรขึ้น", "kind")
    if draft.precision not in set(Precision):
        raise RuleViolation("precision_unknown", "กรุณาเลือกว่ารู้วันแน่นอนหรือประมาณ", "precision")
    if draft.told_by not in set(Teller):
        raise RuleViolation("teller_unknown", "กรุณาเลือกว่าใครบอก", "told_by")
    words, offered = DETAILS.get(member(EventKind, draft.kind), ("", ()))
    if offered and draft.detail not in set(offered):
        raise RuleViolation("detail_missing", f"{words} กรุณาเลือก", "detail")
    if draft.detail and draft.detail not in set(offered):
        raise RuleViolation("detail_unknown", "กรุณาเลือกจากรายการ", "detail")
    for name, most in MOST.items():
        if len(getattr(draft, name)) > most:
            raise RuleViolation("too_long", "ข้อความยาวเกินไป กรุณาเขียนให้สั้นลง", name)


def check_day(
    day: date, field: str, *, born_on: date | None, died_on: date | None,
    moved_on: date | None, rules_from: date, on: date,
) -> None:  # fmt: skip
    """Refuse the future, a day before birth or before all rules, and one after death or moving."""
    if day > on:
        raise RuleViolation("future", "วันที่นี้ยังมาไม่ถึง", field)
    if born_on is not None and day < born_on:
        raise RuleViolation("before_birth", "วันที่นี้อยู่ก่อนวันเกิด กรุณาตรวจปี พ.ศ.", field)
    if day < rules_from:
        words = f"ระบบมีเกณฑ์ตั้งแต่ {short_date(rules_from)} กรุณาตรวจปี พ.ศ."
        raise RuleViolation("no_rules_on_day", words, field)
    if died_on is not None and day > died_on:
        words = f"วันที่นี้อยู่หลังวันที่เสียชีวิต ({short_date(died_on)})"
        raise RuleViolation("after_death", words, field)
    if moved_on is not None and day > moved_on:
        words = f"วันที่นี้อยู่หลังวันที่ย้ายออก ({short_date(moved_on)})"
        raise RuleViolation("after_move", words, field)


def check_time(draft: EventDraft, *, at: datetime) -> None:
    """Refuse a time of today that has not come yet."""
    if draft.happened_time is None:
        return
    clock = draft.happened_time
    if at_local(draft.happened_on, clock.hour, clock.minute) > at + CLOCK_SLACK:
        raise RuleViolation("future_time", "เวลานี้ยังมาไม่ถึง", "happened_time")


def pause_before(happenings: Sequence[Happening], day: date) -> PauseSpan | None:
    """Return the pause that lasts at the end of what is known up to a day, or None."""
    found = spans([one for one in happenings if one.on <= day])
    return found[-1] if found and found[-1].until_on is None else None


def check_pause(draft: EventDraft, now: PauseSpan | None) -> None:
    """Refuse a second beginning, and an end whose beginning nobody told.

    ``now`` is the pause before the event. An end without a beginning asks for that day
    (``began_on``); both are then kept.
    """
    if draft.kind == EventKind.ADMISSION and now and now.reason == PauseReason.HOSPITAL:
        words = f"มีบันทึกว่าอยู่โรงพยาบาลตั้งแต่ {short_date(now.from_on)} แล้ว"
        raise RuleViolation("already_in_hospital", words, "happened_on")
    if draft.kind == EventKind.AWAY and now:
        words = (
            f"มีบันทึกว่า{member(PauseReason, now.reason).label_th}ตั้งแต่ {short_date(now.from_on)} แล้ว"
        )
        raise RuleViolation("already_away", words, "happened_on")
    if draft.kind in CLOSING and now is None:
        _check_beginning(draft)
    check_return(draft.expected_return_on, draft.happened_on)


def _check_beginning(draft: EventDraft) -> None:
    if draft.began_on is None:
        is_discharge = draft.kind == EventKind.DISCHARGE
        what = "เข้าโรงพยาบาล" if is_discharge else "ไปอยู่ที่อื่น"
        words = f"ยังไม่มีใครบันทึกว่า{what} กรอกวันที่ไป จะบันทึกให้ทั้งสองอย่าง"
        raise RuleViolation("beginning_missing", words, "began_on")
    if draft.began_on > draft.happened_on:
        raise RuleViolation("began_after", "วันที่ไปต้องไม่หลังวันที่กลับ", "began_on")


def check_return(expected_on: date | None, since: date) -> None:
    """Refuse an expected return before the beginning, or a mistyped year."""
    if expected_on is None:
        return
    if expected_on < since:
        raise RuleViolation("return_early", "วันที่คาดว่ากลับต้องไม่ก่อนวันที่ไป", "expected_return_on")
    if expected_on > since + FURTHEST_RETURN:
        raise RuleViolation(
            "return_far", "วันที่คาดว่ากลับไกลเกินไป กรุณาตรวจปี พ.ศ.", "expected_return_on"
        )


def check_withdrawal(kind: str, *, is_withdrawn: bool, because: str) -> None:
    """Refuse to withdraw twice or without a reason; a departure is taken back as a whole."""
    if is_withdrawn:
        raise RuleViolation("already_withdrawn", "รายการนี้ถอนไปแล้ว")
    if kind in (EventKind.DEATH, EventKind.MOVE):
        raise RuleViolation(
            "departure_taken_back", "เรื่องนี้ปิดการดูแลไปแล้ว ให้ยกเลิกที่หน้า “เสียชีวิตหรือย้ายออก”"
        )
    if kind == EventKind.RETURN:
        raise RuleViolation("return_stays", "ถ้าไม่ได้กลับมาอยู่จริง ให้บันทึกว่าย้ายออกอีกครั้ง")
    if not because.strip():
        raise RuleViolation("because_missing", "เขียนสั้น ๆ ว่าถอนเพราะอะไร", "because")
