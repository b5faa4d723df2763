"""Doors of lists: the paper that a volunteer takes along, and the page that takes it back."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for

from ltc.care.rounds.actions.sheets import SheetWrong, save_sheet
from ltc.care.rounds.forms.sheet import SheetForm, sheet_for
from ltc.care.rounds.models import ScreeningRound
from ltc.care.rounds.queries import people, volunteers
from ltc.care.rounds.queries.people import RESOURCE, Doorway
from ltc.care.rounds.queries.reference import domains_of, get_domains
from ltc.care.rounds.rules.cells import shown
from ltc.care.rounds.rules.plan import ROWS_A_SHEET
from ltc.care.rounds.terms import Outcome, Saved
from ltc.care.rounds.views.doors import bp, find_round, id_asked, my_town, whose_asked, words_of
from ltc.foundation.core import clock
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

MOST_ON_PAPER = 300
OUTCOME_WORDS = {str(word): word.label_th for word in Outcome}


@bp.route("/screening/<uuid:round_id>/entry", methods=["GET", "POST"])
@allow("update", RESOURCE)
def entry(round_id: UUID) -> Reply:
    """Type a volunteer's list, twenty people at a time: those without news, in house order."""
    screening, whose, today = find_round(round_id), whose_asked(), clock.today()
    heading = words_of(whose)
    domains = [domain for domain, _instrument in domains_of(screening.instruments)]
    form = sheet_for(domains)(
        _volunteers(whose.community_id),
        data={"volunteer": str(whose.volunteer_id or ""), "met_on": _day_before()},
    )
    left = 0
    if form.is_submitted():
        if saved := _saved(screening, form):
            flash(_said(saved), "ok")
            return redirect(_again(form), 303)
        doors = people.get_doorways(db(), screening, actor(), form.seated(), on=today)
    else:
        listed = people.list_doorways(db(), screening, actor(), whose, on=today)
        seats, left = _next(listed)
        form.seat(seats)
        doors = {door.id: door for door in seats}
    rows = form.rows(doors)
    return page(
        "rounds/entry.html", form=form, rows=rows, screening=screening, heading=heading,
        about=list(doors), left=left, known=_known(screening, list(doors)), domains=domains,
        outcome_words=OUTCOME_WORDS, next_url=_after(rows[-1].door if left else None),
    )  # fmt: skip


def _saved(screening: ScreeningRound, form: SheetForm) -> Saved | None:
    """Save what was sent; None when something is wrong, which the form then says."""
    if not form.validate_on_submit():
        return None
    try:
        return save_sheet(
            db(), screening, form.to_draft(), by=actor(), at=clock.now(), on=clock.today()
        )
    except SheetWrong as wrong:
        form.mark(wrong)
        form.reject(RuleViolation(wrong.code, wrong.message))
    except RuleViolation as broken:
        form.reject(broken)
    return None


def _volunteers(first: UUID | None) -> dict[str, str]:
    found = volunteers.volunteer_names(db(), my_town(), on=clock.today(), first=first)
    return {str(one): f"อสม. {name} · {community}" for one, name, community in found}


def _next(listed: Sequence[Doorway]) -> tuple[list[Doorway], int]:
    """Return the next people without news after the place in the address, and how many follow."""
    after = id_asked("after")
    places = {door.id: place for place, door in enumerate(listed, 1)}
    waiting = [door for door in listed[places.get(after, 0) if after else 0 :] if door.is_waiting]
    return waiting[:ROWS_A_SHEET], max(0, len(waiting) - ROWS_A_SHEET)


def _address(**more: Any) -> str:
    """Return the address of this very list, going on at another place."""
    names = ("volunteer", "community", "without")
    kept: dict[str, Any] = {name: request.args.get(name) for name in names}
    return url_for(".entry", **(request.view_args or {}), **kept, **more)


def _again(form: SheetForm) -> str:
    """Return where typing goes on: the same list, and the day that its paper bears."""
    return _address(after=request.args.get("after"), on=form.met_on.data.isoformat())


def _day_before() -> date | None:
    """Return the day of the page that was saved before this one, if it was one."""
    try:
        return date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return None


def _after(last: Doorway | None) -> str | None:
    return _address(after=last.id) if last else None


def _said(saved: Saved) -> str:
    """Return what a saved page came to, in one sentence."""
    if not saved.rows:
        return "หน้านี้บันทึกไว้แล้วก่อนหน้านี้"
    words = f"บันทึกแล้ว {saved.rows} คน ผลตรวจ {saved.results} ช่อง"
    if saved.positive:
        words += f" พบเรื่องที่ต้องดูต่อ {saved.positive} คน"
    if saved.low_adl:
        words += f" ต้องประเมิน TAI {saved.low_adl} คน"
    return words


def _known(screening: ScreeningRound, ids: list[UUID]) -> dict[str, dict[tuple[UUID, str], str]]:
    """Return results of now and of before in a few characters, by (elder, domain)."""
    found = people.results_of(db(), screening, ids)
    said: dict[str, dict[tuple[UUID, str], str]] = {"now": {}, "before": {}}
    for domain, instrument in domains_of(screening.instruments):
        for name, results in (("now", found.now), ("before", found.before)):
            for elder_id in ids:
                if result := results.get((elder_id, instrument.code)):
                    said[name][elder_id, domain.code] = shown(
                        instrument, result.answers, result.total
                    )
    return said


@bp.get("/screening/<uuid:round_id>/paper")
@allow("list", RESOURCE)
def paper(round_id: UUID) -> Reply:
    """Show a list as it is printed: large, in house order, a box for each domain."""
    screening, whose, today = find_round(round_id), whose_asked(), clock.today()
    heading = words_of(whose)
    doors = people.list_doorways(db(), screening, actor(), whose, on=today)
    if request.args.get("waiting") == "1":
        doors = [door for door in doors if door.is_waiting]
    shown_doors = doors[:MOST_ON_PAPER]
    ids = [door.id for door in shown_doors]
    return page(
        "rounds/paper.html", screening=screening, heading=heading, about=ids, doors=shown_doors,
        left_out=len(doors) - len(shown_doors), today=today, known=_known(screening, ids),
        domains=[domain for domain, _instrument in domains_of(screening.instruments)],
        note_th=get_domains().note_th, whose=whose,
    )  # fmt: skip
