"""The lines of a plan as things people speak about: which one, what it says, whether it still does.

A voice, a decision or a mark of the national program is about a line as it was worded then; the
digest tells whether it still is.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from uuid import UUID

from ltc.care.cases.rules.difference import problem_words, service_line_words
from ltc.care.cases.terms import PlanDraft, ProblemLine, ServiceLine
from ltc.foundation.core.words import Word

DIGEST_LENGTH = 32  # of hexadecimal digits


class LineKind(Word):
    """What a line of a plan is."""

    PROBLEM = "problem", "ปัญหาและเป้าหมาย"
    SERVICE = "service", "บริการ"


@dataclass(frozen=True)
class PlanLine:
    """One line of a stored plan; ``number`` counts from 1 within its kind."""

    line_id: UUID
    kind: LineKind
    number: int
    words: str
    digest: str

    @property
    def place_th(self) -> str:
        """The line's name in speech: "บริการข้อ 2"."""
        return f"{self.kind.label_th}ข้อ {self.number}"


def plan_lines(
    draft: PlanDraft, *, service_words: Mapping[str, str], people: Mapping[str, str]
) -> list[PlanLine]:
    """Return the lines of a stored plan in their order, problems first."""
    found = [
        PlanLine(line.line_id, LineKind.PROBLEM, number, problem_words(line), digest(line))
        for number, line in enumerate(draft.problems, 1)
        if line.line_id
    ]
    found += [
        PlanLine(
            line.line_id, LineKind.SERVICE, number,
            service_line_words(line, service_words, people), digest(line),
        )
        for number, line in enumerate(draft.services, 1)
        if line.line_id
    ]  # fmt: skip
    return found


def digest(line: ProblemLine | ServiceLine) -> str:
    """Return what tells one wording from another: equal for lines that say the same."""
    said = [str(getattr(line, part.name) or "") for part in fields(line) if part.compare]
    text = "\x1f".join((type(line).__name__, *said))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]
