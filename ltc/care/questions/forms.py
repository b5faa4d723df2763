"""Forms of questions: ask, write, ask something of the next visit."""

from wtforms.validators import Optional

from ltc.care.questions.rules import MOST_REPORT, MOST_TEXT, MOST_UNIT, MOST_WHAT
from ltc.care.questions.terms import (
    AnswerKind,
    AskedOf,
    MeetingPlace,
    MessageDraft,
    RequestDraft,
)
from ltc.foundation.web.fields import (
    Files,
    LongText,
    Radio,
    Text,
    ThaiDate,
    ThaiTime,
    choices,
    length,
    required,
)
from ltc.foundation.web.forms import Form, OnceForm


class MessageForm(OnceForm):
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


class RequestForm(OnceForm):
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
