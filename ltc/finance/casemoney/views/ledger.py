"""Doors of the ledger: a year of all cases, one case, transfers, leftovers."""

from collections.abc import Iterable
from uuid import UUID

from flask import flash, redirect, request, url_for

from ltc.care.cases.rules.rates import fiscal_year
from ltc.finance.casemoney.actions.leftovers import settle as settle_leftover
from ltc.finance.casemoney.actions.transfers import record_transfer, reverse_document
from ltc.finance.casemoney.forms.ledger import (
    BecauseForm,
    SettleForm,
    TransferForm,
    transfer_form,
)
from ltc.finance.casemoney.models import MoneyEntry
from ltc.finance.casemoney.queries import ledger
from ltc.finance.casemoney.queries.leftovers import get_leftover, list_leftovers
from ltc.finance.casemoney.queries.reference import get_money_rules
from ltc.finance.casemoney.queries.years import (
    CaseYear,
    elders_of_year,
    read_year,
    year_lines,
    years_of_case,
)
from ltc.finance.casemoney.rules.limits import amount_field
from ltc.finance.casemoney.terms import EntryKind, Hop, Pot, Purse
from ltc.finance.casemoney.views.doors import FIRST_YEAR, asked_year, bp
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.core.errors import NotFound, RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db
from ltc.foundation.web.stream import stream

WORDS = {
    "kind": {str(one): one.label_th for one in EntryKind},
    "purse": {str(one): one.label_th for one in Purse},
    "hop": {str(one): one.label_th for one in Hop},
}


def shown(elder_ids: Iterable[UUID]) -> list[UUID]:
    """Return whose name a page shows; to who sees codes in their place, nobody's."""
    return list(elder_ids) if ledger.sees_names(actor()) else []


def years_to_choose() -> list[int]:
    """Return the fiscal years that a page offers, the newest first."""
    return list(range(fiscal_year(clock.today()) + 1, FIRST_YEAR + 6, -1))


@bp.get("/money")
@allow("list", "case_money")
def overview() -> Reply:
    """A fiscal year of all cases: asked for, approved, transferred, used, left."""
    me = actor()
    year = read_year(db(), me, asked_year())
    return page(
        "casemoney/overview.html", about=shown(row.elder_id for row in year.rows), year=year,
        years=years_to_choose(), may_export=may(me, "export", "case_money"),
        may_write=may(me, "create", "case_money"), rules=get_money_rules(clock.today()),
        waiting=len(list_leftovers(db(), me, on=clock.today())),
    )  # fmt: skip


@bp.get("/money.csv")
@allow("export", "case_money")
def export() -> Reply:
    """The year as a file for a spreadsheet."""
    me, year = actor(), asked_year()
    return stream(
        year_lines(me, year), about=elders_of_year(me, year), name=f"money-{year}.csv",
        on=clock.today(), content_type="text/csv; charset=utf-8",
    )  # fmt: skip


@bp.get("/cases/<uuid:case_id>/money")
@allow("read", "case_money")
def case(case_id: UUID) -> Reply:
    """The money of one case: four amounts a year, the three hops with their papers, all entries."""
    me = actor()
    row = ledger.get_case_here(db(), case_id, me)
    entries = ledger.entries_of_case(db(), row.id)
    return page(
        "casemoney/case.html", about=shown([row.elder_id]), case=row,
        years=years_of_case(db(), me, row), entries=entries,
        whose=_whose(row.id, row.elder_id), reversed_ids={one.reverses_id for one in entries},
        words=WORDS, pots=list(Pot), rules=get_money_rules(clock.today()),
        may_list=may(me, "list", "case_money"), may_open=may(me, "read", "case"),
    )  # fmt: skip


def _whose(case_id: UUID, elder_id: UUID) -> str:
    if not ledger.sees_names(actor()):
        return ledger.case_code(case_id)
    return ledger.names_by_elder(db(), [elder_id])[elder_id]


@bp.get("/money/transfers")
@allow("list", "case_money")
def transfers() -> Reply:
    """The documents of a fiscal year, the newest first."""
    me, year = actor(), asked_year()
    assert me.area_id is not None
    rows = ledger.list_documents(db(), me.area_id, year)
    return page(
        "casemoney/transfers.html", rows=rows, year=year, years=years_to_choose(), words=WORDS,
        reversed_ids={row.reverses_id for row in rows}, may_write=may(me, "create", "case_money"),
    )  # fmt: skip


@bp.get("/money/transfers/<uuid:document_id>")
@allow("read", "case_money")
def transfer(document_id: UUID) -> Reply:
    """One document: its share of each case, and whether it was taken back."""
    me = actor()
    row = ledger.get_document(db(), document_id, me)
    entries = ledger.entries_of_document(db(), row.id)
    return page(
        "casemoney/transfer.html", about=shown({one.elder_id for one in entries}), row=row,
        entries=entries, names=_names(entries), words=WORDS,
        counter=ledger.reversal_of(db(), row.id), may_void=may(me, "void", "case_money"),
    )  # fmt: skip


def _names(entries: Iterable[MoneyEntry]) -> dict[UUID, str]:
    """Return what stands for each case of some entries: a name, or a code."""
    if not ledger.sees_names(actor()):
        return {one.case_id: ledger.case_code(one.case_id) for one in entries}
    whose = {one.case_id: one.elder_id for one in entries}
    names = ledger.names_by_elder(db(), whose.values())
    return {case_id: names[elder_id] for case_id, elder_id in whose.items()}


