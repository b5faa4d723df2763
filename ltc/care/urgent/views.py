"""Doors of urgent findings: I am worried, do this now, who has what in hand, how it ended."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for

from ltc.care.duties.queries import answering_for
from ltc.care.duties.terms import Answering
from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.elders.queries import register, team
from ltc.care.elders.terms import TeamRole
from ltc.care.urgent import actions, queries
from ltc.care.urgent.forms import CallForm, CloseForm, HandForm, WorryForm
from ltc.care.urgent.models import UrgentFinding
from ltc.care.urgent.rules import advice, waiting_words
from ltc.care.urgent.terms import Act, CallAnswer, Callee, FoundBy, Level, Outcome
from ltc.foundation.accounts.queries import list_users_with, may, role_word
from ltc.foundation.areas.queries import get_area
from ltc.foundation.core import clock
from ltc.foundation.core.counts import FINDINGS, least_shown, show_alone
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

bp = Blueprint("urgent", __name__)

LABELS = {
    str(word): word.label_th
    for words in (FoundBy, CallAnswer, Callee, Outcome, Level)
    for word in words
}
ACTS = {str(word): word.label_th for word in Act}
SOURCES = {"visit": "visits.receipt", "assessment": "assessment.result"}


def _elder(elder_id: UUID, action: str) -> Elder:
    return register.get_elder(
        db(), elder_id, actor(), on=clock.today(), action=action, resource="urgent_finding"
    )


def _finding(finding_id: UUID, action: str) -> tuple[UrgentFinding, Elder]:
    finding = queries.get_finding(db(), finding_id, actor(), on=clock.today(), action=action)
    return finding, _elder(finding.elder_id, action)


def _answering(municipality_id: UUID | None) -> Answering | None:
    return answering_for(db(), actor(), municipality_id, at=clock.now())


def _managers(elder: Elder) -> Sequence[CareTeamMember]:
    """Return the elder's care managers: whom to call while nobody is on call."""
    found = team.list_teams(db(), [elder.id], TeamRole.CARE_MANAGER, on=clock.today())
    return found.get(elder.id, [])


