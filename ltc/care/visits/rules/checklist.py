"""The ten-part checklist: reading it from its file, ordering it by the plan, judging answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from ltc.care.visits.terms import Answer, Checklist, Line, Part, PlannedPart, TimeLimits
from ltc.foundation.core.errors import RuleViolation


def read_checklist(table: Mapping[str, Any]) -> Checklist:
    """Build the checklist from seeds/reference/visit_checklist.toml; KeyError when it is broken."""
    parts = tuple(
        Part(
            row["number"],
            row["code"],
            row["title_th"],
            tuple(Line(line["code"], line["label_th"]) for line in row["lines"]),
        )
        for row in sorted(table["parts"], key=lambda row: int(row["number"]))
    )
    times = table["times"]
    return Checklist(
        parts,
        TimeLimits(times["shortest_minutes"], times["longest_minutes"], times["late_days"]),
    )


def parts_for(checklist: Checklist, planned: Mapping[str, str]) -> list[PlannedPart]:
    """Return all ten parts, the planned ones first, each group in the order of the paper form.

    ``planned`` maps service codes to the plan's words for them. Codes without a part (a nurse's
    service, say) are left out; with nothing planned all ten stand there on offer.
    """
    shown = [
        PlannedPart(part, part.code in planned, planned.get(part.code, ""))
        for part in checklist.parts
    ]
    return sorted(shown, key=lambda one: not one.is_planned)


def check_answers(parts: Sequence[PlannedPart], answers: Mapping[str, str]) -> list[RuleViolation]:
    """Return what is wrong with the answers: unknown lines or words, a planned part left out.

    At least one line of every planned part must be answered, done or not: silence is no record.
    """
    known = {line.code for one in parts for line in one.part.lines}
    words = {str(word) for word in Answer}
    if not set(answers) <= known or not set(answers.values()) <= words:
        return [RuleViolation("unknown_answer", "มีคำตอบที่ไม่รู้จัก กรุณาเปิดหน้านี้ใหม่")]
    return [
        RuleViolation(
            "part_unanswered",
            f"“{one.part.title_th}” อยู่ในแผน เลือก ได้ทำ หรือ ไม่ได้ทำ อย่างน้อยหนึ่งข้อ",
            f"line_{one.part.lines[0].code}",
        )
        for one in parts
        if one.is_planned and not any(line.code in answers for line in one.part.lines)
    ]
