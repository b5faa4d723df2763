"""When a case may open and close. Age is no gate (thai-ltc.md section 2)."""

from datetime import date

from ltc.care.cases.terms import CloseReason
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.dates import short_date


def check_opening(opened_on: date, *, is_living_here: bool, on: date) -> None:
    """Refuse a case of somebody who died or moved away, or one that begins later than today."""
    if not is_living_here:
        raise RuleViolation("not_living_here", "ทะเบียนบันทึกว่าคนนี้เสียชีวิตหรือย้ายออกแล้ว")
    if opened_on > on:
        raise RuleViolation("opened_future", "วันที่รับยังมาไม่ถึง", "opened_on")


def check_has_rules(day: date, field: str, *, rules_from: date) -> None:
    """Refuse a day before the configuration begins: a mistyped year (``no_rules_on_day``)."""
    if day < rules_from:
        words = f"ระบบมีเกณฑ์ตั้งแต่ {short_date(rules_from)} กรุณาตรวจปี พ.ศ."
        raise RuleViolation("no_rules_on_day", words, field)


def check_closing(reason: str, closed_on: date, *, opened_on: date, on: date) -> None:
    """Refuse an unknown reason, or a day before the opening or after today."""
    if reason not in set(CloseReason):
        raise RuleViolation("close_reason_unknown", "กรุณาเลือกเหตุผลจากรายการ", "reason")
    if closed_on > on:
        raise RuleViolation("closed_future", "วันที่ปิดยังมาไม่ถึง", "closed_on")
    if closed_on < opened_on:
        raise RuleViolation("closed_before_open", "วันที่ปิดต้องไม่ก่อนวันที่รับ", "closed_on")
