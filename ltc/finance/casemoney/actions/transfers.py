"""Recording a document that moved money of many cases, and taking one back whole."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from ltc.care.approval.queries.decisions import approvals_in_year
from ltc.care.approval.terms import Approval
from ltc.care.cases.queries.rates import list_rates
from ltc.finance.casemoney.models import MoneyDocument, MoneyEntry
from ltc.finance.casemoney.queries.ledger import (
    NOTHING,
    Key,
    balances,
    entries_of_document,
    find_operation,
    has_reference,
    names_by_elder,
    reversal_of,
)
from ltc.finance.casemoney.queries.reference import get_money_rules
from ltc.finance.casemoney.rules.ledger import Balance, check_covered
from ltc.finance.casemoney.rules.limits import (
    amount_field,
    beyond,
    check_approved,
    check_rate,
    check_transfer,
    check_within_approved,
    rate_of,
    year_begins,
)
from ltc.finance.casemoney.terms import EntryKind, Hop, Purse, TransferDraft
from ltc.foundation.areas.queries import lock_municipality
from ltc.foundation.audit.actions import record, record_many
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import RuleViolation


def record_transfer(
    session: Session, municipality_id: UUID, draft: TransferDraft,
    *, by: Actor, at: datetime, on: date,
) -> MoneyDocument:  # fmt: skip
    """Record one document with the share of each case; the same operation again changes nothing.

    Raises RuleViolation as ``check_transfer``, ``check_approved`` and ``check_rate`` say, and
    ``reference_taken``, ``beyond_approved`` or ``not_enough``.
    """
    if found := find_operation(session, draft.operation_id):
        return found
    check_transfer(draft, on=on)
    lock_municipality(session, municipality_id)  # balances must not change while they are checked
    if found := find_operation(session, draft.operation_id):
        return found
    if has_reference(session, municipality_id, draft.hop, draft.reference):
        raise RuleViolation("reference_taken", "เลขที่นี้บันทึกไว้แล้ว", "reference")
    approvals = approvals_in_year(session, municipality_id, draft.fiscal_year)
    names = names_by_elder(session, {one.elder_id for one in approvals.values()})
    known = balances(session, municipality_id, fiscal_year=draft.fiscal_year)
    chosen = [
        check_approved(
            share.plan_id, approvals.get(share.plan_id), purse=draft.purse,
            dated_on=draft.dated_on, whose=_whose(approvals.get(share.plan_id), names),
        )
        for share in draft.shares
    ]  # fmt: skip
    after = _check_balances(draft, chosen, known, names)
    if draft.hop == Hop.IN and draft.purse == Purse.LTC:
        rate = rate_of(list_rates(), year_begins(draft.fiscal_year))
        over = beyond(
            {one: balance.of(EntryKind.TRANSFERRED) for one, balance in after.items()}, rate
        )
        whose = {names[one.elder_id] for one in chosen if one.case_id in over}
        check_rate(whose, draft, get_money_rules(on))
    else:
        over = set()
    return _write(session, municipality_id, draft, chosen, over, by=by, at=at)


def _whose(approval: Approval | None, names: dict[UUID, str]) -> str:
    return names[approval.elder_id] if approval else "คนนี้"


def _check_balances(
    draft: TransferDraft, chosen: Sequence[Approval], known: dict[Key, Balance],
    names: dict[UUID, str],
) -> dict[UUID, Balance]:  # fmt: skip
    """Return the balances after the document by case; refuses what no pot or approval covers."""
    after: dict[UUID, Balance] = {}
    for share, approval in zip(draft.shares, chosen, strict=True):
        key = (approval.case_id, draft.fiscal_year, draft.purse)
        before = after.get(approval.case_id, known.get(key, NOTHING))
        whose = names[approval.elder_id]
        after[approval.case_id] = check_covered(
            before, [(draft.hop, share.amount)], whose=whose, field=amount_field(share.plan_id)
        )
        if draft.hop == Hop.IN and draft.purse != Purse.OTHER:
            transferred = after[approval.case_id].of(EntryKind.TRANSFERRED)
            check_within_approved(transferred, approval, draft.purse, whose=whose)
    return after


def _write(
    session: Session, municipality_id: UUID, draft: TransferDraft, chosen: Sequence[Approval],
    over: Collection[UUID], *, by: Actor, at: datetime,
) -> MoneyDocument:  # fmt: skip
    document = MoneyDocument(
        municipality_id=municipality_id, operation_id=draft.operation_id, kind=draft.hop,
        purse=draft.purse, fiscal_year=draft.fiscal_year, reference=draft.reference,
        dated_on=draft.dated_on, amount_satang=draft.total, to_th=draft.to_th,
        because=draft.beyond_reason if over else "",
        recorded_at=at, recorded_by=by.person_id, recorded_by_name=by.name,
    )  # fmt: skip
    session.add(document)
    session.flush()
    rows = [
        MoneyEntry(
            municipality_id=municipality_id, document_id=document.id, case_id=approval.case_id,
            plan_id=approval.plan_id, elder_id=approval.elder_id, fiscal_year=draft.fiscal_year,
            purse=draft.purse, kind=draft.hop, amount_satang=share.amount,
            reference=draft.reference, dated_on=draft.dated_on,
            because=draft.beyond_reason if approval.case_id in over else "",
            source_th=draft.other_source if approval.case_id in over else "",
            recorded_at=at, recorded_by=by.person_id, recorded_by_name=by.name,
        )
        for share, approval in zip(draft.shares, chosen, strict=True)
    ]  # fmt: skip
    booked(session, document, rows, by=by, at=at)
    return document


def booked(
    session: Session, document: MoneyDocument, rows: Sequence[MoneyEntry],
    *, by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Save the entries of a document and write down who did it: once for the paper, once a case."""
    session.add_all(rows)
    session.flush()
    record(
        session, by=by, at=at, what="money_document.recorded", subject=document,
        changes={"kind": document.kind, "purse": document.purse,
                 "satang": document.amount_satang, "cases": len({row.case_id for row in rows})},
    )  # fmt: skip
    record_many(
        session, by=by, at=at, what="money_entry.booked", kind=MoneyEntry.__tablename__,
        subjects=[(row.id, row.elder_id, {"kind": row.kind, "satang": row.amount_satang})
                  for row in rows],
    )  # fmt: skip


