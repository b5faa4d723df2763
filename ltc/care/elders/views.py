"""Doors of the register: register, correct, see an ID, write circumstances, name the care team."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, url_for

from ltc.care.elders.actions import register as actions
from ltc.care.elders.actions import team as team_actions
from ltc.care.elders.forms import (
    CircumstancesForm,
    ElderForm,
    LeaveForm,
    TeamForm,
    circumstances_values,
    elder_values,
    leave_values,
)
from ltc.care.elders.models import Elder
from ltc.care.elders.queries import register, team
from ltc.foundation.accounts.queries import list_users_with, may_read_class, role_word
from ltc.foundation.areas.queries import list_communities
from ltc.foundation.core import clock
from ltc.foundation.core.citizen_id import pretty
from ltc.foundation.core.db import vault_of
from ltc.foundation.core.errors import Conflict, NotFound, RuleViolation
from ltc.foundation.files.queries import content_of, get_file
from ltc.foundation.i18n.text import searchable
from ltc.foundation.web.conflict import differences
from ltc.foundation.web.forms import Form
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db, shows

bp = Blueprint("elders", __name__)

STAFF_ROLES = ("care_manager", "caregiver", "team_nurse", "family_doctor", "relative")


def _communities() -> dict[str, str]:
    area_id = actor().area_id
    assert area_id is not None
    return {str(area.id): area.name_th for area in list_communities(db(), area_id)}


def _elder(elder_id: UUID, action: str, resource: str = "elder") -> Elder:
    return register.get_elder(
        db(), elder_id, actor(), on=clock.today(), action=action, resource=resource
    )


@bp.route("/elders/new", methods=["GET", "POST"])
@allow("create", "elder")
def new_elder() -> Reply:
    """Register a person."""
    form = ElderForm(_communities())
    if form.validate_on_submit():
        area_id = actor().area_id
        assert area_id is not None
        try:
            elder = actions.register_elder(
                db(), area_id, form.to_draft(), by=actor(), at=clock.now(), on=clock.today()
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"ลงทะเบียน {elder.full_name} แล้ว", "ok")
            return redirect(url_for("desks.chart", elder_id=elder.id), 303)
    same = _same_people(form)
    return page("elders/new_elder.html", form=form, same=same, about=[row.id for row in same],
                today=clock.today())  # fmt: skip


def _same_people(form: ElderForm) -> list[register.ElderRow]:
    if "is_not_duplicate" not in form.errors:
        return []
    area_id = actor().area_id
    assert area_id is not None
    draft = form.to_draft()
    return register.find_possible_duplicates(
        db(), municipality_id=area_id, born_on=draft.born_on,
        search_text=searchable(draft.given_name + draft.family_name),
    )  # fmt: skip


@bp.route("/elders/<uuid:elder_id>/edit", methods=["GET", "POST"])
@allow("update", "elder")
def edit_elder(elder_id: UUID) -> Reply:
    """Correct what the register says; a lost race shows both and asks field by field."""
    elder = _elder(elder_id, "update")
    stored = elder_values(elder, register.get_household(db(), elder.household_id))
    form = ElderForm(_communities(), data=stored)
    if form.validate_on_submit():
        try:
            draft = form.to_draft(_stored_id(elder))
            actions.correct_elder(
                db(), elder, draft, version=_number(form.version.data),
                by=actor(), at=clock.now(), on=clock.today(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            return _edit_conflict(elder, form)
        else:
            flash(f"แก้ไขข้อมูลของ {elder.full_name} แล้ว", "ok")
            return redirect(url_for("desks.chart", elder_id=elder.id), 303)
    return page("elders/edit_elder.html", form=form, elder=elder, about=[elder.id])


def _number(text: str | None) -> int:
    """Return a version number; anything else is no version we ever gave out."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else -1


def _stored_id(elder: Elder) -> str | None:
    sealed = elder.citizen_id_sealed
    return vault_of(db()).open(sealed, about=elder.id) if sealed else None


def _edit_conflict(elder: Elder, mine: ElderForm) -> Reply:
    db().expire_all()  # the other's words may be newer than what this request began with
    stored = elder_values(elder, register.get_household(db(), elder.household_id))
    theirs = ElderForm(_communities(), formdata=None, data=stored)
    return _conflict(elder, theirs, mine, elder.version)


