"""What people do with accounts: sign in and out, take another of their roles, be added."""

import secrets
from base64 import b64encode
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlmodel import Session, col

from ltc.foundation.accounts import queries
from ltc.foundation.accounts.models import RoleHolding, SignIn, SignInFailure, User
from ltc.foundation.accounts.rules import (
    ABSOLUTE_LIMIT,
    THROTTLE_WINDOW,
    check_password,
    check_separation,
    check_username,
    is_throttled,
)
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import vault_of
from ltc.foundation.core.errors import Forbidden, RuleViolation
from ltc.foundation.i18n.text import clean, sort_key

# OWASP's smaller setting: about 30 ms here; ten people signing in at once take 190 MiB.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Checked when nobody has the name, so that the answer takes as long either way. Made up rather
# than computed: no password leads to it, and the start does not wait for it.
_nobodys_hash = "$argon2id$v=19$m=19456,t=2,p=1${}${}".format(
    *(b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
)


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password."""
    return _hasher.hash(password)


def sign_in(
    session: Session, username: str, password: str, *, device: str, at: datetime, on: date
) -> str:
    """Check name and password and return a fresh token for the browser.

    Raises RuleViolation: ``sign_in_wrong`` (never says which of the two), ``sign_in_throttled``,
    ``sign_in_no_role``.
    """
    name_hash = vault_of(session).trace(username.casefold())
    if is_throttled(queries.count_failures(session, name_hash, at=at)):
        raise RuleViolation("sign_in_throttled", "ลองผิดหลายครั้งเกินไป กรุณารอ 15 นาที หรือถามผู้ดูแลระบบ")
    user = queries.find_user(session, username)
    is_right = _verify(user.password_hash if user else _nobodys_hash, password)
    if user is None or not is_right or not user.is_enabled:
        raise RuleViolation("sign_in_wrong", "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง")
    holdings = queries.list_holdings(session, user.id, on=on)
    if not holdings:
        raise RuleViolation("sign_in_no_role", "บัญชีนี้ยังไม่มีหน้าที่ กรุณาแจ้งผู้ดูแลระบบ")
    return _open(session, user, holdings[0], device=device, at=at)


def note_failure(session: Session, username: str, *, at: datetime) -> None:
    """Remember a failed sign-in; kept even though the request itself is rolled back."""
    name_hash = vault_of(session).trace(username.casefold())
    session.add(SignInFailure(name_hash=name_hash, at=at))
    stranger = Actor(None, "ผู้ไม่ได้เข้าสู่ระบบ", "nobody")
    record(session, by=stranger, at=at, what="sign_in.failed", outcome="refused",
           changes={"name": name_hash})  # fmt: skip


def _verify(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except VerificationError:
        return False


def _open(session: Session, user: User, holding: RoleHolding, *, device: str, at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    row = SignIn(
        id=queries.token_hash(token),
        user_id=user.id,
        holding_id=holding.id,
        created_at=at,
        last_seen_at=at,
        device=device[:200],
    )
    session.add(row)
    by = Actor(user.id, user.name_th, holding.role, holding.area_id, row.id[:16])
    record(session, by=by, at=at, what="sign_in.opened", changes={"role": holding.role})
    return token


def sign_out(session: Session, sign_in_id: str, *, by: Actor, at: datetime) -> None:
    """End one sign-in at once, on whatever device it is."""
    session.execute(sa.delete(SignIn).where(col(SignIn.id) == sign_in_id))
    record(session, by=by, at=at, what="sign_in.closed")


def take_role(
    session: Session, sign_in_id: str, holding_id: UUID, *, by: Actor, at: datetime, on: date
) -> RoleHolding:
    """Go on in another role that the person holds; raises Forbidden for any other role."""
    assert by.person_id is not None
    for holding in queries.list_holdings(session, by.person_id, on=on):
        if holding.id == holding_id:
            session.execute(
                sa.update(SignIn).where(col(SignIn.id) == sign_in_id).values(holding_id=holding.id)
            )
            record(session, by=by, at=at, what="sign_in.role_taken", changes={"role": holding.role})
            return holding
    raise Forbidden


def touch(session: Session, sign_in_id: str, *, at: datetime) -> None:
    """Remember that a sign-in is in use."""
    session.execute(sa.update(SignIn).where(col(SignIn.id) == sign_in_id).values(last_seen_at=at))


def add_user(
    session: Session,
    username: str,
    password: str,
    name_th: str,
    *,
    by: Actor,
    at: datetime,
) -> User:
    """Add somebody who may sign in; a role is granted apart.

    Raises RuleViolation ``username_shape``, ``username_taken``, ``name_length`` or a password
    rule's.
    """
    username = clean(username).casefold()
    name_th = clean(name_th)
    check_username(username, name_th)
    check_password(password, username)
    if queries.find_user(session, username):
        raise RuleViolation("username_taken", f"มีชื่อผู้ใช้ “{username}” อยู่แล้ว", "username")
    user = User(
        username=username,
        password_hash=hash_password(password),
        name_th=name_th,
        sort_key=sort_key(name_th),
        created_at=at,
    )
    session.add(user)
    record(session, by=by, at=at, what="user_account.added", subject=user)
    return user


def grant_role(
    session: Session, user: User, role: str, area_id: UUID, *, by: Actor, at: datetime, on: date
) -> RoleHolding:
    """Let a user act in a role for a municipality from a day on.

    Raises RuleViolation ``role_unknown``, ``role_held`` or ``roles_exclude``; a role that is to
    begin later excludes others already.
    """
    if role not in queries.policy().labels:
        raise RuleViolation("role_unknown", f"ไม่มีหน้าที่ “{role}”", "role")
    held = queries.list_holdings_from(session, user.id, on=on)
    check_separation(queries.policy(), {holding.role for holding in held}, role)
    if any(holding.role == role and holding.area_id == area_id for holding in held):
        raise RuleViolation("role_held", "มีหน้าที่นี้อยู่แล้ว", "role")
    holding = RoleHolding(user_id=user.id, role=role, area_id=area_id, held_from=on)
    session.add(holding)
    record(session, by=by, at=at, what="role_holding.granted", subject=holding,
           changes={"role": role, "user": str(user.id)})  # fmt: skip
    return holding


def drop_expired(session: Session, *, at: datetime) -> int:
    """Delete sign-ins past their absolute limit and failures past the window; returns how many."""
    old = session.execute(sa.delete(SignIn).where(col(SignIn.created_at) < at - ABSOLUTE_LIMIT))
    session.execute(
        sa.delete(SignInFailure).where(col(SignInFailure.at) < at - 4 * THROTTLE_WINDOW)
    )
    return int(old.rowcount)  # type: ignore[attr-defined]
