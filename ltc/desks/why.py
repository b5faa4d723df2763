"""Why a line stands in a plan: what raised it, who said what, who decided, who does it, what came.

And back: which lines of the plan one visit did. Everything is read from what was recorded then.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.approval.queries.decisions import approvals_of
from ltc.care.approval.terms import Approval
from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.latest import latest_formal
from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.cases import names_of
from ltc.care.cases.queries.plans import list_plans, read_plans
from ltc.care.cases.queries.reference import service_words
from ltc.care.cases.rules.lines import LineKind, PlanLine, plan_lines
from ltc.care.cases.rules.plans import looked_at_on
from ltc.care.cases.terms import PlanDraft, ProblemLine, ProblemSource, ServiceLine, member
from ltc.care.conferences.models import LineDecision, Party, Voice, Voicing
from ltc.care.conferences.terms import How, Outcome, PartyKind, Stance
from ltc.care.visits.models import Visit
from ltc.care.visits.queries.records import newest_first, stands
from ltc.care.visits.queries.reference import get_checklist
from ltc.care.visits.terms import Answer, VisitStatus
from ltc.foundation.core.errors import NotFound
from ltc.journeys.drafting.models import ProposalAnswer
from ltc.journeys.drafting.queries import get_rules
from ltc.journeys.review.models import GoalReview, PlanReview
from ltc.journeys.review.terms import Reached

NEWEST_VISITS = 5
# Whose visit counts for a service that is no part of the caregiver's checklist.
VISITOR = {"nurse": "team_nurse", "doctor": "family_doctor", "care_manager": "care_manager"}


@dataclass(frozen=True)
class Raised:
    """A proposal that somebody took into the plan: the facts of then, and what spoke against it."""

    title: str
    facts: tuple[str, ...]
    against: tuple[str, ...]
    by_name: str
    at: datetime


@dataclass(frozen=True)
class Spoken:
    """What a party said to the line; ``is_of_now``: about the wording that stands."""

    who: str
    stance: Stance
    words: str
    how: How
    at: datetime
    is_of_now: bool


@dataclass(frozen=True)
class Settled:
    """What was decided about the line in a conference."""

    outcome: Outcome
    words: str
    by_name: str
    at: datetime


@dataclass(frozen=True)
class Doing:
    """Who did it: of ``visits`` that took place under the plan, how many did this, and the newest.

    ``part_th`` names the parts of the checklist that count; "" for a service outside it.
    """

    visits: int
    done: int
    newest: tuple[Visit, ...]
    part_th: str


@dataclass(frozen=True)
class Came:
    """How far a goal was reached, as a review of the plan said."""

    on: date
    reached: Reached
    goal: str
    words: str


@dataclass(frozen=True)
class Why:
    """The whole thread of one line, the parts in the order in which they happened."""

    line: PlanLine
    since: CarePlan
    source_th: str
    raised: tuple[Raised, ...]
    with_lines: tuple[PlanLine, ...]
    voices: tuple[Spoken, ...]
    settled: tuple[Settled, ...]
    approvals: tuple[tuple[int, Approval], ...]
    doing: Doing | None
    came: tuple[Came, ...]
    adl_then: Assessment | None
    adl_now: Assessment | None


@dataclass(frozen=True)
class _Line:
    """A line of a plan with the row that it was made from."""

    plan: CarePlan
    line: PlanLine
    row: ProblemLine | ServiceLine


def why(session: Session, plan: CarePlan, line_id: UUID) -> Why:
    """Return the thread of a line of a plan; the plan was loaded with a check before.

    Raises NotFound when no such line stands in this version.
    """
    versions = list_plans(session, plan.case_id)
    lines = _lines(session, versions)
    here = next((one for one in lines[plan.id] if one.line.line_id == line_id), None)
    if here is None:
        raise NotFound
    holding = [one for one in versions if any(x.line.line_id == line_id for x in lines[one.id])]
    answers = _answers(session, line_id)
    partners = {
        other
        for row in answers
        for other in (row.problem_line_id, row.service_line_id)
        if other and other != line_id
    }
    together = [one for one in lines[plan.id] if one.line.line_id in partners]
    goals = [line_id, *partners]
    begun = looked_at_on(holding[-1].activated_at, None) or holding[-1].valid_from
    return Why(
        line=here.line, since=holding[-1], source_th=_source(here.row),
        raised=tuple(map(_raised, answers)), with_lines=tuple(one.line for one in together),
        voices=_voices(session, line_id, here.line.digest),
        settled=_settled(session, line_id),
        approvals=_approved(session, holding),
        doing=_doing(session, holding, [here, *together]),
        came=_came(session, goals),
        adl_then=latest_formal(session, plan.elder_id, until=begun),
        adl_now=latest_formal(session, plan.elder_id),
    )  # fmt: skip


def _lines(session: Session, versions: Sequence[CarePlan]) -> dict[UUID, list[_Line]]:
    drafts = read_plans(session, versions)
    people = names_of(
        session, [line.doer_user_id for draft in drafts.values() for line in draft.services]
    )
    return {plan.id: _of_plan(plan, drafts[plan.id], people) for plan in versions}


def _of_plan(plan: CarePlan, draft: PlanDraft, people: dict[str, str]) -> list[_Line]:
    written: list[ProblemLine | ServiceLine] = [*draft.problems, *draft.services]
    rows = {row.line_id: row for row in written}
    found = plan_lines(draft, service_words=service_words(), people=people)
    return [_Line(plan, line, rows[line.line_id]) for line in found]


def _source(row: ProblemLine | ServiceLine) -> str:
    return member(ProblemSource, row.source).label_th if isinstance(row, ProblemLine) else ""


def _answers(session: Session, line_id: UUID) -> Sequence[ProposalAnswer]:
    return session.exec(
        select(ProposalAnswer)
        .where(
            sa.or_(
                col(ProposalAnswer.problem_line_id) == line_id,
                col(ProposalAnswer.service_line_id) == line_id,
            )
        )
        .order_by(col(ProposalAnswer.answered_at))
    ).all()


def _raised(row: ProposalAnswer) -> Raised:
    titles = {rule.code: rule.title for rule in get_rules(row.answered_at.date())}
    return Raised(
        titles.get(row.rule_code, row.rule_code), tuple(row.raised_by), tuple(row.against),
        row.answered_by_name, row.answered_at,
    )  # fmt: skip


def _voices(session: Session, line_id: UUID, digest: str) -> tuple[Spoken, ...]:
    rows = session.execute(
        sa.select(Voice, Voicing, Party)
        .join(Voicing, col(Voicing.id) == col(Voice.voicing_id))
        .join(Party, col(Party.id) == col(Voicing.party_id))
        .where(col(Voice.line_id) == line_id)
        .order_by(col(Voicing.given_at), col(Voicing.number))
    )
    return tuple(
        Spoken(
            f"{party.name} ({member(PartyKind, party.kind).label_th})",
            member(Stance, voice.stance), voice.words, member(How, act.how), act.given_at,
            voice.digest == digest,
        )
        for voice, act, party in rows
    )  # fmt: skip


def _settled(session: Session, line_id: UUID) -> tuple[Settled, ...]:
    rows = session.exec(
        select(LineDecision)
        .where(LineDecision.line_id == line_id)
        .order_by(col(LineDecision.decided_at), col(LineDecision.number))
    ).all()
    return tuple(
        Settled(member(Outcome, row.outcome), row.words, row.decided_by_name, row.decided_at)
        for row in rows
    )


def _approved(session: Session, holding: Sequence[CarePlan]) -> tuple[tuple[int, Approval], ...]:
    found = approvals_of(session, [plan.id for plan in holding])
    return tuple((plan.number, found[plan.id]) for plan in holding[::-1] if plan.id in found)


def _doing(session: Session, holding: Sequence[CarePlan], lines: Sequence[_Line]) -> Doing | None:
    """Return what visits did of the services among ``lines``; None without a service."""
    services = [one.row for one in lines if isinstance(one.row, ServiceLine)]
    if not services:
        return None
    visits = session.exec(
        select(Visit)
        .where(
            col(Visit.plan_id).in_([plan.id for plan in holding]), stands(),
            col(Visit.status) == VisitStatus.DONE,
        )
        .order_by(*newest_first())
    ).all()  # fmt: skip
    kinds = {one.kind for one in services}
    roles = {VISITOR.get(one.doer_role, "") for one in services}
    parts = [part for part in get_checklist().parts if part.code in kinds]
    did = [visit for visit in visits if _did(visit, kinds, roles)]
    titles = " · ".join(part.title_th for part in parts)
    return Doing(len(visits), len(did), tuple(did[:NEWEST_VISITS]), titles)


def _did(visit: Visit, kinds: Collection[str], roles: Collection[str]) -> bool:
    return bool(set(parts_done(visit)) & set(kinds)) or visit.caregiver_role in roles


def parts_done(visit: Visit) -> list[str]:
    """Return the codes of the checklist's parts of which a visit did at least one line."""
    return [
        part.code
        for part in get_checklist().parts
        if any(visit.answers.get(line.code) == Answer.DONE for line in part.lines)
    ]


def _came(session: Session, line_ids: Collection[UUID]) -> tuple[Came, ...]:
    rows = session.execute(
        sa.select(GoalReview, col(PlanReview.reviewed_on))
        .join(PlanReview, col(PlanReview.id) == col(GoalReview.review_id))
        .where(col(GoalReview.line_id).in_(line_ids))
        .order_by(col(PlanReview.reviewed_on), col(PlanReview.id))
    )
    return tuple(Came(day, member(Reached, row.reached), row.goal, row.words) for row, day in rows)


def lines_done(session: Session, visit: Visit) -> list[PlanLine]:
    """Return the services of the visit's plan that it did, the way back to why they are there."""
    plan = session.get(CarePlan, visit.plan_id) if visit.plan_id else None
    if plan is None or not visit.is_done:
        return []
    done = set(parts_done(visit))
    return [
        one.line
        for one in _lines(session, [plan])[plan.id]
        if one.line.kind is LineKind.SERVICE
        and isinstance(one.row, ServiceLine)
        and (one.row.kind in done or VISITOR.get(one.row.doer_role) == visit.caregiver_role)
    ]
