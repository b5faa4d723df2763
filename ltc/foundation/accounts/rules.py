"""Pure rules of accounts: reading the policy, which roles exclude each other, throttling."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from ltc.foundation.accounts.terms import Grant, Policy, Scope
from ltc.foundation.core.errors import RuleViolation

IDLE_LIMIT = timedelta(minutes=60)  # a shared office computer left alone
ABSOLUTE_LIMIT = timedelta(hours=12)  # one working day; after it everyone signs in again
THROTTLE_WINDOW = timedelta(minutes=15)
THROTTLE_FAILURES = 10
PASSWORD_LEAST = 12

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


def check_username(username: str, name_th: str) -> None:
    """Refuse a sign-in name that nobody could type again, or a name that does not fit."""
    if not re.fullmatch(r"[\w.@-]{2,60}", username):
        raise RuleViolation(
            "username_shape", "ชื่อผู้ใช้ต้องมี 2–60 ตัว เป็นตัวอักษร ตัวเลข หรือ . _ - เท่านั้น", "username"
        )
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
    if username.casefold() in password.casefold():
        raise RuleViolation("password_name", "รหัสผ่านต้องไม่มีชื่อผู้ใช้อยู่ข้างใน", "password")


def is_throttled(failures: int) -> bool:
    """True when an account had too many failed sign-ins inside the window."""
    return failures >= THROTTLE_FAILURES


def is_expired(*, created_at: datetime, last_seen_at: datetime, at: datetime) -> bool:
    """True when a sign-in has been idle, or has lasted, too long."""
    return at - last_seen_at > IDLE_LIMIT or at - created_at > ABSOLUTE_LIMIT
