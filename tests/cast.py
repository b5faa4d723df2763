"""People with names, the same in every test: a town, its neighbour, staff, one elder."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.elders.actions.register import register_elder
from ltc.care.elders.actions.team import join_team
from ltc.care.elders.models import Elder
from ltc.care.elders.terms import ElderDraft, TeamDraft
from ltc.foundation.accounts.models import RoleHolding, User
from ltc.foundation.areas.models import Area
from ltc.foundation.core.actor import Actor, system_actor
from ltc.foundation.core.db import transaction
from ltc.foundation.i18n.text import sort_key
from ltc.upkeep.reference import seed_areas

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
PASSWORD = "lantern-of-lamphun"

STAFF = {
    "malee": ("care_manager", "มาลี ใจงาม"),
    "som": ("caregiver", "สม บุญมา"),
    "kham": ("caregiver", "คำ แก้วดี"),
    "nok": ("team_nurse", "นก แสงทอง"),
    "dr_thee": ("family_doctor", "ธี วงศ์ไทย"),
    "director": ("health_director", "อรุณี ศรีวิชัย"),
    "wilai": ("finance_officer", "วิไล เงินทอง"),
    "prathan": ("provider_head", "ประทาน ศูนย์ดี"),
    "secretary": ("committee_secretary", "สุดา จดไว้"),
    "chair": ("committee_chair", "สมชาย เป็นธรรม"),
    "daughter": ("relative", "จันทร์ ใจดี"),
    "auditor": ("internal_auditor", "ประสิทธิ์ ตรงธรรม"),
    "privacy": ("privacy_officer", "กนก รักษ์ไว้"),
    "admin": ("administrator", "วิชัย ระบบดี"),
    # the same kinds of people in another town
    "nok_elsewhere": ("team_nurse", "นก คนละเมือง"),
    "malee_elsewhere": ("care_manager", "มาลี คนละเมือง"),
}


@dataclass
class Cast:
    """The saved town; ``actor`` gives anybody of it as an actor."""

    town_id: UUID
    elsewhere_id: UUID
    community_id: UUID
    elsewhere_community_id: UUID
    boonmee_id: UUID
    users: dict[str, UUID] = field(default_factory=dict)
    password: str = PASSWORD

    def actor(self, username: str) -> Actor:
        """Return somebody as the actor that their request would carry."""
        role, name = STAFF[username]
        area = self.elsewhere_id if username.endswith("_elsewhere") else self.town_id
        return Actor(self.users[username], name, role, area, session_id="test-sign-in")


@cache
def _hashed() -> str:
    # As cheap as can be: what a real hash costs, the tests of accounts pay.
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def elder_draft(community_id: UUID, **over: object) -> ElderDraft:
    """Return a complete draft; name what differs."""
    values: dict[str, object] = {
        "community_id": community_id,
        "prefix": "นาย",
        "given_name": "บุญมี",
        "family_name": "ใจดี",
        "sex": "1",
        "birth_precision": "day",
        "born_on": date(1944, 4, 13),
        "citizen_id": None,
        "no_citizen_id_reason": "not_seen",
        "phone": "0812345678",
        "house_no": "12/3",
        "lane": "ซอย 2",
        "landmark": "หลังวัด",
    }
    return ElderDraft(**{**values, **over})  # type: ignore[arg-type]


def engage(sessions: sessionmaker[Session]) -> Cast:
    """Save the town, its staff and elder Boonmee with caregiver Som on his care team."""
    with transaction(sessions) as session:
        town = seed_areas(session)
        elsewhere = _another_town(session)
        communities = {
            area.parent_id: area.id
            for area in session.exec(select(Area).where(Area.kind == "community")).all()
            if area.code in ("LPN-01", "EW-01")
        }
        users = _staff(session, town.id, elsewhere.id)
        boonmee = _boonmee(session, town.id, communities[town.id], users)
        return Cast(
            town.id, elsewhere.id, communities[town.id], communities[elsewhere.id],
            boonmee.id, users,
        )  # fmt: skip


def find_cast(sessions: sessionmaker[Session]) -> Cast | None:
    """Return the town that is in the database already, or None."""
    with sessions() as session:
        users = {user.username: user.id for user in session.exec(select(User)).all()}
        if not users:
            return None
        areas = {area.code: area.id for area in session.exec(select(Area)).all()}
        boonmee = session.exec(select(Elder.id)).one()
        town = session.exec(
            select(RoleHolding.area_id).where(RoleHolding.user_id == users["malee"])
        ).one()
        return Cast(town, areas["EW"], areas["LPN-01"], areas["EW-01"], boonmee, users)


def _another_town(session: Session) -> Area:
    name = "เทศบาลข้างเคียง"
    town = Area(kind="municipality", code="EW", name_th=name, sort_key=sort_key(name))
    session.add(town)
    session.flush()
    session.add(
        Area(
            kind="community", code="EW-01", name_th="ชุมชนข้างเคียง",
            sort_key=sort_key("ชุมชนข้างเคียง"), parent_id=town.id,
        )
    )  # fmt: skip
    session.flush()
    return town


def _staff(session: Session, town_id: UUID, elsewhere_id: UUID) -> dict[str, UUID]:
    users = {}
    for username, (role, name) in STAFF.items():
        user = User(
            username=username, password_hash=_hashed(), name_th=name,
            sort_key=sort_key(name), created_at=AT,
        )  # fmt: skip
        session.add(user)
        session.flush()
        area_id = elsewhere_id if username.endswith("_elsewhere") else town_id
        session.add(
            RoleHolding(user_id=user.id, role=role, area_id=area_id, held_from=date(2024, 1, 1))
        )
        users[username] = user.id
    return users


def _boonmee(session: Session, town_id: UUID, community_id: UUID, users: dict[str, UUID]) -> Elder:
    by = system_actor("test")
    elder = register_elder(session, town_id, elder_draft(community_id), by=by, at=AT, on=TODAY)
    for username, role in (
        ("malee", "care_manager"),
        ("som", "caregiver"),
        ("daughter", "relative"),
    ):
        draft = TeamDraft(role, users[username], "", "ลูกสาว" if role == "relative" else "", "",
                          date(2026, 1, 1))  # fmt: skip
        join_team(session, elder, draft, by=by, at=AT)
    return elder
