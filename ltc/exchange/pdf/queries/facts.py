"""The facts of papers: of many plans at once, of one visit. Callers checked the rights before."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from ltc.care.assessment.queries.latest import latest_formal_of
from ltc.care.cases.models import CarePlan, LegalGround
from ltc.care.cases.queries.cases import names_of
from ltc.care.cases.queries.plans import read_plans
from ltc.care.cases.queries.reference import (
    get_case_rules,
    get_urgency,
    service_words,
    usual_day,
)
from ltc.care.cases.queries.standing import positions_of
from ltc.care.cases.rules.costs import PlanCost
from ltc.care.cases.rules.frequency import frequency_words
from ltc.care.cases.rules.week import DAY_END, DAY_START, Week
from ltc.care.cases.terms import GroundKind, PlanDraft, ServiceLine, member
from ltc.care.elders.models import CareTeamMember
from ltc.care.elders.queries.team import list_teams
from ltc.care.elders.terms import TeamRole
from ltc.care.family.models import FamilyLink
from ltc.care.visits.models import Visit
from ltc.care.visits.queries.records import find_amendment
from ltc.care.visits.queries.reference import get_checklist, get_signs
from ltc.care.visits.terms import (
    Answer,
    Change,
    Consciousness,
    CouldNotReason,
    Mood,
    Part,
    Skin,
)
from ltc.exchange.pdf.queries.conferences import outcomes_of
from ltc.exchange.pdf.queries.costs import costs_of, weeks_of
from ltc.exchange.pdf.queries.people import (
    adl_words,
    health_facts_of,
    kept_health,
    person_facts_of,
    tai_words,
)
from ltc.exchange.pdf.terms import ConsentFacts, PlanFacts, ServiceFacts, VisitFacts
from ltc.foundation.accounts.models import User
from ltc.foundation.accounts.queries import may
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.words import Word
from ltc.foundation.core.zone import local_day
from ltc.foundation.printing.terms import Slot

CONTACTS = (TeamRole.CARE_MANAGER, TeamRole.NURSE, TeamRole.CAREGIVER)


def plan_facts_of(
    session: Session, plans: Sequence[CarePlan], actor: Actor, *, on: date
) -> dict[UUID, PlanFacts]:
    """Return the facts of many plans by id; the statements do not grow with the plans."""
    elder_ids = [plan.elder_id for plan in plans]
    drafts = read_plans(session, plans)
    lines = [line for draft in drafts.values() for line in draft.services]
    names = names_of(
        session, [*(line.doer_user_id for line in lines), *(plan.drafted_by for plan in plans)]
    )
    people = person_facts_of(
        session, elder_ids, actor, on={plan.elder_id: local_day(plan.drafted_at) for plan in plans}
    )
    health = health_facts_of(session, elder_ids, actor)
    adl = latest_formal_of(session, elder_ids)
    tai = latest_formal_of(session, elder_ids, instrument="tai")
    standing = positions_of(session, elder_ids, on=on)
    consents = _consents(session, [plan.case_id for plan in plans], on=on)
    teams = {role: list_teams(session, elder_ids, role, on=on) for role in CONTACTS}
    phones = _phones(session, teams)
    weeks = weeks_of(session, plans, drafts)
    costs = costs_of(session, plans, drafts, weeks, on=on)
    heard = {}
    if may(actor, "read", "conference"):
        heard = outcomes_of(session, list(drafts), on=on)
    return {
        plan.id: PlanFacts(
            person=people[plan.elder_id],
            number=plan.number,
            status=plan.status,
            is_interim=plan.is_interim,
            approved_on=plan.approved_on,
            approved_by=plan.approved_by,
            drafted_on=local_day(plan.drafted_at),
            draft=drafts[plan.id],
            services=_services(drafts[plan.id], names),
            adl=adl_words(adl.get(plan.elder_id)),
            tai=tai_words(tai.get(plan.elder_id)),
            group=standing[plan.elder_id].group.words,
            consent=consents[plan.case_id],
            health=kept_health(plan, health.get(plan.elder_id)),
            maker=names.get(str(plan.drafted_by), ""),
            caregivers=tuple(
                one.name for one in teams[TeamRole.CAREGIVER].get(plan.elder_id, ())
            ),
            contacts=_contacts(
                [one for role in CONTACTS for one in teams[role].get(plan.elder_id, ())], phones
            ),
            urgency=get_urgency().words.get(drafts[plan.id].urgency, ""),
            slots=_slots(weeks[plan.id], drafts[plan.id]),
            daily=_daily(plan),
            heard=heard.get(plan.id),
            **_money(costs[plan.id]),
        )
        for plan in plans
    }  # fmt: skip


def _money(cost: PlanCost) -> dict[str, Any]:
    """Return what is asked for, the rate it stands against, and the lines it is made of."""
    rate = f"{cost.rate.amount_th} บาทต่อคนต่อปี (ปีงบประมาณ {cost.year})" if cost.rate else ""
    note = " ".join(part for part in (cost.note_th, cost.rate.note_th if cost.rate else "") if part)
    return {
        "budget": cost.asked_satang or None,
        "rate": rate,
        "costs": tuple(
            (
                f"{one.label_th} ({one.note_th})" if one.note_th else one.label_th, one.units_th,
                one.price_satang, one.sum_satang,
            )
            for one in cost.lines
        ),
        "cost_note": note if cost.lines else "",
    }  # fmt: skip


def _slots(week: Week, draft: PlanDraft) -> tuple[Slot, ...]:
    words = service_words()
    lines = {line.line_id: line for line in draft.services}
    return tuple(
        Slot(one.weekday, one.start, one.end, lines[one.line_id].text
             or words.get(lines[one.line_id].kind, ""))
        for one in week.slots if one.line_id in lines
    )  # fmt: skip


def _daily(plan: CarePlan) -> tuple[str, ...]:
    """Return the ordinary day hour by hour, from the first hour of the week's paper."""
    words = dict(usual_day()) if plan.daily_life is None else plan.daily_life
    return tuple(words.get(str(hour), "") for hour in range(DAY_START // 60, DAY_END // 60))


def _services(draft: PlanDraft, names: dict[str, str]) -> tuple[ServiceFacts, ...]:
    words = service_words()
    return tuple(
        ServiceFacts(
            kind=line.kind, words=words.get(line.kind, line.kind), text=line.text,
            often=frequency_words(line.times, line.per, line.minutes), doer=_doer(line, names),
            role=line.doer_role, note=line.note,
        )
        for line in draft.services
    )  # fmt: skip


def _doer(line: ServiceLine, names: dict[str, str]) -> str:
    role = member(TeamRole, line.doer_role).label_th
    name = names.get(str(line.doer_user_id)) if line.doer_user_id else None
    return f"{name} ({role})" if name else role


def _consents(
    session: Session, case_ids: Collection[UUID], *, on: date
) -> dict[UUID, ConsentFacts]:
    """Return for each case the consent that holds, else the words to read out today."""
    today = get_case_rules(on).consent_text
    found = {
        case_id: ConsentFacts(today.text_th, today.version, today.note_th) for case_id in case_ids
    }
    rows = session.exec(
        select(LegalGround)
        .where(
            col(LegalGround.case_id).in_(case_ids),
            LegalGround.kind == GroundKind.CONSENT,
            col(LegalGround.withdrawn_on).is_(None),
        )
        .order_by(col(LegalGround.given_on), col(LegalGround.recorded_at))
    ).all()
    for row in rows:
        text = get_case_rules(row.given_on).consent_text
        found[row.case_id] = ConsentFacts(
            text.text_th, row.text_version or text.version, text.note_th, frozenset(row.scope),
            row.given_on, row.given_by, row.relation, row.how, row.witness,
        )  # fmt: skip
    return found


def _phones(
    session: Session, teams: dict[TeamRole, dict[UUID, list[CareTeamMember]]]
) -> dict[UUID, str]:
    """Return the telephones of users on the teams whose place on the team names none."""
    users = {
        one.user_id
        for team in teams.values()
        for members in team.values()
        for one in members
        if one.user_id and not one.phone
    }
    if not users:
        return {}
    return dict(session.exec(select(User.id, User.phone).where(col(User.id).in_(users))).all())


def _contacts(
    members: Sequence[CareTeamMember], phones: dict[UUID, str]
) -> tuple[tuple[str, str], ...]:
    found = []
    for one in members:
        phone = one.phone or (phones.get(one.user_id, "") if one.user_id else "")
        if phone:
            found.append((f"{one.name} {member(TeamRole, one.team_role).label_th}", phone))
    return tuple(found)


def links_of(session: Session, elder_id: UUID) -> Sequence[FamilyLink]:
    """Return the links of an elder that show the plan and were not taken back, oldest first."""
    rows = session.exec(
        select(FamilyLink)
        .where(FamilyLink.elder_id == elder_id, col(FamilyLink.revoked_at).is_(None))
        .order_by(col(FamilyLink.made_at))
    ).all()
    return [one for one in rows if "plan" in one.shows]


def visit_facts(session: Session, visit: Visit, actor: Actor) -> VisitFacts:
    """Return the facts of one visit."""
    elder_id = visit.elder_id
    people = person_facts_of(session, [elder_id], actor, on={elder_id: visit.visited_on})
    adl = latest_formal_of(session, [elder_id]).get(elder_id)
    minutes = None
    if visit.ended_at:
        minutes = round((visit.ended_at - visit.started_at).total_seconds() / 60)
    return VisitFacts(
        person=people[elder_id],
        number=visit.number,
        status=visit.status,
        could_not=_word(CouldNotReason, visit.could_not_reason),
        visited_on=visit.visited_on,
        started_at=visit.started_at,
        ended_at=visit.ended_at,
        minutes=minutes,
        problems=visit.problems,
        vitals=_vitals(visit),
        consciousness=_word(Consciousness, visit.consciousness),
        mood=_word(Mood, visit.mood),
        skin=_word(Skin, visit.skin),
        change=_word(Change, visit.change),
        adl=adl_words(adl),
        parts=tuple(_part(part, visit) for part in get_checklist().parts),
        note=visit.note,
        next_plan=visit.next_plan,
        signed_by=visit.signed_by,
        caregiver=visit.caregiver_name,
        amends=_amends(session, visit),
    )


def _word(kind: type[Word], code: str) -> str:
    return kind(code).label_th if code else ""


def _vitals(visit: Visit) -> tuple[tuple[str, str], ...]:
    found = [
        (
            sign.label_th,
            f"{visit.vitals[sign.code]} {sign.unit_th}" if sign.code in visit.vitals else "-",
        )
        for sign in get_signs().signs
    ]
    return (*found, ("BMI", _body_mass(visit)))


def _body_mass(visit: Visit) -> str:
    """Return weight in kilograms by the square of height in metres, of this visit's own values."""
    weight, height = visit.vitals.get("weight"), visit.vitals.get("height")
    if not weight or not height or not float(height):
        return "-"
    return f"{float(weight) / (float(height) / 100) ** 2:.1f}"


def _part(part: Part, visit: Visit) -> tuple[str, tuple[tuple[str, bool | None], ...], str]:
    answers = {"": None, str(Answer.DONE): True, str(Answer.NOT_DONE): False}
    lines = tuple((line.label_th, answers[visit.answers.get(line.code, "")]) for line in part.lines)
    return f"{part.number}. {part.title_th}", lines, visit.part_notes.get(part.code, "")


def _amends(session: Session, visit: Visit) -> str:
    """Say on the paper itself that it corrects another, or was corrected."""
    said = []
    if visit.amend_reason:
        said.append(f"ฉบับแก้ไข เพราะ {visit.amend_reason} โดย {visit.recorded_by_name}")
    if visit.is_superseded and (after := find_amendment(session, visit.id)):
        said.append(f"มีฉบับแก้ไขแล้ว เลขที่ {after.number:,}")
    return " · ".join(said)
