"""Preparing a proposal, laying it before the committee, taking it back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from ltc.care.approval.models import Proposal, ProposalCase
from ltc.care.approval.queries.committee import get_provider
from ltc.care.approval.queries.proposals import (
    Candidate,
    candidates,
    cases_of,
    is_decided,
    next_proposal_number,
)
from ltc.care.approval.rules.proposing import (
    check_amount,
    check_period,
    check_proposable,
    rate_of,
)
from ltc.care.approval.terms import ProposalDraft, ProposalState
from ltc.care.cases.actions.approval import propose_plan, take_back_proposal
from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.rates import list_rates
from ltc.foundation.areas.queries import lock_municipality
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.i18n.baht import SATANG_A_BAHT


def prepare_proposal(
    session: Session, draft: ProposalDraft, plan_ids: Collection[UUID], *, by: Actor, at: datetime,
    on: date,
) -> Proposal:  # fmt: skip
    """Begin a proposal with some plans; each asks for the dated rate until somebody says otherwise.

    Raises RuleViolation as ``check_period``, ``provider_unknown``, ``no_plans``, what a plan lacks,
    or ``in_proposal`` for a plan that is in another one.
    """
    assert by.area_id is not None
    check_period(draft.fiscal_year, draft.from_on, draft.until_on)
    if get_provider(session, draft.provider_id, by.area_id) is None:
        raise RuleViolation("provider_unknown", "กรุณาเลือกผู้เสนอจากรายการ", "provider")
    if not plan_ids:
        raise RuleViolation("no_plans", "กรุณาเลือกแผนอย่างน้อยหนึ่งคน", "plans")
    lock_municipality(session, by.area_id)  # numbers follow each other without a gap
    proposal = Proposal(
        municipality_id=by.area_id, state=ProposalState.DRAFT, begun_at=at, begun_by=by.person_id,
        number=next_proposal_number(session, by.area_id, draft.fiscal_year), **vars(draft),
    )  # fmt: skip
    session.add(proposal)
    session.flush()
    found = _asked_for(session, plan_ids, by=by, on=on)
    for one in found:
        assert one.plan is not None
        rate = rate_of(list_rates(), draft.fiscal_year, one.group or "")
        row = ProposalCase(
            proposal_id=proposal.id, plan_id=one.plan.id, case_id=one.case_id,
            elder_id=one.elder.id, requested_satang=rate.most * SATANG_A_BAHT if rate else 0,
            added_at=at, **_as_it_stands(one),
        )  # fmt: skip
        _add(session, row, one.elder.full_name)
    record(
        session, by=by, at=at, what="proposal.prepared", subject=proposal,
        changes={"number": proposal.number, "year": proposal.fiscal_year, "cases": len(found)},
    )  # fmt: skip
    return proposal


def _asked_for(
    session: Session, plan_ids: Collection[UUID], *, by: Actor, on: date
) -> Sequence[Candidate]:
    """Return the plans that may be proposed, or raise for the first that lacks something."""
    found = candidates(session, by, on=on, plan_ids=plan_ids)
    if {one.plan.id for one in found if one.plan} != set(plan_ids):
        raise RuleViolation("plan_unknown", "กรุณาเลือกแผนจากรายการ", "plans")
    for one in found:
        check_proposable(one.facts, one.elder.full_name)
    return found


def _as_it_stands(one: Candidate) -> dict[str, Any]:
    return {
        "group_code": str(one.group), "adl_total": one.adl_total or 0, "tai_class": one.tai_class
    }  # fmt: skip


def _add(session: Session, row: ProposalCase, name: str) -> None:
    try:
        with session.begin_nested():  # two at once: the unique index lets one through
            session.add(row)
    except IntegrityError as taken:
        words = f"{name}: แผนนี้อยู่ในข้อเสนออีกฉบับแล้ว"
        raise RuleViolation("in_proposal", words, "plans") from taken


def write_proposal(
    session: Session, proposal: Proposal, draft: ProposalDraft, amounts: Mapping[UUID, int | None],
    *, leave_out: Collection[UUID], version: int, by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Say the head and the amounts anew, and leave cases out; only until it is submitted.

    ``amounts`` by id of the case, in satang. Raises Conflict for an older version, RuleViolation
    ``not_draft``, as ``check_period``, ``provider_unknown``, ``amount_missing``, ``amount_range``
    or ``no_plans``.
    """
    _lock(session, proposal, version)
    _check_draft(proposal)
    check_period(draft.fiscal_year, draft.from_on, draft.until_on)
    if get_provider(session, draft.provider_id, proposal.municipality_id) is None:
        raise RuleViolation("provider_unknown", "กรุณาเลือกผู้เสนอจากรายการ", "provider")
    if draft.fiscal_year != proposal.fiscal_year:
        words = "เปลี่ยนปีงบประมาณไม่ได้ ให้ถอนแล้วเตรียมใหม่"
        raise RuleViolation("year_fixed", words, "fiscal_year")
    kept = 0
    for row in cases_of(session, proposal.id):
        if row.id in leave_out:
            session.delete(row)
            continue
        row.requested_satang = check_amount(amounts.get(row.id), f"amount-{row.id}")
        session.add(row)
        kept += 1
    if not kept:
        raise RuleViolation("no_plans", "ต้องเหลืออย่างน้อยหนึ่งคน ถ้าไม่เสนอแล้วให้ถอนข้อเสนอ")
    for name, value in vars(draft).items():
        setattr(proposal, name, value)
    proposal.begun_at = at  # also marks the row as changed when only amounts differ
    session.add(proposal)
    session.flush()
    record(
        session, by=by, at=at, what="proposal.written", subject=proposal,
        changes={"cases": kept, "left_out": len(leave_out)},
    )  # fmt: skip


