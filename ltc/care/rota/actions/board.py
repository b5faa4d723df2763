"""Moving one visit of the week: to whom, on which day, at which place of that day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.elders.actions.places import Lending, end_places, lend_places
from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.elders.queries.team import active_on
from ltc.care.elders.terms import TeamRole
from ltc.care.rota.models import Assignment, StandIn
from ltc.care.rota.queries.people import kin_of, list_away, list_colleagues
from ltc.care.rota.queries.week import week_of
from ltc.care.rota.rules.decisions import check_able, check_move
from ltc.care.rota.terms import MoveDraft, Turn
from ltc.care.workforce.queries import CAREGIVER, trainings_of
from ltc.foundation.accounts.models import User
from ltc.foundation.areas.queries import lock_municipality
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import Conflict, NotFound, RuleViolation
from ltc.foundation.i18n.dates import short_date

ONE_DAY = timedelta(days=1)


def find_turn(session: Session, elder: Elder, first: date, *, week: date) -> Turn:
    """Return one visit of an elder by the first day of its window, in the week of a day.

    Raises NotFound when no plan asks for such a visit (any more).
    """
    found = week_of(session, elder.municipality_id, col(Elder.id) == elder.id, day=week)
    for turn in found.turns:
        if turn.wanted.first == first:
            return turn
    raise NotFound


def find_assignment(session: Session, elder_id: UUID, first: date) -> Assignment | None:
    """Return what was decided about a visit, or None."""
    return session.exec(
        select(Assignment)
        .where(Assignment.elder_id == elder_id, Assignment.wanted_from == first)
        .execution_options(populate_existing=True)
    ).first()


@dataclass(frozen=True)
class Move:
    """A move as asked for: which visit, and what was decided."""

    turn: Turn
    draft: MoveDraft


def move_turn(
    session: Session, elder: Elder, move: Move, *, by: Actor, at: datetime, on: date
) -> Assignment:
    """Keep a person's decision about one visit; derived visits around it stay as they are.

    Who goes without a place on the team is lent one for that very day, and an earlier lent one
    ends. Raises Conflict when somebody decided about this visit meanwhile, RuleViolation as
    ``check_move`` and ``check_able`` say.
    """
    draft, wanted = move.draft, move.turn.wanted
    monday = wanted.days[0] - timedelta(days=wanted.days[0].weekday())
    lock_municipality(session, elder.municipality_id)
    check_move(draft, monday=monday, on=on)
    row = find_assignment(session, elder.id, wanted.first)
    if (row.version if row else 0) != draft.version:
        raise Conflict(row)
    user = _able(session, elder, draft)
    if row is None:
        row = Assignment(
            municipality_id=elder.municipality_id, elder_id=elder.id, wanted_from=wanted.first,
            week_from=monday, caregiver_id=user.id, caregiver_name=user.name_th, day=draft.day,
            minutes=wanted.minutes, made_at=at,
        )  # fmt: skip
    row.caregiver_id, row.caregiver_name = user.id, user.name_th
    row.day, row.position, row.minutes = draft.day, draft.position, wanted.minutes
    row.made_by, row.made_by_name, row.made_at = by.person_id, by.name, at
    row.absence_id = None
    session.add(row)
    session.flush()
    _lend(session, row, user, move.turn, by=by, at=at, on=on)
    record(
        session, by=by, at=at, what="assignment.moved", subject=row, elder_id=elder.id,
        changes={"wanted_from": str(row.wanted_from), "day": str(row.day),
                 "caregiver": str(row.caregiver_id), "position": row.position},
    )  # fmt: skip
    return row


def _able(session: Session, elder: Elder, draft: MoveDraft) -> User:
    end = draft.day + ONE_DAY
    user = session.get(User, draft.caregiver_id)
    if user is None:
        raise RuleViolation("user_unknown", "กรุณาเลือกจากรายชื่อ", "caregiver")
    town = elder.municipality_id
    able = list_colleagues(session, town, [CAREGIVER], since=draft.day, until=end)
    away = list_away(session, town, since=draft.day, until=end)
    kin = kin_of(session, [elder.id])
    trained = trainings_of(session, town, [user.id], role=CAREGIVER, on=draft.day)
    check_able(
        user.name_th,
        has_role=any(one.id == user.id for one in able),
        is_kin=kin.has(elder.id, user.id, user.name_th),
        is_away=any(one.user_id == user.id for one in away),
        ended_on=trained[user.id].ended_by(draft.day),
        field="caregiver",
    )
    return user


def _lend(
    session: Session, row: Assignment, user: User, turn: Turn, *,
    by: Actor, at: datetime, on: date,
) -> None:  # fmt: skip
    """End what an earlier decision about this visit lent; lend a place for the day if needed."""
    end_lent(session, [row.id], on=on, by=by, at=at)
    if _has_own_place(session, row):
        return
    own = turn.own
    because = f"มาแทน {own.name} {short_date(row.day)}" if own else f"ไปเยี่ยม {short_date(row.day)}"
    lending = Lending(row.elder_id, user, TeamRole.CAREGIVER, row.day, row.day + ONE_DAY, because)
    [member] = lend_places(session, [lending], by=by, at=at)
    session.add(
        StandIn(
            elder_id=row.elder_id, team_role=str(TeamRole.CAREGIVER), user_id=user.id,
            instead_of_id=own.user_id if own else None, instead_of_name=own.name if own else "",
            from_day=row.day, until_day=row.day + ONE_DAY, assignment_id=row.id,
            member_id=member.id,
        )
    )  # fmt: skip
    session.flush()


def end_lent(
    session: Session, assignment_ids: Sequence[UUID], *, on: date, by: Actor, at: datetime
) -> None:
    """End what decisions of the board lent: they hold no more, access ends with them."""
    before = session.exec(
        select(StandIn).where(col(StandIn.assignment_id).in_(assignment_ids))
    ).all()
    end_places(session, [one.member_id for one in before], on=on, by=by, at=at)
    for one in before:
        one.until_day = min(one.until_day, max(one.from_day, on))
        one.assignment_id = None
        session.add(one)
    session.flush()


def _has_own_place(session: Session, row: Assignment) -> bool:
    """True when the caregiver is on the team by a place of their own on the day of going."""
    return (
        session.scalar(
            sa.select(col(CareTeamMember.id))
            .outerjoin(StandIn, col(StandIn.member_id) == col(CareTeamMember.id))
            .where(
                col(CareTeamMember.elder_id) == row.elder_id,
                col(CareTeamMember.user_id) == row.caregiver_id,
                col(CareTeamMember.team_role) == TeamRole.CAREGIVER,
                active_on(row.day),
                col(StandIn.id).is_(None),
            )
            .limit(1)
        )
        is not None
    )
