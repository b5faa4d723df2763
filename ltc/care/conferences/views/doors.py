"""What all doors of conferences share: the blueprint, loading with a check, words."""

from uuid import UUID

from flask import Blueprint, flash, redirect, url_for

from ltc.care.conferences.models import Conference
from ltc.care.conferences.queries import finding
from ltc.care.conferences.queries.hearings import HearingView, read_hearing
from ltc.care.conferences.terms import (
    ConferenceKind,
    ConferenceState,
    Ending,
    How,
    LineState,
    Outcome,
    PartyKind,
    PlanStage,
    Presence,
    SignMark,
    Stance,
)
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.web.marks import Reply
from ltc.foundation.web.request import actor, db

bp = Blueprint("conferences", __name__)

# Stored codes in words, for the templates.
WORDS = {
    "kind": {str(word): word.label_th for word in ConferenceKind},
    "state": {str(word): word.label_th for word in ConferenceState},
    "party": {str(word): word.label_th for word in PartyKind},
    "presence": {str(word): word.label_th for word in Presence},
    "how": {str(word): word.label_th for word in How},
    "mark": {str(word): word.label_th for word in SignMark},
    "stance": {str(word): word.label_th for word in Stance},
    "stage": {str(word): word.label_th for word in PlanStage},
    "outcome": {str(word): word.label_th for word in Outcome},
    "line": {str(word): word.label_th for word in LineState},
    "ending": {str(word): word.label_th for word in Ending},
}


def find_view(hearing_id: UUID, action: str, resource: str = "conference") -> HearingView:
    """Return one case of a conference with which this person may do ``action``, else NotFound."""
    hearing = finding.get_hearing(
        db(), hearing_id, actor(), on=clock.today(), action=action, resource=resource
    )
    return read_hearing(db(), hearing, on=clock.today())


def find_conference(conference_id: UUID, action: str) -> Conference:
    """Return a conference with which this person may do ``action``, else NotFound."""
    return finding.get_conference(db(), conference_id, actor(), on=clock.today(), action=action)


def may_lead() -> bool:
    """True for who calls and holds conferences."""
    return may(actor(), "update", "conference")


def to_hearing(hearing_id: UUID, words: str) -> Reply:
    """Go to the page of a case with a word of success."""
    flash(words, "ok")
    return redirect(url_for("conferences.hearing", hearing_id=hearing_id), 303)
