"""Forms of urgent findings: I am worried, I called, I hand on, it ended."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wtforms.validators import Optional

from ltc.care.urgent.rules import MOST_WORDS
from ltc.care.urgent.terms import CallAnswer, CallDraft, Callee, HandDraft, Outcome
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.words import Word
from ltc.foundation.web.fields import Choice, Hidden, LongText, Radio, length, required
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


class WorryForm(_Once):
    """Somebody is worried about an elder."""

    words = LongText("เป็นห่วงเรื่องอะไร", [required("เขียนสั้น ๆ ว่าเป็นห่วงเรื่องอะไร"), length(MOST_WORDS)])


class CallForm(_Once):
    """A call that was made."""

    whom = Radio("โทรหาใคร", [required("เลือกว่าโทรหาใคร")], choices=choices(Callee))
    answer = Radio("ผลเป็นอย่างไร", [required("เลือกว่าผลเป็นอย่างไร")], choices=choices(CallAnswer))
    words = LongText("เล่าเพิ่ม", [Optional(), length(MOST_WORDS)])

    def to_draft(self) -> CallDraft:
        """Return what was told."""
        return CallDraft(
            self.operation, self.whom.data or "", self.answer.data or "", self.words.data or ""
        )


class HandForm(_Once):
    """A finding is handed on to a colleague."""

    to_user_id = Choice("ส่งต่อให้ใคร", [required("เลือกว่าส่งต่อให้ใคร")])
    words = LongText("บอกอะไรเขา", [Optional(), length(MOST_WORDS)])

    def to_draft(self) -> HandDraft:
        """Return what was told."""
        try:
            to_user_id = UUID(self.to_user_id.data or "")
        except ValueError as unreadable:
            raise RuleViolation("user_unknown", "กรุณาเลือกจากรายชื่อ", "to_user_id") from unreadable
        return HandDraft(self.operation, to_user_id, self.words.data or "")


class CloseForm(Form):
    """A finding ended."""

    outcome = Radio("เรื่องจบอย่างไร", [required("เลือกว่าเรื่องจบอย่างไร")], choices=choices(Outcome))
    words = LongText("เล่าเพิ่ม", [Optional(), length(MOST_WORDS)])
