"""Writing: choosing a beginning, a draft beside the facts, a lost race."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for

from ltc.care.cases.actions import plans as plan_actions
from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries import cases, planning, plans
from ltc.care.cases.queries.costs import cost_of
from ltc.care.cases.queries.reference import get_urgency, list_services, service_words
from ltc.care.cases.queries.weeks import week_of
from ltc.care.cases.rules.difference import baht_words, problem_words, service_line_words
from ltc.care.cases.rules.templates import may_begin
from ltc.care.cases.terms import PlanDraft, PlanStatus, ProblemLine, ServiceLine
from ltc.care.elders.models import Elder
from ltc.care.events.terms import Detail, EventKind
from ltc.care.health.queries.summary import tube_dues
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.web.conflict import Choice as Rival
from ltc.foundation.web.conflict import Side, differences
from ltc.foundation.web.forms import version_of
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db
from ltc.journeys.workshop.forms import LINES, PlanForm, plan_values
from ltc.journeys.workshop.queries import beside, offered_templates
from ltc.journeys.workshop.rules import Merged, marks_of, merge, read_marks
from ltc.journeys.workshop.views.doors import bp, find_plan

TAKE = "take-"
EVENT_WORDS = {str(word): word.label_th for words in (EventKind, Detail) for word in words}


@bp.post("/plans/<uuid:plan_id>/begin")
@allow("update", "care_plan")
def begin(plan_id: UUID) -> Reply:
    """Choose what a draft begins with, while nobody has written on it."""
    found, _elder = find_plan(plan_id, "update")
    try:
        plan_actions.begin_plan(
            db(), found, request.form.get("begin", ""),
            version=version_of(request.form.get("version")), by=actor(), at=clock.now(),
        )  # fmt: skip
    except RuleViolation as broken:
        flash(broken.message, "alarm")
    except Conflict:
        flash("มีคนแก้ร่างแผนนี้เมื่อครู่ อ่านอีกครั้งก่อนเลือก", "alarm")
    return redirect(url_for(".edit_plan", plan_id=found.id), 303)


@bp.route("/plans/<uuid:plan_id>/edit", methods=["GET", "POST"])
@allow("update", "care_plan")
def edit_plan(plan_id: UUID) -> Reply:
    """Write a draft; buttons add and take away lines and keep everything typed."""
    found, elder = find_plan(plan_id, "update")
    if request.method == "GET" and found.status != PlanStatus.DRAFT:
        flash("แผนนี้แก้ไม่ได้แล้ว ให้ทำฉบับใหม่แทน", "alarm")
        return redirect(url_for(".plan", plan_id=found.id), 303)
    stored, before = plans.read_with_before(db(), found)
    known = beside(db(), found, actor(), on=clock.today())
    doers = planning.doer_choices(db(), known.facts, stored)
    values = plan_values(stored, found.version)
    form = PlanForm(doers, data=values)
    form.take_theirs(values, _chosen(request.form))
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
            return _conflict(found, elder, doers, values, form)
        else:
            flash("บันทึกร่างแผนแล้ว", "ok")
            return redirect(url_for(".plan", plan_id=found.id), 303)
    form.pad()
    week = week_of(db(), found, stored)
    return page(
        "workshop/edit_plan.html", form=form, elder=elder, plan=found, known=known, week=week,
        cost=cost_of(stored, week, known.position.group.code), baht=baht_words,
        urgency=get_urgency(), before=before, dues=tube_dues(known.health, on=clock.today()),
        templates=offered_templates(known.position) if may_begin(stored, before) else [],
        event_words=EVENT_WORDS, about=[elder.id],
        refers=sorted({name for kind in list_services() for name in kind.refers}),
    )  # fmt: skip


def _chosen(sent: Mapping[str, str]) -> set[str]:
    """Return the identities of the lines of which the conflict page chose the stored one."""
    return {
        name.removeprefix(TAKE)
        for name, side in sent.items()
        if name.startswith(TAKE) and side == "theirs"
    }


def _conflict(
    plan: CarePlan, elder: Elder, doers: dict[str, str], stored: dict[str, Any], mine: PlanForm
) -> Reply:
    """Show a lost race: what only one changed is kept, of what both changed a person chooses."""
    theirs = PlanForm(doers, formdata=None, data=stored)
    before, after = theirs.to_draft(), mine.to_draft()
    began = read_marks(mine.began.data)
    people = cases.names_of(
        db(), [line.doer_user_id for draft in (before, after) for line in draft.services]
    )
    rows, same, kept = _texts(theirs, mine, before, after, began)
    problems = merge(before.problems, after.problems, began)
    services = merge(before.services, after.services, began)
    for merged, label in ((problems, LINES["problems"]), (services, LINES["services"])):
        rows += _clashes(merged, label, people)
        kept += [_words(line, people) for line in merged.kept]
        kept += [f"ตัดออกแล้ว: {_words(line, people)}" for line in merged.gone]
    values = plan_values(
        PlanDraft(**{**vars(after), "problems": problems.lines, "services": services.lines}),
        plan.version,
    )
    whole = PlanForm(doers, formdata=None, data=values)
    for name in LINES:
        for entry in whole._fields[name]:
            for field in entry.form:
                has_words = hasattr(field, "_value")
                same[field.name] = field._value() if has_words else str(field.data or "")
    same["began"] = stored["began"]
    return page(
        "workshop/conflict.html", status=409, about=[elder.id], elder=elder, rows=rows, same=same,
        kept=kept, version=plan.version,
    )  # fmt: skip


def _texts(
    theirs: PlanForm, mine: PlanForm, before: PlanDraft, after: PlanDraft, began: Mapping[str, str]
) -> tuple[list[Rival], dict[str, str], list[str]]:
    """Return the texts that both changed, all values to send again, and what was kept of theirs."""
    found, same = differences(theirs, mine, only_mine=(*LINES, "began"))
    same = {name: value for name, value in same.items() if name not in LINES}
    stored, typed = marks_of(before), marks_of(after)
    rows, kept = [], []
    for one in found:
        mark = began.get(one.name)
        if mark is not None and mark == stored.get(one.name):
            same[one.name] = one.mine.value
        elif mark is not None and mark == typed.get(one.name):
            same[one.name] = one.theirs.value
            kept.append(f"{one.label}: {one.theirs.words or '(ว่าง)'}")
        else:
            rows.append(one)
    return rows, same, kept


def _clashes(
    merged: Merged[ProblemLine] | Merged[ServiceLine], label: str, people: Mapping[str, str]
) -> list[Rival]:
    return [
        Rival(
            f"{TAKE}{one.line_id}",
            label,
            Side(_words(one.theirs, people) if one.theirs else "(ตัดออก)", "theirs"),
            Side(_words(one.mine, people) if one.mine else "(ตัดออก)", "mine"),
        )
        for one in merged.clashes
    ]


def _words(line: ProblemLine | ServiceLine, people: Mapping[str, str]) -> str:
    if isinstance(line, ProblemLine):
        return problem_words(line)
    return service_line_words(line, service_words(), people)
