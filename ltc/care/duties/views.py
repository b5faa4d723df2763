"""Doors of the duty roster: who is on call, putting somebody on and off, a sheet for families."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for

from ltc.care.duties import actions, queries
from ltc.care.duties.forms import DutyForm, VersionForm
from ltc.care.duties.models import Duty
from ltc.care.duties.rules import hours_words
from ltc.care.duties.terms import Programme
from ltc.foundation.accounts.queries import list_users_with, may, role_word
from ltc.foundation.core import clock
from ltc.foundation.core.errors import NotFound, RuleViolation
from ltc.foundation.core.zone import local
from ltc.foundation.web.forms import version_of
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

bp = Blueprint("duties", __name__)

ON_CALL_ROLES = ("care_manager", "team_nurse", "family_doctor")
ROSTER_DAYS = 14


@bp.get("/duties")
@allow("list", "duty")
def roster() -> Reply:
    """Who is on call now and in the next two weeks."""
    me, today = actor(), clock.today()
    assert me.area_id is not None
    since = today - timedelta(days=1)
    rows = queries.list_duties(db(), me.area_id, since=since, until=today + timedelta(ROSTER_DAYS))
    now = queries.on_duty_now(db(), me.area_id, at=clock.now())
    return page(
        "duties/roster.html", rows=[row for row in rows if row.ends_at > clock.now()], now=now,
        today=today, programmes=list(Programme), hours=_hours, words=_programme_words(),
        may_write=may(me, "create", "duty"),
    )  # fmt: skip


def _programme_words() -> dict[str, str]:
    return {str(one): one.label_th for one in Programme}


def _hours(row: Duty) -> str:
    return hours_words(local(row.starts_at).time(), local(row.ends_at).time())


@bp.route("/duties/new", methods=["GET", "POST"])
@allow("create", "duty")
def new() -> Reply:
    """Put somebody on call, for one day or for several in a row."""
    me = actor()
    assert me.area_id is not None
    form = DutyForm(_on_call_people(), data={"day": clock.today(), "days": 1})
    if form.validate_on_submit():
        try:
            rows = [
                actions.put_on_duty(db(), me.area_id, draft, by=me, at=clock.now())
                for draft in form.to_drafts()
            ]
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"จัดเวรให้ {rows[0].name} แล้ว {len(rows)} วัน", "ok")
            return redirect(url_for(".roster"), 303)
    return page("duties/new.html", form=form)


def _on_call_people() -> dict[str, str]:
    area_id = actor().area_id
    assert area_id is not None
    found = list_users_with(db(), ON_CALL_ROLES, area_id=area_id, on=clock.today())
    return {str(user.id): f"{user.name_th} · {role_word(role)}" for user, role in found}


@bp.route("/duties/<uuid:duty_id>/remove", methods=["GET", "POST"])
@allow("update", "duty")
def remove(duty_id: UUID) -> Reply:
    """Take a duty off the roster, after asking."""
    me = actor()
    duty = queries.get_duty(db(), duty_id, me)
    form = VersionForm(data={"version": str(duty.version)})
    if form.validate_on_submit():
        actions.take_off_duty(
            db(), duty, version=version_of(form.version.data), by=me, at=clock.now()
        )
        flash(f"เอาเวรของ {duty.name} ออกแล้ว", "ok")
        return redirect(url_for(".roster"), 303)
    if duty.removed_at is not None:
        raise NotFound
    return page(
        "duties/remove.html", form=form, duty=duty, hours=_hours(duty),
        words=_programme_words(),
    )  # fmt: skip


@bp.get("/duties/print")
@allow("list", "duty")
def print_roster() -> Reply:
    """Who to call, in large letters for the family's refrigerator."""
    me, today = actor(), clock.today()
    assert me.area_id is not None
    programme = request.args.get("programme", str(Programme.HOME_CARE))
    if programme not in set(Programme):
        raise NotFound
    rows = queries.list_duties(
        db(), me.area_id, since=today - timedelta(days=1), until=today + timedelta(ROSTER_DAYS),
        programme=programme,
    )  # fmt: skip
    return page(
        "duties/print.html", rows=[row for row in rows if row.ends_at > clock.now()],
        words=_programme_words()[programme], hours=_hours, today=today,
    )  # fmt: skip
