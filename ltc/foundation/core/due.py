"""One definition of due and overdue, used by every desk, reminder and report."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class DueState(StrEnum):
    """How a thing that must be done by a day stands on a given day."""

    NOT_YET = "not_yet"  # further away than the notice period
    SOON = "soon"  # within the notice period
    TODAY = "today"  # the last day it may be done in time
    OVERDUE = "overdue"


@dataclass(frozen=True, order=True)
class Due:
    """The last day on which something is still in time, and how that stands."""

    on: date
    state: DueState


def due(on: date, *, today: date, notice_days: int = 7, grace_days: int = 0) -> Due:
    """Say how a thing with last day ``on`` stands ``today``.

    It is *soon* from ``notice_days`` before, and *overdue* only when ``grace_days`` have passed.
    """
    if today > on + timedelta(days=grace_days):
        return Due(on, DueState.OVERDUE)
    if today >= on:
        return Due(on, DueState.TODAY)
    if today >= on - timedelta(days=notice_days):
        return Due(on, DueState.SOON)
    return Due(on, DueState.NOT_YET)