@bp.route("/money/transfers/new/<hop>", methods=["GET", "POST"])
@allow("create", "case_money")
def new_transfer(hop: str) -> Reply:
    """Record one document of a hop over many cases."""
    if hop not in set(Hop):
        raise NotFound
    me, year = actor(), asked_year()
    assert me.area_id is not None
    purse = request.args.get("purse", "")
    purse = purse if purse in set(Purse) else str(Purse.LTC)
    people = _candidates(hop, purse, year)
    form = _transfer_form(people, hop)
    if form.validate_on_submit():
        try:
            draft = form.to_draft(hop=hop, purse=purse, fiscal_year=year)
            row = record_transfer(db(), me.area_id, draft, by=me, at=clock.now(), on=clock.today())
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"บันทึก {row.reference} แล้ว", "ok")
            return redirect(url_for(".transfer", document_id=row.id), 303)
    return page(
        "casemoney/new_transfer.html", about=[one.elder_id for one, _ in people.values()],
        form=form, hop=hop, purse=purse, year=year, people=people, words=WORDS,
        years=years_to_choose(), purses=list(Purse), rules=get_money_rules(clock.today()),
    )  # fmt: skip


def _candidates(hop: str, purse: str, year: int) -> dict[str, tuple[CaseYear, int]]:
    """Return who may get a share, by the name of the field, with what is still to come.

    Whoever was on the page that was sent stays on it, whatever happened meanwhile.
    """
    found: dict[str, tuple[CaseYear, int]] = {}
    for row in read_year(db(), actor(), year).rows:
        if row.approval is None:
            continue
        balance = row.by_purse.get(purse, ledger.NOTHING)
        if hop == Hop.ON:
            open_amount = balance.within(Pot.FUND)
        else:
            open_amount = row.approved_of(purse) - balance.of(EntryKind.TRANSFERRED)
        name = amount_field(row.approval.plan_id)
        is_offered = open_amount > 0 or (hop == Hop.IN and purse == Purse.OTHER)
        if is_offered or name in request.form:
            found[name] = (row, max(open_amount, 0))
    return found


def _transfer_form(people: dict[str, tuple[CaseYear, int]], hop: str) -> TransferForm:
    kind = transfer_form({name: row.whose for name, (row, _) in people.items()})
    given = {"operation_id": str(new_id())} | {name: left for name, (_, left) in people.items()}
    providers = {row.approval.provider_th for row, _ in people.values() if row.approval}
    if hop == Hop.ON and len(providers) == 1:
        given["to_th"] = providers.pop()
    return kind(data=given)


@bp.route("/money/transfers/<uuid:document_id>/reverse", methods=["GET", "POST"])
@allow("void", "case_money")
def reverse(document_id: UUID) -> Reply:
    """Take a document back whole, after asking why."""
    me = actor()
    row = ledger.get_document(db(), document_id, me)
    form = BecauseForm(data={"operation_id": str(new_id())})
    if form.validate_on_submit():
        try:
            counter = reverse_document(
                db(), row, form.because.data, form.operation, by=me, at=clock.now(),
                on=clock.today(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"กลับรายการ {row.reference} แล้ว ทั้งสองรายการยังอยู่ในบัญชี", "ok")
            return redirect(url_for(".transfer", document_id=counter.id), 303)
    return page("casemoney/reverse.html", form=form, row=row, words=WORDS)


@bp.get("/money/leftovers")
@allow("list", "case_money")
def leftovers() -> Reply:
    """Balances that wait for a decision."""
    me = actor()
    rows = list_leftovers(db(), me, on=clock.today())
    return page(
        "casemoney/leftovers.html", about=shown({row.elder_id for row in rows}), rows=rows,
        may_settle=may(me, "create", "case_money"),
        notes=list(dict.fromkeys(row.rule.note_th for row in rows)),
    )  # fmt: skip


@bp.route("/money/leftovers/<uuid:case_id>/<int:year>/<purse>", methods=["GET", "POST"])
@allow("create", "case_money")
def settle(case_id: UUID, year: int, purse: str) -> Reply:
    """Decide what becomes of one balance."""
    me, today = actor(), clock.today()
    ledger.get_case_here(db(), case_id, me)
    form = SettleForm(data={"operation_id": str(new_id())})
    if form.operation_id.raw_data and (found := _settled(form)):
        return redirect(url_for(".transfer", document_id=found), 303)
    row = get_leftover(db(), me, case_id, year, purse, on=today)
    if not form.is_submitted():
        form.outcome.data = str(row.rule.offer)
    if form.validate_on_submit():
        try:
            made = settle_leftover(db(), row, form.to_draft(), by=me, at=clock.now(), on=today)
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"จัดการเงินที่เหลือของ {row.whose} แล้ว", "ok")
            return redirect(url_for(".transfer", document_id=made.id), 303)
    return page(
        "casemoney/settle.html", about=shown([row.elder_id]), form=form, row=row, pots=list(Pot)
    )


def _settled(form: SettleForm) -> UUID | None:
    """Return what the same page was saved as before: a second click finds no balance any more."""
    try:
        found = ledger.find_operation(db(), UUID(form.operation_id.data or ""))
    except ValueError:
        return None
    return found.id if found and found.municipality_id == actor().area_id else None