def submit_proposal(
    session: Session, proposal: Proposal, *, version: int, by: Actor, at: datetime, on: date
) -> None:
    """Lay a proposal before the committee: its plans are frozen, groups and scores as they stand.

    Raises Conflict for an older version, RuleViolation ``not_draft``, ``proposer_missing``, what a
    plan lacks by now, or ``amount_missing``.
    """
    _lock(session, proposal, version)
    _check_draft(proposal)
    if not proposal.proposer_name.strip():
        raise RuleViolation("proposer_missing", "ยังไม่ได้ใส่ชื่อผู้เสนอ กดแก้ข้อเสนอแล้วใส่ก่อน")
    rows = {row.plan_id: row for row in cases_of(session, proposal.id)}
    for one in _asked_for(session, rows.keys(), by=by, on=on):
        assert one.plan is not None
        row = rows[one.plan.id]
        words = f"{one.elder.full_name}: ยังไม่ได้ใส่จำนวนเงินที่ขอ"
        if row.requested_satang <= 0:
            raise RuleViolation("amount_missing", words)
        for name, value in _as_it_stands(one).items():
            setattr(row, name, value)
        session.add(row)
        session.refresh(one.plan, with_for_update={"key_share": True})
        propose_plan(session, one.plan, by=by, at=at)
    proposal.state = ProposalState.SUBMITTED
    proposal.submitted_at, proposal.submitted_by = at, by.person_id
    session.add(proposal)
    session.flush()
    record(
        session, by=by, at=at, what="proposal.submitted", subject=proposal,
        changes={"number": proposal.number, "year": proposal.fiscal_year, "cases": len(rows)},
    )  # fmt: skip


def withdraw_proposal(
    session: Session, proposal: Proposal, *, decided: Collection[UUID], version: int, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Take a proposal back; ``decided`` are its cases that a meeting decided on: they stay.

    Raises Conflict for an older version, RuleViolation ``is_decided``, ``already_withdrawn``.
    """
    _lock(session, proposal, version)
    if proposal.state == ProposalState.WITHDRAWN:
        raise RuleViolation("already_withdrawn", "ข้อเสนอนี้ถอนไปแล้ว")
    if proposal.state == ProposalState.DECIDED or decided:
        raise RuleViolation("is_decided", "มีมติในข้อเสนอนี้แล้ว ถอนไม่ได้")
    for row in cases_of(session, proposal.id):
        if row.ended_at is not None:
            continue
        row.ended_at = at
        session.add(row)
        plan = session.get(CarePlan, row.plan_id, with_for_update={"key_share": True})
        if plan is not None and proposal.state == ProposalState.SUBMITTED:
            take_back_proposal(session, plan, by=by, at=at)
    proposal.state = ProposalState.WITHDRAWN
    session.add(proposal)
    session.flush()
    record(session, by=by, at=at, what="proposal.withdrawn", subject=proposal,
           changes={"number": proposal.number, "year": proposal.fiscal_year})  # fmt: skip


def take_out(
    session: Session, row: ProposalCase, proposal: Proposal, *, by: Actor, at: datetime
) -> None:
    """Take one case out of a proposal that waits for a meeting: the case closed, or the plan did.

    Raises RuleViolation ``not_waiting`` when it is decided or not there any more.
    """
    session.refresh(proposal, with_for_update={"key_share": True})
    session.refresh(row)
    if proposal.state != ProposalState.SUBMITTED or row.ended_at or is_decided(session, row.id):
        raise RuleViolation("not_waiting", "แผนนี้ไม่ได้รอมติอยู่แล้ว")
    row.ended_at = at
    session.add(row)
    plan = session.get(CarePlan, row.plan_id, with_for_update={"key_share": True})
    if plan is not None and plan.proposed_at is not None:
        take_back_proposal(session, plan, by=by, at=at)
    session.flush()
    record(session, by=by, at=at, what="proposal.case_taken_out", subject=proposal,
           elder_id=row.elder_id, changes={"plan": str(row.plan_id)})  # fmt: skip
    settle_state(session, proposal)


def settle_state(session: Session, proposal: Proposal) -> None:
    """Say whether a submitted proposal still waits: decided when no case of it does."""
    rows = cases_of(session, proposal.id)
    waits = any(row.ended_at is None and not is_decided(session, row.id) for row in rows)
    state = ProposalState.SUBMITTED if waits else ProposalState.DECIDED
    if proposal.state != state:
        proposal.state = state
        session.add(proposal)
        session.flush()


def _lock(session: Session, proposal: Proposal, version: int) -> None:
    session.refresh(proposal, with_for_update={"key_share": True})
    if version != proposal.version:
        raise Conflict(proposal)


def _check_draft(proposal: Proposal) -> None:
    if proposal.state != ProposalState.DRAFT:
        raise RuleViolation("not_draft", "ข้อเสนอนี้เสนอไปแล้ว แก้ไม่ได้ ถ้าต้องแก้ให้ถอนก่อน")
