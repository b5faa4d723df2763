"""Doors of the administrator: who may sign in, in which role, and their first way in on paper."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for

from ltc.foundation.accounts import queries
from ltc.foundation.accounts.actions import people as actions
from ltc.foundation.accounts.forms import GrantForm, NewPersonForm, PersonForm
from ltc.foundation.accounts.models import User
from ltc.foundation.accounts.rules import CODE_LASTS, LETTERS_AT_ONCE, spaced_code
from ltc.foundation.accounts.views.signing import bp
from ltc.foundation.core import clock
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.web.addresses import whole_address
from ltc.foundation.web.forms import Form
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.qr import qr_svg
from ltc.foundation.web.request import actor, db


def _person(user_id: UUID) -> queries.Person:
    return queries.get_person(db(), user_id, actor(), on=clock.today())


def _town() -> UUID:
    area_id = actor().area_id
    assert area_id is not None
    return area_id


@bp.get("/users")
@allow("list", "user_account")
def people() -> Reply:
    """Who may sign in here, and who has not come in yet."""
    found = queries.list_people(db(), actor(), on=clock.today())
    waiting = [one for one in found if one.is_waiting]
    is_waiting = request.args.get("waiting") == "1"
    return page(
        "accounts/people.html", people=waiting if is_waiting else found, waiting=len(waiting),
        without_sheet=len(_without_sheet(found)), is_waiting=is_waiting,
        role_word=queries.role_word, now=clock.now(), today=clock.today(),
        may_import=queries.may(actor(), "create", "town_import"),
    )  # fmt: skip


@bp.route("/users/new", methods=["GET", "POST"])
@allow("create", "user_account")
def new_person() -> Reply:
    """Add somebody with a first role; the next page offers their sheet of paper."""
    form = NewPersonForm(data={"held_from": clock.today()})
    form.role.choices = _roles()
    if form.validate_on_submit():
        try:
            user, _holding = actions.add_person(
                db(), _town(), form.to_draft(), by=actor(), at=clock.now(), on=clock.today()
            )
            flash(f"เพิ่ม {user.name_th} แล้ว พิมพ์กระดาษให้เขาเข้าครั้งแรก", "ok")
            return redirect(url_for(".person", user_id=user.id), 303)
        except RuleViolation as broken:
            form.reject(broken)
    return page("accounts/new_person.html", form=form)


def _roles() -> dict[str, str]:
    return {"": "– เลือก –"} | queries.policy().labels


@bp.route("/users/<uuid:user_id>", methods=["GET", "POST"])
@allow("update", "user_account")
def person(user_id: UUID) -> Reply:
    """One person: name and telephone, roles, the sheet of paper, switching off."""
    found = _person(user_id)
    form = PersonForm(data={"name": found.user.name_th, "phone": found.user.phone})
    if form.validate_on_submit():
        try:
            actions.change_person(
                db(), found.user, form.name.data, form.phone.data or "",
                by=actor(), at=clock.now(), on=clock.today(),
            )  # fmt: skip
            flash("บันทึกแล้ว", "ok")
            return redirect(url_for(".person", user_id=user_id), 303)
        except RuleViolation as broken:
            form.reject(broken)
    return page("accounts/person.html", form=form, **_about(found))


def _about(found: queries.Person) -> dict[str, Any]:
    return {
        "person": found,
        "user": found.user,
        "role_word": queries.role_word,
        "today": clock.today(),
        "now": clock.now(),
        "is_me": found.user.id == actor().person_id,
    }


@bp.route("/users/<uuid:user_id>/role", methods=["GET", "POST"])
@allow("update", "user_account")
def grant(user_id: UUID) -> Reply:
    """Give somebody one more role."""
    found = _person(user_id)
    form = GrantForm(data={"held_from": clock.today()})
    form.role.choices = _roles()
    if form.validate_on_submit():
        try:
            actions.grant_from(
                db(), found.user, form.role.data, _town(), held_from=form.day,
                by=actor(), at=clock.now(), on=clock.today(),
            )  # fmt: skip
            flash(f"ให้หน้าที่ {queries.role_word(form.role.data)} แล้ว", "ok")
            return redirect(url_for(".person", user_id=user_id), 303)
        except RuleViolation as broken:
            form.reject(broken)
    return page("accounts/grant.html", form=form, user=found.user)


@bp.route("/users/<uuid:user_id>/role/<uuid:holding_id>/end", methods=["GET", "POST"])
@allow("update", "user_account")
def end_role(user_id: UUID, holding_id: UUID) -> Reply:
    """End one role today, after asking."""
    found = _person(user_id)
    holding = queries.get_holding(db(), user_id, holding_id, actor())
    form, word = Form(), queries.role_word(holding.role)
    if form.validate_on_submit():
        try:
            actions.end_role(db(), holding, by=actor(), at=clock.now(), on=clock.today())
            flash(f"{found.user.name_th} เลิกหน้าที่ {word} แล้ว", "ok")
            return redirect(url_for(".person", user_id=user_id), 303)
        except RuleViolation as broken:
            form.reject(broken)
    return page("accounts/end_role.html", form=form, word=word, **_about(found))


@bp.route("/users/<uuid:user_id>/switch", methods=["GET", "POST"])
@allow("update", "user_account")
def switch(user_id: UUID) -> Reply:
    """Let somebody in no more, or again, after asking."""
    found = _person(user_id)
    form = Form()
    if form.validate_on_submit():
        is_on = request.form.get("wanted") == "on"
        try:
            actions.switch(
                db(), found.user, is_enabled=is_on, by=actor(), at=clock.now(), on=clock.today()
            )
            flash("เปิดบัญชีแล้ว" if is_on else "ปิดบัญชีแล้ว เข้าระบบไม่ได้ทันที", "ok")
            return redirect(url_for(".person", user_id=user_id), 303)
        except RuleViolation as broken:
            form.reject(broken)
    return page("accounts/switch.html", form=form, **_about(found))


@bp.post("/users/<uuid:user_id>/letter")
@allow("administer", "user_account")
def letter(user_id: UUID) -> Reply:
    """A sheet of paper with a fresh code for one person; it is shown this once."""
    return _letters([_person(user_id).user])


@bp.post("/users/letters")
@allow("administer", "user_account")
def letters() -> Reply:
    """A sheet for everybody who has not come in yet and has none: sheets in hand stay good."""
    users = _without_sheet(queries.list_people(db(), actor(), on=clock.today()))
    if not users:
        flash("ทุกคนเข้าระบบแล้ว หรือมีกระดาษแล้ว", "ok")
        return redirect(url_for(".people"), 303)
    return _letters(users[:LETTERS_AT_ONCE])


def _without_sheet(people: Sequence[queries.Person]) -> list[User]:
    return [
        one.user
        for one in people
        if one.is_waiting and not one.works_elsewhere and not one.has_code(clock.now())
    ]


def _letters(users: Sequence[User]) -> Reply:
    at = clock.now()
    made = actions.hand_out_codes(db(), users, by=actor(), at=at, on=clock.today())
    address = whole_address("accounts.first_sign_in")
    return page(
        "accounts/letters.html", picture=qr_svg(address), address=address, until=at + CODE_LASTS,
        letters=[(user, spaced_code(code)) for user, code in made],
    )  # fmt: skip
