"""Prepared reads answer as ordinary ones do, on both databases."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.assessment.models import Assessment
from ltc.care.elders.models import CareTeamMember, Circumstances, Elder
from ltc.foundation.core.prepared import Columns, asked, prepared
from tests.cast import TODAY, Cast


@prepared
def one_elder() -> Columns:
    return sa.select(
        col(Elder.id), col(Elder.given_name), col(Elder.born_on), col(Elder.registered_at),
        col(Elder.citizen_id_sealed), col(Elder.died_on), sa.literal(True),
    ).where(col(Elder.id) == asked("elder_id"))  # fmt: skip


def test_values_come_as_from_an_ordinary_select(session: Session, cast: Cast) -> None:
    found = one_elder().first(session, elder_id=cast.boonmee_id)
    elder = session.get_one(Elder, cast.boonmee_id)
    assert found == (
        elder.id, elder.given_name, elder.born_on, elder.registered_at, elder.citizen_id_sealed,
        None, True,
    )  # fmt: skip
    assert found is not None
    assert type(found[-1]) is bool


def test_nobody_found_is_none_and_no_rows(session: Session, cast: Cast) -> None:
    assert one_elder().first(session, elder_id=cast.town_id) is None
    assert list(one_elder().all(session, elder_id=cast.town_id)) == []


def test_a_value_that_was_not_given_is_an_error(session: Session, cast: Cast) -> None:
    with pytest.raises(KeyError, match="elder_id"):
        one_elder().all(session)


def test_pending_changes_are_written_first(session: Session, cast: Cast) -> None:
    session.get_one(Elder, cast.boonmee_id).given_name = "บุญมาก"
    found = one_elder().first(session, elder_id=cast.boonmee_id)
    assert found is not None
    assert found[1] == "บุญมาก"


@prepared
def some_elders(names: tuple[str, ...], limit: int) -> Columns:
    return sa.select(col(Elder.given_name)).where(col(Elder.given_name).in_(names)).limit(limit)


def test_arguments_decide_the_shape_and_lists_are_spread(session: Session, cast: Cast) -> None:
    name = session.get_one(Elder, cast.boonmee_id).given_name
    assert list(some_elders((name, "50%"), 5).all(session)) == [(name,)]
    assert list(some_elders(("ไม่มี",), 5).all(session)) == []
    assert some_elders((name, "50%"), 5) is some_elders((name, "50%"), 5)


@prepared
def team_on_a_day() -> Columns:
    member = CareTeamMember
    until, day = col(member.active_until), asked("day", sa.Date)
    return sa.select(col(member.id), col(member.active_from)).where(
        col(member.active_from) <= day, sa.or_(until.is_(None), until > day)
    )


def test_a_day_may_be_asked_for_in_several_places(session: Session, cast: Cast) -> None:
    days = sa.select(col(CareTeamMember.id), col(CareTeamMember.active_from))
    ordinary = {tuple(row) for row in session.execute(days) if row.active_from <= TODAY}
    assert set(team_on_a_day().all(session, day=TODAY)) == ordinary
    assert list(team_on_a_day().all(session, day=date(1900, 1, 1))) == []


@prepared
def lists_and_maps() -> Columns:
    return sa.select(col(Circumstances.allowances), col(Assessment.answers)).outerjoin(
        Assessment, col(Assessment.elder_id) == col(Circumstances.elder_id)
    )


def test_json_comes_as_lists_and_maps(session: Session, cast: Cast) -> None:
    ordinary = session.execute(
        sa.select(col(Circumstances.allowances), col(Assessment.answers)).outerjoin(
            Assessment, col(Assessment.elder_id) == col(Circumstances.elder_id)
        )
    )
    assert list(lists_and_maps().all(session)) == [tuple(row) for row in ordinary]


@prepared
def nowhere() -> Columns:
    return sa.select(sa.column("id")).select_from(sa.table("no_such_table"))


def test_errors_are_those_of_the_engine_and_show_no_values(session: Session) -> None:
    with pytest.raises(sa.exc.DBAPIError) as ordinary:
        session.execute(sa.select(sa.column("id")).select_from(sa.table("no_such_table")))
    session.rollback()
    with pytest.raises(sa.exc.DBAPIError) as raised:
        nowhere().all(session)
    assert type(raised.value) is type(ordinary.value)
    assert type(raised.value.orig) is type(ordinary.value.orig)
    assert raised.value.hide_parameters


def test_listeners_hear_of_it(session: Session, cast: Cast) -> None:
    heard: list[str] = []

    def hear(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        heard.append(statement)

    sa.event.listen(session.get_bind(), "before_cursor_execute", hear)
    session.connection()
    heard.clear()
    one_elder().all(session, elder_id=cast.boonmee_id)
    sa.event.remove(session.get_bind(), "before_cursor_execute", hear)
    assert len(heard) == 1
    assert heard[0].startswith("SELECT elder.id")
