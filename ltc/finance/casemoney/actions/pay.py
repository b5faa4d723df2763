"""A month's pay: reported and frozen, signed by four, paid once; and who is under which regime."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.assessment.rules.due import add_months
from ltc.finance.casemoney.models import (
    MoneyEntry,
    PayLineRow,
    PaySignature,
    PayStatement,
    RegimeHolding,
)
from ltc.finance.casemoney.queries.ledger import NOTHING, Key, balances, names_by_elder
from ltc.finance.casemoney.queries.pay import (
    Draft,
    draft_of,
    find_statement,
    lines_of,
    list_holdings,
    signatures_of,
)
from ltc.finance.casemoney.queries.reference import list_regimes
from ltc.finance.casemoney.rules.ledger import check_covered
from ltc.finance.casemoney.rules.limits import check_day
from ltc.finance.casemoney.rules.pay import check_may_sign, checked_regime, next_step
from ltc.finance.casemoney.terms import (
    STEP_ROLES,
    Basis,
    EntryKind,
    LineKind,
    PayLine,
    Pot,
    RegimeDraft,
    Step,
)
from ltc.foundation.accounts.models import User
from ltc.foundation.areas.queries import lock_municipality
from ltc.foundation.audit.actions import record, record_many
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import Conflict, RuleViolation


def put_under_regime(
    session: Session, municipality_id: UUID, person: User, draft: RegimeDraft,
    *, by: Actor, at: datetime, on: date,
) -> RegimeHolding:  # fmt: skip
    """Say how somebody is paid from a first day of a month on; the one before ends there.

    Raises RuleViolation as ``checked_regime`` says, ``first_of_month``, ``regime_later`` or, when
    the month is reported already, ``month_reported``.
    """
    regime = checked_regime(draft, list_regimes(draft.valid_from), on=on)
    if draft.valid_from.day != 1:
        raise RuleViolation("first_of_month", "วิธีจ่ายเปลี่ยนได้เฉพาะวันที่ 1 ของเดือน", "valid_from")
    lock_municipality(session, municipality_id)
    before = list_holdings(session, municipality_id, person.id)
    if before and before[0].valid_from >= draft.valid_from:
        raise RuleViolation("regime_later", "มีวิธีจ่ายที่เริ่มวันนี้หรือหลังวันนี้อยู่แล้ว", "valid_from")
    _check_not_reported(session, municipality_id, person.id, draft.valid_from)
    if before and before[0].valid_until is None:
        before[0].valid_until = draft.valid_from
        session.add(before[0])
        session.flush()
    is_paid = regime.basis is not Basis.NONE
    row = RegimeHolding(
        municipality_id=municipality_id, person_id=person.id, regime=regime.code,
        amount_satang=(draft.amount or 0) if is_paid else 0,
        holiday_satang=draft.holiday_amount if regime.basis is Basis.HOUR else None,
        order_no=draft.order_no, valid_from=draft.valid_from, noted_at=at, noted_by_name=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session, by=by, at=at, what="regime_holding.set", subject=row,
        changes={"person": str(person.id), "regime": row.regime, "from": str(row.valid_from),
                 "satang": row.amount_satang},
    )  # fmt: skip
    return row


def _check_not_reported(
    session: Session, municipality_id: UUID, person_id: UUID, since: date
) -> None:
    found = session.scalar(
        sa.select(col(PayStatement.id)).where(
            col(PayStatement.municipality_id) == municipality_id,
            col(PayStatement.person_id) == person_id, col(PayStatement.month_on) >= since,
            col(PayStatement.voided_at).is_(None),
        ).limit(1)
    )  # fmt: skip
    if found is not None:
        raise RuleViolation(
            "month_reported", "เดือนนั้นรายงานค่าตอบแทนไปแล้ว เริ่มได้ตั้งแต่เดือนถัดไป", "valid_from"
        )


def report_month(
    session: Session, municipality_id: UUID, month_on: date, *, by: Actor, at: datetime, on: date
) -> PayStatement:
    """Report one's own month: the statement is frozen as it stands and bears the first signature.

    Sent twice it is the same statement. Raises RuleViolation ``month_open``, ``no_regime`` or
    ``nothing_to_report``.
    """
    assert by.person_id is not None
    first = month_on.replace(day=1)
    if add_months(first, 1) > on:
        raise RuleViolation("month_open", "เดือนนี้ยังไม่จบ รายงานได้ตั้งแต่วันที่ 1 ของเดือนถัดไป")
    lock_municipality(session, municipality_id)  # no visit is counted by two at once
    draft = draft_of(session, municipality_id, by.person_id, first)
    if draft is None:
        raise RuleViolation("no_regime", "ยังไม่ได้บันทึกว่าคุณได้ค่าตอบแทนแบบไหน ถามผู้จัดการการดูแล")
    if found := find_statement(session, by.person_id, draft.regime.code, first):
        return found
    if not any(line.amount or line.holds for line in draft.statement.lines):
        raise RuleViolation("nothing_to_report", "เดือนนี้ไม่มีการเยี่ยมที่เบิกได้ จึงไม่มีอะไรให้รายงาน")
    row = _freeze(session, municipality_id, draft, by=by, at=at)
    _sign(session, row, Step.REPORT, by=by, at=at)
    return row


def _freeze(
    session: Session, municipality_id: UUID, draft: Draft, *, by: Actor, at: datetime
) -> PayStatement:
    assert by.person_id is not None
    whole, holding = draft.statement, draft.holding
    row = PayStatement(
        municipality_id=municipality_id, person_id=by.person_id, person_name=by.name,
        regime=draft.regime.code, month_on=draft.month_on, amount_satang=holding.amount_satang,
        holiday_satang=holding.holiday_satang, order_no=holding.order_no,
        total_satang=whole.total, days=whole.days, minutes=whole.minutes, frozen_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add_all(_line(row, place, line) for place, line in enumerate(whole.lines, 1))
    session.flush()
    return row


def _line(row: PayStatement, place: int, line: PayLine) -> PayLineRow:
    stay = line.stay
    if stay is None:
        return PayLineRow(
            statement_id=row.id, position=place, kind=line.kind, amount_satang=line.amount,
            fiscal_year=row.month_on.year + 543 + (row.month_on.month >= 10),
        )  # fmt: skip
    return PayLineRow(
        statement_id=row.id, position=place, kind=line.kind, root_visit_id=stay.root_id,
        visit_id=stay.visit_id, elder_id=stay.elder_id, case_id=stay.case_id,
        plan_id=stay.plan_id, fiscal_year=stay.fiscal_year, visited_on=stay.on,
        started_at=stay.started_at, ended_at=stay.ended_at, minutes=stay.minutes,
        amount_satang=line.amount, purse=line.purse, why_not=line.why_not, holds=line.holds,
    )  # fmt: skip


def sign_statement(
    session: Session, row: PayStatement, *, version: int, by: Actor, at: datetime
) -> Step:
    """Give the next of the four signatures; returns which one it was.

    Raises Conflict for an older version; RuleViolation ``voided``, ``all_signed``, ``not_yours`` or
    as ``check_may_sign`` says.
    """
    session.refresh(row, with_for_update={"key_share": True})
    if row.version != version:
        raise Conflict(row)
    if row.voided_at is not None:
        raise RuleViolation("voided", "ใบนี้ดึงกลับแล้ว เซ็นไม่ได้")
    signed = {step: one.person_id for step, one in signatures_of(session, [row.id])[row.id].items()}
    step = next_step(signed)
    if step is None:
        raise RuleViolation("all_signed", "ใบนี้เซ็นครบสี่คนแล้ว")
    if STEP_ROLES.get(step) != by.role:
        raise RuleViolation("not_yours", f"ลายเซ็นถัดไปเป็นของ{step.label_th}")
    check_may_sign(step, signed=signed, signer_id=by.person_id, whose_id=row.person_id)
    _sign(session, row, step, by=by, at=at)
    return step


def _sign(session: Session, row: PayStatement, step: Step, *, by: Actor, at: datetime) -> None:
    assert by.person_id is not None
    session.add(
        PaySignature(
            statement_id=row.id, step=step, person_id=by.person_id, person_name=by.name,
            role=by.role, signed_at=at,
        )
    )  # fmt: skip
    _touch(session, row)
    record(
        session, by=by, at=at, what="pay_statement.signed", subject=row,
        changes={"step": step, "month": str(row.month_on), "satang": row.total_satang},
    )  # fmt: skip


def _touch(session: Session, row: PayStatement) -> None:
    """Raise the version of a statement: whoever looks at an older one is told so."""
    sa.orm.attributes.flag_modified(row, "days")
    session.add(row)
    session.flush()


def take_back_statement(
    session: Session, row: PayStatement, because: str, *, version: int, by: Actor, at: datetime
) -> None:
    """Take a statement back that is not paid yet: its visits may be reported anew.

    Raises Conflict for an older version; RuleViolation ``because_missing``, ``paid`` or ``voided``.
    """
    if not because:
        raise RuleViolation("because_missing", "กรุณาเขียนว่าดึงกลับเพราะอะไร", "because")
    session.refresh(row, with_for_update={"key_share": True})
    if row.version != version:
        raise Conflict(row)
    if row.paid_at is not None:
        raise RuleViolation("paid", "จ่ายไปแล้ว ดึงกลับไม่ได้ แก้การเยี่ยม แล้วส่วนต่างจะอยู่ในเดือนถัดไป")
    if row.voided_at is not None:
        raise RuleViolation("voided", "ใบนี้ดึงกลับแล้ว")
    row.voided_at, row.voided_by_name, row.void_because = at, by.name, because
    session.add(row)
    for line in lines_of(session, row.id):
        line.is_void = True
        session.add(line)
    session.flush()
    record(
        session, by=by, at=at, what="pay_statement.taken_back", subject=row,
        changes={"month": str(row.month_on), "person": str(row.person_id)},
    )  # fmt: skip


def pay_statement(
    session: Session, row: PayStatement, reference: str, paid_on: date,
    *, version: int, by: Actor, at: datetime, on: date,
) -> None:  # fmt: skip
    """Record that a statement with four signatures was paid, and charge the cases.

    Raises Conflict for an older version; RuleViolation ``reference_missing``, ``future_day``,
    ``not_signed``, ``paid``, ``own_hours`` or, when the provider holds too little for somebody,
    ``not_enough``.
    """
    if not reference:
        raise RuleViolation("reference_missing", "กรุณากรอกเลขที่ใบสำคัญจ่ายหรือเลขที่โอน", "reference")
    check_day(paid_on, on=on, field="paid_on")
    lock_municipality(session, row.municipality_id)
    session.refresh(row, with_for_update={"key_share": True})
    if row.version != version:
        raise Conflict(row)
    if row.paid_at is not None:
        raise RuleViolation("paid", "ใบนี้จ่ายไปแล้ว")
    signed = signatures_of(session, [row.id]).get(row.id, {})
    if row.voided_at is not None or next_step(signed) is not None:
        raise RuleViolation("not_signed", "ใบนี้ยังเซ็นไม่ครบสี่คน จ่ายไม่ได้")
    if row.person_id == by.person_id:
        raise RuleViolation("own_hours", "จ่ายค่าตอบแทนของตัวเองไม่ได้ ต้องเป็นคนอื่น")
    entries = _charges(session, row, reference, paid_on, by=by, at=at)
    _check_charges(session, row.municipality_id, entries)
    row.paid_at, row.paid_on, row.paid_reference = at, paid_on, reference
    row.paid_by, row.paid_by_name = by.person_id, by.name
    session.add(row)
    session.add_all(entries)
    session.flush()
    record(
        session, by=by, at=at, what="pay_statement.paid", subject=row,
        changes={"month": str(row.month_on), "satang": row.total_satang, "cases": len(entries)},
    )  # fmt: skip
    if entries:
        record_many(
            session, by=by, at=at, what="money_entry.booked", kind=MoneyEntry.__tablename__,
            subjects=[(one.id, one.elder_id, {"kind": one.kind, "satang": one.amount_satang})
                      for one in entries],
        )  # fmt: skip


def _charges(
    session: Session, row: PayStatement, reference: str, paid_on: date, *, by: Actor, at: datetime
) -> list[MoneyEntry]:
    """Return one entry for each case, year and purse that the lines of a statement use."""
    sums: dict[tuple[UUID, UUID, UUID, int, str], int] = {}
    settled: set[UUID] = set()
    for line in lines_of(session, row.id):
        if line.purse and line.case_id and line.plan_id and line.elder_id:
            key = (line.case_id, line.plan_id, line.elder_id, line.fiscal_year, line.purse)
            sums[key] = sums.get(key, 0) + line.amount_satang
            if line.kind == LineKind.DIFFERENCE:
                settled.add(line.case_id)
    return [
        MoneyEntry(
            municipality_id=row.municipality_id, statement_id=row.id, case_id=case_id,
            plan_id=plan_id, elder_id=elder_id, fiscal_year=year, purse=purse,
            kind=EntryKind.PAID_OUT, amount_satang=amount, reference=reference, dated_on=paid_on,
            because=LineKind.DIFFERENCE.label_th if case_id in settled else "",
            recorded_at=at, recorded_by=by.person_id, recorded_by_name=by.name,
        )
        for (case_id, plan_id, elder_id, year, purse), amount in sums.items()
        if amount
    ]  # fmt: skip


def _check_charges(session: Session, municipality_id: UUID, entries: list[MoneyEntry]) -> None:
    """Refuse what the provider cannot pay; a year whose rest was carried on is paid by the next."""
    names = names_by_elder(session, {one.elder_id for one in entries})
    known = balances(session, municipality_id, case_ids={one.case_id for one in entries})
    for one in entries:
        following: Key = (one.case_id, one.fiscal_year + 1, one.purse)
        was_carried = known.get(following, NOTHING).of(EntryKind.CARRIED_IN) > 0
        held = known.get((one.case_id, one.fiscal_year, one.purse), NOTHING).within(Pot.PROVIDER)
        if was_carried and held < one.amount_satang:
            one.fiscal_year += 1
        key: Key = (one.case_id, one.fiscal_year, one.purse)
        known[key] = check_covered(
            known.get(key, NOTHING), [(one.kind, one.amount_satang)], whose=names[one.elder_id]
        )
