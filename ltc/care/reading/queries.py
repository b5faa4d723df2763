"""Visits that nobody has read, each with what is unusual about it; the latest act of reading."""

import functools
import tomllib
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from ltc.care.cases.models import PlannedService
from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.elders.queries.register import Condition, visible_to
from ltc.care.elders.queries.team import active_on
from ltc.care.elders.terms import TeamRole
from ltc.care.reading.models import ReadingAct, VisitReading
from ltc.care.reading.rules.limits import limits_on
from ltc.care.reading.rules.unusual import marks
from ltc.care.reading.terms import Limits, Planned, UnreadVisit, Written
from ltc.care.visits.models import Visit
from ltc.care.visits.queries.records import stands
from ltc.care.visits.queries.reference import get_checklist
from ltc.care.visits.terms import CouldNotReason, VisitStatus
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.zone import local_day
from ltc.settings import CHECKOUT

MOST_UNREAD = 2_000  # of one look: beyond it the oldest come when these are read


@functools.cache
def get_limits(on: date) -> Limits:
    """Return from when on something counts as unusual on a day."""
    text = (CHECKOUT / "seeds" / "reference" / "reading_rules.toml").read_text("utf-8")
    return limits_on(tomllib.loads(text), on)


def list_unread(
    session: Session, actor: Actor, *, on: date, only_mine: bool, most: int = MOST_UNREAD
) -> list[UnreadVisit]:
    """Return the unread visits that an actor may list, oldest first, in two statements.

    ``only_mine``: of elders whose care manager the actor is. Who wrote a visit does not read it.
    """
    found = session.execute(_unread(actor, on, only_mine).limit(most)).all()
    plans = _planned(session, {(row.plan_id, row.caregiver_id) for row in found if row.plan_id})
    limits = get_limits(on)
    return [_as_unread(row, plans, limits) for row in found]


COMPARED = ("skin", "change", "problems", "note")


def _unread(actor: Actor, on: date, only_mine: bool) -> sa.Select[*tuple[Any, ...]]:
    before = aliased(Visit)
    previous = _earlier(aliased(Visit), VisitStatus.DONE)
    one = aliased(Visit)
    is_new = ~(
        sa.select(sa.literal(1))
        .where(
            col(one.elder_id) == col(Visit.elder_id),
            ~col(one.is_superseded),
            col(one.caregiver_id) == col(Visit.caregiver_id),
            _came_before(one),
        )
        .exists()
    )
    who = sa.func.trim(
        col(Elder.prefix) + col(Elder.given_name) + sa.literal(" ") + col(Elder.family_name)
    )
    return (
        sa.select(
            col(Visit.id), col(Visit.number), col(Visit.elder_id), who.label("full_name"),
            col(Visit.visited_on), col(Visit.started_at), col(Visit.ended_at),
            col(Visit.recorded_at), col(Visit.caregiver_id), col(Visit.caregiver_name),
            col(Visit.plan_id), col(Visit.status), col(Visit.could_not_reason),
            col(Visit.is_dangerous), col(Visit.amends_id).is_not(None).label("is_amendment"),
            col(Visit.answers), col(Visit.vitals),
            col(Visit.consciousness), *(getattr(Visit, name) for name in COMPARED),
            col(before.id).is_not(None).label("has_before"),
            *(getattr(before, name).label("before_" + name) for name in COMPARED),
            # the same numbers are found by the database: half of all values need no reading
            (sa.cast(col(before.vitals), sa.Text) == sa.cast(col(Visit.vitals), sa.Text)).label(
                "has_same_vitals"
            ),
            is_new.label("is_new_person"),
        )
        .join(Elder, col(Elder.id) == col(Visit.elder_id))
        .outerjoin(before, col(before.id) == previous)
        .where(*_to_read(actor, on, only_mine))
        .order_by(col(Visit.visited_on), col(Visit.number))
    )  # fmt: skip


def _to_read(actor: Actor, on: date, only_mine: bool) -> Sequence[Condition]:
    is_read = sa.select(sa.literal(1)).where(col(VisitReading.visit_id) == col(Visit.id)).exists()
    wanted = [
        visible_to(actor, on=on, action="list", resource="visit_reading"),
        col(Visit.municipality_id) == actor.area_id,
        col(Visit.visited_on) > on - timedelta(days=get_limits(on).back_days),
        col(Visit.visited_on) <= on,
        stands(),
        col(Visit.recorded_by) != actor.person_id,
        ~is_read,
    ]
    if only_mine:
        mine = sa.select(col(CareTeamMember.elder_id)).where(
            col(CareTeamMember.user_id) == actor.person_id,
            col(CareTeamMember.team_role) == TeamRole.CARE_MANAGER,
            active_on(on),
        )
        wanted.append(col(Visit.elder_id).in_(mine))
    return wanted


def _came_before(one: Any) -> Condition:
    """Return the condition that a visit of the same elder came before the one that is read."""
    return sa.or_(
        col(one.visited_on) < col(Visit.visited_on),
        sa.and_(col(one.visited_on) == col(Visit.visited_on), col(one.number) < col(Visit.number)),
    )


