"""Settling what a case has left over: kept by the fund, sent back, or carried on."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from ltc.finance.casemoney.actions.transfers import booked
from ltc.finance.casemoney.models import MoneyDocument, MoneyEntry
from ltc.finance.casemoney.queries.ledger import find_operation
from ltc.finance.casemoney.queries.leftovers import LeftoverRow, get_leftover
from ltc.finance.casemoney.rules.limits import MOST_WORDS, check_day
from ltc.finance.casemoney.terms import SETTLED_AS, EntryKind, Outcome, Pot, SettleDraft
from ltc.foundation.areas.queries import lock_municipality
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound, RuleViolation

Lines = list[tuple[EntryKind, int, int]]  # kind, amount, fiscal year


def settle(
    session: Session, row: LeftoverRow, draft: SettleDraft, *, by: Actor, at: datetime, on: date
) -> MoneyDocument:
    """Settle one balance as a person decided; what lies at the provider comes back first.

    Raises RuleViolation ``outcome_unknown``, ``reference_missing``, ``because_missing``,
    ``future_day``, ``long_ago``, ``carry_closed`` or, when somebody was faster, ``nothing_left``.
    """
    if found := find_operation(session, draft.operation_id):
        return found
    _check(row, draft, on=on)
    assert by.area_id is not None
    lock_municipality(session, by.area_id)
    try:
        row = get_leftover(session, by, row.case_id, row.fiscal_year, row.purse, on=on)
    except NotFound as settled:
        raise RuleViolation("nothing_left", "ก้อนนี้จัดการไปแล้ว ไม่มีเงินเหลือ") from settled
    document = MoneyDocument(
        municipality_id=by.area_id, operation_id=draft.operation_id,
        kind=SETTLED_AS[Outcome(draft.outcome)], purse=row.purse, fiscal_year=row.fiscal_year,
        reference=draft.reference, dated_on=draft.dated_on, amount_satang=row.balance.left,
        because=draft.because, recorded_at=at, recorded_by=by.person_id, recorded_by_name=by.name,
    )  # fmt: skip
    session.add(document)
    session.flush()
    last = session.exec(
        select(MoneyEntry)
        .where(MoneyEntry.case_id == row.case_id, MoneyEntry.fiscal_year == row.fiscal_year)
        .order_by(col(MoneyEntry.id).desc())
    ).first()
    assert last is not None
    rows = [
        MoneyEntry(
            municipality_id=by.area_id, document_id=document.id, case_id=row.case_id,
            plan_id=last.plan_id, elder_id=row.elder_id, fiscal_year=year, purse=row.purse,
            kind=kind, amount_satang=amount, reference=draft.reference, dated_on=draft.dated_on,
            because=draft.because, recorded_at=at, recorded_by=by.person_id,
            recorded_by_name=by.name,
        )
        for kind, amount, year in _lines(row, Outcome(draft.outcome))
    ]  # fmt: skip
    booked(session, document, rows, by=by, at=at)
    return document


def _check(row: LeftoverRow, draft: SettleDraft, *, on: date) -> None:
    if draft.outcome not in set(Outcome):
        raise RuleViolation("outcome_unknown", "กรุณาเลือกหนึ่งข้อ", "outcome")
    if draft.outcome == Outcome.CARRY and row.because != "year_end":
        raise RuleViolation("carry_closed", "คนนี้ไม่ได้อยู่ในการดูแลแล้ว ยกเงินไปปีถัดไปไม่ได้", "outcome")
    if not draft.reference:
        raise RuleViolation("reference_missing", "กรุณากรอกเลขที่หนังสือ", "reference")
    check_day(draft.dated_on, on=on, field="dated_on")
    if not 0 < len(draft.because) <= MOST_WORDS:
        raise RuleViolation("because_missing", "กรุณาเขียนเหตุผลที่ตัดสินอย่างนี้", "because")


def _lines(row: LeftoverRow, outcome: Outcome) -> Lines:
    found: Lines = []
    if (held := row.balance.within(Pot.PROVIDER)) > 0:
        found.append((EntryKind.GIVEN_BACK, held, row.fiscal_year))
    found.append((SETTLED_AS[outcome], row.balance.left, row.fiscal_year))
    if outcome is Outcome.CARRY:
        found.append((EntryKind.CARRIED_IN, row.balance.left, row.fiscal_year + 1))
    return found
