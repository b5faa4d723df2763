"""What a proposal and a meeting do to a plan; who asks and whether they may, approval knows."""

from datetime import date, datetime

from sqlmodel import Session

from ltc.care.cases.models import CarePlan
from ltc.care.cases.terms import PlanStatus
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import RuleViolation

PROPOSABLE = (PlanStatus.DRAFT, PlanStatus.ACTIVE)


def propose_plan(session: Session, plan: CarePlan, *, by: Actor, at: datetime) -> None:
    """Lay a plan before the committee: an agreed draft, or an interim plan in use. It is frozen.

    Raises RuleViolation ``plan_over``, ``not_agreed``, ``proposed`` or ``approved``.
    """
    if plan.status not in PROPOSABLE:
        raise RuleViolation("plan_over", "แผนฉบับนี้ไม่ใช้แล้ว ให้เสนอฉบับที่ใช้อยู่")
    if plan.agreed_at is None:
        raise RuleViolation("not_agreed", "ยังประชุมตกลงแผนไม่ครบทุกฝ่าย")
    if plan.approved_at is not None:
        raise RuleViolation("approved", "แผนฉบับนี้อนุมัติแล้ว")
    if plan.proposed_at is not None:
        raise RuleViolation("proposed", "แผนฉบับนี้เสนอไปแล้ว รอมติ")
    plan.proposed_at = at
    _note(session, plan, "care_plan.proposed", by=by, at=at)


def take_back_proposal(session: Session, plan: CarePlan, *, by: Actor, at: datetime) -> None:
    """Take a plan back from the committee before it decided; a draft may be written on again.

    Raises RuleViolation ``not_proposed`` or ``approved``.
    """
    _check_waits(plan)
    plan.proposed_at = None
    _note(session, plan, "care_plan.proposal_taken_back", by=by, at=at)


def approve_plan(
    session: Session, plan: CarePlan, *, meeting: str, held_on: date, by: Actor, at: datetime
) -> None:
    """Note that a meeting approved a plan. A draft does not start by it; a plan in use goes on.

    ``meeting`` names it in words. Raises RuleViolation ``plan_over``, ``not_proposed`` or
    ``approved``.
    """
    if plan.status not in PROPOSABLE:
        raise RuleViolation("plan_over", "แผนฉบับนี้มีฉบับใหม่แทนหรือสิ้นสุดแล้ว จึงอนุมัติไม่ได้")
    _check_waits(plan)
    plan.approved_at, plan.approved_on, plan.approved_by = at, held_on, meeting
    _note(session, plan, "care_plan.approved", by=by, at=at, meeting=meeting)


def return_plan(session: Session, plan: CarePlan, *, by: Actor, at: datetime) -> None:
    """Give a plan back that a meeting refused or wants changed; it may be proposed again.

    Raises RuleViolation ``not_proposed`` or ``approved``.
    """
    _check_waits(plan)
    plan.proposed_at = None
    _note(session, plan, "care_plan.returned", by=by, at=at)


def take_back_approval(
    session: Session, plan: CarePlan, proposed_at: datetime, *, by: Actor, at: datetime
) -> None:
    """Undo what a decision did that was recorded wrongly: the plan lies before the committee again.

    Raises RuleViolation ``plan_over`` when the plan ended or was superseded meanwhile.
    """
    if plan.status not in PROPOSABLE:
        raise RuleViolation("plan_over", "แผนฉบับนี้มีฉบับใหม่แทนหรือสิ้นสุดแล้ว จึงแก้มติไม่ได้")
    plan.proposed_at = proposed_at
    plan.approved_at, plan.approved_on, plan.approved_by = None, None, ""
    _note(session, plan, "care_plan.approval_taken_back", by=by, at=at)


def inherit_approval(
    session: Session, plan: CarePlan, before: CarePlan, words: str, *, by: Actor, at: datetime
) -> None:
    """Let a version that differs only a little take over the approval of the one before.

    Whether it may, approval has asked. Raises RuleViolation ``plan_over`` or ``proposed``.
    """
    if plan.status != PlanStatus.DRAFT or before.approved_at is None:
        raise RuleViolation("plan_over", "ใช้ได้กับร่างของแผนที่อนุมัติแล้วเท่านั้น")
    if plan.proposed_at is not None:
        raise RuleViolation("proposed", "แผนฉบับนี้เสนอไปแล้ว รอมติ")
    plan.proposed_at = plan.approved_at = at
    plan.approved_on, plan.approved_by = before.approved_on, words
    _note(session, plan, "care_plan.approval_inherited", by=by, at=at, meeting=words)


def _check_waits(plan: CarePlan) -> None:
    if plan.approved_at is not None:
        raise RuleViolation("approved", "แผนฉบับนี้อนุมัติแล้ว")
    if plan.proposed_at is None:
        raise RuleViolation("not_proposed", "แผนฉบับนี้ไม่ได้เสนอไว้")


def _note(
    session: Session, plan: CarePlan, what: str, *, by: Actor, at: datetime, meeting: str = ""
) -> None:
    session.add(plan)
    session.flush()
    record(
        session, by=by, at=at, what=what, subject=plan, elder_id=plan.elder_id,
        changes={"number": plan.number} | ({"meeting": meeting} if meeting else {}),
    )  # fmt: skip
