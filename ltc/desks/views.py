"""Doors of the desks."""

from uuid import UUID

from flask import Blueprint, request, url_for

from ltc.care.elders.actions.register import masked_citizen_id
from ltc.care.elders.queries import register as people
from ltc.care.elders.queries import team
from ltc.care.elders.queries.search import search_elders
from ltc.foundation.accounts.queries import may
from ltc.foundation.areas.queries import list_communities
from ltc.foundation.audit.queries import list_entries, list_entries_about
from ltc.foundation.core import clock
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

bp = Blueprint("desks", __name__)

PAGE_SIZE = 100


@bp.get("/register")
@allow("list", "elder")
def register() -> Reply:
    """The register: search, filter by community, page through in Thai order."""
    me, today = actor(), clock.today()
    query = request.args.get("q", "").strip()[:100]
    community_id = _id(request.args.get("community"))
    next_url = None
    if query:
        rows = search_elders(db(), me, query, on=today, community_id=community_id)
    else:
        rows, after = people.list_elders(
            db(), me, on=today, community_id=community_id, after=_place(), limit=PAGE_SIZE
        )
        if after:
            next_url = url_for(
                ".register", community=community_id, after=after[0], after_id=after[1]
            )
    communities = list_communities(db(), me.area_id) if me.area_id else []
    return page(
        "desks/register.html", rows=rows, query=query, communities=communities,
        community_id=community_id, next_url=next_url, today=today,
        may_register=may(me, "create", "elder"), about=[row.id for row in rows],
    )  # fmt: skip


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _place() -> people.Place | None:
    after, after_id = request.args.get("after"), _id(request.args.get("after_id"))
    return (after, after_id) if after is not None and after_id else None


@bp.get("/elders/<uuid:elder_id>")
@allow("read", "elder")
def chart(elder_id: UUID) -> Reply:
    """All of one elder on one page."""
    me, today = actor(), clock.today()
    elder = people.get_elder(db(), elder_id, me, on=today)
    return page(
        "desks/chart.html", elder=elder, today=today, about=[elder.id],
        household=people.get_household(db(), elder.household_id),
        citizen_id=masked_citizen_id(db(), elder),
        circumstances=team.get_circumstances(db(), elder.id, on=today),
        members=team.list_team(db(), elder.id, on=today),
    )  # fmt: skip


@bp.get("/elders/<uuid:elder_id>/trail")
@allow("read", "trail")
def trail(elder_id: UUID) -> Reply:
    """Who did what with one elder's records."""
    elder = people.get_elder(db(), elder_id, actor(), on=clock.today(), resource="trail")
    entries = list_entries_about(db(), elder.id)
    return page("desks/trail.html", elder=elder, entries=entries, about=[elder.id])


@bp.get("/audit")
@allow("list", "audit_log")
def audit_log() -> Reply:
    """All acts of the installation, newest first; names of elders are not shown here."""
    before = request.args.get("before", type=int)
    entries = list_entries(db(), before=before, limit=PAGE_SIZE)
    next_url = None
    if len(entries) == PAGE_SIZE:
        next_url = url_for(".audit_log", before=entries[-1].seq)
    return page("desks/audit_log.html", entries=entries, next_url=next_url)
