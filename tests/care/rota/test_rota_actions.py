"""Deciding about the week on both databases: moves, absences with covers, who may see."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.elders.queries.register import visible_to
from ltc.care.elders.terms import TeamRole
from ltc.care.events.models import Event, Pause
from ltc.care.rota.actions import board
from ltc.care.rota.actions.absences import Cover, begin_absence, cover_elders, take_back_absence
from ltc.care.rota.models import Absence, Assignment, StandIn
from ltc.care.rota.queries.people import addressee, stood_in_for
from ltc.care.rota.queries.week import open_turns, read_week, turns_at, turns_of
from ltc.care.rota.terms import AbsenceDraft, MoveDraft, Turn
from ltc.foundation.accounts.models import RoleHolding
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.core.ids import new_id
from tests.care.rota.planned import MONDAY, give_plan, place, planned_elder
from tests.care.workforce.trained import trained
from tests.cast import AT, TODAY, Cast

WEEK = tuple(MONDAY + timedelta(days=n) for n in range(7))


@pytest.fixture
def boonmee(session: Session, cast: Cast) -> Elder:
    """Boonmee, whom Som visits once a week."""
    elder = session.get_one(Elder, cast.boonmee_id)
    give_plan(session, elder)
    return elder


def turn_of(session: Session, cast: Cast, elder: Elder, on: date = MONDAY) -> Turn:
    """Return the one visit of an elder's week."""
    week = read_week(session, cast.actor("malee"), day=on, on=on)
    [turn] = [one for one in week.turns if one.wanted.house.elder_id == elder.id]
    return turn


def move(
    session: Session, cast: Cast, elder: Elder, who: str, day: date, **over: Any
) -> Assignment:
    """Let the manager move an elder's visit."""
    turn = turn_of(session, cast, elder)
    draft = MoveDraft(cast.users[who], day, **{"position": None, "version": turn.version, **over})
    return board.move_turn(
        session, elder, board.Move(turn, draft), by=cast.actor("malee"), at=AT, on=TODAY
    )


def sees(session: Session, cast: Cast, who: str, elder: Elder, on: date) -> bool:
    """True when somebody sees an elder on a day."""
    wanted = sa.select(col(Elder.id)).where(
        visible_to(cast.actor(who), on=on), col(Elder.id) == elder.id
    )
    return session.scalar(wanted) is not None


def away(
    session: Session, cast: Cast, who: str, first: date, until: date, covers: list[Cover],
    **over: Any,
) -> Absence:  # fmt: skip
    """Publish an absence of a caregiver with its covers."""
    values: dict[str, Any] = {"role": "caregiver", "stand_in_id": None} | over
    absence = begin_absence(
        session, cast.town_id, AbsenceDraft(cast.users[who], "sick", first, until),
        by=cast.actor("malee"), at=AT, on=TODAY, **values,
    )  # fmt: skip
    cover_elders(
        session, absence, covers, TeamRole(values["role"]), fields={}, by=cast.actor("malee"),
        at=AT, on=TODAY,
    )  # fmt: skip
    return absence


