"""Doors of voices: what waits for mine, speaking, the link that works once."""

from datetime import datetime
from uuid import UUID

from flask import flash, jsonify, redirect, request, url_for

from ltc.care.conferences.actions import voices as actions
from ltc.care.conferences.forms import LinkForm, VoiceForm, seen_lines, voice_form
from ltc.care.conferences.models import Hearing, Party, VoiceLink
from ltc.care.conferences.queries import finding
from ltc.care.conferences.queries.hearings import (
    HearingView,
    proof_of,
    read_hearing,
    seen_text,
)
from ltc.care.conferences.rules.acts import link_problem, opens_on
from ltc.care.conferences.terms import ConferenceKind, How, SeenLine
from ltc.care.conferences.views.doors import WORDS, bp, find_view, may_lead, to_hearing
from ltc.foundation.accounts.guard import after_answer
from ltc.foundation.audit.actions import record
from ltc.foundation.core import clock
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound, RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.web.addresses import whole_address
from ltc.foundation.web.marks import Reply, allow, public
from ltc.foundation.web.page import page
from ltc.foundation.web.qr import qr_svg
from ltc.foundation.web.request import actor, db

QUEUED = "X-Voice-Queue"  # sent by the script that keeps voices while there is no signal
BY_HAND = (How.TABLET, How.TELEPHONE, How.PAPER)


@bp.get("/voices")
@allow("create", "voice")
def waiting() -> Reply:
    """Cases in which my own voice is awaited."""
    rows = finding.waiting_for(db(), actor(), on=clock.today())
    return page(
        "conferences/waiting.html", rows=rows, words=WORDS,
        about={view.elder.id for view, _party in rows},
    )  # fmt: skip


@bp.route("/hearings/<uuid:hearing_id>/parties/<uuid:party_id>/voice", methods=["GET", "POST"])
@allow("create", "voice")
def voice(hearing_id: UUID, party_id: UUID) -> Reply:
    """Speak for oneself, or write down what somebody says on the meeting's tablet."""
    view = find_view(hearing_id, "create", "voice")
    party = finding.get_party(db(), view.hearing, party_id)
    is_own = party.user_id is not None and party.user_id == actor().person_id
    if not is_own and not may_lead():
        raise NotFound  # nobody else's voice is theirs to give
    how = How.OWN_ACCOUNT if is_own else _how(view)
    form = _form(view, how)
    if form.validate_on_submit():
        try:
            _check_seen(view, form)
            act = actions.give_voices(
                db(), view.hearing, party, form.to_draft(), by=actor(), at=clock.now(),
                on=clock.today(),
            )  # fmt: skip
        except RuleViolation as broken:
            _reject(view, form, broken)
        else:
            if QUEUED in request.headers:
                return jsonify(saved=str(act.operation_id))
            if not may_lead():
                flash(f"เสียงของคุณต่อแผนของ {view.elder.full_name} บันทึกแล้ว", "ok")
                return redirect(url_for(".waiting"), 303)
            return to_hearing(view.hearing.id, f"บันทึกเสียงของ {party.name} แล้ว")
    return page(
        "conferences/voice.html", form=form, view=view, party=party, words=WORDS, is_own=is_own,
        how=how, ways=BY_HAND, opens=opens_on(view.conference.held_on, view.rules),
        today=clock.today(), about=[view.elder.id], may_lead=may_lead(),
    )  # fmt: skip


def _how(view: HearingView) -> How:
    asked = request.args.get("how", "")
    found = next((one for one in BY_HAND if one == asked), None)
    is_by_telephone = view.conference.kind == ConferenceKind.URGENT_PHONE
    return found or (How.TELEPHONE if is_by_telephone else How.TABLET)


def _form(view: HearingView, how: How) -> VoiceForm:
    lines = [one.line for one in view.lines]
    seen: tuple[SeenLine, ...] = ()
    if request.method == "POST" and _is_proven(view.hearing):
        seen = seen_lines(request.form.get("seen"))
    shown = seen_text(lines)
    data = {"operation_id": str(new_id()), "seen": shown,
            "proof": proof_of(db(), view.hearing.id, shown)}  # fmt: skip
    if how is How.TELEPHONE:
        data["heard_by"] = actor().name
    return voice_form(how, lines, seen)(data=data)


def _is_proven(hearing: Hearing) -> bool:
    seen, proof = request.form.get("seen", ""), request.form.get("proof", "")
    return proof == proof_of(db(), hearing.id, seen)


def _check_seen(view: HearingView, form: VoiceForm) -> None:
    """Refuse lines that no page of ours showed: ``line_unknown``."""
    if not _is_proven(view.hearing) or not seen_lines(form.seen.data):
        raise RuleViolation("line_unknown", "หน้านี้ไม่ตรงกับแผนที่เปิดดู กรุณาอ่านอีกครั้งแล้วส่งใหม่")


