"""The words of the week: wanted visits, turns, absences; codes stored, labels read."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ltc.foundation.core.words import Word


class AbsenceKind(Word):
    """Why a colleague is away, without any health detail."""

    SICK = "sick", "ลาป่วย"
    LEAVE = "leave", "ลากิจหรือลาพักร้อน"
    COURSE = "course", "ไปอบรมหรือประชุม"


class WhyOpen(Word):
    """Why a visit of the week has nobody to go."""

    NO_CAREGIVER = "no_caregiver", "ยังไม่มีผู้ดูแลในทีม"
    AWAY = "away", "ผู้ดูแลลาวันนั้น"


@dataclass(frozen=True)
class Service:
    """One planned service of a caregiver; ``per`` is a code of the plan's Per."""

    times: int
    per: str
    minutes: int | None
    doer_id: UUID | None


@dataclass(frozen=True)
class Wish:
    """A visit that a plan asks for on any day from ``first`` to ``last``, both included."""

    first: date
    last: date
    minutes: int


@dataclass(frozen=True)
class House:
    """An elder as a card of the week shows them."""

    elder_id: UUID
    full_name: str
    sort_key: str
    community_id: UUID
    community: str


@dataclass(frozen=True)
class Wanted:
    """A wish of one elder's plan; ``days`` are those of the week on which it may be kept.

    Its key is the elder with ``first``: an elder's windows never begin on the same day.
    """

    house: House
    first: date
    last: date
    minutes: int
    doer_id: UUID | None
    days: tuple[date, ...]

    @property
    def key(self) -> tuple[UUID, date]:
        """What names this visit among all."""
        return self.house.elder_id, self.first


@dataclass(frozen=True)
class TeamPlace:
    """A caregiver's own place on an elder's team, until (excluded) a day."""

    user_id: UUID
    name: str
    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """True when the place holds that day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Kept:
    """What a person decided about one visit."""

    caregiver_id: UUID
    day: date
    position: int | None
    version: int
    name: str = ""


@dataclass(frozen=True)
class Away:
    """Days on which a colleague is away; ``until`` is excluded."""

    user_id: UUID
    since: date
    until: date

    def holds(self, day: date) -> bool:
        """True when the colleague is away that day."""
        return self.since <= day < self.until


@dataclass(frozen=True)
class Turn:
    """One visit of the week as it stands: who goes on which day, or why nobody does.

    ``version`` 0 means that nobody decided: it was derived. ``own`` is the caregiver whom the team
    would send; ``done_on`` is set when the visit has taken place.
    """

    wanted: Wanted
    caregiver_id: UUID | None
    day: date | None
    position: int | None = None
    version: int = 0
    own: TeamPlace | None = None
    why_open: WhyOpen | None = None
    done_on: date | None = None
    name: str = ""  # of who goes

    @property
    def is_outside(self) -> bool:
        """True when a person put the visit outside the days that the plan names."""
        return self.day is not None and not self.wanted.first <= self.day <= self.wanted.last


@dataclass(frozen=True)
class MoveDraft:
    """A person's decision about one visit; ``version`` is what they saw (0: derived)."""

    caregiver_id: UUID
    day: date
    position: int | None
    version: int


@dataclass(frozen=True)
class AbsenceDraft:
    """A colleague is away from a day until (excluded) a day."""

    user_id: UUID
    kind: str
    since: date
    until: date
    note: str = ""
