"""A row as somebody who is to sign in: name, sign-in name, first role, telephone, first day."""

from collections.abc import Mapping
from datetime import date

from ltc.exchange.town.rules.cells import day_of, matched, phone_of
from ltc.exchange.town.terms import Fields
from ltc.foundation.accounts.terms import NewPerson
from ltc.foundation.i18n.text import searchable

# A file gives no way to look after accounts, nor to watch over others: a person grants these.
BY_HAND = frozenset({"administrator", "internal_auditor", "privacy_officer"})
_ALSO = {
    "ผู้ดูแล": "caregiver", "cg": "caregiver", "caregiver": "caregiver",
    "cm": "care_manager", "care manager": "care_manager", "พยาบาล": "team_nurse",
    "แพทย์": "family_doctor", "หมอ": "family_doctor",
}  # fmt: skip


def role_words(labels: Mapping[str, str]) -> dict[str, str]:
    """Return which words in a file stand for which role."""
    own = {searchable(words): role for role, words in labels.items() if role not in BY_HAND}
    return own | {searchable(words): role for words, role in _ALSO.items()}


def read_staff(fields: Fields, *, roles: Mapping[str, str], on: date) -> NewPerson:
    """Return a row as a person who is to sign in; raises RuleViolation ``role_unknown``."""
    role = matched(
        fields.text("staff_role"), roles, code="role_unknown", key="staff_role",
        sentence="ไม่รู้จักหน้าที่นี้ หรือเป็นหน้าที่ที่ต้องเพิ่มทีละคน ใช้ ผู้ดูแลผู้สูงอายุ ผู้จัดการการดูแล พยาบาล หมอครอบครัว",
    )  # fmt: skip
    return NewPerson(
        fields.text("username"), fields.text("staff_name"), phone_of(fields, "staff_phone"),
        role, day_of(fields, "held_from") or on,
    )  # fmt: skip
