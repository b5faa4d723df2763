"""Opening, closing and reopening a case; its legal grounds; its group."""

from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from ltc.care.cases.models import CarePlan, Case, LegalGround
from ltc.care.cases.queries.cases import list_grounds, open_case_of
from ltc.care.cases.queries.plans import list_plans
from ltc.care.cases.queries.reference import case_rules_from, get_case_rules
from ltc.care.cases.rules import grounds
from ltc.care.cases.rules.eligibility import checked_reasons
from ltc.care.cases.rules.group import checked_override
from ltc.care.cases.rules.opening import check_closing, check_has_rules, check_opening
from ltc.care.cases.rules.plans import TRANSITIONS, moved
from ltc.care.cases.terms import CaseDraft, CloseReason, GroundDraft, PlanStatus, member
from ltc.care.elders.actions.register import lock
from ltc.care.elders.actions.team import join_team
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.team import list_teams
from ltc.care.elders.terms import TeamDraft, TeamRole
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import vault_of
from ltc.foundation.core.errors import Conflict, RuleViolation


def open_case(
    session: Session, elder: Elder, draft: CaseDraft, *, by: Actor, at: datetime, on: date
) -> Case:
    """Take a person of any age into long-term care.

    Whoever takes charge becomes the care manager on the elder's team from today on, so that the
    case stands in somebody's caseload at once. Raises RuleViolation ``case_open`` when there is an
    open case already, ``not_living_here``, ``opened_future``, ``no_rules_on_day`` or
    ``reason_unknown``.
    """
    return _open(session, elder, draft, None, by=by, at=at, on=on)


def reopen_case(
    session: Session, closed: Case, elder: Elder, draft: CaseDraft, *, by: Actor, at: datetime,
    on: date,
) -> Case:  # fmt: skip
    """Take a person up again: a new case that names the closed one, which stays as it was.

    Raises RuleViolation as ``open_case``, ``case_still_open``, or ``opened_before_close``.
    """
    if closed.closed_on is None:
        raise RuleViolation("case_still_open", "การดูแลนี้ยังไม่ได้ปิด")
    if draft.opened_on < closed.closed_on:
        raise RuleViolation("opened_before_close", "วันรับกลับต้องไม่ก่อนวันที่ปิด", "opened_on")
    return _open(session, elder, draft, closed, by=by, at=at, on=on)


def _open(
    session: Session, elder: Elder, draft: CaseDraft, earlier: Case | None, *, by: Actor,
    at: datetime, on: date,
) -> Case:  # fmt: skip
    lock(session, elder)  # a death told at the same moment is waited for, and then known
    check_opening(draft.opened_on, is_living_here=elder.is_living_here, on=on)
    check_has_rules(draft.opened_on, "opened_on", rules_from=case_rules_from())
    criteria = get_case_rules(draft.opened_on).eligibility
    case = Case(
        elder_id=elder.id,
        municipality_id=elder.municipality_id,
        opened_on=draft.opened_on,
        reasons=list(checked_reasons(draft.reasons, criteria)),
        note=draft.note,
        reopened_from_id=earlier.id if earlier else None,
    )
    taken = RuleViolation("case_open", "ผู้สูงอายุคนนี้อยู่ในการดูแลแล้ว")
    if open_case_of(session, elder.id) is not None:
        raise taken
    try:
        with session.begin_nested():  # two at once: the unique index lets one through
            session.add(case)
    except IntegrityError as raced:
        raise taken from raced
    record(
        session, by=by, at=at, what="care_case.reopened" if earlier else "care_case.opened",
        subject=case, elder_id=elder.id, changes={"opened_on": str(case.opened_on)},
    )  # fmt: skip
    if draft.takes_charge and not list_teams(session, [elder.id], TeamRole.CARE_MANAGER, on=on):
        place = TeamDraft(TeamRole.CARE_MANAGER, by.person_id, by.name, "", "", active_from=on)
        join_team(session, elder, place, by=by, at=at)
    return case


