"""What a plan must have before it may be proposed, and the table of groups on the form."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ltc.care.cases.rules.rates import BUDDHIST_ERA, Rate, RateKind
from ltc.care.cases.terms import GroupCode, PlanStatus
from ltc.foundation.core.errors import RuleViolation

PAID_GROUPS = (GroupCode.HOME_1, GroupCode.HOME_2, GroupCode.BED_1, GroupCode.BED_2)
MOST_SATANG = 100_000_000  # a million baht for one person can only be a slip
EARLIEST_YEAR, LATEST_YEAR = 2559, 2699  # the programme began in 2559


@dataclass(frozen=True)
class PlanFacts:
    """All that decides whether a plan may be proposed; ``status`` None: there is no plan."""

    is_case_open: bool = True
    has_ground: bool = True
    status: str | None = PlanStatus.DRAFT
    is_agreed: bool = True
    is_proposed: bool = False
    is_approved: bool = False
    has_adl: bool = True
    has_tai: bool = True
    group: str | None = GroupCode.BED_1


@dataclass(frozen=True)
class Lack:
    """One thing that is missing; ``door`` names the act that mends it, "" when nothing does."""

    code: str
    sentence_th: str
    door: str = ""


def missing(facts: PlanFacts) -> list[Lack]:
    """Return what is missing before a plan may be proposed, in the order in which one mends it."""
    if not facts.is_case_open:
        return [Lack("case_closed", "การดูแลนี้ปิดแล้ว เสนอแผนไม่ได้", "case")]
    found = []
    if not facts.has_adl:
        found.append(Lack("no_adl", "ยังไม่มีคะแนน ADL อย่างเป็นทางการ", "assess"))
    if not facts.has_tai:
        found.append(Lack("no_tai", "ยังไม่มีผล TAI ที่ตัดสินแล้ว", "assess_tai"))
    if facts.has_adl and facts.has_tai and facts.group not in PAID_GROUPS:
        words = "ยังไม่รู้ว่าอยู่กลุ่ม 1–4 กลุ่มไหน"
        if facts.group == GroupCode.NONE:
            words = "อยู่ในกลุ่มที่ไม่อยู่ในภาวะพึ่งพิง"
        found.append(Lack("no_group", words, "group"))
    if not facts.has_ground:
        found.append(Lack("no_ground", "ยังไม่มีความยินยอมหรือฐานกฎหมายที่ใช้ได้", "record_ground"))
    return found + _of_plan(facts)


def _of_plan(facts: PlanFacts) -> list[Lack]:
    if facts.status is None:
        return [Lack("no_plan", "ยังไม่มีแผนการดูแล", "draft_plan")]
    if facts.status not in (PlanStatus.DRAFT, PlanStatus.ACTIVE):
        return [Lack("plan_over", "แผนฉบับนี้ไม่ใช้แล้ว ให้เสนอฉบับที่ใช้อยู่", "draft_plan")]
    if facts.is_approved:
        return [Lack("approved", "แผนฉบับนี้อนุมัติแล้ว")]
    if facts.is_proposed:
        return [Lack("proposed", "แผนฉบับนี้เสนอไปแล้ว รอมติ")]
    if not facts.is_agreed:
        return [Lack("not_agreed", "ยังประชุมตกลงแผนไม่ครบทุกฝ่าย", "agree_plan")]
    return []


def check_proposable(facts: PlanFacts, who: str = "") -> None:
    """Raise RuleViolation for the first thing that is missing; ``who`` names the person."""
    for lack in missing(facts):
        words = f"{who}: {lack.sentence_th}" if who else lack.sentence_th
        raise RuleViolation(lack.code, words)


@dataclass(frozen=True)
class GroupLine:
    """One line of the form's table: how many people of a group, and how much for them."""

    label_th: str
    people: int
    satang: int


def group_table(cases: Iterable[tuple[str, int]]) -> tuple[list[GroupLine], GroupLine]:
    """Return the lines of groups 1 to 4 and the sum, from each case's group and amount."""
    told = list(cases)
    lines = []
    for group in PAID_GROUPS:
        amounts = [satang for code, satang in told if code == group]
        lines.append(GroupLine(group.label_th, len(amounts), sum(amounts)))
    return lines, GroupLine("รวม", sum(x.people for x in lines), sum(x.satang for x in lines))


def first_day_of(year: int) -> date:
    """Return the first day of a Thai fiscal year (Buddhist era): 2570 begins 1 October 2026."""
    return date(year - BUDDHIST_ERA - 1, 10, 1)


def rate_of(rates: Iterable[Rate], year: int, group: str) -> Rate | None:
    """Return the row that says what one person of a group may get in a fiscal year, or None.

    A row of the group is meant before one for everybody; an average says nothing of one person.
    """
    day = first_day_of(year)
    held = [
        rate
        for rate in rates
        if rate.holds_on(day) and rate.kind is not RateKind.AVERAGE and rate.group in (None, group)
    ]
    return next(iter(sorted(held, key=lambda rate: rate.group is None)), None)


def check_period(year: int, from_on: date, until_on: date) -> None:
    """Raise RuleViolation ``year_range``, ``until_early`` or ``until_far`` at its field."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise RuleViolation("year_range", "ปีงบประมาณต้องเป็นปี พ.ศ. เช่น 2570", "fiscal_year")
    if until_on <= from_on:
        raise RuleViolation("until_early", "วันสิ้นสุดต้องอยู่หลังวันเริ่ม", "until_on")
    if (until_on - from_on).days > 731:
        raise RuleViolation("until_far", "ระยะเวลายาวเกินสองปี กรุณาตรวจปี พ.ศ.", "until_on")


def check_amount(satang: int | None, field: str) -> int:
    """Return the amount, or raise RuleViolation ``amount_missing`` or ``amount_range``."""
    if satang is None or satang <= 0:
        raise RuleViolation("amount_missing", "กรุณาใส่จำนวนเงินที่มากกว่า 0", field)
    if satang > MOST_SATANG:
        raise RuleViolation("amount_range", "จำนวนเงินมากเกินไป กรุณาตรวจอีกครั้ง", field)
    return satang
