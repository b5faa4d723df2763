"""Files of many papers: whose plans go into one, how far it has come, the file itself."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.cases.models import CarePlan
from ltc.care.cases.terms import PlanStatus
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import visible_to
from ltc.exchange.pdf.models import PrintRun, PrintRunFile
from ltc.exchange.pdf.terms import RunState
from ltc.foundation.accounts.models import User
from ltc.foundation.accounts.queries import list_holdings, may
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import vault_of
from ltc.foundation.core.errors import NotFound

MOST_LISTED = 10
GOING = (RunState.WAITING, RunState.WORKING)


def plans_in_use(session: Session, actor: Actor, *, on: date) -> Sequence[CarePlan]:
    """Return the plans in use that the actor may read, in Thai order of names."""
    return session.exec(
        select(CarePlan)
        .join(Elder, col(Elder.id) == col(CarePlan.elder_id))
        .where(
            CarePlan.status == PlanStatus.ACTIVE,
            col(Elder.municipality_id) == actor.area_id,
            visible_to(actor, on=on, action="read", resource="care_plan"),
        )
        .order_by(col(Elder.sort_key), col(Elder.id))
    ).all()


def count_plans(session: Session, actor: Actor, *, on: date) -> int:
    """Return how many plans ``plans_in_use`` finds."""
    wanted = (
        sa.select(sa.func.count())
        .select_from(CarePlan)
        .join(Elder, col(Elder.id) == col(CarePlan.elder_id))
        .where(
            col(CarePlan.status) == PlanStatus.ACTIVE,
            col(Elder.municipality_id) == actor.area_id,
            visible_to(actor, on=on, action="read", resource="care_plan"),
        )
    )
    return int(session.scalar(wanted) or 0)


def get_run(session: Session, run_id: UUID, actor: Actor) -> PrintRun:
    """Return a file that the actor asked for, in the same role; raises NotFound for another's."""
    run = session.get(PrintRun, run_id)
    if run is None or (run.person_id, run.municipality_id, run.role) != (
        actor.person_id, actor.area_id, actor.role,
    ):  # fmt: skip
        raise NotFound
    return run


def list_runs(session: Session, actor: Actor) -> Sequence[PrintRun]:
    """Return what the actor asked for, the newest first."""
    return session.exec(
        select(PrintRun)
        .where(
            PrintRun.person_id == actor.person_id,
            PrintRun.municipality_id == actor.area_id,
            PrintRun.role == actor.role,
        )
        .order_by(col(PrintRun.asked_at).desc())
        .limit(MOST_LISTED)
    ).all()


def file_of(session: Session, run: PrintRun) -> bytes:
    """Return the file of a run; raises NotFound before it is ready and after its day."""
    found = session.get(PrintRunFile, run.id)
    if found is None:
        raise NotFound
    return vault_of(session).open_bytes(found.sealed, about=run.id)


def is_any_waiting(session: Session) -> bool:
    """True when there is work to do; a glance that locks nothing."""
    wanted = sa.select(col(PrintRun.id)).where(col(PrintRun.state) == RunState.WAITING).limit(1)
    return session.scalar(wanted) is not None


def next_run(session: Session) -> PrintRun | None:
    """Return the run that waits longest, locked, or None."""
    return session.exec(
        select(PrintRun)
        .where(PrintRun.state == RunState.WAITING)
        .order_by(col(PrintRun.asked_at), col(PrintRun.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def still_may(session: Session, run: PrintRun, *, on: date) -> Actor | None:
    """Return in whose name a run is made, or None when that person may no longer."""
    user = session.get(User, run.person_id)
    if user is None or not user.is_enabled:
        return None
    holds = any(
        holding.role == run.role and holding.area_id == run.municipality_id
        for holding in list_holdings(session, user.id, on=on)
    )
    actor = Actor(user.id, run.person_name, run.role, run.municipality_id)
    return actor if holds and may(actor, "create", "print_run") else None
