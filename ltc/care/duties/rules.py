"""Pure rules of the duty roster: what a duty must hold, when it ends, who answers."""

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from ltc.care.duties.terms import Answering, DutyDraft, OnCall, Programme
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.zone import at_local
from ltc.foundation.i18n.dates import clock_time


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


def until_words(ends_at: datetime) -> str:
    """Return "ถึง 08:00 น.": no duty lasts longer than a day, so the hour alone is plain."""
    return f"ถึง {clock_time(ends_at)}"


def answering(found: Sequence[OnCall]) -> Answering:
    """Return who answers: home care before the others, each in the order given.

    A person on call twice for the same programme, where two duties meet, is named once.
    """
    once = {(one.programme, one.user_id or one.name): one for one in reversed(found)}
    kept = [one for one in found if once[one.programme, one.user_id or one.name] is one]
    return Answering(
        tuple(one for one in kept if one.programme == Programme.HOME_CARE),
        tuple(one for one in kept if one.programme != Programme.HOME_CARE),
    )


def on_call_words(now: Answering) -> str:
    """Return who answers for everybody, as a trace keeps it, or that nobody does."""
    named = ", ".join(f"{one.name} โทร {one.phone}" for one in now.first)
    return f"อยู่เวรตอนนั้น: {named}" if named else "ตอนนั้นไม่มีใครอยู่เวร"
