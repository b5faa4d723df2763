"""Doors of the health summary: the page, the card, and short forms for each section."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for

from ltc.care.elders.models import Elder
from ltc.care.elders.queries import register, team
from ltc.care.elders.terms import TeamRole
from ltc.care.health.actions import wounds as wound_actions
from ltc.care.health.actions import write as actions
from ltc.care.health.forms import (
    EDIT_FORMS,
    FORMS,
    ONLY_MINE,
    EndForm,
    LookForm,
    SectionForm,
    WithdrawForm,
    first_values,
    stored_values,
)
from ltc.care.health.models import Diagnosis, Ending, Medicine, Row, Tube, Wound, WoundLook
from ltc.care.health.queries import records
from ltc.care.health.queries.concerns import LOOK_AGAIN_DAYS
from ltc.care.health.queries.reference import sureness_words
from ltc.care.health.queries.summary import Health, card, summary, tube_dues
from ltc.care.health.terms import (
    SECTION_WORDS,
    MedicineDraft,
    Section,
    SectionWords,
    Stage,
    TubeDraft,
    WoundKind,
)
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Conflict, NotFound, RuleViolation
from ltc.foundation.web.conflict import differences
from ltc.foundation.web.forms import Form
from ltc.foundation.web.marks import Reply, allow, takes_files
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

bp = Blueprint("health_record", __name__)

LOOKS = "looks"  # in addresses, beside the sections: a look may be withdrawn too


def _elder(elder_id: UUID, action: str, resource: str = "health_record") -> Elder:
    return register.get_elder(
        db(), elder_id, actor(), on=clock.today(), action=action, resource=resource
    )


def _section(code: str) -> tuple[Section, SectionWords]:
    try:
        section = Section(code)
    except ValueError as unknown:
        raise NotFound from unknown
    return section, SECTION_WORDS[section]


def _back(elder_id: UUID, section: str) -> Reply:
    anchor = Section.WOUNDS if section == LOOKS else section
    return redirect(url_for(".overview", elder_id=elder_id, _anchor=anchor), 303)


def _version(form: Form) -> int:
    """Return the version a form was opened with; anything else is none we ever gave out."""
    text = str(form.version.data or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


@bp.get("/elders/<uuid:elder_id>/health")
@allow("read", "health_record")
def overview(elder_id: UUID) -> Reply:
    """All that is known about an elder's health, the dangerous first."""
    elder = _elder(elder_id, "read")
    health = summary(db(), elder.id)
    return page(
        "health/overview.html", elder=elder, health=health, sections=list(Section),
        dues=tube_dues(health, on=clock.today()), words=SECTION_WORDS, about=[elder.id],
        unseen=_unseen(health), may_write=may(actor(), "create", "health_record"),
    )  # fmt: skip


def _unseen(health: Health) -> list[Wound]:
    """Return the wounds that nobody looked at for a while."""
    since = clock.today() - timedelta(days=LOOK_AGAIN_DAYS)
    return [seen.wound for seen in health.wounds if not seen.last or seen.last.looked_on < since]


@bp.get("/elders/<uuid:elder_id>/health/card")
@allow("read", "health_card")
def emergency_card(elder_id: UUID) -> Reply:
    """What whoever stands at the bed must know: allergies, tubes, wounds, medicines."""
    elder = _elder(elder_id, "read", "health_card")
    health = card(db(), elder.id)
    family = team.list_teams(db(), [elder.id], TeamRole.RELATIVE, on=clock.today())
    return page(
        "health/card.html", elder=elder, health=health, about=[elder.id],
        dues=tube_dues(health, on=clock.today()), relatives=family.get(elder.id, []),
        today=clock.today(),
    )  # fmt: skip


