"""What a care manager wants beside the draft of a plan, and who may do a service."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from ltc.care.assessment.queries.latest import latest_formal
from ltc.care.assessment.queries.records import result_of
from ltc.care.cases.queries.cases import names_of
from ltc.care.cases.terms import PlanDraft, member
from ltc.care.elders.models import CareTeamMember, Circumstances
from ltc.care.elders.queries.team import get_circumstances, list_team
from ltc.care.elders.terms import TeamRole


@dataclass(frozen=True)
class PlanningFacts:
    """The latest formal scores in words, what was lost, how the person lives, who helps."""

    adl_th: str
    adl_on: date | None
    lost: tuple[str, ...]
    tai_class: str
    circumstances: Circumstances | None
    team: tuple[CareTeamMember, ...]


def planning_facts(session: Session, elder_id: UUID, *, on: date) -> PlanningFacts:
    """Return the facts that stand beside a draft; the elder was loaded with a check before."""
    adl = latest_formal(session, elder_id)
    tai = latest_formal(session, elder_id, instrument="tai")
    is_scored = adl is not None and adl.total is not None and bool(adl.answers)
    result = result_of(adl) if adl is not None and is_scored else None
    return PlanningFacts(
        adl_th=result.sentence_th if result else "",
        adl_on=adl.assessed_on if adl else None,
        lost=tuple(cost.sentence_th for cost in result.costs) if result else (),
        tai_class=(tai.tai_class or "") if tai else "",
        circumstances=get_circumstances(session, elder_id, on=on),
        team=tuple(list_team(session, elder_id, on=on)),
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
