"""The words of papers, and the facts that they are made of."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from ltc.care.cases.terms import PlanDraft
from ltc.foundation.core.words import Word
from ltc.foundation.printing.terms import Slot


class Subject(Word):
    """What a paper is about: decides its doors, its rights and its facts."""

    PLAN = "plan", "แผนการดูแล"
    VISIT = "visit", "การเยี่ยม"


class How(Word):
    """How a photo of a signed sheet found its document."""

    CODE = "code", "อ่านรหัสในรูป"
    HAND = "hand", "เลือกเอกสารเอง"


class RunState(Word):
    """How far a file of many papers has come."""

    WAITING = "waiting", "รอเริ่มงาน"
    WORKING = "working", "กำลังทำ"
    READY = "ready", "พร้อมแล้ว"
    FAILED = "failed", "ทำไม่สำเร็จ"


@dataclass(frozen=True)
class PersonFacts:
    """Who a paper is about; ``citizen_id`` is masked already."""

    full_name: str
    citizen_id: str
    birth: str
    age: str
    address: str
    phone: str
    town: str


@dataclass(frozen=True)
class HealthFacts:
    """What the form asks of health, in words."""

    main: str
    others: str
    medicines: str
    allergies: str


@dataclass(frozen=True)
class ConsentFacts:
    """A consent that was given; ``text_th`` is the version that was read out."""

    text_th: str
    text_version: str
    text_note: str
    scope: frozenset[str] = frozenset()
    given_on: date | None = None
    given_by: str = ""
    relation: str = ""
    how: str = ""
    witness: str = ""


@dataclass(frozen=True)
class ServiceFacts:
    """One service of a plan in words; ``kind`` chooses the drawing."""

    kind: str
    words: str
    text: str
    often: str
    doer: str
    role: str
    note: str


@dataclass(frozen=True)
class PlanFacts:
    """All that the papers of one plan say.

    ``urgency``, ``budget`` (satang), ``rate`` and ``slots`` are None or empty until they are
    recorded with the plan: the paper leaves room to write. ``health`` None: not for this reader.
    ``family_link`` is the whole address of the relatives' page, with whom it was made for.
    """

    person: PersonFacts
    number: int
    status: str
    is_interim: bool
    approved_on: date | None
    approved_by: str
    drafted_on: date
    draft: PlanDraft
    services: tuple[ServiceFacts, ...]
    adl: str
    tai: str
    group: str
    consent: ConsentFacts
    health: HealthFacts | None
    maker: str
    caregivers: tuple[str, ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()
    family_link: str = ""
    family_who: str = ""
    urgency: str = ""
    budget: int | None = None
    rate: str = ""
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True)
class VisitFacts:
    """All that the paper of one visit says; labels are put in by the mapping."""

    person: PersonFacts
    number: int
    status: str
    could_not: str
    visited_on: date
    started_at: datetime
    ended_at: datetime | None
    minutes: int | None
    problems: str
    vitals: tuple[tuple[str, str], ...]
    consciousness: str
    mood: str
    skin: str
    change: str
    adl: str
    parts: tuple[tuple[str, tuple[tuple[str, bool | None], ...], str], ...]
    note: str
    next_plan: str
    signed_by: str
    caregiver: str
    amends: str = ""


@dataclass(frozen=True)
class Signed:
    """A photo of a document that was signed on paper."""

    file_id: UUID
    attached_at: datetime
    attached_by_name: str
    how_th: str
