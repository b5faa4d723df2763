"""Making the demonstration ready: schema, places, sign-ins, people. Done once, then only opened.

Everything is written in one transaction, and the file with the sign-ins just before it commits: a
preparation that was broken off leaves nothing, and the next start begins anew.
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from ltc.foundation.accounts.models import User
from ltc.foundation.core import clock
from ltc.foundation.core.db import transaction
from ltc.foundation.core.errors import Unusable
from ltc.upkeep.demo_accounts import read_demo_accounts, write_demo_accounts
from ltc.upkeep.demonstration.progress import Progress
from ltc.upkeep.demonstration.staff import add_staff
from ltc.upkeep.demonstration.town import Builder
from ltc.upkeep.installation import Installation, bring_up_to_date, told_in_words
from ltc.upkeep.reference import seed_areas

ONE_AT_A_TIME = 5_172  # names the lock under which a server's database is filled
# Steps with their rough seconds, for the bar.
STEPS = {
    "places and staff": 1.0,
    "people": 2.2,
    "assessments": 2.4,
    "cases and plans": 0.6,
    "visits": 1.2,
    "stories": 3.0,
    "saving": 0.6,
}


def prepare(installation: Installation, *, on: date) -> None:
    """Bring the demonstration to life when it is not there yet.

    Raises Unusable when the database holds somebody's real installation.
    """
    bring_up_to_date(installation)
    with told_in_words(), installation.sessions() as session:
        if _is_there(session, installation):
            return
    progress = Progress(STEPS)
    with told_in_words(), transaction(installation.sessions) as session:
        _wait_for_my_turn(session)
        if _is_there(session, installation):  # another start was faster
            return
        accounts = fill(session, progress, on=on, at=clock.now())
        with progress.step("saving"):
            write_demo_accounts(installation.settings.home, accounts)
    progress.close("the town is ready")


def fill(session: Session, progress: Progress, *, on: date, at: datetime) -> list[dict[str, Any]]:
    """Fill an empty, migrated database with the whole town as of a day; returns the sign-ins."""
    with progress.step("places and staff"):
        town = seed_areas(session)
        roster, accounts = add_staff(session, town.id, on=on)
    builder = Builder(session, town.id, roster, on=on, at=at)
    with progress.step("people"):
        builder.people()
    with progress.step("assessments"):
        builder.assessments()
    with progress.step("cases and plans"):
        builder.cases()
    with progress.step("visits"):
        builder.visits()
    with progress.step("stories"):
        builder.stories()
        builder.week()
    builder.close()
    return accounts


def _is_there(session: Session, installation: Installation) -> bool:
    if session.exec(select(User).limit(1)).first() is None:
        return False
    if not read_demo_accounts(installation.settings.home):
        raise Unusable(
            "this database is in use and no demonstration: name an empty folder with LTC_HOME"
        )
    return True


def _wait_for_my_turn(session: Session) -> None:
    if session.connection().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
