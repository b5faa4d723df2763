"""Joining and leaving a care team; what a caregiver may see follows at once."""

from datetime import date, datetime

from sqlmodel import Session

from ltc.care.elders import rules
from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.elders.queries import team
from ltc.care.elders.terms import TeamDraft, TeamRole
from ltc.foundation.accounts.queries import get_user
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import Conflict, RuleViolation

ONLY_ONE = frozenset({TeamRole.CARE_MANAGER})


def join_team(
    session: Session, elder: Elder, draft: TeamDraft, *, by: Actor, at: datetime
) -> CareTeamMember:
    """Name somebody to an elder's care team from a day on.

    A new care manager follows the one before, whose place ends that day. Raises RuleViolation
    ``nobody_named``, ``caregiver_needs_account`` or ``already_on_team``.
    """
    draft = rules.checked_team(draft)
    user = get_user(session, draft.user_id) if draft.user_id else None
    present = team.list_team(session, elder.id, on=draft.active_from)
    for member in present:
        if user and member.user_id == user.id and member.team_role == draft.team_role:
            raise RuleViolation("already_on_team", "คนนี้อยู่ในทีมแล้ว", "user_id")
        if member.team_role == draft.team_role and draft.team_role in ONLY_ONE:
            member.active_until = max(draft.active_from, member.active_from)
            member.ended_because = "เปลี่ยนผู้จัดการการดูแล"
            session.add(member)
    row = CareTeamMember(
        elder_id=elder.id,
        team_role=draft.team_role,
        user_id=user.id if user else None,
        name=user.name_th if user else draft.name,
        relation=draft.relation,
        phone=draft.phone or (user.phone if user else ""),
        active_from=draft.active_from,
    )
    session.add(row)
    record(
        session, by=by, at=at, what="care_team_member.joined", subject=row, elder_id=elder.id,
        changes={"team_role": row.team_role, "active_from": str(row.active_from),
                 "user": str(row.user_id or "")},
    )  # fmt: skip
    return row


def leave_team(
    session: Session,
    member: CareTeamMember,
    *,
    until: date,
    because: str,
    version: int,
    by: Actor,
    at: datetime,
) -> None:
    """End a place on a care team from a day on; the row stays as history.

    Raises Conflict for an older version, RuleViolation ``until_before_from`` or ``already_ended``.
    """
    if version != member.version:
        raise Conflict(member)
    if member.active_until is not None:
        raise RuleViolation("already_ended", "คนนี้ออกจากทีมแล้ว")
    if until < member.active_from:
        raise RuleViolation("until_before_from", "วันที่ออกต้องไม่ก่อนวันที่เข้า", "until")
    member.active_until = until
    member.ended_because = because
    session.add(member)
    record(
        session, by=by, at=at, what="care_team_member.left", subject=member,
        elder_id=member.elder_id, changes={"active_until": str(until)},
    )  # fmt: skip
