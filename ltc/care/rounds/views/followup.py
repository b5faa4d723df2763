"""Doors to what a round leaves to do: low scores, positive results, people not found."""

from uuid import UUID

from flask import flash, redirect, url_for

from ltc.care.assessment.terms import Instrument
from ltc.care.elders.models import Elder
from ltc.care.elders.queries import register
from ltc.care.rounds.actions import followup as actions
from ltc.care.rounds.forms.plan import NotNowForm
from ltc.care.rounds.models import ScreeningRound
from ltc.care.rounds.queries import followup, people
from ltc.care.rounds.queries.people import RESOURCE
from ltc.care.rounds.queries.reference import domains_of
from ltc.care.rounds.queries.steps import steps_of
from ltc.care.rounds.terms import Domain, NotNow
from ltc.care.rounds.views.doors import (
    address_after,
    bp,
    departure_url,
    find_round,
    place_asked,
)
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.core.errors import NotFound, RuleViolation
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

ADL = followup.ADL
REASONS = {str(word): word.label_th for word in NotNow}


@bp.get("/screening/<uuid:round_id>/low")
@allow("list", RESOURCE)
def low(round_id: UUID) -> Reply:
    """List those whose ADL asks for TAI and the eligibility question, who wait first."""
    screening, today = find_round(round_id), clock.today()
    rows = followup.list_low_adl(db(), screening, actor(), on=today)
    ids = [row.elder.id for row in rows]
    totals = people.results_of(db(), screening, ids).now
    me = actor()
    return page(
        "rounds/low.html", screening=screening, rows=rows, about=ids, today=today,
        totals={elder_id: found.total for (elder_id, code), found in totals.items() if code == ADL},
        reasons=REASONS, may_decide=may(me, "update", RESOURCE),
        may_assess=may(me, "create", "assessment"), may_open=may(me, "create", "case"),
    )  # fmt: skip


@bp.route("/screening/<uuid:round_id>/low/<uuid:elder_id>", methods=["GET", "POST"])
@allow("update", RESOURCE)
def not_now(round_id: UUID, elder_id: UUID) -> Reply:
    """Write down why a low score opens no case for now."""
    screening, elder = find_round(round_id), _elder(elder_id)
    waiting = followup.waiting_of(db(), screening, elder.id, actor(), on=clock.today())
    if waiting is None:
        raise NotFound
    form = NotNowForm()
    if form.validate_on_submit():
        try:
            actions.decide_not_now(
                db(), screening, elder, reason=form.reason.data, note=form.note.data or "",
                by=actor(), at=clock.now(), on=clock.today(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"บันทึกแล้วว่า {elder.full_name} ยังไม่เปิดการดูแล", "ok")
            return redirect(url_for(".low", round_id=screening.id), 303)
    return page(
        "rounds/not_now.html", form=form, screening=screening, elder=elder, about=[elder.id]
    )


def _elder(elder_id: UUID) -> Elder:
    return register.get_elder(
        db(), elder_id, actor(), on=clock.today(), action="update", resource=RESOURCE
    )


@bp.get("/screening/<uuid:round_id>/positive/<code>")
@allow("list", RESOURCE)
def positive(round_id: UUID, code: str) -> Reply:
    """List those with a positive result of one domain, each with the next step."""
    screening, today = find_round(round_id), clock.today()
    domain, instrument = _domain(screening, code)
    rows, place = followup.list_positive(
        db(), screening, actor(), instrument, on=today, after=place_asked()
    )
    ids = [row.elder.id for row in rows]
    steps = steps_of(db(), screening, instrument, ids)
    next_url = address_after(".positive", place, round_id=round_id, code=code)
    return page(
        "rounds/positive.html", screening=screening, domain=domain, instrument=instrument,
        rows=rows, about=ids, steps=steps, next_url=next_url, today=today,
        domains=domains_of(screening.instruments),
        may_assess=may(actor(), "create", "assessment"),
    )  # fmt: skip


def _domain(screening: ScreeningRound, code: str) -> tuple[Domain, Instrument]:
    for domain, instrument in domains_of(screening.instruments):
        if instrument.code == code:
            return domain, instrument
    raise NotFound


@bp.get("/screening/<uuid:round_id>/not-found")
@allow("list", RESOURCE)
def not_found(round_id: UUID) -> Reply:
    """List those who were looked for and not screened, with the journey that a death asks for."""
    screening, today = find_round(round_id), clock.today()
    rows, place = followup.list_not_found(db(), screening, actor(), on=today, after=place_asked())
    next_url = address_after(".not_found", place, round_id=round_id)
    may_write = may(actor(), "create", "departure")
    return page(
        "rounds/not_found.html", screening=screening, rows=rows, today=today, next_url=next_url,
        about=[row.elder.id for row in rows],
        doors={
            row.elder.id: url
            for row in rows
            if may_write and row.wants_register
            and (url := departure_url(row.elder.id, row.outcome))
        },
    )  # fmt: skip
