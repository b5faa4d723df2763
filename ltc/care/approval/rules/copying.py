"""The copy sheet: our data in the order of the form's fields, each with a digest.

The order is that of form 5.2 (thai-ltc.md 5.2). Which fields the national program asks for, and in
which order, was not found: the page says so.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ltc.care.cases.rules.frequency import frequency_words
from ltc.care.cases.terms import Per, PlanDraft, ProblemLine, ServiceLine
from ltc.care.elders.terms import TeamRole
from ltc.foundation.i18n.dates import short_date

TEAM = frozenset(
    {
        TeamRole.NURSE, TeamRole.DOCTOR, TeamRole.PHYSIOTHERAPIST, TeamRole.PHARMACIST,
        TeamRole.NUTRITIONIST, TeamRole.DENTIST,
    }
)  # fmt: skip
EVERY_WEEK = frozenset({Per.DAY, Per.WEEK})
SEALED = "citizen_id"  # shown elsewhere, on a click that is audited
PARTING = "\x1f"
Told = tuple[str, str, str]  # code, what it is called, the value


@dataclass(frozen=True)
class SheetFacts:
    """What the sheet needs beside the plan; texts are ready to be copied, "" where not known."""

    name: str
    citizen_id_mark: str
    born: str
    address: str
    provider: str
    made_on: str
    adl: str
    tai: str
    requested: str
    rate: str
    main_diagnosis: str
    other_diagnoses: str
    medicines: str


@dataclass(frozen=True)
class SheetField:
    """One field: what it is called, what to copy, and what tells this wording from another."""

    code: str
    label_th: str
    value: str
    digest: str

    @property
    def is_sealed(self) -> bool:
        """True for what is not shown here."""
        return self.code == SEALED


def sheet_fields(
    facts: SheetFacts, draft: PlanDraft, *, service_words: Mapping[str, str]
) -> list[SheetField]:
    """Return the fields in the order of the form."""
    told = [*_of_person(facts), *_of_plan(draft, service_words)]
    told.append(("rate", "อัตราชดเชย (บาทต่อคนต่อปี)", facts.rate))
    return [SheetField(code, label, value, digest(code, value)) for code, label, value in told]


def _of_person(facts: SheetFacts) -> list[Told]:
    return [
        ("name", "ชื่อ-สกุล", facts.name),
        (SEALED, "เลขบัตรประชาชน", facts.citizen_id_mark),
        ("born", "วันเกิด", facts.born),
        ("address", "ที่อยู่และโทรศัพท์", facts.address),
        ("provider", "หน่วยบริการ", facts.provider),
        ("made_on", "วันที่จัดทำ", facts.made_on),
        ("adl", "คะแนน ADL", facts.adl),
        ("tai", "TAI และกลุ่ม", facts.tai),
        ("requested", "งบประมาณที่ขอรับการสนับสนุน (บาท)", facts.requested),
        ("dx1", "วินิจฉัยโรคหลัก", facts.main_diagnosis),
        ("dx2", "โรคร่วม", facts.other_diagnoses),
        ("medicines", "ยารักษาโรคประจำตัว", facts.medicines),
    ]


def _of_plan(draft: PlanDraft, service_words: Mapping[str, str]) -> list[Told]:
    def often(is_meant: Callable[[ServiceLine], bool]) -> str:
        return _lines(
            f"{service_words.get(one.kind, one.kind)} "
            f"{frequency_words(one.times, one.per, one.minutes)}"
            for one in draft.services
            if is_meant(one)
        )

    wishes = "แนวคิดของผู้ใช้บริการและครอบครัวที่มีต่อการดำรงชีวิต"
    beyond, caregiver = "บริการที่นอกเหนือจากรายสัปดาห์", "ความถี่: ดูแลโดยผู้ดูแลผู้สูงอายุ"
    return [
        ("wishes", wishes, _lines((draft.wishes_elder, draft.wishes_family))),
        ("problems", "ประเด็นปัญหาในการดำรงชีวิต", _lines(one.text for one in draft.problems)),
        ("aim", "เป้าหมายระยะยาว", draft.long_term_aim),
        ("goals", "เป้าหมายระยะสั้น และวันที่คาดว่าจะบรรลุ", _lines(map(_goal, draft.problems))),
        ("beyond", beyond, often(lambda one: one.per not in EVERY_WEEK)),
        ("cautions", "ข้อควรระวัง", draft.cautions),
        ("often_planning", "ความถี่: ประเมินก่อนให้บริการ วางแผน",
         often(lambda one: one.kind == "planning")),
        ("often_team", "ความถี่: ดูแลโดยทีมหมอครอบครัว", often(lambda one: one.doer_role in TEAM)),
        ("often_caregiver", caregiver, often(lambda one: one.doer_role == TeamRole.CAREGIVER)),
        ("often_review", "ความถี่: ประเมินผล ปรับแผน", often(lambda one: one.kind == "review")),
    ]  # fmt: skip


def _goal(line: ProblemLine) -> str:
    has_day = line.goal and line.target_on
    return f"{line.goal} ({short_date(line.target_on)})" if has_day else line.goal


def digest(code: str, value: str) -> str:
    """Return what tells one value of a field from another."""
    return hashlib.sha256(PARTING.join((code, value)).encode()).hexdigest()[:32]


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)
