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

from ltc.foundation.accounts.models import EntryCode, RoleHolding, SignIn, SignInFailure, User
from ltc.foundation.accounts.rules import THROTTLE_WINDOW, is_expired, read_policy
from ltc.foundation.accounts.terms import Policy
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound
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


def lock_account(session: Session, user_id: UUID) -> tuple[str, bool]:
    """Wait for whoever changes this account now; returns its password's hash and whether it is on.

    As the database has them then: what was read before may be older.
    """
    found = session.execute(
        sa.select(col(User.password_hash), col(User.is_enabled))
        .where(col(User.id) == user_id)
        .with_for_update(key_share=True)
    ).one()
    return found[0], found[1]


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


def _not_over(on: date) -> sa.ColumnElement[bool]:
    """Held on a day or later; one that was ended before it began never is."""
    until = col(RoleHolding.held_until)
    return sa.or_(until.is_(None), sa.and_(until > on, until > col(RoleHolding.held_from)))


def list_holdings_from(session: Session, user_id: UUID, *, on: date) -> Sequence[RoleHolding]:
    """Return the roles a user holds on a day or will hold later."""
    return session.exec(
        select(RoleHolding)
        .where(RoleHolding.user_id == user_id, _not_over(on))
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


def holds_now(session: Session, actor: Actor, *, on: date) -> bool:
    """True when an actor is enabled and holds their role here on a day, as the database has it."""
    found = session.scalar(
        sa.select(col(User.is_enabled))
        .join(RoleHolding, col(RoleHolding.user_id) == col(User.id))
        .where(
            col(User.id) == actor.person_id, col(RoleHolding.role) == actor.role,
            col(RoleHolding.area_id) == actor.area_id, *_held(on),
        )
    )  # fmt: skip
    return bool(found)


@dataclass(frozen=True)
class Person:
    """Somebody of a municipality as the page of accounts shows them.

    ``roles`` are held here now or later; who ``works_elsewhere`` holds others in another town.
    ``code_until`` is when the code on paper ends, or None.
    """

    user: User
    roles: Sequence[RoleHolding]
    code_until: datetime | None
    works_elsewhere: bool

    @property
    def was_never_in(self) -> bool:
        """True when the person has not chosen a password yet."""
        return not self.user.password_hash

    @property
    def is_waiting(self) -> bool:
        """True when the person may come in, has a role, and has not come in yet."""
        return self.was_never_in and self.user.is_enabled and bool(self.roles)

    def has_code(self, at: datetime) -> bool:
        """True when the code on a sheet of paper still leads in."""
        return self.code_until is not None and self.code_until > at


def list_people(session: Session, actor: Actor, *, on: date) -> list[Person]:
    """Return who has or had a role in the actor's municipality, in Thai order."""
    wanted = select(User).where(col(User.id).in_(_of_town(actor)))
    users = session.exec(wanted.order_by(col(User.sort_key), col(User.id))).all()
    return _with_roles(session, users, actor, on=on)


def get_person(session: Session, user_id: UUID, actor: Actor, *, on: date) -> Person:
    """Return one person of the actor's municipality; raises NotFound for anybody else."""
    wanted = select(User).where(User.id == user_id, col(User.id).in_(_of_town(actor)))
    found = _with_roles(session, session.exec(wanted).all(), actor, on=on)
    if not found:
        raise NotFound
    return found[0]


def get_holding(session: Session, user_id: UUID, holding_id: UUID, actor: Actor) -> RoleHolding:
    """Return a role of somebody in the actor's municipality, ended or not; raises NotFound."""
    found = session.exec(
        select(RoleHolding).where(
            RoleHolding.id == holding_id,
            RoleHolding.user_id == user_id,
            RoleHolding.area_id == actor.area_id,
        )
    ).first()
    if found is None:
        raise NotFound
    return found


def _of_town(actor: Actor) -> sa.Select[UUID]:
    return sa.select(col(RoleHolding.user_id)).where(col(RoleHolding.area_id) == actor.area_id)


def _with_roles(session: Session, users: Sequence[User], actor: Actor, *, on: date) -> list[Person]:
    ids = [user.id for user in users]
    held: dict[UUID, list[RoleHolding]] = {}
    elsewhere: set[UUID] = set()
    for one in session.exec(
        select(RoleHolding)
        .where(col(RoleHolding.user_id).in_(ids), _not_over(on))
        .order_by(col(RoleHolding.held_from), col(RoleHolding.role))
    ):
        if one.area_id == actor.area_id:
            held.setdefault(one.user_id, []).append(one)
        else:
            elsewhere.add(one.user_id)
    codes = session.execute(
        sa.select(col(EntryCode.user_id), col(EntryCode.until)).where(
            col(EntryCode.user_id).in_(ids)
        )
    )
    until = {row[0]: row[1] for row in codes}
    return [
        Person(user, held.get(user.id, []), until.get(user.id), user.id in elsewhere)
        for user in users
    ]


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