def _reject(view: HearingView, form: VoiceForm, broken: RuleViolation) -> None:
    """Show what was wrong; the page shows the lines of now, and says so to the next sending."""
    form.seen.data = seen_text([one.line for one in view.lines])
    form.proof.data = proof_of(db(), view.hearing.id, form.seen.data)
    form.reject(broken)


@bp.route("/hearings/<uuid:hearing_id>/parties/<uuid:party_id>/link", methods=["GET", "POST"])
@allow("update", "conference")
def link(hearing_id: UUID, party_id: UUID) -> Reply:
    """A party's link: its address and code to photograph, or a button that makes one."""
    view = find_view(hearing_id, "update")
    party = finding.get_party(db(), view.hearing, party_id)
    form = LinkForm(data={"operation_id": str(new_id())})
    if form.validate_on_submit():
        try:
            actions.make_link(
                db(), view.hearing, party, form.operation, by=actor(), at=clock.now(),
                on=clock.today(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        else:
            return redirect(url_for(".link", hearing_id=hearing_id, party_id=party_id), 303)
    links = finding.links_of(db(), party)
    problems = {one.id: _over(one, clock.now()) for one in links}
    working = next((one for one in links if not problems[one.id]), None)
    address = whole_address(
        "conferences.by_link", token=finding.link_token(db(), working)
    ) if working else ""  # fmt: skip
    return page(
        "conferences/link.html", form=form, view=view, party=party, links=links, address=address,
        working=working, problems=problems, picture=qr_svg(address) if address else "",
        opens=opens_on(view.conference.held_on, view.rules), about=[view.elder.id],
    )  # fmt: skip


def _over(link: VoiceLink, at: datetime) -> str:
    return link_problem(
        used_at=link.used_at, revoked_at=link.revoked_at, expires_at=link.expires_at, at=at
    )


@bp.post("/hearings/<uuid:hearing_id>/links/<uuid:voice_link_id>/revoke")
@allow("update", "conference")
def revoke_link(hearing_id: UUID, voice_link_id: UUID) -> Reply:
    """End a link at once."""
    view = find_view(hearing_id, "update")
    found = finding.get_link(db(), view.hearing, voice_link_id)
    actions.revoke_link(db(), found, by=actor(), at=clock.now())
    flash("ปิดลิงก์แล้ว", "ok")
    return redirect(url_for(".link", hearing_id=hearing_id, party_id=found.party_id), 303)


@bp.get("/v/thanks")
@public
def thanks() -> Reply:
    """What is said to somebody who spoke by a link."""
    return page("conferences/thanks.html")


@bp.route("/v/<token>", methods=["GET", "POST"])
@public
def by_link(token: str) -> Reply:
    """One plan for one relative, without an account: read it, speak once."""
    found = finding.find_link(db(), token)
    problem = finding.problem_of(db(), found, at=clock.now())
    if found is None or (problem and not _is_repeat(found)):
        return _refuse(found, problem)
    party = db().get_one(Party, found.party_id)
    view = read_hearing(db(), db().get_one(Hearing, party.hearing_id), on=clock.today())
    opens = opens_on(view.conference.held_on, view.rules)
    form = _form(view, How.LINK)
    if form.validate_on_submit():
        try:
            _check_seen(view, form)
            act = actions.speak_by_link(
                db(), found, form.to_draft(), at=clock.now(), on=clock.today()
            )
        except RuleViolation as broken:
            _reject(view, form, broken)
        else:
            if QUEUED in request.headers:
                return jsonify(saved=str(act.operation_id))
            return redirect(url_for(".thanks"), 303)
    if problem:  # it looked like a repeat and was none: the plan is not shown again
        return _refuse(found, problem)
    if request.method == "GET":
        _note(found, actions.speaker(found, party), "voice_link.opened", "done")
    return page(
        "conferences/by_link.html", form=form, view=view, party=party, link=found, words=WORDS,
        opens=opens, today=clock.today(),
    )  # fmt: skip


def _is_repeat(link: VoiceLink) -> bool:
    """True for the same sending once more: its voice is there already."""
    try:
        operation_id = UUID(request.form.get("operation_id", ""))
    except ValueError:
        return False
    saved = finding.find_voicing(db(), operation_id)
    return saved is not None and saved.party_id == link.party_id


def _refuse(link: VoiceLink | None, problem: str) -> Reply:
    """Say why a link does not open; the attempt is written down."""
    if link is None:
        by = Actor(None, "ลิงก์ที่ไม่รู้จัก", actions.ROLE)
    else:
        by = actions.speaker(link, db().get_one(Party, link.party_id))
    _note(link, by, "voice_link.refused", "refused")
    return page("conferences/link_over.html", status=404, problem=problem)


def _note(link: VoiceLink | None, by: Actor, what: str, outcome: str) -> None:
    at = clock.now()
    elder_id = link.elder_id if link else None
    after_answer(
        lambda session: record(
            session, by=by, at=at, what=what, subject=link, elder_id=elder_id, outcome=outcome
        )
    )
