"""The forms of papers."""

from uuid import UUID

from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.web.fields import Choice, Files, Hidden, required
from ltc.foundation.web.forms import Form, OnceForm


class SignedForm(OnceForm):
    """A photo of a signed sheet; which one it is says its code, or a person."""

    photo = Files("รูปถ่ายทั้งแผ่น", [required()])
    document = Choice("เป็นเอกสารไหน")

    def sent(self) -> tuple[bytes, UUID | None]:
        """Return the photo and the document chosen.

        Raises RuleViolation ``photo_missing``, or ``two_photos``: one sheet at a time.
        """
        if not self.photo.data:
            raise RuleViolation("photo_missing", "กรุณาถ่ายหรือเลือกรูปก่อน", "photo")
        if len(self.photo.data) > 1:
            raise RuleViolation("two_photos", "แนบทีละรูป", "photo")
        return self.photo.data[0], UUID(self.document.data) if self.document.data else None


class RunForm(Form):
    """Ask for the papers of all plans in use; the run's id comes with the page."""

    run = Hidden()

    def run_id(self) -> UUID:
        """Return the run that the page was made with; RuleViolation ``no_operation``."""
        try:
            return UUID(self.run.data or "")
        except ValueError as unreadable:
            raise RuleViolation("no_operation", "กรุณาเปิดหน้านี้ใหม่แล้วส่งอีกครั้ง") from unreadable
