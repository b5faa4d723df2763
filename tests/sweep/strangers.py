"""Addresses and arguments of strangers, and rights that end; what the sweep tries beside forms."""

from collections.abc import Iterator
from itertools import product
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col
from werkzeug.routing import Rule

from ltc.care.elders.models import CareTeamMember
from ltc.foundation.accounts.models import RoleHolding, User
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.db import transaction
from tests.cast import TODAY
from tests.sweep.addresses import SPECIAL, address, ids_of
from tests.sweep.world import Folder, World

NO_IDS = ("x", "1", "' OR 1=1 --", "%00", "..%2f..%2fetc%2fpasswd", "0" * 36, "๑", "a" * 5_000)
ABSURD = ("", "%00", "-1", "9" * 30, "9" * 5_000, "๑๒", "' OR 1=1 --", "<script>alert(1)</script>",
          "[]", "1e400", "29/2/2569", "2119-01-01", "%F0%9F%91%B5", "%FF%FE", "null", "\u200b",
          "all", "9223372036854775807", "9223372036854775808")  # fmt: skip
ARGUMENTS = {
    "desks.register": ("q", "community", "after", "after_id"),
    "desks.caseload": ("all", "about"),
    "desks.audit_log": ("before",),
    "conferences.conferences": ("all",),
    "conferences.call": ("kind", "plan"),
    "conferences.voice": ("how",),
    "visits.of_elder": ("after", "number"),
    "events.of_elder": ("after",),
    "urgent.on_duty": ("after", "closed"),
    "urgent.of_elder": ("after",),
    "questions.waiting": ("show", "after"),
    "questions.of_elder": ("after",),
    "questions.appointment_text": ("on", "at", "place"),
    "accounts.sign_in": ("next",),
    "accounts.people": ("waiting",),
    "cover.cover": ("who", "first", "last"),
    "desks.week": ("week",),
    "desks.year_turn": ("year", "missing"),
    "desks.caregivers": ("show",),
    "rota.move": ("first", "week"),
    "desks.print_week": ("week",),
    "duties.print_roster": ("programme",),
    "desks.strips": ("months", "look"),
    "health_record.write": ("head",),
    "rounds.entry": ("volunteer", "community", "after", "on"),
    "rounds.paper": ("volunteer", "community", "without", "waiting"),
    "rounds.by_volunteer": ("community",),
    "rounds.volunteer_list": ("community",),
    "rounds.new_volunteer": ("community",),
    "rounds.positive": ("after", "from"),
    "rounds.not_found": ("after", "from"),
    "rounds.progress_page": ("view",),
    "casemoney.overview": ("year",),
    "casemoney.export": ("year",),
    "casemoney.transfers": ("year",),
    "casemoney.new_transfer": ("year", "purse"),
    "casemoney.my_pay": ("month",),
    "casemoney.statements": ("month",),
}


def strangers(rule: Rule, world: World) -> Iterator[str]:
    """Addresses of a rule with the records of others, mixed, unknown or no ids at all."""
    a, b, far = world["a"], world["b"], world["elsewhere"]
    unknown = Folder(uuid4(), {name: uuid4() for name in a.ids})
    yield from (address(rule, [far]), address(rule, [unknown]))
    if len(ids_of(rule)) > 1:
        for one, other in ((a, b), (b, a), (a, far), (far, a), (a, unknown)):
            yield address(rule, [one, other])


def garbled(rule: Rule, world: World) -> Iterator[str]:
    """Addresses of a rule with something that is no id in the place of each id."""
    whole = address(rule, [world["a"]])
    for name, no_id in product(ids_of(rule), NO_IDS):
        record = SPECIAL.get(rule.endpoint, {}).get(name, name)
        yield whole.replace(str(world["a"].get(record)), no_id)


def refusals(sessions: sessionmaker[Session]) -> int:
    """How many refusals the audit knows."""
    with sessions() as session:
        wanted = sa.select(sa.func.count()).where(col(AuditEntry.outcome) == "refused")
        return int(session.scalar(wanted) or 0)


def take_away(sessions: sessionmaker[Session], right: str) -> None:
    """End every place on a team, every role, or every account, from today on."""
    with transaction(sessions) as session:
        if right == "place on the team":
            session.execute(sa.update(CareTeamMember).values(active_until=TODAY))
        elif right == "role":
            session.execute(sa.update(RoleHolding).values(held_until=TODAY))
        else:
            session.execute(sa.update(User).values(is_enabled=False))
