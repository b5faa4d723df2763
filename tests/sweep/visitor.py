"""Opening the forms of the sweep, and saying what was wrong."""

from collections.abc import Sequence
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session
from werkzeug.test import TestResponse

from tests.sweep.doors import Door
from tests.sweep.sheets import Sheet, pick
from tests.sweep.world import World


def lines(wrong: Sequence[tuple[Any, ...]]) -> str:
    """Everything that was wrong, one thing a line."""
    return "\n" + "\n".join(map(str, wrong))


def opened(http: FlaskClient, door: Door, world: World) -> tuple[Sheet, str, str]:
    """Open a door's page: its form, the address that it goes to, the page's words."""
    page = door.path(world)
    answer = http.get(page)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200, (door.name, answer.status_code, html[-1500:])
    sheet = pick(html, door.mark)
    return sheet, sheet.action or page, html


def token_of(http: FlaskClient) -> dict[str, str]:
    """The token that every form carries, from an ordinary page."""
    found = pick(http.get("/my-role").get_data(as_text=True), "holding")
    return {"csrf_token": found.controls["csrf_token"].sent[0]}


def is_embedded(sessions: sessionmaker[Session]) -> bool:
    """True on SQLite, which gets more of what is no affair of the database."""
    return bool(sessions.kw["bind"].dialect.name == "sqlite")


def text_of(answer: TestResponse) -> str:
    """Return the words of an answer; a photo has none."""
    return answer.get_data().decode("utf-8", "replace")
