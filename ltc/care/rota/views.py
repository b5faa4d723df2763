"""Doors of the week: deciding about one visit, who goes and on which day."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for

from ltc.care.elders.models import Elder
from ltc.care.elders.queries import register
from ltc.care.rota.actions import board
from ltc.care.rota.forms import MoveForm
from ltc.care.rota.models import Assignment
from ltc.care.rota.queries.people import Colleague, list_colleagues
from ltc.care.rota.rules.decisions import months_words
from ltc.care.rota.rules.wanted import days_of, monday_of
from ltc.care.rota.terms import Turn
from ltc.care.workforce.queries import CAREGIVER, trainings_of
from ltc.care.workforce.terms import Standing, Training
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Conflict, NotFound, RuleViolation
from ltc.foundation.i18n.dates import WEEKDAYS, parse_date, short_date
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

bp = Blueprint("rota", __name__)

ON_CALL_ROLES = ("care_manager", "team_nurse", "family_doctor")
ROSTER_DAYS = 14
LATEST = date(2200, 1, 1)


def _asked_day(name: str) -> date:
    """Return a day of the address; raises NotFound for what is none that we ever gave out."""
    try:
        found = parse_date(request.args[name])
    except (KeyError, ValueError):
        raise NotFound from None
    if not date(2000, 1, 1) < found < LATEST:
        raise NotFound
    return found


@bp.route("/elders/<uuid:elder_id>/week-visit", methods=["GET", "POST"])
@allow("update", "rota")
def move(elder_id: UUID) -> Reply:
    """Decide about one visit of the week: who goes, on which day."""
    me, today = actor(), clock.today()
    elder = register.get_elder(db(), elder_id, me, on=today, action="update", resource="rota")
    turn = board.find_turn(db(), elder, _asked_day("first"), week=_asked_day("week"))
    form = _move_form(turn)
    if form.validate_on_submit():
        try:
            row = board.move_turn(
                db(), elder, board.Move(turn, form.to_draft()), by=me, at=clock.now(), on=today
            )
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            return _moved_meanwhile(elder, turn, form)
        else:
            when = f"วัน{WEEKDAYS[row.day.weekday()]} {short_date(row.day)}"
            flash(f"ให้ {row.caregiver_name} ไปหา {elder.full_name} {when} แล้ว", "ok")
            return redirect(_board(row.day), 303)
    return page(
        "rota/move.html", about=[elder.id], form=form, elder=elder, turn=turn,
        board_url=_board(turn.wanted.days[0]), own=turn.own,
        same=months_words(turn.own.since, today) if turn.own else "",
    )  # fmt: skip


def _board(day: date) -> str:
    return url_for("desks.week", week=monday_of(day).isoformat())


def _move_form(turn: Turn) -> MoveForm:
    monday = monday_of(turn.wanted.days[0])
    days = days_of(monday)
    people = _caregivers(monday)
    own = turn.own.user_id if turn.own else None
    people.sort(key=lambda one: (one.id != own, one.sort_key))
    trained = _trained(people, max(monday, clock.today()))
    values = {
        "caregiver": str(turn.caregiver_id or ""), "day": turn.day.isoformat() if turn.day else "",
        "position": str(turn.position or ""), "version": str(turn.version),
    }  # fmt: skip
    return MoveForm(
        {
            str(one.id): one.name
            + (" (คนเดิม)" if one.id == own else "")
            + _training_words(trained[one.id], days[-1])
            for one in people
        },
        {day.isoformat(): _day_words(day, turn) for day in days if day >= clock.today()},
        data=values,
    )


def _trained(people: Sequence[Colleague], on: date) -> Mapping[UUID, Training]:
    area_id = actor().area_id
    assert area_id is not None
    ids = [one.id for one in people]
    return trainings_of(db(), area_id, ids, role=CAREGIVER, on=on)


def _training_words(training: Training, last: date) -> str:
    """Return what one must know of somebody's training before sending them in a week."""
    if training.standing is Standing.NONE:
        return " (ยังไม่ได้บันทึกใบรับรอง)"
    if training.ended_by(last):
        return f" (ใบรับรองใช้ได้ถึง {short_date(training.last_day)})"
    return ""


def _day_words(day: date, turn: Turn) -> str:
    words = f"{WEEKDAYS[day.weekday()]} {short_date(day)}"
    inside = turn.wanted.first <= day <= turn.wanted.last
    return words if inside else f"{words} (นอกช่วงที่แผนบอก)"


def _moved_meanwhile(elder: Elder, turn: Turn, mine: MoveForm) -> Reply:
    """Say who decided what a moment ago; the choice is kept, to be sent once more or dropped."""
    db().expire_all()
    theirs: Assignment | None = board.find_assignment(db(), elder.id, turn.wanted.first)
    people: Any = mine.caregiver.choices
    days: Any = mine.day.choices
    return page(
        "rota/conflict.html", status=409, about=[elder.id], elder=elder, theirs=theirs,
        form=mine, version=theirs.version if theirs else 0,
        mine_words=f"{people[mine.caregiver.data]} วัน{days[mine.day.data]}",
        board_url=_board(turn.wanted.days[0]),
    )  # fmt: skip


def _caregivers(monday: date) -> list[Colleague]:
    """Return who is a caregiver here on any day of a week."""
    area_id = actor().area_id
    assert area_id is not None
    last = monday + timedelta(days=6)
    return list_colleagues(db(), area_id, [CAREGIVER], since=last, until=monday)
