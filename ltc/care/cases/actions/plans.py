"""Writing a plan and bringing it into use."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from ltc.care.assessment.rules.due import add_months
from ltc.care.cases.actions.weeks import settle_week
from ltc.care.cases.models import CarePlan, Case, PlanGoal, PlannedService, PlanProblem, PlanSlot
from ltc.care.cases.queries.cases import has_ground
from ltc.care.cases.queries.health import health_words_of
from ltc.care.cases.queries.plans import list_plans, read_plan, read_with_before, version_before
from ltc.care.cases.queries.reference import (
    get_case_rules,
    get_urgency,
    list_services,
    list_templates,
)
from ltc.care.cases.queries.weeks import by_hand_of
from ltc.care.cases.rules.plans import (
    activated,
    check_may_activate,
    check_writable,
    checked_plan,
)
from ltc.care.cases.rules.templates import emptied, filled, may_begin
from ltc.care.cases.rules.week import Slot
from ltc.care.cases.terms import PlanDraft, PlanStatus, ProblemLine, ServiceLine
from ltc.care.elders.queries.team import list_team
from ltc.foundation.accounts.queries import get_user
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.core.ids import new_id

Line = TypeVar("Line", ProblemLine, ServiceLine)
TEXTS = (
    "wishes_elder", "wishes_family", "long_term_aim", "cautions", "valid_from", "valid_until",
    "urgency", "outside_week", "budget_satang", "budget_reason", "over_rate_reason",
    "other_funding",
)  # fmt: skip


def draft_plan(session: Session, case: Case, *, by: Actor, at: datetime, on: date) -> CarePlan:
    """Begin the next version of a case's plan, with all lines and the week of the version before.

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
    plan.daily_life = versions[0].daily_life if versions else None
    _write(session, plan, start, moved_in=by_hand_of(session, versions[0]) if versions else ())
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


def begin_plan(
    session: Session, plan: CarePlan, begin: str, *, version: int, by: Actor, at: datetime
) -> None:
    """Begin a draft from a template (its code), the version "before", or "empty".

    Only while nobody has written on it. Raises Conflict for an older version; RuleViolation
    ``plan_frozen``, ``already_written`` or ``beginning_unknown``.
    """
    check_writable(plan.status, is_proposed=plan.proposed_at is not None)
    if version != plan.version:
        raise Conflict(plan)
    draft, before = read_with_before(session, plan)
    if not may_begin(draft, before):
        raise RuleViolation("already_written", "ร่างนี้มีคนเขียนแล้ว แก้ทีละข้อในหน้านี้ได้เลย")
    start, moved_in = emptied(draft), list[Slot]()
    if begin == "before" and (earlier := version_before(session, plan)) and before is not None:
        moved_in = by_hand_of(session, earlier)
        start = replace(before, valid_from=draft.valid_from, valid_until=draft.valid_until)
    elif begin != "empty":
        template = next((one for one in list_templates() if one.code == begin), None)
        if template is None:
            raise RuleViolation("beginning_unknown", "กรุณาเลือกจากรายการ")
        people: dict[str, list[UUID]] = {}
        for one in list_team(session, plan.elder_id, on=draft.valid_from):
            if one.user_id:
                people.setdefault(one.team_role, []).append(one.user_id)
        start = filled(template, start, people)
    plan.drafted_at, plan.drafted_by, plan.agreed_at = at, by.person_id, None
    session.execute(sa.delete(PlanSlot).where(col(PlanSlot.plan_id) == plan.id))
    _write(session, plan, start, moved_in=moved_in)
    record(session, by=by, at=at, what="care_plan.begun", subject=plan, elder_id=plan.elder_id,
           changes={"from": begin})  # fmt: skip


def save_plan(
    session: Session, plan: CarePlan, draft: PlanDraft, *, version: int, by: Actor, at: datetime
) -> None:
    """Write the whole draft: its texts and all its lines.

    A line that was changed is no longer what the parties agreed to: the plan must be heard again.
    Raises Conflict for an older version; RuleViolation ``plan_frozen`` for a plan that is no draft
    or lies before the committee, or a rule of ``checked_plan`` at the field of the line, such as
    ``services-0-times``.
    """
    check_writable(plan.status, is_proposed=plan.proposed_at is not None)
    if version != plan.version:
        raise Conflict(plan)
    draft = checked_plan(draft, list_services(), get_urgency().words)
    _check_doers(session, draft)
    before = read_plan(session, plan)
    changed = [name for name in TEXTS if getattr(before, name) != getattr(draft, name)]
    if before != draft:
        plan.drafted_at = at  # also marks the row as changed when only lines differ
        plan.drafted_by = by.person_id
    if (before.problems, before.services) != (draft.problems, draft.services):
        plan.agreed_at = None
    _write(session, plan, draft)
    record(
        session, by=by, at=at, what="care_plan.written", subject=plan, elder_id=plan.elder_id,
        changes={"texts": changed, "problems": len(draft.problems),
                 "services": [line.kind for line in draft.services]},
    )  # fmt: skip


