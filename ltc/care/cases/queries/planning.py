"""What a care manager wants beside the draft of a plan, and who may do a service."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, select

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.queries.latest import GROUPING, is_valid_formal, latest_formal
from ltc.care.assessment.queries.records import newest_first, result_of
from ltc.care.cases.queries.cases import names_of
from ltc.care.cases.terms import PlanDraft, member
from ltc.care.elders.models import CareTeamMember, Circumstances
from ltc.care.elders.queries.team import get_circumstances, list_team
from ltc.care.elders.terms import TeamRole


@dataclass(frozen=True)
class ItemNow:
    """One item of the Barthel now and at the formal assessment before; None: not asked then."""

    words: str
    most: int
    now: int
    before: int | None

    @property
    def change(self) -> int:
        """How many points were won; below 0: lost."""
        return 0 if self.before is None else self.now - self.before


@dataclass(frozen=True)
class PlanningFacts:
    """The latest formal scores in words, what was lost, how the person lives, who helps.

    ``items`` are the Barthel item by item, now and before (``before_on``).
    """

    adl_th: str
    adl_on: date | None
    lost: tuple[str, ...]
    items: tuple[ItemNow, ...]
    before_on: date | None
    before_total: int | None
    tai_class: str
    tai_on: date | None
    circumstances: Circumstances | None
    team: tuple[CareTeamMember, ...]


def planning_facts(session: Session, elder_id: UUID, *, on: date) -> PlanningFacts:
    """Return the facts that stand beside a draft; the elder was loaded with a check before."""
    rows = session.exec(
        select(Assessment)
        .where(is_valid_formal(GROUPING), Assessment.elder_id == elder_id)
        .order_by(*newest_first())
        .limit(2)
    ).all()
    adl, before = (*rows, None, None)[:2]
    tai = latest_formal(session, elder_id, instrument="tai")
    is_scored = adl is not None and adl.total is not None and bool(adl.answers)
    result = result_of(adl) if adl is not None and is_scored else None
    return PlanningFacts(
        adl_th=result.sentence_th if result else "",
        adl_on=adl.assessed_on if adl else None,
        lost=tuple(cost.sentence_th for cost in result.costs) if result else (),
        items=_items(adl, before) if adl is not None and is_scored else (),
        before_on=before.assessed_on if before else None,
        before_total=before.total if before else None,
        tai_class=(tai.tai_class or "") if tai else "",
        tai_on=tai.assessed_on if tai else None,
        circumstances=get_circumstances(session, elder_id, on=on),
        team=tuple(list_team(session, elder_id, on=on)),
    )


def _items(now: Assessment, before: Assessment | None) -> tuple[ItemNow, ...]:
    earlier = before.answers if before else {}
    return tuple(
        ItemNow(item.short_th, item.maximum, now.answers[item.code], earlier.get(item.code))
        for item in get_instrument(now.instrument, now.instrument_version).items
        if item.code in now.answers
    )


def doer_choices(session: Session, facts: PlanningFacts, stored: PlanDraft) -> dict[str, str]:
    """Return who may do a service: people of the care team, those already named, any role."""
    named = {
        f"{one.team_role}:{one.user_id}": f"{one.name} ({_role(one.team_role)})"
        for one in facts.team
        if one.user_id is not None
    }
    for line in stored.services:
        key = f"{line.doer_role}:{line.doer_user_id}"
        if line.doer_user_id and key not in named:
            names = names_of(session, [line.doer_user_id])
            who = names.get(str(line.doer_user_id), "ไม่ทราบชื่อ")
            named[key] = f"{who} ({_role(line.doer_role)}) ไม่อยู่ในทีมแล้ว"
    return named | {str(role): f"{role.label_th} (ยังไม่ระบุคน)" for role in TeamRole}


def _role(code: str) -> str:
    return member(TeamRole, code).label_th
