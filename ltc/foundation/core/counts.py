"""Which counts of people are too small to show, for every page that shows figures."""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from ltc.settings import CHECKOUT

Key = TypeVar("Key")
FIGURES, FINDINGS = "hidden_below", "findings_hidden_below"


@functools.cache
def _publishing() -> dict[str, Any]:
    with (CHECKOUT / "seeds" / "reference" / "publishing.toml").open("rb") as file:
        return tomllib.load(file)


def least_shown(*, on: date, of: str = FIGURES) -> int:
    """Return the smallest count that may be shown on a day, of FIGURES or of FINDINGS."""
    return hidden_below(_publishing(), of, on=on)


@dataclass(frozen=True)
class Count:
    """A count as it may be shown; ``shown`` None means hidden."""

    shown: int | None
    words: str


def hidden_below(table: Mapping[str, Any], of: str = FIGURES, *, on: date) -> int:
    """Return the smallest count that may be shown on a day, from the dated setting.

    Raises ValueError when no row is in force.
    """
    rows = [row for row in table[of] if row["valid_from"] <= on]
    if not rows:
        raise ValueError("no publishing rule is in force on this day")
    return int(max(rows, key=lambda row: row["valid_from"])["value"])


def hide_small(counts: Mapping[Key, int], *, least: int) -> dict[Key, Count]:
    """Hide counts from 1 to ``least`` - 1; zero stays, it points at nobody.

    Where hiding leaves a single hole, or holes that add up to fewer than ``least`` people, the
    next smallest count is hidden too: else the total would give it away.
    """
    hidden = {key for key, count in counts.items() if 0 < count < least}
    others = sorted((key for key in counts if counts[key] >= least), key=lambda key: counts[key])
    while hidden and others and _gives_away([counts[key] for key in hidden], least):
        hidden.add(others.pop(0))
    return {
        key: Count(None, f"น้อยกว่า {least}" if 0 < count < least else "ไม่แสดง")
        if key in hidden
        else Count(count, f"{count:,}")
        for key, count in counts.items()
    }


def show_alone(count: int, *, least: int) -> Count:
    """Return one count as it may be shown, where no total and no neighbour would give it away."""
    return hide_small({0: count}, least=least)[0]


def _gives_away(hidden: list[int], least: int) -> bool:
    return len(hidden) == 1 or sum(hidden) < least
