"""Threads: one with its messages and requests, those that wait, mine, an elder's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import Condition, ElderRow, as_row, rows, visible_to
from ltc.care.questions.models import CareRequest, QuestionMessage, QuestionSeen, QuestionThread
from ltc.care.questions.rules import asked_of_role, request_due
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound

PAGE = 30


def _scope(actor: Actor, action: str, on: date) -> Condition:
    return visible_to(actor, on=on, action=action, resource="question")


def get_thread(
    session: Session, thread_id: UUID, actor: Actor, *, on: date, action: str = "read"
) -> QuestionThread:
    """Return one thread; raises NotFound when there is none or the elder is not visible."""
    found = session.exec(
        select(QuestionThread)
        .join(Elder, col(Elder.id) == col(QuestionThread.elder_id))
        .where(QuestionThread.id == thread_id, _scope(actor, action, on))
    ).first()
    if found is None:
        raise NotFound
    return found


def get_request(
    session: Session, request_id: UUID, actor: Actor, *, on: date, action: str = "read"
) -> CareRequest:
    """Return one request; raises NotFound as ``get_thread``."""
    found = session.exec(
        select(CareRequest)
        .join(Elder, col(Elder.id) == col(CareRequest.elder_id))
        .where(CareRequest.id == request_id, _scope(actor, action, on))
    ).first()
    if found is None:
        raise NotFound
    return found


def find_message(session: Session, operation_id: UUID) -> QuestionMessage | None:
    """Return what a form with this operation id wrote, or None."""
    return session.exec(
        select(QuestionMessage).where(QuestionMessage.operation_id == operation_id)
    ).first()


def find_request(session: Session, operation_id: UUID) -> CareRequest | None:
    """Return the request that a form with this operation id made, or None."""
    return session.exec(select(CareRequest).where(CareRequest.operation_id == operation_id)).first()


def list_messages(session: Session, thread_id: UUID) -> Sequence[QuestionMessage]:
    """Return a thread's messages, oldest first."""
    return session.exec(
        select(QuestionMessage)
        .where(QuestionMessage.thread_id == thread_id)
        .order_by(col(QuestionMessage.number))
    ).all()


def list_seen(session: Session, thread_id: UUID) -> Sequence[QuestionSeen]:
    """Return who has read a thread up to where, in the order of reading."""
    return session.exec(
        select(QuestionSeen)
        .where(QuestionSeen.thread_id == thread_id)
        .order_by(col(QuestionSeen.seen_at), col(QuestionSeen.user_id))
    ).all()


def list_requests(session: Session, thread_id: UUID, *, on: date) -> list[tuple[CareRequest, Any]]:
    """Return a thread's requests with how each stands, oldest first."""
    found = session.exec(
        select(CareRequest)
        .where(CareRequest.thread_id == thread_id)
        .order_by(col(CareRequest.asked_at), col(CareRequest.id))
    ).all()
    return [(row, request_due(row.due_on, today=on)) for row in found]


@dataclass(frozen=True)
class ThreadRow:
    """A thread as a list shows it: with its first words, and whether the reader has seen it all."""

    thread: QuestionThread
    elder: ElderRow
    first_words: str
    has_result: bool
    is_read: bool


def list_waiting(
    session: Session, actor: Actor, *, on: date, after: UUID | None = None
) -> tuple[list[ThreadRow], UUID | None]:
    """Return threads that wait for an answer of the actor's kind, the longest waiting first."""
    one = QuestionThread
    wanted = _listed(actor, on).where(
        col(one.waiting_since).is_not(None), col(one.asked_of).in_(asked_of_role(actor.role))
    )
    place = (col(one.waiting_since), col(one.id))
    last = session.get(QuestionThread, after) if after else None
    if last is not None and last.waiting_since is not None:
        wanted = wanted.where(sa.tuple_(*place) > _literal(place, (last.waiting_since, last.id)))
    return _page(session, wanted.order_by(*place))


