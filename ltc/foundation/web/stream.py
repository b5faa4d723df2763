"""Answers that are too long to hold in memory: the one way to send a file row by row."""

from collections.abc import Callable, Collection, Iterator
from datetime import date
from uuid import UUID

from flask import Response, current_app
from sqlmodel import Session

from ltc.foundation.web.request import sessions

Lines = Callable[[Session], Iterator[str]]


def stream(
    lines: Lines, *, about: Collection[UUID], name: str, on: date, content_type: str
) -> Response:
    """Return an answer that sends what ``lines`` yields as the file ``name``-``on``.

    The read audit of ``about`` is written and saved before the first byte leaves. ``lines`` gets a
    reading session of its own, which is closed when the last byte is sent or the reader hangs up.
    """
    current_app.extensions["ltc_note_reads"](about)
    maker, engine = sessions(), current_app.extensions["ltc_reading_engine"]

    def body() -> Iterator[str]:
        with maker(bind=engine) as session:
            yield from lines(session)

    stem, _, ending = name.rpartition(".")
    answer = Response(body(), content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{stem}-{on}.{ending}"'
    return answer
