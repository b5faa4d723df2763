"""The levels of urgency of a plan: a colour with its word; our own reading of the form's box."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ltc.care.assessment.rules.row import Row, keys_of

HEAD = keys_of(also="source confidence note_th levels")


@dataclass(frozen=True)
class Level:
    """One level: ``colour_th`` is what the form's box holds."""

    code: str
    colour_th: str
    label_th: str

    @property
    def words(self) -> str:
        """Return "แดง – เร่งด่วนมาก …"."""
        return f"{self.colour_th} – {self.label_th}"


@dataclass(frozen=True)
class Urgency:
    """All levels, the most urgent first, and what is unsure about them."""

    levels: tuple[Level, ...]
    note_th: str

    @property
    def words(self) -> dict[str, str]:
        """The words of each level by its code."""
        return {level.code: level.words for level in self.levels}


def read_urgency(table: Mapping[str, Any]) -> Urgency:
    """Return the levels in the order of the file; raises Unusable for a slip."""
    whole = Row(table, "urgency levels", HEAD)
    rows = [Row(one, "urgency level", keys_of(Level)) for one in whole.tables("levels")]
    levels = tuple(
        Level(row.text("code"), row.text("colour_th"), row.text("label_th")) for row in rows
    )
    return Urgency(levels, whole.text("note_th"))
