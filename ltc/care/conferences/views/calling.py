"""Doors of calling: the list, a new conference, one conference, who came, its end."""

from datetime import timedelta
from uuid import UUID

from flask import flash, redirect, request, url_for

from ltc.care.cases.queries.plans import get_plan
from ltc.care.conferences.actions import calling as actions
from ltc.care.conferences.forms import BecauseForm, CallForm, PartyForm, sign_in_form
from ltc.care.conferences.models import Conference
from ltc.care.conferences.queries import finding
from ltc.care.conferences.queries.hearings import read_hearings
from ltc.care.conferences.queries.reference import get_conference_rules
from ltc.care.conferences.views.doors import WORDS, bp, find_conference, find_view, may_lead
from ltc.foundation.accounts.queries import list_users_with, may, role_word
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import local
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

WITH_A_VOICE = ("care_manager", "caregiver", "team_nurse", "family_doctor", "relative")


@bp.get("/conferences")
@allow("list", "conference")
def conferences() -> Reply:
    """Conferences to come and those that were held; where somebody spoke against a plan in use."""
    shows_all = request.args.get("all") is not None
    most = finding.HELD_AT_MOST if shows_all else finding.HELD_SHOWN
    # One more than is shown tells whether there is more.
    coming, past = finding.list_conferences(db(), actor(), on=clock.today(), shown=most + 1)
    has_more, past = len(past) > most, past[:most]
    late = finding.spoken_late(db(), actor(), on=clock.today())
    return page(
        "conferences/list.html", coming=coming, past=past, late=late, words=WORDS,
        has_more=has_more and not shows_all,
        may_call=may(actor(), "create", "conference"),
        about={elder.id for row in (*coming, *past) for elder in row.elders}
        | {elder.id for _hearing, elder in late},
    )  # fmt: skip


@bp.get("/plans/<uuid:plan_id>/conference")
@allow("read", "conference")
def of_plan(plan_id: UUID) -> Reply:
    """Lead to where a plan is heard, or to calling a conference about it."""
    plan = get_plan(db(), plan_id, actor(), on=clock.today())
    found = finding.hearing_of_plan(db(), plan.id)
    may_call = may(actor(), "create", "conference") and actions.needs_hearing(plan)
    if found is not None and (found.ended_at is None or plan.agreed_at or not may_call):
        return redirect(url_for(".hearing", hearing_id=found.id), 303)
    if may_call:
        return redirect(url_for(".call", plan=plan.id), 303)
    return page("conferences/not_heard.html", plan=plan, about=[plan.elder_id])


