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
    CONFERENCE = "conference", "การประชุมวางแผน"
    HEARING = "hearing", "แผนที่คุยในประชุม"
    MINUTES = "minutes", "รายงานการประชุม"
    PROPOSAL = "proposal", "ข้อเสนอ"
    ROUND = "round", "การประชุมคณะอนุกรรมการ"
    STATEMENT = "statement", "ใบค่าตอบแทน"


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
class Differing:
    """Somebody who objects to a line of a plan or agrees on a condition only, and what came of it.

    ``settled`` is "" while nothing was decided.
    """

    line: str
    who: str
    stance: str
    words: str
    settled: str


@dataclass(frozen=True)
class HearingOutcome:
    """What was said about a plan where it was heard: ``said_on`` the day, who still differs."""

    said_on: date
    is_agreed: bool
    differing: tuple[Differing, ...]


@dataclass(frozen=True)
class PlanFacts:
    """All that the papers of one plan say.

    ``urgency``, ``budget`` (satang), ``rate`` and ``slots`` are None or empty while the plan names
    none: the paper leaves room to write. ``costs``: label, how much of it, satang each (None where
    there is no price) and in sum; ``daily`` an ordinary day by the hour from six.
    ``health`` None: not for this reader. ``heard`` None: in no conference, or not for this reader.
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
    daily: tuple[str, ...] = ()
    costs: tuple[tuple[str, str, int | None, int], ...] = ()
    cost_note: str = ""
    heard: HearingOutcome | None = None


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


@dataclass(frozen=True)
class PartyLine:
    """Somebody whose voice is asked for: ``standing`` says who came, who did not and why."""

    name: str
    kind: str
    relation: str
    standing: str
    note: str = ""


@dataclass(frozen=True)
class HeardLine:
    """A line of a plan with every voice about it, each a sentence, and the decision in words."""

    place: str
    words: str
    voices: tuple[str, ...]
    decision: str


@dataclass(frozen=True)
class HearingFacts:
    """One case of a conference; ``budget`` in words, ``acts``: who gave a voice in what way.

    ``removed`` were invited by mistake and left out since; what they had said stays.
    """

    elder: str
    plan: str
    scores: str
    budget: str
    parties: tuple[PartyLine, ...]
    removed: tuple[PartyLine, ...]
    acts: tuple[str, ...]
    lines: tuple[HeardLine, ...]
    gone: tuple[HeardLine, ...]
    late: tuple[str, ...]
    ending: str


@dataclass(frozen=True)
class SignedBy:
    """A signature that was given in the system: as what, by whom, when in words."""

    role: str
    name: str
    on: str


@dataclass(frozen=True)
class ConferenceFacts:
    """All that the papers of a conference say; ``additions`` are words with who added them."""

    town: str
    kind: str
    state: str
    held_on: date
    starts_at: datetime
    place: str
    note: str
    called_by: str
    recorded_by: str
    hearings: tuple[HearingFacts, ...]
    additions: tuple[str, ...] = ()
    signatures: tuple[SignedBy, ...] = ()


@dataclass(frozen=True)
class GroupSum:
    """A line of the form's table: how many people of a group, how much for them in satang."""

    label: str
    people: int
    satang: int


@dataclass(frozen=True)
class CaseLine:
    """One case before the committee; ``outcome`` "" while nothing is decided. Satang."""

    elder: str
    plan: str
    group: str
    asked: int
    outcome: str = ""
    ltc: int = 0
    local: int = 0
    reason: str = ""
    counted: str = ""
    is_approved: bool = False


@dataclass(frozen=True)
class RoundFacts:
    """A meeting of the committee with what it decided; ``signed_on`` "" before the chair signed.

    ``seats``: member, position, whether they came. ``by_proposal``: provider, proposal, its cases.
    """

    town: str
    title: str
    held_on: date
    place: str
    quorum: str
    note: str
    minutes_no: str
    letter_no: str
    letter_on: date | None
    chair: str
    signed_on: str
    cases: tuple[CaseLine, ...]
    groups: tuple[GroupSum, ...] = ()
    seats: tuple[tuple[str, str, str], ...] = ()
    by_proposal: tuple[tuple[str, str, tuple[CaseLine, ...]], ...] = ()


@dataclass(frozen=True)
class ProposalFacts:
    """A proposal (form 5.1): who asks whom, for whom, how much, and what meetings decided."""

    town: str
    district: str
    province: str
    provider: str
    number: str
    standing: str
    document_no: str
    letter: str
    first_on: date
    last_on: date
    groups: tuple[GroupSum, ...]
    cases: tuple[CaseLine, ...]
    proposer: str
    position: str
    submitted_on: str
    rounds: tuple[RoundFacts, ...] = ()


@dataclass(frozen=True)
class PayFacts:
    """A monthly statement (form 5.6); ``elders`` are names or codes, as the reader may see.

    ``lines``: day, time, elder, activity, hours or visits, satang as words. ``signed`` by step.
    """

    town: str
    person: str
    month: str
    regime: str
    rate: str
    standing: str
    counted: str
    lines: tuple[tuple[str, str, str, str, str, str], ...]
    total: int
    paid: str
    note: str
    signed: tuple[SignedBy, ...]
