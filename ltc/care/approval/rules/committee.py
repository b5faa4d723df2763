"""Members and meetings: what can be written down about them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from ltc.care.approval.terms import Attending, MemberDraft, RoundDraft, RoundState, Signature
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.dates import short_date

EARLIEST = date(2015, 10, 1)  # the programme began with fiscal year 2559
FURTHEST_DAYS = 366
LONGEST_TERM_DAYS = 3_660
MOST_NUMBER = 99


def checked_member(draft: MemberDraft, *, on: date) -> MemberDraft:
    """Return the member, or raise RuleViolation at its field.

    ``name_missing``, ``position_missing``, ``order_missing``, ``from_range``, ``until_early`` or
    ``until_far``.
    """
    for name, words in (
        ("name_th", "กรุณาเขียนชื่อและนามสกุล"),
        ("position", "กรุณาเขียนตำแหน่ง"),
        ("order_no", "กรุณาเขียนเลขที่คำสั่งแต่งตั้ง"),
    ):
        if not getattr(draft, name).strip():
            raise RuleViolation(f"{name.partition('_')[0]}_missing", words, name)
    if draft.appointed_from < EARLIEST or (draft.appointed_from - on).days > FURTHEST_DAYS:
        raise RuleViolation("from_range", "วันเริ่มเป็นกรรมการไม่น่าถูก กรุณาตรวจปี พ.ศ.", "appointed_from")
    if draft.appointed_until is not None:
        check_end(draft.appointed_from, draft.appointed_until, "appointed_until")
    return draft


def check_end(appointed_from: date, until: date, field: str) -> None:
    """Raise RuleViolation ``until_early`` or ``until_far`` for an end that cannot be."""
    if until <= appointed_from:
        raise RuleViolation("until_early", "วันพ้นตำแหน่งต้องอยู่หลังวันเริ่ม", field)
    if (until - appointed_from).days > LONGEST_TERM_DAYS:
        raise RuleViolation("until_far", "วันพ้นตำแหน่งไกลเกิน 10 ปี กรุณาตรวจปี พ.ศ.", field)


def checked_round(draft: RoundDraft, *, on: date) -> RoundDraft:
    """Return the meeting, or raise RuleViolation ``number_range``, ``held_range``, ``year_other``.

    The year of the Buddhist era that numbers the meeting is that of its day, or the fiscal year
    that runs then: municipalities count either way.
    """
    if not 1 <= draft.number <= MOST_NUMBER:
        raise RuleViolation("number_range", f"ครั้งที่ต้องเป็น 1 ถึง {MOST_NUMBER}", "number")
    if draft.held_on < EARLIEST or (draft.held_on - on).days > FURTHEST_DAYS:
        raise RuleViolation("held_range", "วันประชุมไม่น่าถูก กรุณาตรวจปี พ.ศ.", "held_on")
    if draft.year not in (draft.held_on.year + 543, draft.held_on.year + 544):
        raise RuleViolation("year_other", "ปี พ.ศ. ของครั้งที่ประชุมไม่ตรงกับวันประชุม", "year")
    return draft


def check_attendance(
    told: Sequence[Attending], *, in_office: Mapping[UUID, str], chair_id: UUID | None
) -> None:
    """Raise RuleViolation unless each member in office came or has a reason, and one presides.

    ``member_unknown``, ``absence_reason``, ``chair_missing`` or ``chair_absent``.
    """
    known = {one.member_id: one for one in told}
    if set(known) != set(in_office):
        raise RuleViolation("member_unknown", "รายชื่อกรรมการเปลี่ยนไป กรุณาเปิดหน้านี้อีกครั้ง")
    for one in told:
        if not one.is_present and not one.reason.strip():
            words = f"{in_office[one.member_id]} ไม่มา กรุณาเขียนเหตุผล"
            raise RuleViolation("absence_reason", words, f"reason-{one.member_id}")
    if chair_id is None or chair_id not in known:
        raise RuleViolation("chair_missing", "กรุณาเลือกประธานในที่ประชุม", "chair")
    if not known[chair_id].is_present:
        raise RuleViolation("chair_absent", "ประธานในที่ประชุมต้องเป็นคนที่มา", "chair")


def check_may_open(state: str, held_on: date, *, on: date) -> None:
    """Raise RuleViolation ``round_closed`` or ``round_early``."""
    if state == RoundState.CLOSED:
        raise RuleViolation("round_closed", "รอบประชุมนี้ปิดแล้ว แก้ไม่ได้")
    if held_on > on:
        raise RuleViolation("round_early", f"เปิดประชุมได้ตั้งแต่วันที่ {short_date(held_on)}")


def check_signature(state: str, signature: Signature, chair_name: str) -> None:
    """Raise RuleViolation ``round_not_open``, or ``not_the_chair`` for anybody else's name."""
    if state != RoundState.OPEN:
        raise RuleViolation("round_not_open", "รอบประชุมนี้ไม่ได้เปิดอยู่ ปิดไม่ได้")
    if _bare(signature.signed_by) != _bare(chair_name):
        words = f"ผู้ลงนามต้องเป็นประธานในที่ประชุม คือ {chair_name}"
        raise RuleViolation("not_the_chair", words, "signed_by")


def overlaps(spans: Collection[tuple[date, date | None]], since: date, until: date | None) -> bool:
    """True when one of these spans of office overlaps another: a committee has one chair."""
    last = until or date.max
    return any(start < last and since < (end or date.max) for start, end in spans)


def _bare(name: str) -> str:
    return "".join(name.split())
