"""Reading visits, and taking a slip of the finger back."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.reading.models import ReadingAct, VisitReading
from ltc.care.reading.queries import which_unread
from ltc.care.reading.terms import ReadHow
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound, RuleViolation
from ltc.foundation.core.zone import local_day

MOST_AT_ONCE = 200


def read_visits(
    session: Session, visit_ids: Collection[UUID], *, by: Actor, at: datetime, on: date
) -> int:
    """Write down that the actor read these visits; return how many nobody had read before.

    What somebody else read a moment earlier stays theirs. Raises RuleViolation ``nothing_to_read``
    or ``too_many``.
    """
    wanted = set(visit_ids)
    if not wanted:
        raise RuleViolation("nothing_to_read", "ไม่มีการเยี่ยมให้อ่าน")
    if len(wanted) > MOST_AT_ONCE:
        raise RuleViolation("too_many", f"อ่านได้ครั้งละไม่เกิน {MOST_AT_ONCE} ครั้ง")
    assert by.person_id is not None, "a person reads"
    unread = which_unread(session, by, wanted, on=on)
    if not unread:
        return 0
    how = ReadHow.ALONE if len(wanted) == 1 else ReadHow.PAGE
    act = ReadingAct(
        how=str(how), visits=len(unread), read_at=at, read_by=by.person_id, read_by_name=by.name
    )
    session.add(act)
    session.flush()
    session.add_all(VisitReading(visit_id=visit_id, act_id=act.id) for visit_id in unread)
    record(
        session, by=by, at=at, what="visit.read", subject=act,
        changes={"visits": sorted(map(str, unread)), "how": str(how)},
    )  # fmt: skip
    return len(unread)


def take_back(session: Session, act_id: UUID, *, by: Actor, at: datetime, on: date) -> int:
    """Let the visits of one's own act of today wait to be read again; return how many.

    A second time changes nothing. Raises NotFound for another's act, or one of another day.
    """
    act = session.get(ReadingAct, act_id, with_for_update={"key_share": True})
    if act is None or act.read_by != by.person_id or local_day(act.read_at) != on:
        raise NotFound
    if act.taken_back_at is not None:
        return 0
    act.taken_back_at = at
    session.add(act)
    session.flush()
    session.execute(sa.delete(VisitReading).where(col(VisitReading.act_id) == act_id))
    record(session, by=by, at=at, what="visit.reading_taken_back", subject=act)
    return act.visits
