"""The life of one request: who is it, may they, and how it ends.

The end has one order (tried on both databases; others deadlock or lose something): render; commit
below 400, else roll back; then write reads and security events in a short transaction of their
own; if that fails, throw the answer away and say 503.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from ltc.foundation.accounts import queries
from ltc.foundation.accounts.actions import signing as actions
from ltc.foundation.accounts.queries import Arrival
from ltc.foundation.audit.actions import record, record_access, record_access_to
from ltc.foundation.core import clock
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import Forbidden
from ltc.foundation.web.errors import error_page, unexpected
from ltc.foundation.web.marks import PUBLIC, SIGNED_IN, Mark, Reply, mark_of
from ltc.foundation.web.request import db, request_id, sessions

log = logging.getLogger("ltc")

TOUCH_AFTER = timedelta(minutes=5)
SecurityEvent = Callable[[Session], None]


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login carries: the sign-in, never the user row."""

    def __init__(self, token: str, arrival: Arrival) -> None:
        self.token = token
        self.arrival = arrival

    def get_id(self) -> str:
        return self.token


def attach(app: Flask) -> None:
    """Register the guard before every request and the settling of every answer."""
    # No template processor: an error page would load the user again, from a database in trouble.
    manager = LoginManager(app, add_context_processor=False)
    manager.session_protection = None  # tokens live in our table; it decides what still holds
    manager.user_loader(_load)
    app.before_request(_guard)
    app.after_request(_settle)
    app.extensions["ltc_note_reads"] = _note_reads


def _load(token: str) -> SignedIn | None:
    arrival = queries.find_arrival(db(), token, at=clock.now(), on=clock.today())
    return SignedIn(token, arrival) if arrival else None


def _guard() -> Reply | None:
    if request.endpoint is None:
        return None  # no such address: the 404 page
    view = current_app.view_functions[request.endpoint]
    mark = mark_of(view)
    if mark is None:
        raise Forbidden  # a forgotten mark is a closed door
    if request.endpoint == "assets.static":
        return None
    arrival = _arrival()
    if arrival:
        g.actor = arrival.actor
        g.arrival = arrival
    if mark == PUBLIC:
        return None
    if arrival is None:
        return redirect(url_for("accounts.sign_in", next=_way_back()), 303)
    _check(mark, arrival.actor)
    return None


def _arrival() -> Arrival | None:
    if not current_user.is_authenticated:
        return None
    found: Arrival = current_user.arrival
    named = Actor(
        found.actor.person_id,
        found.actor.name,
        found.actor.role,
        found.actor.area_id,
        found.actor.session_id,
        request_id(),
    )
    return Arrival(found.sign_in_id, named, found.last_seen_at)


def _check(mark: Mark, actor: Actor) -> None:
    if mark == SIGNED_IN:
        return
    assert mark.action
    assert mark.resource
    if not queries.may(actor, mark.action, mark.resource):
        refuse(actor, f"{mark.resource}.{mark.action}")
        raise Forbidden


def refuse(actor: Actor, what: str) -> None:
    """Queue the refusal for the audit; it is written even though the request is rolled back."""
    at = clock.now()
    after_answer(lambda session: record(session, by=actor, at=at, what=what, outcome="refused"))


def after_answer(event: SecurityEvent) -> None:
    """Queue something that must be written whatever becomes of the request."""
    g.setdefault("security_events", []).append(event)


def _way_back() -> str | None:
    """Return the page asked for, so that sign-in can lead there; only our own plain pages."""
    return request.full_path.rstrip("?") if request.method == "GET" else None


def _settle(answer: Response) -> Response:
    if request.endpoint == "assets.static":
        return answer
    session = g.get("db")
    if session is not None:
        try:
            if answer.status_code < 400 and request.method not in ("GET", "HEAD", "OPTIONS"):
                session.commit()
            else:
                session.close()  # rolls back, and gives the connection back for the traces below
        except Exception as problem:
            session.rollback()
            answer = unexpected(problem)
    try:
        _write_traces(answer)
    except Exception as problem:
        log.error("request %s: audit not written: %s", request_id(), type(problem).__name__)
        answer = error_page(503)
    return answer


def _write_traces(answer: Response) -> None:
    events: list[SecurityEvent] = g.get("security_events", [])
    about = g.get("about") if answer.status_code < 500 else None
    arrival: Arrival | None = g.get("arrival")
    at = clock.now()
    is_stale = arrival is not None and at - arrival.last_seen_at > TOUCH_AFTER
    if is_stale and arrival and not events and not about:
        _touch(arrival, at)
        return
    if not events and not (about and arrival):
        return
    with sessions()() as session, session.begin():
        if arrival and about:
            record_access(
                session, by=arrival.actor, at=at, endpoint=request.endpoint or "", elder_ids=about
            )
        if arrival and is_stale:
            actions.touch(session, arrival.sign_in_id, at=at)
        for event in events:
            event(session)


def _note_reads(chosen: sa.Select[UUID]) -> int:
    """Write the read audit of an answer that is sent row by row, before its first row."""
    arrival: Arrival = g.arrival
    with sessions()() as session, session.begin():
        return record_access_to(
            session, by=arrival.actor, at=clock.now(), endpoint=request.endpoint or "",
            chosen=chosen,
        )  # fmt: skip


def _touch(arrival: Arrival, at: datetime) -> None:
    """Remember that a sign-in is in use; failing, it costs nobody the page they asked for."""
    try:
        with sessions()() as session, session.begin():
            actions.touch(session, arrival.sign_in_id, at=at)
    except SQLAlchemyError as problem:
        log.warning("request %s: sign-in not touched: %s", request_id(), type(problem).__name__)
