"""What a round leaves to do: low ADL scores, positive results by domain, people not found."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.terms import Instrument
from ltc.care.cases.models import Case
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import ElderRow, Place, as_row, rows, visible_to
from ltc.care.rounds.models import ScreeningContact, ScreeningDecision, ScreeningRound
from ltc.care.rounds.queries.people import RESOURCE, Condition, in_round, is_meant, is_screening
from ltc.care.rounds.rules.cells import positive_bands
from ltc.care.rounds.terms import Outcome
from ltc.foundation.core.actor import Actor

ADL = "barthel"
A_PAGE = 100
_LATER = sa.orm.aliased(Assessment)


@dataclass(frozen=True)
class LowAdl:
    """Somebody whose score in a round asks for TAI and the eligibility question.

    ``reason`` is the decision "not now" (None while open); ``has_tai``: TAI was done since.
    """

    elder: ElderRow
    assessed_on: date
    has_tai: bool
    case_id: UUID | None
    reason: str | None
    note: str
    decided_by: str
    decided_on: Any

    @property
    def is_waiting(self) -> bool:
        """True until a case is open or somebody decided otherwise."""
        return self.case_id is None and self.reason is None


@dataclass(frozen=True)
class Positive:
    """Somebody with a result that asks for a next step."""

    elder: ElderRow
    assessed_on: date


@dataclass(frozen=True)
class NotFoundPerson:
    """Somebody who could not be screened, and what was said at the door."""

    elder: ElderRow
    outcome: Outcome
    met_on: date
    volunteer_name: str

    @property
    def wants_register(self) -> bool:
        """True when the register must still be told of a death or a move."""
        gone = self.elder.died_on or self.elder.moved_away_on
        return self.outcome in (Outcome.DIED, Outcome.MOVED) and gone is None


def _asking(screening: ScreeningRound, instrument: Instrument) -> sa.Subquery:
    """Return (elder, last day) of everybody with a result of the round that asks for more."""
    return (
        sa.select(
            col(Assessment.elder_id).label("elder_id"),
            sa.func.max(col(Assessment.assessed_on)).label("assessed_on"),
        )
        .where(
            is_screening(screening),
            col(Assessment.instrument) == instrument.code,
            col(Assessment.band).in_(sorted(positive_bands(instrument))),
            in_round(screening),
        )
        .group_by(col(Assessment.elder_id))
        .subquery()
    )


def _is_contradicted(elder_id: Any, since: Any) -> Condition:
    """Return the condition that a later ADL of somebody is no longer low."""
    fine = {
        band.code for one in get_instrument(ADL).band_sets if one.is_main for band in one.bands
    } - positive_bands(get_instrument(ADL))
    return (
        sa.select(sa.literal(1))
        .where(
            col(_LATER.elder_id) == elder_id,
            col(_LATER.instrument) == ADL,
            ~col(_LATER.is_superseded),
            col(_LATER.assessed_on) > since,
            col(_LATER.band).in_(sorted(fine)),
        )
        .exists()
    )


def _low_statement(
    screening: ScreeningRound, actor: Actor, *, on: date
) -> sa.Select[*tuple[Any, ...]]:
    low = _asking(screening, get_instrument(ADL))
    has_tai = (
        sa.select(sa.literal(1))
        .where(
            col(_LATER.elder_id) == low.c.elder_id,
            col(_LATER.instrument) == "tai",
            ~col(_LATER.is_superseded),
            col(_LATER.assessed_on) >= low.c.assessed_on,
        )
        .exists()
    )
    return (
        rows()
        .add_columns(
            low.c.assessed_on, has_tai, col(Case.id), col(ScreeningDecision.reason),
            sa.func.coalesce(col(ScreeningDecision.note), ""),
            sa.func.coalesce(col(ScreeningDecision.decided_by), ""),
            col(ScreeningDecision.decided_at),
        )
        .join(low, low.c.elder_id == col(Elder.id))
        .outerjoin(
            Case, sa.and_(col(Case.elder_id) == col(Elder.id), col(Case.closed_on).is_(None))
        )
        .outerjoin(
            ScreeningDecision,
            sa.and_(
                col(ScreeningDecision.elder_id) == col(Elder.id),
                col(ScreeningDecision.round_id) == screening.id,
            ),
        )
        .where(
            visible_to(actor, on=on, action="list", resource=RESOURCE),
            is_meant(screening, on=on),
            ~_is_contradicted(low.c.elder_id, low.c.assessed_on),
        )
    )  # fmt: skip


def list_low_adl(
    session: Session, screening: ScreeningRound, actor: Actor, *, on: date, limit: int = A_PAGE
) -> list[LowAdl]:
    """Return those with a low ADL, who wait first and then in Thai order; up to ``limit``."""
    wanted = _low_statement(screening, actor, on=on)
    is_open = sa.and_(col(Case.id).is_(None), col(ScreeningDecision.id).is_(None))
    wanted = wanted.order_by(
        sa.case((is_open, 0), else_=1), col(Elder.sort_key), col(Elder.id)
    ).limit(limit)
    return [LowAdl(as_row(row[:13]), *row[13:]) for row in session.execute(wanted)]


def count_low_adl(session: Session, screening: ScreeningRound, actor: Actor, *, on: date) -> int:
    """Return how many wait for TAI and the eligibility question."""
    waiting = _low_statement(screening, actor, on=on).where(
        col(Case.id).is_(None), col(ScreeningDecision.id).is_(None)
    )
    counted = sa.select(sa.func.count()).select_from(
        waiting.with_only_columns(col(Elder.id)).subquery()
    )
    return int(session.scalar(counted) or 0)


def waiting_of(
    session: Session, screening: ScreeningRound, elder_id: UUID, actor: Actor, *, on: date
) -> LowAdl | None:
    """Return one person's low score in a round, or None when there is none to decide on."""
    wanted = _low_statement(screening, actor, on=on).where(col(Elder.id) == elder_id)
    row = session.execute(wanted).first()
    return LowAdl(as_row(row[:13]), *row[13:]) if row else None


