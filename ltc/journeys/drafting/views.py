"""Doors of drafting: what is proposed for a draft, taking it, changing it, declining it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for

from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.planning import doer_choices, planning_facts
from ltc.care.cases.queries.plans import get_plan, read_plan
from ltc.care.cases.queries.reference import service_words
from ltc.care.cases.rules.frequency import frequency_words
from ltc.care.cases.terms import PlanStatus
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import get_elder
from ltc.care.elders.terms import TeamRole
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.web.forms import version_of
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db
from ltc.journeys.drafting import actions, queries
from ltc.journeys.drafting.forms import DeclineForm, TakeForm, values_of

bp = Blueprint("drafting", __name__)
RACED = "มีคนแก้ร่างแผนนี้เมื่อครู่ ที่พิมพ์ไว้ยังอยู่ อ่านอีกครั้งแล้วกดรับ"


def _plan(plan_id: UUID) -> tuple[CarePlan, Elder]:
    today = clock.today()
    plan = get_plan(db(), plan_id, actor(), on=today, action="update")
    elder = get_elder(db(), plan.elder_id, actor(), on=today, action="update", resource="care_plan")
    return plan, elder


def _to_list(plan_id: UUID, words: str, kind: str = "ok") -> Reply:
    flash(words, kind)
    return redirect(url_for(".proposals", plan_id=plan_id), 303)


@bp.get("/plans/<uuid:plan_id>/proposals")
@allow("update", "care_plan")
def proposals(plan_id: UUID) -> Reply:
    """What is proposed for a draft, with what raised it and what speaks against it."""
    plan, elder = _plan(plan_id)
    return page(
        "drafting/proposals.html", plan=plan, elder=elder, about=[elder.id],
        drafting=queries.drafting_of(db(), plan, actor(), on=clock.today()),
        is_draft=plan.status == PlanStatus.DRAFT, often=frequency_words, words=service_words(),
        role_words={str(role): role.label_th for role in TeamRole},
    )  # fmt: skip


@bp.post("/plans/<uuid:plan_id>/proposals/<code>/accept")
@allow("update", "care_plan")
def accept(plan_id: UUID, code: str) -> Reply:
    """Take a proposal into the draft as it is."""
    plan, _elder = _plan(plan_id)
    found = queries.drafting_of(db(), plan, actor(), on=clock.today()).proposal(code)
    try:
        actions.take_proposal(
            db(), plan, found, found.problem, found.service,
            version=version_of(request.form.get("version")), by=actor(), at=clock.now(),
        )  # fmt: skip
    except RuleViolation as broken:
        return _to_list(plan_id, broken.message, "due")
    except Conflict:
        return _to_list(plan_id, "มีคนแก้ร่างแผนนี้เมื่อครู่ อ่านอีกครั้งแล้วกดรับ", "due")
    return _to_list(plan_id, f"เพิ่ม “{found.rule.title}” เข้าร่างแล้ว")


@bp.route("/plans/<uuid:plan_id>/proposals/<code>", methods=["GET", "POST"])
@allow("update", "care_plan")
def change(plan_id: UUID, code: str) -> Reply:
    """Take a proposal into the draft in words of one's own."""
    plan, elder = _plan(plan_id)
    found = queries.drafting_of(db(), plan, actor(), on=clock.today()).proposal(code)
    facts = planning_facts(db(), elder.id, on=clock.today())
    form, status = TakeForm(data=values_of(found, plan.version)), 200
    form.doer.choices = {"": "– เลือกคน –"} | doer_choices(db(), facts, read_plan(db(), plan))
    if form.validate_on_submit():
        problem, service = form.lines(found)
        try:
            actions.take_proposal(
                db(), plan, found, problem, service, version=version_of(form.version.data),
                by=actor(), at=clock.now(),
            )  # fmt: skip
            return _to_list(plan_id, f"เพิ่ม “{found.rule.title}” เข้าร่างแล้ว")
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            form.form_errors, form.version.data, status = [RACED], str(plan.version), 409
    return page("drafting/change.html", status=status, form=form, plan=plan, elder=elder,
                proposal=found, words=service_words(), about=[elder.id])  # fmt: skip


@bp.route("/plans/<uuid:plan_id>/proposals/<code>/decline", methods=["GET", "POST"])
@allow("update", "care_plan")
def decline(plan_id: UUID, code: str) -> Reply:
    """Say why a proposal is not taken."""
    plan, elder = _plan(plan_id)
    found = queries.drafting_of(db(), plan, actor(), on=clock.today()).proposal(code)
    form = DeclineForm()
    if form.validate_on_submit():
        try:
            actions.decline_proposal(
                db(), plan, found, form.reason.data, by=actor(), at=clock.now()
            )
            return _to_list(plan_id, f"ไม่รับ “{found.rule.title}” จดเหตุผลไว้แล้ว")
        except RuleViolation as broken:
            form.reject(broken)
    return page("drafting/decline.html", form=form, plan=plan, elder=elder, proposal=found,
                about=[elder.id])  # fmt: skip
