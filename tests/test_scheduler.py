"""The timed work: once for each due time, by one leader, every failure written down."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col

from ltc import scheduler
from ltc.foundation.areas.models import Area
from ltc.foundation.core import clock
from ltc.scheduler import JOBS, LEASE, Job, beat, due_time, run_once
from ltc.upkeep.models import JobRun, SchedulerLease
from ltc.upkeep.queries import list_runs

AT = datetime(2026, 11, 22, 3, 7, 30, tzinfo=UTC)
HOURLY = timedelta(hours=1)


@pytest.fixture
def runs(sessions: sessionmaker[Session]) -> Callable[[str], list[JobRun]]:
    """The ledger of a job."""

    def read(job: str) -> list[JobRun]:
        with sessions() as session:
            return list(list_runs(session, job))

    return read


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    st.integers(0, 365 * 86_400).map(lambda s: AT + timedelta(seconds=s)),
    st.sampled_from([job.every for job in JOBS]),
)
def test_due_time_names_one_interval(at: datetime, every: timedelta) -> None:
    job = Job("any", every, lambda *_: "")
    due = due_time(job, at)
    assert due <= at < due + every
    assert due_time(job, due) == due == due_time(job, max(due, at - timedelta(microseconds=1)))


def test_names_of_jobs_are_their_own() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)


def test_job_runs_once_however_many_schedulers_ask(
    sessions: sessionmaker[Session], runs: Callable[[str], list[JobRun]]
) -> None:
    done: list[str] = []
    job = Job("count", HOURLY, lambda _session, _at: done.append("x") or "counted")
    asks = [AT, AT + timedelta(minutes=1), AT + timedelta(minutes=2), AT]
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda at: run_once(sessions, job, at=at), asks))
    assert sorted(map(str, outcomes)) == ["None", "None", "None", "counted"]
    assert done == ["x"]
    assert run_once(sessions, job, at=AT + HOURLY) == "counted"
    ledger = runs("count")
    assert [run.due_at for run in ledger] == [due_time(job, AT + HOURLY), due_time(job, AT)]
    assert all(run.finished_at and run.outcome == "counted" for run in ledger)


def test_failing_job_is_written_down_without_words_and_saves_nothing(
    sessions: sessionmaker[Session],
    runs: Callable[[str], list[JobRun]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(session: Session, _at: datetime) -> str:
        session.add(Area(kind="test", code="T", name_th="คานารี", sort_key="x"))
        session.flush()
        raise ValueError("คานารี 0899999999")

    assert run_once(sessions, Job("fail", HOURLY, fail), at=AT) == "failed: ValueError"
    assert [run.outcome for run in runs("fail")] == ["failed: ValueError"]
    assert "คานารี" not in caplog.text
    with sessions() as session:
        assert session.scalar(sa.select(Area).where(col(Area.kind) == "test")) is None


def test_every_job_of_the_table_runs_on_an_empty_installation(
    sessions: sessionmaker[Session],
) -> None:
    outcomes = {job.name: run_once(sessions, job, at=AT) for job in JOBS}
    assert not [name for name, words in outcomes.items() if "failed" in str(words)]


def test_one_leader_at_a_time(sessions: sessionmaker[Session]) -> None:
    with ThreadPoolExecutor(4) as pool:
        first = list(pool.map(lambda name: beat(sessions, name, at=AT), "abcd"))
    assert first.count(True) == 1
    leader = "abcd"[first.index(True)]
    other = "b" if leader != "b" else "c"
    assert not beat(sessions, other, at=AT + LEASE - timedelta(seconds=1))
    assert beat(sessions, leader, at=AT + LEASE - timedelta(seconds=1))
    assert not beat(sessions, other, at=AT + LEASE)


def test_lease_is_taken_over_when_it_ran_out(sessions: sessionmaker[Session]) -> None:
    assert beat(sessions, "first", at=AT)
    assert beat(sessions, "second", at=AT + LEASE)
    assert not beat(sessions, "first", at=AT + LEASE)
    with sessions() as session:
        assert session.scalars(sa.select(SchedulerLease.owner)).all() == ["second"]


@pytest.fixture
def running(sessions: sessionmaker[Session]) -> Iterator[threading.Event]:
    """A scheduler at work in a thread; the event stops it."""
    stop = threading.Event()
    worker = threading.Thread(target=scheduler.run, args=(sessions, stop))
    worker.start()
    yield stop
    stop.set()
    worker.join(10)
    assert not worker.is_alive()


def test_restart_runs_what_is_due_now(
    running: threading.Event, runs: Callable[[str], list[JobRun]]
) -> None:
    patience = time.monotonic() + 10
    while not all(runs(job.name) for job in JOBS) and time.monotonic() < patience:
        time.sleep(0.05)
    assert {job.name: len(runs(job.name)) >= 1 for job in JOBS} == {job.name: True for job in JOBS}


@pytest.mark.parametrize(
    ("minutes", "status", "words"), [(None, 503, "never started"), (0, 200, "ok"), (4, 503, "late")]
)
def test_health_follows_the_heartbeat(
    app: Flask, sessions: sessionmaker[Session], minutes: int | None, status: int, words: str
) -> None:
    if minutes is not None:
        beat(sessions, "one", at=clock.now() - timedelta(minutes=minutes))
    answer = app.test_client().get("/healthz")
    body = answer.get_json()
    assert answer.status_code == status
    assert list(sorted(body)) == ["database", "migrations", "scheduler", "status"]
    assert (body["database"], body["migrations"], body["scheduler"]) == ("ok", "ok", words)
    assert body["status"] == ("ok" if status == 200 else "unwell")
