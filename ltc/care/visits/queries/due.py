"""Which visits are due, of many elders at once: the one place that every desk asks."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.cases.queries.plans import active_plans_of, services_of
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import is_living_here
from ltc.care.elders.terms import TeamRole
from ltc.care.events.queries.pauses import pause_facts_of
from ltc.care.events.terms import PauseFacts
from ltc.care.visits.queries.records import latest_visits_of
from ltc.care.visits.rules.windows import next_visit
from ltc.care.visits.terms import NextVisit, Rhythm


def due_visits(session: Session, elder_ids: Collection[UUID], *, on: date) -> dict[UUID, NextVisit]:
    """Return the next caregiver's visit of each of many elders; five statements.

    Nobody who died, moved away, is in hospital or away, or whose plan asks for no visit, is in it.
    The elders were chosen with a check before.
    """
    here = _living_here(session, elder_ids)
    pauses = pause_facts_of(session, here, on=on)
    plans = active_plans_of(session, here)
    services = services_of(session, [plan.id for plan in plans.values()])
    visits = latest_visits_of(session, here, until=on)
    found = {}
    for elder_id, plan in plans.items():
        pause, last = pauses.get(elder_id, PauseFacts()), visits.get(elder_id)
        if pause.now:
            continue
        window = next_visit(
            [
                Rhythm(one.times, one.per)
                for one in services.get(plan.id, ())
                if one.doer_role == TeamRole.CAREGIVER
            ],
            valid_from=plan.valid_from, valid_until=plan.valid_until,
            last_on=last.visited_on if last else None, today=on, returned_on=pause.returned_on,
        )  # fmt: skip
        if window:
            found[elder_id] = window
    return found


def _living_here(session: Session, elder_ids: Collection[UUID]) -> list[UUID]:
    if not elder_ids:
        return []
    wanted = sa.select(col(Elder.id)).where(col(Elder.id).in_(elder_ids), is_living_here())
    return list(session.scalars(wanted))
