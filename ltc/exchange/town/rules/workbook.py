"""Workbooks (.xlsx): opened carefully, read row by row, never computed.

A workbook is a folder packed small: what it unpacks to is counted before anything is unpacked.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from ltc.exchange.town.terms import (
    HEAD_ROWS,
    MOST_CELL,
    MOST_COLUMNS,
    Cell,
    Formula,
    Line,
    Sheet,
    Source,
)
from ltc.foundation.core.errors import RuleViolation

MOST_UNPACKED = 300 * 1024 * 1024
MOST_STRINGS = 60 * 1024 * 1024  # all texts of a workbook are held at once while it is read
MOST_PARTS = 2_000
MOST_BLANK = 2_000  # rows with nothing, in a row: below them stands nothing more
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell [^>]*?ref=[\"']([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?[\"']")
_PIECE = 1024 * 1024


def is_workbook(data: bytes) -> bool:
    """True for a packed folder, which a workbook is."""
    return data.startswith(b"PK\x03\x04")


def read_workbook(data: bytes) -> Source:
    """Return the sheets that a person sees, with their first rows; hidden ones are counted only.

    Raises RuleViolation ``file_unreadable``, ``file_bomb`` or ``file_empty``.
    """
    _check_size(data)
    book = _opened(data)
    try:
        seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        names = [sheet.title for sheet in seen][:50]
        hidden = len(book.worksheets) - len(seen)
    finally:
        book.close()
    sheets = tuple(
        Sheet(name, head)
        for name in names
        if (head := tuple(islice(workbook_lines(data, name), HEAD_ROWS)))
    )
    if not sheets:
        raise RuleViolation("file_empty", "ไม่มีแผ่นงานที่มีข้อมูล กรุณาเลือกแฟ้มใหม่", "file")
    return Source("", "", sheets, hidden)


def _check_size(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            unpacked = sum(part.file_size for part in parts)
            strings = sum(p.file_size for p in parts if p.filename.endswith("sharedStrings.xml"))
            is_declared = "[Content_Types].xml" in names and _declares_nothing(packed, parts)
    except Exception as broken:  # whatever a broken file makes the library say
        raise _unreadable() from broken
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or strings > MOST_STRINGS:
        raise RuleViolation("file_bomb", "แฟ้มนี้คลายออกแล้วใหญ่เกินไป แบ่งเป็นหลายแฟ้มแล้วส่งทีละแฟ้ม", "file")
    if not is_declared:
        raise _unreadable()


def _declares_nothing(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> bool:
    """True when no part declares entities: spreadsheets never do, attacks on readers do."""
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with packed.open(part) as stream:
                begins = stream.read(4_096)
            if b"<!" in begins.replace(b"<!--", b"") or begins[:2] in (b"\xff\xfe", b"\xfe\xff"):
                return False
    return True


def _unreadable() -> RuleViolation:
    return RuleViolation(
        "file_unreadable", "เปิดแฟ้มนี้ไม่ได้ อาจเสียหรือมีรหัสผ่าน เปิดใน Excel แล้วบันทึกใหม่เป็น .xlsx", "file"
    )


def _opened(data: bytes) -> Any:
    # Here and not above: the library costs a start 15 MB, and most requests read no workbook.
    from openpyxl import load_workbook

    try:
        return load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except Exception as broken:  # whatever a broken file makes the library say
        raise _unreadable() from broken


def workbook_lines(data: bytes, name: str) -> Iterator[Line]:
    """Yield the rows of a sheet that hold anything; raises RuleViolation ``file_unreadable``."""
    book = _opened(data)
    try:
        sheet = book[name]
        merged = _merged_rows(data, sheet)
        blank = 0
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
            cells = _without_tail([_cell(cell) for cell in row])
            if cells:
                yield Line(number, cells, is_merged=any(a <= number <= b for a, b in merged))
            blank = 0 if cells else blank + 1
            if blank > MOST_BLANK:
                return
    except RuleViolation:
        raise
    except Exception as broken:
        raise _unreadable() from broken
    finally:
        book.close()


def _without_tail(cells: list[Cell]) -> tuple[Cell, ...]:
    while cells and (cells[-1] == "" or (isinstance(cells[-1], str) and not cells[-1].strip())):
        cells.pop()
    return tuple(cells)


def _cell(cell: Any) -> Cell:
    """Return a cell as it is meant: dates as dates, whole numbers without a point."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return Formula()
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)[: MOST_CELL + 1]


def _merged_rows(data: bytes, sheet: Any) -> list[tuple[int, int]]:
    """Return the spans of rows that merged cells cover; the row reader itself does not tell."""
    path = str(sheet._worksheet_path).lstrip("/")
    spans: list[tuple[int, int]] = []
    with zipfile.ZipFile(io.BytesIO(data)) as packed, packed.open(path) as stream:
        tail = b""
        while piece := stream.read(_PIECE):
            text = tail + piece
            end = 0
            for found in _MERGED.finditer(text):
                first = int(found[2])
                spans.append((first, int(found[4] or first)))
                end = found.end()
            tail = text[max(end, len(text) - 200) :]
    return spans[:1_000]


def rows_about(data: bytes, name: str) -> int:
    """Return how many rows a sheet says it has, 0 when it does not say."""
    book = _opened(data)
    try:
        return int(book[name].max_row or 0)
    finally:
        book.close()
