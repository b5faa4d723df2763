"""The week board: every caregiver's week beside what one can carry; what nobody takes comes first.

A constant number of statements for any number of caregivers and elders.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from markupsafe import Markup
from sqlmodel import Session

from ltc.care.rota.queries.people import Colleague, list_colleagues
from ltc.care.rota.queries.week import HouseFacts, Week, list_houses, read_week
from ltc.care.rota.rules.decisions import months_words
from ltc.care.rota.rules.load import Load
from ltc.care.rota.rules.wanted import WEEK, monday_of
from ltc.care.rota.rules.week import order_of_going, with_done
from ltc.care.rota.terms import Turn
from ltc.care.visits.queries.weeks import done_in_week
from ltc.care.workforce.queries import CAREGIVER, trainings_of
from ltc.care.workforce.terms import Training
from ltc.foundation.core.actor import Actor
from ltc.foundation.i18n.dates import SHORT_MONTHS, WEEKDAYS, parse_date

SHORT_DAYS = ("จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส.", "อา.")
OTHERS = "คนอื่นไปแทน"


@dataclass(frozen=True)
class Card:
    """One visit as the board shows it; ``kind`` is done, late, stand_in, open or plain.

    ``visit`` names it in addresses, behind its elder.
    """

    elder_id: UUID
    visit: Markup
    version: int
    name: str
    words: str
    same: str
    kind: str
    mark: str


@dataclass(frozen=True)
class Cell:
    """One caregiver's day."""

    day: date
    cards: Sequence[Card]
    minutes: int
    is_over: bool
    is_away: bool


@dataclass(frozen=True)
class Line:
    """One caregiver's week; ``user_id`` None gathers visits of people who are no caregivers."""

    user_id: UUID | None
    name: str
    cells: Sequence[Cell]
    minutes: int
    elders: int
    is_over: bool
    training: Training | None = None  # None for the line of others


@dataclass(frozen=True)
class Board:
    """The board of one week."""

    monday: date
    days: tuple[tuple[date, str], ...]
    lines: Sequence[Line]
    tray: Sequence[Card]
    load: Load
    elder_ids: frozenset[UUID]

    @property
    def before(self) -> date:
        """The Monday before."""
        return self.monday - WEEK

    @property
    def after(self) -> date:
        """The Monday after."""
        return self.monday + WEEK


def asked_week(text: str | None, *, today: date) -> date:
    """Return the Monday of the week that an address asks for; of today when it asks for none."""
    try:
        day = parse_date(text) if text else today
    except ValueError:
        day = today
    return monday_of(day if abs((day - today).days) < 800 else today)


def read_board(session: Session, actor: Actor, *, monday: date, on: date) -> Board:
    """Return the board of a week of everybody whom the actor may see."""
    assert actor.area_id is not None
    week, turns, people = _week_of_all(session, actor, monday=monday, on=on)
    ids = [one.id for one in people]
    trained = trainings_of(session, actor.area_id, ids, role=CAREGIVER, on=max(monday, on))
    return _board(week, turns, people, trained, on)


def _week_of_all(
    session: Session, actor: Actor, *, monday: date, on: date
) -> tuple[Week, list[Turn], Sequence[Colleague]]:
    """Return a week, its turns with what has taken place, and who is a caregiver in it."""
    assert actor.area_id is not None
    week = read_week(session, actor, day=monday, on=on)
    earliest = min((turn.wanted.first for turn in week.turns), default=monday)
    done = done_in_week(session, actor.area_id, monday, since=earliest)
    people = list_colleagues(
        session, actor.area_id, [CAREGIVER], since=monday + timedelta(days=6), until=monday
    )
    return week, with_done(week.turns, done, monday=monday), people


@dataclass(frozen=True)
class PaperWeek:
    """One caregiver's week: the houses of each day in the order of going, done ones among them."""

    monday: date
    days: list[tuple[date, list[Turn]]]
    houses: Mapping[UUID, HouseFacts]

    @property
    def minutes(self) -> int:
        """What is still to be done."""
        turns = (turn for _day, turns in self.days for turn in turns)
        return sum(turn.wanted.minutes for turn in turns if not turn.done_on)


