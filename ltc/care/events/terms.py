"""The words of events, pauses and follow-ups; codes are stored, labels are what people read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import TypeVar
from uuid import UUID

from ltc.foundation.core.due import Due
from ltc.foundation.core.words import Word

Member = TypeVar("Member", bound=Word)


def member(kind: type[Member], code: str) -> Member:
    """Return the word with a stored code; raises KeyError for a code that was never stored."""
    return {str(one): one for one in kind}[code]


class EventKind(Word):
    """What can happen; the order is that of the page on which one taps."""

    FALL = "fall", "หกล้ม"
    EMERGENCY = "emergency", "ไปห้องฉุกเฉิน"
    ADMISSION = "admission", "เข้าโรงพยาบาล"
    DISCHARGE = "discharge", "ออกจากโรงพยาบาล"
    STROKE = "stroke", "หลอดเลือดสมอง"
    TUBE = "tube", "ใส่สายใหม่"
    SORE = "sore", "แผลกดทับ"
    INFECTION = "infection", "ติดเชื้อ"
    BEREAVEMENT = "bereavement", "คนใกล้ชิดเสียชีวิต"
    AWAY = "away", "ไปอยู่ที่อื่นชั่วคราว"
    BACK = "back", "กลับมาแล้ว"
    MOVE = "move", "ย้ายออก"
    DEATH = "death", "เสียชีวิต"
    RETURN = "return", "กลับมาอยู่ในเมืองนี้"


# Recorded by the departure journey only: far more ends with them than an event says.
DEPARTURES = frozenset({EventKind.MOVE, EventKind.DEATH})
BY_JOURNEY = DEPARTURES | {EventKind.RETURN}
OPENING = frozenset({EventKind.ADMISSION, EventKind.AWAY})
CLOSING = frozenset({EventKind.DISCHARGE, EventKind.BACK})

# What the page draws for a kind (names of templates/_parts/icons.html) and says under its word.
DRAWN: Mapping[EventKind, tuple[str, str]] = {
    EventKind.FALL: ("walk", "ลื่น สะดุด ตกเตียง"),
    EventKind.EMERGENCY: ("ambulance", "ไปแล้วกลับ ไม่ได้นอน"),
    EventKind.ADMISSION: ("bed", "นอนค้างที่โรงพยาบาล"),
    EventKind.DISCHARGE: ("home", "กลับถึงบ้านแล้ว"),
    EventKind.STROKE: ("alarm", "ปากเบี้ยว แขนขาอ่อนแรง"),
    EventKind.TUBE: ("tube", "สายให้อาหาร สายสวน"),
    EventKind.SORE: ("wound", "แผลใหม่ที่ก้น สะโพก ส้นเท้า"),
    EventKind.INFECTION: ("fever", "ปอดบวม ทางเดินปัสสาวะ แผล"),
    EventKind.BEREAVEMENT: ("people", "คู่ชีวิต ลูก คนดูแล"),
    EventKind.AWAY: ("arrow-right", "ไปอยู่กับลูกหลาน เดินทาง"),
    EventKind.BACK: ("arrow-left", "กลับจากไปอยู่ที่อื่น"),
    EventKind.MOVE: ("out", "ไม่ได้อยู่ที่นี่แล้ว"),
    EventKind.DEATH: ("lantern", "จากไปแล้ว"),
    EventKind.RETURN: ("home", "กลับมาจากที่ย้ายไป"),
}

# How a chart marks a kind: a shape for its family (harm, hospital, body, life) and a short word.
SHORT: Mapping[EventKind, tuple[str, str]] = {
    EventKind.FALL: ("triangle", "หกล้ม"),
    EventKind.EMERGENCY: ("triangle", "ฉุกเฉิน"),
    EventKind.ADMISSION: ("square", "เข้า รพ."),
    EventKind.DISCHARGE: ("square", "ออก รพ."),
    EventKind.STROKE: ("triangle", "สมอง"),
    EventKind.TUBE: ("diamond", "ใส่สาย"),
    EventKind.SORE: ("diamond", "แผลกดทับ"),
    EventKind.INFECTION: ("triangle", "ติดเชื้อ"),
    EventKind.BEREAVEMENT: ("circle", "สูญเสีย"),
    EventKind.AWAY: ("square", "ไปที่อื่น"),
    EventKind.BACK: ("square", "กลับมา"),
    EventKind.MOVE: ("circle", "ย้ายออก"),
    EventKind.DEATH: ("circle", "เสียชีวิต"),
    EventKind.RETURN: ("circle", "กลับมาอยู่"),
}


class Precision(Word):
    """How well the day is known."""

    DAY = "day", "รู้วันแน่นอน"
    ABOUT = "about", "ประมาณวันนี้"


class Teller(Word):
    """Who said that it happened."""

    SEEN = "seen", "เห็นเอง"
    ELDER = "elder", "ผู้สูงอายุบอก"
    FAMILY = "family", "ญาติหรือคนดูแลบอก"
    NEIGHBOUR = "neighbour", "เพื่อนบ้านหรือ อสม. บอก"
    HOSPITAL = "hospital", "โรงพยาบาลบอก"
    OTHER = "other", "คนอื่นบอก"


class Detail(Word):
    """What a kind is asked about in one tap. Our wording, general knowledge [G]."""

    UNHURT = "unhurt", "ไม่เจ็บ"
    BRUISED = "bruised", "ฟกช้ำ มีแผล"
    HEAD = "head", "หัวกระแทก"
    CANNOT_WALK = "cannot_walk", "เจ็บมาก ลุกหรือเดินไม่ได้"
    FEEDING_TUBE = "feeding_tube", "สายให้อาหาร"
    CATHETER = "catheter", "สายสวนปัสสาวะ"
    TRACHEA = "trachea", "ท่อหายใจที่คอ"
    OTHER_TUBE = "other_tube", "สายอื่น"
    RED_SKIN = "red_skin", "แดง ผิวยังไม่แตก"
    BROKEN_SKIN = "broken_skin", "ผิวแตก แผลตื้น"
    DEEP = "deep", "แผลลึก"
    LUNGS = "lungs", "ปอด"
    URINE = "urine", "ทางเดินปัสสาวะ"
    SKIN = "skin", "ผิวหนังหรือแผล"
    OTHER_PLACE = "other_place", "ที่อื่น หรือไม่รู้"


DETAILS: Mapping[EventKind, tuple[str, tuple[Detail, ...]]] = {
    EventKind.FALL: (
        "เจ็บแค่ไหน", (Detail.UNHURT, Detail.BRUISED, Detail.HEAD, Detail.CANNOT_WALK)
    ),
    EventKind.TUBE: (
        "สายอะไร",
        (Detail.FEEDING_TUBE, Detail.CATHETER, Detail.TRACHEA, Detail.OTHER_TUBE),
    ),
    EventKind.SORE: ("แผลเป็นอย่างไร", (Detail.RED_SKIN, Detail.BROKEN_SKIN, Detail.DEEP)),
    EventKind.INFECTION: (
        "ติดเชื้อที่ไหน", (Detail.LUNGS, Detail.URINE, Detail.SKIN, Detail.OTHER_PLACE)
    ),
}  # fmt: skip
# What "where" is called for the kinds that ask it.
PLACES: Mapping[EventKind, str] = {
    EventKind.EMERGENCY: "โรงพยาบาลไหน",
    EventKind.ADMISSION: "โรงพยาบาลไหน",
    EventKind.DISCHARGE: "โรงพยาบาลไหน",
    EventKind.SORE: "แผลอยู่ตรงไหน",
    EventKind.BEREAVEMENT: "ใครเสียชีวิต",
    EventKind.AWAY: "ไปอยู่ที่ไหน กับใคร",
}


class PauseReason(Word):
    """Why no visit is due."""

    HOSPITAL = "hospital", "อยู่โรงพยาบาล"
    AWAY = "away", "ไปอยู่ที่อื่นชั่วคราว"


class FollowUpCode(Word):
    """What an event, or a pause that lasts, asks for."""

    RETURN = "return", "ถามว่ากลับบ้านแล้วหรือยัง"
    REASSESS = "reassess", "ประเมินซ้ำ"
    REVIEW_PLAN = "review_plan", "ทบทวนแผนการดูแล"
    NAPPIES = "nappies", "ตัดสินเรื่องผ้าอ้อม"
    CONFERENCE = "conference", "ประชุมทีมดูแล"
    CONDOLENCE = "condolence", "ไปให้กำลังใจ"


class AnswerOutcome(Word):
    """How a follow-up was settled by hand."""

    DONE = "done", "ทำแล้ว"
    NOT_NEEDED = "not_needed", "ไม่ต้องทำ"


class Remaining(Word):
    """What is left to settle after a death or a move."""

    CONDOLENCE = "condolence", "ไปให้กำลังใจครอบครัว"
    DEVICES = "devices", "รับอุปกรณ์ที่ยืมคืน"
    MONEY = "money", "สะสางเงินและค่าตอบแทนที่ค้าง"
    PLAN = "plan", "สรุปแผนการดูแล ส่งต่อถ้าต้องส่ง"


@dataclass(frozen=True)
class EventDraft:
    """One event as told. ``expected_return_on`` belongs to an opening kind, ``began_on`` to a
    closing one whose beginning nobody recorded: both are then kept.
    """

    operation_id: UUID
    kind: str
    happened_on: date
    precision: str
    told_by: str
    told_by_name: str = ""
    happened_time: time | None = None
    detail: str = ""
    place: str = ""
    done: str = ""
    note: str = ""
    expected_return_on: date | None = None
    began_on: date | None = None
    began_about: bool = False


@dataclass(frozen=True)
class Happening:
    """What decides pauses and follow-ups of an event that stands, the oldest first."""

    id: UUID
    kind: str
    on: date
    expected_return_on: date | None = None


@dataclass(frozen=True)
class PauseSpan:
    """Days without visits: ``until_on`` is excluded, None while it lasts."""

    reason: str
    from_on: date
    until_on: date | None
    opened_by: UUID
    closed_by: UUID | None
    expected_return_on: date | None = None

    def covers(self, day: date) -> bool:
        """True when no visit is due on a day."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


