"""Making the demonstration ready: schema, places, sign-ins, people. Done once, then only opened."""

import secrets
from datetime import date
from typing import Any

from sqlmodel import Session, select

from ltc.foundation.accounts.actions import add_user, grant_role
from ltc.foundation.accounts.models import User
from ltc.foundation.accounts.queries import role_word
from ltc.foundation.areas.models import Area
from ltc.foundation.core import clock
from ltc.foundation.core.actor import system_actor
from ltc.foundation.core.db import transaction
from ltc.upkeep.demo_accounts import write_demo_accounts
from ltc.upkeep.installation import Installation, bring_up_to_date
from ltc.upkeep.reference import seed_areas

STAFF = (
    ("manager", "care_manager", "สายชล ใจงาม"),
    ("caregiver", "caregiver", "สมศรี บุญมา"),
    ("nurse", "team_nurse", "นภา แสงทอง"),
    ("doctor", "family_doctor", "ธีรพงษ์ วงศ์ไทย"),
    ("director", "health_director", "อรุณี ศรีวิชัย"),
    ("relative", "relative", "มาลี ใจดี"),
    ("auditor", "internal_auditor", "ประสิทธิ์ ตรงธรรม"),
    ("privacy", "privacy_officer", "กนกวรรณ รักษ์ไว้"),
    ("admin", "administrator", "วิชัย ดูแลระบบ"),
)
WORDS = ("khom", "lanna", "doi", "ping", "lamyai", "kuang", "hariphun", "fai")


def prepare(installation: Installation, *, on: date) -> None:
    """Bring the demonstration to life when it is not there yet."""
    bring_up_to_date(installation)
    with installation.sessions() as session:
        is_there = session.exec(select(User).limit(1)).first() is not None
    if is_there:
        return
    with transaction(installation.sessions) as session:
        town = seed_areas(session)
        accounts = _add_staff(session, town, on)
    write_demo_accounts(installation.settings.home, accounts)


def _add_staff(session: Session, town: Area, on: date) -> list[dict[str, Any]]:
    by = system_actor("demonstration")
    accounts = []
    for username, role, name in STAFF:
        password = (
            f"{secrets.choice(WORDS)}-{secrets.choice(WORDS)}-{secrets.randbelow(9000) + 1000}"
        )
        user = add_user(session, username, password, name, by=by, at=clock.now())
        session.flush()
        grant_role(session, user, role, town.id, by=by, at=clock.now(), on=on)
        accounts.append(
            {
                "role": role,
                "role_th": role_word(role),
                "username": username,
                "password": password,
                "name_th": name,
                "start_url": "/",
            }
        )
    return accounts
