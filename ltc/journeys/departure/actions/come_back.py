"""Somebody who moved away really lives here again, as one act in one transaction.

The move stays in history. Nothing that ended with it begins again by itself: the case stays closed,
the team and the family's links stay ended, and a new assessment is asked for.
"""

from datetime import date, datetime

from sqlmodel import Session

from ltc.care.elders.actions.register import lock
from ltc.care.elders.models import Elder
from ltc.care.events import actions as events
from ltc.care.events.models import Event
from ltc.care.events.queries import records
from ltc.care.events.queries.reference import event_rules_from
from ltc.care.events.rules import entry
from ltc.care.events.terms import EventDraft, EventKind
from ltc.care.family.actions import revoke_link
from ltc.care.family.queries import list_links
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.dates import short_date
from ltc.journeys.departure import queries
from ltc.journeys.departure.models import ElderReturn
from ltc.journeys.departure.terms import DepartureKind, ReturnDraft

LINKS_ENDED = "ย้ายออกไปแล้ว ทำลิงก์ใหม่เมื่อกลับมา"


def come_back(
    session: Session, elder: Elder, draft: ReturnDraft, *, by: Actor, at: datetime, on: date
) -> ElderReturn:
    """Record that somebody who moved away lives here again.

    The same ``operation_id`` with the same content returns the first. Raises RuleViolation
    ``died`` (the dead do not come back), ``lives_here`` (also for the second of two at once, who
    is told whom the first was), ``before_move``, or those of events' ``rules.entry``.
    """
    told = _event_draft(draft)
    lock(session, elder)  # whoever comes second waits here, and then finds the first
    if saved := records.find_operation(session, draft.operation_id):
        events.same(saved, elder, told, by)
        found = queries.find_return(session, saved.id)
        assert found is not None
        return found
    moved_on = _moved_on(session, elder)
    entry.check_words(told)
    entry.check_day(
        draft.happened_on, "happened_on", born_on=elder.born_on, died_on=None, moved_on=None,
        rules_from=event_rules_from(), on=on,
    )  # fmt: skip
    if draft.happened_on < moved_on:
        words = f"วันที่นี้อยู่ก่อนวันที่ย้ายออก ({short_date(moved_on)})"
        raise RuleViolation("before_move", words, "happened_on")
    event = events.write(session, elder, told, None, by=by, at=at)
    elder.moved_away_on = None
    session.add(elder)
    events.retell_pauses(session, elder)  # one told on the day of the move ends with the return
    row = _write(session, elder, draft, moved_on, event, by=by, at=at)
    for link in list_links(session, elder.id):
        revoke_link(session, link, because=LINKS_ENDED, by=by, at=at)
    record(
        session, by=by, at=at, what="departure.returned", subject=row, elder_id=elder.id,
        changes={"moved_away_on": [str(moved_on), ""], "returned_on": str(row.returned_on)},
    )  # fmt: skip
    return row


def _event_draft(draft: ReturnDraft) -> EventDraft:
    return EventDraft(
        draft.operation_id, str(EventKind.RETURN), draft.happened_on, draft.precision,
        draft.told_by, draft.told_by_name, note=draft.note,
    )  # fmt: skip


def _moved_on(session: Session, elder: Elder) -> date:
    """Return the day of the move, or refuse with a sentence who cannot come back."""
    if elder.died_on is not None:
        words = f"มีบันทึกว่าเสียชีวิตแล้ววันที่ {short_date(elder.died_on)} ถ้าผิดให้ยกเลิกเรื่องนั้นก่อน"
        raise RuleViolation("died", words)
    if elder.moved_away_on is not None:
        return elder.moved_away_on
    first = queries.last_return_of(session, elder.id)
    if first is None:
        raise RuleViolation("lives_here", "ทะเบียนบอกว่าอยู่ในเมืองนี้อยู่แล้ว ไม่ต้องบันทึก")
    words = f"{first.recorded_by_name} บันทึกไปก่อนแล้วว่ากลับมาวันที่ {short_date(first.returned_on)}"
    raise RuleViolation("lives_here", f"{words} ไม่ได้บันทึกซ้ำ")


def _write(
    session: Session, elder: Elder, draft: ReturnDraft, moved_on: date, event: Event, *,
    by: Actor, at: datetime,
) -> ElderReturn:  # fmt: skip
    departure = queries.standing_of(session, elder.id, str(DepartureKind.MOVE))
    if departure is not None:
        departure.returned_on = draft.happened_on
        session.add(departure)
    row = ElderReturn(
        elder_id=elder.id, municipality_id=elder.municipality_id, moved_on=moved_on,
        departure_id=departure.id if departure else None, returned_on=draft.happened_on,
        event_id=event.id, recorded_at=at, recorded_by=by.person_id, recorded_by_name=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