@bp.route("/elders/<uuid:elder_id>/worried", methods=["GET", "POST"])
@allow("create", "urgent_finding")
def worried(elder_id: UUID) -> Reply:
    """Say that one is worried about an elder; what to do now follows."""
    elder = _elder(elder_id, "create")
    form = WorryForm(data={"operation_id": str(new_id())})
    if form.validate_on_submit():
        try:
            finding = actions.worry(
                db(), elder, form.words.data or "", operation_id=form.operation,
                by=actor(), at=clock.now(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        else:
            return redirect(url_for(".now", finding_id=finding.id), 303)
    return page("urgent/worried.html", form=form, elder=elder, about=[elder.id])


@bp.get("/urgent")
@allow("list", "urgent_finding")
def on_duty() -> Reply:
    """What is open, whose it is and how long it waits; or, asked for, what has ended."""
    at, today, is_closed = clock.now(), clock.today(), "closed" in request.args
    listed = queries.list_closed if is_closed else queries.list_open
    rows, after = listed(db(), actor(), on=today, at=at, after=_after())
    next_url = url_for(".on_duty", after=after, closed=is_closed or None) if after else None
    return page(
        "urgent/on_duty.html", rows=rows, next_url=next_url, is_closed=is_closed, labels=LABELS,
        may_take=may(actor(), "update", "urgent_finding"), about=[row.elder.id for row in rows],
        me_id=actor().person_id, answering=None if is_closed else _answering(actor().area_id),
    )  # fmt: skip


def _after() -> UUID | None:
    try:
        return UUID(request.args.get("after", ""))
    except ValueError:
        return None


@bp.get("/elders/<uuid:elder_id>/urgent")
@allow("list", "urgent_finding")
def of_elder(elder_id: UUID) -> Reply:
    """An elder's findings, newest first."""
    elder = _elder(elder_id, "list")
    rows, after = queries.list_of_elder(
        db(), elder.id, actor(), on=clock.today(), at=clock.now(), after=_after()
    )
    next_url = url_for(".of_elder", elder_id=elder.id, after=after) if after else None
    return page(
        "urgent/of_elder.html", elder=elder, rows=rows, next_url=next_url, labels=LABELS,
        about=[elder.id], may_worry=may(actor(), "create", "urgent_finding"),
    )  # fmt: skip


def _place(elder: Elder) -> str:
    """Return how to find the house, as one says it to an ambulance."""
    house = register.get_household(db(), elder.household_id)
    community = get_area(db(), house.community_id)
    told = [
        f"บ้านเลขที่ {house.house_no}", house.lane,
        f"ชุมชน{community.name_th.removeprefix('ชุมชน')}" if community else "", house.landmark,
    ]  # fmt: skip
    return " ".join(filter(None, told))


@bp.get("/urgent/<uuid:finding_id>/now")
@allow("read", "urgent_finding")
def now(finding_id: UUID) -> Reply:
    """What to do now, step by step, whom to call and what to say; for who found it."""
    finding, elder = _finding(finding_id, "read")
    place = _place(elder)
    followed = queries.rules_of(finding) or queries.get_rules().named(["worry"])
    told = advice(followed, place=place)
    answering, managers = _answering(elder.municipality_id), _managers(elder)
    acts = queries.list_acts(db(), finding.id)
    return page(
        "urgent/now.html", finding=finding, elder=elder, told=told, acts=acts,
        members=_members(elder, told.calls, answering, managers),
        screen_th=queries.get_rules().screen_th, about=[elder.id], answering=answering,
        managers=managers, me_id=actor().person_id,
        has_read=any(act.by == actor().person_id for act in acts),
        may_take=may(actor(), "update", "urgent_finding"),
        is_mine=finding.is_taken and finding.taken_by == actor().person_id,
    )  # fmt: skip


def _members(
    elder: Elder,
    calls: Sequence[str],
    answering: Answering | None,
    managers: Sequence[CareTeamMember],
) -> list[CareTeamMember]:
    """Return whom of the team to call after who is on call, or after the managers in their place.

    Nobody is named twice on a page that is read in a hurry.
    """
    now = answering or Answering()
    named = {one.id for one in managers} if answering and not now.first else set()
    able = [
        one
        for one in team.list_team(db(), elder.id, on=clock.today())
        if one.phone and one.id not in named and not now.holds(one.user_id)
    ]
    return [one for role in calls for one in able if one.team_role == role]


@bp.get("/urgent/<uuid:finding_id>")
@allow("read", "urgent_finding")
def finding(finding_id: UUID) -> Reply:
    """A finding: what it is, who has it in hand, what was done."""
    row, elder = _finding(finding_id, "read")
    return _finding_page(row, elder)


def _finding_page(row: UrgentFinding, elder: Elder, status: int = 200) -> Reply:
    at = clock.now()
    return page(
        "urgent/finding.html", status=status, finding=row, elder=elder, about=[elder.id],
        rules=queries.rules_of(row), acts=queries.list_acts(db(), row.id), labels=LABELS,
        act_words=ACTS, level=queries.level_now(row, at=at), role_word=role_word,
        waits=waiting_words(row.waiting_since, at=at), source_url=_source_url(row),
        may_take=may(actor(), "update", "urgent_finding"), me_id=actor().person_id,
        answering=_answering(elder.municipality_id) if row.is_open else None,
        managers=_managers(elder),
    )  # fmt: skip


def _source_url(row: UrgentFinding) -> str | None:
    """Return where the visit or assessment is read that it was found in, if the actor may."""
    endpoint = SOURCES.get(row.found_by)
    if endpoint is None or row.source_id is None or not may(actor(), "read", row.found_by):
        return None
    values: dict[str, Any] = {f"{row.found_by}_id": row.source_id}
    return url_for(endpoint, **values)


def _lost(finding_id: UUID) -> Reply:
    """Show a lost race: the finding as it stands now, with who was faster."""
    db().rollback()
    row, elder = _finding(finding_id, "read")
    return _finding_page(row, elder, status=409)


@bp.post("/urgent/<uuid:finding_id>/seen")
@allow("create", "urgent_finding")
def seen(finding_id: UUID) -> Reply:
    """Say that one has read what to do and is doing it."""
    row, _elder_of = _finding(finding_id, "create")
    actions.see(db(), row, by=actor(), at=clock.now())
    flash("บันทึกแล้วว่าคุณกำลังทำ", "ok")
    return redirect(url_for(".call", finding_id=row.id), 303)


@bp.post("/urgent/<uuid:finding_id>/take")
@allow("update", "urgent_finding")
def take(finding_id: UUID) -> Reply:
    """Take a finding in hand; the second of two reads who has it."""
    row, elder = _finding(finding_id, "update")
    try:
        actions.take(db(), row, by=actor(), at=clock.now())
    except Conflict:
        return _lost(finding_id)
    flash(f"คุณรับเรื่องของ {elder.full_name} แล้ว", "ok")
    return redirect(url_for(".finding", finding_id=row.id), 303)


@bp.route("/urgent/<uuid:finding_id>/call", methods=["GET", "POST"])
@allow("create", "urgent_finding")
def call(finding_id: UUID) -> Reply:
    """Write down a call: whom, and what came of it."""
    row, elder = _finding(finding_id, "create")
    form = CallForm(data={"operation_id": str(new_id())})
    if form.validate_on_submit():
        try:
            actions.call(db(), row, form.to_draft(), by=actor(), at=clock.now())
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("บันทึกการโทรแล้ว", "ok")
            return redirect(url_for(".finding", finding_id=row.id), 303)
    return page("urgent/call.html", form=form, finding=row, elder=elder, about=[elder.id])


@bp.route("/urgent/<uuid:finding_id>/hand-on", methods=["GET", "POST"])
@allow("update", "urgent_finding")
def hand_on(finding_id: UUID) -> Reply:
    """Hand a finding on to a colleague on duty."""
    row, elder = _finding(finding_id, "update")
    form = HandForm(data={"operation_id": str(new_id())})
    form.to_user_id.choices = _colleagues(row)
    if form.validate_on_submit():
        try:
            actions.hand_on(
                db(), row, form.to_draft(), by=actor(), at=clock.now(), on=clock.today()
            )
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            return _lost(finding_id)
        else:
            flash(f"ส่งต่อให้ {row.for_user_name} แล้ว", "ok")
            return redirect(url_for(".finding", finding_id=row.id), 303)
    return page("urgent/hand_on.html", form=form, finding=row, elder=elder, about=[elder.id])


def _colleagues(row: UrgentFinding) -> dict[str, str]:
    found = list_users_with(db(), actions.ON_DUTY, area_id=row.municipality_id, on=clock.today())
    now = _answering(row.municipality_id) or Answering()
    others = [(user, role) for user, role in found if user.id != actor().person_id]
    others.sort(key=lambda one: not now.holds(one[0].id))  # who is on call comes first
    named = {
        str(user.id): f"{user.name_th} · {role_word(role)}"
        + (" · อยู่เวรตอนนี้" if now.holds(user.id) else "")
        for user, role in others
    }
    return {"": "– เลือกคน –"} | named


@bp.route("/urgent/<uuid:finding_id>/close", methods=["GET", "POST"])
@allow("update", "urgent_finding")
def close(finding_id: UUID) -> Reply:
    """Close a finding with its outcome."""
    row, elder = _finding(finding_id, "update")
    form = CloseForm()
    if form.validate_on_submit():
        try:
            actions.close_finding(
                db(), row, form.outcome.data, form.words.data or "", by=actor(), at=clock.now()
            )
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            return _lost(finding_id)
        else:
            flash(f"จบเรื่องของ {elder.full_name} แล้ว", "ok")
            return redirect(url_for(".on_duty"), 303)
    return page("urgent/close.html", form=form, finding=row, elder=elder, about=[elder.id])


@bp.get("/urgent/count")
@allow("read", "statistics")
def count() -> Reply:
    """How many findings are open, wait, and waited too long: numbers only, nobody's name."""
    area_id = actor().area_id
    assert area_id is not None
    counts = queries.count_open(db(), area_id, at=clock.now())
    least = least_shown(on=clock.today(), of=FINDINGS)
    shown = {name: show_alone(count, least=least) for name, count in asdict(counts).items()}
    return page("urgent/count.html", counts=counts, shown=shown, least=least)
