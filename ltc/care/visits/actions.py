"""Recording and amending a visit; one action for the page and, later, for a tablet's own store."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from ltc.care.elders.models import Elder
from ltc.care.events.queries.pauses import paused_on
from ltc.care.questions.actions import answer_requests
from ltc.care.urgent.actions import open_finding
from ltc.care.urgent.terms import FoundBy
from ltc.care.visits.models import Visit, VisitNumber
from ltc.care.visits.queries import plans, records
from ltc.care.visits.queries.plans import PlanInHand, parts_of
from ltc.care.visits.queries.reference import get_checklist, get_signs
from ltc.care.visits.rules import record as record_rules
from ltc.care.visits.rules.times import stay
from ltc.care.visits.rules.vitals import danger_words, dangers
from ltc.care.visits.terms import Consciousness, Question, VisitDraft
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import Conflict, Forbidden, RuleViolation

TOLD = (
    "status", "could_not_reason", "visited_on", "consciousness", "mood", "skin", "change",
    "problems", "note", "next_plan", "signed_by",
)  # fmt: skip


def record_visit(
    session: Session, elder: Elder, draft: VisitDraft, *, by: Actor, at: datetime, on: date,
    visitor: Actor | None = None,
) -> Visit:  # fmt: skip
    """Save a visit that was done or tried, under the active plan if there is one.

    ``visitor`` is who was there when somebody else types it in from paper; else it is ``by``.
    The same ``operation_id`` with the same content returns the first row and changes nothing.
    Raises RuleViolation: one of ``rules.record.refused``, ``before_birth``, ``after_death``,
    ``already_saved`` (the operation now says something else); AskAgain while questions are open.
    """
    if saved := records.find_operation(session, draft.operation_id):
        return _same(saved, elder, draft, by)
    who = visitor or by
    in_hand = plans.plans_in_hand(session, [elder.id], who, on=on).get(elder.id)
    row = _checked_row(session, elder, draft, in_hand, None, who=who, by=by, at=at, on=on)
    return _save(session, row, elder, draft, None, by=by, at=at)


def amend_visit(
    session: Session,
    elder: Elder,
    amended: Visit,
    draft: VisitDraft,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    on: date,
) -> Visit:
    """Put a corrected visit in the place of ``amended``; both stay and can be read.

    It stays the visit of the caregiver who was there, under the plan of that day. Raises Conflict
    when somebody amended it before, Forbidden for another caregiver's visit, RuleViolation
    ``reason_missing``, ``status_fixed`` or as in ``record_visit``.
    """
    if saved := records.find_operation(session, draft.operation_id):
        return _same(saved, elder, draft, by)
    check_amendable(amended, by=by)
    if not reason.strip():
        raise RuleViolation("reason_missing", "เขียนว่าแก้ไขเพราะอะไร", "amend_reason")
    if draft.status != amended.status:
        raise RuleViolation("status_fixed", "เปลี่ยนระหว่างเยี่ยมแล้วกับไม่ได้เยี่ยมไม่ได้")
    who = caregiver_of(amended, by)
    in_hand = plans.plan_in_hand(session, amended.plan_id, who)
    row = _checked_row(session, elder, draft, in_hand, amended, who=who, by=by, at=at, on=on)
    row.amends_id, row.amend_reason = amended.id, reason
    return _save(session, row, elder, draft, amended, by=by, at=at)


def check_amendable(visit: Visit, *, by: Actor) -> None:
    """Raise Conflict when the visit was amended before, Forbidden for another caregiver's one.

    Only the caregiver who was there may amend; who answers for the plan may amend any visit.
    """
    if visit.is_superseded:
        raise Conflict(visit)
    if by.role == "caregiver" and visit.caregiver_id != by.person_id:
        raise Forbidden


def caregiver_of(visit: Visit, by: Actor) -> Actor:
    """Return who was there, as an actor, for reading the plan as they had it."""
    return Actor(visit.caregiver_id, visit.caregiver_name, visit.caregiver_role, by.area_id)


def advice_for(visit: Visit) -> list[str]:
    """Return what to do now about a saved visit's dangerous findings; [] when there is none."""
    found = dangers(visit.vitals, get_signs().signs)
    is_hard_to_wake = visit.consciousness == Consciousness.HARD_TO_WAKE
    return [record_rules.CALL_NOW, *found] if is_hard_to_wake else found


def _checked_row(
    session: Session,
    elder: Elder,
    draft: VisitDraft,
    in_hand: PlanInHand | None,
    amends: Visit | None,
    *,
    who: Actor,
    by: Actor,
    at: datetime,
    on: date,
) -> Visit:
    """Return the row to save, or raise the first rule that the draft breaks or open questions."""
    signs = get_signs().signs
    for broken in record_rules.refused(draft, parts_of(in_hand), signs, at=at, on=on):
        raise broken
    if elder.born_on and draft.visited_on < elder.born_on:
        raise RuleViolation("before_birth", "วันที่ไปเยี่ยมอยู่ก่อนวันเกิด กรุณาตรวจปี พ.ศ.", "visited_on")
    if elder.died_on and draft.visited_on > elder.died_on:
        raise RuleViolation("after_death", "วันที่ไปเยี่ยมอยู่หลังวันที่เสียชีวิต", "visited_on")
    if who.person_id is None:
        raise Forbidden  # a part of the system visits nobody
    others = records.stays_of(
        session, who.person_id, draft.visited_on, besides=amends.id if amends else None
    )
    asked = record_rules.questions(draft, others, signs, get_checklist().times, on=on)
    pause = paused_on(session, [elder.id], on=draft.visited_on).get(elder.id)
    asked += record_rules.ask_about_pause(draft, pause, elder.full_name)
    record_rules.ask(asked, draft.confirmed)
    return _row(elder, draft, in_hand, asked, who=who, by=by, at=at)


