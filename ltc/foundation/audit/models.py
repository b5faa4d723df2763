"""Rows of the audit: entries for acts, access rows for reads, seals for the chain."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Column, Field, SQLModel

from ltc.foundation.core.db import Json, Sequence


class AuditEntry(SQLModel, table=True):
    """One act: a change, a sign-in, a refusal. Personal values stand here as keyed hashes only."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        sa.Index("ix_audit_entry_elder_id_seq", "elder_id", "seq"),
        {"sqlite_autoincrement": True},
    )

    seq: int | None = Field(default=None, sa_column=Column(Sequence, primary_key=True))
    at: datetime
    person_id: UUID | None = Field(default=None, index=True)
    actor_name: str = Field(max_length=200)
    role: str = Field(max_length=40)
    session_id: str | None = Field(default=None, max_length=64)
    request_id: str | None = Field(default=None, max_length=40)
    action: str = Field(max_length=60)
    object_kind: str = Field(max_length=40)
    object_id: str = Field(max_length=64)
    elder_id: UUID | None = None
    purpose: str = Field(default="", max_length=200)
    outcome: str = Field(default="done", max_length=20)
    changes: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))


class AuditSeal(SQLModel, table=True):
    """One link of the chain: the hash over the entries up to ``upto_seq`` and the link before."""

    __tablename__ = "audit_seal"

    upto_seq: int = Field(sa_column=Column(sa.BigInteger, primary_key=True, autoincrement=False))
    sealed_at: datetime
    entries: int
    digest: str = Field(max_length=64)


class Access(SQLModel, table=True):
    """One page or file that showed personal records to somebody."""

    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, sa_column=Column(Sequence, primary_key=True))
    at: datetime
    person_id: UUID | None = None
    role: str = Field(max_length=40)
    session_id: str | None = Field(default=None, max_length=64)
    request_id: str | None = Field(default=None, max_length=40)
    endpoint: str = Field(max_length=80)


class AccessSubject(SQLModel, table=True):
    """One elder whom that page showed.

    No index by elder: a list of 100 would dirty 100 scattered pages with every view (measured: 4 ms
    and 400 KB of log, against 0.3 ms). Who saw an elder is asked for a span of ``access_id``.
    """

    __tablename__ = "access_subject"
    __table_args__ = ({"sqlite_with_rowid": False},)

    access_id: int = Field(sa_column=Column(sa.BigInteger, primary_key=True, autoincrement=False))
    elder_id: UUID = Field(primary_key=True)
