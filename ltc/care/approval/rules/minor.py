"""Which changes of an approved plan are small, by a dated rule that waits to be confirmed."""

from collections.abc import Collection
from dataclasses import replace

from ltc.care.approval.rules.dated_rules import SmallPart
from ltc.care.cases.terms import PlanDraft, ServiceLine
from ltc.foundation.core.errors import RuleViolation

TEXTS = ("wishes_elder", "wishes_family", "long_term_aim", "cautions")


def large_changes(before: PlanDraft, after: PlanDraft, parts: Collection[SmallPart]) -> list[str]:
    """Return in words what changed that the rule does not call small; [] allows the change.

    Problems, goals, which services there are and how often they are given always need a round.
    """
    found = []
    if SmallPart.TEXTS not in parts and _texts(before) != _texts(after):
        found.append(SmallPart.TEXTS.label_th)
    if before.problems != after.problems:
        found.append("ปัญหาและเป้าหมาย")
    if before.valid_until != after.valid_until and after.valid_until > before.valid_until:
        found.append("วันสิ้นสุดแผน")
    if [_kept(x, parts) for x in before.services] != [_kept(x, parts) for x in after.services]:
        found.append("บริการ หรือความถี่")
    return found


def check_small(before: PlanDraft, after: PlanDraft, parts: Collection[SmallPart]) -> None:
    """Raise RuleViolation ``not_small`` naming what needs a round, ``nothing_changed`` for none."""
    if found := large_changes(before, after, parts):
        words = f"ต้องเข้าประชุมใหม่ เพราะเปลี่ยน: {', '.join(found)}"
        raise RuleViolation("not_small", words)
    if _texts(before) == _texts(after) and before.services == after.services:
        raise RuleViolation("nothing_changed", "ฉบับนี้ยังไม่ต่างจากฉบับที่อนุมัติแล้ว")


def inherited_words(approved_by: str, number: int) -> str:
    """Return by whom the new version is approved: the meeting, and that it was a small change."""
    return f"{approved_by.partition(' (แก้เล็กน้อย')[0]} (แก้เล็กน้อยจากฉบับที่ {number})"


def _texts(draft: PlanDraft) -> tuple[str, ...]:
    return tuple(getattr(draft, name) for name in TEXTS)


def _kept(line: ServiceLine, parts: Collection[SmallPart]) -> ServiceLine:
    """Return a line without what the rule lets change."""
    if SmallPart.DOER in parts:
        line = replace(line, doer_role="", doer_user_id=None)
    if SmallPart.MINUTES in parts:
        line = replace(line, minutes=None)
    if SmallPart.NOTE in parts:
        line = replace(line, note="")
    return line
