"""Why a person belongs in long-term care: a list of reasons, never one yes or no.

ADL: the Barthel band of the latest formal assessment (cut-offs are data of the instrument).
Dementia and palliative care are claimed by a person; their tests are not verified. Age is no gate
(thai-ltc.md section 2, eligibility).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ltc.care.cases.rules.dated_rules import Criterion
from ltc.care.cases.terms import EligibilityReason
from ltc.foundation.core.errors import RuleViolation


@dataclass(frozen=True)
class Reason:
    """One reason that holds, in words; ``note_th`` says what about it is not verified."""

    code: EligibilityReason
    sentence_th: str
    note_th: str


def eligibility(
    *,
    band: str | None,
    total: int | None,
    claimed: Collection[str],
    criteria: Sequence[Criterion],
) -> tuple[Reason, ...]:
    """Return the reasons that hold, in the order of the configuration; none: not eligible.

    ``band`` and ``total`` are those of the latest formal Barthel, None without one. ``claimed`` are
    codes a person named when opening the case; a claim of ADL counts for nothing, the score does.
    """
    found = []
    for criterion in criteria:
        if criterion.reason is EligibilityReason.ADL:
            if band in criterion.bands:
                words = f"คะแนน ADL {total} จาก 20 อยู่ในเกณฑ์"
                found.append(Reason(criterion.reason, words, criterion.note_th))
        elif criterion.reason in claimed:
            found.append(Reason(criterion.reason, criterion.reason.label_th, criterion.note_th))
    return tuple(found)


def checked_reasons(claimed: Collection[str], criteria: Sequence[Criterion]) -> tuple[str, ...]:
    """Return the claimed codes once each, or raise ``reason_unknown`` for one not in force."""
    known = [str(criterion.reason) for criterion in criteria]
    if not set(claimed) <= set(known):
        raise RuleViolation("reason_unknown", "เหตุผลนี้ใช้ไม่ได้ในวันนั้น กรุณาเลือกใหม่", "reasons")
    return tuple(code for code in known if code in claimed)
