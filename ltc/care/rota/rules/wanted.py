"""Which visits a plan asks for in one week, and how long each takes."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from ltc.care.cases.rules.frequency import Window, per_week, windows
from ltc.care.cases.terms import Per
from ltc.care.rota.terms import Service, Wish

WEEK = timedelta(days=7)
_LONGEST = timedelta(days=62)  # of a window by week or month; longer ones run from the plan's start


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def days_of(monday: date) -> tuple[date, ...]:
    """Return the seven days of a week."""
    return tuple(monday + timedelta(days=place) for place in range(7))


@lru_cache(maxsize=4096)
def days_within(first: date, last: date, monday: date) -> tuple[date, ...]:
    """Return the days of a week from a day to another, both included."""
    return tuple(day for day in days_of(monday) if first <= day <= last)


def wishes(
    services: Sequence[Service],
    *,
    valid_from: date,
    valid_until: date,
    monday: date,
    usual_minutes: int,
) -> tuple[Wish, ...]:
    """Return the visits of one week under a plan (``valid_until`` excluded), in order of days.

    A visit does all that falls to it, so the most frequent service decides how many there are; a
    rarer one is done at the visit in whose window its own window begins. A window that is longer
    than a week, or lies across two, belongs to the week of its middle day. Several visits a day
    count once. ``usual_minutes`` is taken for a service without a length.
    """
    if not any(one.per in (Per.YEAR, Per.ONCE) for one in services):
        # Far ends change nothing; one answer then serves all plans with the same services.
        valid_from = max(valid_from, monday - _LONGEST)
        valid_until = min(valid_until, monday + _LONGEST)
    given = tuple((one.times, one.per, one.minutes or usual_minutes) for one in services)
    return _wishes(given, valid_from, valid_until, monday)


@lru_cache(maxsize=4096)
def _wishes(
    services: tuple[tuple[int, str, int], ...], valid_from: date, valid_until: date, monday: date
) -> tuple[Wish, ...]:
    if not services:
        return ()
    times, per, _minutes = max(services, key=lambda one: per_week(one[0], one[1]))
    end = monday + WEEK
    leading = [
        window
        for window in windows(
            times, per, valid_from=valid_from, valid_until=valid_until, since=monday, until=end
        )
        if monday <= _middle(window) < end
    ]
    if not leading:
        return ()
    since, until = leading[0].first, leading[-1].last + timedelta(days=1)
    begins = [
        (
            {
                window.first
                for window in windows(
                    number, often, valid_from=valid_from, valid_until=valid_until,
                    since=since, until=until,
                )
            },
            minutes,
        )
        for number, often, minutes in services
    ]  # fmt: skip
    return tuple(
        Wish(one.first, one.last, sum(
            minutes for firsts, minutes in begins
            if any(one.first <= first <= one.last for first in firsts)
        ))
        for one in leading
    )  # fmt: skip


def _middle(window: Window) -> date:
    return window.first + (window.last - window.first) // 2
