"""Doors of the way back: a sheet, whose it is, its photos, typing in what stands on it."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from werkzeug.datastructures import MultiDict

from ltc.care.assessment.actions import record as assessments
from ltc.care.assessment.forms import said_to_doubts
from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.search import search_elders
from ltc.care.elders.queries.team import list_team
from ltc.care.elders.terms import TeamRole
from ltc.care.papers import actions, queries
from ltc.care.papers.forms import AnswersForm, BackVisitForm, ScanForm, takes_digits
from ltc.care.papers.models import Sheet
from ltc.care.papers.terms import VISIT, pretty
from ltc.care.papers.views.doors import bp, find_elder
from ltc.care.visits import actions as visits
from ltc.care.visits.forms import VisitForm, form_class
from ltc.care.visits.queries import plans
from ltc.care.visits.queries.plans import PlanInHand, parts_of
from ltc.care.visits.queries.reference import get_signs
from ltc.foundation.core import clock
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import Conflict, NotFound, RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.files.queries import list_files
from ltc.foundation.web.marks import Reply, allow, takes_files
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db


def _sheet(sheet_id: UUID) -> tuple[Sheet, Elder | None]:
    """Return a sheet and its elder; NotFound when the elder is not for this person."""
    sheet = queries.get_sheet(db(), sheet_id, actor())
    return sheet, find_elder(sheet.elder_id, "create") if sheet.elder_id else None


@bp.route("/papers/sheets/<uuid:sheet_id>", methods=["GET", "POST"])
@allow("create", "paper")
@takes_files
def sheet(sheet_id: UUID) -> Reply:
    """One sheet: its photos, and the door to typing it in."""
    found, elder = _sheet(sheet_id)
    form = ScanForm()
    if form.validate_on_submit() and elder:
        try:
            _attach(found, elder, form)
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("แนบรูปแล้ว", "ok")
            return redirect(url_for(".sheet", sheet_id=found.id), 303)
    scans = queries.list_scans(db(), found.id)
    query = request.args.get("q", "")
    people = search_elders(db(), actor(), query, on=clock.today()) if query and not elder else []
    return page(
        "papers/sheet.html", sheet=found, elder=elder, form=form, scans=scans, pretty=pretty,
        photos=list_files(db(), [scan.file_id for scan in scans]),
        kind=queries.kind_word(found.kind),
        door=_door(found), query=query, people=people,
        about=[*([elder.id] if elder else []), *(row.id for row in people)],
    )  # fmt: skip


def _attach(found: Sheet, elder: Elder, form: ScanForm) -> None:
    if not form.photo.data:
        raise RuleViolation("photo_missing", "เลือกรูปถ่ายก่อน", "photo")
    for photo in form.photo.data[:3]:
        actions.attach_scan(db(), found, elder, photo, by=actor(), at=clock.now())


def _door(found: Sheet) -> str:
    """Return where this sheet is typed in."""
    if found.kind == VISIT:
        return url_for(".visit", sheet_id=found.id)
    if takes_digits(get_instrument(found.kind)):
        return url_for(".answers", sheet_id=found.id)
    return url_for("assessment.assess", elder_id=found.elder_id, code=found.kind)


@bp.post("/papers/sheets/<uuid:sheet_id>/whose")
@allow("create", "paper")
def whose(sheet_id: UUID) -> Reply:
    """Say whose a blank sheet became."""
    found, _elder = _sheet(sheet_id)
    try:
        elder_id = UUID(request.form.get("elder_id", ""))
    except ValueError as unreadable:
        raise RuleViolation("elder_unreadable", "กรุณาเลือกคนจากรายชื่อ") from unreadable
    elder = find_elder(elder_id, "create")
    actions.say_whose(db(), found, elder, by=actor(), at=clock.now())
    return redirect(url_for(".sheet", sheet_id=found.id), 303)


@bp.route("/papers/sheets/<uuid:sheet_id>/visit", methods=["GET", "POST"])
@allow("create", "paper")
def visit(sheet_id: UUID) -> Reply:
    """Type a visit in from its sheet: the day it was, and the day it came, are both kept."""
    found, elder = _sheet(sheet_id)
    if elder is None or found.kind != VISIT:
        raise NotFound
    find_elder(elder.id, "create", "visit")
    beside = BackVisitForm()
    people = _visitors(elder)
    beside.visitor.choices = {str(one.person_id): one.name for one in people}
    who = next((one for one in people if str(one.person_id) == beside.visitor.data), None)
    in_hand = plans.plans_in_hand(db(), [elder.id], who or people[0], on=clock.today()).get(
        elder.id
    )
    form = _visit_form(in_hand, beside)
    if beside.validate_on_submit() and form.validate_on_submit() and who:
        try:
            saved = visits.record_visit(
                db(), elder, form.to_draft(), by=actor(), at=clock.now(), on=clock.today(),
                visitor=who,
            )  # fmt: skip
            actions.typed_in(db(), found, saved.id, by=actor(), at=clock.now())
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            form.reject(_typed_before(found))
        else:
            return redirect(url_for("visits.receipt", visit_id=saved.id), 303)
    wrong = form if form.errors else beside
    return page(
        "papers/visit.html", sheet=found, elder=elder, form=form, beside=beside, wrong=wrong,
        parts=parts_of(in_hand), signs=get_signs(), pretty=pretty, about=[elder.id],
        status=422 if beside.errors or form.errors else 200,
    )  # fmt: skip


def _typed_before(found: Sheet) -> RuleViolation:
    return RuleViolation("typed_before", f"แผ่นนี้ {found.entered_by_name} กรอกไปแล้ว ถ้าผิดให้แก้ที่บันทึกนั้น")


def _visitors(elder: Elder) -> list[Actor]:
    """Return who may have been there: a caregiver herself, else the caregivers of the team."""
    me = actor()
    if me.role == "caregiver":
        return [me]
    found = [
        Actor(one.user_id, one.name, "caregiver", me.area_id)
        for one in list_team(db(), elder.id, on=clock.today())
        if one.user_id and one.team_role == TeamRole.CAREGIVER
    ]
    return found or [me]


def _visit_form(in_hand: PlanInHand | None, beside: BackVisitForm) -> VisitForm:
    parts = parts_of(in_hand)
    given: dict[str, Any] = {
        "at": clock.now(), "on": clock.today(), "data": {"operation_id": str(new_id())},
    }  # fmt: skip
    if request.method == "POST":
        sent = MultiDict(request.form)
        if beside.as_planned.data:
            for one in parts:
                for line in one.part.lines if one.is_planned else ():
                    sent.setdefault(f"line_{line.code}", "done")
        given["formdata"] = sent
    return form_class()(parts, **given)


@bp.route("/papers/sheets/<uuid:sheet_id>/answers", methods=["GET", "POST"])
@allow("create", "paper")
def answers(sheet_id: UUID) -> Reply:
    """Type an instrument in from its sheet: one row of digits."""
    found, elder = _sheet(sheet_id)
    if elder is None or found.kind == VISIT or not takes_digits(get_instrument(found.kind)):
        raise NotFound
    find_elder(elder.id, "create", "assessment")
    instrument = get_instrument(found.kind)
    form = AnswersForm(data={"operation_id": str(new_id()), "method": "observed", "place": "home"})
    asked: tuple[Any, ...] = ()
    if form.validate_on_submit():
        try:
            draft = form.to_draft(instrument, said_to_doubts(request.form))
            saved = assessments.record_assessment(
                db(), elder, draft, by=actor(), at=clock.now(), on=clock.today(), asks=True
            )
            actions.typed_in(db(), found, saved.id, by=actor(), at=clock.now())
        except assessments.AskBack as back:
            asked = tuple(back.doubts)
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            form.reject(_typed_before(found))
        else:
            where = "safety" if saved.is_alarming else "result"
            return redirect(url_for(f"assessment.{where}", assessment_id=saved.id), 303)
    return page(
        "papers/answers.html", sheet=found, elder=elder, form=form, instrument=instrument,
        asked=asked, said=request.form, pretty=pretty, about=[elder.id],
        status=422 if asked or form.errors else 200,
    )  # fmt: skip
