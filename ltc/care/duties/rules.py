"""Pure rules of the duty roster: what a duty must hold, when it begins and ends."""

import re
from datetime import datetime, time, timedelta

from ltc.care.duties.terms import DutyDraft
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.zone import at_local


def duty_span(draft: DutyDraft) -> tuple[datetime, datetime]:
    """Return the instants of a duty; one that ends at or before its beginning ends a day later."""
    begins = at_local(draft.day, draft.since.hour, draft.since.minute)
    ends_on = draft.day if draft.until > draft.since else draft.day + timedelta(days=1)
    return begins, at_local(ends_on, draft.until.hour, draft.until.minute)


def checked_duty(draft: DutyDraft) -> DutyDraft:
    """Return the draft; raises RuleViolation ``nobody_named``, ``phone_missing``, ``phone_shape``.

    A duty without a telephone is no duty: it is what the family calls.
    """
    if draft.user_id is None and not draft.name:
        raise RuleViolation("nobody_named", "กรุณาเลือกคน หรือพิมพ์ชื่อ", "name")
    if not draft.phone:
        raise RuleViolation("phone_missing", "กรุณากรอกเบอร์ที่ญาติโทรได้", "phone")
    if not re.fullmatch(r"0\d{8,9}|1\d{3}", draft.phone):
        raise RuleViolation("phone_shape", "เบอร์โทรต้องขึ้นต้นด้วย 0 และมี 9–10 หลัก", "phone")
    return draft


def hours_words(since: time, until: time) -> str:
    """Return "08:00–16:00 น.", with the night said in words."""
    night = " ของวันรุ่งขึ้น" if until <= since else ""
    return f"{since:%H:%M}–{until:%H:%M} น.{night}"
