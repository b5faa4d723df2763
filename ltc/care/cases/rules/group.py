"""The dependency group of a case: from the latest formal scores, or set by hand with a reason.

TAI class to payment group: dated table of assessment. Where ADL and TAI disagree, both are shown
and a person decides (thai-ltc.md section 2).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ltc.care.assessment.rules.tai import PaymentGroup, TaiClass, disagreement
from ltc.care.assessment.terms import DependencyGroup
from ltc.care.cases.terms import GroupCode, member
from ltc.foundation.core.errors import RuleViolation

REASON_LETTERS = 5  # fewer letters are no reason
_KINDS = {
    DependencyGroup.SOCIAL: "social",
    DependencyGroup.HOME_BOUND: "home",
    DependencyGroup.BED_BOUND: "bed",
}


@dataclass(frozen=True)
class CaseGroup:
    """The group in words; ``kind`` is bed, home, social or "" and chooses the drawing.

    ``code`` is 0 to 4 as on the proposal form, None while no TAI class is known. ``because`` says
    where it comes from; ``doubt_th`` asks a question back when the scores do not fit together.
    """

    kind: str
    code: GroupCode | None
    words: str
    because: str
    is_override: bool
    doubt_th: str


def case_group(
    *,
    band: str | None,
    tai_class: str | None,
    groups: Sequence[PaymentGroup],
    override: str | None,
    override_reason: str,
) -> CaseGroup:
    """Return the group of a case; total over what may be missing."""
    by_adl = DependencyGroup(band) if band in set(DependencyGroup) else None
    by_tai = TaiClass(tai_class) if tai_class in set(TaiClass) else None
    doubt = disagreement(by_tai, by_adl) if by_tai and by_adl else None
    doubt_th = doubt.sentence_th if doubt else ""
    if override in set(GroupCode):
        code = member(GroupCode, str(override))
        because = f"ผู้จัดการการดูแลกำหนดเอง: {override_reason}"
        return CaseGroup(_kind_of(code), code, code.label_th, because, True, doubt_th)
    if by_tai:
        found = _code(by_tai, groups)
        if found:
            because = f"จากแบบ TAI ชั้น {by_tai}"
            return CaseGroup(_kind_of(found), found, found.label_th, because, False, doubt_th)
    if by_adl:
        because = "จากคะแนน ADL ยังไม่มีชั้น TAI"
        return CaseGroup(_KINDS[by_adl], None, by_adl.label_th, because, False, doubt_th)
    return CaseGroup("", None, "ยังไม่รู้กลุ่ม", "ยังไม่มีผลประเมินอย่างเป็นทางการ", False, doubt_th)


def checked_override(code: str, reason: str) -> str | None:
    """Return the group to set, None to follow the scores again.

    Raises RuleViolation ``group_unknown`` or ``reason_missing`` (at least five letters).
    """
    if not code:
        return None
    if code not in set(GroupCode):
        raise RuleViolation("group_unknown", "กรุณาเลือกกลุ่มจากรายการ", "group")
    if len(reason.strip()) < REASON_LETTERS:
        raise RuleViolation("reason_missing", "กรุณาเขียนเหตุผลสั้น ๆ ว่าทำไมกำหนดกลุ่มเอง", "reason")
    return code


def _kind_of(code: GroupCode) -> str:
    if code is GroupCode.NONE:
        return "social"
    return "home" if code in (GroupCode.HOME_1, GroupCode.HOME_2) else "bed"


def _code(tai_class: TaiClass, groups: Sequence[PaymentGroup]) -> GroupCode | None:
    for group in groups:
        if tai_class in group.classes:
            return member(GroupCode, str(group.group or 0))
    return None
