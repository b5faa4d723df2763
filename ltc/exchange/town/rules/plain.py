"""Text files: which letters, which mark between cells, and their rows one by one."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice

from ltc.exchange.town.terms import HEAD_ROWS, MOST_CELL, MOST_COLUMNS, Charset, Line, Sheet, Source
from ltc.foundation.core.errors import RuleViolation

# How things begin that are often sent by mistake, each as its own specification says.
_OTHERS = (
    (b"\xff\xd8\xff", "รูปถ่าย"), (b"\x89PNG", "รูปภาพ"), (b"GIF8", "รูปภาพ"), (b"%PDF", "แฟ้ม PDF"),
    (b"\xd0\xcf\x11\xe0", "แฟ้ม Excel รุ่นเก่า (.xls)"), (b"RIFF", "รูปหรือเสียง"),
    (b"\x1f\x8b", "แฟ้มบีบอัด"), (b"Rar!", "แฟ้มบีบอัด"),
)  # fmt: skip
_DELIMITERS = (",", ";", "\t", "|")
_LOOKED_AT = 64 * 1024
_THAI_BYTES = range(0xA1, 0xFC)
_CONTROLS = frozenset(range(0x20)) - {0x09, 0x0A, 0x0D, 0x1A}


def read_plain(data: bytes) -> Source:
    """Return how a text file is to be read, with its first rows.

    UTF-8 (with or without its mark), UTF-16 with its mark, else TIS-620 as Windows writes it.
    Raises RuleViolation ``file_empty``, ``file_other``, ``file_charset`` or ``file_one_column``.
    """
    if not data.strip(b"\xef\xbb\xbf \r\n\t"):
        raise RuleViolation("file_empty", "แฟ้มนี้ว่างเปล่า กรุณาเลือกใหม่", "file")
    for begins, what in _OTHERS:
        if data.startswith(begins):
            raise RuleViolation(
                "file_other", f"นี่คือ{what} ไม่ใช่ตาราง บันทึกเป็น CSV หรือ Excel (.xlsx) ก่อน", "file"
            )
    charset = charset_of(data)
    text = _text(data, charset)
    delimiter = delimiter_of("".join(islice(text, 20)))
    lines = tuple(islice(plain_lines(data, charset, delimiter), HEAD_ROWS))
    if max((len(line.cells) for line in lines), default=0) < 2:
        raise RuleViolation(
            "file_one_column", "อ่านได้แค่คอลัมน์เดียว แฟ้มนี้ไม่เป็นตาราง ใช้แบบฟอร์มที่ดาวน์โหลดได้จากหน้านี้", "file"
        )
    return Source(charset, delimiter, (Sheet("", lines),), 0)


def charset_of(data: bytes) -> Charset:
    """Return how the letters are written; raises RuleViolation ``file_charset``."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _if_decodes(data, Charset.UTF16)
    if any(byte in _CONTROLS for byte in data[:_LOOKED_AT]):
        raise _unreadable()
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _thai(data)
    return Charset.UTF8


def _thai(data: bytes) -> Charset:
    """Take for Thai what has Thai letters in TIS-620 and nothing that Windows-874 does not know."""
    high = [byte for byte in data if byte > 0x7F]
    if sum(byte in _THAI_BYTES for byte in high) < 0.9 * len(high):
        raise _unreadable()
    return _if_decodes(data, Charset.THAI)


def _if_decodes(data: bytes, charset: Charset) -> Charset:
    try:
        data.decode(str(charset))
    except UnicodeDecodeError as unreadable:
        raise _unreadable() from unreadable
    return charset


def _unreadable() -> RuleViolation:
    return RuleViolation(
        "file_charset",
        "อ่านตัวอักษรในแฟ้มนี้ไม่ออก บันทึกใหม่เป็น “CSV UTF-8” หรือ Excel (.xlsx) แล้วส่งอีกครั้ง",
        "file",
    )


def delimiter_of(first_lines: str) -> str:
    """Return the mark between cells: the one that cuts most rows into equally many cells."""

    def cut(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in _rows(io.StringIO(first_lines, newline=""), delimiter) if row]
        common = max(set(widths), key=lambda width: (widths.count(width) * (width > 1), width))
        return (widths.count(common) * (common > 1), common)

    return max(_DELIMITERS, key=cut) if first_lines.strip() else ","


def plain_lines(data: bytes, charset: str, delimiter: str) -> Iterator[Line]:
    """Yield the rows that hold anything, numbered as a spreadsheet shows them."""
    rows = _rows(_text(data, charset), delimiter)
    for number, row in enumerate(rows, 1):
        cells = tuple(cell[: MOST_CELL + 1] for cell in row[:MOST_COLUMNS])
        if any(cell.strip() for cell in cells):
            yield Line(number, cells)


def _text(data: bytes, charset: str) -> io.TextIOWrapper:
    encoding = "utf-8-sig" if charset == Charset.UTF8 else charset
    return io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")


def _rows(text: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Yield rows; raises RuleViolation ``file_unreadable`` where a quotation mark never ends."""
    try:
        yield from csv.reader(text, delimiter=delimiter)
    except csv.Error as broken:
        raise RuleViolation(
            "file_unreadable",
            "อ่านแฟ้มนี้ไม่จบ อาจมีเครื่องหมายคำพูดเปิดค้างไว้ กรุณาบันทึกใหม่เป็น Excel (.xlsx)",
            "file",
        ) from broken
