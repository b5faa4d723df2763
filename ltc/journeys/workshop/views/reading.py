"""Reading: one version of a plan with the voices that differ, and bringing it into use."""

from uuid import UUID

from flask import flash, redirect, request, url_for

from ltc.care.cases.actions import plans as plan_actions
from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries import cases, plans, reference
from ltc.care.cases.queries.costs import cost_of
from ltc.care.cases.queries.health import plan_health
from ltc.care.cases.queries.standing import position_of
from ltc.care.cases.queries.weeks import week_of
from ltc.care.cases.rules.difference import baht_words
from ltc.care.cases.rules.plans import missing
from ltc.care.cases.rules.timetable import frequency_lines, service_rows
from ltc.care.cases.terms import ProblemSource
from ltc.care.elders.models import Elder
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.web.forms import version_of
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db
from ltc.journeys.workshop.queries import against
from ltc.journeys.workshop.views.doors import bp, find_plan

SOURCES = {str(word): word.label_th for word in ProblemSource}


@bp.get("/plans/<uuid:plan_id>")
@allow("read", "care_plan")
def plan(plan_id: UUID) -> Reply:
    """One version of a plan as people read it."""
    found, elder = find_plan(plan_id, "read")
    return _plan_page(found, elder)


def _plan_page(plan: CarePlan, elder: Elder, problem: str = "", status: int = 200) -> Reply:
    today = clock.today()
    draft, rules = plans.read_plan(db(), plan), reference.get_case_rules(today)
    lacks = missing(
        draft, most_months=rules.length.months, is_agreed=plan.agreed_at is not None,
        has_ground=cases.has_ground(db(), plan.case_id, on=today), on=today,
    )  # fmt: skip
    people = cases.names_of(db(), [line.doer_user_id for line in draft.services])
    week = week_of(db(), plan, draft)
    group = position_of(db(), elder.id, on=today).group
    sees_health = may(actor(), "read", "health_record")
    return page(
        "workshop/plan.html", status=status, plan=plan, elder=elder, draft=draft, problem=problem,
        lacks=lacks if plan.status == "draft" else [], rules=rules, week=week, baht=baht_words,
        often=[
            (what, words or "ไม่มีในแผน")
            for what, words in frequency_lines(draft, reference.service_kinds())
        ],
        urgency=reference.get_urgency(),
        cost=cost_of(draft, week, group.code), group=group,
        health=plan_health(db(), plan) if sees_health else None,
        services=service_rows(
            draft, kinds=reference.service_kinds(), people=people, on=today
        ),
        names=cases.names_of(db(), [plan.drafted_by, plan.activated_by]), sources=SOURCES,
        versions=plans.list_plans(db(), plan.case_id), about=[elder.id],
        may_write=may(actor(), "update", "care_plan"), may_read_case=may(actor(), "read", "case"),
        against=against(db(), plan, on=today) if may(actor(), "read", "conference") else {},
    )  # fmt: skip


@bp.post("/plans/<uuid:plan_id>/activate")
@allow("update", "care_plan")
def activate(plan_id: UUID) -> Reply:
    """Bring a draft into use, not yet approved."""
    found, elder = find_plan(plan_id, "update")
    try:
        plan_actions.activate_plan(
            db(), found, version=version_of(request.form.get("version")), by=actor(),
            at=clock.now(), on=clock.today(),
        )  # fmt: skip
    except RuleViolation as broken:
        return _plan_page(found, elder, broken.message, 422)
    except Conflict:
        return _plan_page(found, elder, "มีคนแก้แผนนี้ไปก่อนแล้ว อ่านอีกครั้งก่อนเริ่มใช้", 409)
    after = "" if found.approved_at else " ยังไม่อนุมัติ"
    flash(f"เริ่มใช้แผนฉบับที่ {found.number} แล้ว{after}", "ok")
    return redirect(url_for("cases.case", case_id=found.case_id), 303)