def _row(
    elder: Elder,
    draft: VisitDraft,
    in_hand: PlanInHand | None,
    asked: Sequence[Question],
    *,
    who: Actor,
    by: Actor,
    at: datetime,
) -> Visit:
    started_at, ended_at = stay(draft)
    assert started_at is not None
    assert who.person_id is not None
    assert by.person_id is not None
    plan = in_hand.plan if in_hand else None
    return Visit(
        number=0, operation_id=draft.operation_id, elder_id=elder.id,
        municipality_id=elder.municipality_id,
        case_id=plan.case_id if plan else None, plan_id=plan.id if plan else None,
        plan_number=plan.number if plan else None,
        caregiver_id=who.person_id, caregiver_name=who.name, caregiver_role=who.role,
        recorded_by=by.person_id, recorded_by_name=by.name,
        started_at=started_at, ended_at=ended_at, recorded_at=at,
        answers=dict(draft.answers), part_notes=dict(draft.part_notes), vitals=dict(draft.vitals),
        confirmations=[{"code": q.code, "sentence": q.sentence_th} for q in asked],
        is_dangerous=any(q.advice_th for q in asked),
        **{name: getattr(draft, name) for name in TOLD},
    )  # fmt: skip


def _save(
    session: Session,
    row: Visit,
    elder: Elder,
    draft: VisitDraft,
    amends: Visit | None,
    *,
    by: Actor,
    at: datetime,
) -> Visit:
    try:
        # Its own savepoint: on PostgreSQL the twin of a double click may be saving this moment.
        with session.begin_nested():
            if amends is not None:
                amends.is_superseded = True
                session.add(amends)
            row.number = _next_number(session)
            session.add(row)
    except IntegrityError:
        if saved := records.find_operation(session, draft.operation_id):
            return _same(saved, elder, draft, by)
        if amends is not None and (theirs := records.find_amendment(session, amends.id)):
            raise Conflict(theirs) from None
        raise
    changes = {
        "status": row.status, "visited_on": str(row.visited_on), "number": row.number,
        "asked": [one["code"] for one in row.confirmations],
        "amends": str(row.amends_id or ""),
    }  # fmt: skip
    what = "visit.amended" if amends else "visit.recorded"
    record(session, by=by, at=at, what=what, subject=row, elder_id=row.elder_id, changes=changes)
    _find_urgent(session, row, elder, draft, amends, by=by, at=at)
    if amends is None:
        _bring_back(session, row, draft, by=by, at=at)
    return row


def _find_urgent(
    session: Session,
    row: Visit,
    elder: Elder,
    draft: VisitDraft,
    amends: Visit | None,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Open what cannot wait: dangerous findings, and that the caregiver is worried."""
    codes = record_rules.dangers_found(row.vitals, row.consciousness, get_signs().signs)
    if codes:
        open_finding(
            session, elder, found_by=FoundBy.VISIT, source_id=row.id, codes=codes,
            by=by, at=at, words=" · ".join(danger_words(row.vitals, get_signs().signs)),
            amends_id=amends.id if amends else None,
        )  # fmt: skip
    if amends is None and (draft.is_worried or draft.worry.strip()):
        open_finding(
            session, elder, found_by=FoundBy.WORRY, source_id=row.id, codes=["worry"],
            by=by, at=at, words=draft.worry.strip(),
        )  # fmt: skip


def _bring_back(
    session: Session, row: Visit, draft: VisitDraft, *, by: Actor, at: datetime
) -> None:
    """Return what a doctor or nurse had asked for; a bad photo is refused at its own field."""
    for request_id, answer in draft.requests.items():
        try:
            answer_requests(
                session, row.elder_id, [(request_id, answer)], visit_id=row.id, by=by, at=at
            )
        except RuleViolation as broken:
            field = record_rules.request_field(request_id)
            raise RuleViolation(broken.code, broken.message, field) from broken


def _next_number(session: Session) -> int:
    one = VisitNumber()
    session.add(one)
    session.flush()
    assert one.number is not None
    return one.number


def _same(saved: Visit, elder: Elder, draft: VisitDraft, by: Actor) -> Visit:
    """Return what the operation was saved as, unless it is another's or now says otherwise."""
    told: dict[str, object] = {name: getattr(draft, name) for name in TOLD}
    told["started_at"], told["ended_at"] = stay(draft)
    told |= {name: dict(getattr(draft, name)) for name in ("answers", "part_notes", "vitals")}
    is_same = (
        saved.elder_id == elder.id
        and saved.recorded_by == by.person_id
        and all(getattr(saved, name) == value for name, value in told.items())
    )
    if not is_same:
        raise RuleViolation(
            "already_saved",
            "การเยี่ยมครั้งนี้บันทึกไปแล้ว ถ้าจะแก้ ให้เปิดใบรับแล้วกด “แก้ไขบันทึกนี้”",
        )
    return saved
