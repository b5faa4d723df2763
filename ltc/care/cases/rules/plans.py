"""The life of a plan, what a draft must hold, and when a plan is looked at again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ltc.care.assessment.rules.due import add_months
from ltc.care.cases.rules.dated_rules import Interval
from ltc.care.cases.rules.frequency import MOST_TIMES
from ltc.care.cases.terms import (
    Benefit,
    Per,
    PlanDraft,
    PlanStatus,
    ProblemLine,
    ProblemSource,
    ServiceKind,
    ServiceLine,
    member,
)
from ltc.care.elders.terms import TeamRole
from ltc.foundation.core.due import Due, due
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.zone import local_day
from ltc.foundation.i18n.dates import short_date

# From each status to those that may follow; approval brings statuses of its own later.
TRANSITIONS: Mapping[PlanStatus, frozenset[PlanStatus]] = {
    PlanStatus.DRAFT: frozenset({PlanStatus.ACTIVE, PlanStatus.ENDED}),
    PlanStatus.ACTIVE: frozenset({PlanStatus.SUPERSEDED, PlanStatus.ENDED}),
    PlanStatus.SUPERSEDED: frozenset(),
    PlanStatus.ENDED: frozenset(),
}
LONGEST_MINUTES = 24 * 60
MOST_SATANG = 10_000_000 * 100


def moved(status: str, to: PlanStatus) -> PlanStatus:
    """Return ``to``, or raise RuleViolation ``plan_status`` when it may not follow ``status``."""
    now = member(PlanStatus, status)
    if to not in TRANSITIONS[now]:
        raise RuleViolation("plan_status", f"แผนนี้{now.label_th} เปลี่ยนเป็น “{to.label_th}” ไม่ได้")
    return to


def activated(statuses: Sequence[str], which: int) -> list[PlanStatus]:
    """Return the statuses of all versions of a case after version ``which`` came into use.

    The one that was active is superseded. Raises RuleViolation ``plan_status`` for a version that
    is no draft.
    """
    after = [member(PlanStatus, status) for status in statuses]
    after[which] = moved(after[which], PlanStatus.ACTIVE)
    return [
        moved(status, PlanStatus.SUPERSEDED)
        if status is PlanStatus.ACTIVE and place != which
        else status
        for place, status in enumerate(after)
    ]


def check_writable(status: str, *, is_proposed: bool = False) -> None:
    """Refuse (``plan_frozen``) to write on a plan that is no draft, or is before the committee."""
    if status != PlanStatus.DRAFT:
        raise RuleViolation("plan_frozen", "แผนนี้แก้ไม่ได้แล้ว ให้ทำฉบับใหม่แทน")
    if is_proposed:
        raise RuleViolation("plan_frozen", "แผนนี้เสนอคณะอนุกรรมการแล้ว ถอนข้อเสนอก่อนจึงแก้ได้")


def checked_plan(
    draft: PlanDraft, services: Sequence[ServiceKind], urgencies: Collection[str] = ()
) -> PlanDraft:
    """Return the draft, or raise the first RuleViolation it breaks, at its field.

    A draft may be unfinished; what it does say must make sense. ``services`` is the catalogue,
    ``urgencies`` the codes there are.
    """
    if draft.urgency and draft.urgency not in urgencies:
        raise RuleViolation("urgency_unknown", "กรุณาเลือกระดับจากรายการ", "urgency")
    _check_money(draft)
    if draft.valid_until <= draft.valid_from:
        raise RuleViolation("plan_until", "วันสิ้นสุดต้องอยู่หลังวันเริ่ม", "valid_until")
    for place, problem in enumerate(draft.problems):
        _check_problem(problem, f"problems-{place}", draft.valid_from)
    for place, service in enumerate(draft.services):
        _check_service(service, f"services-{place}", {kind.code: kind for kind in services})
    return draft


def _check_money(draft: PlanDraft) -> None:
    if draft.budget_satang is None:
        return
    if not 0 <= draft.budget_satang <= MOST_SATANG:
        raise RuleViolation("budget_range", "งบประมาณต้องเป็น 0 ถึง 10,000,000 บาท", "budget_satang")
    if not draft.budget_reason:
        raise RuleViolation("budget_reason", "แก้งบประมาณแล้ว กรุณาบอกว่าเพราะอะไร", "budget_reason")


def _check_problem(line: ProblemLine, at: str, valid_from: date) -> None:
    if not line.text:
        raise RuleViolation("problem_missing", "กรุณาเขียนว่าปัญหาคืออะไร", f"{at}-text")
    if line.source not in set(ProblemSource):
        raise RuleViolation("source_unknown", "กรุณาเลือกว่าใครบอก", f"{at}-source")
    if line.target_on and line.target_on < valid_from:
        raise RuleViolation(
            "target_early", "วันที่คาดว่าจะถึงเป้าหมายต้องไม่ก่อนวันเริ่มแผน", f"{at}-target_on"
        )
    if line.target_on and not line.goal:
        raise RuleViolation("goal_missing", "มีวันที่แล้ว กรุณาเขียนเป้าหมายด้วย", f"{at}-goal")


def _check_service(line: ServiceLine, at: str, kinds: Mapping[str, ServiceKind]) -> None:
    if line.kind not in kinds:
        raise RuleViolation("service_unknown", "กรุณาเลือกบริการจากรายการ", f"{at}-kind")
    if line.doer_role not in set(TeamRole):
        raise RuleViolation("doer_missing", "กรุณาเลือกว่าใครทำ", f"{at}-doer")
    if line.per not in set(Per):
        raise RuleViolation("per_missing", "กรุณาเลือกว่าต่อวัน ต่อสัปดาห์ หรือต่อเดือน", f"{at}-per")
    most = MOST_TIMES[member(Per, line.per)]
    if not 1 <= line.times <= most:
        raise RuleViolation("times_range", f"จำนวนครั้งต้องเป็น 1 ถึง {most}", f"{at}-times")
    if line.minutes is not None and not 1 <= line.minutes <= LONGEST_MINUTES:
        raise RuleViolation("minutes_range", "จำนวนนาทีต้องเป็น 1 ถึง 1,440", f"{at}-minutes")
    if line.cost_satang is not None:
        if kinds[line.kind].benefit is not Benefit.AIDS:
            words = "ใส่ราคาได้เฉพาะอุปกรณ์และเครื่องช่วย อย่างอื่นคิดจากตารางราคา"
            raise RuleViolation("cost_not_actual", words, f"{at}-cost_satang")
        if not 0 <= line.cost_satang <= MOST_SATANG:
            raise RuleViolation("cost_range", "ราคาต้องเป็น 0 ถึง 10,000,000 บาท", f"{at}-cost_satang")


@dataclass(frozen=True)
class Missing:
    """What a draft still lacks; ``blocks`` says whether the plan cannot be used without it."""

    code: str
    sentence_th: str
    blocks: bool


def missing(
    draft: PlanDraft, *, has_ground: bool, is_agreed: bool, most_months: int, on: date
) -> list[Missing]:
    """Return what is missing before a draft may come into use, what blocks first."""
    found = []
    if not has_ground:
        found.append(Missing("no_ground", "ยังไม่มีความยินยอมหรือฐานกฎหมายที่ใช้ได้", True))
    if not draft.services:
        found.append(Missing("no_service", "ยังไม่มีบริการสักรายการ", True))
    if draft.valid_until <= on:
        found.append(Missing("plan_over", "แผนนี้หมดอายุแล้ว กรุณาแก้วันสิ้นสุดก่อน", True))
    if draft.valid_from > on:
        words = f"แผนนี้เริ่มใช้ได้ตั้งแต่วันที่ {short_date(draft.valid_from)}"
        found.append(Missing("plan_early", words, True))
    found += _without_goal(draft)
    if draft.services and not is_agreed:
        words = "ยังฟังเสียงไม่ครบทุกฝ่าย หรือยังตกลงไม่ครบทุกข้อ"
        found.append(Missing("not_agreed", words, True))
    if not draft.problems:
        found.append(Missing("no_problem", "ยังไม่ได้เขียนปัญหา", False))
    if not draft.wishes_elder:
        found.append(Missing("no_wishes", "ยังไม่ได้ถามว่าผู้สูงอายุต้องการอะไร", False))
    if draft.valid_until > add_months(draft.valid_from, most_months):
        words = f"แผนยาวเกิน {most_months} เดือน ซึ่งยังไม่ยืนยันว่าทำได้"
        found.append(Missing("long_plan", words, False))
    return found


def _without_goal(draft: PlanDraft) -> list[Missing]:
    return [
        Missing("no_goal", f"ปัญหา “{problem.text}” ยังไม่มีเป้าหมาย หรือเหตุผลที่ไม่ตั้งเป้าหมาย", True)
        for problem in draft.problems
        if not problem.goal and not problem.no_goal_reason
    ]


def check_may_activate(
    draft: PlanDraft, *, has_ground: bool, is_agreed: bool, most_months: int, on: date
) -> None:
    """Raise RuleViolation for the first thing without which a plan cannot come into use."""
    for lack in missing(
        draft, has_ground=has_ground, is_agreed=is_agreed, most_months=most_months, on=on
    ):
        if lack.blocks:
            raise RuleViolation(lack.code, lack.sentence_th)


def review_due(looked_at: date, review: Interval, *, today: date) -> Due:
    """Return until when a plan must be looked at again, and how that stands.

    The interval is dated configuration: the lawful one was not found (thai-ltc.md section 11).
    """
    return due(add_months(looked_at, review.months), today=today, notice_days=review.notice_days)


def looked_at_on(activated_at: datetime | None, reviewed_on: date | None) -> date | None:
    """Return the day on which a plan was last looked at: its first day in use, or its review."""
    return reviewed_on or (local_day(activated_at) if activated_at else None)


def renewal_due(valid_until: date, length: Interval, *, today: date) -> Due:
    """Return the last day a plan holds, and how near it is."""
    return due(valid_until - timedelta(days=1), today=today, notice_days=length.notice_days)
