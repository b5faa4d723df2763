"""Reads that only desks need. Each is one statement, so that a page keeps to its dozen.

Statements are prepared once and ask for columns, not whole rows: the chart is opened all day.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import readable
from ltc.care.assessment.queries.records import newest_first
from ltc.care.cases.models import CarePlan, PlannedService
from ltc.care.cases.terms import PlanStatus
from ltc.care.elders.models import CareTeamMember, Circumstances
from ltc.care.elders.queries.team import active_on
from ltc.care.visits.models import Visit
from ltc.care.visits.queries.records import newest_first as newest_visits_first
from ltc.care.visits.queries.records import stands
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.prepared import Columns, asked, prepared


class SeenAssessment(NamedTuple):
    """What the chart shows of an assessment."""

    id: UUID
    instrument: str
    purpose: str
    assessed_on: date
    total: int | None
    answers: Mapping[str, int]
    band: str | None
    variant: str | None
    tai_class: str | None
    assessor_name: str
    assessor_role: str
    is_alarming: bool


def newest_assessments(
    session: Session, elder_id: UUID, actor: Actor, *, deep: Mapping[str, int]
) -> dict[str, list[SeenAssessment]]:
    """Return an elder's valid assessments by instrument, newest first.

    Only those that the actor may see: one of each instrument, more of those named in ``deep``.
    """
    wanted = _assessments(tuple(readable(actor)), tuple(sorted(deep.items())))
    found: dict[str, list[SeenAssessment]] = {}
    for row in wanted.all(session, elder_id=elder_id, person_id=actor.person_id):
        seen = SeenAssessment._make(row)
        found.setdefault(seen.instrument, []).append(seen)
    return found


@prepared
def _assessments(codes: tuple[str, ...], deep: tuple[tuple[str, int], ...]) -> Columns:
    place = sa.func.row_number().over(
        partition_by=col(Assessment.instrument), order_by=newest_first()
    )
    is_open = col(Assessment.instrument).in_(codes)
    numbered = (
        sa.select(col(Assessment.id), col(Assessment.instrument), place.label("place"))
        .where(
            col(Assessment.elder_id) == asked("elder_id"),
            ~col(Assessment.is_superseded),
            sa.or_(is_open, col(Assessment.assessor_id) == asked("person_id")),
        )
        .subquery()
    )
    most = sa.case(dict(deep), value=numbered.c.instrument, else_=1)
    return (
        sa.select(
            col(Assessment.id), col(Assessment.instrument), col(Assessment.purpose),
            col(Assessment.assessed_on), col(Assessment.total), col(Assessment.answers),
            col(Assessment.band), col(Assessment.variant), col(Assessment.tai_class),
            col(Assessment.assessor_name), col(Assessment.assessor_role),
            col(Assessment.is_alarming),
        )
        .join(numbered, numbered.c.id == col(Assessment.id))
        .where(numbered.c.place <= most)
        .order_by(*newest_first())
    )  # fmt: skip


class SeenService(NamedTuple):
    """What the chart shows of a planned service."""

    kind: str
    text: str
    times: int
    per: str
    minutes: int | None
    doer_role: str
    doer_user_id: UUID | None


class SeenPlan(NamedTuple):
    """What the chart shows of the plan in use."""

    id: UUID
    number: int
    valid_from: date
    valid_until: date
    cautions: str
    activated_at: datetime | None
    approved_at: datetime | None
    reviewed_on: date | None
    services: tuple[SeenService, ...]

    @property
    def is_interim(self) -> bool:
        """True while nobody has approved it."""
        return self.approved_at is None


def plan_in_use(session: Session, elder_id: UUID) -> SeenPlan | None:
    """Return the plan in use with its services in order, or None."""
    found = _plan().all(session, elder_id=elder_id)
    if not found:
        return None
    services = tuple(SeenService._make(row[8:]) for row in found if row[8] is not None)
    return SeenPlan._make((*found[0][:8], services))


@prepared
def _plan() -> Columns:
    return (
        sa.select(
            col(CarePlan.id), col(CarePlan.number), col(CarePlan.valid_from),
            col(CarePlan.valid_until), col(CarePlan.cautions), col(CarePlan.activated_at),
            col(CarePlan.approved_at), col(CarePlan.reviewed_on),
            col(PlannedService.kind), col(PlannedService.text), col(PlannedService.times),
            col(PlannedService.per), col(PlannedService.minutes), col(PlannedService.doer_role),
            col(PlannedService.doer_user_id),
        )
        .outerjoin(PlannedService, col(PlannedService.plan_id) == col(CarePlan.id))
        .where(
            col(CarePlan.elder_id) == asked("elder_id"),
            col(CarePlan.status) == PlanStatus.ACTIVE,
        )
        .order_by(col(PlannedService.position))
    )  # fmt: skip


class SeenVisit(NamedTuple):
    """What the chart shows of a visit."""

    visited_on: date
    status: str
    problems: str
    note: str
    is_dangerous: bool
    caregiver_name: str


def newest_visits(session: Session, elder_id: UUID, *, limit: int) -> list[SeenVisit]:
    """Return an elder's newest visits that stand."""
    return list(map(SeenVisit._make, _visits(limit).all(session, elder_id=elder_id)))


