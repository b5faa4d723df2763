"""When a case may open and close. Age is no gate (thai-ltc.md section 2)."""

from datetime import date

from ltc.care.cases.terms import CloseReason
from ltc.foundation.core.errors import RuleViolation


def check_opening(opened_on: date, *, is_living_here: bool, on: date) -> None:
    """Refuse a case of somebody who died or moved away, or one that begins later than today."""
    if not is_living_here:
        raise RuleViolation("not_living_here", "ทะเบียนบันทึกว่าคนนี้เสียชีวิตหรือย้ายออกแล้ว")
    if opened_on > on:
        raise RuleViolation("opened_future", "วันที่รับยังมาไม่ถึง", "opened_on")


def check_closing(reason: str, closed_on: date, *, opened_on: date, on: date) -> None:
    """Refuse an unknown reason, or a day before the opening or after today."""
    if reason not in set(CloseReason):
        raise RuleViolation("close_reason_unknown", "กรุณาเลือกเหตุผลจากรายการ", "reason")
    if closed_on > on:
        raise RuleViolation("closed_future", "วันที่ปิดยังมาไม่ถึง", "closed_on")
    if closed_on < opened_on:
        raise RuleViolation("closed_before_open", "วันที่ปิดต้องไม่ก่อนวันที่รับ", "closed_on")
