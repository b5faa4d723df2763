"""The form of reading: which visits were on the page."""

from uuid import UUID

from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.web.fields import Checks
from ltc.foundation.web.forms import Form


class ReadForm(Form):
    """The visits that the reader had before their eyes; not those that came in meanwhile."""

    visit = Checks("การเยี่ยมที่อ่าน", choices={}, validate_choice=False)

    def visit_ids(self) -> list[UUID]:
        """Return the visits that were sent; raises RuleViolation ``visits_unreadable``."""
        try:
            return [UUID(one) for one in self.visit.data or ()]
        except ValueError as unreadable:
            raise RuleViolation(
                "visits_unreadable", "ข้อมูลที่ส่งมาไม่ครบ กรุณาเปิดหน้านี้ใหม่แล้วกดอีกครั้ง"
            ) from unreadable
