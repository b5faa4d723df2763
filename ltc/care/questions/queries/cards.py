"""What charts, caseloads, days and visits show of questions; many elders in one statement."""

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.elders.queries.register import Condition
from ltc.care.questions.models import CareRequest, QuestionMessage, QuestionThread
from ltc.care.questions.queries.threads import is_message
from ltc.care.questions.rules import request_due
from ltc.care.questions.terms import RequestLine, RequestState, ThreadState
from ltc.settings import CHECKOUT


@cache
def call_back_number() -> str:
    """Return the town hall's number for appointments, "" while nobody has confirmed one."""
    path = CHECKOUT / "seeds" / "reference" / "appointment_texts.toml"
    return str(tomllib.loads(path.read_text(encoding="utf-8"))["call_back"]["number"])


@dataclass(frozen=True)
class ThreadCard:
    """A thread on an elder's card: what was asked, the newest answer or that it waits."""

    id: UUID
    elder_id: UUID
    asked_of: str
    state: str
    last_at: datetime
    question: str
    answer: str
    answered_by: str
    answered_at: datetime | None

    @property
    def is_waiting(self) -> bool:
        """True while nobody has answered."""
        return self.state == ThreadState.OPEN


def cards_of(session: Session, elder_ids: Collection[UUID]) -> dict[UUID, list[ThreadCard]]:
    """Return the threads of many elders that are not closed, newest first, in one statement.

    The elders were chosen with a check before.
    """
    cards: dict[UUID, list[ThreadCard]] = {}
    if not elder_ids:
        return cards
    thread = QuestionThread
    first, answer = sa.orm.aliased(QuestionMessage), sa.orm.aliased(QuestionMessage)
    columns: Sequence[Any] = (
        thread.id, thread.elder_id, thread.asked_of, thread.state, thread.last_at, first.text,
        answer.text, answer.by_name, answer.at,
    )  # fmt: skip
    wanted = (
        sa.select(*map(col, columns))
        .join(first, is_message(first, 1))
        .outerjoin(answer, is_message(answer, col(thread.answer_number)))
        .where(col(thread.elder_id).in_(elder_ids), col(thread.closed_at).is_(None))
        .order_by(col(thread.last_at).desc(), col(thread.id).desc())
    )
    for *head, text, by_name, answered_at in session.execute(wanted):
        values = (*head, text or "", by_name or "", answered_at)
        card = ThreadCard(*values)
        cards.setdefault(card.elder_id, []).append(card)
    return cards


def open_requests_of(
    session: Session, elder_ids: Collection[UUID], *, on: date
) -> dict[UUID, list[RequestLine]]:
    """Return the open requests of many elders, the first due first, in one statement.

    The elders were chosen with a check before.
    """
    return _lines(session, elder_ids, col(CareRequest.state) == RequestState.OPEN, on=on)


def requests_for_visit(
    session: Session, elder_id: UUID, *, also: Collection[UUID], on: date
) -> list[RequestLine]:
    """Return what a visit's form asks for: open requests, and those named in a form already sent.

    A request that was withdrawn or answered while the page was open (``also``) stays on it, so
    that nothing typed is lost.
    """
    wanted = col(CareRequest.state) == RequestState.OPEN
    if also:
        wanted = sa.or_(wanted, col(CareRequest.id).in_(also))
    return _lines(session, [elder_id], wanted, on=on).get(elder_id, [])


def _lines(
    session: Session, elder_ids: Collection[UUID], wanted: Condition, *, on: date
) -> dict[UUID, list[RequestLine]]:
    lines: dict[UUID, list[RequestLine]] = {}
    if not elder_ids:
        return lines
    one = CareRequest
    columns: Sequence[Any] = (
        one.id, one.thread_id, one.elder_id, one.what, one.answer_kind, one.unit, one.report_if,
        one.asked_by_name, one.asked_by_role, one.due_on, one.state,
    )  # fmt: skip
    asked = (
        sa.select(*map(col, columns))
        .where(col(one.elder_id).in_(elder_ids), wanted)
        .order_by(col(one.due_on), col(one.id))
    )
    for *head, due_on, state in session.execute(asked):
        values = (*head, request_due(due_on, today=on), state == RequestState.OPEN)
        line = RequestLine(*values)
        lines.setdefault(line.elder_id, []).append(line)
    return lines
