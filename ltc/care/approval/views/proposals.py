"""Doors of proposals: prepare, look, write, submit, withdraw; who may propose."""

from uuid import UUID

from flask import flash, redirect, request, url_for

from ltc.care.approval.actions import committee as committee_actions
from ltc.care.approval.actions import proposals as actions
from ltc.care.approval.forms import (
    NewProposalForm,
    ProposalForm,
    ProviderForm,
    amounts_form,
    left_out,
    period,
    proposal_values,
    typed_amounts,
)
from ltc.care.approval.models import Proposal
from ltc.care.approval.queries import proposals as queries
from ltc.care.approval.queries.committee import list_providers
from ltc.care.approval.queries.proposals import Candidate, CaseRow
from ltc.care.approval.rules.proposing import first_day_of, group_table, rate_of
from ltc.care.approval.terms import ProposalState
from ltc.care.approval.views.doors import (
    bp,
    chart_of,
    conflict_page,
    mend,
    my_town,
    show,
)
from ltc.care.cases.queries.rates import list_rates
from ltc.care.cases.rules.rates import fiscal_year
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.web.forms import version_of
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.request import actor, db


@bp.get("/approval/proposals")
@allow("list", "proposal")
def proposals() -> Reply:
    """All proposals of the municipality, the newest first."""
    return show(
        "approval/proposals.html", rows=queries.list_proposals(db(), my_town()),
        may_prepare=may(actor(), "create", "proposal"),
    )  # fmt: skip


