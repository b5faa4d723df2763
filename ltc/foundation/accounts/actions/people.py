"""Looking after accounts: add people, give and end roles, hand out codes, switch off and on."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.foundation.accounts import queries
from ltc.foundation.accounts.actions.signing import code_hash, hash_password
from ltc.foundation.accounts.models import EntryCode, RoleHolding, SignIn, User
from ltc.foundation.accounts.rules import (
    CODE_DIGITS,
    CODE_LASTS,
    bare_phone,
    check_first_day,
    check_name,
    check_password,
    check_phone,
    check_separation,
    check_username,
    checked_person,
)
from ltc.foundation.accounts.terms import NewPerson
from ltc.foundation.areas.queries import lock_municipality
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import Forbidden, NotFound, RuleViolation
from ltc.foundation.i18n.text import clean, sort_key

NO_PASSWORD = ""  # nobody signs in with it: the person chooses one with a code on paper
WORKS_ELSEWHERE = (
    "คนนี้มีหน้าที่ในเทศบาลอื่นด้วย จากที่นี่จึงพิมพ์กระดาษ แก้ชื่อ หรือปิดเปิดบัญชีไม่ได้ "
    "เลิกหน้าที่ของที่นี่ได้เสมอ เมื่อเหลือหน้าที่ในเทศบาลเดียว ผู้ดูแลระบบของที่นั่นทำได้"
)


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
    check_username(username)
    check_name(name_th)
    check_password(password, username)
    user = _add(session, username, name_th, "", by=by, at=at)
    user.password_hash = hash_password(password)
    return user


def add_person(
    session: Session, area_id: UUID, draft: NewPerson, *, by: Actor, at: datetime, on: date
) -> tuple[User, RoleHolding]:
    """Add somebody with a first role and no password: a code on paper leads in.

    Raises RuleViolation as ``checked_person`` says, ``username_taken`` or ``role_unknown``.
    """
    draft = checked_person(draft, on=on)
    user = _add(session, draft.username, draft.name_th, draft.phone, by=by, at=at)
    session.flush()
    holding = grant_role(session, user, draft.role, area_id, by=by, at=at, on=draft.held_from)
    return user, holding


def _add(
    session: Session, username: str, name_th: str, phone: str, *, by: Actor, at: datetime
) -> User:
    if queries.find_user(session, username):
        raise RuleViolation("username_taken", f"มีชื่อผู้ใช้ “{username}” อยู่แล้ว", "username")
    user = User(
        username=username, password_hash=NO_PASSWORD, name_th=name_th,
        sort_key=sort_key(name_th), phone=phone, created_at=at,
    )  # fmt: skip
    session.add(user)
    record(session, by=by, at=at, what="user_account.added", subject=user)
    return user


def change_person(
    session: Session, user: User, name_th: str, phone: str, *, by: Actor, at: datetime, on: date
) -> None:
    """Correct a name or a telephone.

    Raises RuleViolation ``name_length``, ``phone_shape`` or ``works_elsewhere``.
    """
    name_th, phone = clean(name_th), bare_phone(phone)
    check_name(name_th)
    check_phone(phone)
    queries.lock_account(session, user.id)
    _check_ours(session, user, by=by, on=on)
    changes = {"name": name_th != user.name_th, "phone": phone != user.phone}
    if any(changes.values()):
        user.name_th, user.sort_key, user.phone = name_th, sort_key(name_th), phone
        session.add(user)
        record(session, by=by, at=at, what="user_account.changed", subject=user, changes=changes)


def grant_role(
    session: Session, user: User, role: str, area_id: UUID, *, by: Actor, at: datetime, on: date
) -> RoleHolding:
    """Let a user act in a role for a municipality from a day on.

    Raises RuleViolation ``role_unknown``, ``role_held`` or ``roles_exclude``; a role that is to
    begin later excludes others already.
    """
    if role not in queries.policy().labels:
        raise RuleViolation("role_unknown", f"ไม่มีหน้าที่ “{role}”", "role")
    queries.lock_account(session, user.id)  # of two roles given at once the second knows the first
    held = queries.list_holdings_from(session, user.id, on=on)
    check_separation(queries.policy(), {holding.role for holding in held}, role)
    if any(holding.role == role and holding.area_id == area_id for holding in held):
        raise RuleViolation("role_held", "มีหน้าที่นี้อยู่แล้ว", "role")
    if any(holding.area_id != area_id for holding in held):
        _drop_code(session, user)  # whoever printed it there is not to come in here with it
    holding = RoleHolding(user_id=user.id, role=role, area_id=area_id, held_from=on)
    session.add(holding)
    record(session, by=by, at=at, what="role_holding.granted", subject=holding,
           changes={"role": role, "user": str(user.id)})  # fmt: skip
    return holding


def grant_from(
    session: Session,
    user: User,
    role: str,
    area_id: UUID,
    *,
    held_from: date,
    by: Actor,
    at: datetime,
    on: date,
) -> RoleHolding:
    """Give somebody else one more role from a day on, not before today.

    Raises RuleViolation ``held_from``, ``own_account`` or as ``grant_role`` says.
    """
    if by.person_id == user.id:
        raise RuleViolation("own_account", "เพิ่มหน้าที่ให้ตัวเองไม่ได้ ให้ผู้ดูแลระบบคนอื่นทำ", "role")
    check_first_day(held_from, on=on)
    if held_from < on:
        raise RuleViolation("held_from", "หน้าที่ที่เพิ่มให้เริ่มได้ตั้งแต่วันนี้", "held_from")
    _check_in_charge(session, by, user.id, on=on)
    return grant_role(session, user, role, area_id, by=by, at=at, on=held_from)


def end_role(session: Session, holding: RoleHolding, *, by: Actor, at: datetime, on: date) -> None:
    """End a role today; one that was to begin later never begins.

    Raises RuleViolation ``own_account``: who looks after accounts cannot lose the last of them.
    """
    _check_in_charge(session, by, holding.user_id, on=on)
    if holding.held_until is None or holding.held_until > on:
        holding.held_until = max(on, holding.held_from)
        session.add(holding)
        record(session, by=by, at=at, what="role_holding.ended", subject=holding,
               changes={"role": holding.role, "user": str(holding.user_id)})  # fmt: skip


def switch(
    session: Session, user: User, *, is_enabled: bool, by: Actor, at: datetime, on: date
) -> None:
    """Let somebody in again, or no more: off ends every sign-in at once and the code on paper.

    Raises RuleViolation ``own_account`` or ``works_elsewhere``.
    """
    _check_in_charge(session, by, user.id, on=on)
    queries.lock_account(session, user.id)
    session.refresh(user)
    _check_ours(session, user, by=by, on=on)
    if user.is_enabled == is_enabled:
        return
    user.is_enabled = is_enabled
    session.add(user)
    if not is_enabled:
        session.execute(sa.delete(SignIn).where(col(SignIn.user_id) == user.id))
        _drop_code(session, user)
    what = "user_account.switched_on" if is_enabled else "user_account.switched_off"
    record(session, by=by, at=at, what=what, subject=user)


def _check_in_charge(session: Session, by: Actor, user_id: UUID, *, on: date) -> None:
    """Nobody ends their own way in, and of two who end each other's the second is too late."""
    if by.person_id == user_id:
        raise RuleViolation("own_account", "ปิดบัญชีหรือเลิกหน้าที่ของตัวเองไม่ได้ ให้ผู้ดูแลระบบคนอื่นทำ")
    if by.person_id is not None and by.area_id is not None:
        lock_municipality(session, by.area_id)
        if not queries.holds_now(session, by, on=on):
            raise Forbidden