def list_mine(
    session: Session, actor: Actor, *, on: date, after: UUID | None = None
) -> tuple[list[ThreadRow], UUID | None]:
    """Return the threads that the actor opened and may still see, the newest words first."""
    wanted = _listed(actor, on).where(col(QuestionThread.opened_by) == actor.person_id)
    return _newest_first(session, wanted, after)


def list_all(
    session: Session, actor: Actor, *, on: date, after: UUID | None = None
) -> tuple[list[ThreadRow], UUID | None]:
    """Return every thread that the actor may list, the newest words first."""
    return _newest_first(session, _listed(actor, on), after)


def list_of_elder(
    session: Session, elder_id: UUID, actor: Actor, *, on: date, after: UUID | None = None
) -> tuple[list[ThreadRow], UUID | None]:
    """Return an elder's threads, the newest words first."""
    wanted = _listed(actor, on).where(col(QuestionThread.elder_id) == elder_id)
    return _newest_first(session, wanted, after)


def _newest_first(
    session: Session, wanted: sa.Select[Any], after: UUID | None
) -> tuple[list[ThreadRow], UUID | None]:
    place = (col(QuestionThread.last_at), col(QuestionThread.id))
    last = session.get(QuestionThread, after) if after else None
    if last is not None:
        wanted = wanted.where(sa.tuple_(*place) < _literal(place, (last.last_at, last.id)))
    return _page(session, wanted.order_by(*(one.desc() for one in place)))


def _literal(place: Sequence[Any], values: Sequence[Any]) -> sa.Tuple:
    return sa.tuple_(
        *(sa.literal(value, one.type) for one, value in zip(place, values, strict=True))
    )


def is_message(message: type[QuestionMessage], number: Any) -> Condition:
    """Return the condition that a message (an alias) has this number of its thread."""
    return sa.and_(col(message.thread_id) == col(QuestionThread.id), col(message.number) == number)


def _listed(actor: Actor, on: date) -> sa.Select[Any]:
    """Return register lines with the thread, its first and last message, and what was read."""
    thread, seen = QuestionThread, QuestionSeen
    first, last = sa.orm.aliased(QuestionMessage), sa.orm.aliased(QuestionMessage)
    return (
        rows()
        .join(thread, col(thread.elder_id) == col(Elder.id))
        .join(first, is_message(first, 1))
        .join(last, is_message(last, col(thread.last_number)))
        .outerjoin(
            seen,
            sa.and_(col(seen.thread_id) == col(thread.id), col(seen.user_id) == actor.person_id),
        )
        .add_columns(
            thread,
            col(first.text),
            col(last.kind),
            col(last.by),
            col(seen.number),
            sa.literal(actor.person_id, sa.Uuid()),
        )
        .where(_scope(actor, "list", on))
    )


def _page(session: Session, wanted: sa.Select[Any]) -> tuple[list[ThreadRow], UUID | None]:
    found = session.execute(wanted.limit(PAGE + 1)).all()
    shown = []
    for *elder, thread, words, last_kind, last_by, number, reader in found[:PAGE]:
        is_read = last_by == reader or (number or 0) >= thread.last_number
        shown.append(ThreadRow(thread, as_row(elder), words, last_kind == "result", is_read))
    return shown, shown[-1].thread.id if len(found) > PAGE else None


def count_waiting(session: Session, actor: Actor, *, on: date) -> int:
    """Return how many threads wait for an answer of the actor's kind."""
    counted = (
        sa.select(sa.func.count())
        .select_from(QuestionThread)
        .join(Elder, col(Elder.id) == col(QuestionThread.elder_id))
        .where(
            col(QuestionThread.waiting_since).is_not(None),
            col(QuestionThread.asked_of).in_(asked_of_role(actor.role)),
            _scope(actor, "list", on),
        )
    )
    return int(session.scalar(counted) or 0)
