"""The form of a review: one part a goal, then what happens with the plan."""

from collections.abc import Sequence
from uuid import UUID

from wtforms.validators import Optional

from ltc.foundation.core.ids import new_id
from ltc.foundation.web.fields import (
    Hidden,
    LongText,
    Radio,
    Text,
    ThaiDate,
    choices,
    length,
    required,
)
from ltc.foundation.web.forms import Form
from ltc.journeys.review.terms import Because, GoalView, GoalWords, Outcome, Reached, ReviewDraft


class ReviewForm(Form):
    """What is the same in every review; ``form_for`` adds the goals of one plan."""

    goals: Sequence[GoalView] = ()

    operation_id = Hidden()
    reviewed_on = ThaiDate("วันที่ทบทวน", [required("กรุณากรอกวันที่ทบทวน")])
    because = Radio("ทบทวนเพราะอะไร", [required("เลือกว่าทบทวนเพราะอะไร")], choices=choices(Because))
    took_part = Text("ใครร่วมคุยบ้าง", [required("เขียนว่าคุยกับใครบ้าง"), length(300)])
    words = LongText("สรุปสั้น ๆ", [Optional(), length(1000)])
    outcome = Radio("จากนี้", [required("เลือกว่าจะทำอย่างไรกับแผน")], choices=choices(Outcome))

    def to_draft(self) -> ReviewDraft:
        """Return what was typed."""
        return ReviewDraft(
            operation_id=_operation(self.operation_id.data), reviewed_on=self.reviewed_on.data,
            because=self.because.data, outcome=self.outcome.data,
            took_part=self.took_part.data, words=self.words.data or "",
            goals=tuple(
                GoalWords(goal.line_id, self[f"goal-{place}-reached"].data or "",
                          self[f"goal-{place}-words"].data or "")
                for place, goal in enumerate(self.goals)
            ),
        )  # fmt: skip


def form_for(goals: Sequence[GoalView]) -> type[ReviewForm]:
    """Return the form for a plan's goals."""
    fields: dict[str, object] = {"goals": goals}
    for place, _goal in enumerate(goals):
        fields[f"goal-{place}-reached"] = Radio(
            "ถึงเป้าหมายแค่ไหน", [required("เลือกว่าถึงเป้าหมายแค่ไหน")], choices=choices(Reached)
        )
        fields[f"goal-{place}-words"] = Text("เห็นจากอะไร หรือติดอะไร", [Optional(), length(300)])
    return type("ReviewForm", (ReviewForm,), fields)


def _operation(typed: str | None) -> UUID:
    """Return the form's operation id; one that is none is a new operation."""
    try:
        return UUID(typed or "")
    except ValueError:
        return new_id()
