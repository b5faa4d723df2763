"""Calling a conference, who is asked, who came, and its end."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from ltc.care.cases.actions.plans import agree_plan, reopen_plan
from ltc.care.cases.models import CarePlan
from ltc.care.conferences.models import Conference, Hearing, Party, Voicing
from ltc.care.conferences.queries.finding import callable_plans, hearings_of
from ltc.care.conferences.queries.hearings import read_hearing
from ltc.care.conferences.rules import acts
from ltc.care.conferences.terms import (
    CallDraft,
    ConferenceState,
    Ending,
    PartyDraft,
    PartyKind,
    PlanStage,
    Presence,
)
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.team import list_team
from ltc.foundation.accounts.queries import get_user
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import insert_once
from ltc.foundation.core.errors import Conflict, RuleViolation


def lock(session: Session, hearing: Hearing) -> CarePlan:
    """Let only one speak or decide in a case at a time; returns its plan as it stands now."""
    session.refresh(hearing, with_for_update={"key_share": True})
    plan = session.get_one(CarePlan, hearing.plan_id)
    session.refresh(plan, with_for_update={"key_share": True})
    return plan


def count_on(session: Session, hearing: Hearing) -> int:
    """Return the next number of what is said or decided in a case; the case is locked."""
    hearing.last_number += 1
    session.add(hearing)
    session.flush()
    return hearing.last_number


def call_conference(
    session: Session, draft: CallDraft, *, by: Actor, at: datetime, on: date
) -> Conference:
    """Call a conference about one or more drafts; the parties are those of the care teams.

    The same operation a second time returns the first. Raises RuleViolation as
    ``rules.acts.checked_call``, or ``plan_unknown`` for a plan that cannot be heard now.
    """
    saved = session.exec(
        select(Conference).where(Conference.operation_id == draft.operation_id)
    ).first()
    if saved is not None:
        return _same(saved, by)
    draft = acts.checked_call(draft, on=on)
    choices = {one.plan.id: one for one in callable_plans(session, by, on=on)}
    if not set(draft.plan_ids) <= choices.keys():
        raise RuleViolation(
            "plan_unknown", "แผนที่เลือกอยู่ในการประชุมอื่นแล้ว หรือไม่ใช่ร่าง กรุณาเลือกใหม่", "plans"
        )
    chosen = [choices[plan_id] for plan_id in draft.plan_ids]
    town_id = chosen[0].elder.municipality_id
    row = Conference(
        operation_id=draft.operation_id, municipality_id=town_id, kind=draft.kind,
        held_on=draft.held_on, starts_at=draft.starts_at, place=draft.place,
        state=ConferenceState.CALLED, note=draft.note, called_at=at, called_by=by.person_id,
        called_by_name=by.name,
    )  # fmt: skip
    if not insert_once(session, row):  # the twin of a double click was a moment faster
        wanted = select(Conference).where(Conference.operation_id == draft.operation_id)
        return _same(session.exec(wanted).one(), by)
    for position, choice in enumerate(chosen):
        hearing = Hearing(
            conference_id=row.id, case_id=choice.plan.case_id, elder_id=choice.elder.id,
            plan_id=choice.plan.id, position=position,
        )  # fmt: skip
        session.add(hearing)
        session.flush()
        session.add_all(proposed_parties(session, hearing, choice.elder, by=by, on=on))
        record(session, by=by, at=at, what="conference.called", subject=row,
               elder_id=choice.elder.id, changes={"held_on": str(row.held_on)})  # fmt: skip
    session.flush()
    return row


def _same(saved: Conference, by: Actor) -> Conference:
    if saved.municipality_id != by.area_id:
        raise RuleViolation("already_saved", "หน้านี้ส่งไปแล้ว กรุณาเปิดหน้านี้ใหม่")
    return saved


def proposed_parties(
    session: Session, hearing: Hearing, elder: Elder, *, by: Actor, on: date
) -> list[Party]:
    """Return the elder and everybody of the care team; who calls stands in for a care manager."""
    named = [PartyDraft(PartyKind.ELDER, elder.full_name)]
    named += [
        PartyDraft(acts.party_kind(one.team_role), one.name, one.relation, one.user_id)
        for one in list_team(session, elder.id, on=on)
    ]
    if all(one.kind != PartyKind.CARE_MANAGER for one in named):
        named.append(PartyDraft(PartyKind.CARE_MANAGER, by.name, "", by.person_id))
    unique = {(one.kind, one.name): one for one in named}
    return [
        Party(
            hearing_id=hearing.id, position=position, kind=one.kind, name=one.name,
            relation=one.relation, user_id=one.user_id, presence=Presence.INVITED,
        )
        for position, one in enumerate(unique.values())
    ]  # fmt: skip


def sign_in(
    session: Session, hearing: Hearing, parties: Mapping[UUID, tuple[str, str]], *, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Write down who came and who did not, with the reason; what did not change stays.

    Raises RuleViolation as ``rules.acts.check_presence``.
    """
    lock(session, hearing)
    wanted = select(Party).where(Party.hearing_id == hearing.id, col(Party.removed_at).is_(None))
    changes = {}
    for row in session.exec(wanted):
        if row.id not in parties:
            continue
        presence, because = parties[row.id]
        acts.check_presence(presence, because, row.id.hex)
        because = because if presence == Presence.ABSENT else ""
        if (row.presence, row.absent_because) != (presence, because):
            row.presence, row.absent_because = presence, because
            session.add(row)
            changes[str(row.id)] = presence
    if changes:
        count_on(session, hearing)
        record(session, by=by, at=at, what="conference_party.signed_in", subject=hearing,
               elder_id=hearing.elder_id, changes=changes)  # fmt: skip


