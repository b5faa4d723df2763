"""Doors of departures: what will end, telling it, what remains, taking it back, coming back."""

from uuid import UUID

from flask import Blueprint, flash, redirect, url_for

from ltc.care.elders.models import Elder
from ltc.care.elders.queries import register
from ltc.care.events.queries.reference import get_event_rules
from ltc.care.events.rules.follow_ups import return_rule
from ltc.care.events.terms import Remaining
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.core.due import due
from ltc.foundation.core.errors import NotFound, RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db
from ltc.journeys.departure import queries
from ltc.journeys.departure.actions.come_back import come_back as record_return
from ltc.journeys.departure.actions.depart import depart as record_departure
from ltc.journeys.departure.actions.depart import tick_off
from ltc.journeys.departure.actions.take_back import take_back as undo
from ltc.journeys.departure.forms import DepartForm, ReturnForm, TakeBackForm, TaskForm
from ltc.journeys.departure.models import Departure
from ltc.journeys.departure.terms import Anew, DepartureKind, Outcome

bp = Blueprint("departure", __name__)

LABELS = {
    str(word): word.label_th for words in (Remaining, Outcome, DepartureKind) for word in words
}

# Where each thing begins again: what one must be allowed to create, and the page.
DOORS = {
    Anew.ASSESS: ("assessment", "assessment.choose"),
    Anew.CASE: ("case", "cases.open_case"),
    Anew.TEAM: ("care_team", "elders.join_team"),
    Anew.FAMILY: ("family_link", "family.links"),
}


def _elder(elder_id: UUID, action: str) -> Elder:
    return register.get_elder(
        db(), elder_id, actor(), on=clock.today(), action=action, resource="departure"
    )


def _departure(departure_id: UUID, action: str) -> tuple[Departure, Elder]:
    found = queries.get_departure(db(), departure_id, actor(), on=clock.today(), action=action)
    return found, _elder(found.elder_id, action)


