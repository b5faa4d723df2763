"""The facts of a statement of pay. Callers checked the rights before."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session

from ltc.exchange.pdf.terms import PayFacts, SignedBy
from ltc.finance.casemoney.models import PayLineRow, PaySignature, PayStatement
from ltc.finance.casemoney.queries import ledger, pay
from ltc.finance.casemoney.queries.reference import list_regimes
from ltc.finance.casemoney.rules.settings import Regime
from ltc.finance.casemoney.terms import STEPS, Basis, LineKind, Step, WhyNot
from ltc.foundation.areas.queries import get_area
from ltc.foundation.core.actor import Actor
from ltc.foundation.i18n.baht import baht
from ltc.foundation.i18n.dates import (
    BUDDHIST_ERA,
    MONTHS,
    clock_time,
    date_and_time,
    short_date,
)

ORDER = "คำสั่ง"


def pay_facts(session: Session, row: PayStatement, actor: Actor) -> tuple[PayFacts, list[UUID]]:
    """Return the facts of a statement, and whose names stand there.

    Elders are named for the person whose statement it is and for who may know whose money it is;
    others see the code of the case.
    """
    lines = pay.lines_of(session, row.id)
    regime = list_regimes(row.month_on).get(row.regime)
    is_named = row.person_id == actor.person_id or ledger.sees_names(actor)
    elder_ids = {one.elder_id for one in lines if one.elder_id}
    names: Mapping[UUID, str] = {
        one.elder_id: ledger.case_code(one.case_id or one.elder_id)
        for one in lines if one.elder_id
    }  # fmt: skip
    if is_named:
        names = ledger.names_by_elder(session, elder_ids)
    area = get_area(session, row.municipality_id)
    signed = pay.signatures_of(session, [row.id]).get(row.id, {})
    facts = PayFacts(
        town=area.name_th if area else "",
        person=row.person_name,
        month=f"{MONTHS[row.month_on.month - 1]} {row.month_on.year + BUDDHIST_ERA}",
        regime=_regime(row, regime),
        rate=_rate(row),
        standing=f"ดึงกลับแล้ว เพราะ {row.void_because}" if row.voided_at else "",
        counted=f"{row.days:,} วัน {row.minutes // 60:,} ชั่วโมง {row.minutes % 60} นาที",
        lines=tuple(_line(one, names, regime) for one in lines),
        total=row.total_satang,
        paid=_paid(row),
        note=regime.note_th if regime else "",
        signed=tuple(_signature(step, signed.get(str(step)), row) for step in STEPS),
    )
    return facts, sorted(elder_ids) if is_named else []


def _regime(row: PayStatement, regime: Regime | None) -> str:
    label = regime.label_th if regime else row.regime
    source = f"จ่ายจาก{regime.source_th}" if regime and regime.source_th else ""
    order = row.order_no if row.order_no.startswith(ORDER) else f"{ORDER} {row.order_no}"
    return " · ".join(part for part in (label, source, order if row.order_no else "") if part)


def _rate(row: PayStatement) -> str:
    off = f" · วันหยุด {baht(row.holiday_satang)} บาท" if row.holiday_satang else ""
    return f"{baht(row.amount_satang)} บาท{off}"


def _paid(row: PayStatement) -> str:
    if row.paid_on is None:
        return ""
    return f"{short_date(row.paid_on)} · {row.paid_reference} · {row.paid_by_name}"


def _line(
    one: PayLineRow, names: Mapping[UUID, str], regime: Regime | None
) -> tuple[str, str, str, str, str, str]:
    activity = LineKind(one.kind).label_th
    in_month = one.why_not == WhyNot.IN_MONTH
    if one.why_not:
        activity = f"{activity}\n{WhyNot(one.why_not).label_th}"
    amount = baht(one.amount_satang)
    if one.why_not:
        amount = "รวมรายเดือน" if in_month else "ไม่เบิก"
    return (
        short_date(one.visited_on) or "-",
        _times(one),
        names.get(one.elder_id, "-") if one.elder_id else "-",
        activity,
        _amount_of_work(one, regime),
        amount,
    )


def _times(one: PayLineRow) -> str:
    """Return "09:00–10:20 น.", "-" for what has no time."""
    if one.started_at is None:
        return "-"
    began = clock_time(one.started_at)
    return f"{began.removesuffix(' น.')}–{clock_time(one.ended_at)}" if one.ended_at else began


def _amount_of_work(one: PayLineRow, regime: Regime | None) -> str:
    if one.kind == LineKind.MONTH:
        return "1 เดือน"
    if not one.minutes:
        return "-"
    whole, rest = divmod(one.minutes, 60)
    hours = " ".join(
        part for part in (f"{whole} ชม." if whole else "", f"{rest} นาที" if rest else "") if part
    )
    return f"1 ครั้ง\n{hours}" if regime and regime.basis is Basis.VISIT else hours


def _signature(step: Step, given: PaySignature | None, row: PayStatement) -> SignedBy:
    if given is None:
        return SignedBy(step.label_th, row.person_name if step is Step.REPORT else "", "")
    return SignedBy(
        step.label_th, given.person_name, f"ลงชื่อในระบบ {date_and_time(given.signed_at)}"
    )
