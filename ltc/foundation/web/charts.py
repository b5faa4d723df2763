"""The geometry of our pictures: the ADL line and the sparkline. Values in, shapes out.

Numbers are SVG user units. Choose `width` near the real width on the screen, so that
`text_size` is what is read. What a picture holds by the dozen are named tuples: they are made in a
third of the time that a frozen dataclass takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cache, cached_property
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from ltc.foundation.i18n.dates import BUDDHIST_ERA, SHORT_MONTHS, short_date
from ltc.foundation.web import happened
from ltc.foundation.web.happened import (
    GAP,
    Happened,
    HappenedMark,
    Room,
    Stay,
    StayShape,
    text_width,
)

MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
SHORTEST_SPAN = timedelta(days=90)
MARK, SMALL_MARK = 6.5, 4.0
INSET = 16.0  # so that the first and last marks stand clear of the edges


class Rater(Enum):
    """Who gave the score; the mark's shape tells it without colour."""

    NURSE = ("circle", "พยาบาล")
    DOCTOR = ("square", "หมอ")
    CAREGIVER = ("ring", "ผู้ดูแล")
    OTHER = ("diamond", "คนอื่น")

    def __init__(self, shape: str, word: str) -> None:
        self.shape = shape
        self.word = word


@dataclass(frozen=True)
class BandRange:
    """Both ends included. `kind` is the colour name: bed, home or social."""

    low: int
    high: int
    label: str
    kind: str


class Point(NamedTuple):
    on: date
    total: int
    rater: Rater = Rater.OTHER
    is_alarm: bool = False
    note: str = ""

    @property
    def title(self) -> str:
        """What the point says when it is pointed at."""
        note = f" · {self.note}" if self.note else ""
        return f"{short_date(self.on)} · {self.total} คะแนน · {self.rater.word}{note}"


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return round(self.right - self.left, 1)

    @property
    def height(self) -> float:
        return round(self.bottom - self.top, 1)


@dataclass(frozen=True)
class BandShape:
    kind: str
    label: str
    scores: str
    y: float
    height: float
    label_y: float


class Tick(NamedTuple):
    at: float
    label: str


class Mark(NamedTuple):
    """`number_y` is None where the number would run into its neighbour's."""

    x: float
    y: float
    shape: str
    total: int
    title: str
    is_alarm: bool
    is_last: bool
    number_y: float | None


class AdlRow(NamedTuple):
    """One line of the table beside the picture: a score, or (``happened``) what happened."""

    on: date
    total: int = 0
    band: str = ""
    rater: str = ""
    note: str = ""
    happened: str = ""
    day: str = ""


@dataclass(frozen=True)
class AdlLine:
    width: int
    height: int
    text_size: int
    title: str
    plot: Box
    bands: tuple[BandShape, ...]
    scores: tuple[Tick, ...]
    months: tuple[Tick, ...]
    line: str
    noise: str
    noise_words: str
    marks: tuple[Mark, ...]
    mark_size: float
    events: tuple[HappenedMark, ...]
    stays: tuple[StayShape, ...]
    points: Sequence[Point]
    ranges: Sequence[BandRange]
    happened: Sequence[Happened]

    @property
    def is_empty(self) -> bool:
        return not self.marks

    @property
    def legend(self) -> tuple[tuple[str, str], ...]:
        """Shape and word of those who scored."""
        found = {point.rater for point in self.points}
        return tuple((rater.shape, rater.word) for rater in Rater if rater in found)

    @property
    def rows(self) -> tuple[AdlRow, ...]:
        """The table, newest first; of one day the score comes before what happened."""
        rows = [
            AdlRow(one.on, happened=one.words or one.label, day=one.day) for one in self.happened
        ]
        rows += [
            AdlRow(p.on, p.total, _band_of(p.total, self.ranges), p.rater.word, p.note)
            for p in self.points
        ]
        return tuple(sorted(rows, key=attrgetter("on"))[::-1])


@dataclass(frozen=True)
class Sparkline:
    width: int
    height: int
    title: str
    bands: tuple[BandShape, ...]
    line: str
    last: tuple[float, float] | None


@dataclass(frozen=True)
class Scale:
    """Days to x, scores to y."""

    box: Box
    first: date
    last: date
    low: float
    high: float
    inset: float = 0.0

    def x(self, on: date) -> float:
        return round(self._left + (on - self.first).days * self.day, 1)

    def y(self, score: float) -> float:
        inside = min(max(score, self.low), self.high)
        return round(self.box.bottom - (inside - self.low) * self._score, 1)

    @cached_property
    def _left(self) -> float:
        return self.box.left + self.inset

    @cached_property
    def day(self) -> float:
        """How wide one day is."""
        room = self.box.right - self.box.left - 2 * self.inset
        return room / max((self.last - self.first).days, 1)

    @cached_property
    def _score(self) -> float:
        """How high one point is."""
        return (self.box.bottom - self.box.top) / max(self.high - self.low, 1)


