"""A row as a place on a care team: whose team, which place, and who has it."""

from dataclasses import dataclass
from datetime import date

from ltc.care.elders.terms import TeamRole
from ltc.exchange.town.rules.cells import day_of, matched, phone_of
from ltc.exchange.town.terms import Fields
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.text import searchable

_ROLES = {searchable(role.label_th): str(role) for role in TeamRole} | {
    "ผู้ดูแล": str(TeamRole.CAREGIVER), "cg": str(TeamRole.CAREGIVER),
    "cm": str(TeamRole.CARE_MANAGER),
    "อาสาสมัคร": str(TeamRole.VOLUNTEER), "แพทย์": str(TeamRole.DOCTOR), "หมอ": str(TeamRole.DOCTOR),
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A place on a team as the file tells it; ``active_from`` None means from the day of saving."""

    team_role: str
    username: str
    name: str
    relation: str
    phone: str
    active_from: date | None


def read_place(fields: Fields) -> Place:
    """Return the place of a row; raises RuleViolation ``role_unknown``, ``somebody_twice``."""
    username, name = fields.text("username").casefold(), fields.text("member_name")
    if username and name:
        raise RuleViolation("somebody_twice", "ใส่ชื่อผู้ใช้ หรือชื่อคนในทีม อย่างใดอย่างหนึ่ง", "member_name")
    return Place(
        team_role=matched(
            fields.text("team_role"), _ROLES, code="role_unknown", key="team_role",
            sentence="ไม่รู้จักหน้าที่นี้ ใช้ ผู้จัดการการดูแล ผู้ดูแลผู้สูงอายุ พยาบาล อสม. ญาติ",
        ),
        username=username,
        name=name,
        relation=fields.text("relation"),
        phone=phone_of(fields, "member_phone"),
        active_from=day_of(fields, "active_from"),
    )  # fmt: skip
