"""The words of the duty roster; codes are stored, labels are what people read."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from ltc.foundation.core.words import Word


class Programme(Word):
    """For which programme somebody is on call."""

    HOME_CARE = "ltc", "ดูแลที่บ้าน"
    HOME_WARD = "home_ward", "ผู้ป่วยในที่บ้าน"


@dataclass(frozen=True)
class DutyDraft:
    """Somebody on call: a user of ours, or a name; ``until`` at or before ``since``: next day."""

    programme: str
    day: date
    since: time
    until: time
    user_id: UUID | None
    name: str
    phone: str


@dataclass(frozen=True)
class OnCall:
    """Somebody on call now as a page names them; ``until`` is "ถึง 08:00 น."."""

    user_id: UUID | None
    name: str
    phone: str
    programme: str
    until: str

    @property
    def programme_th(self) -> str:
        """The programme's name."""
        return Programme(self.programme).label_th


@dataclass(frozen=True)
class Answering:
    """Who answers now: for everybody cared for at home, and for other programmes' people only.

    The register does not know yet who is in which programme: a page names the others with theirs.
    """

    first: tuple[OnCall, ...] = ()
    others: tuple[OnCall, ...] = ()

    def holds(self, user_id: UUID | None) -> bool:
        """True when this person answers for everybody now."""
        return user_id is not None and any(one.user_id == user_id for one in self.first)
