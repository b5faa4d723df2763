"""The words of a cover: needs, candidates, ties, offers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ltc.care.rota.terms import House, Turn
from ltc.care.workforce.terms import UNKNOWN, Training


@dataclass(frozen=True)
class Need:
    """One elder's visits on the days of an absence; one person takes them all."""

    house: House
    turns: tuple[Turn, ...]

    @property
    def minutes(self) -> dict[date, int]:
        """Minutes by day."""
        found: dict[date, int] = {}
        for turn in self.turns:
            assert turn.day is not None
            found[turn.day] = found.get(turn.day, 0) + turn.wanted.minutes
        return found


@dataclass(frozen=True)
class Candidate:
    """A colleague who works on those days, what they have to do anyway, how trained they are."""

    id: UUID
    name: str
    sort_key: str
    minutes: Mapping[date, int] = field(default_factory=dict)
    communities: frozenset[tuple[date, UUID]] = frozenset()
    training: Training = UNKNOWN


@dataclass(frozen=True)
class Ties:
    """What binds candidates to elders, as (elder, candidate): teams, visits so far, family."""

    on_team: frozenset[tuple[UUID, UUID]] = frozenset()
    visits: Mapping[tuple[UUID, UUID], int] = field(default_factory=dict)
    kin: frozenset[tuple[UUID, UUID]] = frozenset()


@dataclass(frozen=True)
class Offer:
    """Who takes an elder, or None, and why in words."""

    need: Need
    candidate: Candidate | None
    why: tuple[str, ...]


@dataclass(frozen=True)
class Decision:
    """What a person made of the offers: elder to stand-in; ``stand_in_id`` for a whole desk."""

    kind: str
    note: str
    choices: Mapping[UUID, UUID] = field(default_factory=dict)
    stand_in_id: UUID | None = None
