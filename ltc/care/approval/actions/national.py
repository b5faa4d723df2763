"""What somebody saw in the national program, what was typed into it, and small changes."""

from datetime import date, datetime

from sqlmodel import Session

from ltc.care.approval.models import CopiedField, MinorChange, NationalSighting
from ltc.care.approval.queries.copying import last_copied, sheet_of
from ltc.care.approval.queries.decisions import approvals_of, decided_plan_of
from ltc.care.approval.queries.national import last_sighting
from ltc.care.approval.queries.reference import get_approval_rules
from ltc.care.approval.rules.minor import check_small, inherited_words
from ltc.care.approval.rules.national import check_sighting
from ltc.care.cases.actions.approval import inherit_approval
from ltc.care.cases.models import CarePlan, Case
from ltc.care.cases.queries.plans import list_plans, read_plans
from ltc.care.cases.terms import PlanStatus
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import RuleViolation

WHY_LETTERS = 5


def note_sighting(
    session: Session, case: Case, *, state: str, year: int, seen_on: date, reference: str,
    by: Actor, at: datetime, on: date,
) -> NationalSighting:  # fmt: skip
    """Note what the national program shows of a case; a later look is another row.

    The same look noted twice is kept once. Raises RuleViolation as ``check_sighting``.
    """
    check_sighting(state, seen_on, year=year, on=on)
    session.refresh(case, with_for_update={"key_share": True})  # the twin of a double click waits
    last = last_sighting(session, case.id, year)
    if last and (last.state, last.seen_on, last.reference) == (state, seen_on, reference):
        return last
    row = NationalSighting(
        municipality_id=case.municipality_id, case_id=case.id, elder_id=case.elder_id,
        fiscal_year=year, state=state, seen_on=seen_on, reference=reference, noted_at=at,
        noted_by=by.person_id, noted_by_name=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session, by=by, at=at, what="national_sighting.noted", subject=row, elder_id=case.elder_id,
        changes={"state": state, "year": year, "seen_on": str(seen_on)},
    )  # fmt: skip
    return row


def note_copied(
    session: Session, plan: CarePlan, field_code: str, *, digest: str, by: Actor, at: datetime,
    on: date,
) -> CopiedField:  # fmt: skip
    """Note that one field of a plan was typed into the national program, as it reads now.

    The same field with the same value is kept once.
    ``digest`` is of the value that stood on the page: when ours changed meanwhile, what was typed
    is old already. Raises RuleViolation ``field_unknown`` or ``changed_meanwhile``.
    """
    fields = {one.code: one for one in sheet_of(session, plan, on=on)}
    if field_code not in fields:
        raise RuleViolation("field_unknown", "ไม่รู้จักช่องนี้")
    if fields[field_code].digest != digest:
        words = "ข้อมูลช่องนี้เพิ่งเปลี่ยน กรุณาเปิดหน้านี้อีกครั้งแล้วคัดลอกใหม่"
        raise RuleViolation("changed_meanwhile", words)
    session.refresh(plan, with_for_update={"key_share": True})
    last = last_copied(session, plan.id).get(field_code)
    if last is not None and last.digest == digest:
        return last
    row = CopiedField(
        plan_id=plan.id, field_code=field_code, digest=digest, entered_at=at,
        entered_by=by.person_id, entered_by_name=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session, by=by, at=at, what="copied_field.entered", subject=row, elder_id=plan.elder_id,
        changes={"field": field_code},
    )  # fmt: skip
    return row


def change_a_little(
    session: Session, plan: CarePlan, why: str, *, by: Actor, at: datetime, on: date
) -> MinorChange:
    """Let a draft take over the approval of the plan in use, where a dated rule calls it small.

    Raises RuleViolation ``why_missing``, ``not_agreed``, ``no_approval``, ``not_small`` or
    ``nothing_changed``.
    """
    if len(why.strip()) < WHY_LETTERS:
        raise RuleViolation("why_missing", "กรุณาเขียนว่าแก้อะไรและเพราะอะไร", "why")
    session.refresh(plan, with_for_update={"key_share": True})
    if plan.agreed_at is None:
        raise RuleViolation("not_agreed", "ยังประชุมตกลงแผนไม่ครบทุกฝ่าย")
    versions = list_plans(session, plan.case_id)
    before = next((one for one in versions if one.status == PlanStatus.ACTIVE), None)
    if before is None or before.id not in approvals_of(session, [before.id]):
        raise RuleViolation("no_approval", "แผนที่ใช้อยู่ยังไม่ได้อนุมัติ จึงต้องเข้าประชุม")
    drafts = read_plans(session, [before, plan])
    check_small(drafts[before.id], drafts[plan.id], get_approval_rules(on).small_parts)
    words = inherited_words(before.approved_by, before.number)
    inherit_approval(session, plan, before, words, by=by, at=at)
    row = MinorChange(
        plan_id=plan.id, from_plan_id=before.id, approved_plan_id=decided_plan_of(session, before),
        why=why.strip()[:300], made_at=at, made_by=by.person_id, made_by_name=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session, by=by, at=at, what="minor_change.made", subject=row, elder_id=plan.elder_id,
        changes={"from": before.number, "to": plan.number},
    )  # fmt: skip
    return row
