"""Figures and how they are taken: rounds in turn, medians, a ratio within each round."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from ltc.upkeep.serving import tidy_seldom

Job = Callable[[], object]
Clock = Callable[[], float]


@dataclass(frozen=True)
class Figure:
    """One measured figure against its limit; ``why`` explains one that is over it."""

    name: str
    value: float
    limit: float
    unit: str = ""
    detail: str = ""
    rounds: tuple[float, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """True within the limit."""
        return self.value <= self.limit

    def as_json(self) -> dict[str, Any]:
        """Return the figure with its verdict."""
        return {**asdict(self), "ok": self.ok}


def timed(job: Job) -> float:
    """Return how long a job took, in milliseconds."""
    began = time.perf_counter()
    job()
    return (time.perf_counter() - began) * 1000


def in_turn(
    ours: Job, other: Job, *, rounds: int, times: int, warm: int
) -> list[tuple[float, float]]:
    """Return each round's medians of two jobs that take turns, after warming both up."""
    for _ in range(warm):
        ours()
        other()
    tidy_seldom()  # as the server does before it serves
    found = []
    for _ in range(rounds):
        # Not one by one: what ours writes would throw the other out of the page cache each time.
        found.append((_median_of(ours, times), _median_of(other, times)))
    return found


def _median_of(job: Job, times: int) -> float:
    if times > 1:
        job()  # what the other wrote has thrown ours out of the page cache
    return median(timed(job) for _ in range(times))


@contextmanager
def processor(ours: Clock, other: Clock, asked: int) -> Iterator[list[str]]:
    """Give a list that says afterwards what one request cost the processor on either side.

    On a busy machine the clock on the wall also counts what others do; this does not.
    """
    before = ours(), other()
    words: list[str] = []
    yield words
    spent = [(clock() - at) / asked for clock, at in zip((ours, other), before, strict=True)]
    words.append(f"processor {spent[0]:.1f} / {spent[1]:.1f} ms")


def ratio(
    name: str, limit: float, ours: Job, other: Job, *, rounds: int, times: int, warm: int = 3
) -> Figure:
    """Measure how many times ``other`` our job costs."""
    found = in_turn(ours, other, rounds=rounds, times=times, warm=warm)
    ratios = tuple(round(a / b, 3) for a, b in found)
    ours_ms, other_ms = median(a for a, _ in found), median(b for _, b in found)
    return Figure(
        name, round(median(ratios), 2), limit, "x", f"{ours_ms:.2f} / {other_ms:.2f} ms", ratios
    )
