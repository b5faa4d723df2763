"""Forms of drafting: the lines that a proposal would add, to be changed; why it is declined."""

from typing import Any
from uuid import UUID

from wtforms.validators import Optional

from ltc.care.cases.terms import Per, ProblemLine, ProblemSource, ServiceLine
from ltc.foundation.web.fields import (
    Choice,
    Hidden,
    LongText,
    Text,
    ThaiDate,
    WholeNumber,
    choices,
    length,
    required,
)
from ltc.foundation.web.forms import Form
from ltc.journeys.drafting.rules import REASON_MOST
from ltc.journeys.drafting.terms import Proposal


class TakeForm(Form):
    """One problem with its goal, and one service, as they would enter the draft."""

    version = Hidden()
    problem = Text("ปัญหา", [required("กรุณาเขียนว่าปัญหาคืออะไร"), length(400)])
    goal = Text("เป้าหมาย", [required("กรุณาเขียนเป้าหมาย"), length(400)])
    target_on = ThaiDate("ภายในวันที่", [Optional()])
    measure = Text("รู้ได้อย่างไรว่าถึงเป้าหมาย", [Optional(), length(300)])
    task = Text("ทำอะไร", [Optional(), length(400)])
    doer = Choice("ใครทำ", [required("กรุณาเลือกว่าใครทำ")])
    times = WholeNumber("กี่ครั้ง", [required("กรุณาใส่จำนวนครั้ง")])
    per = Choice("ต่อ", choices=choices(Per))
    minutes = WholeNumber("ครั้งละกี่นาที", [Optional()])

    def lines(self, proposal: Proposal) -> tuple[ProblemLine, ServiceLine]:
        """Return what was typed as lines of a plan; the kind of service is the proposal's."""
        role, _, user_id = self.doer.data.partition(":")
        problem = ProblemLine(
            text=self.problem.data, source=str(ProblemSource.ASSESSMENT), goal=self.goal.data,
            target_on=self.target_on.data, measure=self.measure.data or "",
        )  # fmt: skip
        service = ServiceLine(
            kind=proposal.service.kind, text=self.task.data or "", doer_role=role,
            doer_user_id=UUID(user_id) if user_id else None, times=self.times.data,
            per=self.per.data, minutes=self.minutes.data,
        )  # fmt: skip
        return problem, service


def values_of(proposal: Proposal, version: int) -> dict[str, Any]:
    """Return what the form holds before anybody types."""
    problem, service = proposal.problem, proposal.service
    return {
        "version": str(version), "problem": problem.text, "goal": problem.goal,
        "target_on": problem.target_on, "measure": problem.measure, "task": service.text,
        "doer": str(service.doer_role), "times": service.times, "per": str(service.per),
        "minutes": service.minutes,
    }  # fmt: skip


class DeclineForm(Form):
    """Why a proposal is not taken."""

    reason = LongText("ทำไมไม่รับ", [required("เขียนสั้น ๆ ว่าทำไมไม่รับ"), length(REASON_MOST)])
