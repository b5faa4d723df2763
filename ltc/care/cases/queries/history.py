"""The story of a case in the order of days, the newest first."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from ltc.care.cases.models import CarePlan, Case, LegalGround
from ltc.care.cases.queries.cases import cases_of, list_grounds, names_of
from ltc.care.cases.queries.plans import list_plans
from ltc.care.cases.terms import CloseReason, GroundKind, PlanStatus, member
from ltc.foundation.core.zone import local_day
from ltc.foundation.i18n.dates import short_date


@dataclass(frozen=True)
class Event:
    """One line of the story; ``kind`` chooses its drawing (calm, ok, due, alarm)."""

    on: date
    title: str
    text: str
    kind: str
    by: str = ""

    @property
    def when(self) -> str:
        """Return the day in words."""
        return short_date(self.on)


def list_events(session: Session, case: Case) -> list[Event]:
    """Return what happened in this case and in the ones it takes up again."""
    cases = cases_of(session, [case.elder_id])[case.elder_id]
    earlier = [one for one in cases if one.id != case.id and one.opened_on <= case.opened_on]
    grounds, plans = list_grounds(session, case.id), list_plans(session, case.id)
    names = names_of(
        session, [one.recorded_by for one in grounds] + [one.activated_by for one in plans]
    )
    found = [event for one in (case, *earlier) for event in _of_case(one)]
    found += [event for ground in grounds for event in _of_ground(ground, names)]
    found += [event for plan in plans for event in _of_plan(plan, names)]
    return sorted(found, key=lambda event: event.on, reverse=True)


def _of_case(case: Case) -> list[Event]:
    title = "รับกลับเข้าการดูแล" if case.reopened_from_id else "รับเข้าการดูแล"
    events = [Event(case.opened_on, title, case.note, "ok")]
    if case.closed_on and case.close_reason:
        why = member(CloseReason, case.close_reason).label_th
        words = f"{why} {case.close_note}".strip()
        events.insert(0, Event(case.closed_on, "ปิดการดูแล", words, "calm"))
    return events


def _of_ground(ground: LegalGround, names: dict[str, str]) -> list[Event]:
    words, by = member(GroundKind, ground.kind).label_th, names.get(str(ground.recorded_by), "")
    events = [Event(ground.given_on, "บันทึกฐานกฎหมาย", words, "calm", by)]
    if ground.withdrawn_on:
        why = f"{words} เพราะ {ground.withdrawn_because}"
        events.insert(0, Event(ground.withdrawn_on, "เลิกใช้ฐานกฎหมาย", why, "due"))
    return events


def _of_plan(plan: CarePlan, names: dict[str, str]) -> list[Event]:
    events = []
    if plan.activated_at:
        by = names.get(str(plan.activated_by), "")
        words = f"แผนฉบับที่ {plan.number}"
        events.append(Event(local_day(plan.activated_at), "เริ่มใช้แผน", words, "ok", by))
    if plan.approved_on:
        words = f"แผนฉบับที่ {plan.number} {plan.approved_by}"
        events.insert(0, Event(plan.approved_on, "คณะอนุกรรมการอนุมัติแผน", words, "ok"))
    if plan.ended_at and plan.status == PlanStatus.ENDED:
        words = f"แผนฉบับที่ {plan.number}"
        events.insert(0, Event(local_day(plan.ended_at), "แผนสิ้นสุด", words, "calm"))
    return events
