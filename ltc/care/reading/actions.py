"""Reading visits, and taking a slip of the finger back."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.reading.models import VisitReading
from ltc.care.reading.queries import which_unread
from ltc.care.reading.terms import ReadHow
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound, RuleViolation
from ltc.foundation.core.ids import new_id
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
    batch_id = new_id()
    how = ReadHow.ALONE if len(wanted) == 1 else ReadHow.PAGE
    for visit_id, elder_id in unread.items():
        session.add(
            VisitReading(
                visit_id=visit_id, elder_id=elder_id, batch_id=batch_id, how=str(how), read_at=at,
                read_by=by.person_id, read_by_name=by.name,
            )
        )  # fmt: skip
    if unread:
        record(
            session, by=by, at=at, what="visit.read",
            changes={"visits": sorted(map(str, unread)), "how": str(how)},
        )  # fmt: skip
    return len(unread)


def take_back(session: Session, batch_id: UUID, *, by: Actor, at: datetime, on: date) -> int:
    """Let the visits of one's own act of today wait to be read again; return how many.

    Raises NotFound for another's act, or one of another day.
    """
    rows = session.exec(select(VisitReading).where(VisitReading.batch_id == batch_id)).all()
    if not rows or rows[0].read_by != by.person_id or local_day(rows[0].read_at) != on:
        raise NotFound
    session.execute(sa.delete(VisitReading).where(col(VisitReading.batch_id) == batch_id))
    record(
        session, by=by, at=at, what="visit.reading_taken_back",
        changes={"visits": sorted(str(row.visit_id) for row in rows)},
    )  # fmt: skip
    return len(rows)
