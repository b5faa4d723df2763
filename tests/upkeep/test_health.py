"""Health at the door of a database that is not as it should be."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from ltc.app import create_app
from ltc.foundation.core.db import make_engine, session_factory
from ltc.foundation.core.vault import Vault
from ltc.settings import Settings
from tests.databases import TEST_KEY


@pytest.fixture
def empty_app(empty_database_url: str, vault: Vault, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database without tables."""
    engine = make_engine(empty_database_url, key=TEST_KEY)
    yield create_app(Settings(home=tmp_path), session_factory(engine, vault), vault)
    engine.dispose()


def test_empty_database_is_pending(empty_app: Flask) -> None:
    answer = empty_app.test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.get_json()["migrations"] == "pending"


def test_older_schema_is_pending(app: Flask) -> None:
    with app.extensions["ltc_sessions"]() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '000'"))
        session.commit()
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.get_json()["migrations"]) == (503, "pending")


@pytest.mark.parametrize(
    "url",
    ["sqlite:////nowhere/at/all.db", "postgresql+psycopg://ltc@127.0.0.1:1/ltc?connect_timeout=1"],
)
def test_database_out_of_reach(url: str, vault: Vault, tmp_path: Path) -> None:
    engine = make_engine(url, key=TEST_KEY)
    client = create_app(
        Settings(home=tmp_path), session_factory(engine, vault), vault
    ).test_client()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_json()["database"]) == (503, "unreachable")
    page = client.post("/sign-in", data={"username": "a", "password": "b"})
    assert page.status_code == 422
    engine.dispose()


def test_health_tells_nothing_else(app: Flask) -> None:
    answer = app.test_client().get("/healthz")
    assert set(answer.get_json()) == {"status", "database", "migrations", "scheduler"}
    assert answer.headers["Cache-Control"] == "no-store"
