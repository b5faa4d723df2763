"""What an assessment opens, and that acknowledging on its safety page is one truth with it."""

from datetime import date
from uuid import UUID

import pytest
from sqlmodel import Session, select

from ltc.care.assessment.actions.follow import acknowledge_safety
from ltc.care.assessment.actions.record import amend_assessment, record_assessment
from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.latest import list_open_alerts
from ltc.care.assessment.terms import AssessmentDraft
from ltc.care.elders.models import Elder
from ltc.care.urgent import actions, queries
from ltc.care.urgent.models import UrgentFinding
from ltc.foundation.core.ids import new_id
from tests.care.assessment.drafts import lowest
from tests.cast import AT, Cast


@pytest.fixture
def elder(session: Session, cast: Cast) -> Elder:
    return session.get_one(Elder, cast.boonmee_id)


def said(today: date, code: str = "9q", **answers: int) -> AssessmentDraft:
    given = lowest(code) | (answers or {"q9": 1})
    return AssessmentDraft(code, given, "screening", "asked_elder", "home", today, new_id())


def findings(session: Session) -> list[tuple[list[str], UUID | None]]:
    return [(row.rules, row.source_id) for row in session.exec(select(UrgentFinding)).all()]


def test_a_wish_to_die_opens_a_finding_once(
    session: Session, elder: Elder, cast: Cast, today: date
) -> None:
    draft, by = said(today), cast.actor("som")
    for _click in range(2):
        row = record_assessment(session, elder, draft, by=by, at=AT, on=today)
    assert findings(session) == [(["self_harm_thoughts"], row.id)]
    assert session.exec(select(UrgentFinding)).one().field_class == "F3"


def test_an_ordinary_one_opens_nothing(
    session: Session, elder: Elder, cast: Cast, today: date
) -> None:
    record_assessment(session, elder, said(today, q9=0), by=cast.actor("som"), at=AT, on=today)
    assert findings(session) == []


def test_an_amendment_opens_nothing_again(
    session: Session, elder: Elder, cast: Cast, today: date
) -> None:
    by = cast.actor("nok")
    row = record_assessment(session, elder, said(today), by=by, at=AT, on=today)
    amended = amend_assessment(
        session, elder, row, said(today, q1=1, q9=1), reason="กดผิด", by=by, at=AT, on=today
    )
    assert len(findings(session)) == 1
    acknowledge_safety(session, amended, by=by, at=AT)
    assert session.exec(select(UrgentFinding)).one().taken_by_name == "นก แสงทอง"


@pytest.mark.parametrize(("who", "is_taken"), [("nok", True), ("malee", True), ("som", False)])
def test_acknowledging_there_acknowledges_the_finding(
    session: Session, elder: Elder, cast: Cast, today: date, who: str, is_taken: bool
) -> None:
    """Who is on duty takes it; a caregiver has read it, and it still waits for somebody."""
    row = record_assessment(session, elder, said(today), by=cast.actor("som"), at=AT, on=today)
    for _click in range(2):
        acknowledge_safety(session, row, by=cast.actor(who), at=AT)
    finding = session.exec(select(UrgentFinding)).one()
    acts = [act.kind for act in queries.list_acts(session, finding.id)]
    assert (finding.is_taken, acts) == (is_taken, ["taken" if is_taken else "seen"])


def test_taken_in_the_urgent_room_the_alert_is_nobodys_no_more(
    session: Session, elder: Elder, cast: Cast, today: date
) -> None:
    record_assessment(session, elder, said(today), by=cast.actor("som"), at=AT, on=today)
    nok = cast.actor("nok")
    assert len(list_open_alerts(session, cast.town_id)) == 1
    actions.take(session, session.exec(select(UrgentFinding)).one(), by=nok, at=AT)
    assert list_open_alerts(session, cast.town_id) == []


def test_one_older_than_the_room_is_acknowledged_as_before(
    session: Session, elder: Elder, cast: Cast, today: date
) -> None:
    row = record_assessment(session, elder, said(today), by=cast.actor("som"), at=AT, on=today)
    session.delete(session.exec(select(UrgentFinding)).one())
    session.flush()
    acknowledge_safety(session, row, by=cast.actor("nok"), at=AT)
    assert session.get_one(Assessment, row.id).safety_seen_by == "นก แสงทอง"
