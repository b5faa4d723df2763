"""Times of a visit: arriving, leaving, how long, how late it is written."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from ltc.care.visits.terms import Question, TimeLimits, VisitDraft, VisitStatus
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.zone import at_local, local
from ltc.foundation.i18n.dates import short_date

CLOCK_SLACK = timedelta(minutes=5)  # two clocks are rarely the same
Stay = tuple[datetime, datetime]


def refuse_times(draft: VisitDraft, *, at: datetime, on: date) -> list[RuleViolation]:
    """Return what cannot be: the future, no time, leaving before arriving."""
    if draft.visited_on > on:
        return [RuleViolation("future_day", "วันที่ไปเยี่ยมยังมาไม่ถึง", "visited_on")]
    if draft.arrived is None:
        return [RuleViolation("no_arrival", "กรุณากรอกเวลาที่ไปถึง", "arrived")]
    if _instant(draft.visited_on, draft.arrived) > at + CLOCK_SLACK:
        return [RuleViolation("future_time", "เวลาที่ไปถึงยังมาไม่ถึง", "arrived")]
    if draft.status == VisitStatus.COULD_NOT:
        return []
    if draft.left is None:
        return [RuleViolation("no_leaving", "กรุณากรอกเวลาที่กลับ", "left")]
    if draft.left <= draft.arrived:
        return [RuleViolation("left_before_arrived", "เวลากลับต้องหลังเวลาที่ไปถึง", "left")]
    if _instant(draft.visited_on, draft.left) > at + CLOCK_SLACK:
        return [RuleViolation("future_time", "เวลากลับยังมาไม่ถึง", "left")]
    return []


def stay(draft: VisitDraft) -> tuple[datetime | None, datetime | None]:
    """Return the instants of arriving and leaving; None for a time that was not told."""
    start, end = (
        None if clock is None else _instant(draft.visited_on, clock)
        for clock in (draft.arrived, draft.left)
    )
    return start, end


def check_times(
    draft: VisitDraft, others: Sequence[Stay], limits: TimeLimits, *, on: date
) -> list[Question]:
    """Return what is asked once: very short or long, written late, two houses at one time.

    ``others`` are the other visits of the same caregiver that day.
    """
    asked = []
    if (on - draft.visited_on).days > limits.late_days:
        words = f"ไปเยี่ยมเมื่อ {short_date(draft.visited_on)} นานแล้ว วันที่ถูกแล้วใช่ไหม"
        asked.append(Question("time.late", "visited_on", words, f"late={draft.visited_on}"))
    start, end = stay(draft)
    if start is None or end is None:
        return asked
    minutes = int((end - start).total_seconds() // 60)
    if not limits.shortest_minutes <= minutes <= limits.longest_minutes:
        words = f"เยี่ยม {_long(minutes)} ถูกแล้วใช่ไหม"
        asked.append(Question("time.length", "left", words, f"minutes={minutes}"))
    for begun, ended in others:
        if begun < end and start < ended:
            same = f"{local(begun):%H:%M}–{local(ended):%H:%M}"
            words = f"เวลา {same} มีบันทึกว่าอยู่อีกบ้านหนึ่ง เวลาถูกแล้วใช่ไหม"
            asked.append(Question("time.overlap", "arrived", words, f"overlap={same}"))
    return asked


def _instant(day: date, clock: time) -> datetime:
    return at_local(day, clock.hour, clock.minute)


def _long(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} ชั่วโมง"] if hours else []
    return " ".join(parts + ([f"{rest} นาที"] if rest else []))
