"""The forms of papers: what to print, which sheet came back, what is written on it."""

from collections.abc import Mapping
from uuid import UUID

from wtforms.validators import Optional

from ltc.care.assessment.terms import AssessmentDraft, Instrument, Method, Place, Purpose
from ltc.care.papers.terms import MOST_BLANK, Wanted, read_number
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.text import arabic_digits
from ltc.foundation.web.fields import (
    BooleanField,
    Checks,
    Choice,
    Files,
    Hidden,
    LongText,
    Text,
    ThaiDate,
    WholeNumber,
    choices,
    length,
    required,
)
from ltc.foundation.web.forms import Form


def _operation_of(typed: str | None) -> UUID:
    try:
        return UUID(typed or "")
    except ValueError as unreadable:
        raise RuleViolation("no_operation", "กรุณาเปิดหน้านี้ใหม่แล้วส่งอีกครั้ง") from unreadable


class _BundleForm(Form):
    """A form that numbers sheets; the bundle's id comes with it."""

    bundle = Hidden()

    def bundle_id(self) -> UUID:
        """Return the bundle that the page was made with; RuleViolation ``no_operation``."""
        return _operation_of(self.bundle.data)


class MineForm(_BundleForm):
    """A visit's sheet for everybody in one's care."""


class PrintForm(_BundleForm):
    """What to print for one elder."""

    kinds = Checks("พิมพ์อะไรบ้าง")


class BlankForm(_BundleForm):
    """Blank sheets, without a name."""

    kind = Choice("แบบ")
    copies = WholeNumber("กี่แผ่น", [required()])

    def to_wanted(self) -> list[Wanted]:
        """Return the sheets; raises RuleViolation ``copies_wrong`` for a slip of the finger."""
        if not 1 <= self.copies.data <= MOST_BLANK:
            words = f"พิมพ์ได้ 1 ถึง {MOST_BLANK} แผ่น"
            raise RuleViolation("copies_wrong", words, "copies")
        return [Wanted(self.kind.data)] * self.copies.data


class FindForm(Form):
    """A sheet that came back: its number, or a photo of it."""

    number = Text("เลขแปดหลักมุมบนขวา", [Optional(), length(20)])
    photo = Files("หรือรูปถ่ายทั้งแผ่น")

    def digits(self) -> str | None:
        """Return the number typed, None without one; raises RuleViolation ``number_wrong``."""
        if not self.number.data:
            return None
        found = read_number(self.number.data)
        if found is None:
            raise RuleViolation("number_wrong", "เลขของแผ่นมีแปดหลัก เช่น 4821-0937", "number")
        return found


class ScanForm(Form):
    """A photo of the filled-in, signed sheet."""

    photo = Files("รูปถ่ายทั้งแผ่น")


class BackVisitForm(Form):
    """Beside the visit's own fields: who was there, and that all was done as planned."""

    visitor = Choice("ใครไปเยี่ยม", [required("กรุณาเลือกว่าใครไปเยี่ยม")])
    as_planned = BooleanField("ทำครบทุกข้อที่อยู่ในแผน")


class AnswersForm(Form):
    """The numbers circled on an instrument's sheet, one for each question, in order."""

    digits = Text("ตัวเลขที่วงไว้ เรียงตามข้อ", [required(), length(60)])
    assessed_on = ThaiDate("วันที่ประเมิน", [required()])
    purpose = Choice("ประเมินเพื่ออะไร", choices=choices(Purpose))
    method = Choice("รู้ได้อย่างไร", choices=choices(Method))
    place = Choice("ประเมินที่ไหน", choices=choices(Place))
    note = LongText("บันทึกเพิ่มเติม", [Optional(), length(600)])
    operation_id = Hidden()

    def to_draft(self, instrument: Instrument, said: Mapping[str, str]) -> AssessmentDraft:
        """Return what was typed; raises RuleViolation ``digits_wrong`` or ``no_operation``."""
        return AssessmentDraft(
            instrument.code, read_digits(instrument, self.digits.data or ""), self.purpose.data,
            self.method.data, self.place.data, self.assessed_on.data,
            _operation_of(self.operation_id.data),
            instrument_version=instrument.version, note=self.note.data or "",
            answered_doubts=said,
        )  # fmt: skip


def read_digits(instrument: Instrument, typed: str) -> dict[str, int]:
    """Return the answers that a row of digits stands for: one an item, spaces between allowed.

    Raises RuleViolation ``digits_wrong`` that says at which question it stops fitting.
    """
    digits = [one for one in arabic_digits(typed) if not one.isspace() and one not in ",.-"]
    items = instrument.items
    if len(digits) != len(items):
        raise RuleViolation(
            "digits_wrong", f"แบบนี้มี {len(items)} ข้อ แต่พิมพ์มา {len(digits)} ตัว", "digits"
        )
    answers = {}
    for number, (digit, item) in enumerate(zip(digits, items, strict=True), 1):
        if not digit.isascii() or not digit.isdigit() or item.option(int(digit)) is None:
            offered = " ".join(str(option.score) for option in item.options)
            raise RuleViolation(
                "digits_wrong", f"ข้อ {number} {item.short_th} เลือกได้ {offered} แต่พิมพ์ {digit}",
                "digits",
            )  # fmt: skip
        answers[item.code] = int(digit)
    return answers


def takes_digits(instrument: Instrument) -> bool:
    """True when every question is answered with one of a few single digits."""
    return not instrument.variant_th and all(
        item.options and item.asked_if is None and item.maximum <= 9 for item in instrument.items
    )