def record_ground(
    session: Session, case: Case, draft: GroundDraft, *, by: Actor, at: datetime, on: date
) -> LegalGround:
    """Write down on what ground the data of a case is used, from a day on.

    Raises RuleViolation ``case_closed``, ``given_future``, ``no_rules_on_day``, ``scope_missing``,
    ``giver_missing``, ``how_missing``, ``witness_missing`` or ``ground_exists``.
    """
    _check_open(case)
    draft = grounds.checked_ground(draft, on=on)
    check_has_rules(draft.given_on, "given_on", rules_from=case_rules_from())
    is_consent = grounds.needs_giver(draft.kind)
    said = grounds.said(draft)
    session.refresh(case, with_for_update={"key_share": True})  # the twin of a double click waits
    if any(grounds.is_same(said, one.model_dump()) for one in list_grounds(session, case.id)):
        raise RuleViolation("ground_exists", "บันทึกไว้แล้ว ไม่ต้องบันทึกซ้ำ")
    row = LegalGround(
        case_id=case.id,
        elder_id=case.elder_id,
        **said,
        text_version=get_case_rules(draft.given_on).consent_text.version if is_consent else "",
        recorded_at=at,
        recorded_by=by.person_id,
    )
    session.add(row)
    record(
        session, by=by, at=at, what="legal_ground.recorded", subject=row, elder_id=case.elder_id,
        changes={"kind": row.kind, "scope": row.scope, "given_on": str(row.given_on),
                 "given_by": vault_of(session).trace(row.given_by)},
    )  # fmt: skip
    return row


def withdraw_ground(
    session: Session, case: Case, ground: LegalGround, *, withdrawn_on: date, because: str,
    by: Actor, at: datetime, on: date,
) -> None:  # fmt: skip
    """End a ground from a day on; the plan in use stays, and the case asks for another ground.

    Raises RuleViolation ``already_withdrawn``, ``withdrawn_future`` or ``withdrawn_early``.
    """
    grounds.check_withdrawal(
        withdrawn_on, given_on=ground.given_on, before=ground.withdrawn_on, on=on
    )
    ground.withdrawn_on = withdrawn_on
    ground.withdrawn_because = because
    session.add(ground)
    record(
        session, by=by, at=at, what="legal_ground.withdrawn", subject=ground,
        elder_id=case.elder_id, changes={"withdrawn_on": str(withdrawn_on)},
    )  # fmt: skip


def override_group(
    session: Session, case: Case, code: str, reason: str, *, version: int, by: Actor, at: datetime
) -> None:
    """Set the dependency group by hand, with the reason; an empty code follows the scores again.

    Raises Conflict for an older version, RuleViolation ``case_closed``, ``group_unknown`` or
    ``reason_missing``.
    """
    if version != case.version:
        raise Conflict(case)
    _check_open(case)
    before = case.group_override
    case.group_override = checked_override(code, reason)
    case.group_override_reason = reason if case.group_override else ""
    session.add(case)
    record(
        session, by=by, at=at, what="care_case.group_set", subject=case, elder_id=case.elder_id,
        changes={"group_override": [before, case.group_override]},
    )  # fmt: skip


def close_case(
    session: Session, case: Case, reason: str, *, closed_on: date, note: str, version: int,
    by: Actor, at: datetime, on: date,
) -> None:  # fmt: skip
    """End the care of a person; the plan in use and an open draft end with it.

    What the register says of the person (death, removal) is not touched. Raises Conflict for an
    older version, RuleViolation ``case_closed``, ``close_reason_unknown``, ``closed_future`` or
    ``closed_before_open``.
    """
    if version != case.version:
        raise Conflict(case)
    _check_open(case)
    check_closing(reason, closed_on, opened_on=case.opened_on, on=on)
    case.closed_on = closed_on
    case.close_reason = str(member(CloseReason, reason))
    case.close_note = note
    session.add(case)
    for plan in list_plans(session, case.id):
        if PlanStatus.ENDED in TRANSITIONS[member(PlanStatus, plan.status)]:
            _end(session, plan, by=by, at=at)
    record(
        session, by=by, at=at, what="care_case.closed", subject=case, elder_id=case.elder_id,
        changes={"closed_on": str(closed_on), "close_reason": case.close_reason},
    )  # fmt: skip


def _end(session: Session, plan: CarePlan, *, by: Actor, at: datetime) -> None:
    plan.status = moved(plan.status, PlanStatus.ENDED)
    plan.ended_at = at
    session.add(plan)
    record(
        session, by=by, at=at, what="care_plan.ended", subject=plan, elder_id=plan.elder_id,
        changes={"status": str(plan.status)},
    )  # fmt: skip


def _check_open(case: Case) -> None:
    if not case.is_open:
        raise RuleViolation("case_closed", "การดูแลนี้ปิดแล้ว ถ้าจะดูแลต่อให้รับกลับเข้าการดูแลก่อน")
