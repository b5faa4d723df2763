"""The TAI class: proposed from the four axes, decided by a person.

No source prints numeric cuts on the axes. The proposal follows our own reading of the picture used
with the form, marked unsure (thai-ltc.md section 2); the cuts come in as dated configuration. The
sum of the axes is not the class.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ltc.care.assessment.terms import DependencyGroup, Doubt
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.words import Word

AXES = ("mobility", "mental", "eating", "toilet")
BEST = 5  # of each axis; the worst is 0
REASON_LETTERS = 5  # fewer letters are no reason


class TaiClass(Word):
    """The nine boxes drawn on the picture used with the TAI form; C1 is not among them."""

    B5 = "B5", "ปกติ ระดับ 5"
    B4 = "B4", "ปกติ ระดับ 4"
    B3 = "B3", "ปกติ ระดับ 3"
    C4 = "C4", "สับสน ระดับ 4"
    C3 = "C3", "สับสน ระดับ 3"
    C2 = "C2", "สับสน ระดับ 2"
    I3 = "I3", "เคลื่อนไหวเองไม่ได้ ระดับ 3"
    I2 = "I2", "เคลื่อนไหวเองไม่ได้ ระดับ 2"
    I1 = "I1", "เคลื่อนไหวเองไม่ได้ ระดับ 1"


@dataclass(frozen=True)
class TaiCuts:
    """Where our reading of the picture cuts the axes; every number is 0 to 5, 5 best.

    Mobility up to ``immobile`` is column I. Mental up to ``confused`` is column C, up to ``ask``
    must be asked for. Eating up to ``eats_hard`` is row 1, up to ``fed`` row 2; above that, toilet
    up to ``helped_to_toilet`` is row 3.
    """

    immobile: int
    confused: int
    ask: int
    eats_hard: int
    fed: int
    helped_to_toilet: int


@dataclass(frozen=True)
class TaiProposal:
    """A class, or None when a person must decide by hand; ``candidates`` are then worth a look."""

    tai_class: TaiClass | None
    candidates: tuple[TaiClass, ...]
    reason_th: str


@dataclass(frozen=True)
class TaiDecision:
    """The class a person took (None: no class), what was proposed, and why they differ."""

    tai_class: TaiClass | None
    proposed: TaiClass | None
    is_override: bool
    reason: str


@dataclass(frozen=True)
class PaymentGroup:
    """An NHSO payment group; ``group`` is None for classes outside the benefit.

    ``official_th`` is the wording of the proposal form, kept as data because prints differ.
    """

    group: int | None
    classes: tuple[TaiClass, ...]
    official_th: str
    nickname_th: str


def propose(axes: Mapping[str, int], cuts: TaiCuts) -> TaiProposal:
    """Propose a class from the four axes (each 0 to 5), or say that a person must decide.

    Raises RuleViolation ``axis_missing`` when an axis is absent. Combinations outside the nine
    drawn boxes have no official answer and get none here.
    """
    for axis in AXES:
        if axis not in axes:
            raise RuleViolation("axis_missing", "กรุณาตอบ TAI ให้ครบทั้งสี่ด้าน", axis)
    level = _level(axes, cuts)
    columns = _columns(axes, cuts)
    boxes = tuple(TaiClass(name) for c in columns if (name := f"{c}{level}") in _DRAWN)
    if len(columns) > 1:
        return TaiProposal(
            None,
            boxes,
            "มีปัญหาความจำหรือการตัดสินใจ ขอให้ถามญาติว่าสับสนหรือไม่ แล้วเลือกชั้น TAI เอง",
        )
    if not boxes:
        name = f"{columns}{level}"
        return TaiProposal(None, (), f"ไม่มีชั้น TAI ที่ตรงกับคำตอบนี้ ({name} ไม่มีในภาพ) ขอให้คนเป็นผู้เลือกเอง")
    return TaiProposal(
        boxes[0], boxes, f"ระบบเสนอชั้น {boxes[0]} จากคำตอบสี่ด้าน เกณฑ์นี้ยังไม่ยืนยัน ขอให้คนตัดสิน"
    )


def _columns(axes: Mapping[str, int], cuts: TaiCuts) -> str:
    """Return the letters of the possible columns: I, C or B, or CB when someone must ask."""
    if axes["mobility"] <= cuts.immobile:
        return "I"
    if axes["mental"] <= cuts.confused:
        return "C"
    return "CB" if axes["mental"] <= cuts.ask else "B"


def _level(axes: Mapping[str, int], cuts: TaiCuts) -> int:
    """Return the row of the picture, 5 (strong) to 1 (eats with difficulty)."""
    if all(axes[axis] == BEST for axis in AXES):
        return 5
    if axes["eating"] <= cuts.eats_hard:
        return 1
    if axes["eating"] <= cuts.fed:
        return 2
    return 3 if axes["toilet"] <= cuts.helped_to_toilet else 4


def decide(proposal: TaiProposal, chosen: TaiClass | None, reason: str = "") -> TaiDecision:
    """Return a person's decision; ``chosen`` None means that no class fits.

    Taking anything but the proposal needs a reason of at least five letters, also when there was
    no proposal. Raises RuleViolation ``reason_missing`` at field ``reason``.
    """
    words = reason.strip()
    differs = chosen is not proposal.tai_class
    if differs and len(words) < REASON_LETTERS:
        raise RuleViolation("reason_missing", "กรุณาเขียนเหตุผลสั้น ๆ ว่าทำไมเลือกชั้น TAI นี้", "reason")
    return TaiDecision(chosen, proposal.tai_class, differs, words)


def payment_group(tai_class: TaiClass, groups: Sequence[PaymentGroup]) -> PaymentGroup:
    """Return the NHSO payment group of a class by the dated table ``groups``.

    Raises RuleViolation ``no_payment_group`` when the table in force does not name the class.
    """
    for group in groups:
        if tai_class in group.classes:
            return group
    raise RuleViolation("no_payment_group", f"ยังไม่ได้กำหนดกลุ่มของชั้น {tai_class} กรุณาแจ้งผู้ดูแลระบบ")


def disagreement(tai_class: TaiClass, group: DependencyGroup) -> Doubt | None:
    """Ask when the TAI class and the Barthel group point to different groups; never block.

    Columns by the official descriptions: I is bed-bound, C and B3 home-bound, B4 and B5 social.
    Real files do disagree (thai-ltc.md section 2).
    """
    expected = _expected_group(tai_class)
    if expected is group:
        return None
    return Doubt(
        "TAI_ADL",
        f"TAI ได้ {tai_class} ({expected.label_th}) แต่คะแนน ADL เป็น{group.label_th} "
        "ขอให้ดูอีกครั้งว่าถูกทั้งสองแบบหรือไม่",
    )


def _expected_group(tai_class: TaiClass) -> DependencyGroup:
    if tai_class.startswith("I"):
        return DependencyGroup.BED_BOUND
    if tai_class in (TaiClass.B4, TaiClass.B5):
        return DependencyGroup.SOCIAL
    return DependencyGroup.HOME_BOUND


_DRAWN = frozenset(box.value for box in TaiClass)
