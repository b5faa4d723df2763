"""How far a round is: by community, by domain, by volunteer; each a single statement."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.assessment.models import Assessment
from ltc.care.elders.models import Elder
from ltc.care.rounds.models import (
    ScreeningContact,
    ScreeningRound,
    Volunteer,
    VolunteerHousehold,
)
from ltc.care.rounds.queries.people import contact_of, held_on, in_round, is_meant, is_screening
from ltc.care.rounds.queries.reference import domains_of
from ltc.care.rounds.rules.cells import positive_bands
from ltc.care.rounds.rules.plan import share
from ltc.care.rounds.terms import Outcome


@dataclass
class Part:
    """The people of a community or of the whole town: how many are meant, met, missed."""

    meant: int = 0
    met: int = 0
    not_met: int = 0
    refused: int = 0
    moved: int = 0
    died: int = 0

    @property
    def percent(self) -> int | None:
        """The whole per cent that was met; None where nobody is meant."""
        return share(self.met, self.meant)

    @property
    def waiting(self) -> int:
        """How many there is no news of, or who were not at home."""
        return self.meant - self.met - self.refused - self.moved - self.died

    def add(self, outcome: str | None, count: int) -> None:
        """Count so many people with one outcome; None: nobody has been there."""
        self.meant += count
        if outcome is not None:
            setattr(self, outcome, getattr(self, outcome) + count)


@dataclass(frozen=True)
class Cell:
    """One domain in one community: how many have a result, how many of these a positive one."""

    done: int = 0
    positive: int = 0


@dataclass(frozen=True)
class Progress:
    """All figures of a round, by community id; (community, domain) for the domains."""

    communities: dict[UUID, Part]
    whole: Part
    cells: dict[tuple[UUID, str], Cell]
    domains: dict[str, Cell]


def progress_of(session: Session, screening: ScreeningRound, *, on: date) -> Progress:
    """Return the figures of a round as of a day, in two statements."""
    communities: dict[UUID, Part] = {}
    whole = Part()
    for community_id, outcome, count in session.execute(doors_statement(screening, on=on)):
        communities.setdefault(community_id, Part()).add(outcome, count)
        whole.add(outcome, count)
    by_instrument = {
        instrument.code: domain.code for domain, instrument in domains_of(screening.instruments)
    }
    cells: dict[tuple[UUID, str], Cell] = {}
    domains = dict.fromkeys(by_instrument.values(), Cell())
    for community_id, code, done, positive in session.execute(results_statement(screening, on=on)):
        domain = by_instrument[code]
        cells[community_id, domain] = Cell(done, positive)
        domains[domain] = Cell(domains[domain].done + done, domains[domain].positive + positive)
    return Progress(communities, whole, cells, domains)


def doors_statement(screening: ScreeningRound, *, on: date) -> sa.Select[*tuple[Any, ...]]:
    """Return (community, outcome or null, how many people) of everybody who is meant."""
    return (
        sa.select(col(Elder.community_id), col(ScreeningContact.outcome), sa.func.count())
        .select_from(Elder)
        .outerjoin(ScreeningContact, contact_of(screening))
        .where(is_meant(screening, on=on))
        .group_by(col(Elder.community_id), col(ScreeningContact.outcome))
    )


def results_statement(screening: ScreeningRound, *, on: date) -> sa.Select[*tuple[Any, ...]]:
    """Return (community, instrument, with a result, with a positive one) of those meant.

    Somebody screened twice counts once, and as positive if one of the results was.
    """
    asks_more = sa.or_(
        sa.false(),
        *(
            sa.and_(
                col(Assessment.instrument) == instrument.code,
                col(Assessment.band).in_(sorted(positive_bands(instrument))),
            )
            for _domain, instrument in domains_of(screening.instruments)
        ),
    )
    each = (
        sa.select(
            col(Assessment.instrument).label("instrument"),
            col(Assessment.elder_id).label("elder_id"),
            sa.func.max(sa.case((asks_more, 1), else_=0)).label("positive"),
        )
        .where(
            is_screening(screening),
            col(Assessment.instrument).in_(sorted(set(screening.instruments.values()))),
            in_round(screening),
        )
        .group_by(col(Assessment.instrument), col(Assessment.elder_id))
        .subquery()
    )
    return (
        sa.select(
            col(Elder.community_id), each.c.instrument, sa.func.count(),
            sa.func.sum(each.c.positive),
        )
        .select_from(each)
        .join(Elder, col(Elder.id) == each.c.elder_id)
        .where(is_meant(screening, on=on))
        .group_by(col(Elder.community_id), each.c.instrument)
    )  # fmt: skip


@dataclass(frozen=True)
class VolunteerProgress:
    """A volunteer's people in a round; ``news`` counts all doors that somebody has been to."""

    id: UUID
    name: str
    phone: str
    community_id: UUID
    meant: int
    met: int
    news: int

    @property
    def percent(self) -> int | None:
        """The whole per cent that was met."""
        return share(self.met, self.meant)


def volunteers_of(
    session: Session, screening: ScreeningRound, *, on: date, community_id: UUID | None = None
) -> list[VolunteerProgress]:
    """Return every volunteer with people to see, those furthest behind first, in one statement."""
    is_met = sa.case((col(ScreeningContact.outcome) == Outcome.MET, 1), else_=0)
    wanted = (
        sa.select(
            col(Volunteer.id), col(Volunteer.name), col(Volunteer.phone),
            col(Volunteer.community_id), sa.func.count(), sa.func.sum(is_met),
            sa.func.count(col(ScreeningContact.id)), col(Volunteer.sort_key),
        )
        .select_from(Volunteer)
        .join(VolunteerHousehold, col(VolunteerHousehold.volunteer_id) == col(Volunteer.id))
        .join(Elder, col(Elder.household_id) == col(VolunteerHousehold.household_id))
        .outerjoin(ScreeningContact, contact_of(screening))
        .where(
            col(Volunteer.municipality_id) == screening.municipality_id, held_on(on),
            is_meant(screening, on=on),
        )
        .group_by(
            col(Volunteer.id), col(Volunteer.name), col(Volunteer.phone),
            col(Volunteer.community_id), col(Volunteer.sort_key),
        )
    )  # fmt: skip
    if community_id is not None:
        wanted = wanted.where(col(Volunteer.community_id) == community_id)
    found = sorted(
        session.execute(wanted), key=lambda row: (row[5] / row[4], -row[4], row[7], str(row[0]))
    )
    return [VolunteerProgress(*row[:7]) for row in found]
