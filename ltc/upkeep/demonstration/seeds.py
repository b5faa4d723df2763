"""The word lists of the demonstration, read from ``seeds/demo``."""

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from ltc.settings import CHECKOUT

FOLDER = CHECKOUT / "seeds" / "demo"


@dataclass(frozen=True)
class CommunityShare:
    """How many of the town's people live in a community, and how many in a hundred are elders."""

    code: str
    population: int
    elder_percent: float


@cache
def community_shares() -> tuple[CommunityShare, ...]:
    """Return the made-up split of the population over the communities."""
    with (FOLDER / "communities.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            CommunityShare(row["code"], int(row["population"]), float(row["elder_percent"]))
            for row in csv.DictReader(file)
        )


@cache
def word_lists() -> dict[str, list[str]]:
    """Return the lists of names, each without repetitions."""
    return {name: list(dict.fromkeys(words.split())) for name, words in table("names").items()}


@cache
def table(name: str) -> dict[str, Any]:
    """Return one seed file of the demonstration as it stands."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def visit_words(rng: Random, profile: str, what: str) -> str:
    """Return what a caregiver writes: ``what`` is how the person is that day, or "next"."""
    words = table("care")["visit_words"]
    kind = {"bed": "bed", "tube": "bed", "diabetic_foot": "wound"}.get(profile, "home")
    return str(rng.choice(words[kind].get(what) or words["home"][what]))
