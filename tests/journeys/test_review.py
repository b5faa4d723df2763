"""Looking at a plan again: every goal is said something about, and the round begins anew."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from ltc.care.assessment.models import Assessment
from ltc.care.cases.models import CarePlan, Case
from ltc.care.cases.queries.plans import list_plans
from ltc.care.cases.queries.standing import position_of
from ltc.care.cases.terms import ProblemLine
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.journeys.review.actions import review_plan
from ltc.journeys.review.models import GoalReview, PlanReview
from ltc.journeys.review.queries import goals_of, reviews_of, since_then
from ltc.journeys.review.rules import checked_review
from ltc.journeys.review.terms import GoalView, GoalWords, ReviewDraft
from tests.care.cases.ordinary import PROBLEM, drafted, grounded, in_use, opened, scored
from tests.cast import AT, TODAY, Cast
from tests.client import Client

pytestmark = pytest.mark.journeys
SignIn = Callable[[str], Client]
LATER = TODAY + timedelta(days=90)
SECOND = ProblemLine("กินน้อย", "family", "กินครบสามมื้อ")


@pytest.fixture
def case(session: Session, cast: Cast) -> Case:
    """Boonmee's open case, with formal scores."""
    scored(session, cast)
    found = opened(session, cast)
    grounded(session, cast, found)
    return found


@pytest.fixture
def plan(session: Session, cast: Cast, case: Case) -> CarePlan:
    """A plan in use with two goals and a problem that has none."""
    bare = ProblemLine("หูตึง", "elder", no_goal_reason="ไม่ประสงค์")
    found = in_use(session, cast, drafted(session, cast, case, problems=(PROBLEM, SECOND, bare)))
    session.commit()
    return found


def draft_of(stand: list[GoalView], **over: Any) -> ReviewDraft:
    """A complete review in which everything was reached; name what differs."""
    given: dict[str, Any] = {
        "operation_id": new_id(), "reviewed_on": TODAY, "because": "due", "outcome": "continue",
        "took_part": "ผู้สูงอายุ ลูกสาว ผู้ดูแล",
        "goals": tuple(GoalWords(goal.line_id, "met") for goal in stand),
    }  # fmt: skip
    return ReviewDraft(**{**given, **over})


GOALS = [GoalView(new_id(), "ล้ม", "ไม่ล้ม", None, ""), GoalView(new_id(), "ผอม", "อ้วนขึ้น", None, "")]


