"""Places on a care team that are lent for a cover: dated from the first, given back by themselves.

Nobody else's place changes: who is away stays on the team.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.elders.models import CareTeamMember
from ltc.care.elders.terms import TeamRole
from ltc.foundation.accounts.models import User
from ltc.foundation.audit.actions import record_many
from ltc.foundation.core.actor import Actor

MOST_REASON = 200


@dataclass(frozen=True)
class Lending:
    """A place to lend: to whom, on whose team, from a day until (excluded) a day, and why."""

    elder_id: UUID
    user: User
    team_role: TeamRole
    since: date
    until: date
    because: str


def lend_places(
    session: Session, lendings: Sequence[Lending], *, by: Actor, at: datetime
) -> list[CareTeamMember]:
    """Give dated places on care teams, in the order asked for.

    The caller has checked that the people may hold them. A place is lent even to somebody who has
    one of their own: that one may end meanwhile, and the cover must not end with it.
    """
    rows = [
        CareTeamMember(
            elder_id=one.elder_id, team_role=str(one.team_role), user_id=one.user.id,
            name=one.user.name_th, phone=one.user.phone, active_from=one.since,
            active_until=one.until, ended_because=one.because[:MOST_REASON],
        )
        for one in lendings
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    if rows:
        record_many(
            session, by=by, at=at, what="care_team_member.lent", kind="care_team_member",
            subjects=[
                (row.id, row.elder_id,
                 {"team_role": row.team_role, "user": str(row.user_id),
                  "active_from": str(row.active_from), "active_until": str(row.active_until)})
                for row in rows
            ],
        )  # fmt: skip
    return rows


def end_places(
    session: Session, member_ids: Sequence[UUID], *, on: date, by: Actor, at: datetime
) -> None:
    """End lent places at once: from ``on`` nobody sees anything through them. Past ones stay."""
    if not member_ids:
        return
    rows = session.scalars(
        sa.select(CareTeamMember).where(
            col(CareTeamMember.id).in_(member_ids), col(CareTeamMember.active_until) > on
        )
    ).all()
    for row in rows:
        row.active_until = max(row.active_from, on)
        session.add(row)
    session.flush()
    if rows:
        record_many(
            session, by=by, at=at, what="care_team_member.left", kind="care_team_member",
            subjects=[
                (row.id, row.elder_id, {"active_until": str(row.active_until)}) for row in rows
            ],
        )  # fmt: skip
