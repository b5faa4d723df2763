"""Members, providers and rounds of one municipality."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.approval.models import ApprovalRound, CommitteeMember, Provider, RoundAttendance
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound


def list_members(session: Session, municipality_id: UUID) -> Sequence[CommitteeMember]:
    """Return everybody who is, was or will be a member: chairs first, then as appointed."""
    one = CommitteeMember
    return session.exec(
        select(one)
        .where(one.municipality_id == municipality_id)
        .order_by(col(one.is_chair).desc(), col(one.appointed_from), col(one.id))
    ).all()


def members_on(session: Session, municipality_id: UUID, *, on: date) -> Sequence[CommitteeMember]:
    """Return who is in office on a day, the chair first."""
    one = CommitteeMember
    return session.exec(
        select(one)
        .where(
            one.municipality_id == municipality_id,
            col(one.appointed_from) <= on,
            sa.or_(col(one.appointed_until).is_(None), col(one.appointed_until) > on),
        )
        .order_by(col(one.is_chair).desc(), col(one.appointed_from), col(one.id))
    ).all()


def get_member(session: Session, member_id: UUID, actor: Actor) -> CommitteeMember:
    """Return a member of the actor's municipality, else NotFound."""
    found = session.get(CommitteeMember, member_id)
    if found is None or found.municipality_id != actor.area_id:
        raise NotFound
    return found


def list_providers(session: Session, municipality_id: UUID) -> Sequence[Provider]:
    """Return who may propose here, in the order in which they were added."""
    return session.exec(
        select(Provider)
        .where(Provider.municipality_id == municipality_id)
        .order_by(col(Provider.added_at), col(Provider.id))
    ).all()


def get_provider(session: Session, provider_id: UUID, municipality_id: UUID) -> Provider | None:
    """Return a provider of a municipality, or None."""
    found = session.get(Provider, provider_id)
    return found if found and found.municipality_id == municipality_id else None


def list_rounds(session: Session, municipality_id: UUID) -> Sequence[ApprovalRound]:
    """Return all meetings, the newest first."""
    return session.exec(
        select(ApprovalRound)
        .where(ApprovalRound.municipality_id == municipality_id)
        .order_by(col(ApprovalRound.held_on).desc(), col(ApprovalRound.id).desc())
    ).all()


def get_round(session: Session, round_id: UUID, actor: Actor) -> ApprovalRound:
    """Return a meeting of the actor's municipality, else NotFound."""
    found = session.get(ApprovalRound, round_id)
    if found is None or found.municipality_id != actor.area_id:
        raise NotFound
    return found


def attendance_of(session: Session, round_id: UUID) -> Sequence[RoundAttendance]:
    """Return who came to a meeting and who did not."""
    return session.exec(
        select(RoundAttendance)
        .where(RoundAttendance.round_id == round_id)
        .order_by(col(RoundAttendance.id))
    ).all()


def next_number(session: Session, municipality_id: UUID, year: int) -> int:
    """Return the number that the next meeting of a year would have."""
    last = session.scalar(
        sa.select(sa.func.max(col(ApprovalRound.number))).where(
            col(ApprovalRound.municipality_id) == municipality_id, col(ApprovalRound.year) == year
        )
    )
    return (last or 0) + 1