def _earlier(one: Any, status: str) -> sa.ScalarSelect[Any]:
    """Return the id of the elder's visit before: one look into the elder's index."""
    return (
        sa.select(col(one.id))
        .where(
            col(one.elder_id) == col(Visit.elder_id),
            ~col(one.is_superseded),
            col(one.status) == status,
            col(one.visited_on) <= col(Visit.visited_on),
            _came_before(one),
        )
        .order_by(col(one.visited_on).desc(), col(one.number).desc())
        .limit(1)
        .correlate(Visit)
        .scalar_subquery()
    )


def _planned(
    session: Session, asked: Collection[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], Planned]:
    """Return what each plan asks of each caregiver, in one statement."""
    if not asked:
        return {}
    services = session.execute(
        sa.select(
            col(PlannedService.plan_id), col(PlannedService.kind), col(PlannedService.minutes),
            col(PlannedService.doer_role), col(PlannedService.doer_user_id),
        ).where(col(PlannedService.plan_id).in_({plan_id for plan_id, _ in asked}))
    ).all()  # fmt: skip
    of_plan: dict[UUID, list[Any]] = {}
    for row in services:
        of_plan.setdefault(row.plan_id, []).append(row)
    return {
        (plan_id, person): Planned(
            {
                row.kind: row.minutes
                for row in of_plan.get(plan_id, ())
                if row.doer_role == TeamRole.CAREGIVER and row.doer_user_id in (None, person)
            }
        )
        for plan_id, person in asked
    }


def _as_unread(row: Any, plans: Mapping[tuple[UUID, UUID], Planned], limits: Limits) -> UnreadVisit:
    now, before = _written(row), _before(row)
    found = marks(
        now, before, planned=plans.get((row.plan_id, row.caregiver_id), Planned()),
        is_new_person=row.is_new_person, limits=limits, checklist=get_checklist(),
    )  # fmt: skip
    return UnreadVisit(
        row.id, row.number, row.elder_id, row.full_name, row.visited_on, row.started_at,
        row.caregiver_name, now, found,
    )  # fmt: skip


def _written(row: Any) -> Written:
    minutes = (row.ended_at - row.started_at).total_seconds() / 60 if row.ended_at else None
    reason = row.could_not_reason
    return Written(
        is_done=row.status == VisitStatus.DONE,
        minutes=None if minutes is None else int(minutes),
        answers=row.answers, vitals=row.vitals, consciousness=row.consciousness, skin=row.skin,
        change=row.change, problems=row.problems, note=row.note,
        could_not_words=CouldNotReason(reason).label_th if reason else "",
        is_dangerous=row.is_dangerous, is_amendment=bool(row.is_amendment),
        days_late=(local_day(row.recorded_at) - row.visited_on).days,
    )  # fmt: skip


def _before(row: Any) -> Written | None:
    if not row.has_before:
        return None
    return Written(
        is_done=True, vitals=row.vitals if row.has_same_vitals else {}, skin=row.before_skin,
        change=row.before_change, problems=row.before_problems, note=row.before_note,
    )  # fmt: skip


def count_unread(session: Session, actor: Actor, *, on: date, only_mine: bool) -> int:
    """Return how many visits wait to be read, at most MOST_UNREAD."""
    wanted = (
        sa.select(col(Visit.id))
        .join(Elder, col(Elder.id) == col(Visit.elder_id))
        .where(*_to_read(actor, on, only_mine))
        .limit(MOST_UNREAD)
        .subquery()
    )
    return int(session.scalar(sa.select(sa.func.count()).select_from(wanted)) or 0)


def which_unread(
    session: Session, actor: Actor, visit_ids: Collection[UUID], *, on: date
) -> dict[UUID, UUID]:
    """Return those of some visits that the actor may read and nobody has read, with the elder."""
    if not visit_ids:
        return {}
    found = session.execute(
        sa.select(col(Visit.id), col(Visit.elder_id))
        .join(Elder, col(Elder.id) == col(Visit.elder_id))
        .where(col(Visit.id).in_(visit_ids), *_to_read(actor, on, only_mine=False))
    )
    return {visit_id: elder_id for visit_id, elder_id in found}


def latest_act(session: Session, actor: Actor, *, since: datetime) -> ReadingAct | None:
    """Return the actor's latest act of reading since a time that still stands, or None."""
    wanted = select(ReadingAct).where(
        ReadingAct.read_by == actor.person_id,
        col(ReadingAct.read_at) >= since,
        col(ReadingAct.taken_back_at).is_(None),
    )
    return session.exec(wanted.order_by(col(ReadingAct.read_at).desc()).limit(1)).first()


def readings_of(session: Session, visit_ids: Collection[UUID]) -> dict[UUID, ReadingAct]:
    """Return by which act some visits were read; those not in it wait to be read."""
    if not visit_ids:
        return {}
    found = session.execute(
        sa.select(col(VisitReading.visit_id), ReadingAct)
        .join(ReadingAct, col(ReadingAct.id) == col(VisitReading.act_id))
        .where(col(VisitReading.visit_id).in_(visit_ids))
    )
    return {visit_id: act for visit_id, act in found}
