"""The people who work in the demonstration, the sign-ins of some, and who may be acted as."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from ltc.foundation.accounts.actions.people import add_person, add_user, grant_role
from ltc.foundation.accounts.queries import role_word
from ltc.foundation.accounts.terms import NewPerson
from ltc.foundation.core.actor import Actor, system_actor
from ltc.foundation.core.zone import at_local

# username, role, name, where the day starts. These get a sign-in that is shown to visitors.
STAFF = (
    ("manager", "care_manager", "สายชล ใจงาม", "/morning"),
    ("caregiver", "caregiver", "สมศรี บุญมา", "/morning"),
    ("nurse", "team_nurse", "นภา แสงทอง", "/morning"),
    ("doctor", "family_doctor", "ธีรพงษ์ วงศ์ไทย", "/morning"),
    ("finance", "finance_officer", "วิไลวรรณ เงินทอง", "/pay"),
    ("head", "provider_head", "ประทาน ศูนย์ดี", "/pay"),
    ("director", "health_director", "อรุณี ศรีวิชัย", "/morning"),
    ("secretary", "committee_secretary", "สุดารัตน์ จดไว้", "/approval/rounds"),
    ("chair", "committee_chair", "สมชาย เป็นธรรม", "/approval/rounds"),
    ("relative", "relative", "มาลี ใจดี", "/register"),
    ("auditor", "internal_auditor", "ประสิทธิ์ ตรงธรรม", "/figures"),
    ("privacy", "privacy_officer", "กนกวรรณ รักษ์ไว้", "/audit"),
    ("admin", "administrator", "วิชัย ดูแลระบบ", "/users"),
)
# These work beside them; nobody knows their passwords.
OTHERS = (
    ("manager2", "care_manager", "พิมพ์ใจ วงค์แก้ว"),
    ("caregiver2", "caregiver", "บัวเงิน ไชยวงค์"),
    ("caregiver3", "caregiver", "ศรีพรรณ ปันแก้ว"),
    ("caregiver4", "caregiver", "จันทร์เพ็ญ ต๊ะวิชัย"),
    ("caregiver5", "caregiver", "วันดี มูลเมือง"),
    ("caregiver6", "caregiver", "อุไร แสงคำ"),
    ("caregiver7", "caregiver", "สมพร เครือวงค์"),
    ("caregiver8", "caregiver", "อำพร จินา"),
    ("nurse2", "team_nurse", "เพ็ญศิริ ศรีวงค์"),
)
# Taken on, and begin next week: the administrator's page has somebody to print a sheet for.
NEWCOMERS = (("duangjai", "caregiver", "ดวงใจ แก้วมา", "0810000041"),
             ("thongdee", "team_nurse", "ทองดี วงค์คำ", ""))  # fmt: skip
BEGIN_IN_DAYS = 7
WORDS = ("khom", "lanna", "doi", "ping", "lamyai", "kuang", "hariphun", "fai")
SINCE_DAYS = 760  # everybody has worked here since before the first story


@dataclass(frozen=True)
class Member:
    """Somebody of the staff."""

    id: UUID
    username: str
    role: str
    name: str
    area_id: UUID

    @property
    def actor(self) -> Actor:
        """The person as their own request would carry them."""
        return Actor(self.id, self.name, self.role, self.area_id, session_id="demonstration")


@dataclass(frozen=True)
class Roster:
    """All staff by username, and by role in the order of the lists above."""

    members: dict[str, Member]

    def _having(self, role: str) -> tuple[Member, ...]:
        return tuple(one for one in self.members.values() if one.role == role)

    @property
    def managers(self) -> tuple[Member, ...]:
        """The care managers; the first has a sign-in."""
        return self._having("care_manager")

    @property
    def caregivers(self) -> tuple[Member, ...]:
        """The caregivers; the first has a sign-in."""
        return self._having("caregiver")

    @property
    def nurses(self) -> tuple[Member, ...]:
        """The nurses of the family-doctor team."""
        return self._having("team_nurse")

    @property
    def doctor(self) -> Member:
        """The family doctor."""
        return self._having("family_doctor")[0]

    @property
    def relative(self) -> Member:
        """The relative who has a sign-in."""
        return self._having("relative")[0]


def add_staff(session: Session, area_id: UUID, *, on: date) -> tuple[Roster, list[dict[str, Any]]]:
    """Add everybody who works here; returns them and the sign-ins to show."""
    since = on - timedelta(days=SINCE_DAYS)
    members, accounts = {}, []
    for username, role, name, start_url in STAFF:
        password = _password()
        members[username] = _add(session, username, password, role, name, area_id, since)
        accounts.append(
            {
                "role": role,
                "role_th": role_word(role),
                "username": username,
                "password": password,
                "name_th": name,
                "start_url": start_url,
            }
        )
    for username, role, name in OTHERS:
        token = secrets.token_urlsafe(24)
        members[username] = _add(session, username, token, role, name, area_id, since)
    for username, role, name, phone in NEWCOMERS:
        draft = NewPerson(username, name, phone, role, on + timedelta(days=BEGIN_IN_DAYS))
        by, at = system_actor("demonstration"), at_local(on - timedelta(days=1), 16)
        add_person(session, area_id, draft, by=by, at=at, on=on)
    return Roster(members), accounts


def _add(
    session: Session, username: str, password: str, role: str, name: str, area_id: UUID, since: date
) -> Member:
    by, at = system_actor("demonstration"), at_local(since, 9)
    user = add_user(session, username, password, name, by=by, at=at)
    session.flush()
    grant_role(session, user, role, area_id, by=by, at=at, on=since)
    return Member(user.id, username, role, name, area_id)


def _password() -> str:
    return f"{secrets.choice(WORDS)}-{secrets.choice(WORDS)}-{secrets.randbelow(9000) + 1000}"
