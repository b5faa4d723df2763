"""Answering a proposal: take it into the draft, as it is or changed, or decline it and say why."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from ltc.care.cases.actions.plans import save_plan
from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.plans import read_plan
from ltc.care.cases.rules.plans import check_writable
from ltc.care.cases.terms import ProblemLine, ServiceLine
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import RuleViolation
from ltc.journeys.drafting.models import ProposalAnswer
from ltc.journeys.drafting.queries import latest_answer
from ltc.journeys.drafting.rules import checked_reason
from ltc.journeys.drafting.terms import Answer, Proposal


def take_proposal(
    session: Session,
    plan: CarePlan,
    proposal: Proposal,
    problem: ProblemLine,
    service: ServiceLine,
    *,
    version: int,
    by: Actor,
    at: datetime,
) -> ProposalAnswer:
    """Put a problem and a service into the draft, below what is there, and note the answer.

    Raises as ``save_plan``: Conflict for an older version, RuleViolation ``plan_frozen`` or one at
    a field of FIELDS.
    """
    draft = read_plan(session, plan)
    more = replace(draft, problems=(*draft.problems, problem), services=(*draft.services, service))
    try:
        save_plan(session, plan, more, version=version, by=by, at=at)
    except RuleViolation as broken:
        raise RuleViolation(broken.code, broken.message, _field(broken.field)) from None
    is_same = (problem, _bare(service)) == (proposal.problem, _bare(proposal.service))
    answer = Answer.ACCEPTED if is_same else Answer.CHANGED
    row = _note(session, plan, proposal, answer, "", by=by, at=at)
    after = read_plan(session, plan)  # the lines just added are the last of their kind
    row.problem_line_id = after.problems[-1].line_id
    row.service_line_id = after.services[-1].line_id
    return row


def decline_proposal(
    session: Session, plan: CarePlan, proposal: Proposal, reason: str, *, by: Actor, at: datetime
) -> ProposalAnswer:
    """Note that a proposal is not taken, and why.

    Raises RuleViolation ``plan_frozen``, ``reason_missing`` or ``reason_long``.
    """
    check_writable(plan.status, is_proposed=plan.proposed_at is not None)
    reason = checked_reason(reason)
    last = latest_answer(session, plan.id, proposal.rule.code)
    if last and (last.answer, last.reason) == (Answer.DECLINED, reason):
        return last  # the button was pressed twice
    return _note(session, plan, proposal, Answer.DECLINED, reason, by=by, at=at)


def _bare(service: ServiceLine) -> ServiceLine:
    """Return a service without its person: naming who does it is no change of the proposal."""
    return replace(service, doer_user_id=None)


# The fields of a plan's lines by those of the form that shows one proposal.
FIELDS = {
    "problems": {"text": "problem", "goal": "goal", "target_on": "target_on", "measure": "measure"},
    "services": {"text": "task", "doer": "doer", "times": "times", "per": "per",
                 "minutes": "minutes"},
}  # fmt: skip


def _field(name: str | None) -> str | None:
    """Return the field of the form for a field of the plan, such as ``services-3-times``."""
    kind, _, rest = (name or "").partition("-")
    return FIELDS.get(kind, {}).get(rest.partition("-")[2])


def _note(
    session: Session, plan: CarePlan, proposal: Proposal, answer: Answer, reason: str, *,
    by: Actor, at: datetime,
) -> ProposalAnswer:  # fmt: skip
    row = ProposalAnswer(
        plan_id=plan.id, rule_code=proposal.rule.code, answer=str(answer), reason=reason,
        raised_by=list(proposal.raised_by), against=list(proposal.against), answered_at=at,
        answered_by=by.person_id, answered_by_name=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session, by=by, at=at, what=f"proposal.{answer}", subject=row, elder_id=plan.elder_id,
        changes={"rule": row.rule_code, "plan": str(plan.id)},
    )  # fmt: skip
    return row
