"""Pure rules of training: what a certificate must hold, how somebody stands, what counts."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Protocol

from ltc.care.workforce.terms import (
    UNKNOWN,
    USUAL_HOURS,
    CertificateDraft,
    Course,
    Standing,
    Training,
    TrainingRules,
)
from ltc.foundation.core.errors import RuleViolation, Unusable
from ltc.foundation.i18n.dates import short_date

MOST_HOURS = 2_000
MOST_NUMBER = 60
MOST_WHY = 300
EARLIEST = date(1990, 1, 1)
LATEST = date(2200, 1, 1)
ONE_DAY = timedelta(days=1)
VERIFIED = "V"
DATED = frozenset(["valid_from", "valid_until", "source", "confidence", "note_th"])
KEYS = DATED | {"role", "courses", "notice_days"}


class Held(Protocol):
    """What the rules ask of a certificate."""

    @property
    def course(self) -> str: ...
    @property
    def issued_on(self) -> date: ...
    @property
    def holds_until(self) -> date | None: ...
    @property
    def withdrawn_at(self) -> Any: ...


def usual_hours(course: str) -> int:
    """Return the hours that a course's name says, 0 where it says none."""
    return next((hours for one, hours in USUAL_HOURS.items() if one == course), 0)


def check_certificate(draft: CertificateDraft, *, on: date) -> None:
    """Raise RuleViolation for a certificate that cannot be.

    ``course_unknown``, ``hours``, ``number_long``, ``issued_later``, ``issued_early``,
    ``ends_before_issue``, ``ends_far``.
    """
    if draft.course not in set(Course):
        raise RuleViolation("course_unknown", "กรุณาเลือกหลักสูตร", "course")
    if not 1 <= draft.hours <= MOST_HOURS:
        raise RuleViolation("hours", f"จำนวนชั่วโมงต้องอยู่ระหว่าง 1 ถึง {MOST_HOURS:,}", "hours")
    if len(draft.number) > MOST_NUMBER:
        raise RuleViolation("number_long", "เลขที่ยาวเกินไป กรุณาตรวจกับใบรับรอง", "number")
    if draft.issued_on > on:
        raise RuleViolation("issued_later", "วันที่ออกใบรับรองยังมาไม่ถึง กรุณาตรวจปี พ.ศ.", "issued_on")
    if draft.issued_on < EARLIEST:
        raise RuleViolation("issued_early", "วันที่ออกใบรับรองเก่าเกินไป กรุณาตรวจปี พ.ศ.", "issued_on")
    if draft.holds_until is not None and draft.holds_until <= draft.issued_on:
        raise RuleViolation("ends_before_issue", "วันสุดท้ายที่ใช้ได้ต้องไม่ก่อนวันที่ออก", "holds_until")
    if draft.holds_until is not None and draft.holds_until >= LATEST:
        raise RuleViolation("ends_far", "วันสุดท้ายที่ใช้ได้ไกลเกินไป กรุณาตรวจปี พ.ศ.", "holds_until")


def checked_why(why: str) -> str:
    """Return why a certificate is withdrawn; RuleViolation ``why_missing`` or ``why_long``."""
    why = why.strip()
    if not why:
        raise RuleViolation("why_missing", "เขียนว่าทำไมจึงยกเลิก", "why")
    if len(why) > MOST_WHY:
        raise RuleViolation("why_long", "ข้อความยาวเกินไป กรุณาเขียนให้สั้นลง", "why")
    return why


def holds(certificate: Held, on: date) -> bool:
    """True when a certificate holds on a day; a withdrawn one holds on none."""
    return (
        certificate.withdrawn_at is None
        and certificate.issued_on <= on
        and (certificate.holds_until is None or on < certificate.holds_until)
    )


def standing(certificates: Iterable[Held], rules: TrainingRules, on: date) -> Training:
    """Return how somebody stands on a day by the certificates that count for the role.

    All of them were issued by then, so the last to end says until when one holds.
    """
    known = [
        one
        for one in certificates
        if one.withdrawn_at is None and one.issued_on <= on and one.course in rules.courses
    ]
    if not known:
        return UNKNOWN
    until = max(one.holds_until or date.max for one in known)
    if until <= on:
        return Training(Standing.ENDED, until)
    if until == date.max:
        return Training(Standing.HOLDS)
    return Training(Standing.HOLDS, until, until <= on + timedelta(days=rules.notice_days))


def ended_words(name: str, until: date) -> str:
    """Return that somebody's certificate has ended, with its last day: a sentence for a form."""
    return f"ใบรับรองการอบรมของ {name} ใช้ได้ถึง {short_date(until - ONE_DAY)} จึงไปไม่ได้ เลือกคนอื่น"


def rules_on(table: Mapping[str, Any], role: str, on: date) -> TrainingRules:
    """Return what counts for a role on a day; for a role without a row, nothing does.

    Raises Unusable for a broken file, or for two rows of a role on one day.
    """
    if set(table) != {"training"}:
        raise Unusable("workforce rules: one section, training")
    found = [_read(row) for row in table["training"] if row.get("role") == role]
    held = [rules for since, until, rules in found if since <= on and (not until or on < until)]
    if len(held) > 1:
        raise Unusable(f"workforce rules: more than one row of {role} holds on {on}")
    return held[0] if held else TrainingRules(frozenset(), 0, "")


def _read(row: Mapping[str, Any]) -> tuple[date, date | None, TrainingRules]:
    if unknown := sorted(set(row) - KEYS):
        raise Unusable(f"workforce rules: unknown key {', '.join(unknown)}")
    courses, days = row.get("courses"), row.get("notice_days")
    if not courses or not set(courses) <= set(Course):
        raise Unusable("workforce rules: courses must name courses")
    if type(days) is not int or type(row.get("valid_from")) is not date or not row.get("source"):
        raise Unusable("workforce rules: notice_days, valid_from or source is missing")
    note = str(row.get("note_th", ""))
    if row.get("confidence") != VERIFIED and not note:
        raise Unusable("workforce rules: what is not verified must say so in note_th")
    rules = TrainingRules(frozenset(courses), days, note)
    return row["valid_from"], row.get("valid_until"), rules
