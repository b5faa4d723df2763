"""What all doors of approval share: the blueprint, loading with a check, where a lack is mended."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import Blueprint, url_for

from ltc.care.approval.queries.proposals import Candidate
from ltc.care.approval.terms import (
    AbstainWhy,
    NationalState,
    Outcome,
    ProposalState,
    ProviderKind,
    RoundState,
)
from ltc.care.cases.terms import GroupCode
from ltc.foundation.accounts.queries import may
from ltc.foundation.core.errors import NotFound
from ltc.foundation.i18n.baht import baht, baht_words
from ltc.foundation.web.conflict import differences
from ltc.foundation.web.forms import Form
from ltc.foundation.web.marks import Reply
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor

bp = Blueprint("approval", __name__)

# Stored codes in words, for the templates.
WORDS = {
    "proposal": {str(word): word.label_th for word in ProposalState},
    "round": {str(word): word.label_th for word in RoundState},
    "outcome": {str(word): word.label_th for word in Outcome},
    "why": {str(word): word.label_th for word in AbstainWhy},
    "kind": {str(word): word.label_th for word in ProviderKind},
    "state": {str(word): word.label_th for word in NationalState},
    "group": {str(word): word.label_th for word in GroupCode},
}


def my_town() -> UUID:
    """Return the municipality this role is held for; NotFound for a role without one."""
    area_id = actor().area_id
    if area_id is None:
        raise NotFound
    return area_id


def show(template: str, **context: Any) -> Reply:
    """Render a page of this room: amounts in figures and in words, codes in words."""
    return page(template, baht=baht, baht_words=baht_words, words=WORDS, **context)


def chart_of(elder_id: UUID) -> str | None:
    """Return the address of an elder's chart for who may open it; the committee may not."""
    return url_for("desks.chart", elder_id=elder_id) if may(actor(), "read", "elder") else None


def mend(one: Candidate) -> str:
    """Return where the first thing that a candidate lacks is mended."""
    lack = one.lacks[0].door if one.lacks else ""
    if lack == "assess":
        return url_for("assessment.assess", elder_id=one.elder.id, code="barthel")
    if lack == "assess_tai":
        return url_for("assessment.assess", elder_id=one.elder.id, code="tai")
    if lack == "group":
        return url_for("cases.group", case_id=one.case_id)
    if lack == "record_ground":
        return url_for("cases.ground", case_id=one.case_id)
    if lack == "agree_plan" and one.plan is not None:
        return url_for("workshop.plan", plan_id=one.plan.id)
    return url_for("cases.case", case_id=one.case_id)


def conflict_page(theirs: Form, mine: Form, version: int, *, about: Iterable[UUID] = ()) -> Reply:
    """Show a lost race: theirs, mine, to choose by field and send again."""
    rows, same = differences(theirs, mine)
    return page(
        "approval/conflict.html", status=409, rows=rows, same=same, version=version, about=about
    )
