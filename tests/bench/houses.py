"""One installation to measure: its folder, its database filled with made-up people, its nurse."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from ltc.foundation.accounts.actions.signing import hash_password
from ltc.foundation.accounts.models import RoleHolding, User
from ltc.foundation.areas.queries import list_communities
from ltc.foundation.core.db import transaction
from ltc.foundation.i18n.text import sort_key
from ltc.settings import from_environment
from ltc.upkeep.installation import Installation, bring_up_to_date, open_installation
from ltc.upkeep.reference import seed_areas
from tests.bench.people import AT, Town, load_people
from tests.bench.records import load_records

# Compiled modules, as any installation has them from its second start on.
COMPILED = Path(tempfile.gettempdir()) / "ltc-bench-compiled"
NURSE = "nurse"
ELDERS_A_NURSE = 100
MANAGER = "manager"  # may take the register out as a file
NAME = "นภา แสงทอง"


@dataclass(frozen=True)
class House:
    """A filled installation; ``environ`` is what its processes are started with."""

    kind: str
    size: int
    installation: Installation
    password: str
    nurse_id: UUID
    town: Town
    elder_ids: list[UUID]
    cared_for: list[UUID]

    @property
    def environ(self) -> dict[str, str]:
        """The environment in which a process opens this installation."""
        settings = self.installation.settings
        told = {"LTC_HOME": str(settings.home), "PYTHONPYCACHEPREFIX": str(COMPILED)}
        if settings.database_url:
            told["LTC_DATABASE_URL"] = settings.database_url
        ours = {
            name: value
            for name, value in os.environ.items()
            if name == "LTC_VENV" or not name.startswith(("LTC_", "PYTHON"))
        }
        return ours | told


@contextmanager
def filled_house(kind: str, size: int, database_url: str | None) -> Iterator[House]:
    """Make an installation with ``size`` elders on a real disk, and remove it afterwards."""
    home = Path(tempfile.mkdtemp(prefix="ltc-bench-", dir="/tmp"))
    environ = {"LTC_HOME": str(home), "LTC_DATABASE_URL": database_url or ""}
    installation = open_installation(from_environment(environ))
    try:
        yield _fill(kind, size, installation)
    finally:
        installation.engine.dispose()
        shutil.rmtree(home, ignore_errors=True)


def _fill(kind: str, size: int, installation: Installation) -> House:
    bring_up_to_date(installation)
    password = secrets.token_urlsafe(12)
    with transaction(installation.sessions) as session:
        municipality_id = seed_areas(session).id
        communities = [area.id for area in list_communities(session, municipality_id)]
        town = Town(municipality_id, communities)
        nurse_id = _user(session, NURSE, "team_nurse", password, municipality_id)
        _user(session, MANAGER, "care_manager", password, municipality_id)
        colleagues = _colleagues(session, size // ELDERS_A_NURSE)
    engine = installation.engine
    elder_ids = load_people(engine, installation.vault, town, size)
    cared_for = load_records(engine, town, elder_ids, colleagues, NAME)
    _settle(engine)
    return House(kind, size, installation, password, nurse_id, town, elder_ids, cared_for)


def _user(session: Session, username: str, role: str, password: str, area_id: UUID) -> UUID:
    user = User(username=username, password_hash=hash_password(password), name_th=NAME,
                sort_key=sort_key(NAME), created_at=AT)  # fmt: skip
    session.add(user)
    session.flush()
    session.add(RoleHolding(user_id=user.id, role=role, area_id=area_id,
                            held_from=date(2024, 1, 1)))  # fmt: skip
    return user.id


def _colleagues(session: Session, count: int) -> list[UUID]:
    """Add those who made the assessments that are there: one nurse did not see 30,000 people."""
    users = [
        User(username=f"nurse{number}", password_hash="", name_th=NAME, sort_key=sort_key(NAME),
             created_at=AT)
        for number in range(count)
    ]  # fmt: skip
    session.add_all(users)
    return [user.id for user in users]


def _settle(engine: sa.Engine) -> None:
    """Let PostgreSQL know its tables, as it does by itself after some time in use."""
    if engine.dialect.name == "sqlite":
        return  # nobody tells the embedded database either
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
