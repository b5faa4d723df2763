"""Two requests at one moment: a double click, and two people amending one assessment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session, col

from ltc.care.assessment.actions.record import amend_assessment, record_assessment
from ltc.care.assessment.models import Assessment
from ltc.care.assessment.terms import AssessmentDraft
from ltc.care.elders.models import Elder
from ltc.foundation.core.errors import Conflict
from tests.care.assessment.drafts import barthel, draft
from tests.cast import AT, TODAY, Cast

# Only here do two writers run side by side; the embedded database lets one in at a time.
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def save(session: Session, cast: Cast, sent: AssessmentDraft) -> UUID:
    """Record as the nurse."""
    elder = session.get(Elder, cast.boonmee_id)
    assert elder
    return record_assessment(
        session, elder, sent, by=cast.actor("nok"), at=AT, on=TODAY
    ).id  # fmt: skip


def test_double_click_at_one_moment_saves_one(sessions: sessionmaker[Session], cast: Cast) -> None:
    sent, started = draft(answers=barthel(9)), Event()

    def second() -> UUID:
        with sessions() as session, session.begin():
            started.set()
            return save(session, cast, sent)

    with ThreadPoolExecutor(1) as pool:
        with sessions() as session, session.begin():
            first = save(session, cast, sent)
            session.flush()
            waiting = pool.submit(second)
            started.wait(5)
            # the twin now waits for this transaction at the unique operation id
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.3)
        assert waiting.result(timeout=5) == first
    with sessions() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Assessment)) == 1


def test_two_amendments_at_one_moment_leave_one(
    sessions: sessionmaker[Session], cast: Cast
) -> None:
    with sessions() as session, session.begin():
        amended_id = save(session, cast, draft(answers=barthel(9)))

    def amend(session: Session, total: int) -> None:
        elder, row = session.get(Elder, cast.boonmee_id), session.get(Assessment, amended_id)
        assert elder
        assert row
        amend_assessment(
            session, elder, row, draft(answers=barthel(total)), reason="กดผิดข้อ",
            by=cast.actor("nok"), at=AT, on=TODAY,
        )  # fmt: skip

    read, go = Event(), Event()

    def second() -> None:
        with sessions() as session, session.begin():
            session.get(Assessment, amended_id)
            read.set()
            go.wait(5)
            amend(session, 12)

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(second)
        read.wait(5)
        with sessions() as session, session.begin():
            amend(session, 8)
        go.set()
        with pytest.raises((StaleDataError, Conflict)):
            waiting.result(timeout=5)
    with sessions() as session:
        valid = session.scalars(
            sa.select(col(Assessment.total)).where(~col(Assessment.is_superseded))
        ).all()
    assert valid == [8]