@bp.route("/elders/<uuid:elder_id>/departure/<how>", methods=["GET", "POST"])
@allow("create", "departure")
def depart(elder_id: UUID, how: str) -> Reply:
    """Say in words what will end, and record a death or a move."""
    elder, today = _elder(elder_id, "create"), clock.today()
    kind = {str(one): one for one in DepartureKind}.get(how)
    if kind is None:
        raise NotFound
    form = DepartForm(data={"operation_id": str(new_id()), "happened_on": today})
    if form.validate_on_submit():
        try:
            made = record_departure(
                db(), elder, form.to_draft(kind), by=actor(), at=clock.now(), on=today
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("บันทึกแล้ว การดูแลหยุดแล้ว ข้างล่างคือสิ่งที่ยังต้องทำ", "ok")
            return redirect(url_for(".record", departure_id=made.id), 303)
    return page(
        "departure/depart.html", form=form, elder=elder, kind=kind, about=[elder.id],
        ends=queries.will_end(db(), elder, on=today), first=queries.standing_of(db(), elder.id),
        labels=LABELS, rules=get_event_rules(today),
    )  # fmt: skip


@bp.get("/departures/<uuid:departure_id>")
@allow("read", "departure")
def record(departure_id: UUID) -> Reply:
    """What remains after a departure, to be ticked off."""
    found, elder = _departure(departure_id, "read")
    today = clock.today()
    tasks = [(task, due(task.due_on, today=today)) for task in queries.tasks_of(db(), found.id)]
    return page(
        "departure/record.html", departure=found, elder=elder, tasks=tasks, about=[elder.id],
        labels=LABELS, may_update=may(actor(), "update", "departure"), rules=get_event_rules(today),
        back=queries.return_after(db(), found),
        may_take_back=found.lasts and may(actor(), "void", "departure"),
        may_return=found.lasts and elder.died_on is None and found.kind == DepartureKind.MOVE
        and may(actor(), "create", "departure"),
    )  # fmt: skip


@bp.route("/departures/tasks/<uuid:task_id>", methods=["GET", "POST"])
@allow("update", "departure")
def task(task_id: UUID) -> Reply:
    """Settle one thing that remains."""
    row, found = queries.get_task(db(), task_id, actor(), on=clock.today(), action="update")
    elder = _elder(found.elder_id, "update")
    form = TaskForm()
    if form.validate_on_submit():
        try:
            tick_off(
                db(), row, found, form.outcome.data, form.note.data or "", by=actor(),
                at=clock.now(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"บันทึกแล้ว: {LABELS[row.code]}", "ok")
            return redirect(url_for(".record", departure_id=found.id), 303)
    return page(
        "departure/task.html", form=form, task=row, departure=found, elder=elder,
        about=[elder.id], labels=LABELS,
    )  # fmt: skip


@bp.route("/departures/<uuid:departure_id>/take-back", methods=["GET", "POST"])
@allow("void", "departure")
def take_back(departure_id: UUID) -> Reply:
    """Undo a departure that was recorded wrongly."""
    found, elder = _departure(departure_id, "void")
    form = TakeBackForm()
    if form.validate_on_submit():
        try:
            undo(
                db(), found, elder, form.because.data, by=actor(), at=clock.now(),
                on=clock.today(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("ยกเลิกแล้ว เปิดการดูแลอีกครั้ง ตรวจแผนและทีมดูแลด้วย", "ok")
            return redirect(url_for("desks.chart", elder_id=elder.id), 303)
    return page(
        "departure/take_back.html", form=form, departure=found, elder=elder, about=[elder.id],
        labels=LABELS,
    )  # fmt: skip


@bp.route("/elders/<uuid:elder_id>/return", methods=["GET", "POST"])
@allow("create", "departure")
def come_back(elder_id: UUID) -> Reply:
    """Record that somebody who moved away lives here again; say before what that does."""
    elder, today = _elder(elder_id, "create"), clock.today()
    form = ReturnForm(data={"operation_id": str(new_id()), "happened_on": today})
    if form.validate_on_submit():
        try:
            record_return(db(), elder, form.to_draft(), by=actor(), at=clock.now(), on=today)
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("บันทึกแล้ว กลับมาอยู่ในทะเบียน ข้างล่างคือสิ่งที่ต้องเริ่มใหม่", "ok")
            return redirect(url_for(".returned", elder_id=elder.id), 303)
    rule = return_rule(get_event_rules(today), today)
    return page(
        "departure/come_back.html", form=form, elder=elder, about=[elder.id], rule=rule,
        departure=queries.standing_of(db(), elder.id), back=queries.last_return_of(db(), elder.id),
    )  # fmt: skip


@bp.get("/elders/<uuid:elder_id>/returned")
@allow("read", "departure")
def returned(elder_id: UUID) -> Reply:
    """What has to begin again after a return; nothing of it came back by itself."""
    elder, today = _elder(elder_id, "read"), clock.today()
    back = queries.last_return_of(db(), elder.id)
    if back is None:
        raise NotFound
    doors = {word: url_for(where, elder_id=elder.id) for word, (what, where) in DOORS.items()
             if elder.is_living_here and may(actor(), "create", what)}  # fmt: skip
    return page(
        "departure/returned.html", elder=elder, back=back, doors=doors, about=[elder.id],
        begun=queries.begun_anew(db(), back, on=today),
        may_update=may(actor(), "update", "elder"),
        may_read_health=may(actor(), "read", "health_record"),
    )  # fmt: skip


@bp.get("/departures")
@allow("list", "departure")
def remaining() -> Reply:
    """All that remains after deaths and moves, the earliest day first."""
    found = queries.list_open(db(), actor(), on=clock.today())
    return page(
        "departure/remaining.html", tasks=found, about={one.elder.id for one in found},
        labels=LABELS, may_update=may(actor(), "update", "departure"),
    )  # fmt: skip