@bp.route("/conferences/new", methods=["GET", "POST"])
@allow("create", "conference")
def call() -> Reply:
    """Call a conference: date, time, place, which plans."""
    today, now = clock.today(), local(clock.now())
    is_urgent = request.args.get("kind") == "urgent_phone"
    plans = finding.callable_plans(db(), actor(), on=today)
    usual = today if is_urgent else today + timedelta(days=7)
    form = CallForm(
        data={
            "operation_id": str(new_id()), "kind": "urgent_phone" if is_urgent else "meeting",
            "held_on": usual, "plans": request.args.getlist("plan"),
            "starts_at": now.time() if is_urgent else now.time().replace(hour=9, minute=0),
            "place": "ทางโทรศัพท์" if is_urgent else "",
        }
    )  # fmt: skip
    if form.is_submitted() and (made := _called_before(form)):
        return _to_conference(made)
    form.plans.choices = {str(one.plan.id): one.elder.full_name for one in plans}
    if form.validate_on_submit():
        try:
            row = actions.call_conference(
                db(), form.to_draft(), by=actor(), at=clock.now(), on=today
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            return _to_conference(row)
    return page(
        "conferences/call.html", form=form, plans=plans, is_urgent=is_urgent,
        chosen=set(form.plans.data or ()), about=[one.elder.id for one in plans],
        rules=get_conference_rules(today),
    )  # fmt: skip


def _called_before(form: CallForm) -> Conference | None:
    """Return what a first click of the same page called: its plans are no more to be chosen."""
    try:
        operation_id = UUID(form.operation_id.data or "")
    except ValueError:
        return None
    made = finding.find_call(db(), operation_id)
    return made if made is not None and made.called_by == actor().person_id else None


def _to_conference(row: Conference) -> Reply:
    """Go on to the one case, or to the list of cases."""
    flash("เรียกประชุมแล้ว ตรวจรายชื่อคนที่ต้องฟังเสียง", "ok")
    hearings = finding.hearings_of(db(), row)
    if len(hearings) == 1:
        return redirect(url_for(".hearing", hearing_id=hearings[0].id), 303)
    return redirect(url_for(".conference", conference_id=row.id), 303)


@bp.get("/conferences/<uuid:conference_id>")
@allow("list", "conference")
def conference(conference_id: UUID) -> Reply:
    """One conference: its cases, and how far each has come."""
    return _conference_page(find_conference(conference_id, "list"))


def _conference_page(row: Conference, problem: str = "", status: int = 200) -> Reply:
    hearings = finding.hearings_of(db(), row)
    views = read_hearings(db(), hearings, on=clock.today())
    return page(
        "conferences/conference.html", status=status, conference=row, views=views, words=WORDS,
        problem=problem, may_lead=may_lead(), rules=get_conference_rules(clock.today()),
        about=[one.elder.id for one in views],
    )  # fmt: skip


@bp.post("/conferences/<uuid:conference_id>/close")
@allow("update", "conference")
def close(conference_id: UUID) -> Reply:
    """Close a conference; the minutes stand."""
    row = find_conference(conference_id, "update")
    try:
        actions.close_conference(db(), row, by=actor(), at=clock.now())
    except Conflict:
        return _conference_page(row, "การประชุมนี้จบไปแล้ว", 409)
    flash("ปิดประชุมแล้ว รายงานการประชุมพร้อมอ่าน", "ok")
    return redirect(url_for(".minutes", conference_id=row.id), 303)


@bp.route("/conferences/<uuid:conference_id>/cancel", methods=["GET", "POST"])
@allow("update", "conference")
def cancel(conference_id: UUID) -> Reply:
    """Call a conference off, with the reason."""
    row = find_conference(conference_id, "update")
    form = BecauseForm()
    if form.validate_on_submit():
        try:
            actions.cancel_conference(
                db(), row, because=form.because.data, by=actor(), at=clock.now()
            )
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            return _conference_page(row, "การประชุมนี้จบไปแล้ว", 409)
        else:
            flash("ยกเลิกการประชุมแล้ว", "ok")
            return redirect(url_for(".conferences"), 303)
    return page("conferences/because.html", form=form, conference=row, party=None, about=[])


@bp.route("/hearings/<uuid:hearing_id>/parties", methods=["GET", "POST"])
@allow("update", "conference")
def parties(hearing_id: UUID) -> Reply:
    """The sign-in sheet of a case: who came, who did not and why."""
    view = find_view(hearing_id, "update")
    form = sign_in_form(view.rows)()
    if form.validate_on_submit():
        try:
            actions.sign_in(db(), view.hearing, form.to_rows(), by=actor(), at=clock.now())
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("บันทึกรายชื่อแล้ว", "ok")
            return redirect(url_for(".hearing", hearing_id=view.hearing.id), 303)
    return page(
        "conferences/parties.html", form=form, view=view, words=WORDS, about=[view.elder.id]
    )


@bp.route("/hearings/<uuid:hearing_id>/parties/new", methods=["GET", "POST"])
@allow("update", "conference")
def add_party(hearing_id: UUID) -> Reply:
    """Ask one more to a case."""
    view = find_view(hearing_id, "update")
    form = PartyForm()
    area_id = view.elder.municipality_id
    people = list_users_with(db(), WITH_A_VOICE, area_id=area_id, on=clock.today())
    named = {str(user.id): f"{user.name_th} · {role_word(role)}" for user, role in people}
    form.user_id.choices = {"": "– เลือกคน –"} | named
    if form.validate_on_submit():
        try:
            draft = form.to_draft({str(user.id): user.name_th for user, _role in people})
            actions.add_party(db(), view.hearing, draft, by=actor(), at=clock.now())
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"เชิญ {draft.name} แล้ว", "ok")
            return redirect(url_for(".hearing", hearing_id=view.hearing.id), 303)
    return page("conferences/add_party.html", form=form, view=view, about=[view.elder.id])


@bp.route("/hearings/<uuid:hearing_id>/parties/<uuid:party_id>/remove", methods=["GET", "POST"])
@allow("update", "conference")
def remove_party(hearing_id: UUID, party_id: UUID) -> Reply:
    """Leave somebody out who was asked by mistake."""
    view = find_view(hearing_id, "update")
    party = finding.get_party(db(), view.hearing, party_id, with_removed=True)
    form = BecauseForm()
    if form.validate_on_submit():
        try:
            actions.remove_party(
                db(), view.hearing, party, because=form.because.data, by=actor(), at=clock.now()
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"เอา {party.name} ออกจากรายชื่อแล้ว", "ok")
            return redirect(url_for(".hearing", hearing_id=view.hearing.id), 303)
    return page(
        "conferences/because.html", form=form, conference=view.conference, party=party, view=view,
        about=[view.elder.id],
    )  # fmt: skip
