"""Doors of coming in: sign in, with a password or a code on paper, sign out, one's own account."""

from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, current_app, flash, g, redirect, request, url_for
from flask_login import login_user, logout_user

from ltc.foundation.accounts import queries
from ltc.foundation.accounts.actions import signing as actions
from ltc.foundation.accounts.forms import CodeForm, MyPasswordForm, RoleForm, SignInForm
from ltc.foundation.accounts.guard import SignedIn, after_answer
from ltc.foundation.areas.queries import get_area
from ltc.foundation.core import clock
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.web.forms import Form
from ltc.foundation.web.marks import Reply, public, signed_in
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, actor_or_none, db

bp = Blueprint("accounts", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Reply:
    """Sign in; the way back is kept through a wrong password."""
    if request.method == "GET" and actor_or_none():
        return redirect(url_for("home"), 303)
    form = SignInForm(next=request.args.get("next"))
    if form.validate_on_submit():
        username = form.username.data or ""
        try:
            token = actions.sign_in(
                db(), username, form.password.data or "",
                device=request.user_agent.string, at=clock.now(), on=clock.today(),
            )  # fmt: skip
        except RuleViolation as broken:
            _refuse(form, broken, username)
        else:
            _end_the_one_before()
            _come_in(token)
            return redirect(_safe(form.next.data) or url_for("home"), 303)
    accounts = current_app.extensions["ltc_demo_accounts"]
    return page("accounts/sign_in.html", form=form, demo_accounts=accounts)


WRONG_TRIES = frozenset({"sign_in_wrong", "code_wrong", "password_old"})


def _refuse(form: Form, broken: RuleViolation, username: str) -> None:
    """Say what is wrong; a wrong try is remembered although the request saves nothing."""
    at = clock.now()
    if broken.code in WRONG_TRIES:
        after_answer(lambda session: actions.note_failure(session, username, at=at))
    form.reject(broken)


def _come_in(token: str) -> None:
    arrival = queries.find_arrival(db(), token, at=clock.now(), on=clock.today())
    assert arrival is not None
    login_user(SignedIn(token, arrival))


@bp.route("/first-sign-in", methods=["GET", "POST"])
@public
def first_sign_in() -> Reply:
    """Choose a password with the code on paper, and be in."""
    form = CodeForm()
    if form.validate_on_submit():
        username = form.username.data
        try:
            token = actions.choose_password(
                db(), username, form.code.data, form.password.data,
                device=request.user_agent.string, at=clock.now(), on=clock.today(),
            )  # fmt: skip
        except RuleViolation as broken:
            _refuse(form, broken, username)
        else:
            _end_the_one_before()
            _come_in(token)
            flash("ตั้งรหัสผ่านแล้ว ครั้งหน้าเข้าด้วยชื่อผู้ใช้และรหัสผ่านนี้ กระดาษทิ้งได้", "ok")
            return redirect(url_for("home"), 303)
    return page("accounts/first_sign_in.html", form=form)


@bp.route("/my-password", methods=["GET", "POST"])
@signed_in
def my_password() -> Reply:
    """Change my password; every other device is signed out."""
    me = actor()
    assert me.person_id is not None
    user = queries.get_user(db(), me.person_id)
    assert user is not None
    form = MyPasswordForm()
    if form.validate_on_submit():
        username = user.username
        try:
            token = actions.change_password(
                db(), user, form.old.data, form.password.data,
                device=request.user_agent.string, at=clock.now(), on=clock.today(),
            )  # fmt: skip
        except RuleViolation as broken:
            _refuse(form, broken, username)
        else:
            _come_in(token)
            flash("เปลี่ยนรหัสผ่านแล้ว เครื่องอื่นที่เปิดค้างไว้ต้องเข้าใหม่", "ok")
            return redirect(url_for("home"), 303)
    return page("accounts/my_password.html", form=form)


def _end_the_one_before() -> None:
    """End what this browser was signed in as: a new sign-in never leaves the old one open."""
    if arrival := g.get("arrival"):
        actions.sign_out(db(), arrival.sign_in_id, by=arrival.actor, at=clock.now())


def _safe(way_back: str | None) -> str | None:
    """Return a way back inside this site, or None: never to another host."""
    if not way_back or "\\" in way_back or not way_back.isprintable():
        return None
    try:
        parts = urlsplit(way_back)
    except ValueError:
        return None
    is_ours = not parts.scheme and not parts.netloc and way_back.startswith("/")
    return way_back if is_ours and not way_back.startswith("//") else None


@bp.post("/sign-out")
@signed_in
def sign_out() -> Reply:
    """End this sign-in on the server and in the browser."""
    actions.sign_out(db(), g.arrival.sign_in_id, by=actor(), at=clock.now())
    logout_user()
    return redirect(url_for(".sign_in"), 303)


@bp.route("/my-role", methods=["GET", "POST"])
@signed_in
def my_role() -> Reply:
    """Choose in which of my roles I act now; shown on every page and in the audit."""
    me = actor()
    assert me.person_id is not None
    holdings = queries.list_holdings(db(), me.person_id, on=clock.today())
    form = RoleForm()
    form.holding.choices = {
        str(held.id): f"{queries.role_word(held.role)} · {_area_name(held.area_id)}"
        for held in holdings
    }
    if form.validate_on_submit():
        held = actions.take_role(
            db(), g.arrival.sign_in_id, UUID(form.holding.data),
            by=me, at=clock.now(), on=clock.today(),
        )  # fmt: skip
        flash(f"ตอนนี้คุณทำหน้าที่ {queries.role_word(held.role)}", "ok")
        return redirect(url_for("home"), 303)
    return page("accounts/my_role.html", form=form)


def _area_name(area_id: UUID) -> str:
    area = get_area(db(), area_id)
    return area.name_th if area else ""
