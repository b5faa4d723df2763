"""One form for every instrument, made from its data; and the small forms that follow a result."""

import functools
import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from wtforms.validators import Optional

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.rules.tai import TaiClass
from ltc.care.assessment.terms import (
    AssessmentDraft,
    Instrument,
    Item,
    Method,
    Place,
    Purpose,
)
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.i18n.dates import parse_date
from ltc.foundation.i18n.text import arabic_digits, clean
from ltc.foundation.web.fields import (
    Hidden,
    LongText,
    Radio,
    Text,
    ThaiDate,
    WholeNumber,
    choices,
    length,
    required,
)
from ltc.foundation.web.forms import Form

# Questions about mood and memory are answered in words; abilities are seen.
ASKED_IN_WORDS = frozenset(
    {"2q", "9q", "8q", "amt", "mmse", "oxford_knee", "incontinence", "carer_burden"}
)
NOT_ASKED = "ไม่ต้องถามข้อนี้ เพราะข้อก่อนหน้าตอบว่าไม่มี"
CONFIRMED = "ใช่ ถูกแล้ว"
REASON_MOST = 300
NOTE_MOST = 2_000
PLAIN_NUMBER = re.compile(r"[0-9]{1,9}")
DOUBT_CODE = re.compile(r"[A-Z][A-Z_0-9]{0,11}")


class AssessmentForm(Form):
    """Who was assessed how, where and when; ``form_for`` adds the items of one instrument."""

    instrument: Instrument

    assessed_on = ThaiDate("วันที่ประเมิน", [required("กรุณากรอกวันที่ประเมิน")])
    # A purpose that is not for this person is refused by a rule, which says what to do instead.
    purpose = Radio("ประเมินเพื่ออะไร", [required()], choices=choices(Purpose))
    method = Radio("รู้ได้อย่างไร", [required("กรุณาเลือกว่ารู้ได้อย่างไร")], choices=choices(Method))
    place = Radio("ประเมินที่ไหน", [required("กรุณาเลือกสถานที่")], choices=choices(Place))
    note = LongText("บันทึกเพิ่มเติม", [Optional(), length(NOTE_MOST)])
    amend_reason = Text("แก้เพราะอะไร", [Optional(), length(REASON_MOST)])
    operation_id = Hidden()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.operation_id.data = self.operation_id.data or str(new_id())

    def ask_reason(self) -> None:
        """Show that a reason is wanted: only an amendment has one."""
        self.amend_reason.flags.required = True

    @property
    def item_fields(self) -> list[tuple[Item, Any]]:
        """The items with their fields, in the order of the paper form."""
        return [(item, self._fields[item.code]) for item in self.instrument.items]

    def answers(self) -> dict[str, int]:
        """Return what is answered so far, item code to number; empty ones are left out."""
        found = {item.code: _number(field.data) for item, field in self.item_fields}
        return {code: value for code, value in found.items() if value is not None}

    def to_draft(self, said: Mapping[str, str]) -> AssessmentDraft:
        """Return what was filled in; ``said`` is what the rater said to each question back.

        Raises RuleViolation ``page_stale`` when the page's operation id is not one of ours.
        """
        variant = self._fields.get("variant")
        return AssessmentDraft(
            instrument=self.instrument.code,
            instrument_version=self.instrument.version,
            answers=self.answers(),
            purpose=self.purpose.data,
            method=self.method.data,
            place=self.place.data,
            assessed_on=self.assessed_on.data,
            operation_id=self._operation(),
            variant=variant.data if variant else None,
            note=self.note.data or "",
            answered_doubts=said,
        )

    def _operation(self) -> UUID:
        try:
            return UUID(self.operation_id.data)
        except ValueError as unreadable:
            self.operation_id.data = str(new_id())
            raise RuleViolation("page_stale", "หน้านี้เก่าเกินไป กรุณากดส่งอีกครั้ง") from unreadable


def form_for(instrument: Instrument) -> type[AssessmentForm]:
    """Return the form of an instrument in its version."""
    return _form_class(instrument.code, instrument.version)


@functools.cache
def _form_class(code: str, version: int) -> type[AssessmentForm]:
    instrument = get_instrument(code, version)
    fields: dict[str, Any] = {"instrument": instrument}
    if instrument.variant_th:
        fields["variant"] = Radio(
            instrument.variant_th, [required("กรุณาเลือกข้อนี้ก่อน")], choices=_variants(instrument)
        )
    fields |= {item.code: _field(item) for item in instrument.items}
    return type(f"{instrument.code}_form", (AssessmentForm,), fields)


def _variants(instrument: Instrument) -> dict[str, str]:
    mains = [found for found in instrument.band_sets if found.is_main and found.variant]
    return {str(found.variant): found.label_th for found in mains}


def _field(item: Item) -> Any:
    missing = required("ยังไม่ได้ตอบข้อนี้")
    if not item.options:
        return WholeNumber(item.label_th, [missing])
    choices = {str(option.score): option.text_th for option in item.options}
    if item.asked_if is None:
        return Radio(item.label_th, [missing], choices=choices, coerce=_digits)
    choices = {"": NOT_ASKED} | choices
    return Radio(item.label_th, [Optional()], choices=choices, coerce=_digits, default="")


