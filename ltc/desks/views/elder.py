"""Doors of one elder: the chart, the logbook, the strips, who did what."""

from dataclasses import dataclass, fields
from uuid import UUID

from flask import request

from ltc.care.elders.actions.register import masked_citizen_id
from ltc.care.elders.queries import register as people
from ltc.care.elders.queries.sheet import get_sheet
from ltc.care.events.terms import FollowUp
from ltc.care.visits.queries.reference import get_signs
from ltc.desks.chart import Chart, Sight, read_chart
from ltc.desks.doors import door
from ltc.desks.logbook import read_logbook
from ltc.desks.strips import MONTHS, months_asked, read_strips
from ltc.desks.views.doors import bp, read_id
from ltc.foundation.accounts.queries import may
from ltc.foundation.audit.queries import list_entries_about
from ltc.foundation.core import clock
from ltc.foundation.core.actor import Actor
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

CHART_DOORS = (
    ("create", "assessment"),
    ("create", "visit"),
    ("create", "case"),
    ("update", "elder"),
    ("create", "care_team"),
    ("update", "care_team"),
    ("read", "trail"),
    ("read", "citizen_id"),
    ("create", "event"),
    ("create", "question"),
    ("create", "urgent_finding"),
    ("create", "family_link"),
    ("create", "paper"),
    ("create", "departure"),
    ("read", "health_record"),
    ("update", "family_news"),
)


@bp.get("/elders/<uuid:elder_id>")
@allow("read", "elder")
def chart(elder_id: UUID) -> Reply:
    """All of one elder on one page; each part only for those who may read it."""
    me, today = actor(), clock.today()
    elder = get_sheet(db(), elder_id, me, on=today)
    sight = Sight(**{part.name: may(me, "read", part.name) for part in fields(Sight)})
    found = read_chart(db(), elder, me, sight, on=today, at=clock.now())
    following = _next_step(elder.id, found, me) if elder.is_living_here else None
    return page(
        "desks/chart.html", elder=elder, today=today, about=[elder.id],
        chart=found, sight=sight, next=following, asked=_asked_for(elder.id, found, following, me),
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


def _next_step(elder_id: UUID, found: Chart, me: Actor) -> NextStep | None:
    step = found.position.standing.next if found.position else None
    if step is None or found.position is None:
        return None
    url = door(
        step.code, me, elder_id=elder_id, case_id=found.position.case_id,
    )  # fmt: skip
    return NextStep(step.label_th, step.why_th, url)


@dataclass(frozen=True)
class Asked:
    """What an event still asks for; ``url`` is None when the role may not do it."""

    what: FollowUp
    url: str | None


def _asked_for(elder_id: UUID, found: Chart, following: NextStep | None, me: Actor) -> list[Asked]:
    """Return what events ask for beside the next step, which stands alone and first."""
    return [
        Asked(
            one, door(f"event {one.event_id} {one.code}", me, elder_id=elder_id, case_id=None)
        )
        for one in found.follow_ups
        if following is None or following.label != one.code.label_th
    ]  # fmt: skip


@bp.get("/elders/<uuid:elder_id>/logbook")
@allow("read", "health_record")
def logbook(elder_id: UUID) -> Reply:
    """The fourteen heads of an elder's logbook, for reading and for paper."""
    me, today = actor(), clock.today()
    people.get_elder(db(), elder_id, me, on=today, resource="health_record")
    elder = get_sheet(db(), elder_id, me, on=today)
    heads = read_logbook(db(), elder, me, on=today)
    return page(
        "desks/logbook.html", elder=elder, heads=heads, today=today, about=[elder.id],
        may_write=may(me, "create", "health_record"),
    )  # fmt: skip


@bp.get("/elders/<uuid:elder_id>/strips")
@allow("read", "health_record")
def strips(elder_id: UUID) -> Reply:
    """An elder's months: the ADL line, and below it weight, pressure, wounds, medicines."""
    me, today = actor(), clock.today()
    elder = people.get_elder(db(), elder_id, me, on=today, resource="health_record")
    found = read_strips(
        db(), elder.id, me, months=months_asked(request.args.get("months")),
        chosen=read_id(request.args.get("look")), on=today,
    )  # fmt: skip
    return page(
        "desks/strips.html", elder=elder, strips=found, offered=MONTHS, about=[elder.id],
        screen=get_signs().screen_th,
    )  # fmt: skip


@bp.get("/elders/<uuid:elder_id>/trail")
@allow("read", "trail")
def trail(elder_id: UUID) -> Reply:
    """Who did what with one elder's records."""
    elder = people.get_elder(db(), elder_id, actor(), on=clock.today(), resource="trail")
    entries = list_entries_about(db(), elder.id)
    return page("desks/trail.html", elder=elder, entries=entries, about=[elder.id])
