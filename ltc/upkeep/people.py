"""Adding people from the command line: the first administrator of a real installation."""

from datetime import date, datetime

from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from ltc.foundation.accounts.actions.people import add_user, grant_role
from ltc.foundation.areas.queries import list_municipalities
from ltc.foundation.core.actor import system_actor
from ltc.foundation.core.db import transaction
from ltc.upkeep.reference import seed_areas


def add_first_user(
    sessions: sessionmaker[Session],
    username: str,
    password: str,
    name_th: str,
    role: str,
    *,
    at: datetime,
    on: date,
) -> None:
    """Add a user with one role for the municipality; raises RuleViolation as the actions do."""
    by = system_actor("command line")
    with transaction(sessions) as session:
        towns = list_municipalities(session)
        town = towns[0] if towns else seed_areas(session)
        user = add_user(session, username, password, name_th, by=by, at=at)
        session.flush()
        grant_role(session, user, role, town.id, by=by, at=at, on=on)
