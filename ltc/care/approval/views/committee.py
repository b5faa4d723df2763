"""Doors of the committee: its members, and planning its meetings."""

from uuid import UUID

from flask import flash, redirect, url_for

from ltc.care.approval.actions import committee as actions
from ltc.care.approval.forms import EndForm, MemberForm, RoundForm
from ltc.care.approval.queries import committee as queries
from ltc.care.approval.queries.proposals import waiting_rows
from ltc.care.approval.queries.reference import get_approval_rules
from ltc.care.approval.rules.quorum import is_in_office, needed_of
from ltc.care.approval.views.doors import bp, my_town, show
from ltc.foundation.accounts.queries import list_users_with, may, policy
from ltc.foundation.core import clock
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.dates import BUDDHIST_ERA
from ltc.foundation.web.forms import version_of
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.request import actor, db


@bp.get("/approval/members")
@allow("list", "committee")
def members() -> Reply:
    """Who is on the committee, who was, and how many make a quorum today."""
    today = clock.today()
    rows = queries.list_members(db(), my_town())
    now = [one for one in rows if is_in_office(one, today)]
    rule = get_approval_rules(today).quorum
    return show(
        "approval/members.html", now=now, others=[one for one in rows if one not in now],
        needed=needed_of(len(now), rule), note_th=rule.note_th, today=today,
        may_appoint=may(actor(), "create", "committee"),
        may_end=may(actor(), "update", "committee"),
    )  # fmt: skip


@bp.route("/approval/members/new", methods=["GET", "POST"])
@allow("create", "committee")
def appoint() -> Reply:
    """Write down a member as the order of appointment names them."""
    today = clock.today()
    form = MemberForm(_people(), data={"appointed_from": today})
    if form.validate_on_submit():
        try:
            made = actions.appoint(
                db(), my_town(), form.to_draft(), by=actor(), at=clock.now(), on=today
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"บันทึก {made.name_th} เป็นกรรมการแล้ว", "ok")
            return redirect(url_for(".members"), 303)
    return show("approval/appoint.html", form=form)


def _people() -> dict[str, str]:
    """Return who signs in here and could be a member: the records know what they wrote."""
    roles = sorted(policy().labels)
    found = list_users_with(db(), roles, area_id=my_town(), on=clock.today())
    return {str(user.id): user.name_th for user, _role in found}


@bp.route("/approval/members/<uuid:seat_id>/end", methods=["GET", "POST"])
@allow("update", "committee")
def end_member(seat_id: UUID) -> Reply:
    """Write down from when somebody is no member any more."""
    member = queries.get_member(db(), seat_id, actor())
    form = EndForm(data={"until": clock.today(), "version": str(member.version)})
    if form.validate_on_submit():
        try:
            actions.end_member(
                db(), member, form.until.data, version=version_of(form.version.data), by=actor(),
                at=clock.now(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"บันทึกวันพ้นตำแหน่งของ {member.name_th} แล้ว", "ok")
            return redirect(url_for(".members"), 303)
    return show("approval/end_member.html", form=form, member=member)


@bp.get("/approval/rounds")
@allow("list", "approval_round")
def rounds() -> Reply:
    """All meetings, and what waits for the next one."""
    rows = queries.list_rounds(db(), my_town())
    return show(
        "approval/rounds.html", rows=rows, waiting=len(waiting_rows(db(), my_town())),
        may_plan=may(actor(), "create", "approval_round"),
        may_see_members=may(actor(), "list", "committee"),
    )  # fmt: skip


@bp.route("/approval/rounds/new", methods=["GET", "POST"])
@allow("create", "approval_round")
def new_round() -> Reply:
    """Plan a numbered meeting."""
    today = clock.today()
    year = today.year + BUDDHIST_ERA
    number = queries.next_number(db(), my_town(), year)
    form = RoundForm(data={"number": number, "year": year, "held_on": today})
    if form.validate_on_submit():
        try:
            made = actions.plan_round(
                db(), my_town(), form.to_draft(), by=actor(), at=clock.now(), on=today
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("นัดประชุมแล้ว", "ok")
            return redirect(url_for(".meeting", meeting_id=made.id), 303)
    return show("approval/new_round.html", form=form)
