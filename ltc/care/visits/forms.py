"""The page of one visit, and the short one for a visit that could not be."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from wtforms.validators import Optional

from ltc.care.questions.terms import AnswerKind, RequestAnswer, RequestLine
from ltc.care.visits.models import Visit
from ltc.care.visits.queries.reference import get_checklist, get_signs
from ltc.care.visits.rules.record import (
    MOST,
    MOST_ANSWER,
    MOST_PART_NOTE,
    MOST_WORRY,
    SEEN,
    SEEN_WORDS,
    refused,
    request_field,
)
from ltc.care.visits.terms import (
    Answer,
    AskAgain,
    CouldNotReason,
    PlannedPart,
    Question,
    VisitDraft,
    VisitStatus,
)
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.words import Word
from ltc.foundation.core.zone import local
from ltc.foundation.i18n.text import arabic_digits, clean
from ltc.foundation.web.fields import (
    BooleanField,
    Checks,
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

REASON_MOST = 300


def choices(words: type[Word]) -> dict[str, str]:
    """Return the members of a vocabulary as form choices."""
    return {str(word): word.label_th for word in words}


class Measured(Text):
    """A measured number, kept as digits; a comma for the decimal point is read as one."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read Thai digits too; what is no number stays as typed and is refused by the rules."""
        typed = arabic_digits(clean(str(valuelist[0]))).replace(" ", "") if valuelist else ""
        self.data = typed.replace(",", ".") or None


