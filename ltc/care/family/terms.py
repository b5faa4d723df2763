"""The words of the family's page; codes are stored, labels are what people read."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from ltc.care.visits.terms import NextVisit
from ltc.foundation.core.words import Word


class Shown(Word):
    """What a link may show; each is agreed by itself."""

    VISITS = "visits", "วันที่จะมีคนไปเยี่ยม และไปแล้วหรือยัง"
    PLAN = "plan", "งานที่วางแผนไว้ และส่วนที่ญาติช่วยทำ"
    TEAM = "team", "ชื่อคนในทีมที่ไปเยี่ยม"


class NewsKind(Word):
    """What a relative tells with one touch."""

    DONE = "done", "ทำแล้ว"
    NOT_DONE = "not_done", "ไม่ได้ทำ"
    WORRIED = "worried", "เป็นห่วง"
    CALL_ME = "call_me", "โทรกลับหาฉัน"
    MESSAGE = "message", "ฝากข้อความ"


# What waits for an answer; that something was done or not is read with the rest.
WAITING = frozenset({NewsKind.WORRIED, NewsKind.CALL_ME, NewsKind.MESSAGE})


@dataclass(frozen=True)
class LinkDraft:
    """A link as asked for: for whom, what it shows, who agreed, the last day on which it opens."""

    who: str
    relation: str
    shows: tuple[str, ...]
    agreed_by: str
    last_day: date
    operation_id: UUID


@dataclass(frozen=True)
class NewsDraft:
    """What a relative sent. ``service`` names the planned work that it is about, else ""."""

    operation_id: UUID
    kind: str
    service: str = ""
    words: str = ""


@dataclass(frozen=True)
class LinkLimits:
    """How long a link may last and how much it may send in a day; ``note_th``: what is unsure."""

    most_days: int
    default_days: int
    most_news_a_day: int
    note_th: str


@dataclass(frozen=True)
class Work:
    """One planned service in words; ``is_family``: a relative does it."""

    kind: str
    words: str
    often: str
    is_family: bool


@dataclass(frozen=True)
class PastVisit:
    """A visit as the family sees it: that it took place or was tried, by whom; nothing measured."""

    on: date
    started_at: datetime
    is_done: bool
    caregiver: str


@dataclass(frozen=True)
class Contact:
    """Somebody to call."""

    name: str
    what: str
    phone: str


@dataclass(frozen=True)
class FamilyView:
    """All that a link shows; what was not agreed is empty."""

    next_visit: NextVisit | None
    visits: tuple[PastVisit, ...]
    work: tuple[Work, ...]
    team: tuple[str, ...]
    contacts: tuple[Contact, ...]
