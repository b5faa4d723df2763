"""Recording and withdrawing events, and all that is written with them: pauses, answers."""

from datetime import date, datetime

from sqlmodel import Session

from ltc.care.elders.actions.register import lock
from ltc.care.elders.models import Elder
from ltc.care.events.models import Event, FollowUpAnswer, Pause
from ltc.care.events.queries import pauses as pause_queries
from ltc.care.events.queries import records
from ltc.care.events.queries.reference import event_rules_from
from ltc.care.events.rules import entry
from ltc.care.events.rules.pauses import spans
from ltc.care.events.terms import (
    BY_JOURNEY,
    CLOSING,
    AnswerOutcome,
    EventDraft,
    EventKind,
    FollowUpCode,
    PauseSpan,
    Precision,
)
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import Conflict, Forbidden, RuleViolation
from ltc.foundation.core.ids import new_id

TOLD = (
    "kind", "happened_on", "happened_time", "precision", "told_by", "told_by_name", "detail",
    "place", "done", "note", "expected_return_on",
)  # fmt: skip
MOST_REASON = 300


def record_event(
    session: Session, elder: Elder, draft: EventDraft, *, by: Actor, at: datetime, on: date
) -> Event:
    """Save what happened, and the pause that begins or ends with it.

    A discharge or return whose beginning nobody recorded saves that beginning too, from
    ``began_on``. The same ``operation_id`` with the same content returns the first row and changes
    nothing. Raises RuleViolation: one of ``rules.entry``, ``is_departure`` for what a journey
    records (a death, a move, a return after it), ``already_saved`` (the operation now says
    something else).
    """
    if draft.kind in BY_JOURNEY:
        words = "การเสียชีวิต ย้ายออก หรือกลับมาอยู่ บันทึกที่หน้าของเรื่องนั้น"
        raise RuleViolation("is_departure", words, "kind")
    lock(session, elder)  # the twin of a double click waits, and then finds the first
    if saved := records.find_operation(session, draft.operation_id):
        return same(saved, elder, draft, by)
    check(elder, draft, at=at, on=on)
    now = entry.pause_before(records.happenings(session, elder.id), draft.happened_on)
    entry.check_pause(draft, now)
    beside = None
    if draft.kind in CLOSING and now is None:
        assert draft.began_on is not None
        _check_day(elder, draft.began_on, "began_on", on)
        beside = write(session, elder, _beginning(draft), None, by=by, at=at)
    row = write(session, elder, draft, beside, by=by, at=at)
    retell_pauses(session, elder)
    return row


def check(elder: Elder, draft: EventDraft, *, at: datetime, on: date) -> None:
    """Raise the first rule that a draft breaks whatever its kind."""
    entry.check_words(draft)
    # Somebody who moved away may die there.
    _check_day(elder, draft.happened_on, "happened_on", on, is_death=draft.kind == EventKind.DEATH)
    entry.check_time(draft, at=at)


def _check_day(elder: Elder, day: date, field: str, on: date, *, is_death: bool = False) -> None:
    entry.check_day(
        day, field, born_on=elder.born_on, died_on=elder.died_on,
        moved_on=None if is_death else elder.moved_away_on,
        rules_from=event_rules_from(), on=on,
    )  # fmt: skip


def _beginning(draft: EventDraft) -> EventDraft:
    """Return the event that a discharge or return was told with."""
    assert draft.began_on is not None
    is_hospital = draft.kind == EventKind.DISCHARGE
    return EventDraft(
        new_id(), EventKind.ADMISSION if is_hospital else EventKind.AWAY, draft.began_on,
        Precision.ABOUT if draft.began_about else Precision.DAY, draft.told_by,
        draft.told_by_name, place=draft.place,
    )  # fmt: skip


def write(
    session: Session,
    elder: Elder,
    draft: EventDraft,
    beside: Event | None,
    *,
    by: Actor,
    at: datetime,
) -> Event:
    """Write down a checked event and its audit; the journeys use it for departures."""
    row = Event(
        elder_id=elder.id, municipality_id=elder.municipality_id, operation_id=draft.operation_id,
        beside_id=beside.id if beside else None, recorded_at=at, recorded_by=by.person_id,
        recorded_by_name=by.name, **{name: getattr(draft, name) for name in TOLD},
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session, by=by, at=at, what="event.recorded", subject=row, elder_id=elder.id,
        changes={"kind": row.kind, "happened_on": str(row.happened_on),
                 "precision": row.precision},
    )  # fmt: skip
    return row


def same(saved: Event, elder: Elder, draft: EventDraft, by: Actor) -> Event:
    """Return what an operation was saved as, unless it is another's or now says otherwise."""
    is_same = (
        saved.elder_id == elder.id
        and saved.recorded_by == by.person_id
        and saved.stands
        and all(getattr(saved, name) == getattr(draft, name) for name in TOLD)
    )
    if not is_same:
        raise RuleViolation("already_saved", "เรื่องนี้บันทึกไปแล้ว ถ้าผิดให้ถอนรายการเดิม แล้วบันทึกใหม่")
    return saved


