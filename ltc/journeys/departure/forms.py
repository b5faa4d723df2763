"""Forms of a departure: telling it, settling what remains, taking it back."""

from uuid import UUID

from wtforms.validators import Optional

from ltc.care.events.rules.entry import MOST
from ltc.care.events.terms import Precision, Teller
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.web.fields import (
    BooleanField,
    Choice,
    Hidden,
    LongText,
    Radio,
    Text,
    ThaiDate,
    ThaiTime,
    choices,
    length,
    required,
)
from ltc.foundation.web.forms import Form
from ltc.journeys.departure.terms import DepartureDraft, DepartureKind, Outcome, ReturnDraft

REASON_MOST = 300


class DepartForm(Form):
    """A death or a move as told."""

    operation_id = Hidden()
    happened_on = ThaiDate("วันไหน", [required("กรุณากรอกวันที่")])
    is_about = BooleanField("ไม่แน่ใจวัน ประมาณวันนี้")
    happened_time = ThaiTime("กี่โมง ถ้ารู้", [Optional()])
    told_by = Choice("ใครบอก", [required("กรุณาเลือกว่าใครบอก")], choices=choices(Teller, "– เลือก –"))
    told_by_name = Text("ชื่อคนบอก", [Optional(), length(MOST["told_by_name"])])
    place = Text("ที่ไหน", [Optional(), length(MOST["place"])])
    note = LongText("เล่าเพิ่ม", [Optional(), length(MOST["note"])])

    def to_draft(self, kind: DepartureKind) -> DepartureDraft:
        """Return what was told; raises RuleViolation for a page that came without its number."""
        return DepartureDraft(
            operation_id=operation_of(self.operation_id.data),
            kind=str(kind),
            happened_on=self.happened_on.data,
            precision=str(Precision.ABOUT if self.is_about.data else Precision.DAY),
            told_by=self.told_by.data,
            told_by_name=self.told_by_name.data or "",
            happened_time=self.happened_time.data,
            place=self.place.data or "",
            note=self.note.data or "",
        )


class ReturnForm(Form):
    """Somebody who moved away lives here again, as told."""

    operation_id = Hidden()
    happened_on = ThaiDate("กลับมาอยู่ตั้งแต่วันไหน", [required("กรุณากรอกวันที่")])
    is_about = BooleanField("ไม่แน่ใจวัน ประมาณวันนี้")
    told_by = Choice("ใครบอก", [required("กรุณาเลือกว่าใครบอก")], choices=choices(Teller, "– เลือก –"))
    told_by_name = Text("ชื่อคนบอก", [Optional(), length(MOST["told_by_name"])])
    note = LongText("เล่าเพิ่ม", [Optional(), length(MOST["note"])])

    def to_draft(self) -> ReturnDraft:
        """Return what was told; raises RuleViolation for a page that came without its number."""
        return ReturnDraft(
            operation_id=operation_of(self.operation_id.data),
            happened_on=self.happened_on.data,
            precision=str(Precision.ABOUT if self.is_about.data else Precision.DAY),
            told_by=self.told_by.data,
            told_by_name=self.told_by_name.data or "",
            note=self.note.data or "",
        )


def operation_of(sent: str | None) -> UUID:
    """Return the number that a page carries; raises RuleViolation when it came back broken."""
    try:
        return UUID(sent or "")
    except ValueError as broken:
        raise RuleViolation("page_broken", "หน้านี้ไม่ครบ กรุณาเปิดหน้านี้ใหม่แล้วกรอกอีกครั้ง") from broken


class TaskForm(Form):
    """How a thing that remained was settled."""

    outcome = Radio("เรื่องนี้", [required("กรุณาเลือกหนึ่งข้อ")], choices=choices(Outcome))
    note = Text("บันทึกสั้น ๆ", [Optional(), length(REASON_MOST)])


class TakeBackForm(Form):
    """Why a departure was recorded wrongly."""

    because = Text("ยกเลิกเพราะอะไร", [required("เขียนสั้น ๆ ว่ายกเลิกเพราะอะไร"), length(REASON_MOST)])