def _digits(value: Any) -> str:
    return arabic_digits(str(value))


def _number(value: Any) -> int | None:
    if isinstance(value, int):
        return value
    return int(value) if value and value.isascii() and value.isdigit() else None


class Filling:
    """One instrument on its way in: its draft, and its form when somebody has to see it.

    A form is ten questions with every answer to choose from, and making one costs as much as
    saving what it holds. So it is made to be shown, or to say what is wrong.
    """

    def __init__(
        self, instrument: Instrument, sent: Mapping[str, str], fresh: Callable[[], dict[str, Any]]
    ) -> None:
        self._instrument = instrument
        self._sent = sent
        self._fresh = fresh

    @functools.cached_property
    def form(self) -> AssessmentForm:
        """The form with what was sent, or with the ``fresh`` values."""
        return form_for(self._instrument)(data=self._fresh())

    def draft(self) -> AssessmentDraft | None:
        """Return what was sent; None without any, and when it is wrong: then the form says why.

        Raises RuleViolation ``nothing_sent`` as every form does.
        """
        if plain := plain_draft(self._instrument, self._sent):
            return plain
        if not self.form.validate_on_submit():
            return None
        try:
            return self.form.to_draft(said_to_doubts(self._sent))
        except RuleViolation as broken:
            self.form.reject(broken)
            return None


def plain_draft(instrument: Instrument, sent: Mapping[str, str]) -> AssessmentDraft | None:
    """Return what was ``sent`` when every value of it is one that the page offers, else None.

    Read past the form, by the same readers; whenever this gives a draft, the form gives the same.
    """
    if "amend_reason" in sent:
        return None
    try:
        numbers = {item.code: _plain_number(item, sent[item.code]) for item in instrument.items}
        return AssessmentDraft(
            instrument=instrument.code,
            instrument_version=instrument.version,
            answers={code: number for code, number in numbers.items() if number is not None},
            purpose=Purpose(sent["purpose"]).value,
            method=Method(sent["method"]).value,
            place=Place(sent["place"]).value,
            assessed_on=parse_date(clean(sent["assessed_on"])),
            operation_id=UUID(sent["operation_id"]),
            variant=_plain_variant(instrument, sent),
            note=_plain_note(sent),
            answered_doubts=said_to_doubts(sent),
        )
    except (KeyError, ValueError):
        return None


def _plain_number(item: Item, typed: str) -> int | None:
    """Return one answer, None for an item that need not be; raises KeyError or ValueError."""
    if item.options:
        scores = {str(option.score): option.score for option in item.options}
        return None if typed == "" and item.asked_if else scores[typed]
    if not PLAIN_NUMBER.fullmatch(typed):
        raise ValueError(typed)
    return int(typed)


def _plain_variant(instrument: Instrument, sent: Mapping[str, str]) -> str | None:
    if not instrument.variant_th:
        return None
    if sent["variant"] not in _variants(instrument):
        raise ValueError(sent["variant"])
    return sent["variant"]


def _plain_note(sent: Mapping[str, str]) -> str:
    note = clean(sent.get("note", "").replace("\r\n", "\n"))
    if len(note) > NOTE_MOST:
        raise ValueError
    return note


def usual_values(instrument: Instrument, *, is_formal: bool) -> dict[str, Any]:
    """Return what a fresh form starts with, besides the day."""
    by_words = instrument.code in ASKED_IN_WORDS
    return {
        "purpose": Purpose.FORMAL if is_formal else Purpose.SCREENING,
        "method": Method.ASKED_ELDER if by_words else Method.OBSERVED,
        "place": Place.HOME,
    }


def stored_values(row: Assessment) -> dict[str, Any]:
    """Return a saved assessment as values of its form, for an amendment."""
    values: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("assessed_on", "purpose", "method", "place", "note", "variant")
    }
    return values | dict(row.answers)


def said_to_doubts(sent: Mapping[str, str]) -> dict[str, str]:
    """Return what the rater said to each question back: the reason written, else "ใช่ ถูกแล้ว".

    ``sent`` is the raw form; questions that were neither confirmed nor explained are left out.
    """
    said = {}
    for name, typed in sent.items():
        code = name.removeprefix("why-")
        if code == name or not DOUBT_CODE.fullmatch(code):
            continue
        reason = clean(typed)[:REASON_MOST]
        if reason or sent.get(f"sure-{code}"):
            said[code] = reason or CONFIRMED
    return said


class TaiForm(Form):
    """The class that a person takes: the proposed one, another, or none."""

    tai_class = Radio(
        "ชั้น TAI",
        [required("กรุณาเลือกชั้น TAI")],
        choices={str(box): f"{box} · {box.label_th}" for box in TaiClass} | {"none": "ไม่มีชั้นที่ตรง"},
    )
    reason = Text("เหตุผล", [Optional(), length(REASON_MOST)])

    @property
    def chosen(self) -> str:
        """The class code, or "" when no class fits."""
        return "" if self.tai_class.data == "none" else str(self.tai_class.data)
