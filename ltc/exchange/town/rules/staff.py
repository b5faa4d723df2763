"""A row as somebody who is to sign in: name, sign-in name, first role, and a certificate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ltc.care.workforce.rules import check_certificate, usual_hours
from ltc.care.workforce.terms import CertificateDraft, Course
from ltc.exchange.town.rules.cells import day_of, matched, phone_of
from ltc.exchange.town.terms import Fields
from ltc.foundation.accounts.terms import NewPerson
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.text import searchable

# A file gives no way to look after accounts, nor to watch over others: a person grants these.
BY_HAND = frozenset({"administrator", "internal_auditor", "privacy_officer"})
_ALSO = {
    "ผู้ดูแล": "caregiver", "cg": "caregiver", "caregiver": "caregiver",
    "cm": "care_manager", "care manager": "care_manager", "พยาบาล": "team_nurse",
    "แพทย์": "family_doctor", "หมอ": "family_doctor",
}  # fmt: skip
# "Other" says nothing about who may visit: it is written down by hand, with its hours.
_COURSES = {
    **{searchable(course.label_th): str(course) for course in Course if course != Course.OTHER},
    searchable("ผู้ดูแล 70"): str(Course.CAREGIVER_70),
    searchable("70 ชั่วโมง"): str(Course.CAREGIVER_70),
    searchable("420 ชั่วโมง"): str(Course.CAREGIVER_420),
}
_OF_CERTIFICATE = ("issued_on", "holds_until", "certificate_no")
_KEYS = {"number": "certificate_no"}


@dataclass(frozen=True)
class Newcomer:
    """A row: who is to sign in, and the certificate that was named, if one was."""

    person: NewPerson
    certificate: CertificateDraft | None


def role_words(labels: Mapping[str, str]) -> dict[str, str]:
    """Return which words in a file stand for which role."""
    own = {searchable(words): role for role, words in labels.items() if role not in BY_HAND}
    return own | {searchable(words): role for words, role in _ALSO.items()}


def read_staff(fields: Fields, *, roles: Mapping[str, str], on: date) -> Newcomer:
    """Return a row as a person who is to sign in, with a certificate where one is named.

    Raises RuleViolation at the column's key: ``role_unknown``, ``course_unknown``,
    ``course_missing``, ``issued_missing``, ``hours_unknown`` or as the rules of certificates say.
    """
    role = matched(
        fields.text("staff_role"), roles, code="role_unknown", key="staff_role",
        sentence="ไม่รู้จักหน้าที่นี้ หรือเป็นหน้าที่ที่ต้องเพิ่มทีละคน ใช้ ผู้ดูแลผู้สูงอายุ ผู้จัดการการดูแล พยาบาล หมอครอบครัว",
    )  # fmt: skip
    person = NewPerson(
        fields.text("username"), fields.text("staff_name"), phone_of(fields, "staff_phone"),
        role, day_of(fields, "held_from") or on,
    )  # fmt: skip
    return Newcomer(person, _certificate(fields, on=on))


def _certificate(fields: Fields, *, on: date) -> CertificateDraft | None:
    if not fields.text("course"):
        if any(fields.values.get(key) for key in _OF_CERTIFICATE):
            raise RuleViolation("course_missing", "ใส่เรื่องใบรับรองแล้ว ต้องใส่หลักสูตรด้วย", "course")
        return None
    course = matched(
        fields.text("course"), _COURSES, code="course_unknown", key="course",
        sentence="ไม่รู้จักหลักสูตรนี้ ใช้ ผู้ดูแลผู้สูงอายุ 70 ชั่วโมง หรือ 420 ชั่วโมง หลักสูตรอื่นบันทึกในหน้าใบรับรอง",
    )  # fmt: skip
    hours = usual_hours(course)
    if not hours:
        raise RuleViolation("hours_unknown", "หลักสูตรนี้ต้องบอกชั่วโมง บันทึกในหน้าใบรับรองแทน", "course")
    issued_on, last_day = day_of(fields, "issued_on"), day_of(fields, "holds_until")
    if issued_on is None:
        raise RuleViolation("issued_missing", "ใส่วันที่ออกใบรับรองด้วย", "issued_on")
    draft = CertificateDraft(
        course, hours, issued_on, last_day and last_day + timedelta(days=1),
        fields.text("certificate_no"),
    )  # fmt: skip
    try:
        check_certificate(draft, on=on)
    except RuleViolation as broken:
        key = _KEYS.get(broken.field or "", broken.field)
        raise RuleViolation(broken.code, broken.message, key) from None
    return draft
