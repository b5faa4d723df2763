"""Doors of visits: a caregiver's day and month, recording a visit, its receipt, amending it."""

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for

from ltc.care.elders.models import Elder
from ltc.care.elders.queries import register
from ltc.care.events.queries import pauses
from ltc.care.events.terms import PauseReason, PauseSpan
from ltc.care.questions.queries.cards import requests_for_visit
from ltc.care.questions.terms import RequestLine
from ltc.care.urgent.queries import found_in_visit
from ltc.care.visits import actions
from ltc.care.visits.forms import CouldNotForm, VisitForm, asking_class, visit_values
from ltc.care.visits.models import Visit
from ltc.care.visits.queries import day, plans, records
from ltc.care.visits.queries.plans import PlanInHand, parts_of
from ltc.care.visits.queries.reference import get_checklist, get_signs
from ltc.care.visits.terms import (
    Answer,
    Change,
    Consciousness,
    CouldNotReason,
    Mood,
    Skin,
)
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import local
from ltc.foundation.i18n.dates import parse_date
from ltc.foundation.web.marks import Reply, allow, takes_files
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

bp = Blueprint("visits", __name__)

TOLD_AT_THE_DOOR = {
    str(CouldNotReason.IN_HOSPITAL): "admission",
    str(CouldNotReason.AWAY): "away",
    str(CouldNotReason.DIED): "",
}

COULD_NOT = "could_not-"
ASKED = "asked_"
MOST_ASKED = 50  # lines of one page
LABELS = {
    str(word): word.label_th
    for words in (CouldNotReason, Consciousness, Mood, Skin, Change, Answer, PauseReason)
    for word in words
}


@bp.get("/my-day")
@allow("create", "visit")
def my_day() -> Reply:
    """Where a caregiver goes today, in order, and where she has been."""
    today = clock.today()
    mine = day.my_day(db(), actor(), on=today)
    return page("visits/my_day.html", mine=mine, today=today, about=mine.elder_ids, labels=LABELS)


@bp.get("/my-month")
@allow("create", "visit")
def my_month() -> Reply:
    """How often a caregiver visited whom this month."""
    today = clock.today()
    mine = day.my_month(db(), actor(), on=today)
    return page(
        "visits/my_month.html", mine=mine, today=today, about=[row.elder_id for row in mine.rows]
    )


@bp.route("/elders/<uuid:elder_id>/visit", methods=["GET", "POST"])
@allow("create", "visit")
@takes_files
def record(elder_id: UUID) -> Reply:
    """One long page: what was seen, measured and done; or, shorter, why it could not be."""
    elder = _elder(elder_id, "create")
    in_hand = plans.plans_in_hand(db(), [elder.id], actor(), on=clock.today()).get(elder.id)
    form, could_not, sent = _forms(in_hand, _opened(), _asked(elder.id))
    if sent.validate_on_submit():
        at = clock.now()
        try:
            visit = actions.record_visit(
                db(), elder, sent.to_draft(), by=actor(), at=at, on=clock.today()
            )
        except RuleViolation as broken:
            sent.reject(broken)
        else:
            if visit.recorded_at != at:
                flash("การเยี่ยมครั้งนี้ถึงก่อนหน้านี้แล้ว ไม่ได้บันทึกซ้ำ", "calm")
            return redirect(url_for(".receipt", visit_id=visit.id), 303)
    return _sheet("visits/record.html", elder, in_hand, form, could_not, sent)


def _opened() -> dict[str, Any]:
    """Return what a fresh page says: which operation it is, today, arrived now; nothing else."""
    return {"operation_id": str(new_id()), "visited_on": clock.today(), "arrived": _now()}


def _now() -> time:
    return local(clock.now()).time().replace(second=0, microsecond=0)


def _asked(elder_id: UUID) -> list[RequestLine]:
    """Return what the next visit is asked for, and what a page already sent had asked for."""
    sent = {*request.form, *request.files}
    named = [name.removeprefix(ASKED) for name in sent if name.startswith(ASKED)]
    also = [UUID(one) for one in named if re.fullmatch("[0-9a-f]{32}", one)][:MOST_ASKED]
    return requests_for_visit(db(), elder_id, also=also, on=clock.today())


def _forms(
    in_hand: PlanInHand | None,
    values: dict[str, Any],
    lines: Sequence[RequestLine] = (),
    **more: Any,
) -> tuple[VisitForm, CouldNotForm, VisitForm | CouldNotForm]:
    """Return both pages' forms, and the one that was sent (the long one when none was)."""
    is_could_not = any(name.startswith(COULD_NOT) for name in request.form)
    given: dict[str, Any] = {"at": clock.now(), "on": clock.today(), "data": values, **more}
    unsent = given | {"formdata": None}
    parts = parts_of(in_hand)
    form = asking_class(lines)(parts, **(unsent if is_could_not else given))
    could_not = CouldNotForm(parts, prefix=COULD_NOT, **(given if is_could_not else unsent))
    return form, could_not, could_not if is_could_not else form


def _sheet(
    template: str, elder: Elder, in_hand: PlanInHand | None, form: VisitForm,
    could_not: CouldNotForm, sent: VisitForm | CouldNotForm,
    rival: Visit | None = None, **more: Any,
) -> Reply:  # fmt: skip
    status = 409 if rival else 422 if sent.errors else 200
    return page(
        template, about=[elder.id], status=status, rival=rival, elder=elder,
        form=form, could_not=could_not, parts=parts_of(in_hand),
        plan=in_hand.plan if in_hand else None, signs=get_signs(), today=clock.today(), **more,
    )  # fmt: skip


