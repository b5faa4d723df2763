"""How much is measured: the whole bench, or a quick look that says nothing about time."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """``small`` and ``large`` are elders; a round asks each page ``times`` times."""

    kinds: tuple[str, ...]
    small: int
    large: int
    rounds: int
    times: int
    starts: int
    imported: int


WHOLE = Plan(("sqlite", "postgresql"), 3_000, 30_000, rounds=7, times=24, starts=5, imported=1_000)
QUICK = Plan(("sqlite",), 300, 3_000, rounds=1, times=4, starts=1, imported=50)
