"""The pictures of ``charts`` and ``heat`` as markup: shapes in, SVG and table rows out.

A picture is some hundred small pieces of text. Written here in one go it takes a tenth of the time
that a template needs, which calls, escapes and joins each piece by itself. What people wrote
(labels, titles) is escaped; numbers and our own words are not.
"""

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from markupsafe import Markup, escape

from ltc.foundation.i18n.dates import short_date
from ltc.foundation.web.charts import AdlLine, AdlRow, BandShape, Box, Mark, Sparkline
from ltc.foundation.web.happened import MARK, HappenedMark, StayShape
from ltc.foundation.web.heat import HeatCell, HeatStrip
from ltc.foundation.web.strips import Strip

ALARM_RING = 12
MARKUP = re.compile("[&<>\"']")
LEVELS = {-1: "none"}
ARROWS = {"down": ("↓", "ลดลง"), "up": ("↑", "เพิ่มขึ้น")}


def adl_picture(line: AdlLine, name: str) -> Markup:
    """Return the ADL line as SVG; ``name`` is its class: chart-wide or chart-narrow."""
    return _joined(
        (
            f'<svg class="{_safe(name)}" viewBox="0 0 {line.width} {line.height}" role="img"'
            f' aria-label="{_safe(line.title)}" font-size="{line.text_size}">\n',
            *_bands(line),
            *_axes(line),
            *_stays(line.stays, line.plot),
            *_happened(line.events, line.plot),
            f'<polygon class="noise" points="{line.noise}"/>\n' if line.noise else "",
            f'<polyline class="curve" points="{line.line}"/>\n',
            *(_scored(mark, line.mark_size) for mark in line.marks),
            "</svg>",
        )
    )


def mark_picture(shape: str) -> Markup:
    """Return one mark alone, for the legend."""
    return Markup(f'<svg viewBox="0 0 18 18" aria-hidden="true">{_mark(shape, 9, 9, 6.5)}</svg>')


def sparkline_picture(spark: Sparkline) -> Markup:
    """Return the small line of a table row as SVG; empty without points."""
    if spark.last is None:
        return Markup("")
    width, height = spark.width, spark.height
    return _joined(
        (
            f'<svg class="sparkline" width="{width}" height="{height}"'
            f' viewBox="0 0 {width} {height}" role="img" aria-label="{_safe(spark.title)}">',
            *(_band(band, 0, width) for band in spark.bands),
            f'<polyline class="curve" points="{spark.line}"/>',
            f'<circle class="dot" cx="{spark.last[0]:g}" cy="{spark.last[1]:g}" r="4.5"/></svg>',
        )
    )


def heat_rows(strip: HeatStrip) -> Markup:
    """Return the rows of the strip's table: an item each, a cell for each date."""
    return _joined(
        f'<tr><th scope="row">{_safe(row.label)}</th>{"".join(map(_cell, row.cells))}</tr>\n'
        for row in strip.rows
    )


def icons_of(drawings: Mapping[str, str]) -> Callable[..., Markup]:
    """Return the function that draws an icon by name; a label is for one that stands alone.

    Each is put together once: a page shows dozens of them.
    """

    @functools.cache
    def icon(name: str, label: str | None = None) -> Markup:
        heard = f'role="img" aria-label="{_safe(label)}"' if label else 'aria-hidden="true"'
        frame = f'<svg class="icon" viewBox="0 0 24 24" {heard} focusable="false">'
        return Markup(f"{frame}{drawings[name]}</svg>")  # our own drawings

    return icon


def _safe(text: str) -> str:
    """Return ``text`` escaped; almost none needs it, and looking is cheaper than making sure."""
    return str(escape(text)) if MARKUP.search(text) else text


def _joined(pieces: Iterable[str]) -> Markup:
    return Markup("".join(pieces))


def _band(band: BandShape, x: float, width: float) -> str:
    return (
        f'<rect class="band-{_safe(band.kind)}" x="{x:g}" y="{band.y:g}" width="{width:g}"'
        f' height="{band.height:g}"/>\n'
    )


def _bands(line: AdlLine) -> Iterator[str]:
    x = line.plot.right + 10
    for band in line.bands:
        yield _band(band, line.plot.left, line.plot.width)
        yield _text(x, band.label_y - 2, band.label, ' class="strong"')
        yield _text(x, band.label_y + line.text_size * 1.2, band.scores)


def _axes(line: AdlLine) -> Iterator[str]:
    plot, size = line.plot, line.text_size
    for tick in line.scores:
        yield _text(plot.left - 8, tick.at + size * 0.34, tick.label, ' text-anchor="end"')
    for tick in line.months:
        yield f'<path class="tick" d="M{tick.at:g} {plot.bottom:g}v5"/>\n'
        yield _text(tick.at, plot.bottom + size * 1.5, tick.label, ' text-anchor="middle"')


