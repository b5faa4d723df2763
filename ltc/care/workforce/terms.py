"""The words of training: courses, certificates as told, how somebody stands on a day."""

from dataclasses import dataclass
from datetime import date, timedelta

from ltc.foundation.core.words import Word


class Course(Word):
    """A course of long-term care.

    Read in sources [V]: the caregiver's 70 and 420 hours (Department of Health), and the 50 hours
    that follow the 70 (Interior Ministry). General knowledge [G]: the care manager's 70 hours and
    a yearly refresher. How long any of them holds was not found [U].
    """

    CAREGIVER_70 = "caregiver_70", "ผู้ดูแลผู้สูงอายุ 70 ชั่วโมง"
    CAREGIVER_420 = "caregiver_420", "ผู้ดูแลผู้สูงอายุ 420 ชั่วโมง"
    BRIDGING_50 = "bridging_50", "อบรมเพิ่มเติม 50 ชั่วโมง ต่อจาก 70 ชั่วโมง"
    CARE_MANAGER_70 = "care_manager_70", "ผู้จัดการการดูแล 70 ชั่วโมง"
    REFRESHER = "refresher", "อบรมฟื้นฟูความรู้"
    OTHER = "other", "หลักสูตรอื่น"


# What a course's name says; the paper may say otherwise.
USUAL_HOURS = {
    Course.CAREGIVER_70: 70,
    Course.CAREGIVER_420: 420,
    Course.BRIDGING_50: 50,
    Course.CARE_MANAGER_70: 70,
}


class Standing(Word):
    """How somebody's training for a role stands on a day."""

    HOLDS = "holds", "มีใบรับรอง"
    ENDED = "ended", "ใบรับรองหมดอายุ"
    NONE = "none", "ยังไม่มีในระบบ"


@dataclass(frozen=True)
class CertificateDraft:
    """A certificate as its paper says; ``holds_until`` is the first day it holds no more."""

    course: str
    hours: int
    issued_on: date
    holds_until: date | None = None
    number: str = ""


@dataclass(frozen=True)
class TrainingRules:
    """What counts for one role on a day: courses, and how many days before an end one is told."""

    courses: frozenset[str]
    notice_days: int
    note_th: str


@dataclass(frozen=True)
class Training:
    """How somebody stands: ``until`` is the first day on which nothing holds; None: no end known.

    ``ends_soon`` is true for what still holds and ends within the notice.
    """

    standing: Standing
    until: date | None = None
    ends_soon: bool = False

    @property
    def last_day(self) -> date | None:
        """The last day on which something holds, or held."""
        return self.until and self.until - timedelta(days=1)

    def ended_by(self, day: date) -> date | None:
        """Return since when nothing holds, if that is so on ``day``; None for nothing known."""
        if self.standing is Standing.NONE or self.until is None or self.until > day:
            return None
        return self.until


UNKNOWN = Training(Standing.NONE)
