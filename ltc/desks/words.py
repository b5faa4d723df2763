"""How desks say codes of the rooms below: care-team roles, circumstances as facts."""

import functools

from ltc.care.elders.terms import (
    Allowance,
    CarerSkill,
    HealthScheme,
    IncomeBand,
    ResidenceType,
    TeamRole,
)
from ltc.desks.queries import SeenLiving
from ltc.foundation.core.words import Word
from ltc.foundation.i18n.dates import short_date


def label(words: type[Word], code: str) -> str:
    """Return the Thai label of a code; one that is no longer in use is shown as it is."""
    return _labels(words).get(code, code)


@functools.cache
def _labels(words: type[Word]) -> dict[str, str]:
    return {str(word): word.label_th for word in words}


def team_word(code: str) -> str:
    """Return a place on the care team in Thai."""
    return label(TeamRole, code)


def living_facts(row: SeenLiving) -> list[tuple[str, str]]:
    """Return how an elder lives as pairs of name and value, empty ones left out."""
    carer = row.main_carer_name
    if carer and row.main_carer_relation:
        carer += f" ({row.main_carer_relation})"
    facts = [
        ("สิทธิการรักษา", label(HealthScheme, row.health_scheme)),
        ("การอยู่อาศัย", label(ResidenceType, row.residence_type)),
        ("อยู่คนเดียว", "ใช่" if row.lives_alone else "ไม่ใช่"),
        ("บัตรคนพิการ", "มี" if row.disability_card else "ไม่มี"),
        ("รายได้ต่อเดือน", label(IncomeBand, row.income_band)),
        ("เงินที่ได้รับ", " · ".join(label(Allowance, code) for code in row.allowances)),
        ("ผู้ดูแลหลัก", carer),
        ("ผู้ดูแลหลักทำเป็น", " · ".join(label(CarerSkill, code) for code in row.carer_skills)),
        ("ข้อมูลตั้งแต่", short_date(row.valid_from)),
    ]
    return [(name, value) for name, value in facts if value]
