"""Cases and their legal grounds."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.cases.models import Case, LegalGround
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import visible_to
from ltc.foundation.accounts.models import User
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound
from ltc.foundation.core.prepared import Day


def get_case(
    session: Session, case_id: UUID, actor: Actor, *, on: date, action: str = "read"
) -> Case:
    """Return one case; raises NotFound when there is none or the elder is not visible."""
    found = session.exec(
        select(Case)
        .join(Elder, col(Elder.id) == col(Case.elder_id))
        .where(Case.id == case_id, visible_to(actor, on=on, action=action, resource="case"))
    ).first()
    if found is None:
        raise NotFound
    return found


def open_case_of(session: Session, elder_id: UUID) -> Case | None:
    """Return an elder's open case, or None; the elder was loaded with a check before."""
    return session.exec(
        select(Case).where(Case.elder_id == elder_id, col(Case.closed_on).is_(None))
    ).first()


def cases_of(session: Session, elder_ids: Collection[UUID]) -> dict[UUID, list[Case]]:
    """Return all cases of many elders in one statement, the newest first for each."""
    found: dict[UUID, list[Case]] = {}
    if elder_ids:
        rows = session.exec(
            select(Case).where(col(Case.elder_id).in_(elder_ids)).order_by(*newest_first())
        ).all()
        for case in rows:
            found.setdefault(case.elder_id, []).append(case)
    return found


def newest_first() -> tuple[sa.ColumnElement[Any], ...]:
    """Return the order of one elder's cases: the open one first, then the latest."""
    return (
        sa.case((col(Case.closed_on).is_(None), 0), else_=1),
        col(Case.closed_on).desc(),
        col(Case.opened_on).desc(),
        col(Case.id).desc(),
    )


def holds_on(on: Day) -> sa.ColumnElement[bool]:
    """Return the condition that a ground was given and is not withdrawn on a day."""
    return sa.and_(
        col(LegalGround.given_on) <= on,
        sa.or_(col(LegalGround.withdrawn_on).is_(None), col(LegalGround.withdrawn_on) > on),
    )


def list_grounds(session: Session, case_id: UUID) -> Sequence[LegalGround]:
    """Return all grounds of a case, withdrawn ones among them, newest first."""
    return session.exec(
        select(LegalGround)
        .where(LegalGround.case_id == case_id)
        .order_by(col(LegalGround.given_on).desc(), col(LegalGround.recorded_at).desc())
    ).all()


def has_ground(session: Session, case_id: UUID, *, on: date) -> bool:
    """True when at least one ground of the case holds on a day."""
    wanted = sa.select(col(LegalGround.id)).where(col(LegalGround.case_id) == case_id, holds_on(on))
    return session.scalar(wanted.limit(1)) is not None


def get_ground(session: Session, case_id: UUID, ground_id: UUID) -> LegalGround:
    """Return one ground of a case; raises NotFound for another case's."""
    ground = session.get(LegalGround, ground_id)
    if ground is None or ground.case_id != case_id:
        raise NotFound
    return ground


def names_of(session: Session, user_ids: Collection[UUID | None]) -> dict[str, str]:
    """Return names of users by id as text, in one statement; None among the ids is left out."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    if not wanted:
        return {}
    found = session.execute(
        sa.select(col(User.id), col(User.name_th)).where(col(User.id).in_(wanted))
    )
    return {str(user_id): name for user_id, name in found}
