"""Reads of the audit: the history of one elder, who was named, whether the chain is whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.foundation.audit.models import AccessSubject, AuditEntry, AuditSeal
from ltc.foundation.audit.rules import entry_digest


def list_entries_about(
    session: Session, elder_id: UUID, *, limit: int = 50
) -> Sequence[AuditEntry]:
    """Return the newest acts on one elder's records, newest first."""
    return session.exec(
        select(AuditEntry)
        .where(col(AuditEntry.elder_id) == elder_id)
        .order_by(sa.desc("seq"))
        .limit(limit)
    ).all()


def list_entries(
    session: Session, *, before: int | None = None, limit: int = 100
) -> Sequence[AuditEntry]:
    """Return acts of the whole installation, newest first, from below sequence ``before``."""
    found = select(AuditEntry).order_by(sa.desc("seq")).limit(limit)
    if before is not None:
        found = found.where(col(AuditEntry.seq) < before)
    return session.exec(found).all()


def was_named(access_id: int, elder_id: Any) -> sa.ColumnElement[bool]:
    """Return the condition that an access names an elder: for what is sent after it was noted."""
    return sa.exists().where(
        col(AccessSubject.access_id) == access_id, col(AccessSubject.elder_id) == elder_id
    )


@dataclass(frozen=True)
class ChainState:
    """``broken_at`` is the last sequence number of the first seal that does not fit, or None."""

    sealed: int
    broken_at: int | None


def check_chain(session: Session) -> ChainState:
    """Recompute every seal from the entries themselves."""
    digest, start, sealed = "", 0, 0
    for link in session.exec(select(AuditSeal).order_by(sa.asc("upto_seq"))).all():
        entries = session.exec(
            select(AuditEntry)
            .where(col(AuditEntry.seq) > start, col(AuditEntry.seq) <= link.upto_seq)
            .order_by(sa.asc("seq"))
        ).all()
        for entry in entries:
            digest = entry_digest(digest, entry.model_dump())
        if digest != link.digest or len(entries) != link.entries:
            return ChainState(sealed, link.upto_seq)
        sealed += len(entries)
        start = link.upto_seq
    return ChainState(sealed, None)
