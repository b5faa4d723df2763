"""Which visits the care managers have read: all but those of the last days."""

from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.elders.models import CareTeamMember
from ltc.care.elders.terms import TeamRole
from ltc.care.reading.models import ReadingAct, VisitReading
from ltc.care.reading.queries import get_limits
from ltc.care.reading.terms import ReadHow
from ltc.care.visits.models import Visit
from ltc.foundation.core.zone import at_local
from ltc.upkeep.demonstration.bulk import insert, light

UNREAD_DAYS = 8  # a care manager back from a week of leave


def write_readings(session: Session, *, on: date) -> int:
    """Save that each care manager read the visits of her people the morning after; how many."""
    found = session.execute(
        sa.select(
            col(Visit.id), col(Visit.visited_on),
            col(CareTeamMember.user_id), col(CareTeamMember.name),
        )
        .join(CareTeamMember, col(CareTeamMember.elder_id) == col(Visit.elder_id))
        .where(
            col(CareTeamMember.team_role) == TeamRole.CARE_MANAGER,
            col(CareTeamMember.active_until).is_(None),
            ~col(Visit.is_superseded),
            col(Visit.visited_on) > on - timedelta(days=get_limits(on).back_days),
            col(Visit.visited_on) <= on - timedelta(days=UNREAD_DAYS),
        )
        .order_by(col(Visit.number))
    ).all()  # fmt: skip
    acts: dict[tuple[UUID, date], ReadingAct] = {}
    rows = [_reading(acts, *row) for row in found]
    insert(session, list(acts.values()))
    return insert(session, rows)


def _reading(
    acts: dict[tuple[UUID, date], ReadingAct], visit_id: UUID, day: date, reader_id: UUID, name: str
) -> VisitReading:
    """Return a visit's reading, in the act of its reader's next morning."""
    act = acts.get((reader_id, day))
    if act is None:
        act = acts[reader_id, day] = light(
            ReadingAct,
            how=str(ReadHow.PAGE), visits=0, read_by=reader_id, read_by_name=name,
            read_at=at_local(day + timedelta(days=1), 8, 10),
        )  # fmt: skip
    act.visits += 1
    return light(VisitReading, visit_id=visit_id, act_id=act.id)
