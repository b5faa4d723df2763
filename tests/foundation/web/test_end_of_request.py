"""How a request ends: what is saved, what is written down, and what nobody gets to see."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session, col

from ltc.foundation.accounts import guard
from ltc.foundation.accounts.actions import signing as actions
from ltc.foundation.accounts.models import RoleHolding, SignIn
from ltc.foundation.areas.models import Area
from ltc.foundation.audit.models import Access, AccessSubject, AuditEntry
from ltc.foundation.core import clock
from ltc.foundation.core.ids import new_id
from ltc.foundation.web.marks import allow
from ltc.foundation.web.request import db
from tests.cast import TODAY, Cast
from tests.client import Client, Page

SignInAs = Callable[[str], Client]
CANARY = "แกงโฮะ-canary-0899999999"


def an_area() -> Area:
    """A row that breaks no rule."""
    return Area(kind="test", code="T1", name_th=CANARY, sort_key=CANARY)


def save_and_answer(status: int) -> tuple[str, int]:
    """A view that saves and then answers with any status."""
    db().add(an_area())
    db().flush()
    return "answered", status


def save_and_break() -> str:
    """A view that saves and then goes wrong, with a person's words in the error."""
    db().add(an_area())
    db().flush()
    raise RuntimeError(CANARY)


def break_at_commit() -> str:
    """A view whose rows are refused by the database only when it commits."""
    db().add(RoleHolding(user_id=new_id(), role=CANARY, area_id=new_id(), held_from=TODAY))
    return "saved"


def lose_a_race() -> str:
    """A view whose row somebody else saved a moment earlier."""
    db().add_all([an_area(), an_area()])
    return "saved"


def flush_while_reading() -> str:
    """A reading view that changes something."""
    db().add(an_area())
    db().flush()
    return "read"


def write_while_reading() -> str:
    """A reading view that changes something behind the session's back."""
    values = {"id": new_id(), "kind": "test", "code": "T1", "name_th": "x", "sort_key": "x"}
    db().execute(sa.insert(Area).values(is_placeholder=False, name_en="", source="", **values))
    return "read"


@pytest.fixture
def doors(app: Flask, cast: Cast) -> Flask:
    """The application with a few doors that misbehave on purpose."""
    opened = allow("read", "elder")

    def add(path: str, view: Callable[..., Any], method: str) -> None:
        app.add_url_rule(path, view.__name__, view, methods=[method])

    for path, view in (
        ("/t/save/<int:status>", save_and_answer),
        ("/t/break", save_and_break),
        ("/t/commit", break_at_commit),
        ("/t/race", lose_a_race),
    ):
        add(path, opened(view), "POST")
    add("/t/flush", opened(flush_while_reading), "GET")
    add("/t/write", opened(write_while_reading), "GET")
    add("/t/unmarked", lambda: "open to all", "GET")
    return app


@pytest.fixture
def nurse(doors: Flask, sign_in: SignInAs) -> Client:
    """Somebody who may pass those doors."""
    return sign_in("nok")


@pytest.fixture
def saved(doors: Flask) -> Callable[[], int]:
    """How many rows the misbehaving doors have left behind."""

    def count() -> int:
        with doors.extensions["ltc_sessions"]() as session:
            found = sa.select(sa.func.count()).where(col(Area.kind) == "test")
            return int(session.scalar(found))

    return count


def send(client: Client, path: str, *, expect: int) -> Page:
    """Post to a door with the token of an ordinary page."""
    return client.post(path, after=client.get("/my-role"), expect=expect)


def test_commits_below_400_only(nurse: Client, saved: Callable[[], int]) -> None:
    for status in (400, 404, 409, 422, 500):
        send(nurse, f"/t/save/{status}", expect=status)
        assert saved() == 0, status
    send(nurse, "/t/save/200", expect=200)
    assert saved() == 1


def test_failure_after_saving_saves_nothing(nurse: Client, saved: Callable[[], int]) -> None:
    answer = send(nurse, "/t/break", expect=500)
    assert "ระบบสะดุด" in answer.heading
    assert saved() == 0


def test_failing_commit_becomes_the_500_page(nurse: Client) -> None:
    assert "ระบบสะดุด" in send(nurse, "/t/commit", expect=500).heading


