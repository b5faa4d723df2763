"""When the next formal assessment is due."""

from calendar import monthrange
from datetime import date

from ltc.foundation.core.due import Due, due


def next_assessment(
    last_formal_on: date, *, interval_months: int, today: date, notice_days: int = 14
) -> Due:
    """Return the last day on which the next formal assessment is in time, and how it stands.

    ``interval_months`` comes from dated configuration: the lawful interval (3, 6 or 9 months) was
    not found, the default of 3 is unsure (thai-ltc.md sections 3 and 11). Screenings do not count.
    """
    return due(add_months(last_formal_on, interval_months), today=today, notice_days=notice_days)


def add_months(start: date, months: int) -> date:
    """Return the same day ``months`` later, or that month's last day when it is shorter."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
