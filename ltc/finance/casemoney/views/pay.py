"""Doors of pay: one's own months, all statements of a month, signing, paying, regimes."""

from datetime import date
from uuid import UUID

from flask import flash, redirect, url_for

from ltc.finance.casemoney.actions import pay as actions
from ltc.finance.casemoney.forms.pay import PaymentForm, RegimeForm, TakeBackForm, VersionForm
from ltc.finance.casemoney.models import PayStatement
from ltc.finance.casemoney.queries import ledger, pay
from ltc.finance.casemoney.queries.reference import list_regimes
from ltc.finance.casemoney.rules.pay import next_step
from ltc.finance.casemoney.terms import STEP_ROLES, STEPS, LineKind, WhyNot
from ltc.finance.casemoney.views.doors import asked_month, bp
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Conflict, NotFound, RuleViolation
from ltc.foundation.i18n.baht import baht
from ltc.foundation.i18n.dates import BUDDHIST_ERA, MONTHS
from ltc.foundation.web.forms import version_of
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

WORDS = {
    "line": {str(one): one.label_th for one in LineKind},
    "why_not": {str(one): one.label_th for one in WhyNot},
}
MOST_MONTHS = 12


def month_words(month: date) -> str:
    """Return "ตุลาคม 2569"."""
    return f"{MONTHS[month.month - 1]} {month.year + BUDDHIST_ERA}"


def _months() -> list[date]:
    """Return the months that have ended, the newest first."""
    year, month = clock.today().year, clock.today().month
    found = []
    for _ in range(MOST_MONTHS):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        found.append(date(year, month, 1))
    return found


@bp.route("/my-pay", methods=["GET", "POST"])
@allow("create", "own_pay")
def my_pay() -> Reply:
    """One's own month: what its visits are worth, and reporting it."""
    me, month = actor(), asked_month()
    assert me.area_id is not None
    assert me.person_id is not None
    form = VersionForm(data={"version": "0"})
    if form.validate_on_submit():
        try:
            row = actions.report_month(
                db(), me.area_id, month, by=me, at=clock.now(), on=clock.today()
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("เซ็นรายงานแล้ว ต่อไปผู้จัดการการดูแลรับรอง", "ok")
            return redirect(url_for(".statement", statement_id=row.id), 303)
    this = clock.today().replace(day=1)
    draft = pay.draft_of(db(), me.area_id, me.person_id, month)
    statements = pay.statements_of_person(db(), me.area_id, me.person_id)
    stays = [line.stay for line in draft.statement.lines if line.stay] if draft else []
    names = ledger.names_by_elder(db(), {stay.elder_id for stay in stays})
    return page(
        "casemoney/my_pay.html", about=names, form=form, month=month, months=[this, *_months()],
        month_words=month_words, draft=draft, names=names, words=WORDS,
        statements=statements, signed=pay.signatures_of(db(), {one.id for one in statements}),
        standing=next((one for one in statements if one.month_on == month), None),
        steps=STEPS, is_over=month < this,
    )  # fmt: skip


@bp.get("/pay")
@allow("list", "pay_statement")
def statements() -> Reply:
    """Everybody's pay of a month, and whose signature each waits for."""
    me, month = actor(), asked_month()
    assert me.area_id is not None
    rows = pay.list_month(db(), me.area_id, month)
    return page(
        "casemoney/statements.html", rows=rows, month=month, months=_months(), steps=STEPS,
        month_words=month_words, mine=_mine(me.role), may_pay=may(me, "create", "payment"),
        total=sum(row.statement.total_satang for row in rows if row.statement),
        may_see_regimes=may(me, "list", "pay_regime"), me_id=me.person_id,
    )  # fmt: skip


def _mine(role: str) -> str:
    """Return the code of the signature that a role gives, or ""."""
    return next((str(step) for step, held in STEP_ROLES.items() if held == role), "")


@bp.get("/pay/<uuid:statement_id>")
@allow("read", "pay_statement")
def statement(statement_id: UUID) -> Reply:
    """One statement, as it stood when it was reported: lines, sum in words, four signatures."""
    return _statement(pay.get_statement(db(), statement_id, actor()), VersionForm(formdata=None))


def _statement(
    row: PayStatement, form: VersionForm, payment: PaymentForm | None = None, *, status: int = 200
) -> Reply:
    me = actor()
    lines = pay.lines_of(db(), row.id)
    signed = pay.signatures_of(db(), [row.id]).get(row.id, {})
    step = next_step(signed)
    is_named = row.person_id == me.person_id or ledger.sees_names(me)
    names = ledger.names_by_elder(db(), {one.elder_id for one in lines if one.elder_id})
    if not is_named:
        names = {
            one.elder_id: ledger.case_code(one.case_id or one.elder_id)
            for one in lines if one.elder_id
        }  # fmt: skip
    given = {"version": str(row.version), "paid_on": clock.today()}
    return page(
        "casemoney/statement.html", status=status, row=row, lines=lines,
        about=names if is_named else (),
        names=names, signed=signed, steps=STEPS, step=step, words=WORDS,
        month=month_words(row.month_on), regime=list_regimes(row.month_on).get(row.regime),
        form=form, version=row.version,
        payment=payment or PaymentForm(formdata=None, data=given),
        may_sign=row.voided_at is None and step is not None and STEP_ROLES.get(step) == me.role
        and row.person_id != me.person_id,
        may_pay=_may_pay(row, is_complete=step is None),
        may_take_back=may(me, "update", "pay_statement") and row.paid_at is None
        and row.voided_at is None,
    )  # fmt: skip


def _seen_anew(form: VersionForm, row: PayStatement) -> VersionForm:
    """Say that somebody was faster; what was typed stays, and the page now knows their version."""
    form.version.data = str(row.version)
    form.form_errors = ["มีคนเพิ่งเซ็นหรือแก้ใบนี้ ดูลายเซ็นตอนนี้อีกครั้ง แล้วกดส่งใหม่ถ้ายังถูกต้อง"]
    return form


def _may_pay(row: PayStatement, *, is_complete: bool) -> bool:
    me = actor()
    is_open = row.paid_at is None and row.voided_at is None and is_complete
    return is_open and may(me, "create", "payment") and row.person_id != me.person_id


@bp.post("/pay/<uuid:statement_id>/sign")
@allow("approve", "pay_statement")
def sign(statement_id: UUID) -> Reply:
    """Give the signature that comes next."""
    me = actor()
    row = pay.get_statement(db(), statement_id, me, action="approve")
    form = VersionForm()
    if form.validate_on_submit():
        try:
            step = actions.sign_statement(
                db(), row, version=version_of(form.version.data), by=me, at=clock.now()
            )
        except Conflict:
            return _statement(row, _seen_anew(form, row), status=409)
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"เซ็นแล้ว: {step.label_th}", "ok")
            return redirect(url_for(".statement", statement_id=row.id), 303)
    return _statement(row, form)


