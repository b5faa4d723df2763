"""The words of drafting: facts, rules, proposals and what was answered to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ltc.care.cases.terms import ProblemLine, ServiceLine
from ltc.foundation.core.words import Word

RECENT_DAYS = 200  # a loss since an assessment longer ago may have been there all the time
FALL_DAYS = 180
WEIGHT_DAYS = 180
MISSED_DAYS = 30


class Aim(Word):
    """What a proposal is for."""

    IMPROVE = "improve", "ให้ดีขึ้น"
    PREVENT = "prevent", "ไม่ให้แย่ลง"


class Answer(Word):
    """What a person made of a proposal."""

    ACCEPTED = "accepted", "รับแล้ว"
    CHANGED = "changed", "รับแล้ว แก้คำ"
    DECLINED = "declined", "ไม่รับ"


@dataclass(frozen=True)
class Fact:
    """A whole number known about an elder, and the words that say what and from when."""

    value: int
    words: str


Facts = Mapping[str, Fact]
Range = tuple[int, int]
Ranges = Mapping[str, Range]


@dataclass(frozen=True)
class Against:
    """A sentence that speaks against a proposal; without ``when`` it always does."""

    text: str
    when: Ranges


@dataclass(frozen=True)
class DraftingRule:
    """One row of the rules; ``when`` and ``improves_when`` are least and most, both included.

    ``raised`` and ``quiet`` are its own example: values that raise it, and values that do not.
    """

    code: str
    title: str
    aim: Aim
    when: Ranges
    improves_when: Ranges
    problem: str
    goal: str
    weeks: int
    measure: str
    service: ServiceLine
    against: tuple[Against, ...]
    source: str
    is_sure: bool
    raised: Mapping[str, int]
    quiet: Mapping[str, int]


@dataclass(frozen=True)
class Proposal:
    """A rule that facts raised for one draft: lines to take over, why, and what speaks against."""

    rule: DraftingRule
    aim: Aim
    raised_by: tuple[str, ...]
    against: tuple[str, ...]
    problem: ProblemLine
    service: ServiceLine


@dataclass(frozen=True)
class Answered:
    """What somebody answered to a proposal, and when; ``plan_number`` is the plan's version."""

    code: str
    answer: Answer
    reason: str
    by_name: str
    at: datetime
    plan_number: int
