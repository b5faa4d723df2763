"""The words of approval; codes are stored, labels are what people read."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ltc.foundation.core.words import Word


class ProviderKind(Word):
    """Who may propose (thai-ltc.md section 3: หน่วยบริการ, สถานบริการ or ศูนย์)."""

    CENTRE = "centre", "ศูนย์พัฒนาคุณภาพชีวิตผู้สูงอายุ"
    UNIT = "unit", "หน่วยบริการ"
    OTHER = "other", "อื่น ๆ"


class ProposalState(Word):
    """The life of a proposal."""

    DRAFT = "draft", "กำลังเตรียม"
    SUBMITTED = "submitted", "เสนอแล้ว รอประชุม"
    WITHDRAWN = "withdrawn", "ถอนแล้ว"
    DECIDED = "decided", "มีมติครบแล้ว"


class RoundState(Word):
    """The life of a meeting."""

    PLANNED = "planned", "นัดไว้"
    OPEN = "open", "กำลังประชุม"
    CLOSED = "closed", "ปิดแล้ว ประธานลงนามแล้ว"


class Outcome(Word):
    """What a meeting decides on one plan."""

    APPROVED = "approved", "เห็นชอบ"
    REFUSED = "refused", "ไม่เห็นชอบ"
    RETURNED = "returned", "ส่งกลับให้แก้"


class AbstainWhy(Word):
    """Why a member takes no part in one case."""

    AUTHOR = "author", "เป็นผู้ทำแผนนี้"
    CARER = "carer", "อยู่ในทีมดูแลคนนี้"
    RELATIVE = "relative", "เป็นญาติ"
    OTHER = "other", "เหตุอื่น"


class NationalState(Word):
    """The states that the national page counts, in their order (thai-ltc.md section 3).

    ทั้งหมด is no state of one case: it is the sum of these four.
    """

    NO_PLAN = "no_plan", "ยังไม่มี Care Plan"
    PLAN = "plan", "มี Care Plan"
    APPROVED = "approved", "อนุมัติ Care Plan"
    TRANSFERRED = "transferred", "โอนเงินแล้ว"


@dataclass(frozen=True)
class Approval:
    """What a meeting approved for one plan, as other rooms need it.

    ``decision_id`` is one for a plan and for the minor changes that took its approval over: an
    amount is to be counted once for each decision. ``is_signed``: the round is closed and the chair
    has signed; before, the decision may still be taken back. ``fiscal_year`` of the Buddhist era.
    """

    plan_id: UUID
    case_id: UUID
    elder_id: UUID
    fiscal_year: int
    ltc_satang: int
    local_satang: int
    decided_on: date
    meeting_th: str
    provider_id: UUID
    provider_th: str
    decision_id: UUID
    is_signed: bool


@dataclass(frozen=True)
class DecisionDraft:
    """What a meeting decided on one plan; amounts in satang, for each of the two accounts."""

    outcome: str
    ltc_satang: int
    local_satang: int
    reason: str = ""


@dataclass(frozen=True)
class MemberDraft:
    """A member as the order of appointment names them; ``appointed_until`` is excluded."""

    name_th: str
    position: str
    order_no: str
    appointed_from: date
    appointed_until: date | None = None
    is_chair: bool = False
    user_id: UUID | None = None


@dataclass(frozen=True)
class ProposalDraft:
    """The head of a proposal; ``until_on`` is excluded."""

    provider_id: UUID
    fiscal_year: int
    from_on: date
    until_on: date
    document_no: str = ""
    letter_no: str = ""
    letter_on: date | None = None
    proposer_name: str = ""
    proposer_position: str = ""


@dataclass(frozen=True)
class RoundDraft:
    """A meeting as it is planned."""

    number: int
    year: int
    held_on: date
    place: str = ""


@dataclass(frozen=True)
class Attending:
    """Whether one member came; who did not has a reason."""

    member_id: UUID
    is_present: bool
    reason: str = ""


@dataclass(frozen=True)
class Signature:
    """What stands under the minutes: who signed as chair, and the numbers of the papers."""

    signed_by: str
    minutes_no: str = ""
    letter_no: str = ""
    letter_on: date | None = None