def _stays(stays: Iterable[StayShape], plot: Box) -> Iterator[str]:
    """Return days spent elsewhere as pale bands with an edge on both sides."""
    for stay in stays:
        yield (
            f'<g><title>{_safe(stay.title)}</title><rect class="stay" x="{stay.x:g}"'
            f' y="{plot.top:g}" width="{stay.width:g}" height="{plot.height:g}"/></g>\n'
        )


def _happened(marks: Sequence[HappenedMark], plot: Box) -> Iterator[str]:
    """Return what happened: thin lines to the days, then marks with their words."""
    for one in marks:
        for x in one.lines:
            yield f'<path class="event-line" d="M{x:g} {one.label_y + 5:g}V{plot.bottom:g}"/>\n'
    for one in marks:
        words = f' class="event-label" text-anchor="{_safe(one.anchor)}"'
        yield (
            f'<g class="happened"><title>{_safe(one.title)}</title>'
            f"{_mark(one.shape, one.x, one.y, MARK)}"
            f"{_text(one.label_x, one.label_y, one.label, words)}</g>\n"
        )


def stays_picture(one: Strip) -> Markup:
    """Return the stays of a strip."""
    return _joined(_stays(one.stays, one.plot))


def happened_picture(one: Strip) -> Markup:
    """Return the marks of what happened above a strip."""
    return _joined(_happened(one.happened, one.plot))


def _text(x: float, y: float, words: str, attributes: str = "") -> str:
    return f'<text{attributes} x="{x:g}" y="{y:g}">{_safe(words)}</text>\n'


def _scored(mark: Mark, size: float) -> str:
    """Return one score: its mark with the words that a pointer shows, and its number."""
    x, y = f"{mark.x:g}", f"{mark.y:g}"
    ring = number = ""
    if mark.is_alarm:
        ring = f'<circle class="alarm-ring" cx="{x}" cy="{y}" r="{ALARM_RING}"/>'
    if mark.number_y is not None:
        words = ' class="strong halo" text-anchor="middle"'
        number = f'<text{words} x="{x}" y="{mark.number_y:g}">{mark.total}</text>\n'
    drawn = _mark(mark.shape, mark.x, mark.y, size)
    return f"<g><title>{_safe(mark.title)}</title>{drawn}{ring}</g>\n{number}"


def _mark(shape: str, x: float, y: float, r: float) -> str:
    if shape == "square":
        side = f"{2 * r - 1:g}"
        return (
            f'<rect class="mark" x="{x - r + 0.5:g}" y="{y - r + 0.5:g}" width="{side}"'
            f' height="{side}"/>'
        )
    if shape == "triangle":
        side = f"{r + 1:g}"
        return f'<path class="mark" d="M{x:g} {y - r:g}l{side} {2 * r:g}h-{2 * r + 2:g}z"/>'
    if shape == "diamond":
        d = f"{r + 1:g}"
        return f'<path class="mark" d="M{x:g} {y - r - 1:g}l{d} {d}-{d} {d}-{d}-{d}z"/>'
    return f'<circle class="mark mark-{shape}" cx="{x:g}" cy="{y:g}" r="{r - 0.5:g}"/>'


def table_rows(line: AdlLine) -> Markup:
    """Return the rows of the table that stands with the ADL line, newest first."""
    return _joined(map(_table_row, line.rows))


def _table_row(row: AdlRow) -> str:
    day = f'<tr><th scope="row">{row.day or short_date(row.on)}</th>'
    if row.happened:
        return f'{day}<td colspan="3" data-label="เกิดอะไรขึ้น">{_safe(row.happened)}</td></tr>\n'
    return (
        f'{day}<td class="num" data-label="คะแนน">{row.total}</td>'
        f'<td data-label="กลุ่ม">{_safe(row.band)}</td>'
        f'<td data-label="ใครประเมิน">{_safe(row.rater)}{_sub(row.note)}</td></tr>\n'
    )


def _sub(words: str) -> str:
    return f'<span class="sub">{_safe(words)}</span>' if words else ""


def _cell(cell: HeatCell) -> str:
    level = LEVELS.get(cell.level, cell.level)
    title = _safe(cell.title)
    if not cell.change:
        return f'<td class="heat-{level}" title="{title}">{cell.text}</td>'
    arrow, words = ARROWS[cell.change]
    return (
        f'<td class="heat-{level} {cell.change}" title="{title}">{cell.text}'
        f'<span aria-hidden="true">{arrow}</span>'
        f'<span class="visually-hidden">{words}</span></td>'
    )
