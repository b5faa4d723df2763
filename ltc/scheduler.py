"""The timed work: one table of jobs, one process that runs it, one leader among several.

APScheduler keeps time in memory only; what ran is in the ``job_run`` ledger, so a restart or a
second scheduler never makes a run twice.
"""

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col

from ltc.care.urgent.jobs import write_escalations
from ltc.exchange.pdf import jobs as print_runs
from ltc.exchange.town import jobs as imports
from ltc.foundation.accounts.actions.signing import drop_expired
from ltc.foundation.audit.actions import seal
from ltc.foundation.core import clock
from ltc.foundation.core.db import is_busy, transaction
from ltc.foundation.core.zone import THAILAND
from ltc.upkeep.models import JobRun, SchedulerLease

log = logging.getLogger("ltc.scheduler")

LEASE = timedelta(seconds=30)
BEAT_SECONDS = 10
ASKED_EVERY_SECONDS = 1  # work that somebody waits for on a page
LOCK_NUMBER = 5_172
SETTLING = timedelta(seconds=20)  # longer than any request's transaction may last

Work = Callable[[Session, datetime], str]


@dataclass(frozen=True)
class Job:
    """One line of the table: what runs how often, and how late it may still run."""

    name: str
    every: timedelta
    work: Work


def _seal_audit(session: Session, at: datetime) -> str:
    return f"sealed {seal(session, at=at, settled_before=at - SETTLING)}"


def _drop_expired(session: Session, at: datetime) -> str:
    return f"dropped {drop_expired(session, at=at)}"


JOBS = (
    Job("seal_audit", timedelta(minutes=1), _seal_audit),
    Job("drop_expired_sign_ins", timedelta(hours=1), _drop_expired),
    Job("forget_imports", timedelta(hours=1), imports.forget),
    Job("forget_print_runs", timedelta(hours=1), print_runs.forget),
    Job("write_escalations", timedelta(minutes=1), write_escalations),
)


def due_time(job: Job, at: datetime) -> datetime:
    """Return the start of the interval that ``at`` lies in: the name of this run."""
    midnight = at.astimezone(THAILAND).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (at - midnight) // job.every * job.every


def run_once(sessions: sessionmaker[Session], job: Job, *, at: datetime) -> str | None:
    """Run a job for the interval of ``at``; None when somebody ran it already or it is put off."""
    due_at = due_time(job, at)
    try:
        with transaction(sessions) as session:
            session.add(JobRun(job=job.name, due_at=due_at, started_at=at))
    except IntegrityError:
        return None
    except OperationalError as problem:
        if not is_busy(problem):
            raise
        log.warning("job %s put off: the database is busy", job.name)  # a town is being saved
        return None
    try:
        with transaction(sessions) as session:
            outcome = job.work(session, at)
    except Exception as problem:
        log.error("job %s failed: %s", job.name, type(problem).__name__)
        outcome = f"failed: {type(problem).__name__}"
    with transaction(sessions) as session:
        session.execute(
            sa.update(JobRun)
            .where(col(JobRun.job) == job.name, col(JobRun.due_at) == due_at)
            .values(finished_at=clock.now(), outcome=outcome[:200])
        )
    return outcome


def beat(sessions: sessionmaker[Session], owner: str, *, at: datetime) -> bool:
    """Say "alive" and hold the lease; False when another scheduler holds it."""
    try:
        with transaction(sessions) as session:
            lease = session.get(SchedulerLease, 1, with_for_update=True)
            if lease is None:
                session.add(SchedulerLease(owner=owner, beat_at=at, until=at + LEASE))
                return True
            if lease.owner != owner and lease.until > at:
                return False
            lease.owner, lease.beat_at, lease.until = owner, at, at + LEASE
            session.add(lease)
            return True
    except IntegrityError:
        return False  # another made the very first row at the same moment


@contextmanager
def leadership(engine: sa.Engine, stop: threading.Event) -> Iterator[bool]:
    """Wait to be the only leader. PostgreSQL frees the lock itself when a process dies."""
    if engine.dialect.name != "postgresql":
        yield True  # the lease row decides: one host, one clock
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        query = sa.text("SELECT pg_try_advisory_lock(:number)")
        while not stop.is_set() and not connection.scalar(query, {"number": LOCK_NUMBER}):
            stop.wait(2)
        yield not stop.is_set()


def run(sessions: sessionmaker[Session], stop: threading.Event) -> None:
    """Run the table of jobs until ``stop`` is set or another scheduler took the lease."""
    owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    engine: Any = sessions.kw["bind"]
    with leadership(engine, stop) as is_leader:
        while is_leader and not stop.is_set() and not beat(sessions, owner, at=clock.now()):
            stop.wait(BEAT_SECONDS / 2)
        if stop.is_set() or not is_leader:
            return
        scheduler = _started(sessions)
        is_over = threading.Event()
        asked_for = threading.Thread(target=_work_off, args=(sessions, is_over), daemon=True)
        asked_for.start()
        try:
            while not stop.wait(BEAT_SECONDS):
                if not _still_leads(sessions, owner):
                    log.error("lost the lease: stopping")
                    break
        finally:
            is_over.set()
            scheduler.shutdown(wait=True)
            asked_for.join()


def _work_off(sessions: sessionmaker[Session], is_over: threading.Event) -> None:
    """Do what people asked for and wait for, one thing after another."""
    is_new = True
    while not is_over.wait(ASKED_EVERY_SECONDS):
        try:
            if is_new:
                imports.take_over(sessions)
                print_runs.take_over(sessions)
                is_new = False
            while not is_over.is_set() and (
                print_runs.work_off(sessions) or imports.work_off(sessions)
            ):
                pass
        except SQLAlchemyError as problem:
            log.warning("asked-for work put off: %s", type(problem).__name__)


def _started(sessions: sessionmaker[Session]) -> BackgroundScheduler:
    """Start the timer of every job, each with one run now: a restart must not put work off."""
    scheduler = BackgroundScheduler(timezone=THAILAND)
    for job in JOBS:
        scheduler.add_job(
            lambda job=job: run_once(sessions, job, at=clock.now()),
            IntervalTrigger(seconds=int(job.every.total_seconds()), timezone=THAILAND),
            id=job.name, coalesce=True, misfire_grace_time=3_600, max_instances=1,
        )  # fmt: skip
        scheduler.add_job(lambda job=job: run_once(sessions, job, at=clock.now()))
    scheduler.start()
    return scheduler


def _still_leads(sessions: sessionmaker[Session], owner: str) -> bool:
    """Beat; a database that is busy for a moment is no reason to stop."""
    try:
        return beat(sessions, owner, at=clock.now())
    except OperationalError as problem:
        log.warning("no beat: %s", type(problem).__name__)
        return True
