"""Who is on call: now, and on the days of a roster."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.duties.models import Duty
from ltc.care.duties.rules import answering, until_words
from ltc.care.duties.terms import Answering, OnCall, Programme
from ltc.foundation.accounts.queries import may
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound


def on_duty_now(
    session: Session, municipality_id: UUID, *, at: datetime, programme: str | None = None
) -> Sequence[Duty]:
    """Return who is on call at an instant, of one programme or of all; usually one, perhaps none.

    The last to begin comes first: where two duties meet, the newer one answers.
    """
    wanted = select(Duty).where(
        Duty.municipality_id == municipality_id,
        col(Duty.starts_at) <= at,
        col(Duty.ends_at) > at,
        col(Duty.removed_at).is_(None),
    )
    if programme is not None:
        wanted = wanted.where(Duty.programme == programme)
    return session.exec(wanted.order_by(col(Duty.starts_at).desc(), col(Duty.id))).all()


def answering_at(session: Session, municipality_id: UUID, *, at: datetime) -> Answering:
    """Return who answers in a municipality at an instant, in one statement."""
    return answering(
        [
            OnCall(one.user_id, one.name, one.phone, one.programme, until_words(one.ends_at))
            for one in on_duty_now(session, municipality_id, at=at)
        ]
    )


def answering_for(
    session: Session, actor: Actor, municipality_id: UUID | None, *, at: datetime
) -> Answering | None:
    """Return who answers for an elder of a municipality; None when that is not the actor's to know.

    It is a name and a telephone, nothing more: being on call opens no record to anybody.
    """
    if municipality_id is None or municipality_id != actor.area_id:
        return None
    return answering_at(session, municipality_id, at=at) if may(actor, "list", "duty") else None


def list_duties(
    session: Session, municipality_id: UUID, *, since: date, until: date,
    programme: str | None = None,
) -> Sequence[Duty]:  # fmt: skip
    """Return the duties that begin from a day to before another, by time, home care first."""
    wanted = select(Duty).where(
        Duty.municipality_id == municipality_id,
        col(Duty.day) >= since,
        col(Duty.day) < until,
        col(Duty.removed_at).is_(None),
    )
    if programme is not None:
        wanted = wanted.where(Duty.programme == programme)
    is_other = col(Duty.programme) != Programme.HOME_CARE
    return session.exec(
        wanted.order_by(col(Duty.day), col(Duty.starts_at), is_other, col(Duty.id))
    ).all()


def get_duty(session: Session, duty_id: UUID, actor: Actor) -> Duty:
    """Return one duty, also one taken off; raises NotFound for another municipality's."""
    found = session.get(Duty, duty_id)
    if found is None or found.municipality_id != actor.area_id:
        raise NotFound
    return found


def find_twin(
    session: Session, municipality_id: UUID, programme: str, name: str,
    starts_at: datetime, ends_at: datetime,
) -> UUID | None:  # fmt: skip
    """Return a duty of the same person whose hours overlap, or None: sent twice, or a slip."""
    return session.scalar(
        sa.select(col(Duty.id)).where(
            col(Duty.municipality_id) == municipality_id,
            col(Duty.programme) == programme,
            col(Duty.name) == name,
            col(Duty.starts_at) < ends_at,
            col(Duty.ends_at) > starts_at,
            col(Duty.removed_at).is_(None),
        ).limit(1)
    )  # fmt: skip
