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
