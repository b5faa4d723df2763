"""Doors of plans: draft, write, read, compare, bring into use."""

from uuid import UUID

from flask import flash, redirect, request, url_for

from ltc.care.cases.actions import plans as plan_actions
from ltc.care.cases.forms import version_of
from ltc.care.cases.forms.plans import PlanForm, plan_values, rivals
from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries import cases, planning, plans, reference
from ltc.care.cases.rules.difference import difference as compare
from ltc.care.cases.rules.plans import missing
from ltc.care.cases.rules.timetable import service_rows, weekly_words
from ltc.care.cases.terms import (
    PlanDraft,
)
from ltc.care.cases.views.doors import (
    WORDS,
    bp,
    find_case,
    find_elder,
    to_case,
)
from ltc.care.elders.models import Elder
from ltc.care.health.queries.summary import summary, tube_dues
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Conflict, NotFound, RuleViolation
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db


def _plan(plan_id: UUID, action: str) -> tuple[CarePlan, Elder]:
    plan = plans.get_plan(db(), plan_id, actor(), on=clock.today(), action=action)
    return plan, find_elder(plan.elder_id, action, "care_plan")


@bp.post("/cases/<uuid:case_id>/plan/new")
@allow("create", "care_plan")
def draft_plan(case_id: UUID) -> Reply:
    """Begin the next version of the plan, copied from the one before, and go on to write it."""
    found, _elder_of = find_case(case_id, "read")
    plan = plan_actions.draft_plan(db(), found, by=actor(), at=clock.now(), on=clock.today())
    return redirect(url_for(".edit_plan", plan_id=plan.id), 303)


@bp.route("/plans/<uuid:plan_id>/edit", methods=["GET", "POST"])
@allow("update", "care_plan")
def edit_plan(plan_id: UUID) -> Reply:
    """Write a draft; buttons add and take away lines and keep everything typed."""
    found, elder = _plan(plan_id, "update")
    stored = plans.read_plan(db(), found)
    facts = planning.planning_facts(db(), elder.id, on=clock.today())
    doers = planning.doer_choices(db(), facts, stored)
    values = plan_values(stored, found.version)
    form = PlanForm(doers, data=values)
    form.take_theirs(values)
    if lines := request.form.get("lines"):
        form.change_lines(lines)
    elif form.validate_on_submit():
        try:
            plan_actions.save_plan(
                db(), found, form.to_draft(), version=version_of(form.version.data),
                by=actor(), at=clock.now(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            return _plan_conflict(found, elder, PlanForm(doers, formdata=None, data=values), form)
        else:
            flash("บันทึกร่างแผนแล้ว", "ok")
            return redirect(url_for(".plan", plan_id=found.id), 303)
    form.pad()
    health = summary(db(), elder.id) if may(actor(), "read", "health_record") else None
    dues = tube_dues(health, on=clock.today())
    return page("cases/edit_plan.html", form=form, elder=elder, plan=found, facts=facts,
                health=health, dues=dues, about=[elder.id])  # fmt: skip


def _plan_conflict(plan: CarePlan, elder: Elder, theirs: PlanForm, mine: PlanForm) -> Reply:
    rows, same = rivals(theirs, mine, _people(theirs.to_draft(), mine.to_draft()))
    return page(
        "cases/conflict.html", status=409, about=[elder.id], elder=elder, rows=rows, same=same,
        version=plan.version,
    )  # fmt: skip


def _people(*drafts: PlanDraft) -> dict[str, str]:
    return cases.names_of(db(), [line.doer_user_id for draft in drafts for line in draft.services])


@bp.get("/plans/<uuid:plan_id>")
@allow("read", "care_plan")
def plan(plan_id: UUID) -> Reply:
    """One version of a plan as people read it."""
    found, elder = _plan(plan_id, "read")
    return _plan_page(found, elder)


def _plan_page(plan: CarePlan, elder: Elder, problem: str = "", status: int = 200) -> Reply:
    today = clock.today()
    draft, rules = plans.read_plan(db(), plan), reference.get_case_rules(today)
    lacks = missing(
        draft, most_months=rules.length.months, is_agreed=plan.agreed_at is not None,
        has_ground=cases.has_ground(db(), plan.case_id, on=today), on=today,
    )  # fmt: skip
    people = _people(draft)
    return page(
        "cases/plan.html", status=status, plan=plan, elder=elder, draft=draft, problem=problem,
        lacks=lacks if plan.status == "draft" else [], weekly=weekly_words(draft), rules=rules,
        services=service_rows(
            draft, kinds=reference.service_kinds(), people=people, on=today
        ),
        names=cases.names_of(db(), [plan.drafted_by, plan.activated_by]), words=WORDS,
        versions=plans.list_plans(db(), plan.case_id), about=[elder.id],
        may_write=may(actor(), "update", "care_plan"), may_read_case=may(actor(), "read", "case"),
    )  # fmt: skip


@bp.get("/plans/<uuid:plan_id>/difference")
@allow("read", "care_plan")
def difference(plan_id: UUID) -> Reply:
    """What changed from the version before, in lines."""
    found, elder = _plan(plan_id, "read")
    versions = plans.list_plans(db(), found.case_id)
    before = next((one for one in versions if one.number == found.number - 1), None)
    if before is None:
        raise NotFound
    drafts = plans.read_plans(db(), [before, found])
    old, new = drafts[before.id], drafts[found.id]
    lines = compare(old, new, service_words=reference.service_words(), people=_people(old, new))
    return page("cases/difference.html", plan=found, before=before, elder=elder, lines=lines,
                about=[elder.id])  # fmt: skip


@bp.post("/plans/<uuid:plan_id>/activate")
@allow("update", "care_plan")
def activate(plan_id: UUID) -> Reply:
    """Bring a draft into use, not yet approved."""
    found, elder = _plan(plan_id, "update")
    try:
        plan_actions.activate_plan(
            db(), found, version=version_of(request.form.get("version")), by=actor(),
            at=clock.now(), on=clock.today(),
        )  # fmt: skip
    except RuleViolation as broken:
        return _plan_page(found, elder, broken.message, 422)
    except Conflict:
        return _plan_page(found, elder, "มีคนแก้แผนนี้ไปก่อนแล้ว อ่านอีกครั้งก่อนเริ่มใช้", 409)
    return to_case(found.case_id, f"เริ่มใช้แผนฉบับที่ {found.number} แล้ว ยังไม่อนุมัติ")
