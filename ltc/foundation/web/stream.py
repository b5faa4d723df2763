"""Answers that are too long to hold in memory: the one way to send a file row by row."""

from collections.abc import Callable, Iterator
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from flask import Response, current_app
from sqlmodel import Session

Lines = Callable[[Session, int], Iterator[str]]


def stream(
    lines: Lines, *, about: sa.Select[UUID], name: str, on: date, content_type: str
) -> Response:
    """Return an answer that sends what ``lines`` yields as the file ``name``-``on``.

    The read audit of all elders whose ids ``about`` selects is written and saved before the first
    byte leaves. ``lines`` gets a reading session of its own, closed when the last byte is sent or
    the reader hangs up, and the number of that access, to send only who ``was_named`` in it.
    """
    access_id = current_app.extensions["ltc_note_reads"](about)
    reading_sessions = current_app.extensions["ltc_reading_sessions"]

    def body() -> Iterator[str]:
        with reading_sessions() as session:
            yield from lines(session, access_id)

    stem, _, ending = name.rpartition(".")
    answer = Response(body(), content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{stem}-{on}.{ending}"'
    return answer
