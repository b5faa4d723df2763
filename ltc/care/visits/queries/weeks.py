"""What took place in a week, for the board and for covers: days and caregivers, nothing else."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.visits.models import Visit
from ltc.care.visits.queries.records import stands
from ltc.care.visits.terms import VisitStatus
from ltc.foundation.core.db import fetch

Done = tuple[date, UUID | None]
LONGEST_WINDOW = timedelta(days=366)


def done_in_week(
    session: Session, municipality_id: UUID, monday: date, *, since: date
) -> dict[UUID, list[Done]]:
    """Return the visits of a week that took place, by elder, and before them the last since a day.

    Of the days before the week only that somebody was there matters: their caregiver is None.
    """
    kept = (
        col(Visit.municipality_id) == municipality_id,
        col(Visit.status) == VisitStatus.DONE,
        stands(),
    )
    found: dict[UUID, list[Done]] = defaultdict(list)
    first = max(since, monday - LONGEST_WINDOW)
    if first < monday:
        before = sa.select(col(Visit.elder_id), sa.func.max(col(Visit.visited_on))).where(
            *kept, col(Visit.visited_on) >= first, col(Visit.visited_on) < monday
        )
        for elder_id, on in fetch(session, before.group_by(col(Visit.elder_id))):
            found[elder_id].append((on, None))
    this_week = sa.select(
        col(Visit.elder_id), col(Visit.visited_on), col(Visit.caregiver_id)
    ).where(
        *kept,
        col(Visit.visited_on) >= monday,
        col(Visit.visited_on) < monday + timedelta(days=7),
    )
    for elder_id, on, caregiver_id in fetch(session, this_week):
        found[elder_id].append((on, caregiver_id))
    return found


def times_visited(session: Session, elder_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], int]:
    """Return how often each caregiver visited each of some elders: (elder, caregiver) to times."""
    if not elder_ids:
        return {}
    found = session.execute(
        sa.select(col(Visit.elder_id), col(Visit.caregiver_id), sa.func.count())
        .where(
            col(Visit.elder_id).in_(elder_ids),
            col(Visit.status) == VisitStatus.DONE,
            stands(),
        )
        .group_by(col(Visit.elder_id), col(Visit.caregiver_id))
    )
    return {(elder_id, caregiver_id): times for elder_id, caregiver_id, times in found}