def activate_plan(
    session: Session, plan: CarePlan, *, version: int, by: Actor, at: datetime, on: date
) -> None:
    """Bring a draft into use that the parties agreed to; the version in use before is superseded.

    Unless it was approved already it is an interim plan. What is known of the person's health that
    day is kept with it, in words, so that its paper stays true.

    Raises Conflict for an older version; RuleViolation ``plan_status``, ``no_ground``,
    ``no_service``, ``no_goal``, ``not_agreed``, ``plan_over`` or ``plan_early``.
    """
    if version != plan.version:
        raise Conflict(plan)
    versions = list_plans(session, plan.case_id)
    place = next(place for place, one in enumerate(versions) if one.id == plan.id)
    after = activated([one.status for one in versions], place)
    check_may_activate(
        read_plan(session, plan),
        has_ground=has_ground(session, plan.case_id, on=on),
        is_agreed=plan.agreed_at is not None,
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
    plan.health_words = health_words_of(session, plan.elder_id)
    session.add(plan)
    record(
        session, by=by, at=at, what="care_plan.activated", subject=plan, elder_id=plan.elder_id,
        changes={"number": plan.number, "valid_until": str(plan.valid_until)},
    )  # fmt: skip


def agree_plan(session: Session, plan: CarePlan, *, by: Actor, at: datetime) -> None:
    """Note that every party was heard on every line as it stands now; nothing more is asked here.

    Whether that is so, the room of conferences knows. Raises RuleViolation ``plan_frozen``.
    """
    check_writable(plan.status, is_proposed=plan.proposed_at is not None)
    if plan.agreed_at is None:
        plan.agreed_at = at
        session.add(plan)
        session.flush()
        record(session, by=by, at=at, what="care_plan.agreed", subject=plan,
               elder_id=plan.elder_id, changes={"number": plan.number})  # fmt: skip


def reopen_plan(session: Session, plan: CarePlan, *, by: Actor, at: datetime) -> None:
    """Take back that a draft was agreed to: somebody spoke again. Not once it is proposed.

    Raises RuleViolation ``plan_frozen``.
    """
    check_writable(plan.status, is_proposed=plan.proposed_at is not None)
    if plan.agreed_at is not None:
        plan.agreed_at = None
        session.add(plan)
        session.flush()
        record(session, by=by, at=at, what="care_plan.reopened", subject=plan,
               elder_id=plan.elder_id, changes={"number": plan.number})  # fmt: skip


def _check_doers(session: Session, draft: PlanDraft) -> None:
    for place, line in enumerate(draft.services):
        if line.doer_user_id and get_user(session, line.doer_user_id) is None:
            raise RuleViolation("doer_unknown", "กรุณาเลือกคนจากรายชื่อ", f"services-{place}-doer")


def _write(
    session: Session, plan: CarePlan, draft: PlanDraft, *, moved_in: Collection[Slot] = ()
) -> None:
    """Replace texts and lines; what points at a line points at its ``line_id``, which stays.

    The week is laid out again around what was placed by hand.
    """
    for name in TEXTS:
        setattr(plan, name, getattr(draft, name))
    session.add(plan)
    session.flush()
    known = _known_lines(session, plan)
    for kind in (PlanGoal, PlannedService, PlanProblem):
        session.execute(sa.delete(kind).where(col(kind.plan_id) == plan.id))
    problems = [
        PlanProblem(
            plan_id=plan.id, position=place, text=line.text, source=line.source,
            no_goal_reason=line.no_goal_reason, line_id=line_id,
        )
        for place, (line_id, line) in enumerate(_named(draft.problems, known))
    ]  # fmt: skip
    session.add_all(problems)
    session.flush()
    for problem, line in zip(problems, draft.problems, strict=True):
        if line.goal:
            session.add(PlanGoal(plan_id=plan.id, problem_id=problem.id, text=line.goal,
                                 target_on=line.target_on, measure=line.measure))  # fmt: skip
    services = _named(draft.services, known)
    session.add_all(
        PlannedService(
            plan_id=plan.id, position=place, kind=line.kind, text=line.text,
            doer_role=line.doer_role, doer_user_id=line.doer_user_id, times=line.times,
            per=line.per, minutes=line.minutes, note=line.note, line_id=line_id,
            referred_to=line.referred_to, cost_satang=line.cost_satang,
        )
        for place, (line_id, line) in enumerate(services)
    )  # fmt: skip
    session.flush()
    named = [replace(line, line_id=line_id) for line_id, line in services]
    settle_week(session, plan, named, moved_in=moved_in)


def _known_lines(session: Session, plan: CarePlan) -> set[UUID]:
    """Return the identities of all lines of the case's plans: a line may come from an older one."""
    plans = sa.select(col(CarePlan.id)).where(col(CarePlan.case_id) == plan.case_id)
    return {
        line_id
        for kind in (PlanProblem, PlannedService)
        for line_id in session.scalars(
            sa.select(col(kind.line_id)).where(col(kind.plan_id).in_(plans))
        )
    }


def _named(lines: Collection[Line], known: Collection[UUID]) -> list[tuple[UUID, Line]]:
    """Return lines with their identity: the one they carry if it is known and not taken yet."""
    found: dict[UUID, Line] = {}
    for line in lines:
        is_known = line.line_id in known and line.line_id not in found
        found[line.line_id if is_known and line.line_id else new_id()] = line
    return list(found.items())
