"""A month's pay from the visits that stand, and who signs in which order."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from ltc.finance.casemoney.rules.settings import Regime
from ltc.finance.casemoney.terms import (
    STEPS,
    Basis,
    LineKind,
    PayLine,
    RegimeDraft,
    Statement,
    Stay,
    Step,
    WhyNot,
)
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.baht import baht

SATURDAY = 5
MOST_PAY = 10_000_000  # a hundred thousand baht: more can only be a slip


def statement_of(
    regime: Regime, amount: int, holiday_amount: int | None, stays: Sequence[Stay],
    *, held: Collection[UUID], differences: Iterable[PayLine] = (),
) -> Statement:  # fmt: skip
    """Return the statement of a month: every visit is listed, those that do not count say why.

    ``held`` are the roots of visits that another statement counts; ``differences`` settle visits
    that were changed after they were paid.
    """
    lines = [_line(regime, amount, holiday_amount, stay, held) for stay in stays if stay.is_done]
    counted = [line.stay for line in lines if line.holds and line.stay]
    days, minutes = len({stay.on for stay in counted}), sum(stay.minutes for stay in counted)
    if regime.basis is Basis.MONTH:
        lines.append(PayLine(LineKind.MONTH, amount))
    lines += differences
    return Statement(
        tuple(lines), sum(line.amount for line in lines), days, minutes,
        _warnings(regime, days, minutes),
    )  # fmt: skip


def _line(
    regime: Regime, amount: int, holiday_amount: int | None, stay: Stay, held: Collection[UUID]
) -> PayLine:
    if stay.root_id in held:
        return PayLine(LineKind.VISIT, 0, stay=stay, why_not=str(WhyNot.PAID_BEFORE))
    if regime.basis is Basis.MONTH:
        return PayLine(LineKind.VISIT, 0, holds=True, stay=stay, why_not=str(WhyNot.IN_MONTH))
    paid, why_not = worth(regime, amount, holiday_amount, stay)
    if why_not:
        return PayLine(LineKind.VISIT, 0, stay=stay, why_not=why_not)
    return PayLine(LineKind.VISIT, paid, holds=True, stay=stay, purse=regime.purse)


def worth(regime: Regime, amount: int, holiday_amount: int | None, stay: Stay) -> tuple[int, str]:
    """Return what one visit is worth under a regime, or nothing and why.

    Only money of an approved plan is spent: a plan that nobody had approved by that day pays
    nothing from the purse of a case.
    """
    if not stay.is_done or stay.minutes < regime.least_minutes:
        return 0, str(WhyNot.SHORT)
    if regime.purse and stay.plan_id is None:
        return 0, str(WhyNot.NO_PLAN)
    if regime.purse and (stay.decided_on is None or stay.on < stay.decided_on):
        return 0, str(WhyNot.NOT_APPROVED)
    if regime.basis is Basis.VISIT:
        return amount, ""
    is_holiday = stay.on.weekday() >= SATURDAY and holiday_amount is not None
    hourly = holiday_amount if is_holiday and holiday_amount is not None else amount
    return hourly * (stay.minutes // 60), ""


def difference(
    regime: Regime, amount: int, holiday_amount: int | None, stay: Stay, *, paid: int, purse: str
) -> PayLine | None:
    """Return the line that settles a paid visit as it stands now; None when nothing differs."""
    now, _why = worth(regime, amount, holiday_amount, stay)
    if now == paid:
        return None
    return PayLine(LineKind.DIFFERENCE, now - paid, stay=stay, purse=purse)


def _warnings(regime: Regime, days: int, minutes: int) -> tuple[str, ...]:
    """Say what the visits of a month do not show; whoever certifies judges."""
    if regime.basis is not Basis.MONTH or regime.days_a_month is None:
        return ()
    if days >= regime.days_a_month:
        return ()
    return (
        f"บันทึกการเยี่ยมมี {days} วัน {minutes // 60} ชั่วโมง กติกาเขียนไว้ {regime.days_a_month} วัน "
        f"วันละ {regime.hours_a_day} ชั่วโมง งานอื่นที่ไม่ใช่การเยี่ยมไม่มีในระบบ ผู้รับรองต้องดูเอง",
    )


def next_step(signed: Collection[str]) -> Step | None:
    """Return which signature comes next; None when all four are there."""
    return next((step for step in STEPS if str(step) not in signed), None)


def check_may_sign(
    step: Step, *, signed: Mapping[str, UUID | None], signer_id: UUID | None, whose_id: UUID
) -> None:
    """Refuse a signature out of order, one's own hours, or a second one of the same person.

    ``signed`` maps steps to who signed. Raises RuleViolation ``not_next``, ``own_hours``,
    ``not_own`` or ``signed_before``.
    """
    if next_step(signed) is not step:
        raise RuleViolation("not_next", "ใบนี้ยังไม่ถึงลำดับลายเซ็นนี้ หรือเซ็นไปแล้ว กรุณาเปิดหน้านี้ใหม่")
    if step is Step.REPORT and signer_id != whose_id:
        raise RuleViolation("not_own", "คนที่รายงานต้องเป็นเจ้าของชั่วโมงเอง")
    if step is not Step.REPORT and signer_id == whose_id:
        raise RuleViolation("own_hours", "รับรอง ตรวจ หรืออนุมัติชั่วโมงของตัวเองไม่ได้ ต้องเป็นคนอื่น")
    if signer_id in signed.values():
        raise RuleViolation("signed_before", "คุณเซ็นใบนี้ไปแล้ว สี่ลายเซ็นต้องเป็นสี่คน")


def checked_regime(draft: RegimeDraft, regimes: Mapping[str, Regime], *, on: date) -> Regime:
    """Return the regime of a draft.

    Raises RuleViolation ``regime_unknown``, ``amount_missing``, ``amount``, ``order_missing`` or
    ``first_day``.
    """
    regime = regimes.get(draft.regime)
    if regime is None:
        raise RuleViolation("regime_unknown", "กรุณาเลือกวิธีจ่าย", "regime")
    if abs((draft.valid_from - on).days) > 3660:
        raise RuleViolation("first_day", "วันเริ่มไกลเกินสิบปี กรุณาตรวจอีกครั้ง", "valid_from")
    if regime.basis is Basis.NONE:
        return regime
    if draft.amount is None:
        raise RuleViolation("amount_missing", "กรุณากรอกจำนวนเงินตามคำสั่ง", "amount")
    for name in ("amount", "holiday_amount"):
        value = getattr(draft, name)
        if value is not None and not 0 < value <= MOST_PAY:
            raise RuleViolation("amount", f"ต้องมากกว่าศูนย์และไม่เกิน {baht(MOST_PAY)} บาท", name)
    if not draft.order_no:
        raise RuleViolation("order_missing", "กรุณากรอกเลขที่คำสั่งหรือประกาศอัตรา", "order_no")
    return regime