@pytest.mark.parametrize(
    ("over", "code", "field"),
    [
        ({"reviewed_on": TODAY + timedelta(days=1)}, "reviewed_future", "reviewed_on"),
        ({"reviewed_on": date(2026, 1, 1)}, "reviewed_early", "reviewed_on"),
        ({"because": "x"}, "because_missing", "because"),
        ({"outcome": ""}, "outcome_missing", "outcome"),
        ({"goals": (GoalWords(GOALS[0].line_id, "met"),)}, "goal_open", "goal-1-reached"),
        (
            {"goals": (GoalWords(GOALS[0].line_id, "not"), GoalWords(GOALS[1].line_id, "met"))},
            "goal_words", "goal-0-words",
        ),
    ],
)  # fmt: skip
def test_unfinished_review_is_refused(over: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(RuleViolation) as broken:
        checked_review(draft_of(GOALS, **over), GOALS, in_use_from=date(2026, 6, 1), today=TODAY)
    assert (broken.value.code, broken.value.field) == (code, field)


def test_words_are_asked_only_where_a_goal_was_missed() -> None:
    said = (GoalWords(GOALS[0].line_id, "partly"), GoalWords(GOALS[1].line_id, "not", "ปวดฟัน"))
    checked_review(draft_of(GOALS, goals=said), GOALS, in_use_from=TODAY, today=TODAY)


def reviewed(session: Session, cast: Cast, plan: CarePlan, **over: Any) -> PlanReview:
    """Record a review three months on."""
    draft = draft_of(goals_of(session, plan), reviewed_on=LATER, **over)
    row = review_plan(
        session, plan, draft, by=cast.actor("malee"), at=AT + timedelta(days=90), on=LATER
    )
    session.commit()
    return row


def test_round_begins_anew_with_a_review(session: Session, cast: Cast, plan: CarePlan) -> None:
    overdue = position_of(session, cast.boonmee_id, on=LATER + timedelta(days=10))
    assert overdue.review
    assert overdue.review.state == "overdue"
    reviewed(session, cast, plan)
    after = position_of(session, cast.boonmee_id, on=LATER + timedelta(days=10))
    assert after.review
    assert after.review.state == "not_yet"


def test_goals_are_kept_as_they_were_worded(session: Session, cast: Cast, plan: CarePlan) -> None:
    reviewed(session, cast, plan)
    (seen,) = reviews_of(session, plan)
    assert [goal.goal for goal in seen.goals] == [PROBLEM.goal, SECOND.goal]
    assert (seen.plan_number, seen.review.recorded_by_name) == (1, "มาลี ใจงาม")


def test_same_form_twice_is_kept_once(session: Session, cast: Cast, plan: CarePlan) -> None:
    draft = draft_of(goals_of(session, plan))
    for _ in range(2):
        review_plan(session, plan, draft, by=cast.actor("malee"), at=AT, on=TODAY)
    assert len(session.exec(select(PlanReview)).all()) == 1
    assert len(session.exec(select(GoalReview)).all()) == 2


def test_form_of_another_plan_is_refused(session: Session, cast: Cast, plan: CarePlan) -> None:
    first = reviewed(session, cast, plan, outcome="revise")
    after = next(one for one in list_plans(session, plan.case_id) if one.status == "draft")
    in_use(session, cast, drafted(session, cast, session.get_one(Case, after.case_id)))
    draft = draft_of(goals_of(session, after), operation_id=first.operation_id)
    with pytest.raises(RuleViolation, match="already_saved"):
        review_plan(session, after, draft, by=cast.actor("malee"), at=AT, on=TODAY)


def test_wish_for_a_new_plan_begins_its_draft(session: Session, cast: Cast, plan: CarePlan) -> None:
    reviewed(session, cast, plan, outcome="revise")
    assert [one.status for one in list_plans(session, plan.case_id)] == ["draft", "active"]


def test_draft_is_not_reviewed(session: Session, cast: Cast, case: Case) -> None:
    plan = drafted(session, cast, case)
    with pytest.raises(RuleViolation, match="plan_not_in_use"):
        reviewed(session, cast, plan)


def test_audit_holds_no_words_of_health(session: Session, cast: Cast, plan: CarePlan) -> None:
    reviewed(session, cast, plan, words="ซึมลงมาก")
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "care_plan.reviewed")).one()
    assert "ซึมลงมาก" not in str(entry.changes)


def test_scores_then_and_now_stand_beside(session: Session, cast: Cast, plan: CarePlan) -> None:
    first = session.exec(select(Assessment).where(Assessment.instrument == "barthel")).one()
    given = first.model_dump(exclude={"id", "operation_id"})
    later = {"assessed_on": LATER, "answers": first.answers | {"feeding": 2, "transfer": 0}}
    session.add(Assessment(**{**given, **later, "operation_id": new_id()}))
    session.commit()
    then = since_then(session, plan, on=LATER)
    assert [(item.then, item.now) for item in then.items] == [(1, 2), (1, 0)]


def test_page_keeps_what_was_typed_and_goes_on_to_the_next_plan(
    sign_in: SignIn, plan: CarePlan
) -> None:
    malee = sign_in("malee")
    path = f"/plans/{plan.id}/review"
    page = malee.get(path)
    assert PROBLEM.goal in page.text
    missed = {"goal-0-reached": "not", "goal-1-reached": "met", "took_part": "ลูกสาว",
              "outcome": "revise"}  # fmt: skip
    page = malee.submit(page, path, missed, expect=422)
    assert page.error_at("goal-0-words")
    assert page.value_of("took_part") == "ลูกสาว"
    done = malee.submit(page, path, {"goal-0-words": "ปวดเข่า"} | missed)
    where = done.answer.headers["Location"]
    assert where.endswith("/edit")
    seen = malee.get(f"/plans/{plan.id}/reviews")
    assert "ปวดเข่า" in seen.text
    assert "ยังไม่ถึง" in seen.text


def test_others_read_or_find_nothing(sign_in: SignIn, plan: CarePlan) -> None:
    sign_in("som").get(f"/plans/{plan.id}/reviews")
    sign_in("som").get(f"/plans/{plan.id}/review", expect=403)
    sign_in("kham").get(f"/plans/{plan.id}/reviews", expect=404)
    sign_in("malee_elsewhere").get(f"/plans/{plan.id}/review", expect=404)


def test_plan_that_ended_leads_to_its_reviews(
    session: Session, cast: Cast, sign_in: SignIn, plan: CarePlan
) -> None:
    plan.status = "ended"
    session.commit()
    malee = sign_in("malee")
    answer = malee.http.get(f"/plans/{plan.id}/review")
    assert answer.headers["Location"].endswith("/reviews")