def test_lost_race_becomes_the_409_page(nurse: Client, saved: Callable[[], int]) -> None:
    assert "พร้อมกับคุณ" in send(nurse, "/t/race", expect=409).heading
    assert saved() == 0


def test_reading_request_that_flushes_fails(nurse: Client, saved: Callable[[], int]) -> None:
    nurse.get("/t/flush", expect=500)
    nurse.get("/t/write", expect=200)
    assert saved() == 0


def test_view_without_a_mark_is_closed(nurse: Client, doors: Flask) -> None:
    nurse.get("/t/unmarked", expect=403)
    Client(doors).get("/t/unmarked", expect=403)


def test_unknown_address_is_404_for_everybody(nurse: Client, doors: Flask) -> None:
    nurse.get("/t/nothing-here", expect=404)
    Client(doors).get("/t/nothing-here", expect=404)


def test_errors_leave_no_personal_words_in_the_log(
    nurse: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        send(nurse, "/t/break", expect=500)
        send(nurse, "/t/commit", expect=500)
        send(nurse, "/t/race", expect=409)
    assert "break_at_commit failed: IntegrityError" in caplog.text
    assert "canary" not in caplog.text


def test_failed_commit_does_not_say_saved(
    sign_in: SignInAs, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = sign_in("malee")
    path = f"/elders/{cast.boonmee_id}/circumstances"
    form = manager.get(path)

    def refuse(_session: Session) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(Session, "commit", refuse)
    chosen = {"health_scheme": "uc", "residence_type": "1", "income_band": "none"}
    answer = manager.submit(form, path, chosen, expect=500)
    assert "บันทึกความเป็นอยู่แล้ว" not in answer.text
    assert "บันทึกความเป็นอยู่แล้ว" not in manager.get("/my-role").text


def test_reads_are_one_row_and_one_subject_an_elder(
    sign_in: SignInAs, cast: Cast, session: Session
) -> None:
    manager = sign_in("malee")
    manager.get("/register")
    manager.get(f"/elders/{cast.boonmee_id}/edit")
    manager.get("/my-role")
    rows = session.execute(
        sa.select(Access.endpoint, Access.person_id, AccessSubject.elder_id)
        .join(AccessSubject, col(AccessSubject.access_id) == col(Access.id))
        .order_by(col(Access.id))
    ).all()
    who, whom = cast.users["malee"], cast.boonmee_id
    assert rows == [("desks.register", who, whom), ("elders.edit_elder", who, whom)]


def test_unwritten_read_audit_throws_the_page_away(
    sign_in: SignInAs, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = sign_in("malee")

    def broken(*_args: object, **_named: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(guard, "record_access", broken)
    answer = manager.get(f"/elders/{cast.boonmee_id}/edit", expect=503)
    assert answer.answer.headers["Retry-After"]
    assert "บุญมี" not in answer.html


def test_refusal_survives_the_rollback(nurse: Client, session: Session, cast: Cast) -> None:
    nurse.get("/audit", expect=403)
    send(nurse, f"/elders/{cast.boonmee_id}/team/new", expect=403)
    found = session.scalars(
        sa.select(AuditEntry.action).where(col(AuditEntry.outcome) == "refused")
    ).all()
    assert found == ["audit_log.list", "care_team.create"]


def test_error_page_shows_nobody(nurse: Client, session: Session, cast: Cast) -> None:
    """A page that could not be shown is not in the read audit either."""
    before = session.scalar(sa.select(sa.func.count()).select_from(Access))
    nurse.get(f"/elders/{UUID(int=0)}", expect=404)
    assert session.scalar(sa.select(sa.func.count()).select_from(Access)) == before


def test_untouched_sign_in_costs_nobody_the_page(
    sign_in: SignInAs, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("nok")
    session.execute(sa.update(SignIn).values(last_seen_at=clock.now() - timedelta(minutes=30)))
    session.commit()

    def busy(*_args: object, **_named: object) -> None:
        raise sa.exc.OperationalError("UPDATE", {}, Exception("database is locked"))

    monkeypatch.setattr(actions, "touch", busy)
    client.get("/my-role")
