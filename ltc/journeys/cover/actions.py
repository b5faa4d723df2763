"""Publishing a cover: the absence, who goes when, and who may see whom, in one transaction."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from ltc.care.elders.terms import TeamRole
from ltc.care.rota.actions.absences import Cover, begin_absence, cover_elders
from ltc.care.rota.models import Absence
from ltc.care.rota.terms import AbsenceDraft
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import RuleViolation
from ltc.journeys.cover.queries import CAREGIVER, MANAGER, CoverPlan
from ltc.journeys.cover.terms import Decision

STAND_IN = "stand_in"


def field_of(elder_id: UUID) -> str:
    """Return the name of the field in which the stand-in of an elder is chosen."""
    return f"elder_{elder_id.hex}"


def publish(
    session: Session, plan: CoverPlan, decision: Decision, *, by: Actor, at: datetime, on: date
) -> Absence:
    """Publish a cover as decided; nothing of it stands unless all of it does.

    Elders without a choice stay open on the board. Raises RuleViolation as ``checked_absence`` and
    ``check_able`` say (at the elder's field), or ``stand_in_missing`` for a desk without a person.
    """
    assert by.area_id is not None
    draft = AbsenceDraft(plan.who.id, decision.kind, plan.since, plan.until, decision.note)
    if plan.who.role != CAREGIVER and decision.stand_in_id is None:
        raise RuleViolation("stand_in_missing", "กรุณาเลือกคนที่รับเรื่องแทน", STAND_IN)
    absence = begin_absence(
        session, by.area_id, draft, role=plan.who.role, stand_in_id=decision.stand_in_id,
        by=by, at=at, on=on,
    )  # fmt: skip
    if plan.who.role == CAREGIVER:
        covers = [
            Cover(need.house.elder_id, chosen, need.turns)
            for need in (offer.need for offer in plan.offers)
            if (chosen := decision.choices.get(need.house.elder_id))
        ]
        role, fields = TeamRole.CAREGIVER, {one.elder_id: field_of(one.elder_id) for one in covers}
    elif plan.who.role == MANAGER:
        assert decision.stand_in_id is not None
        covers = [Cover(elder.id, decision.stand_in_id) for elder in plan.elders]
        role, fields = TeamRole.CARE_MANAGER, {one.elder_id: STAND_IN for one in covers}
    else:
        return absence
    cover_elders(session, absence, covers, role, fields=fields, by=by, at=at, on=on)
    return absence
