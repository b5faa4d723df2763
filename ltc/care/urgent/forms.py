"""Forms of urgent findings: I am worried, I called, I hand on, it ended."""

from uuid import UUID

from wtforms.validators import Optional

from ltc.care.urgent.rules import MOST_WORDS
from ltc.care.urgent.terms import CallAnswer, CallDraft, Callee, HandDraft, Outcome
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.web.fields import Choice, LongText, Radio, choices, length, required
from ltc.foundation.web.forms import Form, OnceForm


class WorryForm(OnceForm):
    """Somebody is worried about an elder."""

    words = LongText("เป็นห่วงเรื่องอะไร", [required("เขียนสั้น ๆ ว่าเป็นห่วงเรื่องอะไร"), length(MOST_WORDS)])


class CallForm(OnceForm):
    """A call that was made."""

    whom = Radio("โทรหาใคร", [required("เลือกว่าโทรหาใคร")], choices=choices(Callee))
    answer = Radio("ผลเป็นอย่างไร", [required("เลือกว่าผลเป็นอย่างไร")], choices=choices(CallAnswer))
    words = LongText("เล่าเพิ่ม", [Optional(), length(MOST_WORDS)])

    def to_draft(self) -> CallDraft:
        """Return what was told."""
        return CallDraft(
            self.operation, self.whom.data or "", self.answer.data or "", self.words.data or ""
        )


class HandForm(OnceForm):
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
