"""What a transfer must hold: its sum, whose plan is approved, and the rate of a person and year."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from ltc.care.approval.terms import Approval
from ltc.care.cases.rules.rates import Rate, RateKind
from ltc.finance.casemoney.rules.settings import MoneyRules
from ltc.finance.casemoney.terms import SATANG, Hop, Purse, TransferDraft
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.baht import baht
from ltc.foundation.i18n.dates import short_date

MOST = 100_000_000_000  # a billion baht: more can only be a slip
MOST_WORDS = 300
LONG_AGO = timedelta(days=3660)
AMOUNT = "amount_"


def amount_field(plan_id: UUID) -> str:
    """Return the name of the field that holds the share of a plan."""
    return f"{AMOUNT}{plan_id.hex}"


def check_transfer(draft: TransferDraft, *, on: date) -> None:
    """Refuse a document that is not whole.

    Raises RuleViolation ``hop_unknown``, ``purse_unknown``, ``reference_missing``, ``too_long``,
    ``future_day``, ``long_ago``, ``no_share``, ``amount`` or ``sum_differs``.
    """
    if draft.hop not in set(Hop):
        raise RuleViolation("hop_unknown", "กรุณาเลือกการโอน")
    if draft.purse not in set(Purse):
        raise RuleViolation("purse_unknown", "กรุณาเลือกว่าเป็นเงินอะไร", "purse")
    if not draft.reference:
        raise RuleViolation("reference_missing", "กรุณากรอกเลขที่หนังสือหรือเลขที่โอน", "reference")
    for name in ("beyond_reason", "other_source"):
        if len(getattr(draft, name)) > MOST_WORDS:
            raise RuleViolation("too_long", "ยาวเกินไป", name)
    check_day(draft.dated_on, on=on, field="dated_on")
    if not draft.shares:
        raise RuleViolation("no_share", "ยังไม่มีใครได้เงินจากเอกสารนี้ กรอกจำนวนอย่างน้อยหนึ่งคน", "total")
    for share in draft.shares:
        if not 0 < share.amount <= MOST:
            raise RuleViolation("amount", "จำนวนเงินต้องมากกว่าศูนย์", amount_field(share.plan_id))
    found = sum(share.amount for share in draft.shares)
    if found != draft.total:
        more = "มากกว่า" if found > draft.total else "น้อยกว่า"
        raise RuleViolation(
            "sum_differs",
            f"รายคนรวม {baht(found)} บาท {more}ในเอกสาร {baht(abs(found - draft.total))} บาท",
            "total",
        )


def check_day(day: date, *, on: date, field: str) -> None:
    """Refuse a day that has not come (``future_day``) or can only be a slip (``long_ago``)."""
    if day > on:
        raise RuleViolation("future_day", "วันที่นี้ยังมาไม่ถึง", field)
    if day < on - LONG_AGO:
        raise RuleViolation("long_ago", "วันที่นี้นานเกินสิบปี กรุณาตรวจอีกครั้ง", field)


def approved_amount(approval: Approval, purse: str) -> int:
    """Return what was approved of a purse; other sources are nobody's to approve here."""
    amounts = {str(Purse.LTC): approval.ltc_satang, str(Purse.LOCAL): approval.local_satang}
    return amounts.get(purse, 0)


def newest_by_case(approvals: Iterable[Approval]) -> dict[UUID, Approval]:
    """Return the approval that counts for each case of a year: the one decided on last."""
    return {one.case_id: one for one in sorted(approvals, key=lambda one: one.decided_on)}


def check_approved(
    plan_id: UUID, approval: Approval | None, *, purse: str, dated_on: date, whose: str
) -> Approval:
    """Return the approval on which a plan may get money.

    Raises RuleViolation ``interim_plan`` without one that the chair has signed, ``before_approval``
    for a document that is older than it, ``purse_not_approved`` when it gives nothing of the purse.
    """
    field = amount_field(plan_id)
    if approval is None or not approval.is_signed:
        raise RuleViolation(
            "interim_plan",
            f"แผนของ{whose}ยังไม่ได้อนุมัติ แผนที่ใช้ไปพลางก่อนยังรับเงินไม่ได้",
            field,
        )
    if dated_on < approval.decided_on:
        raise RuleViolation(
            "before_approval",
            f"แผนของ{whose}อนุมัติเมื่อ {short_date(approval.decided_on)} เอกสารนี้ลงวันที่ก่อนหน้านั้น",
            field,
        )
    if not approved_amount(approval, purse):
        raise RuleViolation("purse_not_approved", f"มติของ{whose}ไม่ได้ให้เงินก้อนนี้", field)
    return approval


def check_within_approved(transferred: int, approval: Approval, purse: str, *, whose: str) -> None:
    """Refuse more than was approved (``beyond_approved``), all documents of the year together."""
    most = approved_amount(approval, purse)
    if transferred > most:
        raise RuleViolation(
            "beyond_approved",
            f"{whose} อนุมัติไว้ {baht(most)} บาท โอนรวมเป็น {baht(transferred)} บาท เกินที่อนุมัติ",
            amount_field(approval.plan_id),
        )


def rate_of(rates: Sequence[Rate], day: date) -> int | None:
    """Return the flat rate a person and year in force on a day, in satang; None when unknown."""
    for rate in rates:
        if rate.kind is RateKind.FLAT and rate.group is None and rate.holds_on(day):
            return rate.most * SATANG
    return None


def year_begins(fiscal_year: int) -> date:
    """Return the first day of a fiscal year of the Buddhist era: 2570 begins on 1 October 2026."""
    return date(fiscal_year - 544, 10, 1)


def check_rate(beyond: Collection[str], draft: TransferDraft, rules: MoneyRules) -> None:
    """Ask why and from where when people's year goes beyond the rate; ``beyond`` are their names.

    Raises RuleViolation ``rate_stopped`` where a dated setting stops it, ``beyond_reason`` or
    ``other_source`` while one of the two is not said.
    """
    if not beyond:
        return
    who = ", ".join(sorted(beyond)[:3]) + (
        f" และอีก {len(beyond) - 3} คน" if len(beyond) > 3 else ""
    )
    if rules.is_stopped:
        raise RuleViolation("rate_stopped", f"เกินอัตราต่อคนต่อปี: {who} ระเบียบที่ใช้อยู่ไม่ให้เกิน", "total")
    if not draft.beyond_reason:
        raise RuleViolation("beyond_reason", f"เกินอัตราต่อคนต่อปี: {who} เพราะอะไร", "beyond_reason")
    if not draft.other_source:
        raise RuleViolation(
            "other_source", "ส่วนที่เกินอัตราใช้เงินจากไหน เช่น เงินกองทุนท้องถิ่น", "other_source"
        )


def beyond(amounts: Mapping[UUID, int], rate: int | None) -> set[UUID]:
    """Return whose sum of a year goes beyond the rate; nobody's where no rate is known."""
    return {one for one, amount in amounts.items() if rate is not None and amount > rate}
