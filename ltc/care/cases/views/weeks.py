"""Doors of a plan's week: the table, moving what stands in it, what an ordinary day looks like."""

from datetime import time
from uuid import UUID

from flask import flash, redirect, request, url_for

from ltc.care.cases.actions import weeks as week_actions
from ltc.care.cases.forms import version_of
from ltc.care.cases.forms.weeks import DayForm, MoveForm, day_values
from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries import cases, plans
from ltc.care.cases.queries.reference import service_kinds, usual_day
from ltc.care.cases.queries.weeks import week_of
from ltc.care.cases.rules.frequency import frequency_words
from ltc.care.cases.rules.timetable import Cell, cells_of, short_words, week_hours
from ltc.care.cases.rules.week import Slot, Week, times_a_week
from ltc.care.cases.terms import PlanDraft, PlanStatus
from ltc.care.cases.views.doors import bp, find_elder
from ltc.care.elders.models import Elder
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Conflict, NotFound, RuleViolation
from ltc.foundation.i18n.dates import WEEKDAYS
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

RACED = "มีคนแก้แผนนี้เมื่อครู่ ที่เลือกไว้ยังอยู่ อ่านอีกครั้งแล้วกดส่ง"


def _plan(plan_id: UUID, action: str) -> tuple[CarePlan, Elder, PlanDraft, Week]:
    plan = plans.get_plan(db(), plan_id, actor(), on=clock.today(), action=action)
    elder = find_elder(plan.elder_id, action, "care_plan")
    draft = plans.read_plan(db(), plan)
    return plan, elder, draft, week_of(db(), plan, draft)


def _cells(draft: PlanDraft, week: Week) -> dict[Slot, Cell]:
    people = cases.names_of(db(), [line.doer_user_id for line in draft.services])
    slots = [*week.slots, *(left.slot for left in week.leftovers)]
    return cells_of(draft, slots, service_kinds(), people)


def _to_week(plan: CarePlan, words: str) -> Reply:
    flash(words, "ok")
    return redirect(url_for(".week", plan_id=plan.id), 303)


@bp.get("/plans/<uuid:plan_id>/week")
@allow("read", "care_plan")
def week(plan_id: UUID) -> Reply:
    """The week of a plan from 06:00 to 24:00, as the form has it."""
    plan, elder, draft, found = _plan(plan_id, "read")
    cells = _cells(draft, found)
    is_open = plan.status == PlanStatus.DRAFT and plan.proposed_at is None
    return page(
        "cases/week.html", plan=plan, elder=elder, week=found, cells=cells, weekdays=WEEKDAYS,
        hours=week_hours(found, cells, _day(plan)), today=clock.today().weekday(),
        outside=[
            (short_words(line, service_kinds()), frequency_words(line.times, line.per))
            for line in draft.services
            if not times_a_week(line)
        ],
        unplaced=[(short_words(line, service_kinds()), count) for line, count in found.unplaced],
        may_move=is_open and may(actor(), "update", "care_plan"), about=[elder.id],
    )  # fmt: skip


def _day(plan: CarePlan) -> dict[str, str]:
    return dict(usual_day()) if plan.daily_life is None else plan.daily_life


@bp.route("/plans/<uuid:plan_id>/week/<uuid:slot_id>", methods=["GET", "POST"])
@allow("update", "care_plan")
def move_slot(plan_id: UUID, slot_id: UUID) -> Reply:
    """Place one time of a service by hand, or let it be laid out by rule again."""
    plan, elder, draft, found = _plan(plan_id, "update")
    slot = next(
        (one for one in _all(found) if one.slot_id == slot_id), None
    )  # a page that stood open long may name a slot that was laid again since
    if slot is None:
        raise NotFound
    start = time(slot.start // 60 % 24, slot.start % 60)
    form = MoveForm(data={"weekday": slot.weekday, "start": start, "version": str(plan.version)})
    status = 200
    try:
        if request.form.get("release"):
            week_actions.release_slot(
                db(), plan, slot_id, version=version_of(form.version.data), by=actor(),
                at=clock.now(),
            )  # fmt: skip
            return _to_week(plan, "ให้ระบบจัดเวลาแล้ว")
        if form.validate_on_submit():
            week_actions.move_slot(
                db(), plan, slot_id, weekday=form.weekday.data, start=form.minute,
                version=version_of(form.version.data), by=actor(), at=clock.now(),
            )  # fmt: skip
            return _to_week(plan, "ย้ายแล้ว เวลานี้จะอยู่ที่เดิมแม้บริการอื่นเปลี่ยน")
    except RuleViolation as broken:
        form.reject(broken)
    except Conflict:
        form.reject(RuleViolation("raced", RACED))
        form.version.data, status = str(plan.version), 409
    return page(
        "cases/move_slot.html", status=status, plan=plan, elder=elder, form=form, slot=slot,
        cell=_cells(draft, found)[slot], fits=slot in found.slots, about=[elder.id],
    )  # fmt: skip


def _all(week: Week) -> list[Slot]:
    return [*week.slots, *(left.slot for left in week.leftovers)]


@bp.route("/plans/<uuid:plan_id>/day", methods=["GET", "POST"])
@allow("update", "care_plan")
def daily_life(plan_id: UUID) -> Reply:
    """What an ordinary day looks like: the column beside the week."""
    plan = plans.get_plan(db(), plan_id, actor(), on=clock.today(), action="update")
    elder = find_elder(plan.elder_id, "update", "care_plan")
    form = DayForm(data=day_values(_day(plan), plan.version))
    status = 200
    try:
        if form.validate_on_submit():
            week_actions.write_day(
                db(), plan, form.words(), version=version_of(form.version.data), by=actor(),
                at=clock.now(),
            )  # fmt: skip
            return _to_week(plan, "บันทึกกิจวัตรประจำวันแล้ว")
    except RuleViolation as broken:
        form.reject(broken)
    except Conflict:
        form.reject(RuleViolation("raced", RACED))
        form.version.data, status = str(plan.version), 409
    return page("cases/day.html", status=status, plan=plan, elder=elder, form=form,
                about=[elder.id])  # fmt: skip
