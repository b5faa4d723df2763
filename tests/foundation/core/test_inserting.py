"""Inserting past the object layer: once, belonging to the session, never while only reading."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col

from ltc.foundation.accounts.models import User
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import system_actor
from ltc.foundation.core.db import insert_once
from tests.cast import AT


def somebody(username: str = "nok") -> User:
    """A user who is not saved yet."""
    return User(
        username=username, password_hash="", name_th="นก", sort_key="นก", created_at=AT
    )  # fmt: skip


def names(session: Session) -> list[str]:
    """All user names as they are stored."""
    return list(session.execute(sa.select(col(User.username))).scalars())


def test_new_row_is_inserted_and_belongs_to_the_session(session: Session) -> None:
    user = somebody()
    assert insert_once(session, user)
    assert user in session
    assert not session.new
    user.username = "malee"
    session.flush()
    assert names(session) == ["malee"]


def test_second_row_of_the_same_name_is_not_inserted(session: Session) -> None:
    assert insert_once(session, somebody())
    twin = somebody()
    assert not insert_once(session, twin)
    assert twin not in session
    assert names(session) == ["nok"]


def test_what_was_added_before_is_written_first(session: Session) -> None:
    session.add(somebody())
    assert not insert_once(session, somebody())


def test_other_mistakes_are_not_passed_over(session: Session) -> None:
    nameless = somebody()
    nameless.name_th = None  # type: ignore[assignment]
    with pytest.raises(sa.exc.IntegrityError):
        insert_once(session, nameless)


def test_reading_request_cannot_write_an_act_down(sessions: sessionmaker[Session]) -> None:
    reading = sessions.kw["bind"].execution_options(ltc_read_only=True)
    with sessions(bind=reading) as session, pytest.raises(AssertionError):
        record(session, by=system_actor("สมชาย"), at=AT, what="elder.registered")
