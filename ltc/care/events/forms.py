"""The short form of each kind of event, its withdrawal, and what is settled by hand."""

from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from wtforms.validators import Optional

from ltc.care.events.rules.entry import MOST
from ltc.care.events.terms import (
    CLOSING,
    DETAILS,
    OPENING,
    PLACES,
    AnswerOutcome,
    EventDraft,
    EventKind,
    Precision,
    Teller,
)
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

REASON_MOST = 300


class EventForm(Form):
    """What every kind asks; ``form_of`` adds the few questions of one kind."""

    KIND: EventKind
    operation_id = Hidden()
    happened_on = ThaiDate("เกิดขึ้นวันไหน", [required("กรุณากรอกวันที่")])
    is_about = BooleanField("ไม่แน่ใจวัน ประมาณวันนี้")
    happened_time = ThaiTime("กี่โมง ถ้ารู้", [Optional()])
    told_by = Choice("ใครบอก", [required("กรุณาเลือกว่าใครบอก")], choices=choices(Teller, "– เลือก –"))
    told_by_name = Text("ชื่อคนบอก", [Optional(), length(MOST["told_by_name"])])
    done = LongText("ทำอะไรไปแล้ว", [Optional(), length(MOST["done"])])
    note = LongText("เล่าเพิ่ม", [Optional(), length(MOST["note"])])

    def value(self, name: str) -> Any:
        """Return what a field of one kind holds; None where the kind does not ask."""
        field = self._fields.get(name)
        return field.data if field is not None else None

    def to_draft(self) -> EventDraft:
        """Return what was told; raises RuleViolation for a page that came without its number."""
        return EventDraft(
            operation_id=operation_of(self.operation_id.data),
            kind=str(self.KIND),
            happened_on=self.happened_on.data,
            precision=str(Precision.ABOUT if self.is_about.data else Precision.DAY),
            told_by=self.told_by.data,
            told_by_name=self.told_by_name.data or "",
            happened_time=self.happened_time.data,
            detail=self.value("detail") or "",
            place=self.value("place") or "",
            done=self.done.data or "",
            note=self.note.data or "",
            expected_return_on=self.value("expected_return_on"),
            began_on=self.value("began_on"),
            began_about=bool(self.value("began_about")),
        )


@cache
def form_of(kind: EventKind) -> type[EventForm]:
    """Return the form of one kind."""
    fields: dict[str, Any] = {"KIND": kind}
    if kind in DETAILS:
        words, offered = DETAILS[kind]
        fields["detail"] = Radio(words, [required("กรุณาเลือกหนึ่งข้อ")], choices=choices(offered))
    if kind in PLACES:
        fields["place"] = Text(PLACES[kind], [Optional(), length(MOST["place"])])
    if kind in OPENING:
        fields["expected_return_on"] = ThaiDate("คาดว่ากลับวันไหน", [Optional()])
    if kind in CLOSING:
        what = "เข้าโรงพยาบาล" if kind is EventKind.DISCHARGE else "ไป"
        fields["began_on"] = ThaiDate(f"{what}ตั้งแต่วันไหน", [Optional()])
        fields["began_about"] = BooleanField("ไม่แน่ใจวันที่ไป ประมาณวันนี้")
    return type("FilledEventForm", (EventForm,), fields)


def operation_of(sent: str | None) -> UUID:
    """Return the number that a page carries; raises RuleViolation when it came back broken."""
    try:
        return UUID(sent or "")
    except ValueError as broken:
        raise RuleViolation("page_broken", "หน้านี้ไม่ครบ กรุณาเปิดหน้านี้ใหม่แล้วกรอกอีกครั้ง") from broken


class WithdrawForm(Form):
    """Why an event was recorded wrongly."""

    because = Text("ถอนเพราะอะไร", [required("เขียนสั้น ๆ ว่าถอนเพราะอะไร"), length(REASON_MOST)])


class ReturnForm(Form):
    """When somebody is expected back."""

    expected_return_on = ThaiDate("คาดว่ากลับวันไหน", [Optional()])
    version = Hidden()


def return_values(expected_on: date | None) -> dict[str, Any]:
    """Return what stands as values of the form."""
    return {"expected_return_on": expected_on}


class AnswerForm(Form):
    """How a follow-up was settled."""

    outcome = Radio("เรื่องนี้", [required("กรุณาเลือกหนึ่งข้อ")], choices=choices(AnswerOutcome))
    note = Text("บันทึกสั้น ๆ", [Optional(), length(REASON_MOST)])
