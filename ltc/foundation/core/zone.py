"""Thailand's time zone, and an instant as a Thai clock on the wall shows it. Reads no clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

THAILAND = ZoneInfo("Asia/Bangkok")


def local(at: datetime) -> datetime:
    """Return the same instant in Thai time."""
    return at.astimezone(THAILAND)


def local_day(at: datetime) -> date:
    """Return the Thai date on which an instant fell."""
    return local(at).date()


def at_local(day: date, hour: int, minute: int = 0) -> datetime:
    """Return the instant of a Thai wall-clock time."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=THAILAND)
