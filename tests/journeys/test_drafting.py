"""Proposals for a draft: raised from what is known, answered by a person, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.cases.actions.plans import draft_plan
from ltc.care.cases.models import CarePlan, Case
from ltc.care.cases.queries.plans import read_plan
from ltc.care.elders.actions.register import write_circumstances
from ltc.care.elders.models import Elder
from ltc.care.elders.terms import CircumstancesDraft
from ltc.care.events.actions import record_event
from ltc.care.events.terms import EventDraft
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.errors import Conflict, NotFound, RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.journeys.drafting.actions import decline_proposal, take_proposal
from ltc.journeys.drafting.models import ProposalAnswer
from ltc.journeys.drafting.queries import drafting_of, facts_of
from tests.care.cases.ordinary import drafted, grounded, in_use, opened, scored
from tests.cast import AT, TODAY, Cast
from tests.client import Client

pytestmark = pytest.mark.journeys
SignIn = Callable[[str], Client]


@pytest.fixture
def case(session: Session, cast: Cast) -> Case:
    """Boonmee's open case, with formal scores."""
    scored(session, cast)
    found = opened(session, cast)
    session.commit()
    return found


@pytest.fixture
def plan(session: Session, cast: Cast, case: Case) -> CarePlan:
    """An empty first draft."""
    found = draft_plan(session, case, by=cast.actor("malee"), at=AT, on=TODAY)
    session.commit()
    return found


def take(session: Session, cast: Cast, plan: CarePlan, code: str, **over: object) -> ProposalAnswer:
    """Take a proposal; name what is changed of its problem."""
    malee = cast.actor("malee")
    one = drafting_of(session, plan, malee, on=TODAY).proposal(code)
    problem = replace(one.problem, **over)  # type: ignore[arg-type]
    row = take_proposal(
        session, plan, one, problem, one.service, version=plan.version, by=malee,
        at=AT + timedelta(minutes=1),
    )  # fmt: skip
    session.commit()
    return row


def waiting(session: Session, cast: Cast, plan: CarePlan) -> set[str]:
    """What waits for an answer."""
    found = drafting_of(session, plan, cast.actor("malee"), on=TODAY)
    return {one.rule.code for one in found.waiting}


def asked(session: Session, cast: Cast, code: str, **given: int) -> None:
    """Save what a screening found; what is not named is 0."""
    answers = {item.code: 0 for item in get_instrument(code).items} | given
    session.add(
        Assessment(
            operation_id=new_id(), elder_id=cast.boonmee_id, municipality_id=cast.town_id,
            instrument=code, instrument_version=1, purpose="screening", method="observed",
            place="home", assessed_on=TODAY, recorded_at=AT, assessor_id=cast.users["nok"],
            assessor_name="นก", assessor_role="team_nurse", answers=answers,
            total=sum(answers.values()), band=None,
        )
    )  # fmt: skip
    session.commit()


def test_scores_raise_proposals_and_nothing_enters_by_itself(
    session: Session, cast: Cast, plan: CarePlan
) -> None:
    assert {"feeding", "grooming", "bathing", "tai_i3"} <= waiting(session, cast, plan)
    assert "bowels" not in waiting(session, cast, plan)
    draft = read_plan(session, plan)
    assert (draft.problems, draft.services) == ((), ())


def test_accepted_lines_stand_in_the_draft_with_goal_and_service(
    session: Session, cast: Cast, plan: CarePlan
) -> None:
    row = take(session, cast, plan, "bathing")
    draft = read_plan(session, plan)
    assert row.answer == "accepted"
    assert row.raised_by[0].startswith("ADL ข้อ")
    assert row.against
    assert [(line.text, line.goal != "") for line in draft.problems] == [("อาบน้ำเองไม่ได้", True)]
    assert [(line.kind, line.times, line.per) for line in draft.services] == [
        ("daily_living", 3, "week")
    ]
    assert "bathing" not in waiting(session, cast, plan)


def test_answer_names_the_lines_it_added(session: Session, cast: Cast, plan: CarePlan) -> None:
    take(session, cast, plan, "feeding")
    row = take(session, cast, plan, "bathing")
    draft = read_plan(session, plan)
    assert (row.problem_line_id, row.service_line_id) == (
        draft.problems[1].line_id, draft.services[1].line_id,
    )  # fmt: skip


