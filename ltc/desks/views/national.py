"""The five national states: the committee's room knows the decisions, the money room the transfers.

Ours beside what somebody saw in the national program; only this desk stands above both rooms.
"""

from uuid import UUID

from flask import url_for

from ltc.care.approval.queries.national import state_rows
from ltc.care.approval.rules.national import five_states
from ltc.care.cases.rules.rates import fiscal_year
from ltc.desks.views.doors import bp
from ltc.finance.casemoney.queries.years import plans_transferred
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db


@bp.get("/approval/national")
@allow("list", "national_state")
def national() -> Reply:
    """The five states of this fiscal year: ours, and as seen in the national program."""
    me, today = actor(), clock.today()
    year = fiscal_year(today)
    moved = plans_transferred(db(), me.area_id, year) if me.area_id else frozenset()
    rows = state_rows(db(), me, year=year, transferred=moved, on=today)
    return page(
        "desks/national.html", year=year, lines=five_states(row.states for row in rows),
        different=[row for row in rows if row.states.is_different],
        same=[row for row in rows if not row.states.is_different],
        unseen=sum(row.states.seen is None for row in rows),
        may_note=may(me, "create", "national_state"), chart_of=_chart_of,
        about=[row.elder.id for row in rows],
    )  # fmt: skip


def _chart_of(elder_id: UUID) -> str | None:
    """Return the address of an elder's chart for who may open it; the committee may not."""
    return url_for("desks.chart", elder_id=elder_id) if may(actor(), "read", "elder") else None
