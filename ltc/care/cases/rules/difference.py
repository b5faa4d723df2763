"""Two versions of a plan, compared in lines that a person can read."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from ltc.care.cases.rules.frequency import frequency_words
from ltc.care.cases.terms import PlanDraft, ProblemLine, ProblemSource, ServiceLine, member
from ltc.care.elders.terms import TeamRole
from ltc.foundation.i18n.dates import short_date

Line = TypeVar("Line")

TEXTS = {
    "wishes_elder": "ความต้องการของผู้สูงอายุ",
    "wishes_family": "ความต้องการของครอบครัว",
    "long_term_aim": "เป้าหมายระยะยาว",
    "cautions": "ข้อควรระวัง",
    "outside_week": "บริการนอกตารางรายสัปดาห์",
    "budget_reason": "เหตุผลที่แก้งบประมาณ",
    "over_rate_reason": "เหตุผลที่เกินอัตรา",
    "other_funding": "ส่วนที่เกินใช้เงินจาก",
}


class How(StrEnum):
    """What happened to a line."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Difference:
    """One line: ``before`` is "" for an added one, ``after`` "" for a removed one."""

    how: How
    what_th: str
    before: str
    after: str


def difference(
    before: PlanDraft,
    after: PlanDraft,
    *,
    service_words: Mapping[str, str],
    people: Mapping[str, str],
    urgency_words: Mapping[str, str] | None = None,
) -> list[Difference]:
    """Return what changed from one version to another, in the order of the plan.

    ``service_words`` names services by code, ``people`` users by id as text. A plan compared with
    itself gives nothing; a line whose place alone changed is no difference.
    """
    found = [
        _told(label, getattr(before, name), getattr(after, name)) for name, label in TEXTS.items()
    ]
    levels = urgency_words or {}
    found += [
        _told("ระดับความเร่งด่วน", levels.get(before.urgency, before.urgency),
              levels.get(after.urgency, after.urgency)),
        _told("งบประมาณที่ขอ", baht_words(before.budget_satang), baht_words(after.budget_satang)),
        _told("วันเริ่มแผน", short_date(before.valid_from), short_date(after.valid_from)),
        _told("ใช้ถึงก่อนวันที่", short_date(before.valid_until), short_date(after.valid_until)),
    ]  # fmt: skip
    found += _lines("ปัญหา", before.problems, after.problems, lambda line: line.text, problem_words)
    found += _lines(
        "บริการ", before.services, after.services, lambda line: (line.kind, line.doer_role),
        lambda line: service_line_words(line, service_words, people),
    )  # fmt: skip
    return [one for one in found if one is not None]


def problem_words(line: ProblemLine) -> str:
    """Return a problem with its goal in one sentence."""
    words = f"{line.text} ({member(ProblemSource, line.source).label_th})"
    if line.goal:
        words += f" เป้าหมาย: {line.goal}"
    if line.target_on:
        words += f" ภายใน {short_date(line.target_on)}"
    if line.measure:
        words += f" ดูจาก {line.measure}"
    if line.no_goal_reason:
        words += f" ไม่ตั้งเป้าหมายเพราะ {line.no_goal_reason}"
    return words


def service_line_words(
    line: ServiceLine, service_words: Mapping[str, str], people: Mapping[str, str]
) -> str:
    """Return a service with its frequency and doer in one sentence."""
    doer = member(TeamRole, line.doer_role).label_th
    if line.doer_user_id:
        doer = f"{people.get(str(line.doer_user_id), 'ไม่ทราบชื่อ')} ({doer})"
    often = frequency_words(line.times, line.per, line.minutes)
    given_by = f"ส่งต่อให้{line.referred_to}" if line.referred_to else ""
    cost = f"ราคา {baht_words(line.cost_satang)}" if line.cost_satang is not None else ""
    words = [
        service_words.get(line.kind, line.kind), line.text, often, f"โดย{doer}", given_by, cost,
        line.note,
    ]  # fmt: skip
    return " · ".join(word for word in words if word)


def baht_words(satang: int | None) -> str:
    """Return "1,250 บาท" or "1,250.50 บาท"; "" for None."""
    if satang is None:
        return ""
    baht, rest = divmod(satang, 100)
    return f"{baht:,}.{rest:02d} บาท" if rest else f"{baht:,} บาท"


def _told(what: str, before: str, after: str) -> Difference | None:
    if before == after:
        return None
    if not before:
        return Difference(How.ADDED, what, "", after)
    if not after:
        return Difference(How.REMOVED, what, before, "")
    return Difference(How.CHANGED, what, before, after)


def _lines(
    what: str,
    before: Sequence[Line],
    after: Sequence[Line],
    key: Callable[[Line], Hashable],
    words: Callable[[Line], str],
) -> Iterator[Difference | None]:
    """Yield differences of lines; equal lines go first, then lines with an equal key pair up."""
    left, new = _without_equals(before, after)
    for line in new:
        same = next((old for old in left if key(old) == key(line)), None)
        if same is not None:
            left.remove(same)
        yield _told(what, words(same) if same is not None else "", words(line))
    for line in left:
        yield _told(what, words(line), "")


def _without_equals(before: Sequence[Line], after: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    left, new = list(before), []
    for line in after:
        if line in left:
            left.remove(line)
        else:
            new.append(line)
    return left, new