def adl_line(
    points: Sequence[Point],
    bands: Sequence[BandRange],
    events: Sequence[Happened] = (),
    stays: Sequence[Stay] = (),
    *,
    width: int = 820,
    height: int = 300,
    noise: float | None = None,
    text_size: int = 16,
) -> AdlLine:
    """The score over time on its bands; `noise` is the plus-or-minus that means nothing."""
    points = sorted(points, key=lambda point: point.on)
    first, last = _span([p.on for p in points] + [e.on for e in events])
    left, right = text_size * 2.0, width - _label_room(tuple(bands), text_size) - GAP
    days = Scale(Box(left, 0, right, 0), first, last, 0, 0, inset=INSET)
    room = Room(days.x, left, right, width, text_size)
    event_marks, rows = happened.marks(events, room)
    low, high = _score_range(bands)
    is_full = any(p.total > high - 3 for p in points)  # its number stands above the plot
    top = rows * text_size * happened.STEP + text_size * (1.5 if is_full else 0.3)
    box = Box(left, round(top, 1), round(right, 1), height - text_size * 2.0)
    scale = Scale(box, first, last, low, high, inset=INSET)
    spots = _spots(points, scale)
    return AdlLine(
        width=width,
        height=height,
        text_size=text_size,
        title=_title([(p.on, p.total) for p in points]),
        plot=box,
        bands=_band_shapes(bands, scale),
        scores=tuple(Tick(scale.y(s), str(s)) for s in _score_ticks(bands)),
        months=_months(scale, text_size),
        line=_path(spots),
        noise=_noise(points, spots, scale, noise),
        noise_words=f"±{noise:g}" if noise else "",
        marks=_marks(points, spots, text_size),
        mark_size=_mark_size(spots),
        events=event_marks,
        stays=happened.bands(stays, room, first=first, last=last),
        points=points,
        ranges=bands,
        happened=events,
    )


def sparkline(
    values: Sequence[tuple[date, int]],
    bands: Sequence[BandRange],
    *,
    width: int = 150,
    height: int = 44,
) -> Sparkline:
    """The same line, small enough for a table row; its numbers are in the title."""
    values = sorted(values, key=lambda pair: pair[0])
    first, last = _span([on for on, _ in values])
    low, high = _score_range(bands)
    scale = Scale(Box(6, 3, width - 6, height - 3), first, last, low, high)
    spots = [(scale.x(on), scale.y(score)) for on, score in values]
    shapes = _band_shapes(bands, scale)
    return Sparkline(
        width, height, _title(values), shapes, _path(spots), spots[-1] if spots else None
    )


def _span(days: Sequence[date]) -> tuple[date, date]:
    if not days:
        return date(2000, 1, 1), date(2000, 1, 1) + SHORTEST_SPAN
    first, last = min(days), max(days)
    missing = SHORTEST_SPAN - (last - first)
    if missing > timedelta():
        first, last = first - missing / 2, last + missing / 2
    return first, last


def _score_range(bands: Sequence[BandRange]) -> tuple[float, float]:
    if not bands:
        return -0.5, 20.5
    return min(b.low for b in bands) - 0.5, max(b.high for b in bands) + 0.5


def _score_ticks(bands: Sequence[BandRange]) -> list[int]:
    """Where a band begins, and the top: the only scores at which something changes."""
    return sorted({b.low for b in bands} | {max((b.high for b in bands), default=20)})


def _band_shapes(bands: Sequence[BandRange], scale: Scale) -> tuple[BandShape, ...]:
    shapes = []
    for band in sorted(bands, key=lambda b: b.low):
        top, bottom = scale.y(band.high + 0.5), scale.y(band.low - 0.5)
        middle = round((top + bottom) / 2, 1)
        shapes.append(
            BandShape(band.kind, band.label, _scores(band), top, round(bottom - top, 1), middle)
        )
    return tuple(shapes)


@cache
def _label_room(bands: tuple[BandRange, ...], text_size: int) -> float:
    words = [text for band in bands for text in (band.label, _scores(band))]
    return max((text_width(text, text_size) for text in words), default=0)


def _scores(band: BandRange) -> str:
    return f"{band.low}–{band.high}"


