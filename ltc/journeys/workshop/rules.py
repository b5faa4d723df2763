"""Two drafts of one plan brought together line by line: nothing that anybody typed is lost.

Where one of the two changed a line, that change is kept; where both did, a person chooses.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Generic, TypeVar
from uuid import UUID

from ltc.care.cases.rules.lines import digest
from ltc.care.cases.terms import PlanDraft, ProblemLine, ServiceLine

Line = TypeVar("Line", ProblemLine, ServiceLine)
LINES = ("problems", "services")
TEXTS = tuple(part.name for part in fields(PlanDraft) if part.name not in LINES)
MARK_LENGTH = 12  # of hexadecimal digits: enough to tell two wordings of one line apart

Marks = Mapping[str, str]


@dataclass(frozen=True)
class Clash(Generic[Line]):
    """A line that both changed; None on the side that took it out."""

    line_id: UUID
    theirs: Line | None
    mine: Line | None


@dataclass(frozen=True)
class Merged(Generic[Line]):
    """Lines to send on (mine where there is a clash), the clashes, and what was kept of theirs.

    ``gone`` are lines that they took out and I had not touched.
    """

    lines: tuple[Line, ...]
    clashes: tuple[Clash[Line], ...]
    kept: tuple[Line, ...]
    gone: tuple[Line, ...]


def marks_of(draft: PlanDraft) -> dict[str, str]:
    """Return how each text and line of a draft stands, by its name or identity."""
    found = {name: _mark(str(getattr(draft, name) or "")) for name in TEXTS}
    lines: tuple[ProblemLine | ServiceLine, ...] = (*draft.problems, *draft.services)
    for line in lines:
        if line.line_id:
            found[str(line.line_id)] = digest(line)[:MARK_LENGTH]
    return found


def write_marks(marks: Marks) -> str:
    """Return marks as one value that a page can carry."""
    return " ".join(f"{name}:{mark}" for name, mark in marks.items())


def read_marks(text: str | None) -> dict[str, str]:
    """Return the marks that a page carried; what cannot be read is left out."""
    pairs = (part.partition(":") for part in (text or "").split())
    return {name: mark for name, _, mark in pairs if name and mark}


def merge(theirs: Sequence[Line], mine: Sequence[Line], began: Marks) -> Merged[Line]:
    """Bring two lists of lines together; ``began`` is how the lines stood when I began."""
    stored = {line.line_id: line for line in theirs if line.line_id}
    lines: list[Line] = []
    clashes: list[Clash[Line]] = []
    kept: list[Line] = []
    gone: list[Line] = []
    for line in mine:
        other = stored.pop(line.line_id, None) if line.line_id else None
        mark = began.get(str(line.line_id))
        if other is None and _is(line, mark):
            gone.append(line)
        elif other is not None and other != line and _is(line, mark):
            lines.append(other)
            kept.append(other)
        else:
            lines.append(line)
            is_mine_alone = other == line or (mark is None if other is None else _is(other, mark))
            if line.line_id and not is_mine_alone:
                clashes.append(Clash(line.line_id, other, line))
    for line_id, other in stored.items():
        mark = began.get(str(line_id))
        if mark is None:
            lines.append(other)
            kept.append(other)
        elif line_id and not _is(other, mark):
            clashes.append(Clash(line_id, other, None))
    return Merged(tuple(lines), tuple(clashes), tuple(kept), tuple(gone))


def _is(line: ProblemLine | ServiceLine, mark: str | None) -> bool:
    return digest(line)[:MARK_LENGTH] == mark


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:MARK_LENGTH]
