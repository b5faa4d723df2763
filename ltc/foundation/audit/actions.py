"""Writing to the audit: one function for acts, one for reads, one that seals the chain."""

import functools
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.foundation.audit.models import Access, AccessSubject, AuditEntry, AuditSeal
from ltc.foundation.audit.rules import entry_digest
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import write

SUBJECTS_AT_ONCE = 2_000  # only a file shows more


class Subject(Protocol):
    """Anything with an id: the row that an act is about."""

    @property
    def id(self) -> Any: ...


def record(
    session: Session,
    *,
    by: Actor,
    at: datetime,
    what: str,
    subject: Subject | None = None,
    elder_id: UUID | None = None,
    changes: Mapping[str, Any] | None = None,
    outcome: str = "done",
    purpose: str = "",
) -> None:
    """Write down one act in the transaction of the act itself.

    ``what`` is "object.verb" (care_plan.activated). ``changes`` holds field names with plain
    values for codes and dates, and ``Vault.trace`` hashes for personal values.
    """
    kind = type(subject).__tablename__ if subject is not None else what.split(".")[0]  # type: ignore[attr-defined]
    entry = _act(by, at, what) | {
        "object_kind": str(kind),
        "object_id": str(subject.id) if subject is not None else "",
        "elder_id": elder_id,
        "purpose": purpose,
        "outcome": outcome,
        "changes": dict(changes or {}),
    }
    write(session, _entering(), entry)


def _act(by: Actor, at: datetime, what: str) -> dict[str, Any]:
    """Return who did what and when, as columns; an ordinary act that was done."""
    return {
        "at": at,
        "person_id": by.person_id,
        "actor_name": by.name,
        "role": by.role,
        "session_id": by.session_id,
        "request_id": by.request_id,
        "action": what,
        "purpose": "",
        "outcome": "done",
    }


@functools.cache
def _entering() -> sa.Insert:
    return sa.insert(AuditEntry.__table__).inline()  # type: ignore[attr-defined]


def record_many(
    session: Session,
    *,
    by: Actor,
    at: datetime,
    what: str,
    kind: str,
    subjects: Sequence[tuple[UUID, UUID | None, Mapping[str, Any]]],
) -> None:
    """Write down one act on many objects of a kind, an entry each: (id, elder's id, changes)."""
    act = _act(by, at, what) | {"object_kind": kind}
    entries = [
        act | {"object_id": str(object_id), "elder_id": elder_id, "changes": dict(changes)}
        for object_id, elder_id, changes in subjects
    ]
    write(session, _entering(), entries)


def record_access(
    session: Session, *, by: Actor, at: datetime, endpoint: str, elder_ids: Collection[UUID]
) -> None:
    """Write down that ``elder_ids`` were shown: one access row, one statement for all of a page."""
    access_id = _note_access(session, by, at, endpoint)
    waiting = iter(elder_ids)
    while some := list(islice(waiting, SUBJECTS_AT_ONCE)):
        _note_subjects(session.connection(), access_id, some)


def record_access_to(
    session: Session, *, by: Actor, at: datetime, endpoint: str, chosen: sa.Select[UUID]
) -> int:
    """Write down that all whom ``chosen`` finds were shown; returns the number of the access.

    ``chosen`` selects ids of elders. The database notes them by itself: a file of thirty thousand
    people brings no list of them here.
    """
    access_id = _note_access(session, by, at, endpoint)
    named = chosen.with_only_columns(sa.literal(access_id), *chosen.selected_columns)
    session.connection().execute(
        sa.insert(AccessSubject).from_select(["access_id", "elder_id"], named)
    )
    return access_id


def _note_access(session: Session, by: Actor, at: datetime, endpoint: str) -> int:
    values = {
        "at": at,
        "person_id": by.person_id,
        "role": by.role,
        "session_id": by.session_id,
        "request_id": by.request_id,
        "endpoint": endpoint,
    }
    return int(session.connection().execute(_noting(), values).scalar_one())


def _note_subjects(connection: sa.Connection, access_id: int, elder_ids: list[UUID]) -> None:
    table = AccessSubject.__tablename__
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            f"INSERT INTO {table} (access_id, elder_id) SELECT ?, value FROM json_each(?)",
            (access_id, json.dumps([elder.hex for elder in elder_ids])),
        )
    else:
        connection.exec_driver_sql(
            f"INSERT INTO {table} (access_id, elder_id) SELECT %s, unnest(%s::uuid[])",
            (access_id, elder_ids),
        )


@functools.cache
def _noting() -> sa.Insert:
    return sa.insert(Access).returning(col(Access.id))


def seal(session: Session, *, at: datetime, settled_before: datetime, limit: int = 5_000) -> int:
    """Chain the entries that no seal covers yet; returns how many.

    Only entries older than ``settled_before`` are taken: sequences are given out before commits,
    so a younger entry with a smaller number may still be on its way.
    """
    last = session.exec(select(AuditSeal).order_by(sa.desc("upto_seq")).limit(1)).first()
    after = last.upto_seq if last else 0
    # A settled entry behind an unsettled one waits with it: a seal covers all up to its number.
    first_unsettled = (
        sa.select(sa.func.min(col(AuditEntry.seq)))
        .where(col(AuditEntry.seq) > after, col(AuditEntry.at) >= settled_before)
        .scalar_subquery()
    )
    entries = session.exec(
        select(AuditEntry)
        .where(
            col(AuditEntry.seq) > after,
            sa.or_(first_unsettled.is_(None), col(AuditEntry.seq) < first_unsettled),
        )
        .order_by(sa.asc("seq"))
        .limit(limit)
    ).all()
    if not entries:
        return 0
    digest = last.digest if last else ""
    for entry in entries:
        digest = entry_digest(digest, entry.model_dump())
    upto = entries[-1].seq
    assert upto is not None
    session.add(AuditSeal(upto_seq=upto, sealed_at=at, entries=len(entries), digest=digest))
    return len(entries)