def add_party(
    session: Session, hearing: Hearing, draft: PartyDraft, *, by: Actor, at: datetime
) -> Party:
    """Ask one more to a case, with the reason.

    Somebody of the same kind and name is returned as they are. Raises RuleViolation
    ``kind_unknown`` or ``user_unknown``.
    """
    lock(session, hearing)
    rows = session.exec(select(Party).where(Party.hearing_id == hearing.id)).all()
    for row in rows:
        if row.removed_at is None and (row.kind, row.name) == (draft.kind, draft.name):
            return row
    draft = acts.checked_party(draft, ())
    if draft.user_id is not None and get_user(session, draft.user_id) is None:
        raise RuleViolation("user_unknown", "กรุณาเลือกจากรายชื่อ", "user_id")
    row = Party(
        hearing_id=hearing.id, position=max((one.position for one in rows), default=-1) + 1,
        kind=draft.kind, name=draft.name, relation=draft.relation, user_id=draft.user_id,
        presence=Presence.INVITED, added_because=draft.because,
    )  # fmt: skip
    session.add(row)
    count_on(session, hearing)
    record(session, by=by, at=at, what="conference_party.added", subject=row,
           elder_id=hearing.elder_id, changes={"kind": row.kind})  # fmt: skip
    return row


def remove_party(
    session: Session, hearing: Hearing, party: Party, *, because: str, by: Actor, at: datetime
) -> None:
    """Leave somebody out who was asked by mistake; a second time changes nothing.

    Raises RuleViolation ``has_spoken``: a voice that was given is not taken out with its person.
    """
    lock(session, hearing)
    session.refresh(party)
    if party.removed_at is not None:
        return
    if session.exec(select(Voicing.id).where(Voicing.party_id == party.id).limit(1)).first():
        raise RuleViolation("has_spoken", "คนนี้ให้เสียงแล้ว เอาออกไม่ได้ เสียงของทุกคนต้องอยู่ครบ")
    party.removed_at, party.removed_because = at, because
    session.add(party)
    count_on(session, hearing)
    record(session, by=by, at=at, what="conference_party.removed", subject=party,
           elder_id=hearing.elder_id, changes={"kind": party.kind})  # fmt: skip


def close_hearing(session: Session, hearing: Hearing, *, by: Actor, at: datetime, on: date) -> None:
    """Close a case in which every line is decided: its plan is agreed. A second time does nothing.

    Raises RuleViolation ``not_finished`` with the first thing that is open, or ``plan_frozen``.
    """
    lock(session, hearing)
    if hearing.ended_at is not None:
        return
    view = read_hearing(session, hearing, on=on)
    if view.left_to_do:
        raise RuleViolation("not_finished", view.left_to_do[0])
    agree_plan(session, view.plan, by=by, at=at)
    _end(session, hearing, Ending.AGREED, by=by, at=at)