@bp.route("/elders/<uuid:elder_id>/health/<section>/new", methods=["GET", "POST"])
@allow("create", "health_record")
def write(elder_id: UUID, section: str) -> Reply:
    """Write a fact; a new wound is looked at next."""
    elder = _elder(elder_id, "create")
    code, words = _section(section)
    first = first_values(section, today=clock.today()) | _asked_for()
    form = FORMS[code](data=first)
    if form.validate_on_submit():
        try:
            row = actions.write_down(
                db(), elder, form.to_draft(), by=actor(), at=clock.now(), on=clock.today()
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("บันทึกแล้ว", "ok")
            if isinstance(row, Wound):
                return redirect(url_for(".look", elder_id=elder.id, wound_id=row.id), 303)
            return _back(elder.id, section)
    return _form_page(elder, section, form, f"{words.add_th}")


def _asked_for() -> dict[str, str]:
    """Return which head of the history an address asks for."""
    head = request.args.get("head", "")
    return {"head": head} if head.isascii() and head.isalpha() else {}


def _form_page(
    elder: Elder, section: str, form: Form, heading: str, *, status: int = 200, **more: Any
) -> Reply:
    note = sureness_words() if section == Section.DIAGNOSES else ""
    return page(
        "health/form.html", elder=elder, section=section, form=form, heading=heading, note=note,
        status=status, about=[elder.id], **more,
    )  # fmt: skip


@bp.route("/elders/<uuid:elder_id>/health/<section>/<uuid:row_id>/edit", methods=["GET", "POST"])
@allow("update", "health_record")
def edit(elder_id: UUID, section: str, row_id: UUID) -> Reply:
    """Correct a row; a change of dose or tube ends it and begins another."""
    elder = _elder(elder_id, "update")
    if section not in EDIT_FORMS:
        raise NotFound
    row = records.get_row(db(), section, row_id, elder_id=elder.id)
    form = EDIT_FORMS[section](data=stored_values(row, today=clock.today()))
    if form.validate_on_submit():
        try:
            _save_edit(elder, row, form)
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            return _lost_edit(elder, section, row, form)
        else:
            flash("บันทึกแล้ว", "ok")
            return _back(elder.id, section)
    heading = f"{SECTION_WORDS[Section(section)].edit_th} {row.title}"
    return _form_page(elder, section, form, heading, row=row)


def _save_edit(elder: Elder, row: Row, form: SectionForm) -> None:
    draft, version = form.to_draft(), _version(form)
    at, on = clock.now(), clock.today()
    if isinstance(row, Medicine | Tube):
        assert isinstance(draft, MedicineDraft | TubeDraft)  # the form of the same section
        actions.replace(
            db(), elder, row, draft, because=form.because.data, version=version, by=actor(),
            at=at, on=on,
        )  # fmt: skip
    else:
        actions.correct(db(), elder, row, draft, version=version, by=actor(), at=at, on=on)


def _lost_edit(elder: Elder, section: str, row: Row, mine: SectionForm) -> Reply:
    """Show both, field by field; a changed medicine or tube goes on from what it became."""
    now = records.newest_of(db(), row)
    if getattr(now, "ended_on", None) is not None:
        return _lost_race(elder, section, row, mine)
    theirs = EDIT_FORMS[section](formdata=None, data=_known_values(now))
    only_mine = ONLY_MINE if isinstance(now, Medicine | Tube) else ()
    rows, same = differences(theirs, mine, only_mine=only_mine)
    return page(
        "health/conflict.html", status=409, about=[elder.id], elder=elder, rows=rows, same=same,
        row=now, section=section,
    )  # fmt: skip


def _known_values(row: Row) -> dict[str, Any]:
    """Return what stands in a row, with the day on which a tube is to be changed."""
    values = stored_values(row, today=clock.today())
    return values | ({"change_due_on": row.change_due_on} if isinstance(row, Tube) else {})


def _lost_race(elder: Elder, section: str, row: Row | WoundLook, form: Form) -> Reply:
    """Show what stands now above what was typed; sent once more, it is meant so."""
    form.version.data = str(row.version)
    return _form_page(elder, section, form, "มีคนแก้ไปก่อนแล้ว", status=409, row=row, is_lost=True)


@bp.route("/elders/<uuid:elder_id>/health/<section>/<uuid:row_id>/end", methods=["GET", "POST"])
@allow("update", "health_record")
def end(elder_id: UUID, section: str, row_id: UUID) -> Reply:
    """Stop a medicine, take a tube out, close a wound, end a disease."""
    elder = _elder(elder_id, "update")
    row = _ending(section, row_id, elder.id)
    form = EndForm(data={"ended_on": clock.today(), "version": str(row.version)})
    if form.validate_on_submit():
        try:
            actions.end(
                db(), elder, row, ended_on=form.ended_on.data, because=form.because.data,
                version=_version(form), by=actor(), at=clock.now(), on=clock.today(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            return _lost_race(elder, section, row, form)
        else:
            flash("บันทึกแล้ว ประวัติยังอยู่", "ok")
            return _back(elder.id, section)
    heading = f"{SECTION_WORDS[Section(section)].end_th}: {row.title}"
    return _form_page(elder, section, form, heading, row=row)


def _ending(section: str, row_id: UUID, elder_id: UUID) -> Ending:
    row = records.get_row(db(), section, row_id, elder_id=elder_id)
    if not isinstance(row, Tube | Wound | Medicine | Diagnosis):
        raise NotFound
    return row


@bp.route(
    "/elders/<uuid:elder_id>/health/<section>/<uuid:row_id>/withdraw", methods=["GET", "POST"]
)
@allow("update", "health_record")
def withdraw(elder_id: UUID, section: str, row_id: UUID) -> Reply:
    """Take back what should not have been written, with the reason."""
    elder = _elder(elder_id, "update")
    row: Row | WoundLook
    if section == LOOKS:
        row = records.get_look(db(), row_id, elder_id=elder.id)
    else:
        row = records.get_row(db(), section, row_id, elder_id=elder.id, is_withdrawn_too=True)
    form = WithdrawForm(data={"version": str(row.version)})
    if form.validate_on_submit():
        try:
            actions.withdraw(
                db(), elder, row, because=form.because.data, version=_version(form),
                by=actor(), at=clock.now(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            return _lost_race(elder, section, row, form)
        else:
            flash("ยกเลิกแล้ว เก็บไว้ให้ตรวจสอบพร้อมเหตุผล", "ok")
            return _back(elder.id, section)
    return _form_page(elder, section, form, f"บันทึกผิด: {row.title}", row=row)


@bp.post("/elders/<uuid:elder_id>/health/<section>/review")
@allow("update", "health_record")
def review(elder_id: UUID, section: str) -> Reply:
    """Write down that a section was gone through today."""
    elder = _elder(elder_id, "update")
    code, _words = _section(section)
    actions.review(db(), elder, code, by=actor(), at=clock.now(), on=clock.today())
    flash(f"ตรวจทาน “{code.label_th}” แล้ววันนี้", "ok")
    return _back(elder.id, section)


@bp.get("/elders/<uuid:elder_id>/health/wounds/<uuid:wound_id>")
@allow("read", "health_record")
def wound(elder_id: UUID, wound_id: UUID) -> Reply:
    """One wound: every look at it, the newest first."""
    elder = _elder(elder_id, "read")
    found = records.get_wound(db(), wound_id, elder_id=elder.id)
    return page(
        "health/wound.html", elder=elder, wound=found, about=[elder.id],
        looks=list(reversed(records.looks_at(db(), found.id))), stages=_stages(),
        may_write=may(actor(), "create", "health_record"),
    )  # fmt: skip


def _stages() -> dict[str, str]:
    return {str(stage): stage.label_th for stage in Stage}


@bp.route("/elders/<uuid:elder_id>/health/wounds/<uuid:wound_id>/look", methods=["GET", "POST"])
@allow("create", "health_record")
@takes_files
def look(elder_id: UUID, wound_id: UUID) -> Reply:
    """Write down how a wound looks today, with photos."""
    elder = _elder(elder_id, "create")
    found = records.get_wound(db(), wound_id, elder_id=elder.id)
    form = LookForm(data={"looked_on": clock.today()})
    if form.validate_on_submit():
        try:
            wound_actions.look_at(
                db(), elder, found, form.to_draft(), form.photos.data,
                by=actor(), at=clock.now(), on=clock.today(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("บันทึกการดูแผลแล้ว", "ok")
            return redirect(url_for(".wound", elder_id=elder.id, wound_id=found.id), 303)
    return page(
        "health/look.html", elder=elder, wound=found, form=form, about=[elder.id],
        is_pressure=found.kind == WoundKind.PRESSURE,
    )  # fmt: skip
