"""Doors of rounds: the list of years, planning one, changing one, and how far it is."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for

from ltc.care.elders.queries.register import reach_of
from ltc.care.rounds.actions import plan as actions
from ltc.care.rounds.forms import version_of
from ltc.care.rounds.forms.plan import RoundForm, round_values
from ltc.care.rounds.models import ScreeningRound
from ltc.care.rounds.queries import progress, rounds, volunteers
from ltc.care.rounds.queries.followup import count_low_adl
from ltc.care.rounds.queries.people import RESOURCE
from ltc.care.rounds.queries.reference import domains_of, get_domains
from ltc.care.rounds.views.doors import bp, communities, find_round, my_town
from ltc.foundation.accounts.queries import may
from ltc.foundation.accounts.terms import Scope
from ltc.foundation.areas.queries import community_names
from ltc.foundation.core import clock
from ltc.foundation.core.counts import hide_small, least_shown
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

FURTHEST_BEHIND = 20  # volunteers shown of the whole town; a community shows all of its own


@bp.get("/screening")
@allow("read", RESOURCE)
def index() -> Reply:
    """Show the rounds of the municipality, newest first."""
    return page(
        "rounds/index.html", rounds=rounds.list_rounds(db(), my_town()), today=clock.today(),
        may_plan=may(actor(), "create", RESOURCE), may_see_people=may(actor(), "list", RESOURCE),
    )  # fmt: skip


@bp.route("/screening/new", methods=["GET", "POST"])
@allow("create", RESOURCE)
def new_round() -> Reply:
    """Plan a round."""
    form = RoundForm(data={"domains": [one.code for one in get_domains().domains]})
    if form.validate_on_submit():
        try:
            screening = actions.plan_round(
                db(), my_town(), form.to_draft(), by=actor(), at=clock.now()
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"วางแผน “{screening.name}” แล้ว", "ok")
            return redirect(url_for(".progress_page", round_id=screening.id), 303)
    return page("rounds/round_form.html", form=form, screening=None, note_th=get_domains().note_th)


@bp.route("/screening/<uuid:round_id>/edit", methods=["GET", "POST"])
@allow("update", RESOURCE)
def edit_round(round_id: UUID) -> Reply:
    """Change name, days or domains of a round."""
    screening = find_round(round_id)
    form = RoundForm(data=round_values(screening))
    if form.validate_on_submit():
        try:
            actions.change_round(
                db(), screening, form.to_draft(), version=version_of(form.version.data),
                by=actor(), at=clock.now(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            return _round_conflict(screening, form)
        else:
            flash(f"แก้ไข “{screening.name}” แล้ว", "ok")
            return redirect(url_for(".progress_page", round_id=screening.id), 303)
    return page(
        "rounds/round_form.html", form=form, screening=screening, note_th=get_domains().note_th
    )


def _round_conflict(screening: ScreeningRound, form: RoundForm) -> Reply:
    """Show what stands now above what was typed; sending once more takes what was typed."""
    db().expire_all()
    form.version.data = str(screening.version)
    names = [domain.label_th for domain, _instrument in domains_of(screening.instruments)]
    return page(
        "rounds/round_form.html", status=409, form=form, screening=screening,
        note_th=get_domains().note_th, theirs=names,
    )  # fmt: skip


@bp.get("/screening/<uuid:round_id>")
@allow("read", RESOURCE)
def progress_page(round_id: UUID) -> Reply:
    """Show how far a round is, by community and by domain; whoever counts only, sees counts."""
    screening, today = find_round(round_id), clock.today()
    sees_people = _sees_people()
    found = progress.progress_of(db(), screening, on=today)
    more: dict[str, Any] = {"low": 0, "free": {}, "meant": {}}
    if not sees_people:
        meant = {area_id: part.meant for area_id, part in found.communities.items()}
        more["meant"] = hide_small(meant, least=least_shown(on=today))
    else:
        more["low"] = count_low_adl(db(), screening, actor(), on=today)
        more["free"] = volunteers.count_without(db(), my_town(), on=today)
    return page(
        "rounds/progress.html", screening=screening, progress=found, today=today,
        communities=community_names(db(), my_town()), domains=domains_of(screening.instruments),
        note_th=get_domains().note_th, sees_people=sees_people,
        by_domain=request.args.get("view") == "domains" and sees_people,
        may_change=may(actor(), "update", RESOURCE), **more,
    )  # fmt: skip


def _sees_people() -> bool:
    """True for a role that reaches people; a role with counts only sees no small figures."""
    reach = reach_of(actor(), "list", RESOURCE)
    return reach is None or bool(reach - {Scope.AGGREGATE})


@bp.get("/screening/<uuid:round_id>/volunteers")
@allow("list", RESOURCE)
def by_volunteer(round_id: UUID) -> Reply:
    """Show each volunteer's list with how far it is, those furthest behind first."""
    screening, today = find_round(round_id), clock.today()
    names = communities()
    chosen = request.args.get("community", "")
    only = UUID(chosen) if chosen in names else None
    found = progress.volunteers_of(db(), screening, on=today, community_id=only)
    return page(
        "rounds/by_volunteer.html", screening=screening, communities=names,
        chosen=chosen if only else "", today=today,
        volunteers=found if only else found[:FURTHEST_BEHIND], all_of_them=len(found),
        free=volunteers.count_without(db(), my_town(), on=today),
        may_enter=may(actor(), "update", RESOURCE),
    )  # fmt: skip
