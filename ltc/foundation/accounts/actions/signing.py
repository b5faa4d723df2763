"""Coming in and going out: sign in, with a password or a code on paper, take a role, sign out."""

import hmac
import secrets
from base64 import b64encode
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlmodel import Session, col

from ltc.foundation.accounts import queries
from ltc.foundation.accounts.models import (
    EntryCode,
    RoleHolding,
    SignIn,
    SignInFailure,
    User,
)
from ltc.foundation.accounts.rules import (
    ABSOLUTE_LIMIT,
    THROTTLE_WINDOW,
    bare_code,
    check_password,
    is_throttled,
)
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import vault_of
from ltc.foundation.core.errors import Forbidden, RuleViolation
from ltc.foundation.core.ids import new_id

# OWASP's smaller setting: about 30 ms here; ten people signing in at once take 190 MiB.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
WRONG_PASSWORD = "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง"
WRONG_CODE = "ชื่อผู้ใช้หรือรหัสบนกระดาษไม่ถูกต้อง หรือรหัสหมดอายุแล้ว"
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
    _check_tries(session, username, at=at)
    user = queries.find_user(session, username)
    # Somebody who has not chosen a password yet is as unknown here as nobody.
    is_right = _verify((user and user.password_hash) or _nobodys_hash, password)
    if user is None or not is_right or not user.is_enabled:
        raise RuleViolation("sign_in_wrong", WRONG_PASSWORD)
    return _arrive(session, user, device=device, at=at, on=on)


def choose_password(
    session: Session,
    username: str,
    code: str,
    password: str,
    *,
    device: str,
    at: datetime,
    on: date,
) -> str:
    """Take a code on paper, set the password, end every other sign-in, and return a fresh token.

    The code is used up. Raises RuleViolation: ``code_wrong`` (never says whether the name, the
    code or its time is wrong), ``sign_in_throttled``, ``sign_in_no_role``, or a password rule's.
    """
    _check_tries(session, username, at=at)
    user = queries.find_user(session, username)
    row = session.get(EntryCode, user.id if user else new_id())  # asked for nobody too: as long
    is_right = row is not None and _is_code(session, row, code, at=at)
    if user is None or not is_right or not user.is_enabled:
        raise RuleViolation("code_wrong", WRONG_CODE, "code")
    check_password(password, user.username)
    if not _use_up(session, user):  # the same code twice at once: the first has it
        raise RuleViolation("code_wrong", WRONG_CODE, "code")
    _set_password(session, user, password, at=at, what="user_account.password_chosen")
    return _arrive(session, user, device=device, at=at, on=on)


def change_password(
    session: Session, user: User, old: str, new: str, *, device: str, at: datetime, on: date
) -> str:
    """Change one's own password: every sign-in ends, this browser gets a fresh one.

    Raises RuleViolation ``password_old`` when the old one is wrong, ``sign_in_throttled``, or a
    password rule's.
    """
    _check_tries(session, user.username, at=at)
    if not _verify(user.password_hash or _nobodys_hash, old):
        raise RuleViolation("password_old", "รหัสผ่านเดิมไม่ถูกต้อง", "old")
    check_password(new, user.username)
    _set_password(session, user, new, at=at, what="user_account.password_changed")
    return _arrive(session, user, device=device, at=at, on=on)


def _set_password(session: Session, user: User, password: str, *, at: datetime, what: str) -> None:
    user.password_hash = hash_password(password)
    session.add(user)
    _use_up(session, user)
    session.execute(sa.delete(SignIn).where(col(SignIn.user_id) == user.id))
    record(session, by=Actor(user.id, user.name_th, "nobody"), at=at, what=what, subject=user)


def _use_up(session: Session, user: User) -> bool:
    """Put a person's code out of use; False when there is none."""
    gone = session.execute(sa.delete(EntryCode).where(col(EntryCode.user_id) == user.id))
    return bool(gone.rowcount)  # type: ignore[attr-defined]


def _check_tries(session: Session, username: str, *, at: datetime) -> None:
    name_hash = vault_of(session).trace(username.casefold())
    if is_throttled(queries.count_failures(session, name_hash, at=at)):
        raise RuleViolation("sign_in_throttled", "ลองผิดหลายครั้งเกินไป กรุณารอ 15 นาที หรือถามผู้ดูแลระบบ")


def _is_code(session: Session, row: EntryCode, code: str, *, at: datetime) -> bool:
    right = code_hash(session, row.user_id, bare_code(code))
    return hmac.compare_digest(row.code_hash, right) and at < row.until


def code_hash(session: Session, user_id: UUID, code: str) -> str:
    """Return what the database keeps of a code: keyed, so that the file alone gives none away."""
    return vault_of(session).blind_index(f"entry code {user_id} {code}").hex()


def _arrive(session: Session, user: User, *, device: str, at: datetime, on: date) -> str:
    # Checking a password takes its time: meanwhile it may have been changed, or the account
    # switched off, and all sign-ins ended. This one must not outlive that.
    if queries.lock_account(session, user.id) != (user.password_hash, True):
        raise RuleViolation("sign_in_wrong", WRONG_PASSWORD)
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


def drop_expired(session: Session, *, at: datetime) -> int:
    """Delete sign-ins past their absolute limit and failures past the window; returns how many."""
    old = session.execute(sa.delete(SignIn).where(col(SignIn.created_at) < at - ABSOLUTE_LIMIT))
    session.execute(
        sa.delete(SignInFailure).where(col(SignInFailure.at) < at - 4 * THROTTLE_WINDOW)
    )
    return int(old.rowcount)  # type: ignore[attr-defined]
