"""Doors of a case: open, look, ground, group, close, take up again."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask import redirect, request, url_for

from ltc.care.cases.actions import cases as actions
from ltc.care.cases.forms import version_of
from ltc.care.cases.forms.cases import (
    CloseForm,
    GroundForm,
    GroupForm,
    OpenForm,
    WithdrawForm,
    close_values,
    group_values,
)
from ltc.care.cases.queries import cases, plans, reference, standing
from ltc.care.cases.queries.history import list_events
from ltc.care.cases.rules.dated_rules import Criterion
from ltc.care.cases.views.doors import (
    WORDS,
    bp,
    conflict_page,
    door_to,
    find_case,
    find_elder,
    to_case,
)
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.team import list_teams
from ltc.care.elders.terms import TeamRole
from ltc.foundation.accounts.queries import may, may_read_class
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db


@bp.route("/elders/<uuid:elder_id>/case/new", methods=["GET", "POST"])
@allow("create", "case")
def open_case(elder_id: UUID) -> Reply:
    """Take somebody into care."""
    elder, today = find_elder(elder_id, "create", "case"), clock.today()
    found = cases.open_case_of(db(), elder.id)
    if found and request.method == "GET":
        return redirect(url_for(".case", case_id=found.id), 303)
    criteria = reference.get_case_rules(today).eligibility
    form = _open_form(elder, criteria, today)
    if form.validate_on_submit():
        try:
            case = actions.open_case(
                db(), elder, form.to_draft(), by=actor(), at=clock.now(), on=today
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            return to_case(case.id, f"รับ {elder.full_name} เข้าการดูแลแล้ว")
    return page(
        "cases/open_case.html", form=form, elder=elder, criteria=criteria, about=[elder.id],
        at=standing.position_of(db(), elder.id, on=today),
    )  # fmt: skip


def _open_form(
    elder: Elder, criteria: tuple[Criterion, ...], today: date, reasons: Sequence[str] = ()
) -> OpenForm:
    """Return the form; it asks about taking charge only while nobody has."""
    said = {"opened_on": today, "reasons": reasons, "takes_charge": True}
    form = OpenForm(criteria, data=said)
    is_led = list_teams(db(), [elder.id], TeamRole.CARE_MANAGER, on=today)
    if is_led or actor().role != "care_manager":
        del form.takes_charge
    return form


@bp.get("/cases/<uuid:case_id>")
@allow("read", "case")
def case(case_id: UUID) -> Reply:
    """One case: where it stands, what is next, why, on what ground, the plan, the story."""
    found, elder = find_case(case_id, "read")
    at = standing.position_of(db(), elder.id, on=clock.today())
    is_latest, me = at.case_id == found.id, actor()
    versions = plans.list_plans(db(), found.id) if may(me, "read", "care_plan") else []
    active = next((plan for plan in versions if plan.id == at.active_plan_id), None)
    return page(
        "cases/case.html", case=found, elder=elder, at=at, is_latest=is_latest,
        door=door_to(at.standing.next, at) if is_latest else None,
        grounds=cases.list_grounds(db(), found.id), versions=versions, active=active,
        active_draft=plans.read_plan(db(), active) if active else None,
        events=list_events(db(), found), may_update=may(me, "update", "case"),
        may_plan=may(me, "create", "care_plan"), rules=reference.get_case_rules(clock.today()),
        tells_reasons=may_read_class(me, "case", "F3"), words=WORDS, today=clock.today(),
        sees_money=may(me, "read", "case_money"), about=[elder.id],
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/grounds/new", methods=["GET", "POST"])
@allow("update", "case")
def ground(case_id: UUID) -> Reply:
    """Write down consent, or the law that stands in its place."""
    found, elder = find_case(case_id, "update")
    today = clock.today()
    form = GroundForm(data={"given_on": today, "scope": ["care", "team"]})
    if form.validate_on_submit():
        try:
            actions.record_ground(
                db(), found, form.to_draft(), by=actor(), at=clock.now(), on=today
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            return to_case(found.id, "บันทึกความยินยอมหรือฐานกฎหมายแล้ว")
    return page("cases/ground.html", form=form, elder=elder, case=found, about=[elder.id],
                text=reference.get_case_rules(today).consent_text)  # fmt: skip


@bp.route("/cases/<uuid:case_id>/grounds/<uuid:ground_id>/withdraw", methods=["GET", "POST"])
@allow("update", "case")
def withdraw_ground(case_id: UUID, ground_id: UUID) -> Reply:
    """End a ground, with the reason."""
    found, elder = find_case(case_id, "update")
    row = cases.get_ground(db(), found.id, ground_id)
    form = WithdrawForm(data={"withdrawn_on": clock.today()})
    if form.validate_on_submit():
        try:
            actions.withdraw_ground(
                db(), found, row, withdrawn_on=form.withdrawn_on.data, because=form.because.data,
                by=actor(), at=clock.now(), on=clock.today(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        else:
            return to_case(found.id, "เลิกใช้แล้ว ดูว่ายังมีฐานกฎหมายอื่นหรือไม่")
    return page("cases/withdraw_ground.html", form=form, elder=elder, case=found, ground=row,
                words=WORDS, about=[elder.id])  # fmt: skip


@bp.route("/cases/<uuid:case_id>/group", methods=["GET", "POST"])
@allow("update", "case")
def group(case_id: UUID) -> Reply:
    """Set the dependency group by hand, or follow the scores again."""
    found, elder = find_case(case_id, "update")
    stored = group_values(found)
    form = GroupForm(data=stored)
    if form.validate_on_submit():
        try:
            actions.override_group(
                db(), found, form.group.data, form.reason.data or "",
                version=version_of(form.version.data), by=actor(), at=clock.now(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            return conflict_page(elder, GroupForm(formdata=None, data=stored), form, found.version)
        else:
            return to_case(found.id, "บันทึกกลุ่มแล้ว")
    at = standing.position_of(db(), elder.id, on=clock.today())
    return page("cases/group.html", form=form, elder=elder, case=found, at=at, about=[elder.id])


@bp.route("/cases/<uuid:case_id>/close", methods=["GET", "POST"])
@allow("update", "case")
def close(case_id: UUID) -> Reply:
    """End the care of somebody."""
    found, elder = find_case(case_id, "update")
    today = clock.today()
    form = CloseForm(data={"closed_on": today, "version": str(found.version)})
    if form.validate_on_submit():
        try:
            actions.close_case(
                db(), found, form.reason.data, closed_on=form.closed_on.data,
                note=form.note.data or "", version=version_of(form.version.data), by=actor(),
                at=clock.now(), on=today,
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            theirs = CloseForm(formdata=None, data=close_values(found, form))
            return conflict_page(elder, theirs, form, found.version)
        else:
            return to_case(found.id, "ปิดการดูแลแล้ว")
    return page("cases/close.html", form=form, elder=elder, case=found, about=[elder.id])


@bp.route("/cases/<uuid:case_id>/reopen", methods=["GET", "POST"])
@allow("create", "case")
def reopen(case_id: UUID) -> Reply:
    """Take somebody up again; the closed case stays as history."""
    closed, elder = find_case(case_id, "create")
    today = clock.today()
    criteria = reference.get_case_rules(today).eligibility
    form = _open_form(elder, criteria, today, closed.reasons)
    if form.validate_on_submit():
        try:
            made = actions.reopen_case(
                db(), closed, elder, form.to_draft(), by=actor(), at=clock.now(), on=today
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            return to_case(made.id, f"รับ {elder.full_name} กลับเข้าการดูแลแล้ว")
    return page(
        "cases/open_case.html", form=form, elder=elder, criteria=criteria, closed=closed,
        about=[elder.id], at=standing.position_of(db(), elder.id, on=today),
    )  # fmt: skip