def test_hazards_and_burden_are_proposed_once_somebody_looked(
    session: Session, cast: Cast, plan: CarePlan
) -> None:
    unasked = drafting_of(session, plan, cast.actor("malee"), on=TODAY).unasked
    assert [one.code for one in unasked] == ["2q", "home_safety", "carer_burden"]
    asked(session, cast, "home_safety", dark=1)
    asked(session, cast, "carer_burden", tired=2, money=2)
    assert {"home_dark", "carer_burden"} <= waiting(session, cast, plan)
    assert "home_bed" not in waiting(session, cast, plan)
    unasked = drafting_of(session, plan, cast.actor("malee"), on=TODAY).unasked
    assert [one.code for one in unasked] == ["2q"]


def test_changed_words_are_kept_as_changed(session: Session, cast: Cast, plan: CarePlan) -> None:
    row = take(session, cast, plan, "bathing", goal="อาบเองได้ครึ่งตัว")
    assert row.answer == "changed"
    assert read_plan(session, plan).problems[0].goal == "อาบเองได้ครึ่งตัว"


def test_declined_with_a_reason_that_the_next_version_remembers(
    session: Session, cast: Cast, case: Case, plan: CarePlan
) -> None:
    malee = cast.actor("malee")
    one = drafting_of(session, plan, malee, on=TODAY).proposal("bathing")
    for _twice in range(2):
        decline_proposal(session, plan, one, "ลูกสาวอาบให้ทุกวัน", by=malee, at=AT)
    session.commit()
    assert len(session.exec(select(ProposalAnswer)).all()) == 1
    assert "bathing" not in waiting(session, cast, plan)
    grounded(session, cast, case)
    in_use(session, cast, drafted(session, cast, case))
    after = draft_plan(session, case, by=malee, at=AT, on=TODAY)
    session.commit()
    again = drafting_of(session, after, malee, on=TODAY).proposal("bathing")
    assert "แผนฉบับที่ 1 ไม่รับข้อนี้ เพราะ ลูกสาวอาบให้ทุกวัน" in again.against


def test_second_thoughts_replace_the_first_and_both_stay_written(
    session: Session, cast: Cast, plan: CarePlan
) -> None:
    malee = cast.actor("malee")
    one = drafting_of(session, plan, malee, on=TODAY).proposal("bathing")
    decline_proposal(session, plan, one, "ลูกสาวอาบให้ทุกวัน", by=malee, at=AT)
    session.commit()
    one = drafting_of(session, plan, malee, on=TODAY).proposal("bathing")
    take_proposal(
        session, plan, one, one.problem, one.service, version=plan.version, by=malee,
        at=AT + timedelta(minutes=5),
    )  # fmt: skip
    session.commit()
    answered = drafting_of(session, plan, malee, on=TODAY).answered
    assert [one.answer for one in answered] == ["accepted"]
    assert len(session.exec(select(ProposalAnswer)).all()) == 2


def test_of_two_who_take_at_once_the_second_reads_again(
    session: Session, cast: Cast, plan: CarePlan
) -> None:
    malee = cast.actor("malee")
    one = drafting_of(session, plan, malee, on=TODAY).proposal("bathing")
    old = plan.version
    take(session, cast, plan, "feeding")
    with pytest.raises(Conflict):
        take_proposal(session, plan, one, one.problem, one.service, version=old, by=malee, at=AT)


def test_plan_in_use_takes_nothing(session: Session, cast: Cast, case: Case) -> None:
    grounded(session, cast, case)
    plan = in_use(session, cast, drafted(session, cast, case))
    session.commit()
    malee = cast.actor("malee")
    one = drafting_of(session, plan, malee, on=TODAY).proposal("bathing")
    with pytest.raises(RuleViolation, match="plan_frozen"):
        take_proposal(
            session, plan, one, one.problem, one.service, version=plan.version, by=malee, at=AT
        )
    with pytest.raises(RuleViolation, match="plan_frozen"):
        decline_proposal(session, plan, one, "ไม่ต้อง", by=malee, at=AT)