class _VisitPage(Form):
    """What both pages share: the operation, the day, checking everything at once."""

    STATUS: VisitStatus
    operation_id = Hidden()
    visited_on = ThaiDate("วันที่ไป", [required("กรุณากรอกวันที่ไป")])
    arrived = ThaiTime("ไปถึงกี่โมง", [required("กรุณากรอกเวลาที่ไปถึง")])
    amend_reason = Text("แก้ไขเพราะอะไร", [required("เขียนว่าแก้ไขเพราะอะไร"), length(REASON_MOST)])

    def __init__(
        self,
        parts: Sequence[PlannedPart],
        *,
        at: datetime,
        on: date,
        is_amendment: bool = False,
        **given: Any,
    ) -> None:
        super().__init__(**given)
        if not is_amendment:
            del self.amend_reason
        for name in ("is_worried", "worry") if is_amendment else ():
            if name in self:  # a worry of then is a finding of its own by now
                del self[name]
        self.parts, self.at, self.on = parts, at, on
        self.questions: tuple[Question, ...] = ()

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Check the shape, then every rule of the visit, so that all is said at once."""
        is_whole = bool(super().validate(extra_validators))
        if _uuid(self.operation_id.data) is None:
            self.form_errors = ["หน้านี้ไม่ครบ กรุณาเปิดหน้านี้ใหม่แล้วกรอกอีกครั้ง"]
            return False
        if self.visited_on.data is None:
            return False
        broken = refused(self.to_draft(), self.parts, get_signs().signs, at=self.at, on=self.on)
        for one in broken:
            field = self._fields.get(one.field or "")
            if field is None or not field.errors:
                self.reject(one)
        return is_whole and not broken

    def reject(self, broken: RuleViolation) -> None:
        """Show a broken rule at its field; open questions stand together at the top."""
        if isinstance(broken, AskAgain):
            self.questions = broken.questions
            self.form_errors = [question.sentence_th for question in broken.questions]
        else:
            super().reject(broken)

    def to_draft(self) -> VisitDraft:
        """Return what was told."""
        raise NotImplementedError


class CouldNotForm(_VisitPage):
    """Somebody went, but the visit did not take place."""

    STATUS = VisitStatus.COULD_NOT
    reason = Radio(
        "ไม่ได้เยี่ยมเพราะอะไร", [required("กรุณาเลือกหนึ่งข้อ")], choices=choices(CouldNotReason)
    )
    note = LongText("เล่าเพิ่ม", [Optional(), length(MOST["note"])])

    def to_draft(self) -> VisitDraft:
        """Return what was told."""
        operation_id = _uuid(self.operation_id.data)
        assert operation_id is not None
        return VisitDraft(
            operation_id, self.STATUS, self.visited_on.data, self.arrived.data,
            could_not_reason=self.reason.data or "", note=self.note.data or "",
        )  # fmt: skip


class VisitForm(_VisitPage):
    """A visit that took place; the fields of the reference files are added by ``form_class``."""

    STATUS = VisitStatus.DONE
    lines: tuple[RequestLine, ...] = ()

    def value(self, name: str) -> str:
        """Return what a field holds, or ""."""
        return str(self._fields[name].data or "")

    def to_draft(self) -> VisitDraft:
        """Return what was told; what was left empty is left out."""
        parts = get_checklist().parts
        lines = [line.code for part in parts for line in part.lines]
        operation_id = _uuid(self.operation_id.data)
        assert operation_id is not None
        return VisitDraft(
            operation_id, self.STATUS, self.visited_on.data, self.arrived.data,
            left=self._fields["left"].data,
            answers=_filled({code: self.value(f"line_{code}") for code in lines}),
            part_notes=_filled({part.code: self.value(f"note_{part.code}") for part in parts}),
            vitals=_filled({one.code: self.value(one.code) for one in get_signs().signs}),
            confirmed=frozenset(self._fields["confirmed"].data or ()),
            is_worried="is_worried" in self and bool(self._fields["is_worried"].data),
            worry=self.value("worry") if "worry" in self else "",
            requests={line.id: self._answer(line) for line in self.lines},
            **{name: self.value(name) for name in (*SEEN, *MOST)},
        )  # fmt: skip

    def _answer(self, line: RequestLine) -> RequestAnswer:
        field = self._fields[request_field(line.id)]
        if line.answer_kind == AnswerKind.PHOTO:
            return RequestAnswer(photos=tuple(field.data))
        return RequestAnswer(str(field.data or ""))

    @property
    def asked(self) -> list[tuple[RequestLine, Any]]:
        """Return what a doctor or nurse asked for, each with its field."""
        return [(line, self._fields[request_field(line.id)]) for line in self.lines]

    @property
    def kept_tokens(self) -> list[str]:
        """Return answers to earlier questions that the page must send again."""
        still_asked = {question.token for question in self.questions}
        return [t for t in self._fields["confirmed"].data or () if t not in still_asked]


@cache
def form_class() -> type[VisitForm]:
    """Return the form with one field for each line and vital sign, in the order of the page."""
    parts = get_checklist().parts
    fields: dict[str, Any] = {
        "problems": LongText("วันนี้มีปัญหาหรือต้องการอะไร", [Optional(), length(MOST["problems"])]),
    }
    for sign in get_signs().signs:
        fields[sign.code] = Measured(sign.label_th, [Optional(), length(12)])
    for name, words in SEEN.items():
        fields[name] = Radio(SEEN_WORDS[name], [required("กรุณาเลือกหนึ่งข้อ")], choices=choices(words))
    for part in parts:
        for line in part.lines:
            fields[f"line_{line.code}"] = Radio(
                line.label_th, [Optional()], choices=choices(Answer)
            )
        fields[f"note_{part.code}"] = Text(
            f"หมายเหตุ ({part.title_th})", [Optional(), length(MOST_PART_NOTE)]
        )
    fields |= {
        "note": LongText("วันนี้ทำแล้วเป็นอย่างไร", [Optional(), length(MOST["note"])]),
        "next_plan": LongText("ครั้งหน้าจะทำอะไร", [Optional(), length(MOST["next_plan"])]),
        "signed_by": Text("ชื่อผู้สูงอายุหรือญาติที่รับรู้การเยี่ยม", [Optional(), length(MOST["signed_by"])]),
        "left": ThaiTime("กลับกี่โมง", [required("กรุณากรอกเวลาที่กลับ")]),
        "confirmed": Checks("ยืนยัน", [Optional()], choices={}, validate_choice=False),
        "is_worried": BooleanField("ฉันเป็นห่วง อยากให้มีคนดูต่อ"),
        "worry": Text("เป็นห่วงเรื่องอะไร", [Optional(), length(MOST_WORRY)]),
    }
    return cast("type[VisitForm]", type("FilledVisitForm", (VisitForm,), fields))


def asking_class(lines: Sequence[RequestLine]) -> type[VisitForm]:
    """Return the form with one field more for each request of a doctor or nurse."""
    if not lines:
        return form_class()
    fields: dict[str, Any] = {"lines": tuple(lines)}
    for line in lines:
        label = f"{line.asker_word}: {line.what}"
        fields[request_field(line.id)] = (
            Files(label)
            if line.answer_kind == AnswerKind.PHOTO
            else Text(label, [Optional(), length(MOST_ANSWER)])
        )
    return cast("type[VisitForm]", type("AskingVisitForm", (form_class(),), fields))


def visit_values(visit: Visit) -> dict[str, Any]:
    """Return a saved visit as the values of its page, for an amendment."""
    values: dict[str, Any] = {
        "visited_on": visit.visited_on,
        "arrived": local(visit.started_at).time(),
        "left": local(visit.ended_at).time() if visit.ended_at else None,
        "reason": visit.could_not_reason,
    }
    values |= {name: getattr(visit, name) for name in (*SEEN, *MOST)}
    values |= {f"line_{code}": answer for code, answer in visit.answers.items()}
    values |= {f"note_{code}": note for code, note in visit.part_notes.items()}
    return values | visit.vitals


def _filled(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
