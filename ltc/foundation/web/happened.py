"""What happened, as marks above a chart and as pale bands in it. Values in, shapes out.

A mark is a shape with a word, and a thin line down to its day. Marks that would run into each other
stand in rows above each other; those that still would are told together ("3 เหตุการณ์").
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple
from unicodedata import category

from ltc.foundation.i18n.dates import short_date

LETTER_WIDTH, DOT_WIDTH = 0.56, 0.28  # of the text size, as Sarabun draws them
GAP = 12.0
MARK = 5.0
BESIDE = MARK + 5  # from the middle of a mark to its word
STEP = 1.5  # of the text size, from one row of marks to the next
SEVERAL = "ring"  # the shape of things of different kinds told together


@dataclass(frozen=True)
class Happened:
    """One thing: its short word and shape, and all of it in words for whoever points at it."""

    on: date
    label: str
    shape: str = "circle"
    words: str = ""
    is_about: bool = False

    @property
    def day(self) -> str:
        """The day as it is known."""
        return f"ประมาณ {short_date(self.on)}" if self.is_about else short_date(self.on)


@dataclass(frozen=True)
class Stay:
    """Days spent elsewhere, until (excluded) a day; None while they last."""

    from_on: date
    until_on: date | None
    words: str


class HappenedMark(NamedTuple):
    """A mark at ``x`` with its word; ``lines`` are the places of the days it stands for."""

    x: float
    y: float
    shape: str
    label: str
    label_x: float
    label_y: float
    anchor: str
    title: str
    lines: tuple[float, ...]


class StayShape(NamedTuple):
    """A band from ``x`` on; ``title`` says it in words."""

    x: float
    width: float
    title: str


@dataclass(frozen=True)
class Room:
    """Where marks may stand: the place of a day, both edges of the plot, the last place of words,
    the text size, the rows there are.
    """

    x: Callable[[date], float]
    left: float
    right: float
    edge: float
    text_size: int
    rows: int = 2


class _Placed(NamedTuple):
    group: tuple[Happened, ...]
    x: float
    anchor: str
    row: int


def marks(found: Sequence[Happened], room: Room) -> tuple[tuple[HappenedMark, ...], int]:
    """Return the marks in the order of time, and how many rows they take.

    The nearest neighbours are told together until all have room.
    """
    groups: list[tuple[Happened, ...]] = [(o,) for o in sorted(found, key=lambda one: one.on)]
    while (placed := _placed(groups, room)) is None:
        nearest = min(range(len(groups) - 1), key=lambda i: _between(groups[i], groups[i + 1]))
        groups[nearest : nearest + 2] = [groups[nearest] + groups[nearest + 1]]
    rows = max((one.row for one in placed), default=-1) + 1
    return tuple(_mark(one, rows, room) for one in placed), rows


def _between(one: Sequence[Happened], after: Sequence[Happened]) -> int:
    return (after[0].on - one[-1].on).days


def _placed(groups: Sequence[tuple[Happened, ...]], room: Room) -> list[_Placed] | None:
    """Put each group into the lowest free row; None when there is none. One always fits.

    Later ones lie lower, so that the line of an earlier one does not run through them.
    """
    taken: list[list[tuple[float, float]]] = [[] for _ in range(room.rows)]
    found = []
    for group in reversed(groups):
        x = _middle(group, room)
        width = BESIDE + text_width(_label(group), room.text_size)
        anchor = "start" if x + width <= room.edge else "end"
        span = (x - MARK, x + width) if anchor == "start" else (x - width, x + MARK)
        row = next((i for i, spans in enumerate(taken) if _is_free(span, spans)), None)
        if row is None and len(groups) > 1:
            return None
        taken[row or 0].append(span)
        found.append(_Placed(group, x, anchor, row or 0))
    return found[::-1]


def _is_free(span: tuple[float, float], taken: Sequence[tuple[float, float]]) -> bool:
    return all(span[1] + GAP <= left or right + GAP <= span[0] for left, right in taken)


def _middle(group: Sequence[Happened], room: Room) -> float:
    return round((room.x(group[0].on) + room.x(group[-1].on)) / 2, 1)


def _label(group: Sequence[Happened]) -> str:
    if len(group) == 1:
        return f"{group[0].label} (ประมาณ)" if group[0].is_about else group[0].label
    labels = {one.label for one in group}
    return f"{group[0].label} {len(group)} ครั้ง" if len(labels) == 1 else f"{len(group)} เหตุการณ์"


def _mark(one: _Placed, rows: int, room: Room) -> HappenedMark:
    step = room.text_size * STEP
    y = round((rows - one.row) * step - room.text_size * 0.3, 1)
    shapes = {each.shape for each in one.group}
    return HappenedMark(
        x=one.x,
        y=round(y - room.text_size * 0.32, 1),
        shape=shapes.pop() if len(shapes) == 1 else SEVERAL,
        label=_label(one.group),
        label_x=round(one.x + (BESIDE if one.anchor == "start" else -BESIDE), 1),
        label_y=y,
        anchor=one.anchor,
        title=" · ".join(f"{each.day} {each.words or each.label}" for each in one.group),
        lines=tuple(dict.fromkeys(room.x(each.on) for each in one.group)),
    )


def bands(stays: Sequence[Stay], room: Room, *, first: date, last: date) -> tuple[StayShape, ...]:
    """Return the stays as bands inside the days shown; a stay that lasts goes on to the edge."""
    shapes = []
    for stay in stays:
        if stay.from_on > last or (stay.until_on is not None and stay.until_on < first):
            continue
        left = room.left if stay.from_on < first else room.x(stay.from_on)
        is_over = stay.until_on is not None and stay.until_on <= last
        right = room.x(stay.until_on) if is_over and stay.until_on else room.right
        shapes.append(StayShape(left, round(max(right - left, 2), 1), stay.words))
    return tuple(shapes)


def text_width(text: str, text_size: int) -> float:
    """Return how wide a text is drawn, nearly."""
    return sum(map(_letter_width, text)) * text_size


@cache
def _letter_width(letter: str) -> float:
    widths = {"Mn": 0.0, "Po": DOT_WIDTH, "Zs": DOT_WIDTH}  # marks above and below take no room
    return widths.get(category(letter), LETTER_WIDTH)