@bp.post("/pay/<uuid:statement_id>/paid")
@allow("create", "payment")
def paid(statement_id: UUID) -> Reply:
    """Record that a statement was paid."""
    me = actor()
    row = pay.get_statement(db(), statement_id, me)
    form = PaymentForm()
    if form.validate_on_submit():
        try:
            actions.pay_statement(
                db(), row, form.reference.data, form.paid_on.data,
                version=version_of(form.version.data), by=me, at=clock.now(), on=clock.today(),
            )  # fmt: skip
        except Conflict:
            _seen_anew(form, row)
            return _statement(row, form, form, status=409)
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"บันทึกการจ่าย {baht(row.total_satang)} บาทแล้ว", "ok")
            return redirect(url_for(".statement", statement_id=row.id), 303)
    return _statement(row, form, form)


@bp.route("/pay/<uuid:statement_id>/take-back", methods=["GET", "POST"])
@allow("update", "pay_statement")
def take_back(statement_id: UUID) -> Reply:
    """Take a statement back that is not paid, after asking why."""
    me = actor()
    row = pay.get_statement(db(), statement_id, me, action="update")
    form, status = TakeBackForm(data={"version": str(row.version)}), 200
    if form.validate_on_submit():
        try:
            actions.take_back_statement(
                db(), row, form.because.data, version=version_of(form.version.data), by=me,
                at=clock.now(),
            )  # fmt: skip
        except Conflict:
            _seen_anew(form, row)
            status = 409
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"ดึงใบของ {row.person_name} กลับแล้ว รายงานใหม่ได้", "ok")
            return redirect(url_for(".statement", statement_id=row.id), 303)
    return page(
        "casemoney/take_back.html", status=status, form=form, row=row,
        month=month_words(row.month_on),
    )  # fmt: skip


@bp.get("/pay/regimes")
@allow("list", "pay_regime")
def regimes() -> Reply:
    """How each person is paid today, and what the reference data says of each way."""
    me, today = actor(), clock.today()
    assert me.area_id is not None
    return page(
        "casemoney/regimes.html", people=pay.list_paid_people(db(), me.area_id, on=today),
        holdings=pay.holdings_on(db(), me.area_id, today), regimes=list_regimes(today),
        may_write=may(me, "create", "pay_regime"), me_id=me.person_id,
    )  # fmt: skip


@bp.route("/pay/regimes/<uuid:user_id>", methods=["GET", "POST"])
@allow("create", "pay_regime")
def regime(user_id: UUID) -> Reply:
    """Say how one person is paid from a month on; what was before stays as history."""
    me, today = actor(), clock.today()
    assert me.area_id is not None
    person = pay.get_paid_person(db(), me, user_id, on=today)
    if person.id == me.person_id:
        raise NotFound  # nobody sets their own pay
    known = list_regimes(today)
    form = RegimeForm(
        {code: one.label_th for code, one in known.items()},
        data={"valid_from": today.replace(day=1)},
    )
    if form.validate_on_submit():
        try:
            actions.put_under_regime(
                db(), me.area_id, person, form.to_draft(person.id), by=me, at=clock.now(), on=today
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"บันทึกวิธีจ่ายของ {person.name_th} แล้ว", "ok")
            return redirect(url_for(".regimes"), 303)
    return page(
        "casemoney/regime.html", form=form, person=person, regimes=known,
        rows=pay.list_holdings(db(), me.area_id, person.id),
    )  # fmt: skip
