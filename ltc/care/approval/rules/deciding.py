"""What a meeting may decide on one plan, and what it must say with it."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from ltc.care.approval.rules.proposing import MOST_SATANG
from ltc.care.approval.rules.quorum import Quorum
from ltc.care.approval.terms import DecisionDraft, Outcome, ProposalState, RoundState
from ltc.care.cases.rules.rates import Rate
from ltc.care.cases.terms import PlanStatus
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.baht import SATANG_A_BAHT

REASON_LETTERS = 5  # fewer letters are no reason
MOST_REASON = 400


@dataclass(frozen=True)
class CaseFacts:
    """How things stand at the moment of the decision."""

    round_state: str
    proposal_state: str
    is_live: bool
    is_decided: bool
    is_case_open: bool
    plan_status: str
    is_plan_proposed: bool
    is_plan_approved: bool
    author_ids: Collection[UUID]
    recorder_id: UUID | None
    quorum: Quorum


def check_may_decide(facts: CaseFacts) -> None:
    """Raise RuleViolation for the first reason why nothing can be decided on this plan now.

    ``round_not_open``, ``already_decided``, ``not_proposed``, ``case_closed``, ``plan_over``,
    ``own_plan`` (whoever wrote the plan records no decision on it) or ``no_quorum``.
    """
    if facts.round_state != RoundState.OPEN:
        raise RuleViolation("round_not_open", "รอบประชุมนี้ไม่ได้เปิดอยู่ บันทึกมติไม่ได้")
    if facts.is_decided:
        raise RuleViolation("already_decided", "แผนนี้มีมติไปแล้ว บันทึกซ้ำไม่ได้")
    if facts.is_plan_approved:
        raise RuleViolation("already_decided", "แผนฉบับนี้อนุมัติไปแล้ว อนุมัติซ้ำไม่ได้")
    if facts.proposal_state != ProposalState.SUBMITTED or not facts.is_live:
        raise RuleViolation("not_proposed", "แผนนี้ไม่ได้อยู่ในข้อเสนอที่รอมติแล้ว")
    if not facts.is_case_open:
        raise RuleViolation("case_closed", "การดูแลนี้ปิดแล้ว จึงมีมติไม่ได้")
    if facts.plan_status not in (PlanStatus.DRAFT, PlanStatus.ACTIVE):
        raise RuleViolation("plan_over", "แผนฉบับนี้มีฉบับใหม่แทนหรือสิ้นสุดแล้ว จึงมีมติไม่ได้")
    if not facts.is_plan_proposed:
        raise RuleViolation("not_proposed", "แผนนี้ไม่ได้อยู่ในข้อเสนอที่รอมติแล้ว")
    if facts.recorder_id is not None and facts.recorder_id in facts.author_ids:
        raise RuleViolation("own_plan", "คุณเป็นผู้ทำแผนนี้ ให้คนอื่นบันทึกมติแทน")
    if not facts.quorum.is_met:
        words = f"เรื่องนี้ไม่ครบองค์ประชุมหลังงดออกเสียง: {facts.quorum.words}"
        raise RuleViolation("no_quorum", words)


def checked_decision(draft: DecisionDraft, rate: Rate | None) -> DecisionDraft:
    """Return what was decided, whole; amounts of what was not approved are nothing.

    Raises RuleViolation ``outcome_unknown``, ``amount_range``, ``amount_missing``,
    ``reason_missing`` (refused or returned), ``above_rate`` (more than the dated rate of the
    long-term-care account, which is itself not sure, needs a reason) or ``reason_long``.
    """
    if draft.outcome not in set(Outcome):
        raise RuleViolation("outcome_unknown", "กรุณาเลือกมติ", "outcome")
    if len(draft.reason) > MOST_REASON:
        raise RuleViolation("reason_long", f"เหตุผลยาวเกิน {MOST_REASON} ตัวอักษร", "reason")
    has_reason = len(draft.reason.strip()) >= REASON_LETTERS
    if draft.outcome != Outcome.APPROVED:
        if not has_reason:
            words = "ไม่เห็นชอบหรือส่งกลับ ต้องเขียนเหตุผล เพื่อให้ผู้เสนอรู้ว่าต้องแก้อะไร"
            raise RuleViolation("reason_missing", words, "reason")
        return DecisionDraft(draft.outcome, 0, 0, draft.reason)
    for name in ("ltc_satang", "local_satang"):
        if not 0 <= getattr(draft, name) <= MOST_SATANG:
            raise RuleViolation("amount_range", "จำนวนเงินต้องไม่น้อยกว่า 0 และไม่เกิน 1 ล้านบาท", name)
    if draft.ltc_satang + draft.local_satang == 0:
        raise RuleViolation("amount_missing", "เห็นชอบแล้วต้องใส่จำนวนเงินอย่างน้อยหนึ่งบัญชี", "ltc_satang")
    if is_above(draft.ltc_satang, rate) and not has_reason:
        assert rate is not None
        words = f"มากกว่าอัตรา {rate.amount_th} บาทที่บันทึกไว้ กรุณาเขียนเหตุผล"
        raise RuleViolation("above_rate", words, "reason")
    return draft


def is_above(satang: int, rate: Rate | None) -> bool:
    """True when an amount is more than the dated rate says; without a rate nothing is known."""
    return rate is not None and satang > rate.most * SATANG_A_BAHT


def rate_warning(satang: int, rate: Rate | None) -> str:
    """Return what to say beside an amount, "" when there is nothing to say."""
    if rate is None:
        return "ปีนี้ยังไม่มีอัตราที่บันทึกไว้ให้เทียบ"
    unsure = f" ({rate.note_th})" if rate.note_th else ""
    if is_above(satang, rate):
        return f"มากกว่าอัตรา {rate.amount_th} บาทต่อคนต่อปี{unsure}"
    return unsure.strip(" ()") and f"อัตราที่ใช้เทียบ {rate.amount_th} บาท{unsure}"
