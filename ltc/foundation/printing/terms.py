"""What papers are made of: plain data that both faces, PDF and page, can show. Pure."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

Block = Mapping[str, Any]
Cell = str | Mapping[str, Any]

PREFIX = "LTC-DOC "


@dataclass(frozen=True)
class Paper:
    """One paper: what stands on it, in order; nothing of when or by whom it was printed.

    ``about_th`` says under the title whose it is. ``is_wide`` lies on its side, ``is_large`` is to
    be read from across a kitchen.
    """

    code: str
    title_th: str
    town_th: str
    about_th: str
    blocks: tuple[Block, ...]
    is_wide: bool = False
    is_large: bool = False


@dataclass(frozen=True)
class Stamp:
    """Which document this is: its id, in the code and as a number, and when it was issued."""

    id: UUID
    issued_th: str

    @property
    def number(self) -> str:
        """The last twelve hexadecimal digits in fours: what people read to each other."""
        digits = self.id.hex[-12:].upper()
        return "-".join(digits[at : at + 4] for at in (0, 4, 8))

    @property
    def code_text(self) -> str:
        """What the printed code says: the id, nothing about a person."""
        return f"{PREFIX}{self.id}"


def read_code(text: str) -> UUID | None:
    """Return the document's id in a code that was read from a photo, None for another's code."""
    named = text.removeprefix(PREFIX)
    if named == text or not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", named):
        return None
    return UUID(named)


def digest(paper: Paper) -> str:
    """Return what tells one content from another: equal for papers that say the same."""
    said = json.dumps(vars(paper), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def document_id(subject_id: UUID, said: str) -> UUID:
    """Return the id of a document: the same content about the same thing is the same document.

    So a paper can be printed by a request that only reads, twice at once, and again next year, and
    a signature on one copy counts for all. ``subject_id`` has random bits: nobody finds the
    content by trying.
    """
    made = hashlib.sha256(subject_id.bytes + said.encode()).digest()
    return UUID(bytes=made[:16], version=5)


@dataclass(frozen=True)
class Signer:
    """A place to sign: as what, the name if known, whether a thumb mark may stand there.

    ``on_th`` says when it was signed in the system, "" leaves a line for the date.
    """

    role_th: str
    name: str = ""
    is_thumb: bool = False
    on_th: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, its share of the width, numbers to the right."""

    label_th: str
    share: float = 1
    is_number: bool = False


@dataclass(frozen=True)
class Slot:
    """Something in the week: day 0 (Monday) to 6, minutes since midnight, what."""

    day: int
    starts: int
    ends: int
    words: str


@dataclass(frozen=True)
class Picture:
    """A task with the drawing ``icon`` (a file of templates/print/icons), what and how often."""

    icon: str
    words: str
    below: str = ""


@dataclass(frozen=True)
class Fact:
    """A field of a form: empty ones become a dotted line to write on; ``is_wide``: a whole line."""

    label_th: str
    value: str = ""
    is_wide: bool = field(default=False)


def heading(text: str) -> Block:
    """A heading between blocks."""
    return {"kind": "heading", "text": text}


def facts(*given: Fact) -> Block:
    """Fields of a form, two beside each other."""
    return {"kind": "facts", "facts": [vars(one) for one in given]}


def words(label_th: str, text: str, *, lines: int = 2) -> Block:
    """A longer text under its label; without one ``lines`` dotted lines to write on."""
    return {"kind": "words", "label_th": label_th, "text": text, "lines": lines}


def table(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, empty: int = 0,
          foot: Sequence[Cell] = (), is_small: bool = False) -> Block:  # fmt: skip
    """A table; ``empty`` more lines to write on, ``foot`` a last line in bold (a sum)."""
    blank = [[""] * len(columns)] * empty
    return {
        "kind": "table", "columns": [vars(one) for one in columns],
        "rows": [list(row) for row in rows] + blank, "foot": list(foot), "is_small": is_small,
    }  # fmt: skip


def tick(is_on: bool | None, text: str = "") -> Cell:
    """A box to tick in a table or a list of ticks; None and False leave it empty."""
    return {"tick": bool(is_on), "text": text}


def strong(text: str) -> Cell:
    """A cell in bold: the heading of the lines under it."""
    return {"strong": text}


def ticks(label_th: str, *given: Cell) -> Block:
    """Boxes to tick, one under another, after a label."""
    return {"kind": "ticks", "label_th": label_th, "ticks": list(given)}


def week(slots: Sequence[Slot], *, days: Sequence[str], since: int, until: int,
         beside: Sequence[str] = ()) -> Block:  # fmt: skip
    """Hours by days; ``beside`` is what stands in the column of daily activities, by hour."""
    hours = [
        {
            "label": f"{hour:02}:00–{hour + 1:02}:00",
            "cells": [_of_hour(slots, day, hour) for day in range(len(days))],
            "beside": beside[hour - since] if hour - since < len(beside) else "",
        }
        for hour in range(since, until)
    ]
    return {"kind": "week", "days": list(days), "hours": hours}


def _of_hour(slots: Sequence[Slot], day: int, hour: int) -> str:
    """Return what begins or goes on in an hour; its times only where it begins off the hour."""
    said = []
    for slot in slots:
        if slot.day != day or slot.ends <= hour * 60 or slot.starts >= hour * 60 + 60:
            continue
        begins = slot.starts // 60 == hour
        if not begins:
            said.append("↓")
        elif slot.starts % 60:
            said.append(f"{slot.starts // 60:02}:{slot.starts % 60:02} {slot.words}")
        else:
            said.append(slot.words)
    return "\n".join(said)


def signatures(*signers: Signer, columns: int = 2) -> Block:
    """Lines to sign on, big enough for a thumb."""
    # Without a date the key is left out: papers printed before it was known stay the same document.
    places = [
        {key: value for key, value in vars(one).items() if value or key != "on_th"}
        for one in signers
    ]
    return {"kind": "signatures", "columns": columns, "signers": places}


def pictures(*tasks: Picture) -> Block:
    """Tasks with their drawings."""
    return {"kind": "pictures", "pictures": [vars(one) for one in tasks]}


def calls(*numbers: tuple[str, str]) -> Block:
    """Whom to call: who, and the number, large."""
    return {"kind": "calls", "calls": [list(one) for one in numbers]}


def code(text: str, words_th: str) -> Block:
    """A code to photograph beside the document's own, with what it leads to."""
    return {"kind": "code", "text": text, "words": words_th}


def note(text: str) -> Block:
    """A small remark."""
    return {"kind": "note", "text": text}
