"""Where a person stands, as a pure function over facts; nothing of it is stored.

The order follows the national counters and the proposal form (thai-ltc.md section 12).
"""

from dataclasses import dataclass

from ltc.care.cases.terms import CaseState
from ltc.foundation.core.due import DueState

PRESSING = frozenset({DueState.TODAY, DueState.OVERDUE})


@dataclass(frozen=True)
class Facts:
    """All that decides the state. What is not running has None for how it is due.

    ``is_proposed`` and ``is_approved`` are of the plan in use.
    """

    has_case: bool = False
    is_closed: bool = False
    is_screened: bool = False
    has_formal_adl: bool = False
    has_formal_tai: bool = False
    is_eligible: bool = False
    has_ground: bool = False
    has_draft: bool = False
    is_draft_agreed: bool = False
    is_draft_proposed: bool = False
    has_active_plan: bool = False
    is_proposed: bool = False
    is_approved: bool = False
    reassessment: DueState | None = None
    review: DueState | None = None
    renewal: DueState | None = None


@dataclass(frozen=True)
class Step:
    """Something missing; ``code`` names the act, for a view to find the door to it."""

    code: str
    label_th: str
    why_th: str


@dataclass(frozen=True)
class Standing:
    """The state, and what comes next, the most pressing first; no steps: nothing is missing."""

    state: CaseState
    steps: tuple[Step, ...]

    @property
    def next(self) -> Step | None:
        """Return the one step to take now, or None."""
        return self.steps[0] if self.steps else None


ASSESS = Step("assess", "ประเมิน ADL อย่างเป็นทางการ", "ต้องมีคะแนน ADL อย่างเป็นทางการก่อนวางแผน")
ASSESS_TAI = Step("assess_tai", "ประเมิน TAI", "ต้องมี TAI คู่กับ ADL จึงจะรู้กลุ่ม")
OPEN = Step("open_case", "รับเข้าการดูแล", "เข้าเกณฑ์แล้ว แต่ยังไม่มีใครรับเข้าการดูแล")
GROUND = Step("record_ground", "บันทึกความยินยอมหรือฐานกฎหมาย", "ยังไม่มีความยินยอมหรือฐานกฎหมายที่ใช้ได้วันนี้")
DRAFT = Step("draft_plan", "ร่างแผนการดูแล", "ยังไม่มีแผนการดูแล")
HEAR = Step("finish_plan", "ฟังเสียงทุกฝ่าย", "ร่างแผนยังไม่ได้ตกลงกันครบทุกฝ่าย")
FINISH = Step("finish_plan", "ตรวจร่างแผนและเริ่มใช้", "มีร่างแผนที่ยังไม่ได้เริ่มใช้")
REASSESS = Step("assess", "ประเมินซ้ำ", "ถึงรอบประเมินซ้ำแล้ว")
REVIEW = Step("revise_plan", "ทบทวนแผน", "ถึงรอบทบทวนแผนแล้ว")
RENEW = Step("revise_plan", "ทำแผนรอบใหม่", "แผนใกล้หมดอายุหรือหมดอายุแล้ว")
PROPOSE = Step("propose_plan", "เสนอคณะอนุกรรมการ", "แผนใช้อยู่แต่ยังไม่อนุมัติ และยังไม่ได้เสนอ")
NOT_IN = Step("close_case", "ปิดการดูแล หรือระบุเหตุผลอื่น", "คะแนนไม่เข้าเกณฑ์ และไม่มีเหตุผลอื่นที่บันทึกไว้")


def standing(facts: Facts) -> Standing:
    """Return the state and the missing steps; defined for every combination of facts."""
    if facts.is_closed:
        return Standing(CaseState.CLOSED, ())
    if facts.has_active_plan:
        state = CaseState.APPROVED if facts.is_approved else CaseState.IN_SERVICE
        return Standing(state, _while_in_service(facts))
    if facts.has_draft:
        return Standing(_of_draft(facts), (*_scores(facts), *_ground(facts), *_finish(facts)))
    return _before_plan(facts)


def _of_draft(facts: Facts) -> CaseState:
    if facts.is_draft_proposed:
        return CaseState.PROPOSED
    if facts.is_draft_agreed:
        return CaseState.AGREED
    return CaseState.CONSENTED if facts.has_ground else CaseState.PLAN_DRAFTED


def _finish(facts: Facts) -> tuple[Step, ...]:
    return (FINISH,) if facts.is_draft_agreed else (HEAR,)


def _before_plan(facts: Facts) -> Standing:
    planning = (*_ground(facts), DRAFT)
    if facts.is_eligible:
        steps = (*_scores(facts), *planning) if facts.has_case else (*_scores(facts), OPEN)
        return Standing(CaseState.ELIGIBLE, steps)
    if facts.has_formal_adl and facts.has_formal_tai:
        return Standing(CaseState.NOT_ELIGIBLE, (NOT_IN,) if facts.has_case else ())
    steps = _scores(facts)
    if facts.has_formal_adl:
        return Standing(CaseState.ASSESSED, steps)
    return Standing(CaseState.SCREENED if facts.is_screened else CaseState.NOT_ASSESSED, steps)


def _scores(facts: Facts) -> tuple[Step, ...]:
    adl = () if facts.has_formal_adl else (ASSESS,)
    return adl if facts.has_formal_tai else (*adl, ASSESS_TAI)


def _ground(facts: Facts) -> tuple[Step, ...]:
    return () if facts.has_ground else (GROUND,)


def _while_in_service(facts: Facts) -> tuple[Step, ...]:
    steps = list(_ground(facts))
    if facts.has_draft:
        steps += _finish(facts)
    if facts.reassessment in PRESSING or not facts.has_formal_adl:
        steps.append(REASSESS)
    if not facts.has_draft:
        if facts.renewal not in (None, DueState.NOT_YET):
            steps.append(RENEW)
        elif facts.review in PRESSING:
            steps.append(REVIEW)
    if not facts.is_approved and not facts.is_proposed:
        steps.append(PROPOSE)  # last: whoever waits for a visit or a review goes first
    return tuple(steps)
