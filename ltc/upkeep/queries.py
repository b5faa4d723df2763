"""Reads of the scheduler's ledger."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from ltc.upkeep.models import JobRun, SchedulerLease


def last_beat(session: Session) -> datetime | None:
    """Return when a scheduler last said that it is alive, or None when none ever did."""
    lease = session.exec(select(SchedulerLease)).first()
    return lease.beat_at if lease else None


def list_runs(session: Session, job: str, *, limit: int = 20) -> Sequence[JobRun]:
    """Return the newest runs of a job, newest first."""
    return session.exec(
        select(JobRun).where(JobRun.job == job).order_by(col(JobRun.due_at).desc()).limit(limit)
    ).all()
