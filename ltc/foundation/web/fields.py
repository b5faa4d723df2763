"""Fields that read what Thai people type: Buddhist-era dates, Thai digits, pasted text."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import request
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import StopValidation

from ltc.foundation.core.words import Word
from ltc.foundation.i18n import dates
from ltc.foundation.i18n.text import arabic_digits, clean

__all__ = [
    "Baht",
    "BooleanField",
    "Checks",
    "Choice",
    "Files",
    "Hidden",
    "LongText",
    "Password",
    "Radio",
    "Text",
    "ThaiDate",
    "ThaiTime",
    "WholeNumber",
    "Decimal1",
    "choices",
    "length",
    "required",
]

Choice = SelectField
Radio = RadioField


def choices(words: Iterable[Word], empty: str | None = None) -> dict[str, str]:
    """Return the members of a vocabulary as form choices, after an optional empty one."""
    first = {} if empty is None else {"": empty}
    return first | {str(word): word.label_th for word in words}


def _text_or_none(valuelist: Sequence[Any]) -> str | None:
    """Return what was sent, if it is text: a file sent under a field's name is not."""
    return valuelist[0] if valuelist and isinstance(valuelist[0], str) else None


class Hidden(HiddenField):
    """A value the page carries; one that was not sent back is None, never the stored one."""

    data: Any

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = _text_or_none(valuelist)


class Password(PasswordField):
    """A password, exactly as typed."""

    data: Any

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = _text_or_none(valuelist)


class Files(Field):
    """Photos or voices chosen on the device: their bytes, in the order chosen.

    A browser never sends a chosen file twice: a page shown again because of another field asks to
    choose again (``was_sent``).
    """

    widget = widgets.FileInput(multiple=True)
    data: list[bytes]

    def process(self, formdata: Any, *_given: Any, **_more: Any) -> None:
        super().process(None)
        chosen = request.files.getlist(self.name) if formdata is not None else []
        self.data = [one.read() for one in chosen if one.filename]

    @property
    def was_sent(self) -> bool:
        """True when files came with this request."""
        return bool(self.data)


def required(sentence: str = "กรุณากรอกช่องนี้") -> Callable[[Any, Any], None]:
    """Ask for a value; invisible characters and spaces do not count as one."""

    def check(_form: Any, field: Any) -> None:
        if field.data is None or (isinstance(field.data, str) and not clean(field.data)):
            # A reading error of the field itself says more than "please fill in".
            is_empty = not any(clean(str(value)) for value in field.raw_data or ())
            if is_empty:
                field.errors = []
            raise StopValidation(sentence if is_empty or not field.errors else "")

    check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check


def length(most: int) -> Callable[[Any, Any], None]:
    """Allow at most ``most`` characters."""

    def check(_form: Any, field: Any) -> None:
        if isinstance(field.data, str) and len(field.data) > most:
            over = len(field.data) - most
            raise StopValidation(f"ยาวเกินไป {over:,} ตัวอักษร (ใส่ได้ไม่เกิน {most:,})")

    check.field_flags = {"maxlength": most}  # type: ignore[attr-defined]
    return check


class _Reading(StringField):
    """A text field whose value is read from words; what was typed is kept when it cannot be."""

    data: Any

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = None
        typed = clean(str(valuelist[0])) if valuelist else ""
        if typed:
            self.data = self.read(typed)

    def read(self, typed: str) -> Any:
        raise NotImplementedError

    def show(self, value: Any) -> str:
        return str(value)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.show(self.data)


class Text(StringField):
    """One line of text, cleaned."""

    data: Any

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = clean(str(valuelist[0])).replace("\n", " ") if valuelist else None


class LongText(TextAreaField):
    """Several lines of text, cleaned."""

    data: Any

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        text = str(valuelist[0]).replace("\r\n", "\n") if valuelist else None
        self.data = None if text is None else clean(text)


class ThaiDate(_Reading):
    """A date typed in the Buddhist era (or ISO), in either digits."""

    def read(self, typed: str) -> date:
        return dates.parse_date(typed)

    def show(self, value: date) -> str:
        return f"{value.day}/{value.month}/{value.year + dates.BUDDHIST_ERA}"


class ThaiTime(_Reading):
    """A time of day: 14:05, 14.05, 1405."""

    def read(self, typed: str) -> time:
        digits = arabic_digits(typed).removesuffix("น.").strip()
        found = re.fullmatch(r"(\d{1,2})\s*[:.]?\s*(\d{2})", digits)
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise ValueError("พิมพ์เวลาเป็น ชั่วโมง:นาที เช่น 14:05")
        return time(int(found[1]), int(found[2]))

    def show(self, value: time) -> str:
        return f"{value:%H:%M}"


class WholeNumber(_Reading):
    """A whole number, Thai digits and commas accepted."""

    def read(self, typed: str) -> int:
        digits = arabic_digits(typed).replace(",", "")
        if not re.fullmatch(r"-?\d{1,9}", digits):
            raise ValueError("กรุณาพิมพ์เป็นตัวเลขจำนวนเต็ม")
        return int(digits)


class Decimal1(_Reading):
    """A number with at most one decimal, such as a temperature."""

    def read(self, typed: str) -> Decimal:
        try:
            value = Decimal(arabic_digits(typed).replace(",", ""))
        except InvalidOperation as unreadable:
            raise ValueError("กรุณาพิมพ์เป็นตัวเลข เช่น 36.5") from unreadable
        if not value.is_finite() or abs(value) >= 10_000:
            raise ValueError("กรุณาพิมพ์เป็นตัวเลข เช่น 36.5")
        return value.quantize(Decimal("0.1"))


class Baht(_Reading):
    """An amount of money typed in baht, kept in whole satang: 1,250 or ๑๒๕๐.๕๐.

    A comma stands before three digits or is refused: 1,25 is a slip for 1,250 or for 1.25.
    """

    def read(self, typed: str) -> int:
        digits = arabic_digits(typed).removesuffix("บาท").strip()
        if not re.fullmatch(r"(\d+|\d{1,3}(,\d{3})+)(\.\d{1,2})?", digits):
            raise ValueError("กรุณาพิมพ์จำนวนเงินเป็นตัวเลข เช่น 1,250 หรือ 1,250.50")
        amount = Decimal(digits.replace(",", ""))
        if amount >= 10**9:
            raise ValueError("จำนวนเงินมากเกินไป กรุณาตรวจอีกครั้ง")
        return int(amount * 100)

    def show(self, value: int) -> str:
        baht, satang = divmod(value, 100)
        return f"{baht:,}.{satang:02d}" if satang else f"{baht:,}"


class Checks(SelectMultipleField):
    """Boxes to tick, any number of them."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class CodeChecks(Checks):
    """Boxes of codes; they may come in one value too, as the page of a lost race sends them."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([code for value in valuelist for code in value.split()])