def _band_of(total: int, bands: Sequence[BandRange]) -> str:
    return next((b.label for b in bands if b.low <= total <= b.high), "")


def _spots(points: Sequence[Point], scale: Scale) -> list[tuple[float, float]]:
    """Where each point stands; points of one day stand side by side, none outside the plot."""
    y = cache(scale.y)  # twenty assessments have few totals
    if len({point.on for point in points}) == len(points):
        return [(scale.x(point.on), y(point.total)) for point in points]
    spots = []
    step = MARK * 2 + 3
    for on, same_day in groupby(points, key=attrgetter("on")):
        group = list(same_day)
        half = (len(group) - 1) / 2 * step
        middle = min(max(scale.x(on), scale.box.left + half), scale.box.right - half)
        spots += [(round(middle - half + i * step, 1), y(p.total)) for i, p in enumerate(group)]
    return spots


def _marks(
    points: Sequence[Point], spots: Sequence[tuple[float, float]], text_size: int
) -> tuple[Mark, ...]:
    numbered = _numbered(points, [x for x, _ in spots], text_size * 1.6)
    marks = []
    for i, (point, (x, y)) in enumerate(zip(points, spots, strict=True)):
        above = round(y - MARK - text_size * 0.4 - (6 if point.is_alarm else 0), 1)
        is_last, number_y = i == len(points) - 1, above if i in numbered else None
        marks.append(
            Mark(
                x, y, point.rater.shape, point.total, point.title, point.is_alarm, is_last, number_y
            )
        )
    return tuple(marks)


def _mark_size(spots: Sequence[tuple[float, float]]) -> float:
    crowded = len(spots) > 1 and (spots[-1][0] - spots[0][0]) / (len(spots) - 1) < MARK * 2
    return SMALL_MARK if crowded else MARK


def _numbered(points: Sequence[Point], places: Sequence[float], gap: float) -> set[int]:
    """Which points carry their number: the last, and leftwards each change that has room."""
    kept: set[int] = set()
    edge = float("inf")
    for i in range(len(points) - 1, -1, -1):
        is_change = i in (0, len(points) - 1) or points[i].total != points[i - 1].total
        if is_change and places[i] <= edge - gap:
            kept.add(i)
            edge = places[i]
    return kept


def _noise(
    points: Sequence[Point], spots: Sequence[tuple[float, float]], scale: Scale, noise: float | None
) -> str:
    if not noise or len(points) < 2:
        return ""
    upper, lower = cache(lambda total: scale.y(total + noise)), cache(lambda t: scale.y(t - noise))
    spread = [(x, upper(p.total), lower(p.total)) for p, (x, _) in zip(points, spots, strict=True)]
    there, back = [(x, y) for x, y, _ in spread], [(x, y) for x, _, y in reversed(spread)]
    return _path(there + back)


def _months(scale: Scale, text_size: int) -> tuple[Tick, ...]:
    """First days of months; the finest step at which no two labels touch."""
    room = text_width("พ.ย. 69", text_size) + GAP
    every = _first_days(scale.first, scale.last)
    begin = _month_number(every[0]) if every else 0
    for step in MONTH_STEPS:
        days = every[-begin % step :: step]  # so that the same months return each year
        places = [scale.x(on) for on in days] if step * 31 * scale.day >= room else []
        if (places or len(days) < 2) and all(b - a >= room for a, b in pairwise(places)):
            break
    return tuple(Tick(scale.x(on), f"{SHORT_MONTHS[on.month - 1]} {short_year(on)}") for on in days)


def _first_days(first: date, last: date) -> list[date]:
    numbers = range(_month_number(first), _month_number(last) + 1)
    days = (date(number // 12, number % 12 + 1, 1) for number in numbers)
    return [day for day in days if first <= day <= last]


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _path(spots: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in spots)


def _title(values: Sequence[tuple[date, int]]) -> str:
    if not values:
        return "ยังไม่มีคะแนนเอดีแอล"
    (start, before), (end, now) = values[0], values[-1]
    if len(values) == 1:
        return f"คะแนนเอดีแอล {now} เมื่อ {short_date(end)}"
    words = "คงที่ที่" if now == before else f"ลดจาก {before} เหลือ"
    change = f"เพิ่มจาก {before} เป็น" if now > before else words
    span = f"ตั้งแต่ {short_date(start)} ถึง {short_date(end)}"
    return f"คะแนนเอดีแอล {change} {now} {span} ประเมิน {len(values)} ครั้ง"


def short_year(on: date) -> str:
    return f"{(on.year + BUDDHIST_ERA) % 100:02d}"
