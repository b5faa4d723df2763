"""Doors of events: what happened in two taps, the list, withdrawing, the return, what follows."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for

from ltc.care.elders.models import Elder
from ltc.care.elders.queries import register, team
from ltc.care.elders.terms import TeamRole
from ltc.care.events import actions
from ltc.care.events.forms import (
    AnswerForm,
    ReturnForm,
    WithdrawForm,
    form_of,
    return_values,
)
from ltc.care.events.models import Event, Pause
from ltc.care.events.queries import pauses, records
from ltc.care.events.queries.reference import get_event_rules
from ltc.care.events.rules.entry import pause_before
from ltc.care.events.rules.pauses import offered
from ltc.care.events.terms import (
    BY_JOURNEY,
    CLOSING,
    DEPARTURES,
    DRAWN,
    Detail,
    EventKind,
    FollowUpCode,
    PauseReason,
    Teller,
)
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Conflict, NotFound, RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.web.conflict import differences
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

bp = Blueprint("events", __name__)

LABELS = {
    str(word): word.label_th for words in (EventKind, Detail, Teller, PauseReason) for word in words
}
SAID = {
    EventKind.ADMISSION: "บันทึกแล้ว หยุดนัดเยี่ยมไว้จนกว่าจะกลับบ้าน",
    EventKind.AWAY: "บันทึกแล้ว หยุดนัดเยี่ยมไว้จนกว่าจะกลับมา",
    EventKind.DISCHARGE: "บันทึกแล้ว เริ่มนัดเยี่ยมต่อ",
    EventKind.BACK: "บันทึกแล้ว เริ่มนัดเยี่ยมต่อ",
}


def _elder(elder_id: UUID, action: str) -> Elder:
    return register.get_elder(
        db(), elder_id, actor(), on=clock.today(), action=action, resource="event"
    )


def _event(event_id: UUID, action: str) -> tuple[Event, Elder]:
    event = records.get_event(db(), event_id, actor(), on=clock.today(), action=action)
    return event, _elder(event.elder_id, action)


def _word(kind: str) -> EventKind:
    found = {str(one): one for one in EventKind}.get(kind)
    if found is None:
        raise NotFound
    return found


def _to_chart(elder: Elder, words: str) -> Reply:
    flash(words, "ok")
    return redirect(url_for("desks.chart", elder_id=elder.id), 303)


@bp.get("/elders/<uuid:elder_id>/events/new")
@allow("create", "event")
def choose(elder_id: UUID) -> Reply:
    """What happened: large words to tap, those first that fit how things stand."""
    elder = _elder(elder_id, "create")
    today = clock.today()
    now = pauses.open_pause(db(), elder.id)
    first, others = offered(now.reason if now else None)
    managers = team.list_teams(db(), [elder.id], TeamRole.CARE_MANAGER, on=today)
    return page(
        "events/choose.html", elder=elder, about=[elder.id], first=first, others=others,
        drawn=DRAWN, departures=[kind for kind in EventKind if kind in DEPARTURES], pause=now,
        may_depart=may(actor(), "create", "departure"), labels=LABELS,
        manager=next(iter(managers.get(elder.id, ())), None),
    )  # fmt: skip


@bp.route("/elders/<uuid:elder_id>/events/new/<kind>", methods=["GET", "POST"])
@allow("create", "event")
def new_event(elder_id: UUID, kind: str) -> Reply:
    """The short form of one kind."""
    elder, what, today = _elder(elder_id, "create"), _word(kind), clock.today()
    if what is EventKind.RETURN:
        return redirect(url_for("departure.come_back", elder_id=elder.id), 303)
    if what in DEPARTURES:
        return redirect(url_for("departure.depart", elder_id=elder.id, how=str(what)), 303)
    form = form_of(what)(data=_opened())
    if form.validate_on_submit():
        try:
            actions.record_event(db(), elder, form.to_draft(), by=actor(), at=clock.now(), on=today)
        except RuleViolation as broken:
            form.reject(broken)
        else:
            return _to_chart(elder, SAID.get(what, f"บันทึก “{what.label_th}” แล้ว"))
    known = records.happenings(db(), elder.id)
    return page(
        "events/new_event.html", form=form, elder=elder, kind=what, about=[elder.id],
        pause=pauses.open_pause(db(), elder.id), labels=LABELS, drawn=DRAWN[what],
        lacks_beginning=what in CLOSING and pause_before(known, today) is None,
    )  # fmt: skip


def _opened() -> dict[str, Any]:
    """Return what a fresh page says: which operation it is, and today."""
    return {"operation_id": str(new_id()), "happened_on": clock.today()}


@bp.get("/elders/<uuid:elder_id>/events")
@allow("list", "event")
def of_elder(elder_id: UUID) -> Reply:
    """All that happened to an elder, newest first, withdrawn ones among them."""
    elder, me = _elder(elder_id, "list"), actor()
    found, after = records.list_events(db(), elder.id, after=request.args.get("after", type=UUID))
    next_url = url_for(".of_elder", elder_id=elder.id, after=after) if after else None
    own_only = me.role == "caregiver"
    withdrawable = {
        row.id
        for row in found
        if row.stands
        and row.kind not in BY_JOURNEY
        and may(me, "void", "event")
        and (not own_only or row.recorded_by == me.person_id)
    }
    return page(
        "events/of_elder.html", elder=elder, events=found, about=[elder.id], labels=LABELS,
        next_url=next_url, withdrawable=withdrawable, may_record=may(me, "create", "event"),
        pause=pauses.open_pause(db(), elder.id), asks=_asks(),
    )  # fmt: skip


def _asks() -> dict[str, list[str]]:
    """Return what each kind asks for afterwards, in words, as the rules of today have it."""
    today = clock.today()
    found: dict[str, list[str]] = {}
    for rule in get_event_rules(today).follow_ups:
        if rule.holds_on(today):
            words = f"{FollowUpCode(rule.code).label_th} ภายใน {rule.days} วัน"
            found.setdefault(rule.event, []).append(words)
    return found


@bp.route("/events/<uuid:event_id>/withdraw", methods=["GET", "POST"])
@allow("void", "event")
def withdraw(event_id: UUID) -> Reply:
    """Say that an event was recorded wrongly, with the reason."""
    event, elder = _event(event_id, "void")
    actions.check_withdrawable(event, by=actor())
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            actions.withdraw_event(
                db(), elder, event, form.because.data, by=actor(), at=clock.now()
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("ถอนรายการแล้ว ประวัติยังอยู่", "ok")
            return redirect(url_for(".of_elder", elder_id=elder.id), 303)
    return page(
        "events/withdraw.html", form=form, event=event, elder=elder, about=[elder.id],
        labels=LABELS,
    )  # fmt: skip


@bp.route("/elders/<uuid:elder_id>/pause", methods=["GET", "POST"])
@allow("create", "event")
def pause(elder_id: UUID) -> Reply:
    """Say anew when somebody in hospital or away is expected back."""
    elder = _elder(elder_id, "create")
    found = pauses.open_pause(db(), elder.id)
    if found is None:
        raise NotFound
    values = return_values(found.expected_return_on)
    form = ReturnForm(data=values | {"version": str(found.version)})
    if form.validate_on_submit():
        try:
            actions.change_return(
                db(), found, form.expected_return_on.data, version=_number(form.version.data),
                by=actor(), at=clock.now(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            return _return_conflict(elder, found, form)
        else:
            return _to_chart(elder, "เปลี่ยนวันที่คาดว่ากลับแล้ว")
    return page(
        "events/pause.html", form=form, elder=elder, pause=found, about=[elder.id], labels=LABELS
    )


def _return_conflict(elder: Elder, found: Pause, mine: ReturnForm) -> Reply:
    theirs = ReturnForm(formdata=None, data=return_values(found.expected_return_on))
    rows, same = differences(theirs, mine)
    return page(
        "elders/conflict.html", status=409, about=[elder.id], elder=elder, rows=rows, same=same,
        version=found.version,
    )  # fmt: skip


def _number(text: str | None) -> int:
    """Return a version number; anything else is no version we ever gave out."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else -1


@bp.route("/events/<uuid:event_id>/follow-up/<what>", methods=["GET", "POST"])
@allow("update", "event")
def follow_up(event_id: UUID, what: str) -> Reply:
    """Settle by hand what an event asks for."""
    code = {str(one): one for one in FollowUpCode}.get(what)
    event, elder = _event(event_id, "update")
    if code is None:
        raise NotFound
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            actions.answer_follow_up(
                db(), event, str(code), form.outcome.data, form.note.data or "", by=actor(),
                at=clock.now(), on=clock.today(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        else:
            return _to_chart(elder, f"บันทึกแล้ว: {code.label_th}")
    return page(
        "events/follow_up.html", form=form, event=event, elder=elder, code=code,
        about=[elder.id], labels=LABELS,
    )  # fmt: skip
