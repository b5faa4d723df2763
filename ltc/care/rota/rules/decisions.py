"""What may be decided about the week: moving a visit, being away, standing in."""

from collections.abc import Iterable
from datetime import date, timedelta

from ltc.care.rota.rules.wanted import days_of
from ltc.care.rota.terms import AbsenceDraft, Away, MoveDraft
from ltc.care.workforce.rules import ended_words
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.dates import short_date

LONGEST_ABSENCE = 60  # days: longer than that is no cover but another caregiver
FURTHEST_BACK = 31
MOST_PLACES = 20


def check_move(draft: MoveDraft, *, monday: date, on: date) -> None:
    """Refuse a day of another week (``other_week``) or one that is over (``day_over``)."""
    if draft.day not in days_of(monday):
        raise RuleViolation("other_week", "เลือกวันในสัปดาห์นี้", "day")
    if draft.day < on:
        raise RuleViolation("day_over", "วันนั้นผ่านไปแล้ว เลือกวันนี้หรือวันต่อไป", "day")
    if draft.position is not None and not 1 <= draft.position <= MOST_PLACES:
        raise RuleViolation("position", "กรุณาเลือกจากรายการ", "position")


def check_able(
    name: str, *, has_role: bool, is_kin: bool, is_away: bool, ended_on: date | None,
    field: str | None,
) -> None:  # fmt: skip
    """Refuse who cannot go: ``no_role``, ``family_tie``, ``is_away`` or ``certificate_ended``.

    ``ended_on`` is the day from which no certificate holds any more, if that is so when they would
    go; None for one that holds, and where nothing is written down: that is not known.
    """
    if not has_role:
        raise RuleViolation("no_role", f"{name} ไม่มีหน้าที่นี้ในวันนั้น เลือกคนอื่น", field)
    if is_kin:
        raise RuleViolation("family_tie", f"{name} มีชื่อเป็นญาติหรือคนใกล้ชิดของบ้านนี้ เลือกคนอื่น", field)
    if is_away:
        raise RuleViolation("is_away", f"{name} ลาในวันนั้น เลือกคนอื่น", field)
    if ended_on is not None:
        raise RuleViolation("certificate_ended", ended_words(name, ended_on), field)


def checked_absence(draft: AbsenceDraft, others: Iterable[Away], *, on: date) -> AbsenceDraft:
    """Return the draft, or raise RuleViolation.

    ``until_before_since``, ``too_long``, ``long_over``, or ``already_away`` when the person is
    away on one of these days already (``others`` are their absences).
    """
    if draft.until <= draft.since:
        raise RuleViolation("until_before_since", "วันสุดท้ายต้องไม่ก่อนวันแรก", "last")
    if (draft.until - draft.since).days > LONGEST_ABSENCE:
        raise RuleViolation(
            "too_long", f"ลาได้ไม่เกิน {LONGEST_ABSENCE} วันต่อครั้ง ถ้านานกว่านั้นให้เปลี่ยนคนในทีมดูแล", "last"
        )
    if draft.until <= on - timedelta(days=FURTHEST_BACK):
        raise RuleViolation("long_over", "วันลานี้ผ่านไปนานแล้ว กรุณาตรวจปี พ.ศ.", "first")
    for other in others:
        if other.since < draft.until and draft.since < other.until:
            last = other.until - timedelta(days=1)
            raise RuleViolation(
                "already_away",
                f"คนนี้ลาอยู่แล้ว {short_date(other.since)} ถึง {short_date(last)}",
                "first",
            )
    return draft


def months_words(since: date, on: date) -> str:
    """Return how long somebody has gone to a house: "คนเดิม 14 เดือน", or "เพิ่งเริ่ม"."""
    months = (on.year - since.year) * 12 + on.month - since.month - (on.day < since.day)
    return f"คนเดิม {months} เดือน" if months >= 1 else "เพิ่งเริ่ม"