def test_what_was_never_raised_cannot_be_answered(
    session: Session, cast: Cast, plan: CarePlan
) -> None:
    with pytest.raises(NotFound):
        drafting_of(session, plan, cast.actor("malee"), on=TODAY).proposal("bowels")


def test_falls_and_circumstances_are_facts(session: Session, cast: Cast, plan: CarePlan) -> None:
    malee, elder = cast.actor("malee"), session.get_one(Elder, cast.boonmee_id)
    told = EventDraft(
        new_id(), "fall", TODAY - timedelta(days=10), "day", "family", detail="bruised"
    )
    record_event(session, elder, told, by=malee, at=AT, on=TODAY)
    living = CircumstancesDraft(TODAY, "uc", "1", False, "none", False, "", "")
    write_circumstances(session, elder, living, by=malee, at=AT, on=TODAY)
    session.commit()
    facts = facts_of(session, elder.id, malee, on=TODAY)
    assert (facts["falls.180"].value, facts["carer.none"].value) == (1, 1)
    assert facts["visits.missed_30"].value == 0
    assert {"falls", "no_carer"} <= waiting(session, cast, plan)


def test_audit_names_the_rule_and_no_health_detail(
    session: Session, cast: Cast, plan: CarePlan
) -> None:
    take(session, cast, plan, "bathing")
    entry = session.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == "proposal.accepted")  # type: ignore[arg-type]
    ).one()
    assert entry.changes == {"rule": "bathing", "plan": str(plan.id)}


def test_page_takes_changes_and_declines(
    sign_in: SignIn, session: Session, cast: Cast, plan: CarePlan
) -> None:
    malee = sign_in("malee")
    here = f"/plans/{plan.id}/proposals"
    page = malee.get(here)
    assert "คนเป็นผู้ตัดสิน" in page.text
    assert "ค้าน" in page.text
    token = {"csrf_token": page.value_of("csrf_token"), "version": page.value_of("version")}
    malee.send(f"{here}/bathing/accept", token)
    assert "เข้าร่างแล้ว" in malee.get(here).text
    malee.submit(malee.get(f"{here}/feeding"), f"{here}/feeding", {"goal": "ตักเองได้"})
    malee.submit(
        malee.get(f"{here}/stairs/decline"), f"{here}/stairs/decline", {"reason": "บ้านชั้นเดียว"}
    )
    after = malee.get(here).text
    for words in ("รับแล้ว แก้คำ", "ไม่รับ", "บ้านชั้นเดียว"):
        assert words in after
    session.expire_all()
    assert [line.goal for line in read_plan(session, plan).problems][1] == "ตักเองได้"


@pytest.mark.parametrize(
    ("over", "field"),
    [({"goal": ""}, "goal"), ({"times": "999"}, "times"), ({"doer": ""}, "doer"),
     ({"target_on": "31/2/2570"}, "target_on"), ({"minutes": "0"}, "minutes")],
)  # fmt: skip
def test_bad_lines_are_told_at_their_field(
    sign_in: SignIn, plan: CarePlan, over: dict[str, str], field: str
) -> None:
    malee, here = sign_in("malee"), f"/plans/{plan.id}/proposals/feeding"
    answer = malee.submit(malee.get(here), here, {"problem": "คำของเรา"} | over, expect=422)
    assert answer.error_at(field)
    assert answer.value_of("problem") == "คำของเรา"


def test_lost_race_keeps_what_was_typed(
    sign_in: SignIn, session: Session, cast: Cast, plan: CarePlan
) -> None:
    malee, here = sign_in("malee"), f"/plans/{plan.id}/proposals/feeding"
    page = malee.get(here)
    take(session, cast, plan, "bathing")
    late = malee.submit(page, here, {"goal": "ตักเองได้"}, expect=409)
    assert late.value_of("goal") == "ตักเองได้"
    malee.submit(late, here, {})


@pytest.mark.parametrize("username", ["som", "daughter", "nok", "director"])
def test_only_who_writes_the_plan_sees_proposals(
    sign_in: SignIn, plan: CarePlan, username: str
) -> None:
    sign_in(username).get(f"/plans/{plan.id}/proposals", expect=403)


def test_plan_of_another_town_is_not_found(sign_in: SignIn, plan: CarePlan) -> None:
    sign_in("malee_elsewhere").get(f"/plans/{plan.id}/proposals", expect=404)
