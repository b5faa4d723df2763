"""Pure rules of accounts: reading the policy, which roles exclude each other, throttling."""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from ltc.foundation.accounts.terms import Grant, NewPerson, Policy, Scope
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.text import arabic_digits

IDLE_LIMIT = timedelta(minutes=60)  # a shared office computer left alone
ABSOLUTE_LIMIT = timedelta(hours=12)  # one working day; after it everyone signs in again
THROTTLE_WINDOW = timedelta(minutes=15)
THROTTLE_FAILURES = 10
PASSWORD_LEAST = 12
PASSWORD_LETTERS = 5  # different ones
CODE_LASTS = timedelta(days=7)  # a sheet of paper finds its person within a week
CODE_DIGITS = 12  # digits only: typed on a tablet by somebody who writes Thai
LETTERS_AT_ONCE = 100
FURTHEST_BACK, FURTHEST_ON = timedelta(days=3660), timedelta(days=366)
# Latin and Thai letters only: of other scripts some look like these, and nobody could tell them
# apart on paper. A sign above or below the line stands on a Thai letter, and never alone.
_OF_A_USERNAME = re.compile(
    "(?:[a-z0-9._@-]|[\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46][\u0e31\u0e34-\u0e3a\u0e47-\u0e4c]{0,2})+"
)

_GRANT = re.compile(r"([a-z]+)@([a-z]+)(?::([A-Za-z0-9,]+))?")


def read_policy(table: dict[str, Any]) -> Policy:
    """Build the policy from the parsed file; raises ValueError for anything it does not know."""
    letters: dict[str, str] = table["actions"]
    grants: set[Grant] = set()
    for role, resources in table["roles"].items():
        if role not in table["labels"]:
            raise ValueError(f"role without a name: {role}")
        for resource, lines in resources.items():
            for line in lines:
                grants |= set(_grants(role, resource, line, letters))
    never = {role: frozenset(others) for role, others in table["separation"]["never_with"].items()}
    labels = {role: _name(role, row) for role, row in table["labels"].items()}
    return Policy(frozenset(grants), labels, never)


def _name(role: str, row: dict[str, str]) -> str:
    """Return a role's name on screen; every role says where it comes from and how sure that is."""
    if not row.get("source") or row.get("confidence") not in ("V", "G", "U"):
        raise ValueError(f"role without source or confidence: {role}")
    return row["name_th"]


def _grants(role: str, resource: str, line: str, letters: dict[str, str]) -> list[Grant]:
    found = _GRANT.fullmatch(line)
    if not found:
        raise ValueError(f"not a grant: {role} {resource} {line!r}")
    fields = frozenset((found[3] or "").split(",")) - {""}
    return [Grant(role, resource, letters[letter], Scope(found[2]), fields) for letter in found[1]]


def check_separation(policy: Policy, held: Collection[str], wanted: str) -> None:
    """Refuse a role that excludes one the person already holds (RuleViolation roles_exclude)."""
    for role in held:
        for one, other in ((role, wanted), (wanted, role)):
            excluded = policy.never_with.get(one, frozenset())
            if one != other and (other in excluded or "*" in excluded):
                names = f"“{policy.labels[one]}” กับ “{policy.labels[other]}”"
                raise RuleViolation("roles_exclude", f"คนเดียวกันเป็น {names} พร้อมกันไม่ได้", "role")


def check_username(username: str) -> None:
    """Refuse a sign-in name that nobody could type again (``username_shape``)."""
    if not 2 <= len(username) <= 60 or not _OF_A_USERNAME.fullmatch(username):
        raise RuleViolation(
            "username_shape",
            "ชื่อผู้ใช้ต้องมี 2–60 ตัว เป็นอักษรอังกฤษหรือไทย เลข 0–9 หรือ . _ - เท่านั้น",
            "username",
        )


def check_name(name_th: str) -> None:
    """Refuse a name that does not fit (``name_length``)."""
    if not 1 <= len(name_th) <= 120:
        raise RuleViolation("name_length", "ชื่อและนามสกุลต้องมี 1–120 ตัวอักษร", "name")


def check_password(password: str, username: str) -> None:
    """Refuse a password that is short or holds the username (RuleViolation at ``password``)."""
    if len(password) < PASSWORD_LEAST:
        raise RuleViolation(
            "password_short", f"รหัสผ่านต้องยาวอย่างน้อย {PASSWORD_LEAST} ตัวอักษร", "password"
        )
    if len(password) > 200:
        raise RuleViolation("password_long", "รหัสผ่านยาวเกิน 200 ตัวอักษร", "password")
    if len(set(password)) < PASSWORD_LETTERS or arabic_digits(password).isdigit():
        raise RuleViolation(
            "password_simple", "รหัสผ่านนี้เดาง่าย อย่าใช้ตัวเลขล้วนหรือตัวเดิมซ้ำ ๆ", "password"
        )
    if username.casefold() in password.casefold():
        raise RuleViolation("password_name", "รหัสผ่านต้องไม่มีชื่อผู้ใช้อยู่ข้างใน", "password")


def check_phone(phone: str) -> None:
    """Refuse what is no Thai telephone number; none at all is allowed."""
    if phone and not re.fullmatch(r"0\d{8,9}", phone):
        raise RuleViolation("phone_shape", "เบอร์โทรต้องขึ้นต้นด้วย 0 และมี 9–10 หลัก", "phone")


def checked_person(draft: NewPerson, *, on: date) -> NewPerson:
    """Return a new person's draft in the form it is stored.

    Raises RuleViolation ``username_shape``, ``name_length``, ``phone_shape`` or, for a first day
    that is more than ten years ago or a year ahead, ``held_from``.
    """
    draft = replace(
        draft, username=draft.username.casefold(), phone=bare_phone(draft.phone),
    )  # fmt: skip
    check_username(draft.username)
    check_name(draft.name_th)
    check_phone(draft.phone)
    check_first_day(draft.held_from, on=on)
    return draft


def check_first_day(held_from: date, *, on: date) -> None:
    """Refuse a first day in a role that can only be a slip (``held_from``)."""
    if not on - FURTHEST_BACK <= held_from <= on + FURTHEST_ON:
        raise RuleViolation("held_from", "วันเริ่มต้องไม่เกิน 10 ปีก่อนและไม่เกิน 1 ปีข้างหน้า", "held_from")


def bare_phone(phone: str) -> str:
    """Return a telephone number as digits only, Thai digits read."""
    return re.sub(r"[\s().-]", "", arabic_digits(phone))


def bare_code(code: str) -> str:
    """Return a code as it was made, however it was typed: Thai digits, spaces, dashes."""
    return re.sub(r"\D", "", arabic_digits(code))[: CODE_DIGITS + 1]


def spaced_code(code: str) -> str:
    """Return a code as it is printed, in groups of four."""
    return " ".join(re.findall(r"\d{1,4}", code))


def is_throttled(failures: int) -> bool:
    """True when an account had too many failed sign-ins inside the window."""
    return failures >= THROTTLE_FAILURES


def is_expired(*, created_at: datetime, last_seen_at: datetime, at: datetime) -> bool:
    """True when a sign-in has been idle, or has lasted, too long."""
    return at - last_seen_at > IDLE_LIMIT or at - created_at > ABSOLUTE_LIMIT
