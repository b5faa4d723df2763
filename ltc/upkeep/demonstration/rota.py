"""This week's board with a few decisions, a colleague away tomorrow, and two weeks on call."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import cycle

from sqlmodel import Session

from ltc.care.duties.actions import put_on_duty
from ltc.care.duties.terms import DutyDraft, Programme
from ltc.care.elders.models import Elder
from ltc.care.rota.actions import board
from ltc.care.rota.queries.week import read_week
from ltc.care.rota.rules.week import order_of_going
from ltc.care.rota.terms import AbsenceKind, MoveDraft, Turn
from ltc.journeys.cover.actions import publish
from ltc.journeys.cover.queries import read_cover
from ltc.journeys.cover.terms import Decision
from ltc.upkeep.demonstration.cases import phone_of
from ltc.upkeep.demonstration.staff import Member, Roster

ROSTER_DAYS = 14
EVENING, MORNING = time(16), time(8)


def write_rota(session: Session, roster: Roster, *, on: date, at: datetime) -> int:
    """Lay the week of ``on`` through the actions of the pages; returns how many acts it took."""
    moves = sum(1 for _ in _moves(session, roster, on, at))
    duties = sum(1 for _ in _duties(session, roster, on, at))
    return moves + duties + _away_tomorrow(session, roster, on, at)


def _moves(session: Session, roster: Roster, on: date, at: datetime) -> Iterator[Turn]:
    """Move a visit within a caregiver's week, set one first of a day, give one to a colleague."""
    manager, caregivers = roster.managers[0], roster.caregivers
    later = on + timedelta(days=1)
    if later.weekday() == 0:  # on a Sunday the week to plan is the next one
        on = later
    week = read_week(session, manager.actor, day=on, on=on)
    open_ones = sorted(
        (turn for turn in week.turns if turn.day and turn.caregiver_id and turn.day >= on),
        key=lambda turn: (turn.day, order_of_going(turn)),
    )
    wanted: list[tuple[Member, bool, int | None]] = [
        (caregivers[0], False, 1), (caregivers[0], True, None), (caregivers[-1], False, None),
    ]  # fmt: skip
    for (who, is_next_day, position), turn in zip(wanted, _theirs(open_ones, wanted), strict=False):
        day = turn.day
        assert day is not None
        if is_next_day and day + timedelta(days=1) in week.days:
            day += timedelta(days=1)
        elder = session.get_one(Elder, turn.wanted.house.elder_id)
        draft = MoveDraft(who.id, day, position, turn.version)
        board.move_turn(session, elder, board.Move(turn, draft), by=manager.actor, at=at, on=on)
        yield turn


def _theirs(turns: list[Turn], wanted: list[tuple[Member, bool, int | None]]) -> Iterator[Turn]:
    """Yield a turn for each move: two of the first caregiver's, then one of somebody else's."""
    first, last = wanted[0][0].id, wanted[-1][0].id
    hers = [turn for turn in turns if turn.caregiver_id == first]
    yield from hers[-2:]
    yield from [turn for turn in turns if turn.caregiver_id not in (first, last)][-1:]


def _duties(session: Session, roster: Roster, on: date, at: datetime) -> Iterator[date]:
    """Nurses and the first manager take days and nights in turn, the doctor the ward's days.

    It begins with yesterday's night: at any hour of the first day somebody is on call.
    """
    manager = roster.managers[0]
    people = cycle((*roster.nurses, manager))
    home, ward = Programme.HOME_CARE, Programme.HOME_WARD
    for place in range(-1, ROSTER_DAYS):
        day = on + timedelta(days=place)
        for programme, who, since, until in (
            (home, next(people), MORNING, EVENING),
            (home, next(people), EVENING, MORNING),
            (ward, roster.doctor, MORNING, EVENING),
        ):
            draft = DutyDraft(programme, day, since, until, who.id, "", phone_of(who.name))
            put_on_duty(session, manager.area_id, draft, by=manager.actor, at=at)
            yield day


def _away_tomorrow(session: Session, roster: Roster, on: date, at: datetime) -> int:
    """The third caregiver is away on the next working day; who could go was asked to."""
    manager, who = roster.managers[0], roster.caregivers[min(2, len(roster.caregivers) - 1)]
    day = on + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    until = day + timedelta(days=1)
    plan = read_cover(session, manager.actor, who.id, since=day, until=until, on=on)
    chosen = {
        one.need.house.elder_id: one.candidate.id for one in plan.offers if one.candidate
    }  # fmt: skip
    decision = Decision(AbsenceKind.LEAVE, "ไปธุระที่อำเภอ", chosen)
    publish(session, plan, decision, by=manager.actor, at=at, on=on)
    return 1
