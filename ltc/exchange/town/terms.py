"""The words of the import: kinds of file, states of a batch, columns, why rows stay out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from ltc.foundation.core.actor import Actor
from ltc.foundation.core.words import Word

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 80
MOST_CELL = 500  # characters; no column of ours holds more
HEAD_ROWS = 30  # kept for choosing columns and for the preview
SHOWN_ROWS = 5
UNDO_WITHIN = timedelta(days=1)
KEPT_FOR = timedelta(days=1)  # a file that nobody goes on with


class Kind(Word):
    """What one file holds."""

    PEOPLE = "people", "คนและบ้าน"
    ADL = "adl", "ผลประเมินกิจวัตรประจำวันที่ผ่านมา"
    TEAMS = "teams", "ทีมดูแล"
    STAFF = "staff", "ผู้ดูแลและเจ้าหน้าที่ที่จะเข้าระบบ"


class State(Word):
    """How far a batch has come."""

    MAPPING = "mapping", "รอจับคู่คอลัมน์"
    CHECKING = "checking", "กำลังตรวจ"
    CHECKED = "checked", "ตรวจแล้ว รอบันทึก"
    SAVING = "saving", "กำลังบันทึก"
    SAVED = "saved", "บันทึกแล้ว"
    UNDOING = "undoing", "กำลังนำออก"
    UNDONE = "undone", "นำออกแล้ว"
    DROPPED = "dropped", "ยกเลิกแล้ว"


# What somebody must be allowed to add by hand, to take in a file of it.
NEEDS = {
    Kind.PEOPLE: "elder", Kind.ADL: "assessment", Kind.TEAMS: "care_team",
    Kind.STAFF: "user_account",
}  # fmt: skip

WORKING = frozenset({State.CHECKING, State.SAVING, State.UNDOING})
DROPPABLE = frozenset({State.MAPPING, State.CHECKED})


class Charset(Word):
    """How the letters of a text file are written."""

    UTF8 = "utf-8", "UTF-8"
    UTF16 = "utf-16", "UTF-16"
    THAI = "cp874", "TIS-620 (Windows-874)"


@dataclass(frozen=True)
class Formula:
    """A cell that holds a formula: nobody here works it out, and its last result may be old."""


Cell = str | date | Formula
Cells = tuple[Cell, ...]


@dataclass(frozen=True)
class Line:
    """One row of a sheet with its number there; ``is_merged`` when a cell of it spans others."""

    number: int
    cells: Cells
    is_merged: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet that can be read; a text file has one without a name."""

    name: str
    head: tuple[Line, ...]


@dataclass(frozen=True)
class Source:
    """A file that can be read: how, and its first rows. ``delimiter`` is empty for a workbook."""

    charset: str
    delimiter: str
    sheets: tuple[Sheet, ...]
    hidden_sheets: int


@dataclass(frozen=True)
class Column:
    """Something a file may say. ``also`` are other headings under which it is found."""

    key: str
    label_th: str
    help_th: str
    example: str
    most: int = 120
    is_required: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """Why one row stays out: the number of the row, the heading of the column, a sentence."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True)
class Fields:
    """One row as read: the cells by column key, cleaned; an empty cell is "" ."""

    line: int
    values: Mapping[str, str | date]

    def text(self, key: str) -> str:
        """Return a cell as text, "" when the column is not there."""
        value = self.values.get(key, "")
        return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class Task:
    """One batch being worked on: whose, where, in whose name, on which day."""

    batch_id: UUID
    kind: str
    municipality_id: UUID
    by: Actor
    on: date
