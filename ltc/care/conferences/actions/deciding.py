"""Deciding the lines of a plan, and the minutes."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from ltc.care.conferences.actions.calling import count_on, lock, needs_hearing
from ltc.care.conferences.actions.voices import keep_wordings
from ltc.care.conferences.models import (
    Conference,
    Hearing,
    LineDecision,
    MinuteAddition,
    MinuteSignature,
)
from ltc.care.conferences.queries.finding import additions_of
from ltc.care.conferences.queries.hearings import HearingView, read_hearing
from ltc.care.conferences.rules.acts import check_decision
from ltc.care.conferences.terms import (
    ConferenceState,
    LineStanding,
    LineState,
    Outcome,
    SeenLine,
)
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import insert_once
from ltc.foundation.core.errors import NotFound, RuleViolation


def decide_line(
    session: Session, hearing: Hearing, seen: SeenLine, outcome: str, words: str, *, by: Actor,
    at: datetime, on: date,
) -> None:  # fmt: skip
    """Decide one line in the wording that was on the page; the same again changes nothing.

    Raises NotFound for a line of another plan; RuleViolation as ``rules.acts.check_decision``, or
    ``hearing_closed``.
    """
    view = _to_decide(session, hearing, on=on)
    standing = next((one for one in view.lines if one.line.line_id == seen.line_id), None)
    if standing is None:
        raise NotFound
    held = standing.decision if standing.state is LineState.DECIDED else None
    if held and (held.digest, held.outcome, held.words) == (seen.digest, outcome, words):
        return
    check_decision(standing, seen.digest, outcome, words)
    _decide(session, view, standing, outcome, words, by=by, at=at)


def decide_agreed(
    session: Session, hearing: Hearing, seen: Collection[SeenLine], *, by: Actor, at: datetime,
    on: date,
) -> int:  # fmt: skip
    """Let enter, in one act, the lines that were shown as agreed by all and still are.

    Returns how many. Raises RuleViolation ``nothing_agreed`` or ``hearing_closed``.
    """
    view = _to_decide(session, hearing, on=on)
    shown = {(one.line_id, one.digest) for one in seen}
    ready = [one for one in view.may_enter if (one.line.line_id, one.line.digest) in shown]
    if not ready:
        raise RuleViolation("nothing_agreed", "ไม่มีข้อที่เห็นตรงกันและยังไม่ตัดสิน ดูรายการล่าสุดข้างล่าง")
    for standing in ready:
        _decide(session, view, standing, Outcome.ENTERS, "", by=by, at=at)
    return len(ready)


def _to_decide(session: Session, hearing: Hearing, *, on: date) -> HearingView:
    plan = lock(session, hearing)
    if hearing.ended_at is not None or not needs_hearing(plan):
        raise RuleViolation("hearing_closed", "เรื่องนี้ปิดแล้ว ถ้าจะคุยอีกให้กด คุยเรื่องนี้อีกครั้ง")
    return read_hearing(session, hearing, on=on)


def _decide(
    session: Session, view: HearingView, standing: LineStanding, outcome: str, words: str, *,
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    line = standing.line
    row = LineDecision(
        hearing_id=view.hearing.id, plan_id=view.plan.id, line_id=line.line_id, digest=line.digest,
        number=count_on(session, view.hearing), outcome=outcome, words=words, decided_at=at,
        decided_by=by.person_id, decided_by_name=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    keep_wordings(session, view.plan, [line], [SeenLine(line.line_id, line.digest)])
    record(session, by=by, at=at, what="line_decision.made", subject=row,
           elder_id=view.elder.id, changes={"outcome": outcome})  # fmt: skip


def add_to_minutes(
    session: Session, conference: Conference, operation_id: UUID, text: str, *, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Correct minutes by adding to them; the same operation a second time changes nothing."""
    row = MinuteAddition(
        operation_id=operation_id, conference_id=conference.id, text=text, added_at=at,
        added_by=by.person_id, added_by_name=by.name,
    )  # fmt: skip
    if insert_once(session, row):
        record(session, by=by, at=at, what="minute_addition.written", subject=row)


def sign_minutes(session: Session, conference: Conference, *, by: Actor, at: datetime) -> None:
    """Stand for the minutes by name, as they read now; a second time changes nothing.

    Raises RuleViolation ``not_closed`` while the conference is going on.
    """
    if conference.state != ConferenceState.CLOSED:
        raise RuleViolation("not_closed", "ลงชื่อได้เมื่อปิดประชุมแล้ว")
    assert by.person_id is not None
    row = MinuteSignature(
        conference_id=conference.id, signed_by=by.person_id, signed_by_name=by.name, role=by.role,
        additions=len(additions_of(session, conference)), signed_at=at,
    )  # fmt: skip
    if insert_once(session, row):
        record(session, by=by, at=at, what="minute_signature.written", subject=row)