@prepared
def _visits(limit: int) -> Columns:
    return (
        sa.select(
            col(Visit.visited_on), col(Visit.status), col(Visit.problems), col(Visit.note),
            col(Visit.is_dangerous), col(Visit.caregiver_name),
        )
        .where(col(Visit.elder_id) == asked("elder_id"), stands())
        .order_by(*newest_visits_first())
        .limit(limit)
    )  # fmt: skip


class SeenMember(NamedTuple):
    """What the chart shows of a place on the care team."""

    id: UUID
    team_role: str
    user_id: UUID | None
    name: str
    relation: str
    phone: str


def members_now(session: Session, elder_id: UUID, *, on: date) -> list[SeenMember]:
    """Return who is on an elder's care team on a day, in the order of joining."""
    return list(map(SeenMember._make, _members().all(session, elder_id=elder_id, day=on)))


@prepared
def _members() -> Columns:
    return (
        sa.select(
            col(CareTeamMember.id), col(CareTeamMember.team_role), col(CareTeamMember.user_id),
            col(CareTeamMember.name), col(CareTeamMember.relation), col(CareTeamMember.phone),
        )
        .where(
            col(CareTeamMember.elder_id) == asked("elder_id"),
            active_on(asked("day", sa.Date)),
        )
        .order_by(col(CareTeamMember.active_from), col(CareTeamMember.id))
    )  # fmt: skip


class SeenLiving(NamedTuple):
    """What the chart shows of how an elder lives."""

    valid_from: date
    health_scheme: str
    residence_type: str
    disability_card: bool
    income_band: str
    allowances: list[str]
    lives_alone: bool
    main_carer_name: str
    main_carer_relation: str
    carer_skills: list[str]


def living_now(session: Session, elder_id: UUID, *, on: date) -> SeenLiving | None:
    """Return how an elder lives on a day, or None when nobody wrote it down."""
    found = _living().first(session, elder_id=elder_id, day=on)
    return SeenLiving._make(found) if found else None


@prepared
def _living() -> Columns:
    until, day = col(Circumstances.valid_until), asked("day", sa.Date)
    return (
        sa.select(
            col(Circumstances.valid_from), col(Circumstances.health_scheme),
            col(Circumstances.residence_type), col(Circumstances.disability_card),
            col(Circumstances.income_band), col(Circumstances.allowances),
            col(Circumstances.lives_alone), col(Circumstances.main_carer_name),
            col(Circumstances.main_carer_relation), col(Circumstances.carer_skills),
        )
        .where(
            col(Circumstances.elder_id) == asked("elder_id"),
            col(Circumstances.valid_from) <= day,
            sa.or_(until.is_(None), until > day),
        )
        .order_by(col(Circumstances.valid_from).desc())
        .limit(1)
    )  # fmt: skip
