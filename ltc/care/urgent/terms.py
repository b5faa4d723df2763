"""The words of urgent findings; codes are stored, labels are what people read."""

from dataclasses import dataclass
from uuid import UUID

from ltc.foundation.core.words import Word


class FoundBy(Word):
    """Where a finding comes from."""

    ASSESSMENT = "assessment", "พบจากแบบประเมิน"
    VISIT = "visit", "พบตอนเยี่ยม"
    WORRY = "worry", "คนที่ดูแลเป็นห่วง"


class Act(Word):
    """What somebody did about a finding; each is a row of its own and stays."""

    SEEN = "seen", "อ่านแล้ว กำลังทำ"
    TAKEN = "taken", "รับเรื่อง"
    CALLED = "called", "โทร"
    HANDED_ON = "handed_on", "ส่งต่อ"
    CLOSED = "closed", "จบเรื่อง"
    ESCALATED = "escalated", "ยังไม่มีใครรับ แจ้งต่อ"


class Callee(Word):
    """Whom somebody called."""

    EMERGENCY = "emergency", "รถพยาบาล 1669"
    MENTAL = "mental", "สายด่วนสุขภาพจิต 1323"
    CARE_MANAGER = "care_manager", "ผู้จัดการการดูแล"
    NURSE = "nurse", "พยาบาล"
    DOCTOR = "doctor", "หมอครอบครัว"
    FAMILY = "family", "ครอบครัว"
    OTHER = "other", "คนอื่น เขียนไว้ข้างล่าง"


class CallAnswer(Word):
    """What came of a call."""

    COMING = "coming", "รับสาย กำลังมา"
    ADVISED = "advised", "รับสาย บอกว่าให้ทำอะไร"
    NO_ANSWER = "no_answer", "ไม่รับสาย"


class Outcome(Word):
    """How a finding ended."""

    SAFE = "safe", "ปลอดภัยแล้ว อยู่บ้าน"
    HOSPITAL = "hospital", "ไปโรงพยาบาลแล้ว"
    FOLLOWED = "followed", "นัดไปดูต่อแล้ว"
    MISTAKE = "mistake", "วัดหรือบันทึกผิด"
    DIED = "died", "เสียชีวิต"


class Level(Word):
    """Who is asked to take a finding that nobody has taken, the nearest first."""

    MANAGER = "manager", "ผู้จัดการการดูแล"
    TEAM = "team", "พยาบาลของเทศบาล"
    DIRECTOR = "director", "ผู้อำนวยการเห็นจำนวน"


@dataclass(frozen=True)
class Phone:
    """A number that anybody may call, with what it is."""

    code: str
    number: str
    label_th: str


@dataclass(frozen=True)
class UrgentRule:
    """What to do about one kind of finding; ``codes`` are what the finding room calls it.

    ``calls`` names places on the care team, in the order of calling. ``to_team`` and
    ``to_director`` are minutes without anybody taking it.
    """

    code: str
    found_by: str
    codes: tuple[str, ...]
    field_class: str
    title_th: str
    steps_th: tuple[str, ...]
    script_th: str
    phones: tuple[Phone, ...]
    calls: tuple[str, ...]
    to_team: int
    to_director: int
    source: str
    confidence: str


@dataclass(frozen=True)
class UrgentRules:
    """All rules in the order of how pressing they are, and how sure they are, in words."""

    rules: tuple[UrgentRule, ...]
    screen_th: str

    def named(self, codes: list[str]) -> tuple[UrgentRule, ...]:
        """Return the rules with these codes, the most pressing first; unknown ones are left out."""
        return tuple(rule for rule in self.rules if rule.code in codes)


@dataclass(frozen=True)
class Advice:
    """What to do now about a finding, from all its rules together."""

    title_th: str
    steps_th: tuple[str, ...]
    script_th: str
    phones: tuple[Phone, ...]
    calls: tuple[str, ...]


@dataclass(frozen=True)
class CallDraft:
    """A call as told; the same ``operation_id`` a second time changes nothing."""

    operation_id: UUID
    whom: str
    answer: str
    words: str


@dataclass(frozen=True)
class HandDraft:
    """To whom a finding is handed on; the same ``operation_id`` a second time changes nothing."""

    operation_id: UUID
    to_user_id: UUID
    words: str
