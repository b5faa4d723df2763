"""What stands beside a plan: all that the actor may read of the person, and voices that differ."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.queries.latest import latest_of_each
from ltc.care.assessment.queries.records import result_of
from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.planning import PlanningFacts, planning_facts
from ltc.care.cases.queries.reference import list_templates
from ltc.care.cases.queries.standing import Position, position_of
from ltc.care.cases.rules.templates import Template
from ltc.care.cases.terms import EligibilityReason
from ltc.care.conferences.queries.finding import hearing_of_plan
from ltc.care.conferences.queries.hearings import read_hearing
from ltc.care.conferences.terms import PartyVoice
from ltc.care.events.models import Event
from ltc.care.events.queries.records import events_of
from ltc.care.health.queries.summary import Health, summary
from ltc.care.visits.models import Visit
from ltc.care.visits.queries.records import list_visits
from ltc.foundation.accounts.queries import may
from ltc.foundation.core.actor import Actor

HALF_A_YEAR = timedelta(days=183)
LATEST_VISITS = 4
IN_THE_TABLE = {"barthel", "tai"}  # shown item by item, not among the screenings


@dataclass(frozen=True)
class Screened:
    """The latest result of one screening: what was asked, what came out, when."""

    title: str
    result_th: str
    on: date


@dataclass(frozen=True)
class Beside:
    """What is known; what the actor may not read is None or empty."""

    facts: PlanningFacts
    position: Position
    health: Health | None = None
    screenings: tuple[Screened, ...] = ()
    events: Sequence[Event] = field(default=())
    visits: Sequence[Visit] = field(default=())


def against(session: Session, plan: CarePlan, *, on: date) -> dict[UUID, tuple[PartyVoice, ...]]:
    """Return who objects to a line of a plan, or agrees on a condition only, by line.

    From the newest conference about this version; the plan was loaded with a check before.
    """
    hearing = hearing_of_plan(session, plan.id)
    if hearing is None:
        return {}
    lines = read_hearing(session, hearing, on=on).lines
    return {one.line.line_id: one.against for one in lines if one.against}


def beside(session: Session, plan: CarePlan, actor: Actor, *, on: date) -> Beside:
    """Return what stands beside a draft; the elder was loaded with a check before."""
    elder_id = plan.elder_id
    events: Sequence[Event] = ()
    if may(actor, "read", "event"):
        events = events_of(session, [elder_id], since=on - HALF_A_YEAR).get(elder_id, [])
    latest = latest_of_each(session, elder_id, actor)
    return Beside(
        facts=planning_facts(session, elder_id, on=on),
        position=position_of(session, elder_id, on=on),
        health=summary(session, elder_id) if may(actor, "read", "health_record") else None,
        screenings=_screenings(list(latest.values())),
        events=list(reversed(events)),
        visits=list_visits(session, elder_id, limit=LATEST_VISITS)[0]
        if may(actor, "read", "visit")
        else (),
    )


def offered_templates(position: Position) -> list[Template]:
    """Return the beginnings there are, those that fit the person first."""
    reasons = {reason.code for reason in position.reasons}

    def distance(template: Template) -> int:
        if template.group:
            return 0 if template.group == position.group.code else 2
        return 1 if EligibilityReason.PALLIATIVE in reasons else 3

    return sorted(list_templates(), key=distance)


def _screenings(rows: Sequence[Assessment]) -> tuple[Screened, ...]:
    found = []
    for row in rows:
        if row.instrument in IN_THE_TABLE or row.total is None:
            continue
        band = result_of(row).band
        words = band.label_th if band else f"{row.total} คะแนน"
        title = get_instrument(row.instrument, row.instrument_version).short_th
        found.append(Screened(title, words, row.assessed_on))
    return tuple(sorted(found, key=lambda one: one.on, reverse=True))
