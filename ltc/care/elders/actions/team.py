"""Joining and leaving a care team; what a caregiver may see follows at once."""

from datetime import date, datetime

from sqlmodel import Session

from ltc.care.elders import rules
from ltc.care.elders.actions.register import lock
from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.elders.queries import team
from ltc.care.elders.terms import TeamDraft, TeamRole
from ltc.foundation.accounts.models import User
from ltc.foundation.accounts.queries import get_user, list_holdings_from
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.core.zone import local_day

ONLY_ONE = frozenset({TeamRole.CARE_MANAGER})


def join_team(
    session: Session, elder: Elder, draft: TeamDraft, *, by: Actor, at: datetime
) -> CareTeamMember:
    """Name somebody to an elder's care team from a day on.

    A new care manager follows the one before, whose place ends that day. Raises RuleViolation
    ``nobody_named``, ``caregiver_needs_account``, ``user_unknown`` (also for somebody of another
    municipality), ``already_on_team`` or ``manager_later``.
    """
    draft = rules.checked_team(draft)
    user = _colleague(session, elder, draft, on=local_day(at))
    lock(session, elder)
    for member in team.list_team_from(session, elder.id, on=draft.active_from):
        if member.team_role != draft.team_role:
            continue
        if user and member.user_id == user.id:
            raise RuleViolation("already_on_team", "คนนี้อยู่ในทีมแล้ว", "user_id")
        if user is None and member.user_id is None and member.name == draft.name:
            raise RuleViolation("already_on_team", "คนนี้อยู่ในทีมแล้ว", "name")
        if draft.team_role in ONLY_ONE:
            _replace(session, member, draft, by=by, at=at)
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


def _colleague(session: Session, elder: Elder, draft: TeamDraft, *, on: date) -> User | None:
    """Return the user a draft names: enabled, with a role in the elder's municipality."""
    if draft.user_id is None:
        return None
    user = get_user(session, draft.user_id)
    if user is not None and user.is_enabled:
        held = list_holdings_from(session, user.id, on=on)
        if any(holding.area_id == elder.municipality_id for holding in held):
            return user
    raise RuleViolation("user_unknown", "กรุณาเลือกจากรายชื่อ", "user_id")


def _replace(
    session: Session, member: CareTeamMember, draft: TeamDraft, *, by: Actor, at: datetime
) -> None:
    if member.active_from > draft.active_from:
        raise RuleViolation(
            "manager_later", "มีผู้จัดการการดูแลที่เริ่มหลังวันนี้แล้ว กรุณาเลือกวันที่ช้ากว่านั้น", "active_from"
        )
    member.active_until = draft.active_from
    member.ended_because = "เปลี่ยนผู้จัดการการดูแล"
    session.add(member)
    record(
        session, by=by, at=at, what="care_team_member.left", subject=member,
        elder_id=member.elder_id, changes={"active_until": str(draft.active_from)},
    )  # fmt: skip


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
    session.refresh(member, with_for_update={"key_share": True})
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