def _after(place: Place | None) -> Condition:
    if place is None:
        return sa.true()
    here = sa.tuple_(col(Elder.sort_key), col(Elder.id))
    return here > sa.tuple_(sa.literal(place[0]), sa.literal(place[1], sa.Uuid()))


def list_positive(
    session: Session, screening: ScreeningRound, actor: Actor, instrument: Instrument, *, on: date,
    after: Place | None = None, limit: int = A_PAGE,
) -> tuple[list[Positive], Place | None]:  # fmt: skip
    """Return those with a positive result of one domain in Thai order, and where to go on."""
    found = _asking(screening, instrument)
    wanted = (
        rows()
        .add_columns(found.c.assessed_on)
        .join(found, found.c.elder_id == col(Elder.id))
        .where(
            visible_to(actor, on=on, action="list", resource=RESOURCE),
            is_meant(screening, on=on),
            _after(after),
        )
        .order_by(col(Elder.sort_key), col(Elder.id))
        .limit(limit + 1)
    )
    people = [Positive(as_row(row[:13]), row[13]) for row in session.execute(wanted)]
    return _paged(people, limit)


def list_not_found(
    session: Session, screening: ScreeningRound, actor: Actor, *, on: date,
    after: Place | None = None, limit: int = A_PAGE,
) -> tuple[list[NotFoundPerson], Place | None]:  # fmt: skip
    """Return those who were not screened although somebody came, in Thai order."""
    wanted = (
        rows()
        .add_columns(
            col(ScreeningContact.outcome), col(ScreeningContact.met_on),
            col(ScreeningContact.volunteer_name),
        )
        .join(ScreeningContact, col(ScreeningContact.elder_id) == col(Elder.id))
        .where(
            col(ScreeningContact.round_id) == screening.id,
            col(ScreeningContact.outcome) != Outcome.MET,
            visible_to(actor, on=on, action="list", resource=RESOURCE),
            _after(after),
        )
        .order_by(col(Elder.sort_key), col(Elder.id))
        .limit(limit + 1)
    )  # fmt: skip
    people = [
        NotFoundPerson(as_row(row[:13]), Outcome(row[13]), row[14], row[15])
        for row in session.execute(wanted)
    ]
    return _paged(people, limit)


def _paged(people: list[Any], limit: int) -> tuple[list[Any], Place | None]:
    if len(people) <= limit:
        return people, None
    last = people[limit - 1].elder
    return people[:limit], (last.sort_key, last.id)


def days_of_next(
    session: Session, codes: set[str], elder_ids: list[UUID], *, since: date
) -> dict[tuple[UUID, str], date]:
    """Return when somebody last had one of the next instruments, any purpose, since a day."""
    if not codes or not elder_ids:
        return {}
    found = session.execute(
        sa.select(
            col(Assessment.elder_id), col(Assessment.instrument),
            sa.func.max(col(Assessment.assessed_on)),
        )
        .where(
            col(Assessment.elder_id).in_(elder_ids), col(Assessment.instrument).in_(codes),
            col(Assessment.assessed_on) >= since, ~col(Assessment.is_superseded),
        )
        .group_by(col(Assessment.elder_id), col(Assessment.instrument))
    )  # fmt: skip
    return {(elder_id, code): day for elder_id, code, day in found}
