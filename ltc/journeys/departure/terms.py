"""The words of a departure; codes are stored, labels are what people read."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from ltc.foundation.core.words import Word


class DepartureKind(Word):
    """How somebody left; the codes are those of the event and of the case's close reason."""

    DEATH = "death", "เสียชีวิต"
    MOVE = "move", "ย้ายออก"


class Outcome(Word):
    """How a thing that remained was settled."""

    DONE = "done", "เรียบร้อยแล้ว"
    NOT_NEEDED = "not_needed", "ไม่มี หรือไม่ต้องทำ"


class Anew(Word):
    """What somebody who came back has to begin again, in this order; none of it does so itself."""

    ASSESS = "assess", "ประเมินซ้ำ"
    CASE = "case", "รับเข้าการดูแลใหม่ ถ้าเข้าเกณฑ์"
    TEAM = "team", "ตั้งทีมดูแล"
    PLAN = "plan", "เขียนแผนการดูแล"
    FAMILY = "family", "ทำหน้าของญาติ ถ้าญาติต้องการ"


@dataclass(frozen=True)
class DepartureDraft:
    """What is told of a death or a move."""

    operation_id: UUID
    kind: str
    happened_on: date
    precision: str
    told_by: str
    told_by_name: str = ""
    happened_time: time | None = None
    place: str = ""
    note: str = ""


@dataclass(frozen=True)
class ReturnDraft:
    """What is told of somebody who moved away and lives here again."""

    operation_id: UUID
    happened_on: date
    precision: str
    told_by: str
    told_by_name: str = ""
    note: str = ""


@dataclass(frozen=True)
class WillEnd:
    """What a departure would end, for the page before it is confirmed. Every figure is counted.

    ``visits`` are the planned ones of the next ``days``; ``kept`` the done ones of this month.
    """

    visits: int
    days: int
    plan_number: int | None
    draft_number: int | None
    has_case: bool
    members: tuple[str, ...]
    pause_th: str
    kept: int

    @property
    def sentences(self) -> list[str]:
        """Return in words what stops, one sentence each; [] when nothing was planned."""
        said = []
        if self.visits:
            said.append(f"การเยี่ยม {self.visits} ครั้งที่วางไว้ใน {self.days} วันข้างหน้าจะหยุด")
        if self.has_case:
            said.append("ปิดการดูแล")
        if self.plan_number is not None:
            said.append(f"แผนการดูแลฉบับที่ {self.plan_number} สิ้นสุด")
        if self.draft_number is not None:
            said.append(f"ร่างแผนฉบับที่ {self.draft_number} จะไม่ใช้ต่อ")
        if self.members:
            said.append(f"ทีมดูแล {len(self.members)} คนพ้นหน้าที่วันนี้ ({', '.join(self.members)})")
        if self.pause_th:
            said.append(f"เลิกรอการกลับจากที่ “{self.pause_th}”")
        return said
