"""The active plan as a visit needs it: what this person does here, how often, with what caution."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from ltc.care.cases.models import CarePlan, PlannedService
from ltc.care.cases.queries import plans
from ltc.care.cases.rules.frequency import frequency_words
from ltc.care.events.terms import PauseFacts
from ltc.care.rota.queries.people import stood_in_for
from ltc.care.visits.queries.reference import get_checklist
from ltc.care.visits.rules.checklist import parts_for
from ltc.care.visits.rules.windows import next_visit
from ltc.care.visits.terms import NextVisit, PlannedPart, Rhythm
from ltc.foundation.core.actor import Actor


@dataclass(frozen=True)
class PlanInHand:
    """A plan with the services that one person gives."""

    plan: CarePlan
    services: tuple[PlannedService, ...]
    instead_of: str = ""  # the colleague whose services these are today, by name

    def next_visit(
        self, last_on: date | None, *, today: date, pause: PauseFacts
    ) -> NextVisit | None:
        """Return the next window for this person, after the last visit that took place.

        None while the elder is in hospital or away.
        """
        if pause.now:
            return None
        return next_visit(
            (Rhythm(one.times, one.per) for one in self.services),
            valid_from=self.plan.valid_from, valid_until=self.plan.valid_until,
            last_on=last_on, today=today, returned_on=pause.returned_on,
        )  # fmt: skip


def plans_in_hand(
    session: Session, elder_ids: Collection[UUID], actor: Actor, *, on: date
) -> dict[UUID, PlanInHand]:
    """Return the active plan of many elders with the services of ``actor``, in three statements.

    Whoever stands in for a colleague on the day has that colleague's services too.
    """
    active = plans.active_plans_of(session, elder_ids)
    given = plans.services_of(session, [plan.id for plan in active.values()])
    stood = stood_in_for(session, actor.person_id, on=on) if actor.person_id else {}
    return {
        elder_id: _in_hand(plan, given.get(plan.id, []), actor, stood.get(elder_id))
        for elder_id, plan in active.items()
    }


def plan_in_hand(session: Session, plan_id: UUID | None, actor: Actor) -> PlanInHand | None:
    """Return one plan by id, whatever has become of it since; None without one."""
    plan = session.get(CarePlan, plan_id) if plan_id else None
    if plan is None:
        return None
    return _in_hand(plan, plans.services_of(session, [plan.id]).get(plan.id, []), actor, None)


def _in_hand(
    plan: CarePlan,
    services: Iterable[PlannedService],
    actor: Actor,
    instead_of: tuple[UUID, str] | None,
) -> PlanInHand:
    """A service belongs to the person it names, or else to everybody of the named role."""
    people = {actor.person_id, instead_of[0] if instead_of else None}
    own = tuple(
        one
        for one in services
        if (one.doer_user_id in people if one.doer_user_id else one.doer_role == actor.role)
    )
    return PlanInHand(plan, own, instead_of[1] if instead_of else "")


def parts_of(in_hand: PlanInHand | None) -> list[PlannedPart]:
    """Return the ten parts of the checklist, those of the plan first and with its words."""
    words: dict[str, list[str]] = {}
    for one in in_hand.services if in_hand else ():
        often = frequency_words(one.times, one.per, one.minutes)
        words.setdefault(one.kind, []).append(f"{one.text} · {often}" if one.text else often)
    planned = {kind: " · ".join(texts) for kind, texts in words.items()}
    return parts_for(get_checklist(), planned)
