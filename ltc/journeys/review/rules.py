"""What a review must say."""

from collections.abc import Sequence
from datetime import date

from ltc.care.cases.terms import PlanStatus
from ltc.foundation.core.errors import RuleViolation
from ltc.journeys.review.terms import Because, GoalView, Outcome, Reached, ReviewDraft

NEEDS_WORDS = frozenset({Reached.NOT, Reached.NO_LONGER})


def check_reviewable(status: str) -> None:
    """Refuse (``plan_not_in_use``) to review a plan that drives no visits."""
    if status != PlanStatus.ACTIVE:
        raise RuleViolation("plan_not_in_use", "ทบทวนได้เฉพาะแผนที่ใช้อยู่")


def checked_review(
    draft: ReviewDraft, goals: Sequence[GoalView], *, in_use_from: date, today: date
) -> ReviewDraft:
    """Return the review, or raise RuleViolation at its field.

    Every goal is said something about; one that was not reached, or is given up, says why. The
    field of a goal is ``goal-<place>-reached`` or ``-words``, places counted from 0.
    """
    if draft.reviewed_on > today:
        raise RuleViolation("reviewed_future", "วันที่ทบทวนต้องไม่เป็นวันข้างหน้า", "reviewed_on")
    if draft.reviewed_on < in_use_from:
        raise RuleViolation("reviewed_early", "วันที่ทบทวนต้องไม่ก่อนวันเริ่มใช้แผน", "reviewed_on")
    if draft.because not in set(Because):
        raise RuleViolation("because_missing", "เลือกว่าทบทวนเพราะอะไร", "because")
    if draft.outcome not in set(Outcome):
        raise RuleViolation("outcome_missing", "เลือกว่าจะทำอย่างไรกับแผน", "outcome")
    said = {one.line_id: one for one in draft.goals}
    for place, goal in enumerate(goals):
        one = said.get(goal.line_id)
        if one is None or one.reached not in set(Reached):
            raise RuleViolation("goal_open", "เลือกว่าถึงเป้าหมายแค่ไหน", f"goal-{place}-reached")
        if one.reached in NEEDS_WORDS and not one.words:
            raise RuleViolation("goal_words", "เขียนสั้น ๆ ว่าติดอะไร หรือทำไมเลิก", f"goal-{place}-words")
    return draft