def reopen_hearing(session: Session, hearing: Hearing, *, by: Actor, at: datetime) -> None:
    """Speak about a case again; open already: nothing happens.

    Raises RuleViolation ``plan_frozen`` once the plan was proposed or used, ``cancelled``, or
    ``heard_elsewhere`` when a later conference has the plan.
    """
    plan = lock(session, hearing)
    if hearing.ended_at is None:
        return
    if hearing.ending == Ending.CANCELLED:
        raise RuleViolation("cancelled", "การประชุมนี้ยกเลิกแล้ว เรียกประชุมใหม่แทน")
    if is_heard_elsewhere(session, hearing):
        raise RuleViolation("heard_elsewhere", "แผนนี้กำลังคุยกันในการประชุมอื่น")
    reopen_plan(session, plan, by=by, at=at)
    take_up_again(session, hearing)


def is_heard_elsewhere(session: Session, hearing: Hearing) -> bool:
    """True when another conference has this plan open."""
    wanted = select(Hearing.id).where(
        Hearing.plan_id == hearing.plan_id,
        Hearing.id != hearing.id,
        col(Hearing.ended_at).is_(None),
    )
    return session.exec(wanted.limit(1)).first() is not None


def take_up_again(session: Session, hearing: Hearing) -> None:
    """Open an ended case again; it is locked."""
    hearing.ended_at, hearing.ended_by_name, hearing.ending = None, "", ""
    count_on(session, hearing)


def _end(session: Session, hearing: Hearing, ending: Ending, *, by: Actor, at: datetime) -> None:
    hearing.ended_at, hearing.ended_by_name, hearing.ending = at, by.name, ending
    count_on(session, hearing)
    record(session, by=by, at=at, what="conference_case.ended", subject=hearing,
           elder_id=hearing.elder_id, changes={"ending": ending})  # fmt: skip


def close_conference(session: Session, conference: Conference, *, by: Actor, at: datetime) -> None:
    """Close a conference; cases without agreement are put off. A second time changes nothing."""
    _finish(session, conference, ConferenceState.CLOSED, "", by=by, at=at)


def cancel_conference(
    session: Session, conference: Conference, *, because: str, by: Actor, at: datetime
) -> None:
    """Call a conference off, with the reason; its plans may be called again.

    Raises RuleViolation ``has_agreed`` once a case was agreed to.
    """
    for hearing in hearings_of(session, conference):
        if hearing.ending == Ending.AGREED and conference.state == ConferenceState.CALLED:
            raise RuleViolation("has_agreed", "มีแผนที่ตกลงกันแล้วในการประชุมนี้ ให้ปิดประชุมแทน")
    _finish(session, conference, ConferenceState.CANCELLED, because, by=by, at=at)


def _finish(
    session: Session, conference: Conference, state: ConferenceState, because: str, *, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    session.refresh(conference, with_for_update={"key_share": True})
    if conference.state == state:
        return
    if conference.state != ConferenceState.CALLED:
        raise Conflict(conference)
    conference.state, conference.because = state, because
    conference.ended_at, conference.ended_by_name = at, by.name
    session.add(conference)
    ending = Ending.PUT_OFF if state is ConferenceState.CLOSED else Ending.CANCELLED
    hearings: Sequence[Hearing] = hearings_of(session, conference)
    for hearing in hearings:
        lock(session, hearing)
        if hearing.ended_at is None:
            _end(session, hearing, ending, by=by, at=at)
    record(session, by=by, at=at, what=f"conference.{state}", subject=conference,
           changes={"cases": len(hearings)})  # fmt: skip


def needs_hearing(plan: CarePlan) -> bool:
    """True while a plan can still be changed by what is said about it."""
    stage = acts.plan_stage(plan.status, is_proposed=plan.proposed_at is not None)
    return stage is PlanStage.DRAFT
