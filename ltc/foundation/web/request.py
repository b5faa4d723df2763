"""What belongs to the request at hand: its database session, its actor, whom it shows."""

import secrets
from collections.abc import Iterable
from typing import cast
from uuid import UUID

import sqlalchemy as sa
from flask import Flask, current_app, g, has_request_context, request
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound
from ltc.foundation.core.vault import Vault
from ltc.foundation.web.marks import is_taking_files

MOST_BYTES_WITH_FILES = 40 * 1024 * 1024  # three photos as a telephone makes them
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def attach(app: Flask, sessions: sessionmaker[Session], vault: Vault) -> None:
    """Give the application its session maker; sessions of reading requests cannot write."""
    app.extensions["ltc_sessions"] = sessions
    app.extensions["ltc_reading_sessions"] = _for_reading(sessions)
    app.extensions["ltc_vault"] = vault

    @app.before_request
    def _make_room_for_files() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        if view is not None and is_taking_files(view):
            request.max_content_length = MOST_BYTES_WITH_FILES

    @app.teardown_appcontext
    def _close(_problem: BaseException | None) -> None:
        session = g.pop("db", None)
        if session is not None:
            session.close()  # gives back whatever was not committed


def _for_reading(sessions: sessionmaker[Session]) -> sessionmaker[Session]:
    reading = sessions.kw["bind"].execution_options(ltc_read_only=True)
    maker = sessionmaker(class_=Session, **{**sessions.kw, "bind": reading})
    sa.event.listen(maker, "before_flush", _refuse_flush)
    return maker


def sessions() -> sessionmaker[Session]:
    """Return the application's session maker, for the short write after the answer."""
    return cast("sessionmaker[Session]", current_app.extensions["ltc_sessions"])


def db() -> Session:
    """Return this request's session; begun at its first statement, ended by the request itself."""
    if "db" not in g:
        is_reading = has_request_context() and request.method in READING_METHODS
        g.db = current_app.extensions["ltc_reading_sessions" if is_reading else "ltc_sessions"]()
    return cast(Session, g.db)


def _refuse_flush(session: Session, _context: object, _instances: object) -> None:
    if session.new or session.dirty or session.deleted:
        raise AssertionError("a reading request tried to change the database")


def actor() -> Actor:
    """Return who acts in this request; raises NotFound on a public page with nobody signed in."""
    who = g.get("actor")
    if who is None:
        raise NotFound
    return cast(Actor, who)


def actor_or_none() -> Actor | None:
    """Return who acts, or None on a public page with nobody signed in."""
    return cast("Actor | None", g.get("actor"))


def request_id() -> str:
    """Return the id that ties the answer, the log and the audit of this request together."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return cast(str, g.request_id)


def shows(elder_ids: Iterable[UUID]) -> None:
    """Declare that the answer shows these elders; they become rows of the read audit."""
    g.setdefault("about", set()).update(elder_ids)
