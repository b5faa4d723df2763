"""The words of a review."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ltc.foundation.core.words import Word


class Reached(Word):
    """How far a goal was reached."""

    MET = "met", "ถึงเป้าหมายแล้ว"
    PARTLY = "partly", "ดีขึ้นบ้าง ยังไม่ถึง"
    NOT = "not", "ยังไม่ถึง"
    NO_LONGER = "no_longer", "ไม่ต้องมีเป้าหมายนี้แล้ว"


class Because(Word):
    """Why a plan is looked at again."""

    DUE = "due", "ถึงรอบทบทวน"
    EVENT = "event", "มีเหตุการณ์ เช่น ออกจากโรงพยาบาล หกล้ม"
    ASKED = "asked", "ผู้สูงอายุ ญาติ หรือทีมขอ"


class Outcome(Word):
    """What happens with the plan after a review."""

    CONTINUE = "continue", "ใช้แผนนี้ต่อ"
    REVISE = "revise", "ทำแผนฉบับใหม่"


@dataclass(frozen=True)
class GoalView:
    """One goal as it stands in the plan; ``line_id`` is the problem line's."""

    line_id: UUID
    problem: str
    goal: str
    target_on: date | None
    measure: str


@dataclass(frozen=True)
class GoalWords:
    """What was said of one goal: a code of Reached, and words."""

    line_id: UUID
    reached: str
    words: str = ""


@dataclass(frozen=True)
class ReviewDraft:
    """A review as typed; ``took_part`` names people in words."""

    operation_id: UUID
    reviewed_on: date
    because: str
    outcome: str
    took_part: str
    words: str = ""
    goals: tuple[GoalWords, ...] = field(default=())
