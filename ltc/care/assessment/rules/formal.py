"""Who may make a formal assessment, and what follows from the purpose of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ltc.care.assessment.terms import Instrument, Purpose
from ltc.foundation.core.errors import RuleViolation


@dataclass(frozen=True)
class FormalRule:
    """In a role one may formally use an instrument, from a day until the day before another."""

    role: str
    instrument: str
    valid_from: date
    valid_until: date | None = None

    def allows(self, role: str, instrument: str, on: date) -> bool:
        """True when this row lets ``role`` use ``instrument`` formally on the day ``on``."""
        in_force = self.valid_from <= on and (self.valid_until is None or on < self.valid_until)
        return in_force and (self.role, self.instrument) == (role, instrument)


def may_assess_formally(
    role: str, instrument: str, *, on: date, rules: Sequence[FormalRule]
) -> bool:
    """True when some dated row allows it. Roles are keys of the policy file."""
    return any(rule.allows(role, instrument, on) for rule in rules)


def check_purpose(
    purpose: Purpose, *, role: str, instrument: Instrument, on: date, rules: Sequence[FormalRule]
) -> None:
    """Refuse a formal assessment by someone who may not make one (code ``formal_not_allowed``).

    Who may is local configuration, unsure until the municipality confirms it.
    """
    if purpose is not Purpose.FORMAL:
        return
    if not may_assess_formally(role, instrument.code, on=on, rules=rules):
        raise RuleViolation(
            "formal_not_allowed",
            f"{instrument.short_th} อย่างเป็นทางการ ต้องให้ผู้ที่ได้รับมอบหมายเป็นคนประเมิน "
            "คำตอบของคุณไม่หาย ให้บันทึกเป็น “คัดกรอง” แล้วขอให้พยาบาลหรือผู้จัดการการดูแลมาประเมิน",
            "purpose",
        )


def moves_group(purpose: Purpose) -> bool:
    """True when the result may change the dependency group, and with it money: formal only."""
    return purpose is Purpose.FORMAL
