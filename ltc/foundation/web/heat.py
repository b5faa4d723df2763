"""The heat strip: what somebody could do, item by item, over the dates. Values in, shapes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ltc.foundation.i18n.dates import SHORT_MONTHS, short_date
from ltc.foundation.web.charts import short_year


@dataclass(frozen=True)
class ItemRow:
    """One question: what it was scored at each date; None where it was not asked."""

    label: str
    values: Sequence[int | None]
    maximum: int


class HeatCell(NamedTuple):
    text: str
    level: int
    change: str
    title: str


@dataclass(frozen=True)
class HeatRow:
    label: str
    maximum: int
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class HeatStrip:
    columns: tuple[tuple[str, str], ...]
    rows: tuple[HeatRow, ...]

    @property
    def is_empty(self) -> bool:
        return not self.columns or not self.rows


def heat_strip(rows: Sequence[ItemRow], dates: Sequence[date], *, most: int = 8) -> HeatStrip:
    """Items down, dates across, oldest first; only the `most` latest dates, to stay readable."""
    first = max(len(dates) - most, 0)
    days = [short_date(on) for on in dates[first:]]
    return HeatStrip(
        columns=tuple((SHORT_MONTHS[on.month - 1], short_year(on)) for on in dates[first:]),
        rows=tuple(HeatRow(row.label, row.maximum, _heat_cells(row, days, first)) for row in rows),
    )


def _heat_cells(row: ItemRow, days: Sequence[str], first: int) -> tuple[HeatCell, ...]:
    """Return a cell for each of the shown days, which begin at the value number ``first``."""
    cells = []
    before = next((value for value in reversed(row.values[:first]) if value is not None), None)
    for day, value in zip(days, row.values[first:], strict=True):
        if value is None:
            cells.append(HeatCell("–", -1, "", f"{row.label} {day} ไม่ได้ถาม"))
            continue
        change = "" if before is None or value == before else "down" if value < before else "up"
        title = f"{row.label} {day} ได้ {value} จาก {row.maximum}"
        if change:
            title += f" {'ลด' if change == 'down' else 'เพิ่ม'}จาก {before}"
        cells.append(HeatCell(str(value), _level(value, row.maximum), change, title))
        before = value
    return tuple(cells)


def _level(value: int, maximum: int) -> int:
    """0 cannot, 1 a little, 2 mostly, 3 by oneself."""
    if value <= 0:
        return 0
    if value >= maximum:
        return 3
    return 1 if value * 2 <= maximum else 2
