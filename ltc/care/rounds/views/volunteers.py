"""Doors of volunteers: the list, adding, correcting, letting go, giving out houses."""

from collections import Counter
from uuid import UUID

from flask import flash, redirect, request, url_for

from ltc.care.rounds.actions import volunteers as actions
from ltc.care.rounds.forms import version_of
from ltc.care.rounds.forms.plan import (
    NO_LANE,
    EndForm,
    HousesForm,
    VolunteerForm,
    volunteer_values,
)
from ltc.care.rounds.models import Volunteer
from ltc.care.rounds.queries import volunteers
from ltc.care.rounds.queries.people import RESOURCE
from ltc.care.rounds.views.doors import (
    bp,
    communities,
    conflict_page,
    find_volunteer,
    my_town,
)
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db


@bp.get("/volunteers")
@allow("list", RESOURCE)
def volunteer_list() -> Reply:
    """Show the volunteers of the town, and how many houses of each community nobody has."""
    today, names = clock.today(), communities()
    chosen = request.args.get("community", "")
    only = UUID(chosen) if chosen in names else None
    return page(
        "rounds/volunteers.html", communities=names, chosen=chosen if only else "",
        volunteers=volunteers.list_volunteers(db(), my_town(), on=today, community_id=only),
        free=volunteers.count_without(db(), my_town(), on=today),
        may_change=may(actor(), "update", RESOURCE),
    )  # fmt: skip


@bp.route("/volunteers/new", methods=["GET", "POST"])
@allow("create", RESOURCE)
def new_volunteer() -> Reply:
    """Write down a volunteer, then go on to their houses."""
    form = VolunteerForm(communities(), data={"community": request.args.get("community", "")})
    if form.validate_on_submit():
        try:
            volunteer = actions.add_volunteer(
                db(), my_town(), form.to_draft(), by=actor(), at=clock.now(), on=clock.today()
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"เพิ่ม อสม. {volunteer.name} แล้ว เลือกบ้านที่ดูแลได้เลย", "ok")
            return redirect(url_for(".houses", volunteer_id=volunteer.id), 303)
    return page("rounds/volunteer_form.html", form=form, volunteer=None)


@bp.route("/volunteers/<uuid:volunteer_id>/edit", methods=["GET", "POST"])
@allow("update", RESOURCE)
def edit_volunteer(volunteer_id: UUID) -> Reply:
    """Correct a volunteer's name or telephone; the community stays, houses depend on it."""
    volunteer = find_volunteer(volunteer_id)
    here = {str(volunteer.community_id): communities()[str(volunteer.community_id)]}
    form = VolunteerForm(here, data=volunteer_values(volunteer))
    if form.validate_on_submit():
        try:
            actions.change_volunteer(
                db(), volunteer, form.to_draft(), version=version_of(form.version.data),
                by=actor(), at=clock.now(), on=clock.today(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            return _conflict(volunteer, form, here)
        else:
            flash(f"แก้ไขข้อมูลของ {volunteer.name} แล้ว", "ok")
            return redirect(url_for(".volunteer_list", community=volunteer.community_id), 303)
    return page("rounds/volunteer_form.html", form=form, volunteer=volunteer)


def _conflict(volunteer: Volunteer, form: VolunteerForm, here: dict[str, str]) -> Reply:
    db().expire_all()
    theirs = VolunteerForm(here, formdata=None, data=volunteer_values(volunteer))
    back = url_for(".volunteer_list", community=volunteer.community_id)
    return conflict_page(theirs, form, volunteer.version, heading=volunteer.name, back=back)


@bp.route("/volunteers/<uuid:volunteer_id>/end", methods=["GET", "POST"])
@allow("update", RESOURCE)
def end_volunteer(volunteer_id: UUID) -> Reply:
    """Let a volunteer go from today; their houses wait for somebody else."""
    volunteer = find_volunteer(volunteer_id)
    form = EndForm(data={"version": str(volunteer.version)})
    if form.validate_on_submit():
        try:
            freed = actions.end_volunteer(
                db(), volunteer, version=version_of(form.version.data),
                by=actor(), at=clock.now(), on=clock.today(),
            )  # fmt: skip
        except Conflict:
            db().expire_all()
            flash("มีคนแก้ข้อมูลของ อสม. คนนี้ก่อนหน้าคุณ กรุณาดูแล้วกดอีกครั้ง", "due")
            form = EndForm(formdata=None, data={"version": str(volunteer.version)})
            return page("rounds/end_volunteer.html", form=form, volunteer=volunteer, status=409)
        flash(f"{volunteer.name} พ้นหน้าที่แล้ว มีบ้าน {freed} หลังที่ต้องหา อสม. คนใหม่", "ok")
        return redirect(url_for(".volunteer_list", community=volunteer.community_id), 303)
    return page("rounds/end_volunteer.html", form=form, volunteer=volunteer)


@bp.route("/volunteers/<uuid:volunteer_id>/houses", methods=["GET", "POST"])
@allow("update", RESOURCE)
def houses(volunteer_id: UUID) -> Reply:
    """Give a volunteer whole lanes or single houses of their community."""
    volunteer, today = find_volunteer(volunteer_id), clock.today()
    found = volunteers.list_houses(db(), volunteer.community_id, on=today)
    others = [house for house in found if house.volunteer_id != volunteer.id]
    form = HousesForm(_lanes(others), _houses(others), data={"only_free": "yes"})
    if form.validate_on_submit():
        try:
            given = actions.give_houses(
                db(), volunteer, lanes=form.chosen_lanes(), house_ids=form.chosen_houses(),
                only_free=form.only_free.data == "yes",
                by=actor(), at=clock.now(), on=today,
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"ให้ {volunteer.name} ดูแลเพิ่ม {given} หลังแล้ว", "ok")
            return redirect(url_for(".houses", volunteer_id=volunteer.id), 303)
    mine = [house for house in found if house.volunteer_id == volunteer.id]
    return page(
        "rounds/houses.html", form=form, volunteer=volunteer, mine=mine,
        others=others, free=sum(1 for house in others if house.volunteer_id is None),
    )  # fmt: skip


def _lanes(others: list[volunteers.House]) -> dict[str, str]:
    """Return the lanes with what is left of them: how many houses, how many have nobody."""
    houses = Counter(house.lane for house in others)
    free = Counter(house.lane for house in others if house.volunteer_id is None)
    return {
        lane or NO_LANE: f"{lane or 'บ้านที่ไม่ได้ระบุซอย'} · {count} หลัง ยังไม่มี อสม. {free[lane]} หลัง"
        for lane, count in houses.items()
    }


def _houses(others: list[volunteers.House]) -> dict[str, str]:
    return {
        str(house.id): f"{house.house_no} {house.lane} · {house.elders} คน"
        + (f" · {house.volunteer}" if house.volunteer else " · ยังไม่มี อสม.")
        for house in others
    }
