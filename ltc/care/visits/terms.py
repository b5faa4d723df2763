"""The words of visits; codes are stored, labels are what people read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from uuid import UUID

from ltc.care.events.terms import PauseFacts
from ltc.care.questions.terms import RequestAnswer
from ltc.foundation.core.due import Due
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.words import Word


class VisitStatus(Word):
    """Whether the caregiver and the elder met."""

    DONE = "done", "เยี่ยมแล้ว"
    COULD_NOT = "could_not", "ไปแล้ว ไม่ได้เยี่ยม"


class CouldNotReason(Word):
    """Why a visit that was tried did not take place."""

    NOBODY_HOME = "nobody_home", "ไม่มีใครอยู่บ้าน"
    IN_HOSPITAL = "in_hospital", "อยู่โรงพยาบาล"
    REFUSED = "refused", "วันนี้ไม่ให้เยี่ยม"
    AWAY = "away", "ไปอยู่ที่อื่นชั่วคราว"
    NO_WAY = "no_way", "ไปไม่ถึงบ้าน เช่น ฝน น้ำท่วม รถเสีย"
    DIED = "died", "เสียชีวิตแล้ว"
    OTHER = "other", "เหตุอื่น เขียนไว้ข้างล่าง"


class Answer(Word):
    """The answer to one line of the checklist (ได้ทำ / ไม่ได้ทำ, thai-ltc.md 5.4)."""

    DONE = "done", "ได้ทำ"
    NOT_DONE = "not_done", "ไม่ได้ทำ"


class Consciousness(Word):
    """How awake the elder is, as anybody can see it. Our wording, general knowledge [G]."""

    AWAKE = "awake", "ตื่นดี คุยได้ตามปกติ"
    DROWSY = "drowsy", "ซึม เรียกแล้วตื่น"
    HARD_TO_WAKE = "hard_to_wake", "เรียกไม่ค่อยตื่น หรือไม่ตื่น"


class Mood(Word):
    """The elder's mood as seen. Our wording, general knowledge [G]."""

    CHEERFUL = "cheerful", "แจ่มใส"
    CALM = "calm", "เฉย ๆ สงบ"
    SAD = "sad", "เศร้า ซึม ไม่อยากพูด"
    WORRIED = "worried", "กังวล หงุดหงิด"
    CONFUSED = "confused", "สับสน จำคนไม่ได้"


class Skin(Word):
    """What the skin looks like; said, not guessed. Our wording, general knowledge [G]."""

    WHOLE = "whole", "ปกติ ไม่มีรอยแดง ไม่มีแผล"
    RED = "red", "มีรอยแดง กดแล้วไม่จาง"
    SORE = "sore", "มีแผล"
    NOT_SEEN = "not_seen", "วันนี้ไม่ได้ดูผิวหนัง"


class Change(Word):
    """The elder against the visit before, as on the paper form (thai-ltc.md 5.4)."""

    WORSE = "worse", "แย่ลง"
    SAME = "same", "คงที่"
    BETTER = "better", "ดีขึ้น"


@dataclass(frozen=True)
class Line:
    """One line of the checklist."""

    code: str
    label_th: str


@dataclass(frozen=True)
class Part:
    """One of the ten parts; its code is that of the planned service it records."""

    number: int
    code: str
    title_th: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class TimeLimits:
    """What is asked about: a visit shorter or longer (minutes), or written later (days)."""

    shortest_minutes: int
    longest_minutes: int
    late_days: int


@dataclass(frozen=True)
class Checklist:
    """All parts as the reference file has them, with the limits of times."""

    parts: tuple[Part, ...]
    times: TimeLimits


@dataclass(frozen=True)
class PlannedPart:
    """A part as a page shows it: in the plan (with the plan's words) or only on offer."""

    part: Part
    is_planned: bool
    plan_words: str = ""


@dataclass(frozen=True)
class Span:
    """A range with both ends included; None is no end."""

    low: Decimal | None = None
    high: Decimal | None = None

    def holds(self, value: Decimal) -> bool:
        """True when the value lies within."""
        return not self.is_under(value) and not self.is_over(value)

    def is_under(self, value: Decimal) -> bool:
        """True when the value is below the low end."""
        return self.low is not None and value < self.low

    def is_over(self, value: Decimal) -> bool:
        """True when the value is above the high end."""
        return self.high is not None and value > self.high


@dataclass(frozen=True)
class VitalSign:
    """One vital sign: its words, its ranges, what to do beyond the dangerous ones.

    ``danger`` names the values at and beyond which help is needed (low: at most, high: at least).
    """

    code: str
    label_th: str
    unit_th: str
    example: str
    source: str
    confidence: str
    possible: Span
    entry: Span
    usual: Span
    danger: Span
    do_low_th: str = ""
    do_high_th: str = ""
    decimals: int = 0
    is_folded: bool = False


@dataclass(frozen=True)
class VitalSigns:
    """All vital signs, and the sentence that says how sure their ranges are."""

    signs: tuple[VitalSign, ...]
    screen_th: str


@dataclass(frozen=True)
class Question:
    """Something unlikely that is asked once. ``token`` names the very values asked about.

    ``advice_th`` is what to do now; empty when nothing is dangerous.
    """

    code: str
    field: str
    sentence_th: str
    token: str
    advice_th: str = ""


class AskAgain(RuleViolation):
    """The draft may be right, but must be confirmed: all open questions at once."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        first = questions[0]
        super().__init__("ask_again", first.sentence_th, first.field)
        self.questions = questions


@dataclass(frozen=True)
class VisitDraft:
    """One visit as told; the same shape from the page and, later, from a tablet's own store.

    ``operation_id`` is made by the client: the same one a second time changes nothing.
    ``vitals`` maps codes to numbers as typed ("36.5"), ``answers`` line codes to Answer codes,
    ``part_notes`` part codes to words, ``confirmed`` holds the tokens of answered questions.
    ``is_worried`` or words in ``worry`` open an urgent finding; ``requests`` maps what a doctor or
    nurse asked for to what came of it.
    """

    operation_id: UUID
    status: str
    visited_on: date
    arrived: time | None
    left: time | None = None
    could_not_reason: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    part_notes: Mapping[str, str] = field(default_factory=dict)
    vitals: Mapping[str, str] = field(default_factory=dict)
    consciousness: str = ""
    mood: str = ""
    skin: str = ""
    change: str = ""
    problems: str = ""
    note: str = ""
    next_plan: str = ""
    signed_by: str = ""
    confirmed: frozenset[str] = frozenset()
    is_worried: bool = False
    worry: str = ""
    requests: Mapping[UUID, RequestAnswer] = field(default_factory=dict)


@dataclass(frozen=True)
class Rhythm:
    """How often a plan promises a visit: ``times`` per ``per`` (codes of the plan's Per)."""

    times: int
    per: str


@dataclass(frozen=True)
class NextVisit:
    """The window of the next visit: the first day it may fall on, and its last day as a Due."""

    opens_on: date
    due: Due


@dataclass(frozen=True)
class Why:
    """Why somebody comes first, or what is new: a shape (alarm, due, calm) and a sentence."""

    kind: str
    sentence_th: str
    is_of_window: bool = False


@dataclass(frozen=True)
class DayFacts:
    """What decides an elder's place in a caregiver's day."""

    window: NextVisit | None
    last_on: date | None
    last_change: str = ""
    last_skin: str = ""
    is_last_dangerous: bool = False
    pause: PauseFacts = PauseFacts()