def _check_ours(session: Session, user: User, *, by: Actor, on: date) -> None:
    """Refuse to touch the account of somebody who works in another town too (``works_elsewhere``).

    Whoever prints a code for an account can come in as its owner, there as well as here.
    """
    held = queries.list_holdings_from(session, user.id, on=on)
    if by.area_id is not None and any(one.area_id != by.area_id for one in held):
        raise RuleViolation("works_elsewhere", WORKS_ELSEWHERE)


def hand_out_code(session: Session, user: User, *, by: Actor, at: datetime, on: date) -> str:
    """Return a fresh code with which somebody chooses a password; an older one works no more.

    It is told here and never again. Raises NotFound for an account that is switched off or without
    a role, and RuleViolation ``works_elsewhere``.
    """
    _hash, is_enabled = queries.lock_account(session, user.id)
    if not is_enabled or not queries.list_holdings_from(session, user.id, on=on):
        raise NotFound
    _check_ours(session, user, by=by, on=on)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    _drop_code(session, user)
    session.add(
        EntryCode(
            user_id=user.id, code_hash=code_hash(session, user.id, code), made_at=at,
            until=at + CODE_LASTS, made_by_name=by.name,
        )
    )  # fmt: skip
    record(session, by=by, at=at, what="entry_code.made", subject=user)
    return code


def _drop_code(session: Session, user: User) -> None:
    session.execute(sa.delete(EntryCode).where(col(EntryCode.user_id) == user.id))


def hand_out_codes(
    session: Session, users: Sequence[User], *, by: Actor, at: datetime, on: date
) -> list[tuple[User, str]]:
    """Return a fresh code for each of several people."""
    return [(user, hand_out_code(session, user, by=by, at=at, on=on)) for user in users]
