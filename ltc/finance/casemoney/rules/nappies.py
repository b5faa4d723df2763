"""Nappies: who may get them, what a piece and a day may cost; beyond it one is asked why."""

from collections.abc import Mapping
from datetime import date

from ltc.finance.casemoney.rules.limits import check_day
from ltc.finance.casemoney.rules.settings import NappyRule
from ltc.finance.casemoney.terms import DeliveryDraft, NappyDraft, NappyGround, NappyKind
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.baht import baht

MOST_PIECES_A_DAY = 50
MOST_PIECES = 10_000
MOST_DAYS = 366
MOST_PRICE = 100_000


def a_day(pieces: Mapping[str, int], prices: Mapping[str, int]) -> int:
    """Return what the pieces of a day cost at most, in satang."""
    return sum(count * prices[kind] for kind, count in pieces.items())


def checked_decision(
    draft: NappyDraft, rule: NappyRule | None, *, adl_total: int | None, has_plan: bool
) -> int:
    """Return what a day costs at most, in satang; 0 where they are refused.

    ``adl_total`` is the newest formal score. Raises RuleViolation ``no_benefit``, ``until``,
    ``reason_missing``, ``ground_unknown``, ``adl_high``, ``no_plan``, ``indication_missing``,
    ``pieces`` or, beyond the allowance of a day, ``beyond_day``.
    """
    if rule is None:
        raise RuleViolation("no_benefit", "วันนั้นยังไม่มีสิทธิ์ผ้าอ้อม", "from_on")
    if draft.until_on is not None and draft.until_on <= draft.from_on:
        raise RuleViolation("until", "วันสุดท้ายต้องหลังวันแรก", "until_on")
    if not draft.is_granted:
        if not draft.reason:
            raise RuleViolation("reason_missing", "ไม่ให้ เพราะอะไร", "reason")
        return 0
    _check_ground(draft, rule, adl_total=adl_total, has_plan=has_plan)
    if not any(draft.pieces.values()):
        raise RuleViolation("pieces", "กรอกจำนวนชิ้นต่อวันอย่างน้อยหนึ่งอย่าง", str(NappyKind.DIAPER))
    for kind, count in draft.pieces.items():
        if not 0 <= count <= MOST_PIECES_A_DAY:
            raise RuleViolation("pieces", f"ต้องอยู่ระหว่าง 0 ถึง {MOST_PIECES_A_DAY} ชิ้นต่อวัน", kind)
    cost = a_day(draft.pieces, rule.prices)
    if cost > rule.most_a_day and not draft.reason:
        raise RuleViolation(
            "beyond_day",
            f"วันละ {baht(cost)} บาท เกิน {baht(rule.most_a_day)} บาทต่อคนต่อวัน "
            "เพราะอะไร และส่วนเกินใช้เงินใคร",
            "reason",
        )
    return cost


def _check_ground(
    draft: NappyDraft, rule: NappyRule, *, adl_total: int | None, has_plan: bool
) -> None:
    if draft.ground not in set(NappyGround):
        raise RuleViolation("ground_unknown", "กรุณาเลือกเหตุที่ให้", "ground")
    if draft.ground == NappyGround.INCONTINENCE:
        if not draft.indication:
            raise RuleViolation(
                "indication_missing", "เขียนผลประเมินหรือข้อบ่งชี้ และใครเป็นคนบอก", "indication"
            )
        return
    if adl_total is None or adl_total > rule.adl_at_most:
        found = "ยังไม่มีคะแนน ADL" if adl_total is None else f"คะแนน ADL ล่าสุดคือ {adl_total}"
        raise RuleViolation(
            "adl_high", f"{found} เหตุนี้ใช้ได้เมื่อไม่เกิน {rule.adl_at_most} ใช้เหตุกลั้นไม่ได้แทน ถ้ามี", "ground"
        )
    if not has_plan:
        raise RuleViolation("no_plan", "เหตุนี้ต้องมีแผนการดูแลที่ใช้อยู่ ถ้ายังไม่มี ใช้เหตุกลั้นไม่ได้แทน", "ground")


def checked_delivery(draft: DeliveryDraft, rule: NappyRule | None, *, on: date) -> int:
    """Return what a delivery costs, in satang.

    Raises RuleViolation ``no_benefit``, ``future_day``, ``long_ago``, ``days``, ``pieces``,
    ``price`` or, beyond a ceiling, ``beyond_price`` and ``beyond_day`` while no reason is said.
    """
    if rule is None:
        raise RuleViolation("no_benefit", "วันนั้นยังไม่มีสิทธิ์ผ้าอ้อม", "delivered_on")
    check_day(draft.delivered_on, on=on, field="delivered_on")
    if not 1 <= draft.for_days <= MOST_DAYS:
        raise RuleViolation("days", f"ต้องอยู่ระหว่าง 1 ถึง {MOST_DAYS} วัน", "for_days")
    if not any(draft.pieces.values()):
        raise RuleViolation("pieces", "กรอกจำนวนชิ้นอย่างน้อยหนึ่งอย่าง", str(NappyKind.DIAPER))
    for kind, count in draft.pieces.items():
        if not 0 <= count <= MOST_PIECES:
            raise RuleViolation("pieces", f"ต้องอยู่ระหว่าง 0 ถึง {MOST_PIECES:,} ชิ้น", kind)
        if count and not 0 < draft.prices.get(kind, 0) <= MOST_PRICE:
            raise RuleViolation("price", "กรุณากรอกราคาต่อชิ้น", f"{kind}_price")
    cost = a_day(draft.pieces, {kind: draft.prices.get(kind, 0) for kind in draft.pieces})
    _ask_beyond(draft, rule, cost)
    return cost


def _ask_beyond(draft: DeliveryDraft, rule: NappyRule, cost: int) -> None:
    if draft.reason:
        return
    for kind, count in draft.pieces.items():
        if count and draft.prices[kind] > rule.prices[kind]:
            raise RuleViolation(
                "beyond_price",
                f"{NappyKind(kind).label_th} เบิกได้ชิ้นละไม่เกิน {baht(rule.prices[kind])} บาท "
                "ซื้อแพงกว่าเพราะอะไร และส่วนเกินใช้เงินใคร",
                "reason",
            )
    if cost > rule.most_a_day * draft.for_days:
        raise RuleViolation(
            "beyond_day",
            f"คิดเป็นวันละ {baht(cost // draft.for_days)} บาท เกิน {baht(rule.most_a_day)} บาทต่อคนต่อวัน "
            "เพราะอะไร และส่วนเกินใช้เงินใคร",
            "reason",
        )