def reverse_document(
    session: Session, document: MoneyDocument, because: str, operation_id: UUID,
    *, by: Actor, at: datetime, on: date,
) -> MoneyDocument:  # fmt: skip
    """Take a document back whole by counter-entries; both stay. Sent twice it is the same.

    Raises RuleViolation ``because_missing``, ``is_reversal``, ``reversed`` or, when what came after
    leans on it, ``not_enough``.
    """
    if not because:
        raise RuleViolation("because_missing", "กรุณาเขียนว่าผิดตรงไหน", "because")
    if document.reverses_id is not None:
        raise RuleViolation("is_reversal", "รายการนี้เป็นการกลับรายการอยู่แล้ว")
    lock_municipality(session, document.municipality_id)
    if standing := reversal_of(session, document.id):
        if standing.operation_id == operation_id:
            return standing
        raise RuleViolation("reversed", "เอกสารนี้กลับรายการไปแล้ว")
    entries = entries_of_document(session, document.id)
    _check_reversal(session, document.municipality_id, entries)
    counter = MoneyDocument(
        municipality_id=document.municipality_id, operation_id=operation_id, kind=document.kind,
        purse=document.purse, fiscal_year=document.fiscal_year, reference=document.reference,
        dated_on=on, amount_satang=-document.amount_satang, to_th=document.to_th, because=because,
        reverses_id=document.id, recorded_at=at, recorded_by=by.person_id,
        recorded_by_name=by.name,
    )  # fmt: skip
    session.add(counter)
    session.flush()
    rows = [
        MoneyEntry(
            municipality_id=one.municipality_id, document_id=counter.id, case_id=one.case_id,
            plan_id=one.plan_id, elder_id=one.elder_id, fiscal_year=one.fiscal_year,
            purse=one.purse, kind=one.kind, amount_satang=-one.amount_satang,
            reference=one.reference, dated_on=on, because=because, reverses_id=one.id,
            recorded_at=at, recorded_by=by.person_id, recorded_by_name=by.name,
        )
        for one in entries
    ]  # fmt: skip
    booked(session, counter, rows, by=by, at=at)
    return counter


def _check_reversal(session: Session, municipality_id: UUID, entries: Sequence[MoneyEntry]) -> None:
    """Refuse to take back money that has moved on: what came after is taken back first."""
    names = names_by_elder(session, {one.elder_id for one in entries})
    known = balances(session, municipality_id, case_ids={one.case_id for one in entries})
    bookings: dict[Key, list[tuple[str, int]]] = {}
    whose: dict[Key, str] = {}
    for one in entries:
        key = (one.case_id, one.fiscal_year, one.purse)
        bookings.setdefault(key, []).append((one.kind, -one.amount_satang))
        whose[key] = names[one.elder_id]
    for key, lines in bookings.items():
        check_covered(known.get(key, NOTHING), lines, whose=whose[key])
