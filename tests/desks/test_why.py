"""Why a line is there: one thread from the answers over the voices to what came of it, and back."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from ltc.care.cases.actions.plans import activate_plan, draft_plan
from ltc.care.cases.models import CarePlan, Case
from ltc.care.cases.queries.plans import read_plan
from ltc.care.conferences.actions.calling import call_conference, close_hearing
from ltc.care.conferences.actions.deciding import decide_agreed, decide_line
from ltc.care.conferences.actions.voices import give_voices
from ltc.care.conferences.models import Party
from ltc.care.conferences.queries.finding import hearings_of
from ltc.care.conferences.queries.hearings import read_hearing
from ltc.care.conferences.terms import CallDraft, Mark, SeenLine, VoicingDraft
from ltc.care.elders.actions.team import join_team
from ltc.care.elders.models import Elder
from ltc.care.elders.terms import TeamDraft
from ltc.care.visits.actions import record_visit
from ltc.care.visits.models import Visit
from ltc.care.visits.terms import VisitDraft
from ltc.desks.why import lines_done, why
from ltc.foundation.core.errors import NotFound
from ltc.foundation.core.ids import new_id
from ltc.journeys.drafting.actions import take_proposal
from ltc.journeys.drafting.queries import drafting_of
from ltc.journeys.review.actions import review_plan
from ltc.journeys.review.terms import GoalWords, ReviewDraft
from tests.care.cases.ordinary import grounded, opened, scored
from tests.cast import AT, TODAY, Cast
from tests.client import Client

SignIn = Callable[[str], Client]
OBJECTION = "อยากให้ลูกสาวอาบให้เอง"


@pytest.fixture
def plan(session: Session, cast: Cast) -> CarePlan:
    """A plan in use: one line was proposed, objected to, decided, done and reviewed."""
    scored(session, cast)
    nurse = TeamDraft("nurse", cast.users["nok"], "", "", "", TODAY)
    join_team(
        session, session.get_one(Elder, cast.boonmee_id), nurse, by=cast.actor("malee"), at=AT
    )
    case = opened(session, cast)
    grounded(session, cast, case)
    malee = cast.actor("malee")
    found = draft_plan(session, case, by=malee, at=AT, on=TODAY)
    one = drafting_of(session, found, malee, on=TODAY).proposal("bathing")
    take_proposal(
        session, found, one, one.problem, one.service, version=found.version, by=malee, at=AT
    )
    _heard(session, cast, found)
    activate_plan(session, found, version=found.version, by=malee, at=AT, on=TODAY)
    session.commit()
    return found


def _heard(session: Session, cast: Cast, plan: CarePlan) -> None:
    malee = cast.actor("malee")
    call = CallDraft(uuid4(), "urgent_phone", TODAY, AT, "ทางโทรศัพท์", (plan.id,))
    conference = call_conference(session, call, by=malee, at=AT, on=TODAY)
    (hearing,) = hearings_of(session, conference)
    view = read_hearing(session, hearing, on=TODAY)
    seen = tuple(SeenLine(one.line.line_id, one.line.digest) for one in view.lines)
    marked = seen[-1]
    for party in session.exec(select(Party).where(Party.hearing_id == hearing.id)).all():
        marks = {marked.line_id: Mark("object", OBJECTION)} if party.kind == "relative" else {}
        said = VoicingDraft(uuid4(), "telephone", seen, marks, heard_by="มาลี", witness="สม")
        give_voices(session, hearing, party, said, by=malee, at=AT, on=TODAY)
    decide_agreed(session, hearing, seen, by=malee, at=AT, on=TODAY)
    decide_line(session, hearing, marked, "enters", "ลูกสาวอาบวันหยุด ผู้ดูแลอาบวันทำงาน",
                by=malee, at=AT, on=TODAY)  # fmt: skip
    if missing := read_hearing(session, hearing, on=TODAY).left_to_do:
        raise AssertionError(missing)
    close_hearing(session, hearing, by=malee, at=AT, on=TODAY)


def _visited(session: Session, cast: Cast, **answers: str) -> None:
    elder = session.get_one(Elder, cast.boonmee_id)
    draft = VisitDraft(
        operation_id=new_id(), status="done", visited_on=TODAY, arrived=AT.time(),
        left=(AT + timedelta(hours=1)).time(), answers=answers, vitals={}, consciousness="awake",
        mood="calm", skin="whole", change="same", problems="", note="", next_plan="",
        signed_by="จันทร์",
    )  # fmt: skip
    record_visit(session, elder, draft, by=cast.actor("som"), at=AT + timedelta(hours=7), on=TODAY)
    session.commit()


def test_thread_of_a_line_from_the_answers_to_the_voices(
    session: Session, cast: Cast, plan: CarePlan
) -> None:
    service = read_plan(session, plan).services[0]
    assert service.line_id
    found = why(session, plan, service.line_id)
    assert [one.by_name for one in found.raised] == ["มาลี ใจงาม"]
    assert found.raised[0].facts
    assert found.raised[0].against
    assert [line.kind for line in found.with_lines] == ["problem"]
    objections = [one for one in found.voices if one.stance == "object"]
    assert [one.words for one in objections] == [OBJECTION]
    assert [one.outcome for one in found.settled] == ["enters"]
    assert found.settled[0].words


def test_visits_that_did_it_are_counted_and_lead_back(
    session: Session, cast: Cast, plan: CarePlan
) -> None:
    _visited(session, cast, wash_body="done")
    service = read_plan(session, plan).services[0]
    assert service.line_id
    doing = why(session, plan, service.line_id).doing
    assert doing
    assert (doing.visits, doing.done) == (1, 1)
    visit = session.exec(select(Visit)).one()
    assert [line.line_id for line in lines_done(session, visit)] == [service.line_id]


def test_what_was_not_done_does_not_count(session: Session, cast: Cast, plan: CarePlan) -> None:
    _visited(session, cast, wash_body="not_done")
    service = read_plan(session, plan).services[0]
    assert service.line_id
    doing = why(session, plan, service.line_id).doing
    assert doing
    assert (doing.visits, doing.done) == (1, 0)


def test_what_came_of_the_goal_stands_at_both_lines(
    session: Session, cast: Cast, plan: CarePlan
) -> None:
    draft = read_plan(session, plan)
    problem, service = draft.problems[0], draft.services[0]
    assert problem.line_id
    assert service.line_id
    review = ReviewDraft(new_id(), TODAY, "due", "continue", "ลูกสาว", "",
                         (GoalWords(problem.line_id, "partly"),))  # fmt: skip
    review_plan(session, plan, review, by=cast.actor("malee"), at=AT, on=TODAY)
    for line_id in (problem.line_id, service.line_id):
        assert [one.reached for one in why(session, plan, line_id).came] == ["partly"]


def test_line_keeps_its_thread_in_the_next_version(
    session: Session, cast: Cast, plan: CarePlan
) -> None:
    service = read_plan(session, plan).services[0]
    assert service.line_id
    case = session.get_one(Case, plan.case_id)
    after = draft_plan(session, case, by=cast.actor("malee"), at=AT, on=TODAY)
    found = why(session, after, service.line_id)
    assert found.since.number == 1
    assert found.raised
    assert all(one.is_of_now for one in found.voices)


def test_line_of_no_plan_is_not_found(session: Session, plan: CarePlan) -> None:
    with pytest.raises(NotFound):
        why(session, plan, new_id())


def test_page_tells_each_reader_what_they_may_read(
    session: Session, sign_in: SignIn, plan: CarePlan
) -> None:
    line_id = read_plan(session, plan).services[0].line_id
    plan_path = f"/plans/{plan.id}"
    path = f"{plan_path}/lines/{line_id}/why"
    session.commit()
    plan_page = sign_in("malee").get(plan_path)
    assert path in plan_page.html
    assert OBJECTION in plan_page.text, "an objection stays in sight on the plan"
    manager = sign_in("malee").get(path)
    assert OBJECTION in manager.text
    assert "ข้อที่ค้านตอนนั้น" in manager.text
    relative = sign_in("daughter").get(path)
    assert OBJECTION in relative.text
    assert "ข้อที่ค้านตอนนั้น" not in relative.text
    sign_in("kham").get(path, expect=404)
    sign_in("malee_elsewhere").get(path, expect=404)
    sign_in("malee").get(f"{plan_path}/lines/{new_id()}/why", expect=404)


def test_visit_leads_to_the_lines_it_did(
    session: Session, cast: Cast, sign_in: SignIn, plan: CarePlan
) -> None:
    _visited(session, cast, wash_body="done")
    path = f"/visits/{session.exec(select(Visit.id)).one()}"
    session.commit()
    som = sign_in("som")
    assert f"{path}/lines" in som.get(path).html
    page = som.get(f"{path}/lines")
    assert "ทำไมมีข้อนี้" in page.text
