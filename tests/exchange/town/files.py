"""Files as towns send them, made small for tests."""

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from ltc.exchange.town.rules.blank import heading
from ltc.exchange.town.rules.columns import columns_of
from ltc.exchange.town.terms import Kind
from ltc.foundation.core.citizen_id import check_digit

PEOPLE_HEAD = [heading(one) for one in columns_of(Kind.PEOPLE)]
ADL_HEAD = [heading(one) for one in columns_of(Kind.ADL)]
FULL = {
    "feeding": "2", "grooming": "1", "transfer": "3", "toilet": "2", "mobility": "3",
    "dressing": "2", "stairs": "2", "bathing": "1", "bowels": "2", "bladder": "2",
}  # fmt: skip


def citizen_id(number: int) -> str:
    """Return a made-up national ID."""
    twelve = f"9{number:011d}"
    return twelve + check_digit(twelve)


def person(number: int, **over: Any) -> list[Any]:
    """Return a row of the people's file; name what differs by column key."""
    values = {
        "prefix": "นาง", "given_name": f"แก้ว{_letters(number)}", "family_name": "ศรีวิชัย",
        "born_on": "13/4/2487", "citizen_id": citizen_id(number), "community": "สันป่ายางหลวง",
        "house_no": f"{number}/1", "phone": "0812345678",
    } | over  # fmt: skip
    return [values.get(one.key, "") for one in columns_of(Kind.PEOPLE)]


def adl(**over: Any) -> list[Any]:
    """Return a row of the file of past assessments."""
    values = {"assessed_on": "15/9/2569", **FULL, **over}
    return [values.get(one.key, "") for one in columns_of(Kind.ADL)]


def place(**values: Any) -> list[Any]:
    """Return a row of the file of care teams."""
    return [values.get(one.key, "") for one in columns_of(Kind.TEAMS)]


def teams_csv(*rows: Sequence[Any]) -> bytes:
    """Return a file of care teams as text."""
    return as_csv([[heading(one) for one in columns_of(Kind.TEAMS)], *rows])


def staff(number: int, **over: Any) -> list[Any]:
    """Return a row of the file of people who are to sign in."""
    values = {
        "staff_name": f"สมจิตร แก้ว{_letters(number)}", "username": f"Staff{number}",
        "staff_role": "ผู้ดูแลผู้สูงอายุ", "staff_phone": "0812345678", "held_from": "1/10/2569",
    } | over  # fmt: skip
    return [values.get(one.key, "") for one in columns_of(Kind.STAFF)]


def staff_csv(*rows: Sequence[Any]) -> bytes:
    """Return a file of people who are to sign in as text."""
    return as_csv([[heading(one) for one in columns_of(Kind.STAFF)], *rows])


def _letters(number: int) -> str:
    return "".join(chr(ord("ก") + int(digit)) for digit in str(number))


def as_csv(
    rows: Sequence[Sequence[Any]], *, charset: str = "utf-8-sig", delimiter: str = ","
) -> bytes:
    """Return rows as a text file."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(charset)


def people_csv(*rows: Sequence[Any], **how: Any) -> bytes:
    """Return a people's file as text."""
    return as_csv([PEOPLE_HEAD, *rows], **how)


def adl_csv(*rows: Sequence[Any]) -> bytes:
    """Return a file of past assessments as text."""
    return as_csv([ADL_HEAD, *rows])


def workbook(*sheets: Sequence[Sequence[Any]], hidden: int = 0, merged: str = "") -> bytes:
    """Return a workbook with these sheets, the last ``hidden`` of them hidden."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for place, rows in enumerate(sheets):
        sheet = book.create_sheet(f"แผ่น {place + 1}")
        for row in rows:
            sheet.append(list(row))
        if merged:
            sheet.merge_cells(merged)
        if place >= len(sheets) - hidden:
            sheet.sheet_state = "hidden"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def bomb() -> bytes:
    """Return a small workbook that would unpack to 400 megabytes."""
    good, written = zipfile.ZipFile(io.BytesIO(workbook([["ก", "ข"]]))), io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in good.namelist():
            packed.writestr(part, good.read(part))
        with packed.open("xl/media/big.xml", "w", force_zip64=True) as out:
            for _ in range(400):
                out.write(b" " * 1024 * 1024)
    return written.getvalue()
