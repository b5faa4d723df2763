"""Drafts and answers for the tests of assessment; name what differs."""

from datetime import date
from typing import Any

from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.rules.scoring import is_asked
from ltc.care.assessment.terms import AssessmentDraft
from ltc.foundation.core.ids import new_id
from tests.cast import TODAY

ITEMS = [item.code for item in get_instrument("barthel").items]
MAXIMA = [item.maximum for item in get_instrument("barthel").items]


def lowest(code: str) -> dict[str, int]:
    """The lowest answers that make an instrument complete."""
    answers: dict[str, int] = {}
    for item in get_instrument(code).items:
        if is_asked(item, answers):
            answers[item.code] = item.minimum
    return answers


def barthel(total: int) -> dict[str, int]:
    """Answers that add up to a total, filled from those lost last, without a question back."""
    order = ("feeding", "bowels", "bladder", "grooming", "transfer", "toilet", "dressing",
             "mobility", "bathing", "stairs")  # fmt: skip
    answers = dict.fromkeys(ITEMS, 0)
    left = total
    for code in order:
        answers[code] = min(left, MAXIMA[ITEMS.index(code)])
        left -= answers[code]
    return answers


def draft(code: str = "barthel", answers: dict[str, int] | None = None, **over: Any) -> Any:
    """A complete draft of an instrument."""
    values: dict[str, Any] = {
        "instrument": code,
        "answers": lowest(code) if answers is None else answers,
        "purpose": "formal",
        "method": "observed",
        "place": "home",
        "assessed_on": TODAY,
        "operation_id": new_id(),
    }
    return AssessmentDraft(**{**values, **over})


def day(text: str) -> date:
    """A date from its ISO words."""
    return date.fromisoformat(text)
