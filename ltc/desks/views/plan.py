"""Doors around plans: why a line is there, which lines a visit did, the turn of the year."""

from uuid import UUID

from flask import request, url_for

from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.plans import get_plan
from ltc.care.cases.rules.rates import fiscal_year
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import get_elder
from ltc.care.visits.queries.records import get_visit
from ltc.desks.views.doors import bp
from ltc.desks.why import lines_done, why
from ltc.desks.year_turn import Mark, Turn, TurnRow, YearTurn
from ltc.desks.year_turn import year_turn as read_turn
from ltc.finance.casemoney.queries.years import read_year
from ltc.foundation.accounts.queries import may, may_read_class
from ltc.foundation.core import clock
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db


def _plan(plan_id: UUID) -> tuple[CarePlan, Elder]:
    plan = get_plan(db(), plan_id, actor(), on=clock.today())
    elder = get_elder(
        db(), plan.elder_id, actor(), on=clock.today(), action="read", resource="care_plan"
    )
    return plan, elder


@bp.get("/plans/<uuid:plan_id>/lines/<uuid:line_id>/why")
@allow("read", "care_plan")
def why_line(plan_id: UUID, line_id: UUID) -> Reply:
    """The thread of one line of a plan; what raised it only for who may read such detail."""
    plan, elder = _plan(plan_id)
    me = actor()
    return page(
        "desks/why.html", plan=plan, elder=elder, about=[elder.id],
        why=why(db(), plan, line_id), tells_facts=may_read_class(me, "care_plan", "F3"),
        tells_voices=may(me, "read", "conference"), tells_visits=may(me, "read", "visit"),
        tells_scores=may(me, "read", "assessment"),
    )  # fmt: skip


@bp.get("/visits/<uuid:visit_id>/lines")
@allow("read", "visit")
def visit_lines(visit_id: UUID) -> Reply:
    """Which lines of the plan a visit did: the way back from a visit to the reasons."""
    visit = get_visit(db(), visit_id, actor(), on=clock.today())
    elder = get_elder(
        db(), visit.elder_id, actor(), on=clock.today(), action="read", resource="visit"
    )
    return page(
        "desks/visit_lines.html", visit=visit, elder=elder, lines=lines_done(db(), visit),
        about=[elder.id], may_plan=may(actor(), "read", "care_plan"),
    )  # fmt: skip


@bp.get("/year-turn")
@allow("list", "proposal")
def year_turn() -> Reply:
    """All open cases on their way to the year's money; what is missing in red, the money in sum."""
    me, today = actor(), clock.today()
    this = fiscal_year(today)
    year = _year_asked(request.args.get("year"), this)
    found = read_turn(db(), me, year, on=today)
    money = read_year(db(), me, year) if may(me, "list", "case_money") else None
    wanted = request.args.get("missing")
    rows = [row for row in found.rows if wanted in {str(turn) for turn in row.missing}]
    return page(
        "desks/year_turn.html", found=found, year=year, years=[this - 1, this, this + 1],
        money=money, turns=list(Turn), marks=Mark, missing=wanted if rows else None,
        rows=rows or found.rows, counts=_counts(found), doors=_turn_door,
        about=[row.elder.id for row in found.rows],
    )  # fmt: skip


def _year_asked(typed: str | None, this: int) -> int:
    """Return the fiscal year of the address where it is this one or one beside it, else this."""
    near = {str(year): year for year in (this - 1, this, this + 1)}
    return near.get(typed or "", this)


def _counts(found: YearTurn) -> list[tuple[Turn, int, int]]:
    """Return for each step how many are done and how many are missing."""
    return [(turn, found.count(turn, Mark.DONE), found.count(turn, Mark.MISSING)) for turn in Turn]


def _turn_door(row: TurnRow) -> str | None:
    """Return where the first missing step is taken, or None when this role may not."""
    if not row.missing:
        return None
    me, first = actor(), row.missing[0]
    if first is Turn.ASSESSED and may(me, "create", "assessment"):
        return url_for("assessment.assess", elder_id=row.elder.id, code="barthel")
    if first is Turn.HEARD and row.plan_id and may(me, "create", "conference"):
        return url_for("conferences.of_plan", plan_id=row.plan_id)
    if first is Turn.PROPOSED and may(me, "create", "proposal"):
        return url_for("approval.proposals")
    if first is Turn.DECIDED and may(me, "list", "approval_round"):
        return url_for("approval.rounds")
    if first is Turn.TRANSFERRED and may(me, "list", "case_money"):
        return url_for("casemoney.transfers")
    return url_for("cases.case", case_id=row.case_id) if may(me, "read", "case") else None