@bp.route("/approval/proposals/new", methods=["GET", "POST"])
@allow("create", "proposal")
def new_proposal() -> Reply:
    """Choose the plans that go before the committee; the others say what they lack."""
    me, today = actor(), clock.today()
    found = queries.candidates(db(), me, on=today)
    taken = queries.live_cases_of(db(), [one.plan.id for one in found if one.plan])
    found = [one for one in found if not (one.plan and one.plan.id in taken)]
    ready = {str(one.plan.id): one for one in found if one.plan and not one.lacks}
    year = fiscal_year(today)
    values = {
        "fiscal_year": year, "plans": list(ready), "proposer_name": me.name,
        **period(first_day_of(year), today, first_day_of(year + 1)),
    }  # fmt: skip
    names = {code: one.elder.full_name for code, one in ready.items()}
    providers = _providers()
    if len(providers) == 1:
        values["provider"] = next(iter(providers))  # nothing to choose, nothing to forget
    form = NewProposalForm(providers, names, data=values)
    if form.validate_on_submit():
        try:
            made = actions.prepare_proposal(
                db(), form.to_draft(), form.chosen(), by=me, at=clock.now(), on=today
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("เตรียมข้อเสนอแล้ว ตรวจจำนวนเงินแล้วกดเสนอ", "ok")
            return redirect(url_for(".proposal", proposal_id=made.id), 303)
    return show(
        "approval/new_proposal.html", form=form, mend=mend, rates=list_rates(),
        missing=[one for one in found if one.lacks], about=[one.elder.id for one in found],
        told={code: _told(one) for code, one in ready.items()},
        rate=rate_of(list_rates(), year, "3"),
    )  # fmt: skip


def _told(one: Candidate) -> str:
    assert one.plan is not None
    use = "ใช้งาน ยังไม่อนุมัติ" if one.plan.is_interim else "ร่างที่ตกลงกันแล้ว"
    return f"{one.group_th} · ADL {one.adl_total} · TAI {one.tai_class or 'กำหนดเอง'} · {use}"


def _providers() -> dict[str, str]:
    return {str(one.id): one.name_th for one in list_providers(db(), my_town())}


@bp.get("/approval/proposals/<uuid:proposal_id>")
@allow("read", "proposal")
def proposal(proposal_id: UUID) -> Reply:
    """One proposal: the table of groups, its cases, what can be done with it now."""
    found = queries.get_proposal(db(), proposal_id, actor())
    return _proposal_page(found)


def _proposal_page(found: Proposal, problem: str = "", status: int = 200) -> Reply:
    rows = queries.rows_of_proposal(db(), found.id)
    is_whole = found.state == ProposalState.WITHDRAWN  # as it was; else without those taken out
    kept = [row for row in rows if is_whole or row.decision or row.case.ended_at is None]
    lines, total = group_table((row.case.group_code, row.case.requested_satang) for row in kept)
    rates = {
        row.case.group_code: rate_of(list_rates(), found.fiscal_year, row.case.group_code)
        for row in rows
    }
    return show(
        "approval/proposal.html", status=status, problem=problem, proposal=found, rows=rows,
        kept=len(kept), lines=lines, total=total,
        provider=_providers().get(str(found.provider_id), ""),
        may_write=may(actor(), "update", "proposal"), chart_of=chart_of,
        notes=sorted({rate.note_th for rate in rates.values() if rate and rate.note_th}),
        may_read_plan=may(actor(), "read", "care_plan"),
        about=[row.elder.id for row in rows],
    )  # fmt: skip


@bp.route("/approval/proposals/<uuid:proposal_id>/edit", methods=["GET", "POST"])
@allow("update", "proposal")
def edit_proposal(proposal_id: UUID) -> Reply:
    """Write the head and the amounts, until it is submitted."""
    found = queries.get_proposal(db(), proposal_id, actor())
    rows = queries.rows_of_proposal(db(), found.id)
    cases = [row.case for row in rows]
    kind = amounts_form([(row.case, row.elder.full_name) for row in rows])
    values = proposal_values(found, cases)
    form = kind(_providers(), data=values)
    if form.validate_on_submit():
        try:
            actions.write_proposal(
                db(), found, form.to_draft(), typed_amounts(form, cases),
                leave_out=left_out(form, cases), version=version_of(form.version.data),
                by=actor(), at=clock.now(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            return _lost_race(found, kind, form, rows)
        else:
            flash("บันทึกข้อเสนอแล้ว", "ok")
            return redirect(url_for(".proposal", proposal_id=found.id), 303)
    return show("approval/edit_proposal.html", form=form, proposal=found, rows=rows,
                about=[row.elder.id for row in rows])  # fmt: skip


def _lost_race(
    found: Proposal, kind: type[ProposalForm], mine: ProposalForm, rows: list[CaseRow]
) -> Reply:
    """Show theirs beside mine, field by field."""
    cases = queries.cases_of(db(), found.id)
    theirs = kind(_providers(), formdata=None, data=proposal_values(found, cases))
    return conflict_page(theirs, mine, found.version, about=[row.elder.id for row in rows])


@bp.post("/approval/proposals/<uuid:proposal_id>/submit")
@allow("update", "proposal")
def submit(proposal_id: UUID) -> Reply:
    """Lay a proposal before the committee."""
    found = queries.get_proposal(db(), proposal_id, actor())
    try:
        actions.submit_proposal(
            db(), found, version=version_of(request.form.get("version")), by=actor(),
            at=clock.now(), on=clock.today(),
        )  # fmt: skip
    except RuleViolation as broken:
        return _proposal_page(found, broken.message, 422)
    except Conflict:
        is_done = found.submitted_at is not None  # a second click, or a second tab
        words = (
            "ข้อเสนอนี้เสนอไปแล้ว ไม่ต้องเสนอซ้ำ" if is_done else "มีคนแก้ข้อเสนอนี้ไปก่อนแล้ว อ่านอีกครั้งก่อนเสนอ"
        )
        return _proposal_page(found, words, 409)
    flash("เสนอคณะอนุกรรมการแล้ว รอเข้าประชุม", "ok")
    return redirect(url_for(".proposal", proposal_id=found.id), 303)


@bp.post("/approval/proposals/<uuid:proposal_id>/withdraw")
@allow("update", "proposal")
def withdraw(proposal_id: UUID) -> Reply:
    """Take a proposal back; its plans can be written on again."""
    found = queries.get_proposal(db(), proposal_id, actor())
    decided = [row.case.id for row in queries.rows_of_proposal(db(), found.id) if row.decision]
    try:
        actions.withdraw_proposal(
            db(), found, decided=decided, version=version_of(request.form.get("version")),
            by=actor(), at=clock.now(),
        )  # fmt: skip
    except RuleViolation as broken:
        return _proposal_page(found, broken.message, 422)
    except Conflict:
        return _proposal_page(found, "มีคนแก้ข้อเสนอนี้ไปก่อนแล้ว อ่านอีกครั้งก่อนถอน", 409)
    flash("ถอนข้อเสนอแล้ว แผนในข้อเสนอแก้ได้อีก", "ok")
    return redirect(url_for(".proposal", proposal_id=found.id), 303)


@bp.post("/approval/cases/<uuid:proposal_case_id>/take-out")
@allow("update", "proposal")
def take_out(proposal_case_id: UUID) -> Reply:
    """Take one case out of a proposal that waits."""
    row, found = queries.get_proposal_case(db(), proposal_case_id, actor())
    try:
        actions.take_out(db(), row, found, by=actor(), at=clock.now())
    except RuleViolation as broken:
        return _proposal_page(found, broken.message, 422)
    flash("เอาออกจากข้อเสนอแล้ว", "ok")
    return redirect(url_for(".proposal", proposal_id=found.id), 303)


@bp.route("/approval/providers", methods=["GET", "POST"])
@allow("create", "provider")
def providers() -> Reply:
    """Who may propose; adding one."""
    form = ProviderForm()
    if form.validate_on_submit():
        try:
            made = committee_actions.add_provider(
                db(), my_town(), form.name_th.data, form.kind.data, by=actor(), at=clock.now()
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"เพิ่ม {made.name_th} แล้ว", "ok")
            return redirect(url_for(".providers"), 303)
    return show("approval/providers.html", form=form, rows=list_providers(db(), my_town()),
                may_prepare=may(actor(), "create", "proposal"))  # fmt: skip
