"""Files to fill in: Thai headings, one example row, a sheet of explanations."""

import csv
import io
from collections.abc import Iterable, Sequence

from ltc.exchange.town.rules.columns import columns_of
from ltc.exchange.town.terms import Column, Kind

BYTE_ORDER_MARK = "\ufeff"  # without it a spreadsheet takes Thai for another code page
GENERAL = (
    "ลบแถวตัวอย่าง แล้วใส่ข้อมูลแถวละหนึ่งรายการ",
    "หัวคอลัมน์ที่มี * ต้องใส่ทุกแถว",
    "ปีใส่เป็น พ.ศ. 4 หลัก เช่น 2487 ถ้าเป็น ค.ศ. ก็อ่านได้ แต่ปี 2 หลักไม่รับ",
    "ไม่ใช้สูตร ไม่ผสานช่อง",
    "ระบบจะตรวจทุกแถวให้ดูก่อน ยังไม่บันทึกจนกว่าคุณจะยืนยัน",
)


def heading(one: Column) -> str:
    """Return a column's heading; a star marks what every row must have."""
    return f"{one.label_th} *" if one.is_required else one.label_th


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as text in which nothing can run."""
    text = io.StringIO()
    csv.writer(text).writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue()


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before its sign.

    Source: OWASP, CSV Injection (= + - @ tab and carriage return at the start of a cell).
    """
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell


def blank_csv(kind: Kind) -> bytes:
    """Return the file to fill in as text in UTF-8 with its mark."""
    columns = columns_of(kind)
    rows = ([heading(one) for one in columns], [one.example for one in columns])
    return (BYTE_ORDER_MARK + as_csv(rows)).encode()


def blank_workbook(kind: Kind) -> bytes:
    """Return the file to fill in as a workbook; all its columns are text, so nothing is changed."""
    # Here and not above: the library costs a start 15 MB, and most requests write no workbook.
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    columns, book = columns_of(kind), Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "ข้อมูล"
    for place, one in enumerate(columns, 1):
        for row, words in ((1, heading(one)), (2, one.example)):
            cell = sheet.cell(row, place, safe(words))
            cell.number_format = "@"
            cell.font = Font(bold=row == 1)
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].number_format = "@"
        sheet.column_dimensions[letter].width = max(14, len(one.label_th) + 4)
    sheet.freeze_panes = "A2"
    told = book.create_sheet("คำอธิบาย")
    for words in GENERAL:
        told.append([words])
    told.append([])
    told.append(["คอลัมน์", "ใส่อะไร", "ตัวอย่าง"])
    for one in columns:
        told.append([heading(one), one.help_th, safe(one.example)])
    for letter, width in (("A", 28), ("B", 70), ("C", 24)):
        told.column_dimensions[letter].width = width
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
