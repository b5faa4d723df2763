"""What people do with questions: ask, write, read, close; ask something of the next visit."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid5

from sqlmodel import Session

from ltc.care.elders.models import Elder
from ltc.care.questions import rules
from ltc.care.questions.models import CareRequest, QuestionMessage, QuestionSeen, QuestionThread
from ltc.care.questions.queries import threads
from ltc.care.questions.terms import (
    MessageDraft,
    MessageKind,
    RequestAnswer,
    RequestDraft,
    RequestState,
    ThreadState,
)
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import insert_once
from ltc.foundation.core.errors import Conflict, Forbidden, RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.files.actions import keep_file

FILE_CLASS = "F2"  # whoever may read the thread sees its photos


def ask(
    session: Session,
    elder: Elder,
    asked_of: str,
    draft: MessageDraft,
    *,
    by: Actor,
    at: datetime,
) -> QuestionThread:
    """Open a thread about an elder with its first message.

    The same ``operation_id`` a second time changes nothing. Raises RuleViolation
    ``asked_of_unknown``, as ``rules.checked_message``, as ``keep_file``, or ``already_saved``.
    """
    if saved := threads.find_message(session, draft.operation_id):
        return _same_thread(session, saved, elder.id, by)
    kind = rules.checked_asked_of(asked_of)
    draft = rules.checked_message(draft)
    # The id follows from the operation: of a double click at once, one opens the thread.
    row = QuestionThread(
        id=uuid5(draft.operation_id, "thread"), elder_id=elder.id,
        municipality_id=elder.municipality_id, asked_of=str(kind), state=str(ThreadState.OPEN),
        opened_at=at, opened_by=by.person_id, opened_by_name=by.name, opened_by_role=by.role,
        waiting_since=at, last_at=at,
    )  # fmt: skip
    if not insert_once(session, row):
        saved = threads.find_message(session, draft.operation_id)
        assert saved is not None
        return _same_thread(session, saved, elder.id, by)
    _say(session, row, draft, MessageKind.QUESTION, by=by, at=at)
    record(
        session, by=by, at=at, what="question_thread.asked", subject=row, elder_id=elder.id,
        changes={"asked_of": row.asked_of},
    )  # fmt: skip
    return row


def _same_thread(
    session: Session, saved: QuestionMessage, elder_id: UUID, by: Actor
) -> QuestionThread:
    thread = session.get_one(QuestionThread, saved.thread_id)
    if thread.elder_id != elder_id or saved.by != by.person_id:
        raise RuleViolation("already_saved", "หน้านี้ส่งไปแล้ว กรุณาเปิดหน้านี้ใหม่")
    return thread


def write(
    session: Session, thread: QuestionThread, draft: MessageDraft, *, by: Actor, at: datetime
) -> QuestionMessage:
    """Write in a thread: an answer from whom it is put to, a question from everybody else.

    The same ``operation_id`` a second time changes nothing. Raises RuleViolation
    ``thread_closed``, or as in ``ask``.
    """
    _lock(session, thread)
    if saved := threads.find_message(session, draft.operation_id):
        _same_thread(session, saved, thread.elder_id, by)
        return saved
    draft = rules.checked_message(draft)
    if thread.is_closed:
        raise RuleViolation("thread_closed", "เรื่องนี้จบแล้ว ถ้ามีคำถามใหม่ ให้ถามเรื่องใหม่")
    kind = rules.kind_of_message(
        thread.asked_of, role=by.role, is_opener=thread.opened_by == by.person_id
    )
    row = _say(session, thread, draft, kind, by=by, at=at)
    record(
        session, by=by, at=at, what="question_thread.written", subject=thread,
        elder_id=thread.elder_id, changes={"number": row.number, "kind": row.kind},
    )  # fmt: skip
    return row


def _say(
    session: Session,
    thread: QuestionThread,
    draft: MessageDraft,
    kind: MessageKind,
    *,
    by: Actor,
    at: datetime,
) -> QuestionMessage:
    """Add a message with its files to a locked thread and say how the thread stands now."""
    files = [
        str(keep_file(session, data, elder_id=thread.elder_id, field_class=FILE_CLASS, field=field,
                      by=by, at=at).id)
        for field, given in (("photos", draft.photos), ("voice", draft.voices))
        for data in given
    ]  # fmt: skip
    row = QuestionMessage(
        thread_id=thread.id, number=thread.last_number + 1, operation_id=draft.operation_id,
        kind=str(kind), at=at, by=by.person_id, by_name=by.name, by_role=by.role,
        text=draft.text.strip(), files=files,
    )  # fmt: skip
    session.add(row)
    thread.last_at, thread.last_number = at, row.number
    if not thread.is_closed:
        state = rules.state_after(kind)
        thread.state = str(state)
        is_open = state is ThreadState.OPEN
        thread.waiting_since = (thread.waiting_since or at) if is_open else None
    if kind is MessageKind.ANSWER:
        thread.answer_number = row.number
    session.add(thread)
    session.flush()
    return row


def mark_seen(session: Session, thread: QuestionThread, *, by: Actor, at: datetime) -> None:
    """Write down that somebody has read a thread to its end; again only when there is more."""
    assert by.person_id is not None
    row = session.get(QuestionSeen, (thread.id, by.person_id))
    if row is not None and row.number >= thread.last_number:
        return
    if row is None:
        row = QuestionSeen(
            thread_id=thread.id, user_id=by.person_id, user_name=by.name, user_role=by.role,
            number=thread.last_number, seen_at=at,
        )  # fmt: skip
        if not insert_once(session, row):
            return  # their own other click was a moment faster
    else:
        row.number, row.seen_at = thread.last_number, at
        session.add(row)
    record(
        session, by=by, at=at, what="question_thread.seen", subject=thread,
        elder_id=thread.elder_id, changes={"number": thread.last_number},
    )  # fmt: skip


def close_thread(session: Session, thread: QuestionThread, *, by: Actor, at: datetime) -> None:
    """Close a thread; a closed one stays as it is. Open requests go on to the next visit.

    Raises Forbidden for a caregiver who did not open it.
    """
    if by.role == "caregiver" and thread.opened_by != by.person_id:
        raise Forbidden
    _lock(session, thread)
    if thread.is_closed:
        return
    thread.state, thread.waiting_since = str(ThreadState.CLOSED), None
    thread.closed_at, thread.closed_by_name = at, by.name
    session.add(thread)
    session.flush()
    record(session, by=by, at=at, what="question_thread.closed", subject=thread,
           elder_id=thread.elder_id)  # fmt: skip


def make_request(
    session: Session,
    thread: QuestionThread,
    draft: RequestDraft,
    *,
    by: Actor,
    at: datetime,
    on: date,
) -> CareRequest:
    """Ask something of the next visit; it becomes a line of that visit's form.

    The same ``operation_id`` a second time changes nothing. Raises Forbidden for who is neither
    nurse nor doctor, RuleViolation as ``rules.checked_request``, ``thread_closed``,
    ``already_saved``.
    """
    if by.role not in rules.REQUESTING:
        raise Forbidden
    if saved := threads.find_request(session, draft.operation_id):
        if saved.thread_id != thread.id or saved.asked_by != by.person_id:
            raise RuleViolation("already_saved", "หน้านี้ส่งไปแล้ว กรุณาเปิดหน้านี้ใหม่")
        return saved
    draft = rules.checked_request(draft, on=on)
    _lock(session, thread)
    if thread.is_closed:
        raise RuleViolation("thread_closed", "เรื่องนี้จบแล้ว ถ้ามีคำถามใหม่ ให้ถามเรื่องใหม่")
    row = CareRequest(
        id=new_id(), thread_id=thread.id, elder_id=thread.elder_id,
        operation_id=draft.operation_id, asked_at=at, asked_by=by.person_id,
        asked_by_name=by.name, asked_by_role=by.role, what=draft.what.strip(),
        answer_kind=draft.answer_kind, unit=draft.unit.strip(),
        report_if=draft.report_if.strip(), due_on=draft.due_on, state=str(RequestState.OPEN),
    )  # fmt: skip
    if not insert_once(session, row):
        saved = threads.find_request(session, draft.operation_id)
        assert saved is not None
        return saved
    message = MessageDraft(uuid5(row.id, "request"), rules.request_words(draft))
    _say(session, thread, message, MessageKind.REQUEST, by=by, at=at)
    record(
        session, by=by, at=at, what="care_request.made", subject=row, elder_id=row.elder_id,
        changes={"answer_kind": row.answer_kind, "due_on": str(row.due_on)},
    )  # fmt: skip
    return row


def withdraw_request(session: Session, row: CareRequest, *, by: Actor, at: datetime) -> None:
    """Take an open request back; one that was withdrawn before stays so.

    Raises Conflict when a visit has answered it meanwhile.
    """
    _lock(session, row)
    if row.state == RequestState.WITHDRAWN:
        return
    if row.state == RequestState.DONE:
        raise Conflict(row)
    row.state, row.ended_at, row.ended_by_name = str(RequestState.WITHDRAWN), at, by.name
    session.add(row)
    session.flush()
    record(session, by=by, at=at, what="care_request.withdrawn", subject=row,
           elder_id=row.elder_id)  # fmt: skip


def answer_requests(
    session: Session,
    elder_id: UUID,
    answers: Sequence[tuple[UUID, RequestAnswer]],
    *,
    visit_id: UUID,
    by: Actor,
    at: datetime,
) -> None:
    """Bring what a visit answered back to the threads and close these requests.

    Empty answers leave a request open for the next visit. What was typed for one that somebody
    withdrew or answered meanwhile goes to its thread all the same. An answer of another elder is
    passed over.
    """
    for request_id, answer in answers:
        row = session.get(CareRequest, request_id)
        if row is None or row.elder_id != elder_id or answer.is_empty:
            continue
        _lock(session, row)
        _answer(session, row, answer, visit_id, by=by, at=at)


def _answer(
    session: Session,
    row: CareRequest,
    answer: RequestAnswer,
    visit_id: UUID,
    *,
    by: Actor,
    at: datetime,
) -> None:
    thread = session.get_one(QuestionThread, row.thread_id)
    _lock(session, thread)
    text = rules.result_words(row.what, answer.value, row.unit)
    draft = MessageDraft(uuid5(visit_id, str(row.id)), text[: rules.MOST_TEXT], answer.photos)
    _say(session, thread, rules.checked_message(draft), MessageKind.RESULT, by=by, at=at)
    if row.state == RequestState.OPEN:
        row.state, row.ended_at, row.ended_by_name = str(RequestState.DONE), at, by.name
        row.visit_id = visit_id
        session.add(row)
        session.flush()
    record(
        session, by=by, at=at, what="care_request.done", subject=row, elder_id=row.elder_id,
        changes={"visit_id": str(visit_id)},
    )  # fmt: skip


def _lock(session: Session, row: QuestionThread | CareRequest) -> None:
    """Read a row again so that other writers wait."""
    session.refresh(row, with_for_update={"key_share": True})
