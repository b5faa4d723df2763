"""Which page a step leads to. A step that this role may not take has no door.

The act itself where one page is enough, else the case's own page, where the step is the one main
button.
"""

from uuid import UUID

from flask import url_for

from ltc.care.events.terms import FollowUpCode
from ltc.foundation.accounts.queries import may
from ltc.foundation.core.actor import Actor

INSTRUMENTS = {"assess": "barthel", "assess_tai": "tai"}


def door(code: str, actor: Actor, *, elder_id: UUID, case_id: UUID | None) -> str | None:
    """Return the address behind a step's code, or None when the role may not take it."""
    if code == "score":
        return url_for("desks.chart", elder_id=elder_id)
    if code == "team":
        return url_for("desks.chart", elder_id=elder_id, _anchor="team")
    if code == "visits":
        return _if(actor, "read", "visit", "visits.of_elder", elder_id=elder_id)
    if code in INSTRUMENTS:
        return _if(
            actor, "create", "assessment", "assessment.assess",
            elder_id=elder_id, code=INSTRUMENTS[code],
        )  # fmt: skip
    if code == "pause":
        return _if(actor, "update", "event", "events.pause", elder_id=elder_id)
    if code.startswith("event "):
        return _event_door(code, actor, elder_id)
    if code == "open_case":
        return _if(actor, "create", "case", "cases.open_case", elder_id=elder_id)
    return _if(actor, "update", "case", "cases.case", case_id=case_id) if case_id else None


def _event_door(code: str, actor: Actor, elder_id: UUID) -> str | None:
    """What an event asks for: the act itself where there is a page for it, else to settle it."""
    _event, event_id, what = code.split()
    if what == FollowUpCode.REASSESS:
        return door("assess", actor, elder_id=elder_id, case_id=None)
    if what == FollowUpCode.RETURN:
        return door("pause", actor, elder_id=elder_id, case_id=None)
    return _if(actor, "update", "event", "events.follow_up", event_id=event_id, what=what)


def _if(
    actor: Actor, action: str, resource: str, endpoint: str, **values: UUID | str
) -> str | None:
    return url_for(endpoint, **values) if may(actor, action, resource) else None  # type: ignore[arg-type]
