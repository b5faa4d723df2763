"""When the next visit may fall: the plan's windows, less the one that was already kept."""

from collections.abc import Iterable
from datetime import date, timedelta

from ltc.care.cases.rules.frequency import windows
from ltc.care.cases.terms import Per
from ltc.care.visits.terms import NextVisit, Rhythm
from ltc.foundation.core.due import due

NOTICE_DAYS = 6  # within a week a weekday alone says which day is meant
# How far ahead of the last visit the next window can begin at most, with room to spare.
_AHEAD: dict[str, int] = {Per.DAY: 3, Per.WEEK: 15, Per.MONTH: 63, Per.YEAR: 740, Per.ONCE: 740}


def next_visit(
    rhythms: Iterable[Rhythm],
    *,
    valid_from: date,
    valid_until: date,
    last_on: date | None,
    today: date,
    returned_on: date | None = None,
) -> NextVisit | None:
    """Return the most pressing window of all services; None when the plan asks for no visit more.

    ``last_on`` is the last visit that took place: the window it fell into is kept, whatever was
    done at it. A window missed stays the next one and is overdue. Several visits a day count once.
    ``returned_on`` is the last return from hospital or from elsewhere: counting begins anew there,
    so that no window before it is ever missed.
    """
    found = [
        window
        for rhythm in set(rhythms)
        if (window := _first_open(rhythm, valid_from, valid_until, last_on, returned_on))
    ]
    if not found:
        return None
    last, first = min(found)
    return NextVisit(first, due(last, today=today, notice_days=NOTICE_DAYS))


def _first_open(
    rhythm: Rhythm,
    valid_from: date,
    valid_until: date,
    last_on: date | None,
    returned_on: date | None,
) -> tuple[date, date] | None:
    """Return the last and the first day of the first window after the one visited in."""
    kept_on = last_on if last_on and last_on >= valid_from else None
    since = kept_on + timedelta(days=1) if kept_on else valid_from
    if returned_on is not None:
        since = max(since, returned_on)
    until = since + timedelta(days=_AHEAD[rhythm.per])
    for window in windows(
        rhythm.times, rhythm.per, valid_from=valid_from, valid_until=valid_until,
        since=since, until=until,
    ):  # fmt: skip
        if kept_on is None or window.first > kept_on:
            return window.last, window.first
    return None