class TestWeek:
    def test_a_plan_becomes_a_visit_of_its_caregiver(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        turn = turn_of(session, cast, boonmee)
        assert (turn.caregiver_id, turn.day, turn.version) == (cast.users["som"], MONDAY, 0)

    @pytest.mark.parametrize("field", ["died_on", "moved_away_on"])
    def test_who_is_gone_has_no_visit(
        self, session: Session, cast: Cast, boonmee: Elder, field: str
    ) -> None:
        setattr(boonmee, field, TODAY)
        session.flush()
        assert read_week(session, cast.actor("malee"), day=MONDAY, on=TODAY).turns == []

    def test_nobody_goes_on_the_days_of_a_pause(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        pause(session, boonmee, MONDAY, WEEK[3])
        assert turn_of(session, cast, boonmee).day == WEEK[3]
        session.exec(select(Pause)).one().until_on = None
        session.flush()
        assert read_week(session, cast.actor("malee"), day=MONDAY, on=TODAY).turns == []

    def test_another_towns_week_is_empty(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        there = read_week(session, cast.actor("malee_elsewhere"), day=MONDAY, on=TODAY)
        assert there.turns == []

    def test_a_caregivers_day_is_what_the_board_says(self, session: Session, cast: Cast) -> None:
        for number in range(7):
            planned_elder(session, cast, number)
        week = read_week(session, cast.actor("malee"), day=MONDAY, on=TODAY)
        for day in week.days:
            on_board = {t.wanted.key for t in week.turns if t.day == day}
            hers = turns_of(session, cast.actor("som"), day=day)
            assert {turn.wanted.key for turn in hers} == on_board

    def test_who_comes_to_one_elder_and_what_nobody_takes(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        [turn] = turns_at(session, boonmee.id, cast.town_id, day=MONDAY)
        assert turn.name == cast.actor("som").name
        assert turns_at(session, boonmee.id, cast.town_id, day=WEEK[1]) == []
        assert open_turns(session, cast.actor("malee"), day=MONDAY, on=TODAY) == []
        away(session, cast, "som", MONDAY, WEEK[1], [])
        [waiting] = open_turns(session, cast.actor("malee"), day=MONDAY, on=TODAY)
        assert (waiting.wanted.house.elder_id, waiting.name) == (boonmee.id, "")

    def test_statements_do_not_grow_with_elders(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        with counting(session) as few:
            read_week(session, cast.actor("malee"), day=MONDAY, on=TODAY)
        for number in range(5):
            planned_elder(session, cast, number, "kham" if number % 2 else "som")
        with counting(session) as many:
            found = read_week(session, cast.actor("malee"), day=MONDAY, on=TODAY)
        assert len(found.turns) == 6
        assert len(many) == len(few) == 5


def pause(session: Session, elder: Elder, since: date, until: date | None) -> None:
    """Put an elder into hospital."""
    event = Event(
        elder_id=elder.id, municipality_id=elder.municipality_id, kind="admission",
        happened_on=since, precision="exact", told_by="family", operation_id=new_id(),
        recorded_at=AT, recorded_by_name="x",
    )  # fmt: skip
    session.add(event)
    session.flush()
    session.add(
        Pause(
            elder_id=elder.id, municipality_id=elder.municipality_id, reason="hospital",
            from_on=since, until_on=until, opened_by_id=event.id,
        )
    )  # fmt: skip
    session.flush()


class TestMove:
    def test_a_moved_visit_stays_where_it_was_put(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        move(session, cast, boonmee, "som", WEEK[2], position=3)
        turn = turn_of(session, cast, boonmee)
        assert (turn.day, turn.position, turn.version) == (WEEK[2], 3, 1)
        assert session.exec(select(StandIn)).all() == []

    def test_who_is_not_on_the_team_sees_the_house_on_that_day_only(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        move(session, cast, boonmee, "kham", WEEK[2])
        assert [day for day in WEEK if sees(session, cast, "kham", boonmee, day)] == [WEEK[2]]

    def test_moving_on_takes_the_access_along(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        move(session, cast, boonmee, "kham", WEEK[2])
        move(session, cast, boonmee, "kham", WEEK[4])
        assert [day for day in WEEK if sees(session, cast, "kham", boonmee, day)] == [WEEK[4]]
        move(session, cast, boonmee, "som", WEEK[4])
        assert not any(sees(session, cast, "kham", boonmee, day) for day in WEEK)

    def test_the_second_of_two_reads_who_was_first(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        move(session, cast, boonmee, "som", WEEK[2])
        with pytest.raises(Conflict) as lost:
            move(session, cast, boonmee, "kham", WEEK[3], version=0)
        assert isinstance(lost.value.theirs, Assignment)
        assert lost.value.theirs.made_by_name == cast.actor("malee").name

    @pytest.mark.parametrize(
        ("who", "code"), [("nok", "no_role"), ("malee", "no_role"), ("daughter", "no_role")]
    )
    def test_only_caregivers_go(
        self, session: Session, cast: Cast, boonmee: Elder, who: str, code: str
    ) -> None:
        with pytest.raises(RuleViolation) as broken:
            move(session, cast, boonmee, who, WEEK[2])
        assert broken.value.code == code

    def test_nobody_is_sent_to_their_own_family(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        place(
            session, boonmee.id, cast.users["kham"], "คำ แก้วดี", team_role="relative",
            relation="หลาน",
        )  # fmt: skip
        with pytest.raises(RuleViolation, match="family_tie"):
            move(session, cast, boonmee, "kham", WEEK[2])

    def test_who_ends_before_the_day_is_not_sent(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        held = session.exec(
            select(RoleHolding).where(RoleHolding.user_id == cast.users["kham"])
        ).one()
        held.held_until = WEEK[2]
        session.flush()
        move(session, cast, boonmee, "kham", WEEK[1])
        with pytest.raises(RuleViolation, match="no_role"):
            move(session, cast, boonmee, "kham", WEEK[2])

    def test_a_move_is_written_down_without_health_words(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        row = move(session, cast, boonmee, "kham", WEEK[2])
        entry = session.exec(
            select(AuditEntry).where(AuditEntry.action == "assignment.moved")
        ).one()
        assert entry.elder_id == boonmee.id
        assert entry.changes == {
            "wanted_from": str(row.wanted_from), "day": str(WEEK[2]),
            "caregiver": str(cast.users["kham"]), "position": None,
        }  # fmt: skip


class TestAbsence:
    def cover(self, session: Session, cast: Cast, boonmee: Elder, **over: Any) -> Absence:
        turn = turn_of(session, cast, boonmee)
        covers = [Cover(boonmee.id, cast.users["kham"], (turn,))]
        return away(session, cast, "som", MONDAY, WEEK[2], covers, **over)

    def test_the_stand_in_goes_and_sees_exactly_on_those_days(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        self.cover(session, cast, boonmee)
        turn = turn_of(session, cast, boonmee)
        assert (turn.caregiver_id, turn.day) == (cast.users["kham"], MONDAY)
        seen = [day for day in (TODAY, *WEEK) if sees(session, cast, "kham", boonmee, day)]
        assert seen == [WEEK[0], WEEK[1]]
        assert sees(session, cast, "som", boonmee, MONDAY)

    def test_the_stand_in_has_the_house_on_her_day_and_knows_for_whom(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        self.cover(session, cast, boonmee)
        [turn] = turns_of(session, cast.actor("kham"), day=MONDAY)
        assert turn.wanted.house.elder_id == boonmee.id
        stood = stood_in_for(session, cast.users["kham"], on=MONDAY)
        assert stood == {boonmee.id: (cast.users["som"], cast.actor("som").name)}
        assert stood_in_for(session, cast.users["kham"], on=WEEK[2]) == {}

    def test_taking_it_back_ends_the_access_at_once(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        absence = self.cover(session, cast, boonmee)
        session.flush()
        take_back_absence(
            session, absence, version=absence.version, by=cast.actor("malee"), at=AT, on=MONDAY
        )
        session.flush()
        assert not any(sees(session, cast, "kham", boonmee, day) for day in WEEK)
        assert turn_of(session, cast, boonmee).caregiver_id == cast.users["som"]
        assert not any(one.until_day > MONDAY for one in session.exec(select(StandIn)).all())

    def test_back_on_the_second_day_keeps_the_first(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        absence = self.cover(session, cast, boonmee)
        session.flush()
        take_back_absence(
            session, absence, version=absence.version, by=cast.actor("malee"), at=AT, on=WEEK[1]
        )
        session.flush()
        assert [day for day in WEEK if sees(session, cast, "kham", boonmee, day)] == [MONDAY]
        assert turn_of(session, cast, boonmee).caregiver_id == cast.users["kham"]

    def test_an_older_page_does_not_take_it_back(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        absence = self.cover(session, cast, boonmee)
        with pytest.raises(Conflict):
            take_back_absence(
                session, absence, version=absence.version + 1, by=cast.actor("malee"), at=AT,
                on=MONDAY,
            )  # fmt: skip

    def test_a_cover_takes_over_what_the_board_had_decided(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        elder = planned_elder(session, cast, 1, "kham")
        move(session, cast, elder, "som", MONDAY)
        assert sees(session, cast, "som", elder, MONDAY)
        covers = [Cover(elder.id, cast.users["kham"], (turn_of(session, cast, elder),))]
        absence = away(session, cast, "som", MONDAY, WEEK[1], covers)
        assert not sees(session, cast, "som", elder, MONDAY)
        assert turn_of(session, cast, elder).caregiver_id == cast.users["kham"]
        session.flush()
        take_back_absence(
            session, absence, version=absence.version, by=cast.actor("malee"), at=AT, on=MONDAY
        )
        session.flush()
        assert turn_of(session, cast, elder).version == 0

    def test_without_a_cover_the_visit_waits_in_the_tray(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        away(session, cast, "som", MONDAY, WEEK[1], [])
        assert turn_of(session, cast, boonmee).why_open == "away"

    def test_who_is_away_stands_in_for_nobody(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        away(session, cast, "kham", WEEK[1], WEEK[2], [])
        with pytest.raises(RuleViolation, match="is_away"):
            self.cover(session, cast, boonmee)
        with pytest.raises(RuleViolation, match="is_away"):
            move(session, cast, boonmee, "kham", WEEK[1])

    def test_nobody_is_away_twice_on_a_day(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        self.cover(session, cast, boonmee)
        with pytest.raises(RuleViolation, match="already_away"):
            away(session, cast, "som", WEEK[1], WEEK[3], [])

    def test_family_does_not_stand_in(self, session: Session, cast: Cast, boonmee: Elder) -> None:
        place(session, boonmee.id, None, "คำ แก้วดี", team_role="relative", relation="หลาน")  # type: ignore[arg-type]
        with pytest.raises(RuleViolation, match="family_tie"):
            self.cover(session, cast, boonmee)

    def test_questions_go_to_the_stand_in_of_a_desk(self, session: Session, cast: Cast) -> None:
        begin_absence(
            session, cast.town_id,
            AbsenceDraft(cast.users["dr_thee"], "course", MONDAY, WEEK[1]), role="family_doctor",
            stand_in_id=cast.users["nok"], by=cast.actor("malee"), at=AT, on=TODAY,
        )  # fmt: skip
        assert addressee(session, cast.users["dr_thee"], on=MONDAY) == cast.users["nok"]
        assert addressee(session, cast.users["dr_thee"], on=WEEK[1]) == cast.users["dr_thee"]

    def test_the_places_lent_are_written_down(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        self.cover(session, cast, boonmee)
        acts = session.scalars(
            sa.select(col(AuditEntry.action)).order_by(col(AuditEntry.seq))
        ).all()
        assert acts[-3:] == ["absence.published", "care_team_member.lent", "assignment.covered"]


class TestCertificates:
    def test_an_ended_one_refuses_a_move_from_that_day_on(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        trained(session, cast, "kham", 2)  # Monday is the last day
        with pytest.raises(RuleViolation, match="certificate_ended"):
            move(session, cast, boonmee, "kham", WEEK[1])
        assert move(session, cast, boonmee, "kham", MONDAY).day == MONDAY

    def test_nothing_written_down_refuses_nobody(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        assert move(session, cast, boonmee, "kham", WEEK[1]).day == WEEK[1]

    def test_a_cover_is_refused_when_it_ends_before_the_last_visit(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        trained(session, cast, "kham", 2)
        turn = turn_of(session, cast, boonmee)
        covers = [Cover(boonmee.id, cast.users["kham"], (turn,))]
        away(session, cast, "som", MONDAY, WEEK[1], covers)
        late = [Cover(boonmee.id, cast.users["kham"])]  # no visit named: the whole absence counts
        with pytest.raises(RuleViolation, match="certificate_ended"):
            away(session, cast, "som", WEEK[1], WEEK[3], late)

    def test_what_was_decided_stays(self, session: Session, cast: Cast, boonmee: Elder) -> None:
        move(session, cast, boonmee, "kham", WEEK[2])
        trained(session, cast, "kham", -1)
        assert turn_of(session, cast, boonmee).caregiver_id == cast.users["kham"]


@contextmanager
def counting(session: Session) -> Iterator[list[str]]:
    """Collect the statements that run meanwhile."""
    found: list[str] = []
    engine = session.get_bind()

    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            found.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield found
    sa.event.remove(engine, "before_cursor_execute", note)


def test_lent_places_make_nobody_the_owner_of_a_house(
    session: Session, cast: Cast, boonmee: Elder
) -> None:
    """When the own caregiver leaves during a cover, the house has nobody, not the stand-in."""
    away(session, cast, "som", MONDAY, WEEK[2], [Cover(boonmee.id, cast.users["kham"])])
    for member in session.exec(select(CareTeamMember)).all():
        if member.user_id == cast.users["som"]:
            member.active_until = MONDAY
    session.flush()
    assert turn_of(session, cast, boonmee).why_open == "no_caregiver"
