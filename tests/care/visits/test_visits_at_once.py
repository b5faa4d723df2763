"""Two requests that do the same with a visit at the same moment, on both databases."""

from collections.abc import Callable
from datetime import UTC, date, time
from threading import Thread

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from ltc.care.elders.models import Elder
from ltc.care.visits.actions import amend_visit, record_visit
from ltc.care.visits.models import Visit
from ltc.care.visits.terms import VisitDraft
from ltc.foundation.core.errors import Conflict
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import at_local
from tests.cast import Cast

TODAY = date(2026, 11, 22)
AT = at_local(TODAY, 12).astimezone(UTC)


def told() -> VisitDraft:
    """Return a whole draft of a visit this morning, an operation of its own."""
    return VisitDraft(
        new_id(), "done", TODAY, time(9), time(10), consciousness="awake", mood="calm",
        skin="whole", change="same",
    )  # fmt: skip


@pytest.fixture
def boonmee(sessions: sessionmaker[Session], cast: Cast) -> Elder:
    """The elder whom caregiver Som looks after; no transaction stays open."""
    with sessions() as session:
        found = session.get(Elder, cast.boonmee_id)
    assert found
    return found


def test_a_twin_gets_the_first_row(
    sessions: sessionmaker[Session], cast: Cast, boonmee: Elder
) -> None:
    draft, found = told(), []

    def again() -> None:
        with sessions() as twin:
            row = record_visit(twin, boonmee, draft, by=cast.actor("som"), at=AT, on=TODAY)
            found.append(row.id)

    with sessions() as first:
        row = record_visit(first, boonmee, draft, by=cast.actor("som"), at=AT, on=TODAY)
        meanwhile(first, again)
    assert found == [row.id]


def test_the_second_amendment_is_told_of_the_first(
    sessions: sessionmaker[Session], cast: Cast, boonmee: Elder
) -> None:
    som, found = cast.actor("som"), []
    with sessions() as begin:
        seen = record_visit(begin, boonmee, told(), by=som, at=AT, on=TODAY)
        begin.commit()

    def amend(session: Session) -> None:
        row = session.get(Visit, seen.id)
        assert row
        amend_visit(session, boonmee, row, told(), reason="แก้", by=som, at=AT, on=TODAY)

    def again() -> None:
        with sessions() as twin:
            try:
                amend(twin)
            except Conflict:
                found.append("conflict")

    with sessions() as first:
        amend(first)
        meanwhile(first, again)
    assert found == ["conflict"]


def meanwhile(first: Session, again: Callable[[], None]) -> None:
    """Let somebody else begin the same before ``first`` has committed."""
    first.flush()
    other = Thread(target=again)
    other.start()
    other.join(timeout=0.3)  # on both databases it waits for the first to commit
    first.commit()
    other.join()
