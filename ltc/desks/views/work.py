"""Doors of the day's work: eight o'clock, the caseload, the week, who waits for what."""

from uuid import UUID

from flask import current_app, request, url_for

from ltc.care.assessment.queries.instruments import list_instruments
from ltc.care.assessment.queries.latest import list_wanting_formal
from ltc.care.elders.queries import register as people
from ltc.care.events.queries.pauses import list_paused
from ltc.care.events.terms import PauseReason
from ltc.desks.board import asked_week, read_board, read_week_of
from ltc.desks.caregivers import SHOWN, read_caregivers
from ltc.desks.caseload import DeskRow, open_alerts, read_desk
from ltc.desks.concerns import Subject
from ltc.desks.doors import door
from ltc.desks.morning import read_morning
from ltc.desks.views.doors import bp
from ltc.foundation.accounts.queries import get_user, may
from ltc.foundation.core import clock
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db


@bp.get("/morning")
@allow("read", "morning")
def morning() -> Reply:
    """Eight o'clock: who is not visited, what is strange, what waits for me."""
    me, today = actor(), clock.today()
    found = read_morning(db(), me, on=today, at=clock.now())
    return page("desks/morning.html", morning=found, today=today, about=found.elder_ids)


@bp.get("/more")
@allow("read", "morning")
def more() -> Reply:
    """What this role has besides the places of every day."""
    return page("desks/more.html", tools=current_app.extensions["ltc_menu"].tools(actor()))


@bp.get("/caseload")
@allow("list", "case")
def caseload() -> Reply:
    """Who needs me today, and why, the most pressing first."""
    me, today = actor(), clock.today()
    is_manager = me.role == "care_manager"
    only_mine = is_manager and request.args.get("all") is None
    desk = read_desk(db(), me, on=today, only_mine=only_mine)
    subject = request.args.get("about")
    rows = desk.having(subject) if subject in set(Subject) else desk.rows
    alerts = open_alerts(db(), me, on=today, at=clock.now())
    shown = {row.case.elder.id for row in rows} | {alert.elder.id for alert in alerts}
    return page(
        "desks/caseload.html", desk=desk, rows=rows, subject=subject, only_mine=only_mine,
        is_manager=is_manager, today=today, about=shown, alerts=alerts,
        doors=lambda row: _door(row, me),
    )  # fmt: skip


def _door(row: DeskRow, me: Actor) -> str:
    """Return where the desk's "to do" leads; to the chart when the role may not do it itself."""
    position = row.case.position
    assert row.first is not None
    found = door(
        row.first.code, me, elder_id=row.case.elder.id, case_id=position.case_id,
    )  # fmt: skip
    return found or url_for(".chart", elder_id=row.case.elder.id)


@bp.get("/week/<uuid:user_id>/print")
@allow("list", "rota")
def print_week(user_id: UUID) -> Reply:
    """One caregiver's week on paper: where to go on which day, what has been done."""
    me, today = actor(), clock.today()
    monday = asked_week(request.args.get("week"), today=today)
    user = get_user(db(), user_id)
    found = read_week_of(db(), me, user_id, monday=monday, on=today)
    if user is None or found is None:
        raise NotFound
    return page(
        "desks/print_week.html", about=found.houses, name=user.name_th, week=found,
        board_url=url_for(".week", week=monday.isoformat()),
    )  # fmt: skip


@bp.get("/week")
@allow("list", "rota")
def week() -> Reply:
    """The week board: which caregiver goes to whom on which day."""
    me, today = actor(), clock.today()
    monday = asked_week(request.args.get("week"), today=today)
    board = read_board(db(), me, monday=monday, on=today)
    return page(
        "desks/board.html", board=board, today=today, about=board.elder_ids,
        may_move=may(me, "update", "rota"), may_cover=may(me, "create", "absence"),
    )  # fmt: skip


@bp.get("/caregivers")
@allow("list", "certificate")
def caregivers() -> Reply:
    """Who cares for how many, and until when their certificates hold."""
    me, today = actor(), clock.today()
    found = read_caregivers(db(), me, on=today)
    asked = request.args.get("show")
    shown = asked if asked in SHOWN else None
    return page(
        "desks/caregivers.html", found=found, rows=found.having(shown), shown=shown,
        may_add=may(me, "create", "certificate"),
    )  # fmt: skip


@bp.get("/paused")
@allow("list", "event")
def paused() -> Reply:
    """Who is in hospital or away, and when somebody asks about the return."""
    me, today = actor(), clock.today()
    rows = list_paused(db(), me, on=today)
    return page(
        "desks/paused.html", rows=rows, about=[row.elder.id for row in rows],
        labels={str(word): word.label_th for word in PauseReason},
        may_record=may(me, "create", "event"),
    )  # fmt: skip


@bp.get("/to-assess")
@allow("list", "assessment")
def to_assess() -> Reply:
    """Whose screening or lay score asks for a formal assessment that nobody has made yet."""
    me, today = actor(), clock.today()
    assert me.area_id is not None
    wanting = list_wanting_formal(db(), me.area_id)
    rows = people.get_rows(db(), {row.elder_id for row in wanting})
    return page(
        "desks/to_assess.html", wanting=wanting, rows=rows, today=today, about=list(rows),
        names={one.code: one.short_th for one in list_instruments()},
    )  # fmt: skip
