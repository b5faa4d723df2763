"""A death or a move as one act in one transaction, its undoing, and ticking off what remains.

The order of ``depart`` is the story: say it, set the register, close the case, free the people,
end the pause, list what remains. What was done stays as it is and stays payable.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from ltc.care.cases.actions.cases import close_case
from ltc.care.cases.queries.cases import open_case_of
from ltc.care.cases.queries.plans import active_plan
from ltc.care.cases.terms import CloseReason
from ltc.care.elders.actions.register import lock
from ltc.care.elders.actions.team import leave_team
from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.elders.queries.team import list_team_from
from ltc.care.events import actions as events
from ltc.care.events.queries import records
from ltc.care.events.queries.reference import get_event_rules
from ltc.care.events.terms import EventDraft
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.dates import short_date
from ltc.journeys.departure import queries
from ltc.journeys.departure.models import Departure, DepartureTask
from ltc.journeys.departure.terms import DepartureDraft, DepartureKind, Outcome

REASONS = {DepartureKind.DEATH: CloseReason.DIED, DepartureKind.MOVE: CloseReason.MOVED}
COLUMNS = {DepartureKind.DEATH: "died_on", DepartureKind.MOVE: "moved_away_on"}


def depart(
    session: Session, elder: Elder, draft: DepartureDraft, *, by: Actor, at: datetime, on: date
) -> Departure:
    """Record a death or a move, and end with it all that was planned.

    The same ``operation_id`` with the same content returns the first departure. Whoever comes
    second, with a form of their own, sees what the first did: RuleViolation ``already_gone``. Other
    refusals: those of events' ``rules.entry``, ``seen_after`` and ``happened_after`` when somebody
    visited, assessed or noted something after that day.
    """
    kind = _kind(draft.kind)
    told = _event_draft(draft)
    lock(session, elder)  # whoever comes second waits here, and then finds the first
    if saved := records.find_operation(session, draft.operation_id):
        events.same(saved, elder, told, by)
        found = queries.find_by_event(session, saved.id)
        assert found is not None
        return found
    _refuse_second(session, elder, kind)
    events.check(elder, told, at=at, on=on)
    _refuse_later_facts(session, elder, draft)
    event = events.write(session, elder, told, None, by=by, at=at)
    setattr(elder, COLUMNS[kind], draft.happened_on)
    session.add(elder)
    session.flush()
    plan = active_plan(session, elder.id)
    departure = Departure(
        elder_id=elder.id, municipality_id=elder.municipality_id, kind=str(kind),
        happened_on=draft.happened_on, event_id=event.id, plan_id=plan.id if plan else None,
        case_id=_end_case(session, elder, kind, draft.happened_on, by=by, at=at, on=on),
        places=_end_places(session, elder, kind, by=by, at=at, on=on),
        recorded_at=at, recorded_by=by.person_id, recorded_by_name=by.name,
    )  # fmt: skip
    events.retell_pauses(session, elder)
    session.add(departure)
    session.flush()
    _list_what_remains(session, departure, on)
    record(
        session, by=by, at=at, what="departure.recorded", subject=departure, elder_id=elder.id,
        changes={COLUMNS[kind]: str(draft.happened_on), "case": str(departure.case_id or ""),
                 "places": len(departure.places)},
    )  # fmt: skip
    return departure


def _kind(code: str) -> DepartureKind:
    for kind in DepartureKind:
        if kind == code:
            return kind
    raise RuleViolation("kind_unknown", "กรุณาเลือกว่าเสียชีวิตหรือย้ายออก")


def _event_draft(draft: DepartureDraft) -> EventDraft:
    return EventDraft(
        draft.operation_id, draft.kind, draft.happened_on, draft.precision, draft.told_by,
        draft.told_by_name, draft.happened_time, place=draft.place, note=draft.note,
    )  # fmt: skip


def _refuse_second(session: Session, elder: Elder, kind: DepartureKind) -> None:
    """Refuse a second death or move; somebody who moved away may die there."""
    gone_on = elder.died_on if kind == DepartureKind.DEATH else elder.moved_away_on
    gone_on = gone_on or elder.died_on
    if gone_on is None:
        return
    first = queries.standing_of(session, elder.id, str(kind)) or queries.standing_of(
        session, elder.id
    )
    who = f"{first.recorded_by_name} " if first else ""
    words = "เสียชีวิต" if elder.died_on else "ย้ายออก"
    raise RuleViolation(
        "already_gone", f"{who}บันทึกไปก่อนแล้วว่า{words}วันที่ {short_date(gone_on)} ไม่ได้บันทึกซ้ำ"
    )


def _refuse_later_facts(session: Session, elder: Elder, draft: DepartureDraft) -> None:
    seen_on = queries.last_seen_on(session, elder.id)
    if seen_on and seen_on > draft.happened_on:
        words = f"มีคนไปเยี่ยมหรือประเมินวันที่ {short_date(seen_on)} หลังวันที่นี้ กรุณาตรวจวันที่"
        raise RuleViolation("seen_after", words, "happened_on")
    later = [one for one in records.happenings(session, elder.id) if one.on > draft.happened_on]
    if later:
        words = f"มีเหตุการณ์วันที่ {short_date(later[-1].on)} หลังวันที่นี้ กรุณาตรวจวันที่ หรือถอนรายการนั้นก่อน"
        raise RuleViolation("happened_after", words, "happened_on")


def _end_case(
    session: Session, elder: Elder, kind: DepartureKind, day: date, *, by: Actor, at: datetime,
    on: date,
) -> UUID | None:  # fmt: skip
    case = open_case_of(session, elder.id)
    if case is None:
        return None
    session.refresh(case, with_for_update={"key_share": True})
    close_case(
        session, case, str(REASONS[kind]), closed_on=max(day, case.opened_on), note="",
        version=case.version, by=by, at=at, on=on,
    )  # fmt: skip
    session.flush()
    return case.id


def _end_places(
    session: Session, elder: Elder, kind: DepartureKind, *, by: Actor, at: datetime, on: date
) -> list[str]:
    """End every place on the care team from today on; what was seen until now was seen rightly."""
    ended = []
    for place in list_team_from(session, elder.id, on=on):
        until = max(on, place.active_from)
        if place.active_until is None:
            leave_team(
                session, place, until=until, because=kind.label_th, version=place.version,
                by=by, at=at,
            )  # fmt: skip
        else:
            _shorten(session, place, until, kind.label_th, by=by, at=at)
        ended.append(str(place.id))
    session.flush()
    return ended


def _shorten(
    session: Session, place: CareTeamMember, until: date, because: str, *, by: Actor, at: datetime
) -> None:
    """End earlier a place whose last day was known before."""
    place.active_until, place.ended_because = until, because
    session.add(place)
    record(
        session, by=by, at=at, what="care_team_member.left", subject=place,
        elder_id=place.elder_id, changes={"active_until": str(until)},
    )  # fmt: skip


def _list_what_remains(session: Session, departure: Departure, on: date) -> None:
    for code, days in get_event_rules(on).remaining[departure.kind].items():
        due_on = max(departure.happened_on, on) + timedelta(days=days)
        session.add(DepartureTask(departure_id=departure.id, code=code, due_on=due_on))
    session.flush()


def tick_off(
    session: Session, task: DepartureTask, departure: Departure, outcome: str, note: str, *,
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Settle one thing that remained: who, when and how; the same answer twice is kept once.

    Raises RuleViolation ``outcome_unknown``, ``taken_back`` or ``already_done``.
    """
    if outcome not in set(Outcome):
        raise RuleViolation("outcome_unknown", "กรุณาเลือกหนึ่งข้อ", "outcome")
    session.refresh(task, with_for_update={"key_share": True})
    if not departure.stands:
        raise RuleViolation("taken_back", "เรื่องนี้ยกเลิกไปแล้ว ไม่มีอะไรต้องทำ")
    if task.done_at is not None:
        if (task.outcome, task.note, task.done_by) == (outcome, note, by.person_id):
            return
        raise RuleViolation("already_done", f"{task.done_by_name} บันทึกเรื่องนี้ไปแล้ว")
    task.outcome, task.note = outcome, note
    task.done_at, task.done_by, task.done_by_name = at, by.person_id, by.name
    session.add(task)
    record(
        session, by=by, at=at, what="departure_task.done", subject=task,
        elder_id=departure.elder_id, changes={"code": task.code, "outcome": outcome},
    )  # fmt: skip
