"""Asking for a file of many papers, and its way until it is deleted."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.cases.models import CarePlan
from ltc.exchange.pdf.models import PrintRun, PrintRunFile
from ltc.exchange.pdf.queries.runs import count_plans
from ltc.exchange.pdf.terms import RunState
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import insert_once, vault_of
from ltc.foundation.core.errors import NotFound, RuleViolation

KEPT_FOR = timedelta(days=1)
CODES = ("care_plan", "weekly_plan")  # what goes before the committee


def ask_for(session: Session, run_id: UUID, *, by: Actor, at: datetime, on: date) -> None:
    """Ask for the papers of all plans in use; the id comes with the page: a double touch asks once.

    Raises RuleViolation ``nobody`` while there is no plan in use.
    """
    assert by.person_id is not None
    assert by.area_id is not None
    total = count_plans(session, by, on=on)
    if not total:
        raise RuleViolation("nobody", "ยังไม่มีแผนที่ใช้งานอยู่")
    run = PrintRun(
        id=run_id, municipality_id=by.area_id, state=RunState.WAITING, codes=list(CODES),
        total=total, asked_at=at, person_id=by.person_id, person_name=by.name, role=by.role,
    )  # fmt: skip
    if insert_once(session, run):
        record(session, by=by, at=at, what="print_run.asked", subject=run, changes={"plans": total})
        return
    before = session.get(PrintRun, run_id)
    if before is None or before.person_id != by.person_id:
        raise NotFound


def begin(session: Session, run: PrintRun, plans: Sequence[CarePlan], *, at: datetime) -> None:
    """Take a run up: whose plans it will hold is fixed now."""
    run.state, run.beat_at, run.done, run.total = RunState.WORKING, at, 0, len(plans)
    run.elder_ids = [str(plan.elder_id) for plan in plans]
    session.add(run)


def note_progress(session: Session, run_id: UUID, done: int, *, at: datetime) -> None:
    """Say how many people are prepared."""
    run = session.get_one(PrintRun, run_id)
    run.done, run.beat_at = done, at
    session.add(run)


def finish(session: Session, run_id: UUID, data: bytes, *, at: datetime) -> None:
    """Keep the finished file, sealed, until its day is over."""
    run = session.get_one(PrintRun, run_id)
    session.add(
        PrintRunFile(run_id=run.id, sealed=vault_of(session).seal_bytes(data, about=run.id))
    )
    run.state, run.ready_at, run.beat_at = RunState.READY, at, at
    session.add(run)


def fail(session: Session, run_id: UUID) -> None:
    """Say that nothing came of a run: the page offers to ask again."""
    session.execute(
        sa.update(PrintRun).where(col(PrintRun.id) == run_id).values(state=RunState.FAILED)
    )


def free_runs(session: Session) -> None:
    """Begin anew what somebody left in the middle."""
    session.execute(
        sa.update(PrintRun)
        .where(col(PrintRun.state) == RunState.WORKING)
        .values(state=RunState.WAITING, beat_at=None)
    )


def forget_files(session: Session, *, at: datetime) -> int:
    """Delete files past their day; returns how many."""
    old = sa.select(col(PrintRun.id)).where(
        col(PrintRun.state) == RunState.READY, col(PrintRun.ready_at) < at - KEPT_FOR
    )
    ids = list(session.scalars(old))
    session.execute(sa.delete(PrintRunFile).where(col(PrintRunFile.run_id).in_(ids)))
    session.execute(
        sa.update(PrintRun).where(col(PrintRun.id).in_(ids)).values(state=RunState.FAILED)
    )
    return len(ids)
