"""Doors of counts and of the audit: no work is done here."""

from flask import request, url_for

from ltc.care.cases.queries.rates import list_rates
from ltc.desks.figures import read_figures
from ltc.desks.views.doors import bp
from ltc.foundation.audit.queries import list_entries
from ltc.foundation.core import clock
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

PAGE_SIZE = 100


@bp.get("/figures")
@allow("read", "statistics")
def figures() -> Reply:
    """The director's figures: counts only, small cells hidden."""
    area_id = actor().area_id
    assert area_id is not None
    found = read_figures(db(), area_id, on=clock.today())
    return page("desks/figures.html", figures=found, rates=list_rates(), today=clock.today())


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
