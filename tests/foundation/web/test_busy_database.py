"""When the database cannot serve at once: a page that says when to come back, no bare error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from ltc.care.elders.models import Elder
from ltc.foundation.core.db import is_busy, is_taken
from tests.cast import Cast
from tests.client import Client

SignIn = Callable[[str], Client]
LOCKS = {"sqlite": "SELECT 1", "postgresql": "LOCK TABLE elder IN ACCESS EXCLUSIVE MODE"}


@pytest.fixture
def impatient(sessions: sessionmaker[Session]) -> None:
    """Wait a moment for locks instead of five seconds."""
    engine = sessions.kw["bind"]
    statement = {"sqlite": "PRAGMA busy_timeout=50", "postgresql": "SET lock_timeout = 50"}

    @sa.event.listens_for(engine, "checkout")
    def _shorten(connection: Any, *_: object) -> None:
        cursor = connection.cursor()
        cursor.execute(statement[engine.dialect.name])
        if engine.dialect.name == "postgresql":
            connection.commit()
        cursor.close()


@contextmanager
def writer_at_work(sessions: sessionmaker[Session]) -> Iterator[None]:
    """Hold the write lock, as a long import would."""
    with sessions() as session:
        session.execute(sa.text(LOCKS[sessions.kw["bind"].dialect.name]))
        yield


def test_writing_while_another_writes_says_when_to_come_back(
    impatient: None, sign_in: SignIn, cast: Cast, sessions: sessionmaker[Session]
) -> None:
    manager = sign_in("malee")
    path = f"/elders/{cast.boonmee_id}/edit"
    form = manager.get(path)
    with writer_at_work(sessions):
        answer = manager.submit(form, path, {"given_name": "บุญมา"}, expect=503)
    assert answer.answer.headers["Retry-After"]
    assert "รอ 1 นาที" in answer.text
    with sessions() as session:
        assert session.get_one(Elder, cast.boonmee_id).given_name == "บุญมี"
    manager.submit(form, path, {"given_name": "บุญมา"})


def test_signing_in_while_another_writes_is_a_page_too(
    impatient: None, app: Flask, cast: Cast, sessions: sessionmaker[Session]
) -> None:
    visitor = Client(app)
    form = visitor.get("/sign-in")
    with sessions() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(sa.text("LOCK TABLE sign_in_failure IN ACCESS EXCLUSIVE MODE"))
        else:
            session.execute(sa.text("SELECT 1"))
        visitor.post(
            "/sign-in", {"username": "malee", "password": "x" * 20}, after=form, expect=503
        )


def test_only_trouble_that_passes_counts_as_busy() -> None:
    class Locked(Exception):
        sqlstate = "55P03"

    Locked.__module__ = "psycopg.errors"

    class Missing(Locked):
        sqlstate = "42P01"

    def told(
        cause: Exception, kind: type[sa.exc.DBAPIError] = sa.exc.OperationalError
    ) -> Exception:
        return kind("statement", {}, cause)

    assert is_busy(told(Locked()))
    assert is_busy(told(Exception("database is locked")))
    assert is_busy(sa.exc.TimeoutError())
    assert not is_busy(told(Missing()))
    assert not is_busy(told(Exception("disk I/O error")))
    assert not is_busy(ValueError("database is locked"))
    assert is_taken(told(Exception("UNIQUE constraint failed: a.b"), sa.exc.IntegrityError))
    assert not is_taken(told(Exception("FOREIGN KEY constraint failed"), sa.exc.IntegrityError))