def withdraw_event(
    session: Session, elder: Elder, event: Event, because: str, *, by: Actor, at: datetime
) -> None:
    """Say that an event was recorded wrongly; it stays to be read, and its pause is told anew.

    Who cares for a few may withdraw only what they recorded themselves (Forbidden otherwise).
    Raises RuleViolation ``already_withdrawn``, ``departure_taken_back``, ``because_missing``.
    """
    check_withdrawable(event, by=by)
    lock(session, elder)
    session.refresh(event)
    entry.check_withdrawal(event.kind, is_withdrawn=not event.stands, because=because)
    mark_withdrawn(session, event, because, by=by, at=at)
    beside = session.get(Event, event.beside_id) if event.beside_id else None
    if beside is not None and beside.stands:  # the beginning was told on the same form
        mark_withdrawn(session, beside, because, by=by, at=at)
    retell_pauses(session, elder)


def check_withdrawable(event: Event, *, by: Actor) -> None:
    """Raise Forbidden when a caregiver would withdraw what somebody else recorded."""
    if by.role == "caregiver" and event.recorded_by != by.person_id:
        raise Forbidden


def mark_withdrawn(
    session: Session, event: Event, because: str, *, by: Actor, at: datetime
) -> None:
    """Write a checked withdrawal and its audit; the journeys use it to take a departure back."""
    event.withdrawn_at, event.withdrawn_by, event.withdrawn_by_name = at, by.person_id, by.name
    event.withdrawn_because = because[:MOST_REASON]
    session.add(event)
    session.flush()
    record(
        session, by=by, at=at, what="event.withdrawn", subject=event, elder_id=event.elder_id,
        changes={"kind": event.kind, "happened_on": str(event.happened_on)},
    )  # fmt: skip


def retell_pauses(session: Session, elder: Elder) -> None:
    """Write the pauses anew from all events that stand; the elder is locked.

    A pause that no event begins any more ends on its first day: it covers nothing.
    """
    told = {span.opened_by: span for span in spans(records.happenings(session, elder.id))}
    stored = {row.opened_by_id: row for row in pause_queries.pauses_of(session, elder.id)}
    kept = {opened_by: told.pop(opened_by, None) for opened_by in stored}
    # What ends goes first: at no moment may two be open.
    for opened_by, span in sorted(kept.items(), key=lambda one: _lasts(one[1])):
        row = stored[opened_by]
        row.until_on = span.until_on if span else row.from_on
        row.closed_by_id = span.closed_by if span else None
        session.add(row)
        session.flush()
    for span in told.values():
        session.add(_pause(elder, span))
    session.flush()


def _lasts(span: PauseSpan | None) -> bool:
    return span is not None and span.until_on is None


def _pause(elder: Elder, span: PauseSpan) -> Pause:
    return Pause(
        elder_id=elder.id, municipality_id=elder.municipality_id, reason=span.reason,
        from_on=span.from_on, until_on=span.until_on, expected_return_on=span.expected_return_on,
        opened_by_id=span.opened_by, closed_by_id=span.closed_by,
    )  # fmt: skip


def change_return(
    session: Session,
    pause: Pause,
    expected_on: date | None,
    *,
    version: int,
    by: Actor,
    at: datetime,
) -> None:
    """Say anew when somebody is expected back; None when nobody knows.

    Raises Conflict for an older version, RuleViolation ``pause_over``, ``return_early`` or
    ``return_far``.
    """
    session.refresh(pause, with_for_update={"key_share": True})
    if version != pause.version:
        raise Conflict(pause)
    if pause.until_on is not None:
        raise RuleViolation("pause_over", "กลับมาแล้ว ไม่ต้องเปลี่ยนวัน")
    entry.check_return(expected_on, pause.from_on)
    before, pause.expected_return_on = pause.expected_return_on, expected_on
    session.add(pause)
    record(
        session, by=by, at=at, what="pause.return_changed", subject=pause, elder_id=pause.elder_id,
        changes={"expected_return_on": [str(before or ""), str(expected_on or "")]},
    )  # fmt: skip


def answer_follow_up(
    session: Session, event: Event, code: str, outcome: str, note: str, *, by: Actor,
    at: datetime, on: date,
) -> FollowUpAnswer:  # fmt: skip
    """Settle by hand what an event asks for: done, or not needed and why.

    The same answer twice is kept once. Raises RuleViolation ``answer_unknown``,
    ``already_withdrawn``, ``why_missing`` (not needed without a reason) or ``already_answered``.
    """
    if code not in set(FollowUpCode) or outcome not in set(AnswerOutcome):
        raise RuleViolation("answer_unknown", "กรุณาเลือกจากรายการ", "outcome")
    if not event.stands:
        raise RuleViolation("already_withdrawn", "รายการนี้ถอนไปแล้ว ไม่มีอะไรต้องทำ")
    if outcome == AnswerOutcome.NOT_NEEDED and not note.strip():
        raise RuleViolation("why_missing", "เขียนสั้น ๆ ว่าทำไมไม่ต้องทำ", "note")
    session.refresh(event, with_for_update={"key_share": True})
    if found := records.find_answer(session, event.id, code):
        if (found.outcome, found.note, found.answered_by) == (outcome, note, by.person_id):
            return found
        words = f"{found.answered_by_name} บันทึกเรื่องนี้ไปแล้ว"
        raise RuleViolation("already_answered", words)
    row = FollowUpAnswer(
        event_id=event.id, elder_id=event.elder_id, code=code, outcome=outcome, note=note,
        answered_on=on, answered_at=at, answered_by=by.person_id, answered_by_name=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session, by=by, at=at, what="follow_up.answered", subject=row, elder_id=event.elder_id,
        changes={"code": code, "outcome": outcome, "event": str(event.id)},
    )  # fmt: skip
    return row
