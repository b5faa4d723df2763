"""How often a service is given: expected visits a week, and the windows in which each may fall.

A window is any of several days, never one fixed day: a caregiver fits the visit into her week.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from ltc.care.assessment.rules.due import add_months
from ltc.care.cases.terms import Per, member
from ltc.foundation.i18n.dates import SHORT_MONTHS, WEEKDAYS

WEEKS_A_YEAR = 52
MONTHS_A_YEAR = 12
DAYS_A_WEEK = 7
MOST_TIMES = {Per.DAY: 24, Per.WEEK: 99, Per.MONTH: 99, Per.YEAR: 365, Per.ONCE: 99}


@dataclass(frozen=True, order=True)
class Window:
    """``times`` visits are due on any days from ``first`` to ``last``, both included."""

    first: date
    last: date
    times: int

    @property
    def words(self) -> str:
        """Return "วันใดก็ได้ จันทร์ 23 พ.ย. ถึง พฤหัสบดี 26 พ.ย." or the one day there is."""
        if self.first == self.last:
            return f"วัน{_day(self.first)}"
        return f"วันใดก็ได้ {_day(self.first)} ถึง {_day(self.last)}"


def per_week(times: int, per: str) -> Fraction:
    """Return the expected visits in an average week, exactly; a service given once counts 0."""
    if per == Per.DAY:
        return Fraction(times * DAYS_A_WEEK)
    if per == Per.WEEK:
        return Fraction(times)
    if per == Per.MONTH:
        return Fraction(times * MONTHS_A_YEAR, WEEKS_A_YEAR)
    return Fraction(times, WEEKS_A_YEAR) if per == Per.YEAR else Fraction(0)


def frequency_words(times: int, per: str, minutes: int | None = None) -> str:
    """Return "2 ครั้งต่อสัปดาห์ ครั้งละ 80 นาที"."""
    words = f"{times} ครั้งตลอดแผน" if per == Per.ONCE else f"{times} ครั้ง{member(Per, per).label_th}"
    return words if minutes is None else f"{words} ครั้งละ {minutes} นาที"


def windows(
    times: int, per: str, *, valid_from: date, valid_until: date, since: date, until: date
) -> list[Window]:
    """Return the windows of a service that end on or after ``since`` and begin before ``until``.

    Days from ``valid_from`` to before ``valid_until`` (the plan's) only. Weeks run Monday to
    Sunday, months by the calendar, years from the plan's first day; a stretch that the plan cuts
    short keeps all its visits only if it keeps at least one day for each.
    """
    found = []
    for first, end in _stretches(per, valid_from, valid_until, max(since, valid_from), until):
        for window in _split(first, end, times):
            begin = max(window.first, valid_from)
            last = min(window.last, valid_until - timedelta(days=1))
            if begin <= last and last >= since and begin < until:
                found.append(Window(begin, last, window.times))
    return found


def _stretches(
    per: str, valid_from: date, valid_until: date, since: date, until: date
) -> Iterator[tuple[date, date]]:
    """Yield stretches (end excluded) that touch the days asked for."""
    end_of_all = min(until, valid_until)
    if per == Per.ONCE:
        yield valid_from, valid_until
        return
    first = _start(per, since, valid_from)
    while first < end_of_all:
        end = _after(per, first)
        yield first, end
        first = end


def _start(per: str, since: date, valid_from: date) -> date:
    if per == Per.WEEK:
        return since - timedelta(days=since.weekday())
    if per == Per.MONTH:
        return since.replace(day=1)
    if per == Per.YEAR:
        years = since.year - valid_from.year
        start = add_months(valid_from, MONTHS_A_YEAR * years)
        return start if start <= since else add_months(valid_from, MONTHS_A_YEAR * (years - 1))
    return since


def _after(per: str, first: date) -> date:
    if per == Per.WEEK:
        return first + timedelta(days=DAYS_A_WEEK)
    if per == Per.MONTH:
        return add_months(first, 1)
    return add_months(first, MONTHS_A_YEAR) if per == Per.YEAR else first + timedelta(days=1)


def _split(first: date, end: date, times: int) -> Iterator[Window]:
    """Share ``times`` visits out over the days from ``first`` to before ``end``, evenly.

    Two in a week: Monday to Thursday, Friday to Sunday. More visits than days: several a day.
    """
    days = (end - first).days
    parts = min(times, days)
    for part in range(parts):
        begin, stop = -(-days * part // parts), -(-days * (part + 1) // parts)
        share = times * (part + 1) // parts - times * part // parts
        yield Window(first + timedelta(days=begin), first + timedelta(days=stop - 1), share)


def _day(on: date) -> str:
    return f"{WEEKDAYS[on.weekday()]} {on.day} {SHORT_MONTHS[on.month - 1]}"
