"""The forms of the family's page and of its links."""

from uuid import UUID

from wtforms.validators import Optional

from ltc.care.family.terms import LinkDraft, NewsDraft, Shown
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.web.fields import Checks, Hidden, LongText, Text, ThaiDate, length, required
from ltc.foundation.web.forms import Form


def operation_of(typed: str | None) -> UUID:
    """Return the operation that a page was made with; raises RuleViolation ``no_operation``."""
    try:
        return UUID(typed or "")
    except ValueError as unreadable:
        raise RuleViolation("no_operation", "กรุณาเปิดหน้านี้ใหม่แล้วส่งอีกครั้ง") from unreadable


class LinkForm(Form):
    """Whom a link is for, what it shows, who agreed, until when."""

    who = Text("ชื่อญาติ", [required(), length(120)])
    relation = Text("เป็นอะไรกับผู้สูงอายุ", [required(), length(60)])
    shows = Checks("ตกลงให้เห็นอะไรบ้าง", choices={str(one): one.label_th for one in Shown})
    agreed_by = Text("ใครเป็นคนตกลง", [required(), length(120)])
    last_day = ThaiDate("ใช้ได้ถึงวันที่", [required()])
    operation_id = Hidden()

    def to_draft(self) -> LinkDraft:
        """Return what was typed; raises RuleViolation for a page without its operation."""
        return LinkDraft(
            self.who.data, self.relation.data, tuple(self.shows.data or ()), self.agreed_by.data,
            self.last_day.data, operation_of(self.operation_id.data),
        )  # fmt: skip


class RevokeForm(Form):
    """Why a link ends now."""

    because = Text("เพราะอะไร", [required(), length(200)])


class NewsForm(Form):
    """What a relative touches or writes; each button is a small form of its own."""

    operation_id = Hidden()
    kind = Hidden()
    service = Hidden()
    words = LongText("ข้อความ", [Optional(), length(500)])

    def to_draft(self) -> NewsDraft:
        """Return what was sent; raises RuleViolation for a page without its operation."""
        return NewsDraft(
            operation_of(self.operation_id.data),
            self.kind.data or "",
            self.service.data or "",
            self.words.data or "",
        )


class SeenForm(Form):
    """What the staff answers; empty: seen, no more."""

    answer = LongText("ตอบญาติ", [Optional(), length(500)])
