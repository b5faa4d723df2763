"""The words of questions; codes are stored, labels are what people read."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ltc.foundation.core.due import Due
from ltc.foundation.core.words import Word


class AskedOf(Word):
    """Whom a question is put to."""

    NURSE = "nurse", "พยาบาล"
    DOCTOR = "doctor", "หมอครอบครัว"


class ThreadState(Word):
    """How a thread stands."""

    OPEN = "open", "รอคำตอบ"
    ANSWERED = "answered", "ตอบแล้ว"
    CLOSED = "closed", "จบแล้ว"


class MessageKind(Word):
    """What a message is."""

    QUESTION = "question", "ถาม"
    ANSWER = "answer", "ตอบ"
    REQUEST = "request", "ขอ"
    RESULT = "result", "ผลจากการเยี่ยม"


class AnswerKind(Word):
    """What a request wants back from the next visit."""

    NUMBER = "number", "ตัวเลขที่วัดได้"
    WORDS = "words", "เล่าเป็นคำพูด"
    PHOTO = "photo", "รูปถ่าย"


class RequestState(Word):
    """How a request stands."""

    OPEN = "open", "รอทำ"
    DONE = "done", "ทำแล้ว"
    WITHDRAWN = "withdrawn", "เลิกขอ"


class MeetingPlace(Word):
    """Where an appointment is, in words that say nothing about anybody."""

    HOME = "home", "ที่บ้าน"
    TOWN_HALL = "town_hall", "ที่เทศบาล"
    PHONE = "phone", "ทางโทรศัพท์"


@dataclass(frozen=True)
class MessageDraft:
    """A message as told; the same ``operation_id`` a second time changes nothing."""

    operation_id: UUID
    text: str
    photos: tuple[bytes, ...] = ()
    voices: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class RequestDraft:
    """What a doctor or nurse wants to know from the next visit, until when, when to report."""

    operation_id: UUID
    what: str
    answer_kind: str
    due_on: date
    report_if: str = ""
    unit: str = ""


@dataclass(frozen=True)
class RequestLine:
    """A request as a visit's form, a chart or a day shows it."""

    id: UUID
    thread_id: UUID
    elder_id: UUID
    what: str
    answer_kind: str
    unit: str
    report_if: str
    asked_by_name: str
    asked_by_role: str
    due: Due
    is_open: bool

    @property
    def asker_word(self) -> str:
        """ "หมอขอ" or "พยาบาลขอ"."""
        return "หมอขอ" if self.asked_by_role == "family_doctor" else "พยาบาลขอ"


@dataclass(frozen=True)
class RequestAnswer:
    """What came back from a visit for one request."""

    value: str = ""
    photos: tuple[bytes, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True when the visit left the line unanswered."""
        return not self.value.strip() and not self.photos
