"""Pure rules of the register: ages, what a draft must hold, when two people may be one."""

import re
from datetime import date

from ltc.care.elders.terms import BirthPrecision, CircumstancesDraft, ElderDraft, TeamDraft
from ltc.foundation.core import citizen_id
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.dates import age

ELDER_FROM_AGE = 60  # พ.ร.บ.ผู้สูงอายุ พ.ศ. 2546 มาตรา 3
OLDEST = 125


def full_name(prefix: str, given_name: str, family_name: str) -> str:
    """Return prefix, given name and family name as one writes them."""
    return f"{prefix}{given_name} {family_name}".strip()


def born_on_or_before(on: date, age: int) -> date:
    """Return the last birth date of somebody who is ``age`` on a day."""
    try:
        return on.replace(year=on.year - age)
    except ValueError:  # 29 February: their birthday is 1 March in other years
        return date(on.year - age, 2, 28)


def checked(draft: ElderDraft, *, on: date) -> ElderDraft:
    """Return the draft, or raise the first RuleViolation it breaks, at its field."""
    if draft.birth_precision == BirthPrecision.DAY and draft.born_on is None:
        raise RuleViolation("birth_missing", "กรุณากรอกวันเกิด หรือเลือก “รู้แต่ปี”", "born_on")
    if draft.birth_precision == BirthPrecision.YEAR and draft.born_on is None:
        raise RuleViolation("birth_missing", "กรุณากรอกปีเกิด หรือเลือก “ไม่ทราบ”", "birth_year")
    if draft.born_on is not None:
        _check_birth(draft.born_on, on, draft.birth_precision)
    if draft.citizen_id:
        citizen_id.parse(draft.citizen_id, "citizen_id")
    elif not draft.no_citizen_id_reason:
        raise RuleViolation("citizen_id_missing", "กรอกเลขประชาชน หรือเลือกเหตุผลที่ไม่มี", "citizen_id")
    if draft.phone and not re.fullmatch(r"0\d{8,9}", draft.phone):
        raise RuleViolation("phone_shape", "เบอร์โทรต้องขึ้นต้นด้วย 0 และมี 9–10 หลัก", "phone")
    return draft


def _check_birth(born_on: date, on: date, precision: str) -> None:
    field = "birth_year" if precision == BirthPrecision.YEAR else "born_on"
    if born_on > on:
        raise RuleViolation("birth_future", "วันเกิดนี้ยังมาไม่ถึง กรุณาตรวจปี พ.ศ.", field)
    if born_on < born_on_or_before(on, OLDEST):
        raise RuleViolation("birth_too_old", f"อายุเกิน {OLDEST} ปี กรุณาตรวจปี พ.ศ.", field)


def is_elder(born_on: date | None, on: date) -> bool:
    """True from the sixtieth birthday; an unknown birth date is not counted as sixty."""
    return born_on is not None and born_on <= born_on_or_before(on, ELDER_FROM_AGE)


def may_be_same(
    name: str, born_on: date | None, *, other_name: str, other_born_on: date | None
) -> bool:
    """True when two records may be one person: same name, births within a year or unknown."""
    if name != other_name:
        return False
    if born_on is None or other_born_on is None:
        return True
    return abs(born_on.year - other_born_on.year) <= 1


def checked_circumstances(draft: CircumstancesDraft, *, on: date) -> CircumstancesDraft:
    """Return the draft, or raise RuleViolation for a start in the future."""
    if draft.valid_from > on:
        raise RuleViolation("from_future", "วันที่เริ่มยังมาไม่ถึง", "valid_from")
    return draft


def checked_team(draft: TeamDraft) -> TeamDraft:
    """Return the draft, or raise RuleViolation when it names nobody."""
    if draft.user_id is None and not draft.name:
        raise RuleViolation("nobody_named", "กรุณาเลือกคน หรือพิมพ์ชื่อ", "name")
    if draft.user_id is None and draft.team_role == "caregiver":
        raise RuleViolation(
            "caregiver_needs_account", "ผู้ดูแลต้องมีบัญชีในระบบ กรุณาเลือกจากรายชื่อ", "user_id"
        )
    return draft


def age_words(born_on: date | None, birth_precision: str, on: date) -> str:
    """Return "82 ปี", "ประมาณ 82 ปี" when only the year is known, or "ไม่ทราบอายุ"."""
    if born_on is None:
        return "ไม่ทราบอายุ"
    years = f"{age(born_on, on)} ปี"
    return years if birth_precision == BirthPrecision.DAY else f"ประมาณ {years}"