def _conflict(elder: Elder, theirs: Form, mine: Form, version: int) -> Reply:
    rows, same = differences(theirs, mine)
    return page(
        "elders/conflict.html", status=409, about=[elder.id], elder=elder, rows=rows,
        version=version, same=same,
    )  # fmt: skip


@bp.post("/elders/<uuid:elder_id>/citizen-id")
@allow("read", "citizen_id")
def citizen_id(elder_id: UUID) -> Reply:
    """Show the national ID in full; each showing is written down."""
    elder = _elder(elder_id, "read", "citizen_id")
    digits = actions.reveal_citizen_id(db(), elder, by=actor(), at=clock.now())
    shown = pretty(digits) if digits else None
    return page("elders/citizen_id.html", elder=elder, shown=shown, about=[elder.id])


@bp.route("/elders/<uuid:elder_id>/circumstances", methods=["GET", "POST"])
@allow("update", "elder")
def circumstances(elder_id: UUID) -> Reply:
    """Write how an elder lives, from a day on; see how it was."""
    elder = _elder(elder_id, "update")
    history = team.list_circumstances(db(), elder.id)
    form = CircumstancesForm(
        data=circumstances_values(history[0] if history else None, today=clock.today())
    )
    if form.validate_on_submit():
        try:
            actions.write_circumstances(
                db(), elder, form.to_draft(), by=actor(), at=clock.now(), on=clock.today()
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("บันทึกความเป็นอยู่แล้ว", "ok")
            return redirect(url_for("desks.chart", elder_id=elder.id), 303)
    return page(
        "elders/circumstances.html", form=form, elder=elder, history=history, about=[elder.id]
    )


@bp.route("/elders/<uuid:elder_id>/team/new", methods=["GET", "POST"])
@allow("create", "care_team")
def join_team(elder_id: UUID) -> Reply:
    """Name somebody to the care team."""
    elder = _elder(elder_id, "create", "care_team")
    form = TeamForm(data={"active_from": clock.today(), "team_role": "caregiver"})
    form.user_id.choices = _people()
    if form.validate_on_submit():
        try:
            member = team_actions.join_team(
                db(), elder, form.to_draft(), by=actor(), at=clock.now()
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"{member.name} อยู่ในทีมดูแลแล้ว", "ok")
            return redirect(url_for("desks.chart", elder_id=elder.id), 303)
    return page("elders/join_team.html", form=form, elder=elder, about=[elder.id])


def _people() -> dict[str, str]:
    area_id = actor().area_id
    assert area_id is not None
    found = list_users_with(db(), STAFF_ROLES, area_id=area_id, on=clock.today())
    named = {str(user.id): f"{user.name_th} · {role_word(role)}" for user, role in found}
    return {"": "– เลือกคน –"} | named


@bp.route("/elders/<uuid:elder_id>/team/<uuid:member_id>/leave", methods=["GET", "POST"])
@allow("update", "care_team")
def leave_team(elder_id: UUID, member_id: UUID) -> Reply:
    """End a place on the care team, with the reason."""
    elder = _elder(elder_id, "update", "care_team")
    member = team.get_team_member(db(), elder.id, member_id)
    form = LeaveForm(data={"until": clock.today(), "version": str(member.version)})
    if form.validate_on_submit():
        try:
            team_actions.leave_team(
                db(), member, until=form.until.data, because=form.because.data,
                version=_number(form.version.data), by=actor(), at=clock.now(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            theirs = LeaveForm(formdata=None, data=leave_values(member, form))
            return _conflict(elder, theirs, form, member.version)
        else:
            flash(f"{member.name} ออกจากทีมดูแลแล้ว", "ok")
            return redirect(url_for("desks.chart", elder_id=elder.id), 303)
    return page("elders/leave_team.html", form=form, elder=elder, member=member, about=[elder.id])


@bp.route("/elders/<uuid:elder_id>/files/<uuid:file_id>")
@allow("read", "attachment")
def file(elder_id: UUID, file_id: UUID) -> Reply:
    """Show a photo or play a voice of an elder; 404 when its class is above the reader's."""
    elder = _elder(elder_id, "read", "attachment")
    kept = get_file(db(), file_id, elder_id=elder.id)
    if not may_read_class(actor(), "attachment", kept.field_class):
        raise NotFound
    shows([elder.id])
    answer = Response(content_of(db(), kept), mimetype=kept.mime)
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
