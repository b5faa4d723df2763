"""What every test may ask for: a database, an application on it, people with names, a browser."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from ltc.app import create_app
from ltc.foundation.core import clock
from ltc.foundation.core.db import make_engine, session_factory
from ltc.foundation.core.vault import Vault
from ltc.settings import Settings
from tests.browser_tools import browser, laptop_page, live_server, tablet_page
from tests.cast import Cast, engage, find_cast
from tests.client import Client
from tests.databases import (
    TEST_KEY,
    TEST_MASTER,
    database_url,
    empty_database_url,
    postgres,
    postgres_template,
    postgres_town,
    sqlite_template,
    sqlite_town,
)

__all__ = [
    "browser",
    "database_url",
    "empty_database_url",
    "laptop_page",
    "live_server",
    "postgres",
    "postgres_template",
    "postgres_town",
    "sqlite_template",
    "sqlite_town",
    "tablet_page",
]

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def today() -> Iterator[date]:
    """Every test lives on one Sunday."""
    with clock.living_on(TODAY):
        yield TODAY


@pytest.fixture(scope="session")
def vault() -> Vault:
    """A vault whose master key is no secret."""
    return Vault(TEST_MASTER)


@pytest.fixture
def sessions(database_url: str, vault: Vault) -> Iterator[sessionmaker[Session]]:
    """The session maker of a fresh, migrated database."""
    engine = make_engine(database_url, key=TEST_KEY)
    yield session_factory(engine, vault)
    engine.dispose()


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """One session, for tests of actions and queries."""
    with sessions() as one:
        yield one


@pytest.fixture
def cast(sessions: sessionmaker[Session]) -> Cast:
    """The town and its people, signed up and saved: they came with the copy of the database."""
    return find_cast(sessions) or engage(sessions)


class _Compiled(BytecodeCache):
    """Compiled templates, kept from one test's application to the next one's."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.code


_compiled = _Compiled()


@pytest.fixture
def app(sessions: sessionmaker[Session], vault: Vault, tmp_path: Path) -> Flask:
    """The application as it is served, on this test's database."""
    made = create_app(Settings(home=tmp_path, database_url=None), sessions, vault)
    made.jinja_env.bytecode_cache = _compiled
    return made


@pytest.fixture
def asked(app: Flask) -> Iterator[list[str]]:
    """The statements that the application sends."""
    engine = app.extensions["ltc_sessions"].kw["bind"]
    found: list[str] = []

    def listen(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        found.append(statement)

    sa.event.listen(engine, "before_cursor_execute", listen)
    yield found
    sa.event.remove(engine, "before_cursor_execute", listen)


@pytest.fixture
def sign_in(app: Flask, cast: Cast) -> Callable[[str], Client]:
    """Sign somebody of the cast in, by username, and return their browser."""

    def enter(username: str) -> Client:
        return Client(app).sign_in(username, cast.password)

    return enter
