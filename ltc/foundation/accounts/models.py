"""Users, the roles they hold for a time, and their sign-ins."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ltc.foundation.core.db import sorted_text
from ltc.foundation.core.ids import new_id


class User(SQLModel, table=True):
    """Somebody who signs in. (The older person is an Elder, never a user of ours.)"""

    __tablename__ = "user_account"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    username: str = Field(max_length=60, unique=True)
    password_hash: str = Field(max_length=200)
    name_th: str = Field(max_length=120)
    sort_key: str = Field(sa_type=sorted_text(300))
    phone: str = Field(default="", max_length=20)
    is_enabled: bool = True
    created_at: datetime


class RoleHolding(SQLModel, table=True):
    """A role that a user holds for a municipality, from a day until (excluded) a day."""

    __tablename__ = "role_holding"
    __table_args__ = (sa.Index("ix_role_holding_user_id", "user_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id")
    role: str = Field(max_length=40)
    area_id: UUID = Field(foreign_key="area.id")
    held_from: date
    held_until: date | None = None


class SignIn(SQLModel, table=True):
    """One sign-in on one device; the browser holds a random token, we hold only its hash."""

    __tablename__ = "sign_in"
    __table_args__ = (sa.Index("ix_sign_in_user_id", "user_id"),)

    id: str = Field(primary_key=True, max_length=64)
    user_id: UUID = Field(foreign_key="user_account.id")
    holding_id: UUID = Field(foreign_key="role_holding.id")
    created_at: datetime
    last_seen_at: datetime
    device: str = Field(default="", max_length=200)


class SignInFailure(SQLModel, table=True):
    """One failed sign-in; the name typed is kept only as a keyed hash."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (sa.Index("ix_sign_in_failure_name_hash_at", "name_hash", "at"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name_hash: str = Field(max_length=16)
    at: datetime


class EntryCode(SQLModel, table=True):
    """A code on paper with which somebody chooses a password; works once, and only for a time.

    One a person: a new code puts the old one out of use. We hold only its hash.
    """

    __tablename__ = "entry_code"

    user_id: UUID = Field(foreign_key="user_account.id", primary_key=True)
    code_hash: str = Field(max_length=200)
    made_at: datetime
    until: datetime
    made_by_name: str = Field(max_length=200)
