"""Appointing members, adding providers, planning a meeting, who came, the chair's signature."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from ltc.care.approval.models import ApprovalRound, CommitteeMember, Provider, RoundAttendance
from ltc.care.approval.queries.committee import attendance_of, list_members, members_on
from ltc.care.approval.queries.reference import get_approval_rules
from ltc.care.approval.rules import committee as rules
from ltc.care.approval.rules.quorum import quorum
from ltc.care.approval.rules.words import meeting_words
from ltc.care.approval.terms import (
    Attending,
    MemberDraft,
    ProviderKind,
    RoundDraft,
    RoundState,
    Signature,
)
from ltc.foundation.accounts.queries import get_user
from ltc.foundation.areas.queries import lock_municipality
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import Conflict, RuleViolation


def appoint(
    session: Session, municipality_id: UUID, draft: MemberDraft, *, by: Actor, at: datetime,
    on: date,
) -> CommitteeMember:  # fmt: skip
    """Write a member down as the order of appointment says.

    Raises RuleViolation as ``checked_member``, ``user_unknown``, ``twice`` (the same name in office
    then) or ``two_chairs``.
    """
    draft = rules.checked_member(draft, on=on)
    if draft.user_id is not None and get_user(session, draft.user_id) is None:
        raise RuleViolation("user_unknown", "กรุณาเลือกคนจากรายชื่อ", "user_id")
    lock_municipality(session, municipality_id)
    _check_free(list_members(session, municipality_id), draft)
    row = CommitteeMember(municipality_id=municipality_id, **vars(draft))
    session.add(row)
    session.flush()
    record(
        session, by=by, at=at, what="committee_member.appointed", subject=row,
        changes={"from": str(row.appointed_from), "until": str(row.appointed_until or ""),
                 "is_chair": row.is_chair, "order": row.order_no},
    )  # fmt: skip
    return row


def _check_free(members: Sequence[CommitteeMember], draft: MemberDraft) -> None:
    spans = [(one.appointed_from, one.appointed_until) for one in members if one.is_chair]
    if draft.is_chair and rules.overlaps(spans, draft.appointed_from, draft.appointed_until):
        raise RuleViolation("two_chairs", "ช่วงนี้มีประธานอยู่แล้ว ให้บันทึกวันพ้นตำแหน่งก่อน", "is_chair")
    same = [
        (one.appointed_from, one.appointed_until) for one in members if one.name_th == draft.name_th
    ]
    if rules.overlaps(same, draft.appointed_from, draft.appointed_until):
        raise RuleViolation("twice", "คนนี้เป็นกรรมการในช่วงนี้อยู่แล้ว", "name_th")


def end_member(
    session: Session, member: CommitteeMember, until: date, *, version: int, by: Actor, at: datetime
) -> None:
    """Write down the day from which somebody is no member any more.

    Raises Conflict for an older version, RuleViolation ``until_early`` or ``until_far``.
    """
    session.refresh(member, with_for_update={"key_share": True})
    if version != member.version:
        raise Conflict(member)
    rules.check_end(member.appointed_from, until, "until")
    before, member.appointed_until = member.appointed_until, until
    session.add(member)
    session.flush()
    record(
        session, by=by, at=at, what="committee_member.ended", subject=member,
        changes={"until": [str(before or ""), str(until)]},
    )  # fmt: skip


def add_provider(
    session: Session, municipality_id: UUID, name_th: str, kind: str, *, by: Actor, at: datetime
) -> Provider:
    """Add who may propose; raises RuleViolation ``name_missing``, ``kind_unknown`` or ``twice``."""
    if not name_th.strip():
        raise RuleViolation("name_missing", "กรุณาเขียนชื่อ", "name_th")
    if kind not in set(ProviderKind):
        raise RuleViolation("kind_unknown", "กรุณาเลือกประเภท", "kind")
    row = Provider(municipality_id=municipality_id, name_th=name_th, kind=kind, added_at=at)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as taken:
        raise RuleViolation("twice", "มีชื่อนี้อยู่แล้ว", "name_th") from taken
    record(session, by=by, at=at, what="provider.added", subject=row, changes={"kind": kind})
    return row


def plan_round(
    session: Session, municipality_id: UUID, draft: RoundDraft, *, by: Actor, at: datetime, on: date
) -> ApprovalRound:
    """Plan a numbered meeting; raises RuleViolation as ``checked_round``, or ``number_taken``."""
    draft = rules.checked_round(draft, on=on)
    row = ApprovalRound(municipality_id=municipality_id, state=RoundState.PLANNED, **vars(draft))
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as taken:
        words = f"ครั้งที่ {draft.number}/{draft.year} มีอยู่แล้ว"
        raise RuleViolation("number_taken", words, "number") from taken
    record(
        session, by=by, at=at, what="approval_round.planned", subject=row,
        changes={"number": row.number, "year": row.year, "held_on": str(row.held_on)},
    )  # fmt: skip
    return row


def note_attendance(
    session: Session, meeting: ApprovalRound, told: Sequence[Attending], *, chair_id: UUID | None,
    version: int, by: Actor, at: datetime, on: date,
) -> None:  # fmt: skip
    """Write down who came and who presides; the first time this opens the meeting.

    While it is open it may be said anew: somebody came later, or left. Raises Conflict for an older
    version; RuleViolation as ``check_attendance``, ``round_closed``, ``round_early`` or
    ``no_quorum``.
    """
    session.refresh(meeting, with_for_update={"key_share": True})
    rules.check_may_open(meeting.state, meeting.held_on, on=on)
    if version != meeting.version:
        raise Conflict(meeting)
    members = members_on(session, meeting.municipality_id, on=meeting.held_on)
    named = {one.id: one.name_th for one in members}
    rules.check_attendance(told, in_office=named, chair_id=chair_id)
    present = sum(one.is_present for one in told)
    stands = quorum(len(members), present, get_approval_rules(meeting.held_on).quorum)
    if not stands.is_met:
        raise RuleViolation("no_quorum", f"{stands.words} เปิดประชุมไม่ได้")
    known = {row.member_id: row for row in attendance_of(session, meeting.id)}
    for one in told:
        row = known.get(one.member_id) or RoundAttendance(
            round_id=meeting.id, member_id=one.member_id, is_present=True
        )
        row.is_present, row.reason = one.is_present, "" if one.is_present else one.reason.strip()
        session.add(row)
    is_new = meeting.state == RoundState.PLANNED
    meeting.chair_id = chair_id
    if is_new:
        meeting.state, meeting.opened_at, meeting.opened_by = RoundState.OPEN, at, by.person_id
    session.add(meeting)
    session.flush()
    record(
        session, by=by, at=at, subject=meeting,
        what="approval_round.opened" if is_new else "approval_round.attendance_changed",
        changes={"present": present, "in_office": len(members), "needed": stands.needed},
    )  # fmt: skip


def close_round(
    session: Session, meeting: ApprovalRound, signature: Signature, *, version: int, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Close a meeting under the chair's signature; from then on it is read only.

    Raises Conflict for an older version, RuleViolation ``round_not_open`` or ``not_the_chair``.
    """
    session.refresh(meeting, with_for_update={"key_share": True})
    chair = session.get(CommitteeMember, meeting.chair_id) if meeting.chair_id else None
    rules.check_signature(meeting.state, signature, chair.name_th if chair else "")
    if version != meeting.version:
        raise Conflict(meeting)
    meeting.state, meeting.closed_at, meeting.closed_by = RoundState.CLOSED, at, by.person_id
    meeting.signed_by_name, meeting.signed_at = chair.name_th if chair else "", at
    meeting.minutes_no, meeting.letter_no = signature.minutes_no, signature.letter_no
    meeting.letter_on = signature.letter_on
    session.add(meeting)
    session.flush()
    record(
        session, by=by, at=at, what="approval_round.closed", subject=meeting,
        changes={"meeting": meeting_words(meeting.number, meeting.year),
                 "minutes": meeting.minutes_no, "letter": meeting.letter_no},
    )  # fmt: skip
