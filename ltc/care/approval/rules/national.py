"""The states that the national page counts: ours from the facts, theirs as somebody saw them.

ทั้งหมด is the sum; the four others follow each other (thai-ltc.md section 3). What the money side
knows, that an amount was transferred, comes in as an argument.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ltc.care.approval.terms import NationalState
from ltc.care.cases.rules.rates import fiscal_year
from ltc.foundation.core.errors import RuleViolation


def national_state(*, has_plan: bool, is_approved: bool, is_transferred: bool) -> NationalState:
    """Return in which of the four states a case is; the furthest that holds."""
    if is_transferred:
        return NationalState.TRANSFERRED
    if is_approved:
        return NationalState.APPROVED
    return NationalState.PLAN if has_plan else NationalState.NO_PLAN


@dataclass(frozen=True)
class Compared:
    """Ours beside theirs for one case; ``seen`` None: nobody looked."""

    ours: NationalState
    seen: NationalState | None

    @property
    def is_different(self) -> bool:
        """True when somebody saw another state than ours."""
        return self.seen is not None and self.seen is not self.ours


@dataclass(frozen=True)
class StateLine:
    """One of the five lines; ``seen`` counts only cases that somebody looked up."""

    label_th: str
    ours: int
    seen: int


def five_states(cases: Iterable[Compared]) -> list[StateLine]:
    """Return the five counts in the order of the national page, all of them first."""
    told = list(cases)
    ours = Counter(one.ours for one in told)
    seen = Counter(one.seen for one in told if one.seen)
    lines = [StateLine("ทั้งหมด", len(told), sum(seen.values()))]
    return lines + [StateLine(one.label_th, ours[one], seen[one]) for one in NationalState]


def check_sighting(state: str, seen_on: date, *, year: int, on: date) -> None:
    """Raise RuleViolation ``state_unknown``, ``seen_later``, ``seen_early`` or ``year_later``."""
    if state not in set(NationalState):
        raise RuleViolation("state_unknown", "กรุณาเลือกสถานะที่เห็น", "state")
    if seen_on > on:
        raise RuleViolation("seen_later", "วันที่ดูยังมาไม่ถึง", "seen_on")
    if (on - seen_on).days > 731:
        raise RuleViolation("seen_early", "วันที่ดูเก่าเกินสองปี กรุณาตรวจปี พ.ศ.", "seen_on")
    if year > fiscal_year(on) + 1:
        raise RuleViolation("year_later", "ปีงบประมาณยังมาไม่ถึง", "fiscal_year")