@dataclass(frozen=True)
class PauseFacts:
    """How an elder stands on a day: the pause that covers it, or the last day of return."""

    now: PauseSpan | None = None
    returned_on: date | None = None


@dataclass(frozen=True)
class FollowUpRule:
    """Within ``days`` of an event of ``event`` something is done."""

    event: str
    code: str
    days: int
    notice_days: int
    valid_from: date
    valid_until: date | None
    note_th: str
    adl_at_most: int | None = None

    def holds_on(self, day: date) -> bool:
        """True when the rule is in force on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True)
class EventRules:
    """All follow-up rules, and what the other sections say on one day.

    ``ask_return`` and ``remaining`` map codes to days; ``notes_th`` says what is not sure.
    """

    follow_ups: tuple[FollowUpRule, ...]
    look_back_days: int
    ask_return: Mapping[str, int]
    remaining: Mapping[str, Mapping[str, int]]
    return_notes_th: Mapping[str, str]
    remaining_note_th: str


@dataclass(frozen=True)
class Facts:
    """What answers follow-ups: the last formal assessment and its total, the plan's last day of
    being drafted or brought into use, and what was settled by hand (code to the last day).
    """

    assessed_on: date | None = None
    adl_total: int | None = None
    planned_on: date | None = None
    answered: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class FollowUp:
    """Something that waits: what, because of what, until when; ``note_th`` says what is unsure."""

    code: FollowUpCode
    because_th: str
    due: Due
    note_th: str
    event_id: UUID
