"""What the pages ask the database: how many statements, and none that counts a whole table."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from flask.testing import FlaskClient

from ltc.app import create_app
from tests.bench.browser import CSRF
from tests.bench.houses import NURSE, House
from tests.bench.measure import Figure
from tests.bench.pages import QUERIES

CHART_LIMIT = 12
COUNTS_ALL = re.compile(r"count\(", re.IGNORECASE)


def measure(small: House, large: House) -> Iterator[Figure]:
    """Yield the statements of each page in both towns; transactions' beginnings do not count."""
    in_small, in_large = _asked(small), _asked(large)
    chart = len(in_large["chart"])
    yield Figure(f"{large.kind}: statements of a chart", chart, CHART_LIMIT)
    for name, asked in in_large.items():
        yield Figure(
            f"{large.kind}: statements of {name} at {large.size:,}", len(asked),
            len(in_small[name]), "", f"{len(in_small[name])} at {small.size:,}",
        )  # fmt: skip
    counting = [
        statement
        for asked in in_large.values()
        for statement in asked
        if COUNTS_ALL.search(statement) and "LIMIT" not in statement
    ]
    yield Figure(f"{large.kind}: statements that count all rows", len(counting), 0)


def _asked(house: House) -> dict[str, list[str]]:
    installation = house.installation
    app = create_app(installation.settings, installation.sessions, installation.vault)
    client = _signed_in(app.test_client(), house.password)
    pages = {
        "list of 100": "/register",
        "name search": f"/register?q={quote(QUERIES[0])}",
        "chart": f"/elders/{house.cared_for[0]}",
    }
    found = {}
    for name, path in pages.items():
        with _listening(installation.engine) as statements:
            assert client.get(path).status_code == 200
        found[name] = statements
    return found


def _signed_in(client: FlaskClient, password: str) -> FlaskClient:
    token = CSRF.search(client.get("/sign-in").text)
    assert token
    sent = {"csrf_token": token[1], "username": NURSE, "password": password}
    assert client.post("/sign-in", data=sent).status_code == 303
    return client


@contextmanager
def _listening(engine: sa.Engine) -> Iterator[list[str]]:
    heard: list[str] = []

    def hear(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            heard.append(statement)

    sa.event.listen(engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        sa.event.remove(engine, "before_cursor_execute", hear)
