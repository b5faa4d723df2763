"""The base of all forms: Thai messages, cleaned text, rules put at their field."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from wtforms import Field

from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.web.fields import Hidden

_MESSAGES = {
    "This field is required.": "กรุณากรอกช่องนี้",
    "Invalid input.": "ข้อมูลในช่องนี้ใช้ไม่ได้",
    "Not a valid choice.": "กรุณาเลือกจากรายการ",
    "Not a valid choice": "กรุณาเลือกจากรายการ",
    "Invalid Choice: could not coerce.": "กรุณาเลือกจากรายการ",
    "'%(value)s' is not a valid choice for this field.": "กรุณาเลือกจากรายการ",
    "'%(value)s' are not valid choices for this field.": "กรุณาเลือกจากรายการ",
    "Not a valid integer value.": "กรุณาพิมพ์เป็นตัวเลข",
    "Not a valid decimal value.": "กรุณาพิมพ์เป็นตัวเลข",
    "CSRF token missing.": "หน้านี้เปิดค้างไว้นานเกินไป กรุณากดส่งอีกครั้ง",
    "The CSRF token is missing.": "หน้านี้เปิดค้างไว้นานเกินไป กรุณากดส่งอีกครั้ง",
    "The CSRF session token is missing.": "หน้านี้เปิดค้างไว้นานเกินไป กรุณากดส่งอีกครั้ง",
    "The CSRF token is invalid.": "หน้านี้เปิดค้างไว้นานเกินไป กรุณากดส่งอีกครั้ง",
    "The CSRF token has expired.": "หน้านี้เปิดค้างไว้นานเกินไป กรุณากดส่งอีกครั้ง",
    "The CSRF tokens do not match.": "หน้านี้เปิดค้างไว้นานเกินไป กรุณากดส่งอีกครั้ง",
}


def version_of(text: str | None) -> int:
    """Return the version number that a page carried; what we never gave out is none: -1."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else -1


class _ThaiWords:
    """The few sentences that the form library itself can say."""

    def gettext(self, sentence: str) -> str:
        return _MESSAGES.get(sentence, sentence)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return _MESSAGES.get(one if count == 1 else many, one if count == 1 else many)


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose errors stand at their fields; subclasses give ``to_draft()``."""

    form_errors: list[str]

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Read what was typed only: no form of ours takes a file or JSON."""
            if formdata is _Auto:
                return request.form or None if form.is_submitted() else None
            return formdata

        def get_translations(self, form: Any) -> _ThaiWords:  # noqa: ARG002  (the library's signature)
            return _ThaiWords()

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Return whether a form was sent and is sound; raises RuleViolation for an empty one.

        Without this, a body that could not be read would pass as "nothing was changed".
        """
        if self.is_submitted() and not request.form:
            raise RuleViolation("nothing_sent", "ข้อมูลที่ส่งมาไม่ถึงระบบ กรุณากดส่งอีกครั้ง")
        return bool(super().validate_on_submit(extra_validators))

    def reject(self, broken: RuleViolation) -> None:
        """Show a broken rule at its field, or above the form when it belongs to none."""
        field: Field | None = self._fields.get(broken.field or "")
        if field is None:
            self.form_errors = [*self.form_errors, broken.message]
        else:
            field.errors = [*field.errors, broken.message]


class OnceForm(Form):
    """A form that is saved once, however often it arrives: its operation is made with the page."""

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
