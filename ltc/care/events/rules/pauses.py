"""Pauses follow from the events that stand: told again from the beginning after every change."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from ltc.care.events.terms import (
    BY_JOURNEY,
    CLOSING,
    EventKind,
    Happening,
    PauseFacts,
    PauseReason,
    PauseSpan,
)

REASONS = {EventKind.ADMISSION: PauseReason.HOSPITAL, EventKind.AWAY: PauseReason.AWAY}
ENDING = frozenset(map(str, CLOSING | BY_JOURNEY))


def spans(happenings: Sequence[Happening]) -> list[PauseSpan]:
    """Return the pauses of one elder from all events that stand, in the order they happened.

    An admission while away begins a pause of its own; a second beginning of the same kind, and an
    end without a beginning, change nothing. At most the last pause is open.
    """
    found: list[PauseSpan] = []
    for one in happenings:
        last = found[-1] if found and found[-1].until_on is None else None
        if last and one.kind in ENDING:
            found[-1] = _closed(last, one)
        elif (reason := _begins(one, last)) is not None:
            if last:
                found[-1] = _closed(last, one)
            found.append(PauseSpan(reason, one.on, None, one.id, None, one.expected_return_on))
    return found


def _begins(one: Happening, last: PauseSpan | None) -> str | None:
    """Return why a new pause begins, or None when it does not."""
    if one.kind == EventKind.ADMISSION:
        is_there = last is not None and last.reason == PauseReason.HOSPITAL
        return None if is_there else str(PauseReason.HOSPITAL)
    if one.kind == EventKind.AWAY and last is None:
        return str(PauseReason.AWAY)
    return None


def _closed(span: PauseSpan, by: Happening) -> PauseSpan:
    return replace(span, until_on=max(by.on, span.from_on), closed_by=by.id)


def offered(reason: str | None) -> tuple[EventKind | None, list[EventKind]]:
    """Return what is likely to be told next, and all else that can be, in the order of the page.

    ``reason`` is why somebody is not at home, None for who is; what that forbids is left out.
    """
    kinds = [kind for kind in EventKind if kind not in BY_JOURNEY]
    if reason is None:
        return None, kinds
    gone = {EventKind.AWAY, *CLOSING}
    if reason == PauseReason.HOSPITAL:
        gone.add(EventKind.ADMISSION)
    likely = EventKind.DISCHARGE if reason == PauseReason.HOSPITAL else EventKind.BACK
    return likely, [kind for kind in kinds if kind not in gone]


def facts_on(found: Iterable[PauseSpan], on: date) -> PauseFacts:
    """Return the pause that covers a day, and the last return up to it (None without one)."""
    known = [span for span in found if span.from_on <= on]
    now = next((span for span in known if span.covers(on)), None)
    returns = [
        span.until_on
        for span in known
        if span.until_on is not None and span.from_on < span.until_on <= on
    ]
    return PauseFacts(now, max(returns, default=None))
