"""Forms of questions: ask, write, ask something of the next visit."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wtforms.validators import Optional

from ltc.care.questions.rules import MOST_REPORT, MOST_TEXT, MOST_UNIT, MOST_WHAT
from ltc.care.questions.terms import (
    AnswerKind,
    AskedOf,
    MeetingPlace,
    MessageDraft,
    RequestDraft,
)
from ltc.foundation.core.words import Word
from ltc.foundation.web.fields import (
    Files,
    Hidden,
    LongText,
    Radio,
    Text,
    ThaiDate,
    ThaiTime,
    length,
    required,
)
from ltc.foundation.web.forms import Form


def choices(words: type[Word]) -> dict[str, str]:
    """Return the members of a vocabulary as form choices."""
    return {str(word): word.label_th for word in words}


class _Once(Form):
    """A form that is saved once, however often it arrives."""

    operation_id = Hidden()

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Check the shape; a page without its operation cannot be told from another."""
        is_whole = bool(super().validate(extra_validators))
        try:
            UUID(self.operation_id.data or "")
        except ValueError:
            self.form_errors = ["หน้านี้ไม่ครบ กรุณาเปิดหน้านี้ใหม่แล้วกรอกอีกครั้ง"]
            return False
        return is_whole

    @property
    def operation(self) -> UUID:
        """Return the operation's id; the form was validated before."""
        return UUID(self.operation_id.data)


class MessageForm(_Once):
    """A message in a thread."""

    text = LongText("ข้อความ", [Optional(), length(MOST_TEXT)])
    photos = Files("รูป")
    voice = Files("เสียง")

    def to_draft(self) -> MessageDraft:
        """Return what was told."""
        return MessageDraft(
            self.operation, self.text.data or "", tuple(self.photos.data), tuple(self.voice.data)
        )


class AskForm(MessageForm):
    """A new question."""

    asked_of = Radio("ถามใคร", [required("เลือกว่าถามใคร")], choices=choices(AskedOf))


class RequestForm(_Once):
    """Something that the next visit shall find out."""

    what = Text("ขอให้ทำอะไร", [required("เขียนว่าขอให้ทำอะไร"), length(MOST_WHAT)])
    answer_kind = Radio("อยากได้คำตอบเป็น", [required("กรุณาเลือก")], choices=choices(AnswerKind))
    unit = Text("หน่วย", [Optional(), length(MOST_UNIT)])
    due_on = ThaiDate("ภายในวันที่", [required("กรอกวันที่")])
    report_if = Text("ให้บอกทันทีถ้า", [Optional(), length(MOST_REPORT)])

    def to_draft(self) -> RequestDraft:
        """Return what was told."""
        return RequestDraft(
            self.operation, self.what.data or "", self.answer_kind.data or "", self.due_on.data,
            self.report_if.data or "", self.unit.data or "",
        )  # fmt: skip


class AppointmentForm(Form):
    """When and where an appointment is, for a text without names."""

    on = ThaiDate("วันที่", [required("กรอกวันที่")])
    at = ThaiTime("เวลา", [required("กรอกเวลา")])
    place = Radio("ที่ไหน", [required("กรุณาเลือก")], choices=choices(MeetingPlace))
