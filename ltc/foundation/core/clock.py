"""The only place that reads the time of day. Views, jobs and commands ask it; all else is told.

A demonstration started with ``--today`` lives on another day; tests set the same switch.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from ltc.foundation.core.zone import THAILAND, local_day

_shift = timedelta()


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC) + _shift


def today() -> date:
    """Return the present date in Thailand."""
    return local_day(now())


def live_on(day: date | None) -> None:
    """Move today to ``day`` (None: the real day), keeping the time of day running."""
    global _shift
    real = datetime.now(UTC)
    _shift = timedelta() if day is None else day - real.astimezone(THAILAND).date()


@contextmanager
def living_on(day: date) -> Iterator[None]:
    """Live on ``day`` inside a ``with`` block, then return to the day before it."""
    global _shift
    before = _shift
    live_on(day)
    try:
        yield
    finally:
        _shift = before
