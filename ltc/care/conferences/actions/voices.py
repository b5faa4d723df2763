"""Giving a voice: one act of one party, stored line by line, whatever way it came."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from ltc.care.cases.actions.plans import reopen_plan
from ltc.care.cases.models import CarePlan
from ltc.care.cases.rules.lines import PlanLine
from ltc.care.conferences.actions.calling import (
    count_on,
    is_heard_elsewhere,
    lock,
    needs_hearing,
    take_up_again,
)
from ltc.care.conferences.models import (
    Conference,
    Hearing,
    LineWording,
    Party,
    Voice,
    VoiceLink,
    Voicing,
)
from ltc.care.conferences.queries.finding import find_voicing, problem_of
from ltc.care.conferences.queries.hearings import lines_of
from ltc.care.conferences.queries.reference import get_conference_rules
from ltc.care.conferences.rules import acts
from ltc.care.conferences.terms import (
    ConferenceState,
    Mark,
    PartyKind,
    SeenLine,
    SignMark,
    Stance,
    VoicingDraft,
)
from ltc.care.elders.models import Elder
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import insert_once
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.files.actions import keep_file

ROLE = "voice_link"  # of nobody's account: what came by a link
AGREES = Mark(Stance.AGREE)


def speaker(link: VoiceLink, party: Party) -> Actor:
    """Return the actor of what is done by a link: a name and no account."""
    who = f"{party.name} ({party.relation or PartyKind(party.kind).label_th})"
    return Actor(None, who, ROLE, link.municipality_id)


def give_voices(
    session: Session, hearing: Hearing, party: Party, draft: VoicingDraft, *, by: Actor,
    at: datetime, on: date,
) -> Voicing:  # fmt: skip
    """Save what a party says to all lines that it saw: plain agreement where nothing is marked.

    The same operation a second time returns the first. An agreed draft is opened again; a plan that
    was handed on stays as it is, and the voice is kept beside it. Raises RuleViolation as
    ``rules.acts.checked_voicing``, for an unreadable signature, or ``already_saved`` for an
    operation of another party.
    """
    if saved := find_voicing(session, draft.operation_id):
        return _same(saved, party)
    plan = lock(session, hearing)
    if saved := find_voicing(session, draft.operation_id):  # the twin was a moment faster
        return _same(saved, party)
    conference = session.get_one(Conference, hearing.conference_id)
    draft = acts.checked_voicing(
        draft, held_on=conference.held_on, rules=get_conference_rules(on), on=on,
        is_over=conference.state == ConferenceState.CANCELLED,
    )  # fmt: skip
    drawn = None
    if draft.mark == SignMark.SIGNATURE:
        drawn = keep_file(
            session, draft.signature, elder_id=hearing.elder_id, field_class="F2", field="mark",
            by=by, at=at,
        ).id  # fmt: skip
    stage = acts.plan_stage(plan.status, is_proposed=plan.proposed_at is not None)
    act = Voicing(
        operation_id=draft.operation_id, hearing_id=hearing.id, party_id=party.id,
        number=count_on(session, hearing), how=draft.how, plan_stage=stage, mark=draft.mark,
        mark_file_id=drawn, heard_by=draft.heard_by, witness=draft.witness, given_at=at,
        recorded_by=by.person_id, recorded_by_name=by.name,
    )  # fmt: skip
    session.add(act)
    session.flush()
    _write_voices(session, act, plan, draft)
    against = sum(mark.stance != Stance.AGREE for mark in draft.marks.values())
    record(session, by=by, at=at, what="voicing.given", subject=act, elder_id=hearing.elder_id,
           changes={"how": act.how, "lines": len(draft.seen), "against": against})  # fmt: skip
    _open_again(session, hearing, plan, by=by, at=at)
    return act


def _same(saved: Voicing, party: Party) -> Voicing:
    if saved.party_id != party.id:
        raise RuleViolation("already_saved", "หน้านี้ส่งไปแล้ว กรุณาเปิดหน้านี้ใหม่")
    return saved


def _write_voices(session: Session, act: Voicing, plan: CarePlan, draft: VoicingDraft) -> None:
    said = {line.line_id: draft.marks.get(line.line_id, AGREES) for line in draft.seen}
    session.add_all(
        Voice(
            voicing_id=act.id, plan_id=plan.id, line_id=line.line_id, digest=line.digest,
            stance=said[line.line_id].stance, words=said[line.line_id].words,
        )
        for line in draft.seen
    )  # fmt: skip
    session.flush()
    keep_wordings(session, plan, lines_of(session, [plan])[plan.id], draft.seen)


def keep_wordings(
    session: Session, plan: CarePlan, lines: Sequence[PlanLine], seen: Sequence[SeenLine]
) -> None:
    """Keep the words of the lines that were spoken about, once for each wording."""
    wanted = {(one.line_id, one.digest) for one in seen}
    rows = session.exec(select(LineWording).where(LineWording.plan_id == plan.id))
    known = {(row.line_id, row.digest) for row in rows}
    for line in lines:
        if (line.line_id, line.digest) in wanted - known:
            insert_once(
                session,
                LineWording(plan_id=plan.id, line_id=line.line_id, digest=line.digest,
                            place=line.place_th, words=line.words[:4000]),
            )  # fmt: skip


def _open_again(
    session: Session, hearing: Hearing, plan: CarePlan, *, by: Actor, at: datetime
) -> None:
    """Take back an agreement when somebody speaks after it; what was handed on stays."""
    if not needs_hearing(plan):
        return
    reopen_plan(session, plan, by=by, at=at)
    if hearing.ended_at is not None and not is_heard_elsewhere(session, hearing):
        take_up_again(session, hearing)


def make_link(
    session: Session, hearing: Hearing, party: Party, operation_id: UUID, *, by: Actor,
    at: datetime, on: date,
) -> VoiceLink:  # fmt: skip
    """Make a link by which a party speaks once; links that it had end.

    The same operation a second time returns the first; of another party: RuleViolation
    ``already_saved``.
    """
    wanted = select(VoiceLink).where(VoiceLink.operation_id == operation_id)
    if saved := session.exec(wanted).first():
        return _same_link(saved, party)
    lock(session, hearing)
    if saved := session.exec(wanted).first():
        return _same_link(saved, party)
    still_open = select(VoiceLink).where(
        VoiceLink.party_id == party.id, col(VoiceLink.used_at).is_(None),
        col(VoiceLink.revoked_at).is_(None),
    )  # fmt: skip
    for old in session.exec(still_open).all():
        revoke_link(session, old, by=by, at=at)
    elder = session.get_one(Elder, hearing.elder_id)
    link = VoiceLink(
        operation_id=operation_id, party_id=party.id, elder_id=elder.id,
        municipality_id=elder.municipality_id, made_at=at, made_by=by.person_id,
        made_by_name=by.name, expires_at=at + timedelta(days=get_conference_rules(on).link_days),
    )  # fmt: skip
    session.add(link)
    session.flush()
    record(session, by=by, at=at, what="voice_link.made", subject=link, elder_id=elder.id)
    return link


def _same_link(saved: VoiceLink, party: Party) -> VoiceLink:
    if saved.party_id != party.id:
        raise RuleViolation("already_saved", "หน้านี้ส่งไปแล้ว กรุณาเปิดหน้านี้ใหม่")
    return saved


def revoke_link(session: Session, link: VoiceLink, *, by: Actor, at: datetime) -> None:
    """End a link at once; a second time, or once it was used, nothing changes."""
    session.refresh(link, with_for_update={"key_share": True})
    if link.revoked_at is not None or link.used_at is not None:
        return
    link.revoked_at, link.revoked_by_name = at, by.name
    session.add(link)
    session.flush()
    record(session, by=by, at=at, what="voice_link.revoked", subject=link, elder_id=link.elder_id)


def speak_by_link(
    session: Session, link: VoiceLink, draft: VoicingDraft, *, at: datetime, on: date
) -> Voicing:
    """Save what came by a link; it works once. The same operation again is harmless.

    Raises RuleViolation ``link_over`` with the reason, or as ``give_voices``.
    """
    party = session.get_one(Party, link.party_id)
    hearing = session.get_one(Hearing, party.hearing_id)
    if saved := find_voicing(session, draft.operation_id):
        return _same(saved, party)
    lock(session, hearing)  # the case first, as everywhere, so that nobody waits in a circle
    session.refresh(link, with_for_update={"key_share": True})
    if problem := problem_of(session, link, at=at):
        if saved := find_voicing(session, draft.operation_id):
            return _same(saved, party)
        raise RuleViolation("link_over", problem)
    link.used_at = at
    session.add(link)
    return give_voices(session, hearing, party, draft, by=speaker(link, party), at=at, on=on)
