"""Doors of the desks."""

from dataclasses import dataclass, fields
from uuid import UUID

from flask import Blueprint, redirect, request, url_for

from ltc.care.cases.queries.rates import list_rates
from ltc.care.elders.actions.register import masked_citizen_id
from ltc.care.elders.queries import register as people
from ltc.care.elders.queries.search import is_citizen_id, search_elders
from ltc.desks.caseload import DeskRow, open_alerts, read_desk
from ltc.desks.chart import Chart, Sight, read_chart
from ltc.desks.concerns import Subject
from ltc.desks.doors import door
from ltc.desks.figures import read_figures
from ltc.desks.register_csv import exported_ids, register_lines
from ltc.foundation.accounts.queries import may
from ltc.foundation.areas.queries import community_names
from ltc.foundation.audit.queries import list_entries, list_entries_about
from ltc.foundation.core import clock
from ltc.foundation.core.actor import Actor
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db
from ltc.foundation.web.stream import stream

bp = Blueprint("desks", __name__)

PAGE_SIZE = 100
QUERY_MOST = 100
CHART_DOORS = (
    ("create", "assessment"),
    ("create", "visit"),
    ("create", "case"),
    ("update", "elder"),
    ("create", "care_team"),
    ("update", "care_team"),
    ("read", "trail"),
    ("read", "citizen_id"),
)


@bp.get("/register")
@allow("list", "elder")
def register() -> Reply:
    """The register: search, filter by community or house, page through in Thai order."""
    me, today = actor(), clock.today()
    query = request.args.get("q", "").strip()[:QUERY_MOST]
    community_id = _id(request.args.get("community"))
    house_id = _id(request.args.get("house"))
    next_url = None
    if is_citizen_id(query):
        return redirect(url_for(".register"), 303)  # an ID belongs in no address, history or log
    if query:
        rows = search_elders(db(), me, query, on=today, community_id=community_id)
    else:
        rows, after = people.list_elders(
            db(), me, on=today, community_id=community_id, household_id=house_id,
            after=_place(), limit=PAGE_SIZE,
        )  # fmt: skip
        if after:
            next_url = url_for(
                ".register", community=community_id, after=after[0], after_id=after[1]
            )
    return _register_page(rows, query, community_id, next_url, is_house=house_id is not None)


@bp.post("/register/search")
@allow("list", "elder")
def search() -> Reply:
    """Look for somebody: words lead to an address that can be kept, a national ID never does."""
    query = request.form.get("q", "").strip()[:QUERY_MOST]
    community_id = _id(request.form.get("community"))
    if not is_citizen_id(query):
        return redirect(url_for(".register", q=query or None, community=community_id), 303)
    rows = search_elders(db(), actor(), query, on=clock.today())
    return _register_page(rows, query, None, None)


def _register_page(
    rows: list[people.ElderRow], query: str, community_id: UUID | None, next_url: str | None,
    *, is_house: bool = False,
) -> Reply:  # fmt: skip
    me = actor()
    communities = community_names(db(), me.area_id) if me.area_id else []
    return page(
        "desks/register.html", rows=rows, query=query, communities=communities,
        community_id=community_id, next_url=next_url, today=clock.today(), is_house=is_house,
        may_register=may(me, "create", "elder"), may_export=may(me, "export", "elder"),
        about=[row.id for row in rows],
    )  # fmt: skip


@bp.get("/register.csv")
@allow("export", "elder")
def register_csv() -> Reply:
    """The whole register as a file for a spreadsheet; the audit names everybody in it."""
    me, today = actor(), clock.today()
    declared = exported_ids(db(), me, on=today)
    return stream(
        register_lines(me, declared, on=today), about=declared, name="register.csv", on=today,
        content_type="text/csv; charset=utf-8",
    )  # fmt: skip


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _place() -> people.Place | None:
    after, after_id = request.args.get("after"), _id(request.args.get("after_id"))
    if after is None or after_id is None or "\0" in after:
        return None  # no key that we ever gave out
    return after, after_id


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
    alerts = open_alerts(db(), me)
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


@bp.get("/elders/<uuid:elder_id>")
@allow("read", "elder")
def chart(elder_id: UUID) -> Reply:
    """All of one elder on one page; each part only for those who may read it."""
    me, today = actor(), clock.today()
    elder = people.get_elder(db(), elder_id, me, on=today)
    sight = Sight(**{part.name: may(me, "read", part.name) for part in fields(Sight)})
    found = read_chart(db(), elder, me, sight, on=today)
    return page(
        "desks/chart.html", elder=elder, today=today, about=[elder.id],
        chart=found, sight=sight, next=_next_step(found, me) if elder.is_living_here else None,
        citizen_id=masked_citizen_id(db(), elder) if may(me, "read", "citizen_id") else None,
        may={
            f"{action}_{resource}": may(me, action, resource)
            for action, resource in CHART_DOORS
        },
    )  # fmt: skip


@dataclass(frozen=True)
class NextStep:
    """What to do next about one elder; ``url`` is None when the role may not do it."""

    label: str
    why: str
    url: str | None


def _next_step(found: Chart, me: Actor) -> NextStep | None:
    step = found.position.standing.next if found.position else None
    if step is None or found.position is None:
        return None
    url = door(
        step.code, me, elder_id=found.row.id, case_id=found.position.case_id,
    )  # fmt: skip
    return NextStep(step.label_th, step.why_th, url)


@bp.get("/figures")
@allow("read", "statistics")
def figures() -> Reply:
    """The director's figures: counts only, small cells hidden."""
    area_id = actor().area_id
    assert area_id is not None
    found = read_figures(db(), area_id, on=clock.today())
    return page("desks/figures.html", figures=found, rates=list_rates(), today=clock.today())


@bp.get("/elders/<uuid:elder_id>/trail")
@allow("read", "trail")
def trail(elder_id: UUID) -> Reply:
    """Who did what with one elder's records."""
    elder = people.get_elder(db(), elder_id, actor(), on=clock.today(), resource="trail")
    entries = list_entries_about(db(), elder.id)
    return page("desks/trail.html", elder=elder, entries=entries, about=[elder.id])


def _sequence(text: str) -> int:
    """Return an audit number; raises ValueError for what no sequence can reach."""
    number = int(text)
    if not 0 <= number < 2**63:
        raise ValueError(text)
    return number


@bp.get("/audit")
@allow("list", "audit_log")
def audit_log() -> Reply:
    """All acts of the installation, newest first; names of elders are not shown here."""
    before = request.args.get("before", type=_sequence)
    entries = list_entries(db(), before=before, limit=PAGE_SIZE)
    next_url = None
    if len(entries) == PAGE_SIZE:
        next_url = url_for(".audit_log", before=entries[-1].seq)
    return page("desks/audit_log.html", entries=entries, next_url=next_url)
