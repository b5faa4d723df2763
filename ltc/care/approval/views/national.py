"""Doors to what the nation shows: a look at one case, the copy sheet; small changes of a plan."""

from uuid import UUID

from flask import flash, redirect, request, url_for

from ltc.care.approval.actions import national as actions
from ltc.care.approval.forms import SightingForm, WhyForm
from ltc.care.approval.queries.copying import sheet_lines
from ltc.care.approval.queries.reference import get_approval_rules
from ltc.care.approval.rules.minor import large_changes
from ltc.care.approval.views.doors import bp, chart_of, show
from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.cases import get_case
from ltc.care.cases.queries.plans import get_plan, list_plans, read_plans
from ltc.care.cases.rules.rates import fiscal_year
from ltc.care.cases.terms import PlanStatus
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import get_elder
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.core.errors import NotFound, RuleViolation
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.request import actor, db


@bp.route("/approval/national/<uuid:case_id>", methods=["GET", "POST"])
@allow("create", "national_state")
def sighting(case_id: UUID) -> Reply:
    """Note what the national program shows of one case."""
    today = clock.today()
    case = get_case(db(), case_id, actor(), on=today)
    elder = get_elder(db(), case.elder_id, actor(), on=today, resource="national_state")
    form = SightingForm(data={"fiscal_year": fiscal_year(today), "seen_on": today})
    if form.validate_on_submit():
        try:
            actions.note_sighting(
                db(), case, state=form.state.data, year=form.fiscal_year.data,
                seen_on=form.seen_on.data, reference=form.reference.data or "", by=actor(),
                at=clock.now(), on=today,
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"บันทึกสถานะของ {elder.full_name} แล้ว", "ok")
            return redirect(url_for("desks.national"), 303)
    return show("approval/sighting.html", form=form, elder=elder, about=[elder.id])


def _plan(plan_id: UUID, action: str, resource: str) -> tuple[CarePlan, Elder]:
    today = clock.today()
    plan = get_plan(db(), plan_id, actor(), on=today)
    elder = get_elder(db(), plan.elder_id, actor(), on=today, action=action, resource=resource)
    return plan, elder


@bp.get("/plans/<uuid:plan_id>/copy-sheet")
@allow("read", "copy_sheet")
def copy_sheet(plan_id: UUID) -> Reply:
    """Our data in the order of the form, each field with one click to copy."""
    plan, elder = _plan(plan_id, "read", "copy_sheet")
    return _sheet_page(plan, elder)


def _sheet_page(plan: CarePlan, elder: Elder, problem: str = "", status: int = 200) -> Reply:
    lines = sheet_lines(db(), plan, on=clock.today())
    return show(
        "approval/copy_sheet.html", status=status, plan=plan, elder=elder, lines=lines,
        problem=problem, typed=sum(bool(one.entered) and not one.is_changed for one in lines),
        changed=sum(one.is_changed for one in lines), chart=chart_of(elder.id),
        may_note=may(actor(), "create", "copy_sheet"), about=[elder.id],
    )  # fmt: skip


@bp.post("/plans/<uuid:plan_id>/copy-sheet/<code>")
@allow("create", "copy_sheet")
def copied(plan_id: UUID, code: str) -> Reply:
    """Note that a field was typed into the national program as it reads here."""
    plan, elder = _plan(plan_id, "create", "copy_sheet")
    try:
        actions.note_copied(
            db(), plan, code, digest=request.form.get("digest", ""), by=actor(), at=clock.now(),
            on=clock.today(),
        )  # fmt: skip
    except RuleViolation as broken:
        return _sheet_page(plan, elder, broken.message, 422)
    return redirect(url_for(".copy_sheet", plan_id=plan.id, _anchor=code), 303)


@bp.route("/plans/<uuid:plan_id>/small-change", methods=["GET", "POST"])
@allow("create", "minor_change")
def small_change(plan_id: UUID) -> Reply:
    """Let a draft that differs only a little take over the approval of the plan in use."""
    plan, elder = _plan(plan_id, "create", "minor_change")
    today = clock.today()
    versions = list_plans(db(), plan.case_id)
    before = next((one for one in versions if one.status == PlanStatus.ACTIVE), None)
    if plan.status != PlanStatus.DRAFT or before is None:
        raise NotFound
    rules, drafts = get_approval_rules(today), read_plans(db(), [before, plan])
    form = WhyForm()
    if form.validate_on_submit():
        try:
            actions.change_a_little(
                db(), plan, form.why.data or "", by=actor(), at=clock.now(), on=today
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("ใช้ความเห็นชอบเดิมกับฉบับนี้แล้ว", "ok")
            return redirect(url_for("workshop.plan", plan_id=plan.id), 303)
    return show(
        "approval/small_change.html", form=form, plan=plan, before=before, elder=elder,
        large=large_changes(drafts[before.id], drafts[plan.id], rules.small_parts),
        parts=[part.label_th for part in sorted(rules.small_parts)], note_th=rules.small_note_th,
        about=[elder.id],
    )  # fmt: skip
