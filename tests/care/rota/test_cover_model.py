"""Access given by cover ends exactly: a model of places and covers against the database."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col

from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.elders.queries.register import visible_to
from ltc.care.elders.terms import TeamRole
from ltc.care.rota.actions import board
from ltc.care.rota.actions.absences import (
    Cover,
    begin_absence,
    cover_elders,
    take_back_absence,
)
from ltc.care.rota.models import Absence
from ltc.care.rota.queries.week import read_week
from ltc.care.rota.terms import AbsenceDraft, MoveDraft
from tests.care.rota.planned import MONDAY, give_plan, place
from tests.cast import AT, TODAY, Cast
from tests.histories import histories

DAYS = tuple(TODAY + timedelta(days=n) for n in range(12))
Span = tuple[date, date]

acts = st.lists(
    st.one_of(
        st.tuples(st.just("cover"), st.integers(0, 9), st.integers(1, 6)),
        st.tuples(st.just("own"), st.integers(0, 9), st.integers(1, 6)),
        st.tuples(st.just("back"), st.integers(0, 3), st.integers(0, 11)),
        st.tuples(st.just("end own"), st.integers(0, 3), st.integers(0, 11)),
        st.tuples(st.just("move to"), st.integers(0, 6), st.just(0)),
        st.tuples(st.just("move back"), st.integers(0, 6), st.just(0)),
    ),
    max_size=6,
)


@dataclass
class Model:
    """What should hold: days of covers and of own places, and of the board's one decision."""

    covers: dict[UUID, Span] = field(default_factory=dict)
    own: dict[UUID, Span] = field(default_factory=dict)
    lent: Span | None = None

    def sees(self, day: date) -> bool:
        """True when a cover holds that day, or another place does."""
        spans = [*self.covers.values(), *self.own.values(), *([self.lent] if self.lent else [])]
        return any(since <= day < until for since, until in spans)


class Town:
    """Kham stands in for Som at Boonmee's; every act is done in the model and in the database."""

    def __init__(self, session: Session, cast: Cast) -> None:
        self.session, self.cast, self.model = session, cast, Model()
        self.elder = session.get_one(Elder, cast.boonmee_id)
        self.by = partial(dict, by=cast.actor("malee"), at=AT)

    def cover(self, first: int, days: int) -> None:
        """Som is away; Kham takes Boonmee. Days that overlap another absence are not tried."""
        since, until = DAYS[first], DAYS[first] + timedelta(days=days)
        if any(a < until and since < b for a, b in self._absences()):
            return
        absence = begin_absence(
            self.session, self.cast.town_id,
            AbsenceDraft(self.cast.users["som"], "sick", since, until), role="caregiver",
            stand_in_id=None, on=TODAY, **self.by(),
        )  # fmt: skip
        covers = [Cover(self.elder.id, self.cast.users["kham"])]
        cover_elders(
            self.session, absence, covers, TeamRole.CAREGIVER, fields={}, on=TODAY, **self.by()
        )
        self.model.covers[absence.id] = since, until

    def _absences(self) -> list[Span]:
        rows = self.session.execute(sa.select(col(Absence.from_day), col(Absence.until_day)))
        return [(since, until) for since, until in rows]

    def own(self, first: int, days: int) -> None:
        """Kham gets a place of her own."""
        since, until = DAYS[first], DAYS[first] + timedelta(days=days)
        place(
            self.session, self.elder.id, self.cast.users["kham"], "คำ", active_from=since,
            active_until=until,
        )  # fmt: skip
        row = self.session.scalars(
            sa.select(CareTeamMember).order_by(col(CareTeamMember.id).desc())
        ).first()
        assert row is not None
        self.model.own[row.id] = since, until

    def back(self, number: int, day: int) -> None:
        """Som is back on a day."""
        on = DAYS[day]
        running = [key for key, (_since, until) in self.model.covers.items() if until > on]
        if number >= len(running):
            return
        absence = self.session.get_one(Absence, running[number])
        take_back_absence(self.session, absence, version=absence.version, on=on, **self.by())
        since, _until = self.model.covers[absence.id]
        self.model.covers[absence.id] = since, max(since, on)

    def end_own(self, number: int, day: int) -> None:
        """A place of Kham's own ends earlier."""
        places = list(self.model.own)
        if number >= len(places):
            return
        since, until = self.model.own[places[number]]
        ended = min(until, max(since, DAYS[day]))
        self.session.get_one(CareTeamMember, places[number]).active_until = ended
        self.session.flush()
        self.model.own[places[number]] = since, ended

    def move_to(self, day: int, _n: int) -> None:
        """The board sends Kham on one day."""
        self._move("kham", MONDAY + timedelta(days=day))

    def move_back(self, day: int, _n: int) -> None:
        """The board sends Som again."""
        self._move("som", MONDAY + timedelta(days=day))

    def _move(self, who: str, day: date) -> None:
        if who == "som" and any(a <= day < b for a, b in self._absences()):
            return
        week = read_week(self.session, self.cast.actor("malee"), day=MONDAY, on=TODAY)
        if not week.turns:
            return
        [turn] = week.turns
        draft = MoveDraft(self.cast.users[who], day, None, turn.version)
        board.move_turn(self.session, self.elder, board.Move(turn, draft), on=TODAY, **self.by())
        self.model.lent = (day, day + timedelta(days=1)) if who == "kham" else None

    def sees(self, day: date) -> bool:
        """What the database says of Kham on a day."""
        seen = visible_to(self.cast.actor("kham"), on=day)
        wanted = sa.select(col(Elder.id)).where(seen, col(Elder.id) == self.elder.id)
        return self.session.scalar(wanted) is not None


@pytest.mark.proof
@histories(25, 2_000)
@given(story=acts)
def test_a_stand_in_sees_the_elder_exactly_while_a_cover_or_another_place_holds(
    session: Session, cast: Cast, story: list[tuple[str, int, int]]
) -> None:
    town = Town(session, cast)
    give_plan(session, town.elder)
    try:
        for act, one, other in story:
            getattr(town, act.replace(" ", "_"))(one, other)
            session.flush()
            said = [(day, town.sees(day)) for day in DAYS]
            assert said == [(day, town.model.sees(day)) for day in DAYS]
    finally:
        session.rollback()
