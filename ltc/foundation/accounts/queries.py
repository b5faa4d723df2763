"""Reads of users, roles and sign-ins; and the policy, read once from its file."""

import functools
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.foundation.accounts.models import RoleHolding, SignIn, SignInFailure, User
from ltc.foundation.accounts.rules import THROTTLE_WINDOW, is_expired, read_policy
from ltc.foundation.accounts.terms import Policy
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.prepared import Columns, asked, prepared


@functools.cache
def policy() -> Policy:
    """Return the policy as the file beside this module states it."""
    with (Path(__file__).parent / "policy.toml").open("rb") as file:
        return read_policy(tomllib.load(file))


def may(actor: Actor, action: str, resource: str) -> bool:
    """True when the actor's role has any grant for this; rows are still scoped by the query."""
    return bool(policy().scopes(actor.role, action, resource))


def may_read_class(actor: Actor, resource: str, field_class: str) -> bool:
    """True when the policy shows this class of fields (F1 to F3s) of a resource to the actor."""
    return field_class in policy().fields(actor.role, "read", resource)


def role_word(role: str) -> str:
    """Return the Thai name of a role."""
    return policy().labels.get(role, "ระบบ")


def token_hash(token: str) -> str:
    """Return what the database keeps of a sign-in token."""
    return sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Arrival:
    """A sign-in that still holds, with all that the request needs to know."""

    sign_in_id: str
    actor: Actor
    last_seen_at: datetime


def find_arrival(session: Session, token: str, *, at: datetime, on: date) -> Arrival | None:
    """Return who a token belongs to, read fresh: expired, disabled or ended roles give None."""
    row = _arriving().first(session, token=token_hash(token), day=on)
    if row is None:
        return None
    sign_in_id, created_at, last_seen_at, user_id, name, role, area_id = row
    if is_expired(created_at=created_at, last_seen_at=last_seen_at, at=at):
        return None
    actor = Actor(user_id, name, role, area_id, session_id=sign_in_id[:16])
    return Arrival(sign_in_id, actor, last_seen_at)


@prepared
def _arriving() -> Columns:
    """Every request begins with this: prepared once, asked anew each time."""
    return (
        sa.select(
            col(SignIn.id),
            col(SignIn.created_at),
            col(SignIn.last_seen_at),
            col(User.id),
            col(User.name_th),
            col(RoleHolding.role),
            col(RoleHolding.area_id),
        )
        .join(User, col(User.id) == col(SignIn.user_id))
        .join(RoleHolding, col(RoleHolding.id) == col(SignIn.holding_id))
        .where(
            col(SignIn.id) == asked("token", sa.String),
            col(User.is_enabled),
            *_held(asked("day", sa.Date)),
        )
    )


def _held(on: date | sa.BindParameter[date]) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(RoleHolding.held_from) <= on,
        sa.or_(col(RoleHolding.held_until).is_(None), col(RoleHolding.held_until) > on),
    )


def find_user(session: Session, username: str) -> User | None:
    """Return the user with this sign-in name (small letters), or None."""
    return session.exec(select(User).where(User.username == username.casefold())).first()


def get_user(session: Session, user_id: UUID) -> User | None:
    """Return a user by id, or None."""
    return session.get(User, user_id)


def list_holdings(session: Session, user_id: UUID, *, on: date) -> Sequence[RoleHolding]:
    """Return the roles a user holds on a day, longest held first."""
    return session.exec(
        select(RoleHolding)
        .where(RoleHolding.user_id == user_id, *_held(on))
        .order_by(col(RoleHolding.held_from), col(RoleHolding.role))
    ).all()


def list_holdings_from(session: Session, user_id: UUID, *, on: date) -> Sequence[RoleHolding]:
    """Return the roles a user holds on a day or will hold later."""
    return session.exec(
        select(RoleHolding)
        .where(
            RoleHolding.user_id == user_id,
            sa.or_(col(RoleHolding.held_until).is_(None), col(RoleHolding.held_until) > on),
        )
        .order_by(col(RoleHolding.held_from), col(RoleHolding.role))
    ).all()


def list_users_with(
    session: Session, roles: Sequence[str], *, area_id: UUID, on: date
) -> Sequence[tuple[User, str]]:
    """Return users who hold one of ``roles`` for an area on a day, in Thai order, with the role."""
    rows = session.execute(
        sa.select(User, col(RoleHolding.role))
        .join(RoleHolding, col(RoleHolding.user_id) == col(User.id))
        .where(
            col(RoleHolding.role).in_(roles),
            col(RoleHolding.area_id) == area_id,
            col(User.is_enabled),
            *_held(on),
        )
        .order_by(col(User.sort_key), col(User.id))
    ).all()
    return [(user, role) for user, role in rows]


def list_users(session: Session) -> Sequence[User]:
    """Return all users in Thai order."""
    return session.exec(select(User).order_by(col(User.sort_key), col(User.id))).all()


def count_failures(session: Session, name_hash: str, *, at: datetime) -> int:
    """Return how often sign-in failed for a name inside the throttle's window."""
    return int(
        session.scalar(
            sa.select(sa.func.count())
            .select_from(SignInFailure)
            .where(
                col(SignInFailure.name_hash) == name_hash,
                col(SignInFailure.at) > at - THROTTLE_WINDOW,
            )
        )
        or 0
    )