def _elder(elder_id: UUID, action: str) -> Elder:
    return register.get_elder(
        db(), elder_id, actor(), on=clock.today(), action=action, resource="visit"
    )


@bp.get("/visits/<uuid:visit_id>")
@allow("read", "visit")
def receipt(visit_id: UUID) -> Reply:
    """The receipt: its number, what was recorded, what to do now; both sides of an amendment."""
    me = actor()
    visit = records.get_visit(db(), visit_id, me, on=clock.today())
    elder = _elder(visit.elder_id, "read")
    return page(
        "visits/receipt.html", about=[elder.id], visit=visit, elder=elder, labels=LABELS,
        advice=actions.advice_for(visit), signs=get_signs(), checklist=get_checklist(),
        before=_before(visit), after=records.find_amendment(db(), visit.id),
        may_amend=_may_amend(visit), is_hers=visit.caregiver_id == me.person_id,
        urgent=found_in_visit(db(), visit.id, me), pause=_pause_to_end(visit),
        may_tell=may(me, "create", "event"), tell=_event_to_tell(visit),
    )  # fmt: skip


def _event_to_tell(visit: Visit) -> str | None:
    """Return the kind of event that a visit in vain speaks of, when nobody has recorded it yet.

    The reason alone pauses nothing; "" where the event is for the care manager to record.
    """
    kind = TOLD_AT_THE_DOOR.get(visit.could_not_reason or "")
    if kind is None or not may(actor(), "create", "event"):
        return None
    return None if pauses.open_pause(db(), visit.elder_id) else kind


def _pause_to_end(visit: Visit) -> PauseSpan | None:
    """Return the pause on whose day somebody was visited at home: nobody said yet that it is over.

    Only for who may say so.
    """
    if not visit.is_done or not may(actor(), "create", "event"):
        return None
    pause = pauses.open_pause(db(), visit.elder_id)
    span = pauses.span_of(pause) if pause else None
    return span if span and span.covers(visit.visited_on) else None


def _before(visit: Visit) -> Visit | None:
    if visit.amends_id is None:
        return None
    return records.get_visit(db(), visit.amends_id, actor(), on=clock.today())


def _may_amend(visit: Visit) -> bool:
    me = actor()
    is_hers = me.role != "caregiver" or visit.caregiver_id == me.person_id
    return may(me, "amend", "visit") and is_hers and not visit.is_superseded


@bp.route("/visits/<uuid:visit_id>/amend", methods=["GET", "POST"])
@allow("amend", "visit")
def amend(visit_id: UUID) -> Reply:
    """Put a corrected visit beside the first one, with the reason; both stay."""
    me, today = actor(), clock.today()
    visit = records.get_visit(db(), visit_id, me, on=today, action="amend")
    elder = _elder(visit.elder_id, "amend")
    in_hand = plans.plan_in_hand(db(), visit.plan_id, actions.caregiver_of(visit, me))
    values = visit_values(visit) | {"operation_id": str(new_id())}
    form, could_not, sent = _forms(in_hand, values, is_amendment=True)
    if sent.validate_on_submit():
        try:
            amended = actions.amend_visit(
                db(), elder, visit, sent.to_draft(), reason=sent.amend_reason.data or "",
                by=me, at=clock.now(), on=today,
            )  # fmt: skip
        except RuleViolation as broken:
            sent.reject(broken)
        except Conflict:
            return _amended_meanwhile(elder, in_hand, form, could_not, sent, visit)
        else:
            flash("แก้ไขแล้ว ฉบับเดิมยังเก็บไว้", "ok")
            return redirect(url_for(".receipt", visit_id=amended.id), 303)
    elif request.method == "GET":
        if visit.is_superseded:  # an old page: lead on to what stands in its place
            newest = records.newest_amendment(db(), visit)
            return redirect(url_for(".receipt", visit_id=newest.id), 303)
        actions.check_amendable(visit, by=me)
    return _sheet("visits/amend.html", elder, in_hand, form, could_not, sent, visit=visit)


def _amended_meanwhile(
    elder: Elder, in_hand: PlanInHand | None, form: VisitForm, could_not: CouldNotForm,
    sent: VisitForm | CouldNotForm, visit: Visit,
) -> Reply:  # fmt: skip
    """Show a lost race: all that was typed, and the other's visit, which the form now corrects."""
    db().expire_all()  # the other's row may be newer than what this request began with
    rival = records.newest_amendment(db(), visit)
    return _sheet(
        "visits/amend.html", elder, in_hand, form, could_not, sent, visit=visit, rival=rival
    )


@bp.get("/elders/<uuid:elder_id>/visits")
@allow("list", "visit")
def of_elder(elder_id: UUID) -> Reply:
    """An elder's visits, newest first."""
    elder = _elder(elder_id, "list")
    found, after = records.list_visits(db(), elder.id, after=_place())
    next_url = None
    if after:
        next_url = url_for(".of_elder", elder_id=elder.id, after=after[0], number=after[1])
    return page(
        "visits/of_elder.html", about=[elder.id], elder=elder, visits=found, labels=LABELS,
        next_url=next_url, may_record=may(actor(), "create", "visit"),
    )  # fmt: skip


def _number(text: str) -> int:
    """Return a visit's number; raises ValueError for what no sequence can reach."""
    number = int(text)
    if not 0 <= number < 2**63:
        raise ValueError(text)
    return number


def _place() -> tuple[date, int] | None:
    number = request.args.get("number", type=_number)
    try:
        return (parse_date(request.args["after"]), number) if number is not None else None
    except (KeyError, ValueError):
        return None
