"""The words of conferences; codes are stored, labels are what people read."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from ltc.care.cases.rules.lines import PlanLine
from ltc.foundation.core.words import Word


class ConferenceKind(Word):
    """How people come together."""

    MEETING = "meeting", "ประชุมพร้อมกัน"
    URGENT_PHONE = "urgent_phone", "ด่วน ทางโทรศัพท์"


class ConferenceState(Word):
    """The life of a conference; what is said later is added, and reopens a case by itself."""

    CALLED = "called", "นัดแล้ว"
    CLOSED = "closed", "ปิดประชุมแล้ว"
    CANCELLED = "cancelled", "ยกเลิก"


class PartyKind(Word):
    """Who somebody is in a conference, in the order in which they are asked: the elder first."""

    ELDER = "elder", "ผู้สูงอายุ"
    RELATIVE = "relative", "ญาติ"
    CAREGIVER = "caregiver", "ผู้ดูแลผู้สูงอายุ"
    VOLUNTEER = "volunteer", "อสม."
    NURSE = "nurse", "พยาบาล"
    DOCTOR = "doctor", "หมอครอบครัว"
    PHYSIOTHERAPIST = "physiotherapist", "นักกายภาพบำบัด"
    PHARMACIST = "pharmacist", "เภสัชกร"
    NUTRITIONIST = "nutritionist", "นักโภชนาการ"
    DENTIST = "dentist", "ทันตบุคลากร"
    CARE_MANAGER = "care_manager", "ผู้จัดการการดูแล"


class Presence(Word):
    """Whether a party came; absence needs a reason."""

    INVITED = "invited", "เชิญแล้ว"
    PRESENT = "present", "มา"
    ABSENT = "absent", "ไม่มา"


class How(Word):
    """In what way a voice was given."""

    OWN_ACCOUNT = "own_account", "จากบัญชีของตนเอง"
    TABLET = "tablet", "บนแท็บเล็ตของที่ประชุม"
    LINK = "link", "ทางลิงก์ใช้ครั้งเดียว"
    TELEPHONE = "telephone", "ทางโทรศัพท์"
    PAPER = "paper", "บนกระดาษ"


class SignMark(Word):
    """What stands under a voice."""

    SIGNATURE = "signature", "ลงลายมือชื่อ"
    THUMB = "thumb", "พิมพ์ลายนิ้วมือ"
    NONE = "none", "ไม่มี"


class Stance(Word):
    """What a party says to a line."""

    AGREE = "agree", "เห็นด้วย"
    AGREE_IF = "agree_if", "เห็นด้วยถ้า…"
    OBJECT = "object", "ไม่เห็นด้วย"


class PlanStage(Word):
    """Where the plan was when a voice came."""

    DRAFT = "draft", "ร่าง"
    PROPOSED = "proposed", "หลังเสนอแผน"
    IN_USE = "in_use", "หลังเริ่มใช้แผน"


class Outcome(Word):
    """What a line was decided to be."""

    ENTERS = "enters", "เข้าแผน"
    LEFT_OUT = "left_out", "ไม่เข้าแผน"


class LineState(Word):
    """How a line stands now; computed, never stored."""

    WAITING = "waiting", "ยังฟังไม่ครบ"
    READY = "ready", "ฟังครบแล้ว รอตัดสิน"
    REOPENED = "reopened", "ต้องคุยใหม่"
    DECIDED = "decided", "ตัดสินแล้ว"


class Ending(Word):
    """How a case of a conference ended."""

    AGREED = "agreed", "ทุกฝ่ายตกลงแล้ว"
    PUT_OFF = "put_off", "ยังไม่ตกลง คุยครั้งหน้า"
    CANCELLED = "cancelled", "ยกเลิก"


@dataclass(frozen=True)
class ConferenceRules:
    """What holds on a day. ``quorum``: groups of parties, of each of which one must take part.

    ``note_th`` says what of it is not confirmed.
    """

    window_days: int
    link_days: int
    poll_seconds: int
    quorum: tuple["QuorumGroup", ...]
    note_th: str


@dataclass(frozen=True)
class QuorumGroup:
    """One seat of the quorum: any of ``kinds`` fills it."""

    words_th: str
    kinds: frozenset[PartyKind]


@dataclass(frozen=True)
class PartyFacts:
    """A party as the rules see it."""

    id: UUID
    kind: PartyKind
    name: str
    presence: Presence

    @property
    def words_th(self) -> str:
        """Who it is, in words."""
        return self.kind.label_th if self.name == "" else f"{self.name} ({self.kind.label_th})"


@dataclass(frozen=True)
class Said:
    """One voice: of which party, on which line in which wording, in the order of ``number``."""

    number: int
    party_id: UUID
    line_id: UUID
    digest: str
    stance: Stance
    words: str = ""
    stage: PlanStage = PlanStage.DRAFT
    how: How = How.TABLET
    given_at: datetime | None = None


@dataclass(frozen=True)
class Decided:
    """One decision on a line; numbers are of the same row as those of voices."""

    number: int
    line_id: UUID
    digest: str
    outcome: Outcome
    words: str = ""
    by_name: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class PartyVoice:
    """A party beside a line: the voice that counts now, and what it said before.

    ``former`` is about the wording of now, ``older`` about an earlier one, ``late`` came when the
    draft could no longer be changed.
    """

    party: PartyFacts
    now: Said | None
    former: tuple[Said, ...] = ()
    older: tuple[Said, ...] = ()
    late: tuple[Said, ...] = ()

    @property
    def is_awaited(self) -> bool:
        """True while the line waits for this party."""
        return self.now is None and self.party.presence is not Presence.ABSENT


@dataclass(frozen=True)
class LineStanding:
    """How one line stands. ``because_th`` says why it was reopened."""

    line: PlanLine
    voices: tuple[PartyVoice, ...]
    decision: Decided | None
    state: LineState
    because_th: str = ""

    @property
    def awaited(self) -> tuple[PartyFacts, ...]:
        """Who has not spoken and is expected to."""
        return tuple(one.party for one in self.voices if one.is_awaited)

    @property
    def against(self) -> tuple[PartyVoice, ...]:
        """Who objects or agrees on a condition only."""
        return tuple(one for one in self.voices if one.now and one.now.stance is not Stance.AGREE)

    @property
    def is_agreed_by_all(self) -> bool:
        """True when everybody was heard and nobody objects or sets a condition."""
        return not self.awaited and not self.against


@dataclass(frozen=True)
class CallDraft:
    """A conference as called: when, where, which plans."""

    operation_id: UUID
    kind: str
    held_on: date
    starts_at: datetime
    place: str
    plan_ids: tuple[UUID, ...]
    note: str = ""


@dataclass(frozen=True)
class PartyDraft:
    """A party as named; ``because`` it is added or removed."""

    kind: str
    name: str
    relation: str = ""
    user_id: UUID | None = None
    because: str = ""


@dataclass(frozen=True)
class SeenLine:
    """A line as it stood on the page on which somebody spoke."""

    line_id: UUID
    digest: str


@dataclass(frozen=True)
class Mark:
    """What was marked at a line: a stance other than plain agreement, with its words."""

    stance: str
    words: str = ""


@dataclass(frozen=True)
class VoicingDraft:
    """One act of one party: all lines that were seen, and the marks on some of them, by line.

    ``signature`` holds the picture that was drawn, b"" when there is none.
    """

    operation_id: UUID
    how: str
    seen: tuple[SeenLine, ...]
    marks: dict[UUID, Mark]
    mark: str = SignMark.NONE
    signature: bytes = b""
    heard_by: str = ""
    witness: str = ""
