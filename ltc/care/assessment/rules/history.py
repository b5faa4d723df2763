"""What the comparing rules know of the past: earlier assessments and what happened between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ltc.foundation.core.words import Word


class EventKind(Word):
    """Something that happened to the elder and may explain a changed score."""

    ADMISSION = "admission", "นอนโรงพยาบาล"
    DISCHARGE = "discharge", "ออกจากโรงพยาบาล"
    FALL = "fall", "หกล้ม"
    STROKE = "stroke", "หลอดเลือดสมอง"
    NEW_CATHETER = "new_catheter", "ใส่สายสวนใหม่"
    REHABILITATION = "rehabilitation", "ฟื้นฟูสมรรถภาพ"
    RECOVERY = "recovery", "หายจากการเจ็บป่วย"
    OTHER = "other", "เหตุอื่น"


@dataclass(frozen=True)
class ScoredAssessment:
    """An assessment as the comparing rules see it: when, what came out, and who rated."""

    on: date
    total: int
    answers: Mapping[str, int]
    rater_role: str


@dataclass(frozen=True)
class HealthEvent:
    """Something that happened to the elder on a day."""

    on: date
    kind: EventKind


def earlier(history: Sequence[ScoredAssessment], on: date) -> list[ScoredAssessment]:
    """Return the assessments made on or before the day ``on``, oldest first.

    A late entry must not be compared with what was only seen after it.
    """
    return sorted((past for past in history if past.on <= on), key=lambda past: past.on)
