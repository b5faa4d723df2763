"""Every paper there is. A new one: a function in ``mapping``, and a line here (README: a paper)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ltc.exchange.pdf.mapping import committee, conferences, pay, plans, visits
from ltc.exchange.pdf.terms import Subject
from ltc.foundation.printing.terms import Paper, digest, document_id


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper: its code in addresses, its name, what it is about, how it is made.

    ``field_class`` is the policy's class of a photo of it: F3 where diseases may stand on it.
    """

    code: str
    title_th: str
    subject: Subject
    make: Callable[[Any], Paper]
    field_class: str = "F2"


PAPERS = (
    PaperKind("care_plan", "แผนการดูแลรายบุคคล", Subject.PLAN, plans.care_plan, "F3"),
    PaperKind("weekly_plan", "ตารางกิจกรรมรายสัปดาห์", Subject.PLAN, plans.weekly_plan),
    PaperKind("consent", "หนังสือยินยอม", Subject.PLAN, plans.consent),
    PaperKind("wall_plan", "แผนติดตู้เย็น ตัวใหญ่ มีรูป", Subject.PLAN, plans.wall_plan),
    PaperKind("visit_record", "บันทึกการเยี่ยมบ้าน", Subject.VISIT, visits.visit_record),
    PaperKind("agenda", "วาระการประชุม", Subject.CONFERENCE, conferences.agenda),
    PaperKind("invitation", "หนังสือเชิญประชุม", Subject.HEARING, conferences.invitation),
    PaperKind("sign_in", "ใบลงชื่อเข้าประชุม", Subject.HEARING, conferences.sign_in),
    PaperKind("minutes", "รายงานการประชุม", Subject.MINUTES, conferences.minutes, "F3"),
    PaperKind("proposal", "ข้อเสนอ ส่วนที่ 1", Subject.PROPOSAL, committee.proposal),
    PaperKind("proposal_decision", "ข้อเสนอ ส่วนที่ 3 มติ", Subject.PROPOSAL, committee.decision),
    PaperKind("round_minutes", "รายงานมติ", Subject.ROUND, committee.round_minutes),
    PaperKind("round_letter", "หนังสือแจ้งมติ", Subject.ROUND, committee.round_letter),
    PaperKind("pay_statement", "รายงานค่าตอบแทน", Subject.STATEMENT, pay.pay_statement),
)


def papers_about(subject: Subject) -> tuple[PaperKind, ...]:
    """Return the papers about one kind of thing, in their order."""
    return tuple(one for one in PAPERS if one.subject is subject)


def find_paper(subject: Subject, code: str) -> PaperKind | None:
    """Return a paper by its code, or None."""
    return next((one for one in papers_about(subject) if one.code == code), None)


@dataclass(frozen=True)
class Made:
    """A paper filled with facts: the document it is, by what it says."""

    kind: PaperKind
    paper: Paper
    id: UUID
    digest: str
    subject_id: UUID
    elder_id: UUID | None


def make(
    kinds: Iterable[PaperKind], facts: Any, *, subject_id: UUID, elder_id: UUID | None
) -> list[Made]:
    """Return papers of one thing, filled."""
    made = []
    for kind in kinds:
        paper = kind.make(facts)
        said = digest(paper)
        made.append(Made(kind, paper, document_id(subject_id, said), said, subject_id, elder_id))
    return made
