"""What all doors of cases share: the blueprint, loading with a check, where a step leads."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for

from ltc.care.cases.models import Case
from ltc.care.cases.queries import cases, standing
from ltc.care.cases.rules.states import Step
from ltc.care.cases.terms import (
    CloseReason,
    GivenHow,
    GroundKind,
    GroundScope,
    PlanStatus,
    ProblemSource,
)
from ltc.care.elders.models import Elder
from ltc.care.elders.queries import register
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.web.conflict import differences
from ltc.foundation.web.forms import Form
from ltc.foundation.web.marks import Reply
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

bp = Blueprint("cases", __name__)

# What a step asks of the person who takes it.
NEEDED = {
    "assess": ("create", "assessment"),
    "assess_tai": ("create", "assessment"),
    "open_case": ("create", "case"),
    "record_ground": ("update", "case"),
    "draft_plan": ("create", "care_plan"),
    "revise_plan": ("create", "care_plan"),
    "review_plan": ("update", "care_plan"),
    "finish_plan": ("update", "care_plan"),
    "close_case": ("update", "case"),
    "propose_plan": ("create", "proposal"),
}

# Stored codes in words, for the templates.
WORDS = {
    "close_reason": {str(word): word.label_th for word in CloseReason},
    "ground": {str(word): word.label_th for word in GroundKind},
    "scope": {str(word): word.label_th for word in GroundScope},
    "how": {str(word): word.label_th for word in GivenHow},
    "plan_status": {str(word): word.label_th for word in PlanStatus},
    "source": {str(word): word.label_th for word in ProblemSource},
}


@dataclass(frozen=True)
class Door:
    """Where a step is taken; ``is_post`` asks for a button instead of a link."""

    url: str
    is_post: bool = False


def door_to(step: Step | None, at: standing.Position) -> Door | None:
    """Return the door to a step, or None when this person may not take it."""
    if step is None or not may(actor(), *NEEDED[step.code]):
        return None
    if step.code in ("draft_plan", "revise_plan"):
        return Door(url_for(".draft_plan", case_id=at.case_id), is_post=True)
    return Door(
        {
            "assess": lambda: url_for("assessment.assess", elder_id=at.elder_id, code="barthel"),
            "assess_tai": lambda: url_for("assessment.assess", elder_id=at.elder_id, code="tai"),
            "open_case": lambda: url_for(".open_case", elder_id=at.elder_id),
            "record_ground": lambda: url_for(".ground", case_id=at.case_id),
            "review_plan": lambda: url_for("review.review", plan_id=at.active_plan_id),
            "finish_plan": lambda: url_for("workshop.plan", plan_id=at.draft_plan_id),
            "close_case": lambda: url_for(".close", case_id=at.case_id),
            "propose_plan": lambda: url_for("approval.new_proposal"),
        }[step.code]()
    )


def find_case(case_id: UUID, action: str) -> tuple[Case, Elder]:
    """Return a case and its elder; NotFound when there is none or it is not for this person."""
    case = cases.get_case(db(), case_id, actor(), on=clock.today(), action=action)
    return case, find_elder(case.elder_id, action, "case")


def find_elder(elder_id: UUID, action: str, resource: str) -> Elder:
    """Return an elder with whom this person may do ``action`` on ``resource``, else NotFound."""
    return register.get_elder(
        db(), elder_id, actor(), on=clock.today(), action=action, resource=resource
    )


def to_case(case_id: UUID, words: str) -> Reply:
    """Go to the page of a case with a word of success."""
    flash(words, "ok")
    return redirect(url_for(".case", case_id=case_id), 303)


def conflict_page(elder: Elder, theirs: Form, mine: Form, version: int) -> Reply:
    """Show a lost race: theirs, mine, to choose by field and send again."""
    rows, same = differences(theirs, mine)
    return page(
        "cases/conflict.html", status=409, about=[elder.id], elder=elder, rows=rows, same=same,
        version=version,
    )  # fmt: skip
