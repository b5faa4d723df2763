"""Writing a plan and bringing it into use."""

from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from ltc.care.assessment.rules.due import add_months
from ltc.care.cases.models import CarePlan, Case, PlanGoal, PlannedService, PlanProblem
from ltc.care.cases.queries.cases import has_ground
from ltc.care.cases.queries.plans import list_plans, read_plan
from ltc.care.cases.queries.reference import get_case_rules, list_services
from ltc.care.cases.rules.plans import (
    activated,
    check_may_activate,
    check_writable,
    checked_plan,
)
from ltc.care.cases.terms import PlanDraft, PlanStatus
from ltc.foundation.accounts.queries import get_user
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import Conflict, RuleViolation

TEXTS = ("wishes_elder", "wishes_family", "long_term_aim", "cautions", "valid_from", "valid_until")


def draft_plan(session: Session, case: Case, *, by: Actor, at: datetime, on: date) -> CarePlan:
    """Begin the next version of a case's plan, with all lines of the version before.

    It begins today and runs as long as the configuration says. An open draft is returned as it is.
    Raises RuleViolation ``case_closed``.
    """
    if not case.is_open:
        raise RuleViolation("case_closed", "การดูแลนี้ปิดแล้ว")
    versions = list_plans(session, case.id)
    for plan in versions:
        if plan.status == PlanStatus.DRAFT:
            return plan
    until = add_months(on, get_case_rules(on).length.months)
    start = PlanDraft("", "", "", "", on, until)
    if versions:
        start = replace(read_plan(session, versions[0]), valid_from=on, valid_until=until)
    plan = CarePlan(
        case_id=case.id, elder_id=case.elder_id, status=PlanStatus.DRAFT,
        number=versions[0].number + 1 if versions else 1, valid_from=on, valid_until=until,
        drafted_at=at, drafted_by=by.person_id,
    )  # fmt: skip
    try:
        with session.begin_nested():  # two at once: the unique index lets one through
            session.add(plan)
    except IntegrityError as raced:
        raise RuleViolation("draft_exists", "มีคนเพิ่งเริ่มร่างแผน กรุณาเปิดหน้านี้อีกครั้ง") from raced
    _write(session, plan, start)
    record(
        session, by=by, at=at, what="care_plan.drafted", subject=plan, elder_id=plan.elder_id,
        changes={"number": plan.number},
    )  # fmt: skip
    return plan


def revise_plan(session: Session, case: Case, *, by: Actor, at: datetime, on: date) -> CarePlan:
    """Begin a new version while one is in use; the one in use stays until the new one is used.

    Raises RuleViolation ``nothing_to_revise`` without a plan in use.
    """
    if all(plan.status != PlanStatus.ACTIVE for plan in list_plans(session, case.id)):
        raise RuleViolation("nothing_to_revise", "ยังไม่มีแผนที่ใช้อยู่ ให้ร่างแผนก่อน")
    return draft_plan(session, case, by=by, at=at, on=on)


def save_plan(
    session: Session, plan: CarePlan, draft: PlanDraft, *, version: int, by: Actor, at: datetime
) -> None:
    """Write the whole draft: its texts and all its lines.

    Raises Conflict for an older version; RuleViolation ``plan_frozen`` for a plan that is no draft,
    or a rule of ``checked_plan`` at the field of the line, such as ``services-0-times``.
    """
    check_writable(plan.status)
    if version != plan.version:
        raise Conflict(plan)
    draft = checked_plan(draft, list_services())
    _check_doers(session, draft)
    before = read_plan(session, plan)
    changed = [name for name in TEXTS if getattr(before, name) != getattr(draft, name)]
    if before != draft:
        plan.drafted_at = at  # also marks the row as changed when only lines differ
        plan.drafted_by = by.person_id
    _write(session, plan, draft)
    record(
        session, by=by, at=at, what="care_plan.written", subject=plan, elder_id=plan.elder_id,
        changes={"texts": changed, "problems": len(draft.problems),
                 "services": [line.kind for line in draft.services]},
    )  # fmt: skip


def activate_plan(
    session: Session, plan: CarePlan, *, version: int, by: Actor, at: datetime, on: date
) -> None:
    """Bring a draft into use, not yet approved; the version in use before is superseded.

    Raises Conflict for an older version; RuleViolation ``plan_status``, ``no_ground``,
    ``no_service``, ``no_goal``, ``plan_over`` or ``plan_early``.
    """
    if version != plan.version:
        raise Conflict(plan)
    versions = list_plans(session, plan.case_id)
    place = next(place for place, one in enumerate(versions) if one.id == plan.id)
    after = activated([one.status for one in versions], place)
    check_may_activate(
        read_plan(session, plan),
        has_ground=has_ground(session, plan.case_id, on=on),
        most_months=get_case_rules(on).length.months,
        on=on,
    )
    # the one before first: at no moment may two be active
    for one, status in zip(versions, after, strict=True):
        if one.status != status and one is not plan:
            one.status = status
            one.ended_at = at
            session.add(one)
            session.flush()
            record(session, by=by, at=at, what="care_plan.superseded", subject=one,
                   elder_id=one.elder_id, changes={"by": str(plan.id)})  # fmt: skip
    plan.status = after[place]
    plan.activated_at = at
    plan.activated_by = by.person_id
    session.add(plan)
    record(
        session, by=by, at=at, what="care_plan.activated", subject=plan, elder_id=plan.elder_id,
        changes={"number": plan.number, "valid_until": str(plan.valid_until)},
    )  # fmt: skip


def _check_doers(session: Session, draft: PlanDraft) -> None:
    for place, line in enumerate(draft.services):
        if line.doer_user_id and get_user(session, line.doer_user_id) is None:
            raise RuleViolation("doer_unknown", "กรุณาเลือกคนจากรายชื่อ", f"services-{place}-doer")


def _write(session: Session, plan: CarePlan, draft: PlanDraft) -> None:
    """Replace texts and lines; nothing points at the lines of a draft."""
    for name in TEXTS:
        setattr(plan, name, getattr(draft, name))
    session.add(plan)
    session.flush()
    for kind in (PlanGoal, PlannedService, PlanProblem):
        session.execute(sa.delete(kind).where(col(kind.plan_id) == plan.id))
    problems = [
        PlanProblem(
            plan_id=plan.id, position=place, text=line.text, source=line.source,
            no_goal_reason=line.no_goal_reason,
        )
        for place, line in enumerate(draft.problems)
    ]  # fmt: skip
    session.add_all(problems)
    session.flush()
    for problem, line in zip(problems, draft.problems, strict=True):
        if line.goal:
            session.add(PlanGoal(plan_id=plan.id, problem_id=problem.id, text=line.goal,
                                 target_on=line.target_on, measure=line.measure))  # fmt: skip
    session.add_all(
        PlannedService(
            plan_id=plan.id, position=place, kind=line.kind, text=line.text,
            doer_role=line.doer_role, doer_user_id=line.doer_user_id, times=line.times,
            per=line.per, minutes=line.minutes, note=line.note,
        )
        for place, line in enumerate(draft.services)
    )  # fmt: skip
    session.flush()
