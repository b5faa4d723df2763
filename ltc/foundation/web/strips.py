"""Strips under the ADL line: one kind of value each, all on one time axis. Values in, shapes out.

Each strip is a picture of its own with the same left and right edge, so that one day stands at the
same place in all of them. Marks differ by shape, never by colour alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from math import ceil, floor, log10

from ltc.foundation.i18n.dates import BUDDHIST_ERA, SHORT_MONTHS, short_date
from ltc.foundation.web import happened
from ltc.foundation.web.charts import MONTH_STEPS, BandRange, Box, Scale, Tick
from ltc.foundation.web.happened import Happened, HappenedMark, Room, Stay, StayShape

LEFT, RIGHT, INSET = 52.0, 62.0, 8.0  # on the right stands the newest value in words
AXIS = 1.7  # of the text size, below the plot, for the months
SHAPES = ("circle", "square", "diamond", "ring")
MOST_TICKS = 4
HIGHEST = 3  # rows of happenings above each other


@dataclass(frozen=True)
class Reading:
    """One value on a day; ``low`` makes it a span (blood pressure). Unusual ones are ringed."""

    on: date
    value: float
    low: float | None = None
    is_unusual: bool = False
    words: str = ""


@dataclass(frozen=True)
class Line:
    """Values of one thing in the order of time, with the shape of its marks."""

    label: str
    readings: Sequence[Reading]
    shape: str = "circle"


@dataclass(frozen=True)
class Frame:
    """What all strips of a page share: the days, the size, what happened in them.

    ``rows`` is how many rows of marks stand above a strip.
    """

    first: date
    last: date
    width: int = 640
    text_size: int = 15
    happened: Sequence[Happened] = ()
    stays: Sequence[Stay] = ()
    rows: int = 1


@dataclass(frozen=True)
class Spot:
    """A mark; ``low_y`` ends the span of two values, ``label`` stands beside it."""

    x: float
    y: float
    shape: str
    title: str
    low_y: float | None = None
    is_unusual: bool = False
    label: str = ""


@dataclass(frozen=True)
class BandShape:
    """A coloured band with its words."""

    kind: str
    label: str
    y: float
    height: float


@dataclass(frozen=True)
class Strip:
    """One picture."""

    width: int
    height: int
    text_size: int
    title: str
    plot: Box
    bands: tuple[BandShape, ...]
    scores: tuple[Tick, ...]
    months: tuple[Tick, ...]
    lines: tuple[str, ...]
    spots: tuple[Spot, ...]
    happened: tuple[HappenedMark, ...] = ()
    stays: tuple[StayShape, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to see in these months."""
        return not self.spots


def strip(
    lines: Sequence[Line],
    frame: Frame,
    *,
    title: str,
    height: int = 112,
    span: tuple[float, float] | None = None,
    ticks: Sequence[tuple[float, str]] = (),
    bands: Sequence[BandRange] = (),
    is_stepped: bool = False,
) -> Strip:
    """Draw values over the days of the frame; what lies outside these days is left out.

    ``span`` is the lowest and highest value to make room for (by default those there are),
    ``ticks`` are values with their words (by default round numbers).
    """
    kept = [Line(one.label, within(one.readings, frame), one.shape) for one in lines]
    low, high = span or _span(kept)
    named = list(ticks) or [(value, f"{value:g}") for value in round_values(low, high)]
    scale, room, marked = _marked(frame, height, low, high)
    return Strip(
        width=frame.width,
        height=round(scale.box.bottom + frame.text_size * AXIS),
        text_size=frame.text_size,
        title=title,
        plot=scale.box,
        bands=tuple(_band(one, scale) for one in bands),
        scores=tuple(Tick(scale.y(value), words) for value, words in named),
        months=months(frame, scale),
        lines=tuple(_path(one.readings, scale, is_stepped=is_stepped) for one in kept),
        spots=tuple(
            _spot(one, reading, scale, is_last=reading is one.readings[-1])
            for one in kept
            for reading in one.readings
        ),
        happened=marked,
        stays=happened.bands(frame.stays, room, first=frame.first, last=frame.last),
    )


def _marked(
    frame: Frame, height: int, low: float, high: float
) -> tuple[Scale, Room, tuple[HappenedMark, ...]]:
    """Return the marks of what happened, and the scale of the plot below their rows."""
    days = Scale(_plot(frame, height), frame.first, frame.last, low, high, inset=INSET)
    room = Room(days.x, days.box.left, days.box.right, frame.width, frame.text_size, frame.rows)
    inside = [one for one in frame.happened if frame.first <= one.on <= frame.last]
    marked, rows = happened.marks(inside, room)
    down = rows * frame.text_size * happened.STEP
    box = replace(days.box, top=days.box.top + down, bottom=days.box.bottom + down)
    return replace(days, box=box), room, marked


