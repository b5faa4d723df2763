"""The words of reading visits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from ltc.foundation.core.words import Word


class MarkCode(Word):
    """What can be unusual about a visit; in the order of pressing."""

    DANGER = "danger", "ค่าอันตราย"
    HARD_TO_WAKE = "hard_to_wake", "ซึม เรียกตื่นยาก"
    WORSE = "worse", "แย่ลง"
    SKIN = "skin", "ผิวหนังเปลี่ยน"
    NEW_PROBLEM = "new_problem", "ปัญหาใหม่"
    COULD_NOT = "could_not", "ไม่ได้เยี่ยม"
    MISSED = "missed", "มีงานที่ไม่ได้ทำ"
    SHORT = "short", "สั้นกว่าที่วางไว้"
    COPIED = "copied", "เหมือนครั้งก่อนทุกคำ"
    NEW_PERSON = "new_person", "คนใหม่ไปครั้งแรก"
    LATE = "late", "บันทึกช้า"
    AMENDED = "amended", "แก้ไขภายหลัง"


ALARMING = frozenset({MarkCode.DANGER, MarkCode.HARD_TO_WAKE})


class ReadHow(Word):
    """Whether a visit was read by itself or as one of a page."""

    ALONE = "alone", "อ่านทีละครั้ง"
    PAGE = "page", "อ่านรวมทั้งหน้า"


@dataclass(frozen=True)
class Mark:
    """One reason to look closer, with what exactly was seen."""

    code: MarkCode
    words: str = ""

    @property
    def is_alarm(self) -> bool:
        """True for what cannot wait."""
        return self.code in ALARMING

    @property
    def sentence(self) -> str:
        """The mark as a person reads it."""
        return f"{self.code.label_th}: {self.words}" if self.words else self.code.label_th


@dataclass(frozen=True)
class Written:
    """What a caregiver wrote in one visit; codes as stored in the visit."""

    is_done: bool
    minutes: int | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    vitals: Mapping[str, str] = field(default_factory=dict)
    consciousness: str = ""
    skin: str = ""
    change: str = ""
    problems: str = ""
    note: str = ""
    could_not_words: str = ""
    is_dangerous: bool = False
    is_amendment: bool = False
    days_late: int = 0


@dataclass(frozen=True)
class Planned:
    """What the plan asked of the visit: minutes of each kind of service the caregiver gives."""

    minutes: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Limits:
    """From when on something counts as unusual (seeds/reference/reading_rules.toml).

    A visit under ``short_percent`` of the planned minutes; a note of ``copied_letters`` or more, or
    ``copied_vitals`` numbers or more, the same as the time before; written ``late_days`` or more
    after the day. Visits older than ``back_days`` are not asked for any more. ``note_th`` says what
    is unsure.
    """

    short_percent: int
    copied_letters: int
    copied_vitals: int
    late_days: int
    back_days: int
    note_th: str


@dataclass(frozen=True)
class UnreadVisit:
    """A visit that nobody on the staff has read yet."""

    visit_id: UUID
    number: int
    elder_id: UUID
    full_name: str
    visited_on: date
    started_at: datetime
    caregiver_name: str
    written: Written
    marks: tuple[Mark, ...]

    @property
    def is_unusual(self) -> bool:
        """True when it is to be read by itself."""
        return bool(self.marks)

    @property
    def is_alarming(self) -> bool:
        """True when something of it cannot wait."""
        return any(mark.is_alarm for mark in self.marks)
