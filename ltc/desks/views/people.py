"""Doors of the register: search, pages in Thai order, the file for a spreadsheet."""

from uuid import UUID

from flask import redirect, request, url_for

from ltc.care.elders.queries import register as people
from ltc.care.elders.queries.search import is_citizen_id, search_elders
from ltc.desks.register_csv import exported, register_lines
from ltc.desks.views.doors import bp, read_id
from ltc.foundation.accounts.queries import may
from ltc.foundation.areas.queries import community_names
from ltc.foundation.core import clock
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db
from ltc.foundation.web.stream import stream

PAGE_SIZE = 100
QUERY_MOST = 100


@bp.get("/register")
@allow("list", "elder")
def register() -> Reply:
    """The register: search, filter by community or house, page through in Thai order."""
    me, today = actor(), clock.today()
    query = request.args.get("q", "").strip()[:QUERY_MOST]
    community_id = read_id(request.args.get("community"))
    house_id = read_id(request.args.get("house"))
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
    community_id = read_id(request.form.get("community"))
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
    return stream(
        register_lines(me, on=today), about=exported(me, on=today), name="register.csv", on=today,
        content_type="text/csv; charset=utf-8",
    )  # fmt: skip


def _place() -> people.Place | None:
    after, after_id = request.args.get("after"), read_id(request.args.get("after_id"))
    if after is None or after_id is None or "\0" in after:
        return None  # no key that we ever gave out
    return after, after_id
