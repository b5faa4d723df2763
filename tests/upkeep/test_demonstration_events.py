"""The events of the made-up town: they fit the visits, and some wait for somebody."""
# ruff: noqa: F811  (fixtures of the town are asked for by name)

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.elders.models import Elder
from ltc.care.events.models import Event, Pause
from ltc.care.events.queries import pauses, records
from ltc.care.events.queries.follow_ups import follow_ups_of
from ltc.care.events.rules.entry import check_words
from ltc.care.events.rules.pauses import spans
from ltc.care.events.terms import EventDraft
from ltc.care.visits.models import Visit
from ltc.care.visits.queries.due import due_visits
from ltc.journeys.departure.models import Departure
from ltc.journeys.departure.queries import list_open
from tests.cast import TODAY
from tests.upkeep.test_demonstration import actor, town, towns

__all__ = ["town", "towns"]

pytestmark = pytest.mark.usefixtures("town")


def test_two_are_in_hospital_and_one_is_away(town: Session) -> None:
    listed = pauses.list_paused(town, actor(town, "manager"), on=TODAY)
    assert sorted(row.pause.reason for row in listed) == ["away", "hospital", "hospital"]
    assert "overdue" in {row.ask_by.state for row in listed}
    assert due_visits(town, [row.elder.id for row in listed], on=TODAY) == {}


def test_nobody_was_visited_on_a_day_of_a_pause(town: Session) -> None:
    found = town.scalar(
        sa.select(sa.func.count()).where(
            col(Visit.elder_id) == col(Pause.elder_id), col(Visit.status) == "done",
            col(Visit.visited_on) >= col(Pause.from_on),
            sa.or_(col(Pause.until_on).is_(None), col(Visit.visited_on) < col(Pause.until_on)),
        )
    )  # fmt: skip
    assert found == 0


def test_pauses_are_what_the_events_say(town: Session) -> None:
    ids = set(town.scalars(sa.select(col(Pause.elder_id))))
    events = records.events_of(town, ids)
    for elder_id in ids:
        told = spans([records.happening_of(row) for row in events[elder_id]])
        stored = sorted(pauses.pauses_of(town, elder_id), key=lambda row: row.from_on)
        assert [(s.reason, s.from_on, s.until_on) for s in told] == [
            (row.reason, row.from_on, row.until_on) for row in stored
        ]


def test_events_pass_the_checks_of_the_form(town: Session) -> None:
    rows = town.exec(select(Event)).all()
    assert 60 <= len(rows) <= 400
    for row in rows:
        check_words(
            EventDraft(
                row.operation_id, row.kind, row.happened_on, row.precision, row.told_by,
                detail=row.detail,
            )
        )  # fmt: skip


def test_every_departed_elder_has_the_departure_and_nothing_after_it(town: Session) -> None:
    gone = sa.or_(col(Elder.died_on).is_not(None), col(Elder.moved_away_on).is_not(None))
    without = sa.select(sa.func.count()).where(
        gone, ~sa.exists().where(col(Departure.elder_id) == col(Elder.id))
    )
    assert town.scalar(without.select_from(Elder)) == 0
    late = sa.select(sa.func.count()).where(
        col(Event.elder_id) == col(Elder.id), col(Event.happened_on) > col(Elder.died_on)
    )
    assert town.scalar(late) == 0


def test_something_waits(town: Session) -> None:
    ids = list(town.scalars(sa.select(col(Event.elder_id)).distinct()))
    assert follow_ups_of(town, ids, {}, on=TODAY)
    assert len(list_open(town, actor(town, "manager"), on=TODAY)) <= 12


def test_the_story_of_boonma_is_told(town: Session) -> None:
    boonma = town.exec(
        select(Elder).where(Elder.given_name == "บุญมา", Elder.family_name == "ใจดี")
    ).one()
    kinds = [row.kind for row in records.events_of(town, [boonma.id])[boonma.id]]
    assert kinds == ["fall", "infection", "admission", "discharge"]