def mark_strip(
    marks: Sequence[tuple[date, str, str]], frame: Frame, *, title: str, height: int = 74
) -> Strip:
    """Draw happenings (day, shape, words) on one line, numbered in the order given.

    Those of one day, or too near to tell apart, stand above each other.
    """
    scale = Scale(_plot(frame, height), frame.first, frame.last, 0, HIGHEST, inset=INSET)
    spots: list[Spot] = []
    for number, (on, shape, words) in enumerate(marks, 1):
        if frame.first <= on <= frame.last:
            x, level = scale.x(on), 0
            while level < HIGHEST and any(_touch(one, x, scale.y(level)) for one in spots):
                level += 1
            label = f"{short_date(on)} · {words}"
            spots.append(Spot(x, scale.y(level), shape, label, label=str(number)))
    return Strip(
        frame.width, height, frame.text_size, title, scale.box, (), (), months(frame, scale), (),
        tuple(spots),
    )  # fmt: skip


def _touch(spot: Spot, x: float, y: float) -> bool:
    return abs(x - spot.x) < 24 and spot.y == y


def within(readings: Sequence[Reading], frame: Frame) -> list[Reading]:
    """Return the readings of the frame's days, oldest first."""
    kept = [one for one in readings if frame.first <= one.on <= frame.last]
    return sorted(kept, key=lambda one: one.on)


def round_values(low: float, high: float) -> list[float]:
    """Return two to four round numbers from ``low`` to ``high``."""
    room = max(high - low, 1e-9)
    step = 10.0 ** floor(log10(room))
    for part in (0.1, 0.2, 0.5, 1, 2, 5):
        first = ceil(low / (step * part)) * step * part
        count = floor((high - first) / (step * part) + 1e-9) + 1
        if count <= MOST_TICKS:
            return [round(first + n * step * part, 6) for n in range(count)]
    return [low, high]


def months(frame: Frame, scale: Scale) -> tuple[Tick, ...]:
    """Return the first days of months inside the frame, as many as have room for their names."""
    room = frame.text_size * 4.2
    for step in MONTH_STEPS:
        days = _first_days(frame.first, frame.last, step)
        if all(scale.x(b) - scale.x(a) >= room for a, b in pairwise(days)):
            break
    return tuple(Tick(scale.x(day), _month_words(day)) for day in days)


def _month_words(day: date) -> str:
    return f"{SHORT_MONTHS[day.month - 1]} {(day.year + BUDDHIST_ERA) % 100:02d}"


def _first_days(first: date, last: date, step: int) -> list[date]:
    days = []
    day = first.replace(day=1)
    while day <= last:
        if day >= first and (day.month - 1) % min(step, 12) == 0:
            days.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return days


def _plot(frame: Frame, height: int) -> Box:
    size = frame.text_size
    return Box(LEFT, size * 0.7, frame.width - RIGHT, round(height - size * AXIS, 1))


def _span(lines: Sequence[Line]) -> tuple[float, float]:
    values = [one.value for line in lines for one in line.readings]
    values += [one.low for line in lines for one in line.readings if one.low is not None]
    if not values:
        return 0.0, 1.0
    room = max((max(values) - min(values)) * 0.12, abs(max(values)) * 0.02, 0.5)
    return min(values) - room, max(values) + room


def _band(one: BandRange, scale: Scale) -> BandShape:
    top, bottom = scale.y(one.high + 0.5), scale.y(one.low - 0.5)
    return BandShape(one.kind, one.label, top, round(bottom - top, 1))


def _spot(line: Line, reading: Reading, scale: Scale, *, is_last: bool) -> Spot:
    words = reading.words or f"{reading.value:g}"
    named = f"{line.label} · " if line.label else ""
    return Spot(
        scale.x(reading.on), scale.y(reading.value), line.shape,
        f"{named}{short_date(reading.on)} · {words}",
        None if reading.low is None else scale.y(reading.low), reading.is_unusual,
        words if is_last and reading.low is None else "",
    )  # fmt: skip


def _path(readings: Sequence[Reading], scale: Scale, *, is_stepped: bool) -> str:
    spots = [(scale.x(one.on), scale.y(one.value)) for one in readings if one.low is None]
    if is_stepped:
        spots = [
            spot
            for at, (x, y) in enumerate(spots)
            for spot in ([(x, spots[at - 1][1]), (x, y)] if at else [(x, y)])
        ]
    return " ".join(f"{x:g},{y:g}" for x, y in spots)
