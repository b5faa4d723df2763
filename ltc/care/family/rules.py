"""When a link opens, what may be asked of it and sent by it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from ltc.care.assessment.rules.row import Row, keys_of
from ltc.care.assessment.terms import Confidence
from ltc.care.family.terms import LinkDraft, LinkLimits, NewsDraft, NewsKind, Shown, Work
from ltc.foundation.core.errors import RuleViolation

KEYS = keys_of(LinkLimits, also="valid_from valid_until source confidence")
NEEDS_WORK = frozenset({NewsKind.DONE, NewsKind.NOT_DONE})


def limits_on(table: Mapping[str, Any], on: date) -> LinkLimits:
    """Return the limits in force on a day; Unusable when the file is broken or has none."""
    rows = [Row(one, "family_links.toml", KEYS) for one in table["limits"]]
    for row in rows:
        row.one_of("confidence", Confidence)
        row.text("source")
    found = [row for row in rows if row.holds_on(on)]
    if len(found) != 1:
        raise rows[0].broken(f"{len(found)} rows hold on {on}, not one")
    row = found[0]
    return LinkLimits(
        row.whole("most_days"), row.whole("default_days"), row.whole("most_news_a_day"),
        row.text("note_th"),
    )  # fmt: skip


def opens(
    *, last_day: date, is_revoked: bool, is_living_here: bool, is_paused: bool, on: date
) -> bool:
    """True when a link shows its page on a day: not ended, and the elder is here to be visited."""
    return not is_revoked and on <= last_day and is_living_here and not is_paused


def checked_link(draft: LinkDraft, limits: LinkLimits, *, on: date) -> LinkDraft:
    """Return the draft, cleaned.

    Raises RuleViolation ``nothing_shown``, ``shows_unknown``, ``ends_in_past`` or ``too_long``.
    """
    if not draft.shows:
        raise RuleViolation("nothing_shown", "เลือกอย่างน้อยหนึ่งอย่างที่ตกลงให้เห็น", "shows")
    if not set(draft.shows) <= set(Shown):
        raise RuleViolation("shows_unknown", "กรุณาเลือกจากรายการ", "shows")
    if draft.last_day < on:
        raise RuleViolation("ends_in_past", "วันสุดท้ายต้องไม่ก่อนวันนี้", "last_day")
    if draft.last_day > on + timedelta(days=limits.most_days):
        raise RuleViolation(
            "too_long", f"ลิงก์ใช้ได้นานที่สุด {limits.most_days} วัน แล้วค่อยทำใหม่", "last_day"
        )
    return replace(draft, shows=tuple(str(one) for one in Shown if one in draft.shows))


def checked_news(draft: NewsDraft, work: Sequence[Work], sent_today: int, most: int) -> NewsDraft:
    """Return the draft; what is not about planned work carries none.

    Raises RuleViolation ``kind_unknown``, ``work_unknown``, ``words_missing`` or ``enough_today``.
    """
    if draft.kind not in set(NewsKind):
        raise RuleViolation("kind_unknown", "กรุณาเลือกจากปุ่มบนหน้านี้")
    if sent_today >= most:
        raise RuleViolation("enough_today", "วันนี้ส่งมาครบแล้ว ถ้าด่วนให้โทร 1669 หรือโทรหาผู้จัดการการดูแล")
    if draft.kind in NEEDS_WORK:
        if draft.service not in {one.kind for one in work if one.is_family}:
            raise RuleViolation("work_unknown", "งานนี้ไม่อยู่ในแผนแล้ว กรุณาเปิดหน้านี้ใหม่")
        return draft
    if draft.kind == NewsKind.MESSAGE and not draft.words:
        raise RuleViolation("words_missing", "เขียนข้อความสั้น ๆ ก่อนส่ง", "words")
    return replace(draft, service="")
