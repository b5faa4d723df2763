"""Who cares for an elder and how the elder lives, on a day. Callers loaded the elder before."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.elders.models import CareTeamMember, Circumstances, Elder
from ltc.foundation.core.errors import NotFound
from ltc.foundation.core.prepared import Day


def active_on(on: Day) -> sa.ColumnElement[bool]:
    """Return the condition that a place on a care team holds on a day."""
    return sa.and_(
        col(CareTeamMember.active_from) <= on,
        sa.or_(col(CareTeamMember.active_until).is_(None), col(CareTeamMember.active_until) > on),
    )


def get_circumstances(session: Session, elder_id: UUID, *, on: date) -> Circumstances | None:
    """Return how an elder lives on a day, or None when nobody wrote it down."""
    return session.exec(
        select(Circumstances)
        .where(
            Circumstances.elder_id == elder_id,
            col(Circumstances.valid_from) <= on,
            sa.or_(col(Circumstances.valid_until).is_(None), col(Circumstances.valid_until) > on),
        )
        .order_by(col(Circumstances.valid_from).desc())
    ).first()


def list_circumstances(session: Session, elder_id: UUID) -> Sequence[Circumstances]:
    """Return the whole history of how an elder lived, newest first."""
    return session.exec(
        select(Circumstances)
        .where(Circumstances.elder_id == elder_id)
        .order_by(col(Circumstances.valid_from).desc())
    ).all()


def list_team(session: Session, elder_id: UUID, *, on: date) -> Sequence[CareTeamMember]:
    """Return who is on an elder's care team on a day."""
    return session.exec(
        select(CareTeamMember)
        .where(CareTeamMember.elder_id == elder_id, active_on(on))
        .order_by(col(CareTeamMember.active_from), col(CareTeamMember.id))
    ).all()


def list_team_from(session: Session, elder_id: UUID, *, on: date) -> Sequence[CareTeamMember]:
    """Return who is on an elder's care team on a day or will be later."""
    return session.exec(
        select(CareTeamMember)
        .where(
            CareTeamMember.elder_id == elder_id,
            sa.or_(
                col(CareTeamMember.active_until).is_(None),
                col(CareTeamMember.active_until) > on,
            ),
        )
        .order_by(col(CareTeamMember.active_from), col(CareTeamMember.id))
    ).all()


def list_teams(
    session: Session, elder_ids: Collection[UUID], team_role: str, *, on: date
) -> dict[UUID, list[CareTeamMember]]:
    """Return the members with one role on many elders' teams, in one statement."""
    teams: dict[UUID, list[CareTeamMember]] = {}
    if elder_ids:
        found = session.exec(
            select(CareTeamMember)
            .where(
                col(CareTeamMember.elder_id).in_(elder_ids),
                CareTeamMember.team_role == team_role,
                active_on(on),
            )
            .order_by(col(CareTeamMember.active_from), col(CareTeamMember.id))
        ).all()
        for member in found:
            teams.setdefault(member.elder_id, []).append(member)
    return teams


def get_team_member(session: Session, elder_id: UUID, member_id: UUID) -> CareTeamMember:
    """Return one place on an elder's team; raises NotFound for another elder's."""
    member = session.get(CareTeamMember, member_id)
    if member is None or member.elder_id != elder_id:
        raise NotFound
    return member


def count_elders_of(
    session: Session, municipality_id: UUID, user_ids: Collection[UUID], team_role: str, *, on: date
) -> dict[UUID, int]:
    """Return on how many elders' teams each of many people is in a role, in one statement.

    Only elders who live here count; who is on no team is left out.
    """
    if not user_ids:
        return {}
    found = session.execute(
        sa.select(
            col(CareTeamMember.user_id), sa.func.count(sa.distinct(col(CareTeamMember.elder_id)))
        )
        .join(Elder, col(Elder.id) == col(CareTeamMember.elder_id))
        .where(
            col(CareTeamMember.user_id).in_(user_ids),
            col(CareTeamMember.team_role) == team_role,
            active_on(on),
            col(Elder.municipality_id) == municipality_id,
            col(Elder.died_on).is_(None),
            col(Elder.moved_away_on).is_(None),
        )
        .group_by(col(CareTeamMember.user_id))
    )
    return {user_id: count for user_id, count in found}
