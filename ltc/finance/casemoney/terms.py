"""The words of the money of a case; codes are stored, labels are what people read.

All amounts are whole satang.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from ltc.foundation.core.words import Word

SATANG = 100  # of a baht


class Purse(Word):
    """Whose money it is; the two accounts of the approval form, and what comes from elsewhere."""

    LTC = "ltc", "เงิน LTC"
    LOCAL = "local", "เงินกองทุนท้องถิ่น"
    OTHER = "other", "เงินแหล่งอื่น"


class Pot(Word):
    """Where money of a case lies between two hops."""

    FUND = "fund", "กองทุน"
    PROVIDER = "provider", "หน่วยบริการ"


class EntryKind(Word):
    """What an entry says; approval is no entry, it is read where it was decided."""

    TRANSFERRED = "transferred", "โอนเข้ากองทุน"
    CARRIED_IN = "carried_in", "ยกมาจากปีก่อน"
    PASSED_ON = "passed_on", "กองทุนจ่ายให้หน่วยบริการ"
    PAID_OUT = "paid_out", "จ่ายค่าตอบแทน"
    GIVEN_BACK = "given_back", "หน่วยบริการคืนกองทุน"
    LEFT_OVER = "left_over", "เหลือ เก็บไว้ในกองทุน"
    RETURNED = "returned", "เหลือ ส่งคืน"
    CARRIED_ON = "carried_on", "เหลือ ยกไปปีถัดไป"


# From where to where an entry moves money; None is outside of the case.
FLOWS: Mapping[EntryKind, tuple[Pot | None, Pot | None]] = {
    EntryKind.TRANSFERRED: (None, Pot.FUND),
    EntryKind.CARRIED_IN: (None, Pot.FUND),
    EntryKind.PASSED_ON: (Pot.FUND, Pot.PROVIDER),
    EntryKind.PAID_OUT: (Pot.PROVIDER, None),
    EntryKind.GIVEN_BACK: (Pot.PROVIDER, Pot.FUND),
    EntryKind.LEFT_OVER: (Pot.FUND, None),
    EntryKind.RETURNED: (Pot.FUND, None),
    EntryKind.CARRIED_ON: (Pot.FUND, None),
}


class Hop(Word):
    """The two hops that are recorded as one document for many cases; a code of EntryKind."""

    IN = "transferred", "สปสช. โอนเข้ากองทุน"
    ON = "passed_on", "กองทุนจ่ายให้หน่วยบริการ"


class Outcome(Word):
    """What becomes of a balance after a death, a move or the end of a case."""

    KEEP = "keep", "เก็บไว้ในกองทุน"
    RETURN = "return", "ส่งคืน สปสช."
    CARRY = "carry", "ยกไปปีถัดไป"


SETTLED_AS: Mapping[Outcome, EntryKind] = {
    Outcome.KEEP: EntryKind.LEFT_OVER,
    Outcome.RETURN: EntryKind.RETURNED,
    Outcome.CARRY: EntryKind.CARRIED_ON,
}


class Because(Word):
    """Why there is a balance to settle."""

    DIED = "died", "เสียชีวิต"
    MOVED = "moved", "ย้ายออก"
    CLOSED = "closed", "ปิดการดูแล"
    YEAR_END = "year_end", "ปีงบประมาณสิ้นสุดแล้ว"


class Basis(Word):
    """By what a pay regime counts."""

    VISIT = "visit", "ต่อครั้ง"
    HOUR = "hour", "ต่อชั่วโมง"
    MONTH = "month", "ต่อเดือน"
    NONE = "none", "ไม่มีค่าตอบแทน"


class Step(Word):
    """The four signatures of a monthly statement, in their order (thai-ltc.md 5.6)."""

    REPORT = "report", "ผู้รายงาน"
    CERTIFY = "certify", "ผู้จัดการการดูแล ผู้รับรอง"
    CHECK = "check", "ผู้ตรวจสอบ"
    APPROVE = "approve", "ประธานศูนย์ฯ ผู้อนุมัติจ่าย"


STEPS = tuple(Step)


# Who signs what; the reporter is whoever the hours belong to.
STEP_ROLES: Mapping[Step, str] = {
    Step.CERTIFY: "care_manager",
    Step.CHECK: "finance_officer",
    Step.APPROVE: "provider_head",
}


class LineKind(Word):
    """What a line of a statement is."""

    VISIT = "visit", "เยี่ยมดูแลที่บ้าน"
    MONTH = "month", "ค่าตอบแทนรายเดือน"
    DIFFERENCE = "difference", "ส่วนต่างของครั้งที่จ่ายไปแล้ว"


class WhyNot(Word):
    """Why a visit is listed and not paid."""

    SHORT = "short", "สั้นกว่าเวลาที่กำหนด"
    NOT_APPROVED = "not_approved", "แผนยังไม่อนุมัติในวันที่ไป ไม่ใช้เงิน LTC"
    NO_PLAN = "no_plan", "ไม่ได้อยู่ในแผนการดูแล"
    IN_MONTH = "in_month", "รวมอยู่ในค่าตอบแทนรายเดือน"
    PAID_BEFORE = "paid_before", "อยู่ในใบอื่นแล้ว"


class NappyKind(Word):
    """What may be delivered (Royal Gazette 140/134 ng, page 14)."""

    DIAPER = "diaper", "ผ้าอ้อมผู้ใหญ่"
    PAD = "pad", "แผ่นรองซับ"
    INSERT = "insert", "แผ่นเสริมซึมซับ"


class NappyGround(Word):
    """Why somebody gets them."""

    ADL = "adl", "คะแนน ADL ต่ำ และมีแผนการดูแล"
    INCONTINENCE = "incontinence", "กลั้นไม่ได้ ตามผลประเมินหรือข้อบ่งชี้ทางการแพทย์"


@dataclass(frozen=True)
class Share:
    """What one plan gets of a document."""

    plan_id: UUID
    amount: int


@dataclass(frozen=True)
class TransferDraft:
    """One document as typed: ``total`` must be what its shares add up to.

    ``other_source`` and ``beyond_reason`` are asked when somebody's year goes beyond the rate.
    """

    operation_id: UUID
    hop: str
    purse: str
    fiscal_year: int
    reference: str
    dated_on: date
    total: int
    shares: tuple[Share, ...]
    to_th: str = ""
    beyond_reason: str = ""
    other_source: str = ""


@dataclass(frozen=True)
class SettleDraft:
    """What becomes of a leftover, by which paper, and why."""

    operation_id: UUID
    outcome: str
    reference: str
    dated_on: date
    because: str


@dataclass(frozen=True)
class Stay:
    """A visit as pay looks at it; ``root_id`` stays the same through amendments.

    ``is_done`` False: tried in vain. ``decided_on`` is the day from which the plan was approved.
    """

    visit_id: UUID
    root_id: UUID
    elder_id: UUID
    case_id: UUID | None
    plan_id: UUID | None
    on: date
    started_at: datetime
    ended_at: datetime | None
    is_done: bool
    decided_on: date | None
    fiscal_year: int

    @property
    def minutes(self) -> int:
        """How long it took; nothing for one without an end."""
        if self.ended_at is None:
            return 0
        return int((self.ended_at - self.started_at).total_seconds() // 60)


@dataclass(frozen=True)
class PayLine:
    """One line of a statement; ``holds``: no other statement may count this visit.

    ``amount`` may be negative for a difference; ``purse`` is "" where no money of the case is used.
    """

    kind: LineKind
    amount: int
    holds: bool = False
    stay: Stay | None = None
    purse: str = ""
    why_not: str = ""


@dataclass(frozen=True)
class Statement:
    """A month of one person under one regime, before it is signed; counts are of paid visits."""

    lines: tuple[PayLine, ...]
    total: int
    days: int
    minutes: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class RegimeDraft:
    """How somebody is paid from a day on; ``amount`` as the municipality's own order says."""

    person_id: UUID
    regime: str
    amount: int | None
    holiday_amount: int | None
    order_no: str
    valid_from: date


@dataclass(frozen=True)
class NappyDraft:
    """A decision for one person: pieces a day by kind; ``reason`` where it is refused or beyond."""

    operation_id: UUID
    is_granted: bool
    ground: str
    indication: str
    from_on: date
    until_on: date | None
    pieces: Mapping[str, int] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True)
class DeliveryDraft:
    """What was brought to one person: pieces and price by kind, for how many days."""

    operation_id: UUID
    delivered_on: date
    for_days: int
    pieces: Mapping[str, int]
    prices: Mapping[str, int]
    reference: str = ""
    reason: str = ""
