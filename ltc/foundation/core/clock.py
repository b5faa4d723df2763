"""The only place that reads the time of day. Views, jobs and commands ask it; all else is told.

A demonstration started with ``--today`` lives on another day; tests set the same switch.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from ltc.foundation.core.zone import THAILAND, at_local, local_day

_shift = timedelta()


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC) + _shift


def today() -> date:
    """Return the present date in Thailand."""
    return local_day(now())


def live_on(day: date | None, *, hour: int | None = None) -> None:
    """Move today to ``day`` (None: the real day), keeping the time of day running.

    With ``hour`` it runs on from that full hour of the Thai clock.
    """
    global _shift
    real = datetime.now(UTC)
    if day is None:
        _shift = timedelta()
    elif hour is None:
        _shift = day - real.astimezone(THAILAND).date()
    else:
        _shift = at_local(day, hour) - real


@contextmanager
def living_on(day: date, *, hour: int | None = None) -> Iterator[None]:
    """Live on ``day`` inside a ``with`` block, then return to the day before it."""
    global _shift
    before = _shift
    live_on(day, hour=hour)
    try:
        yield
    finally:
        _shift = before
