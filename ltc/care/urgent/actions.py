"""What people do about urgent findings: open, read, take, call, hand on, close; and escalation.

Each act is a row that stays. The finding itself is locked first, so that of two people who take it
at once one has it and the other reads who.
"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID, uuid5

from sqlmodel import Session

from ltc.care.duties.queries import answering_at
from ltc.care.duties.rules import on_call_words
from ltc.care.elders.models import Elder
from ltc.care.urgent import queries, rules
from ltc.care.urgent.models import UrgentAct, UrgentFinding
from ltc.care.urgent.terms import Act, CallDraft, FoundBy, HandDraft, UrgentRule
from ltc.foundation.accounts.queries import list_users_with, may
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import insert_once
from ltc.foundation.core.errors import Conflict, Forbidden, RuleViolation
from ltc.foundation.core.ids import new_id

ON_DUTY = ("care_manager", "team_nurse", "family_doctor")


def open_finding(
    session: Session,
    elder: Elder,
    *,
    found_by: FoundBy,
    source_id: UUID,
    codes: Collection[str],
    by: Actor,
    at: datetime,
    words: str = "",
    amends_id: UUID | None = None,
) -> UrgentFinding | None:
    """Open a finding for what a visit or an assessment found; None when nothing of it is urgent.

    ``codes`` are what that room calls it ("vital.pressure", "8q.suicide_severe", "worry"). The
    same source opens one finding, however often it is saved; what the amended record
    (``amends_id``) opened already is not opened again.
    """
    matched = rules.matching(queries.get_rules(), found_by, codes)
    if not matched:
        return None
    before = queries.find_source(session, found_by, amends_id) if amends_id else None
    if before is not None and {rule.code for rule in matched} <= set(before.rules):
        return before
    return _open(session, elder, matched, found_by, source_id, None, words, by=by, at=at)


def worry(
    session: Session, elder: Elder, words: str, *, operation_id: UUID, by: Actor, at: datetime
) -> UrgentFinding:
    """Open a finding because somebody is worried, in their own words.

    The same ``operation_id`` a second time changes nothing. Raises RuleViolation
    ``words_missing``, ``too_long``, or ``already_saved`` for another's operation.
    """
    if saved := queries.find_operation(session, operation_id):
        return _same(saved, elder, by)
    words = rules.checked_words(words, field="words", missing="เขียนสั้น ๆ ว่าเป็นห่วงเรื่องอะไร")
    matched = rules.matching(queries.get_rules(), FoundBy.WORRY, ["worry"])
    return _open(session, elder, matched, FoundBy.WORRY, None, operation_id, words, by=by, at=at)


def _open(
    session: Session,
    elder: Elder,
    matched: tuple[UrgentRule, ...],
    found_by: FoundBy,
    source_id: UUID | None,
    operation_id: UUID | None,
    words: str,
    *,
    by: Actor,
    at: datetime,
) -> UrgentFinding:
    row = UrgentFinding(
        id=new_id(), operation_id=operation_id, elder_id=elder.id,
        municipality_id=elder.municipality_id, found_by=str(found_by), source_id=source_id,
        rules=[rule.code for rule in matched], words=words,
        field_class=max(rule.field_class for rule in matched),
        opened_at=at, opened_by=by.person_id, opened_by_name=by.name, opened_by_role=by.role,
        waiting_since=at,
    )  # fmt: skip
    if not insert_once(session, row):
        saved = (
            queries.find_operation(session, operation_id)
            if operation_id
            else queries.find_source(session, found_by, source_id)
            if source_id
            else None
        )
        assert saved is not None
        return _same(saved, elder, by)
    record(
        session, by=by, at=at, what="urgent_finding.opened", subject=row, elder_id=elder.id,
        changes={"found_by": row.found_by, "field_class": row.field_class,
                 "source_id": str(source_id or "")},
    )  # fmt: skip
    return row


def _same(saved: UrgentFinding, elder: Elder, by: Actor) -> UrgentFinding:
    if saved.elder_id != elder.id or (saved.operation_id and saved.opened_by != by.person_id):
        raise RuleViolation("already_saved", "หน้านี้บันทึกไปแล้ว กรุณาเปิดหน้านี้ใหม่")
    return saved


def see(session: Session, finding: UrgentFinding, *, by: Actor, at: datetime) -> None:
    """Write down that somebody read what to do and is doing it; once for each person.

    It does not stop the finding from going on: for that somebody on duty takes it.
    """
    operation_id = uuid5(finding.id, f"seen:{by.person_id}")
    _lock(session, finding)
    if queries.find_act(session, operation_id) is None:
        _write(session, finding, Act.SEEN, operation_id=operation_id, by=by, at=at)


def take(session: Session, finding: UrgentFinding, *, by: Actor, at: datetime) -> None:
    """Take a finding in hand; a second time by the same person changes nothing.

    Raises Conflict when somebody else has it or it was closed, Forbidden for who is not on duty.
    """
    if not may(by, "update", "urgent_finding"):
        raise Forbidden
    _lock(session, finding)
    if finding.taken_by == by.person_id and finding.is_taken and finding.is_open:
        return
    if finding.is_taken or not finding.is_open:
        raise Conflict(finding)
    _hold(finding, by=by, at=at)
    _write(session, finding, Act.TAKEN, by=by, at=at)


def _hold(finding: UrgentFinding, *, by: Actor, at: datetime) -> None:
    finding.taken_by, finding.taken_by_name, finding.taken_at = by.person_id, by.name, at


def acknowledge(session: Session, finding: UrgentFinding, *, by: Actor, at: datetime) -> None:
    """Acknowledge what to do: who is on duty takes it unless it is in hand, others have read it."""
    _lock(session, finding)
    is_free = finding.is_open and not finding.is_taken
    if is_free and may(by, "update", "urgent_finding"):
        take(session, finding, by=by, at=at)
    elif finding.taken_by != by.person_id:
        see(session, finding, by=by, at=at)


def call(
    session: Session, finding: UrgentFinding, draft: CallDraft, *, by: Actor, at: datetime
) -> UrgentAct:
    """Write down a call: whom, what came of it. Raises RuleViolation as ``rules.checked_call``."""
    _lock(session, finding)
    if saved := queries.find_act(session, draft.operation_id):
        return _same_act(saved, finding, by)
    draft = rules.checked_call(draft)
    return _write(
        session, finding, Act.CALLED, operation_id=draft.operation_id, whom=draft.whom,
        answer=draft.answer, words=draft.words.strip(), by=by, at=at,
    )  # fmt: skip


def hand_on(
    session: Session,
    finding: UrgentFinding,
    draft: HandDraft,
    *,
    by: Actor,
    at: datetime,
    on: date,
) -> UrgentAct:
    """Hand a finding on to a named colleague on duty; it waits for them and may escalate again.

    Raises Conflict when it was closed, RuleViolation ``user_unknown``, ``to_myself``,
    ``too_long``.
    """
    _lock(session, finding)
    if saved := queries.find_act(session, draft.operation_id):
        return _same_act(saved, finding, by)
    words = rules.checked_words(draft.words, field="words")
    colleagues = {
        user.id: user.name_th
        for user, _role in list_users_with(session, ON_DUTY, area_id=finding.municipality_id, on=on)
    }
    if draft.to_user_id not in colleagues:
        raise RuleViolation("user_unknown", "กรุณาเลือกจากรายชื่อ", "to_user_id")
    if draft.to_user_id == by.person_id:
        raise RuleViolation("to_myself", "เลือกคนอื่นที่ไม่ใช่ตัวเอง", "to_user_id")
    if not finding.is_open:
        raise Conflict(finding)
    finding.taken_by, finding.taken_by_name, finding.taken_at = None, "", None
    finding.waiting_since = at
    finding.for_user_id = draft.to_user_id
    finding.for_user_name = colleagues[draft.to_user_id]
    return _write(
        session, finding, Act.HANDED_ON, operation_id=draft.operation_id,
        whom=finding.for_user_name, words=words, by=by, at=at,
    )  # fmt: skip


def close_finding(
    session: Session, finding: UrgentFinding, outcome: str, words: str, *, by: Actor, at: datetime
) -> None:
    """Close a finding with its outcome; who closes it had it in hand from now at the latest.

    The same answer by the same person a second time changes nothing. Raises Conflict when somebody
    closed it before, RuleViolation ``outcome_unknown`` or ``too_long``.
    """
    outcome = rules.checked_outcome(outcome)
    words = rules.checked_words(words, field="words")
    _lock(session, finding)
    if not finding.is_open:
        if finding.outcome == outcome and finding.closed_by_name == by.name:
            return
        raise Conflict(finding)
    if not finding.is_taken:
        _hold(finding, by=by, at=at)
        _write(session, finding, Act.TAKEN, by=by, at=at)
    finding.closed_at, finding.closed_by_name, finding.outcome = at, by.name, outcome
    _write(session, finding, Act.CLOSED, answer=outcome, words=words, by=by, at=at)


def _lock(session: Session, finding: UrgentFinding) -> None:
    """Read a finding again so that other writers wait."""
    session.refresh(finding, with_for_update={"key_share": True})


def _same_act(saved: UrgentAct, finding: UrgentFinding, by: Actor) -> UrgentAct:
    if saved.finding_id != finding.id or saved.by != by.person_id:
        raise RuleViolation("already_saved", "หน้านี้บันทึกไปแล้ว กรุณาเปิดหน้านี้ใหม่")
    return saved


def _write(
    session: Session,
    finding: UrgentFinding,
    kind: Act,
    *,
    by: Actor,
    at: datetime,
    operation_id: UUID | None = None,
    whom: str = "",
    answer: str = "",
    words: str = "",
) -> UrgentAct:
    """Add one act to a locked finding and to the audit; what was said stays out of the audit."""
    act = UrgentAct(
        finding_id=finding.id, number=queries.next_number(session, finding.id),
        operation_id=operation_id, kind=str(kind), at=at, by=by.person_id, by_name=by.name,
        by_role=by.role, whom=whom, answer=answer, words=words,
    )  # fmt: skip
    session.add(finding)
    session.add(act)
    session.flush()
    changes = {"number": act.number, "answer": answer}
    if kind in (Act.CALLED, Act.ESCALATED):
        changes["whom"] = whom
    if kind is Act.HANDED_ON:
        changes["for_user"] = str(finding.for_user_id)
    record(session, by=by, at=at, what=f"urgent_finding.{kind}", subject=finding,
           elder_id=finding.elder_id, changes=changes)  # fmt: skip
    return act


def escalate(session: Session, *, by: Actor, at: datetime) -> int:
    """Write down, once each, the levels that waiting findings have reached; returns how many.

    Who is asked follows from the time alone (``rules.due_levels``): this only leaves the trace,
    with who was on call when it was written.
    """
    due = [
        (finding, level, since, uuid5(finding.id, f"{level}:{finding.waiting_since.isoformat()}"))
        for finding in queries.list_waiting(session)
        for level, since in rules.due_levels(
            queries.rules_of(finding), finding.waiting_since, at=at
        )[1:]
    ]
    known = queries.escalations_written(session, [one[3] for one in due])
    written = [one for one in due if one[3] not in known]
    towns = {one[0].municipality_id for one in written}
    on_call = {town: on_call_words(answering_at(session, town, at=at)) for town in towns}
    for finding, level, _since, operation_id in written:
        _lock(session, finding)
        if finding.is_open and not finding.is_taken:
            _write(session, finding, Act.ESCALATED, operation_id=operation_id, whom=str(level),
                   words=on_call[finding.municipality_id], by=by, at=at)  # fmt: skip
    return len(written)