def read_week_of(
    session: Session, actor: Actor, user_id: UUID, *, monday: date, on: date
) -> PaperWeek | None:
    """Return a caregiver's week as on the board; None for somebody who is no caregiver here."""
    week, turns, people = _week_of_all(session, actor, monday=monday, on=on)
    hers = sorted((one for one in turns if one.caregiver_id == user_id), key=order_of_going)
    if not hers and all(one.id != user_id for one in people):
        return None
    houses = list_houses(session, [turn.wanted.house.elder_id for turn in hers])
    days = [(day, [turn for turn in hers if turn.day == day]) for day in week.days]
    return PaperWeek(week.monday, days, houses)


def _board(
    week: Week, turns: Sequence[Turn], people: Sequence[Colleague],
    trained: Mapping[UUID, Training], on: date,
) -> Board:  # fmt: skip
    known = {one.id for one in people}
    placed: dict[tuple[UUID | None, date], list[Turn]] = defaultdict(list)
    tray = []
    for turn in sorted(turns, key=order_of_going):
        if turn.caregiver_id is None or turn.day is None:
            tray.append(turn)
        else:
            placed[turn.caregiver_id if turn.caregiver_id in known else None, turn.day].append(turn)
    away: set[tuple[UUID | None, date]] = {
        (one.user_id, day) for one in week.away for day in week.days if one.holds(day)
    }  # fmt: skip
    lines = [
        replace(_line(one.id, one.name, placed, away, week, on), training=trained[one.id])
        for one in people
    ]
    if any(user_id is None for user_id, _day in placed):
        lines.append(_line(None, OTHERS, placed, away, week, on))
    return Board(
        monday=week.monday,
        days=tuple((day, short_day(day)) for day in week.days),
        lines=lines,
        tray=[_card(one, week.monday, on) for one in tray],
        load=week.load,
        elder_ids=frozenset(one.wanted.house.elder_id for one in turns),
    )


def _line(
    user_id: UUID | None,
    name: str,
    placed: dict[tuple[UUID | None, date], list[Turn]],
    away: Collection[tuple[UUID | None, date]],
    week: Week,
    on: date,
) -> Line:
    cells, elders = [], set()
    for day in week.days:
        turns = placed.get((user_id, day), [])
        elders |= {one.wanted.house.elder_id for one in turns}
        minutes = sum(one.wanted.minutes for one in turns)
        cells.append(
            Cell(
                day, [_card(one, week.monday, on) for one in turns], minutes,
                minutes > week.load.day_minutes, (user_id, day) in away,
            )
        )  # fmt: skip
    total = sum(cell.minutes for cell in cells)
    return Line(user_id, name, cells, total, len(elders), total > week.load.week_minutes)


def _card(turn: Turn, monday: date, on: date) -> Card:
    wanted, own = turn.wanted, turn.own
    kind, mark = "plain", ""
    if turn.done_on is not None:
        kind, mark = "done", "เยี่ยมแล้ว"
    elif turn.why_open is not None:
        kind, mark = "open", turn.why_open.label_th
        if own is not None and turn.day is not None:
            mark = f"{own.name} ลาวัน{WEEKDAYS[turn.day.weekday()]}"
    elif turn.day is not None and turn.day < on:
        kind, mark = "late", "ยังไม่ได้ไป"
    elif own is not None and own.user_id != turn.caregiver_id:
        kind, mark = "stand_in", f"แทน {own.name}"
    elif turn.is_outside:
        kind, mark = "late", "นอกช่วงที่แผนบอก"
    words = f"{wanted.minutes}\xa0นาที · {_window(wanted.first, wanted.last, monday)}"
    is_own = own is not None and own.user_id == turn.caregiver_id
    same = months_words(own.since, on) if own is not None and is_own else ""
    return Card(
        wanted.house.elder_id, _visit(wanted.first, monday), turn.version, wanted.house.full_name,
        words, same, kind, mark,
    )  # fmt: skip


@lru_cache(maxsize=2048)
def _visit(first: date, monday: date) -> Markup:
    return Markup(f"?first={first}&amp;week={monday}")  # days only: nothing to escape


def short_day(day: date) -> str:
    """Return "30 พ.ย.": the year stands above the board."""
    return f"{day.day}\xa0{SHORT_MONTHS[day.month - 1]}"


@lru_cache(maxsize=2048)
def _window(first: date, last: date, monday: date) -> str:
    """Return when a visit may fall, as short as a card needs it: "จ.–พฤ.", "ถึง 30 พ.ย."."""
    sunday = monday + timedelta(days=6)
    if last > sunday:
        return f"ถึง\xa0{short_day(last)}"
    start = SHORT_DAYS[max(first, monday).weekday()]
    end = SHORT_DAYS[last.weekday()]
    return start if start == end else f"{start}–{end}"
