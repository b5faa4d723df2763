"""Facts of one and of many, the caseload, the counts; statements do not grow with rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from ltc.care.cases.actions.cases import close_case, open_case, override_group, withdraw_ground
from ltc.care.cases.queries.cases import cases_of, list_grounds
from ltc.care.cases.queries.history import list_events
from ltc.care.cases.queries.planning import doer_choices, planning_facts
from ltc.care.cases.queries.plans import active_plans_of, read_plans, services_of
from ltc.care.cases.queries.standing import caseload, count_cases, position_of, positions_of
from ltc.care.cases.terms import CaseDraft
from ltc.care.elders.actions.register import register_elder
from ltc.care.elders.models import Elder
from tests.care.cases.ordinary import (
    SERVICE,
    drafted,
    grounded,
    in_use,
    opened,
    plan_draft,
    scored,
)
from tests.cast import AT, TODAY, Cast, elder_draft


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """Collect the statements sent inside the block."""
    session.flush()
    sent: list[str] = []

    def listen(_c: object, _cu: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", listen)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", listen)


def more_cases(session: Session, cast: Cast, how_many: int) -> list[UUID]:
    """Open cases of further people, who have no care manager on their team."""
    by, found = cast.actor("malee"), []
    for number in range(how_many):
        draft = elder_draft(cast.community_id, given_name=f"แก้ว{number}")
        elder = register_elder(session, cast.town_id, draft, by=by, at=AT, on=TODAY)
        open_case(session, elder, CaseDraft(TODAY, (), ""), by=by, at=AT, on=TODAY)
        found.append(elder.id)
    session.flush()
    return found


class TestPosition:
    def test_of_somebody_without_a_case(self, session: Session, cast: Cast) -> None:
        found = position_of(session, cast.boonmee_id, on=TODAY)
        assert (found.case_id, found.standing.state, found.reasons) == (None, "not_assessed", ())

    def test_follows_the_scores(self, session: Session, cast: Cast) -> None:
        scored(session, cast)
        found = position_of(session, cast.boonmee_id, on=TODAY)
        assert (found.standing.state, found.group.code, found.formal_total) == ("eligible", "3", 8)

    def test_without_tai_it_is_half_assessed(self, session: Session, cast: Cast) -> None:
        scored(session, cast, tai=None)
        found = position_of(session, cast.boonmee_id, on=TODAY)
        assert [step.code for step in found.standing.steps] == ["assess_tai", "open_case"]

    def test_in_service_with_its_due_days(self, session: Session, cast: Cast) -> None:
        scored(session, cast)
        case = opened(session, cast)
        grounded(session, cast, case)
        plan = in_use(session, cast, drafted(session, cast, case))
        found = position_of(session, cast.boonmee_id, on=TODAY)
        steps = [step.code for step in found.standing.steps]
        assert (found.standing.state, steps) == ("in_service", ["propose_plan"])
        assert found.active_plan_id == plan.id
        assert found.review is not None
        assert found.review.on == date(2027, 2, 22)
        later = position_of(session, cast.boonmee_id, on=date(2027, 3, 1))
        assert later.standing.next is not None
        assert later.standing.next.code == "assess"

    def test_a_withdrawn_ground_holds_no_longer(self, session: Session, cast: Cast) -> None:
        case = opened(session, cast)
        grounded(session, cast, case)
        withdraw_ground(session, case, list_grounds(session, case.id)[0], withdrawn_on=TODAY,
                        because="ขอเลิก", by=cast.actor("malee"), at=AT, on=TODAY)  # fmt: skip
        session.flush()
        assert not position_of(session, cast.boonmee_id, on=TODAY).facts.has_ground

    def test_an_override_wins(self, session: Session, cast: Cast) -> None:
        scored(session, cast)
        case = opened(session, cast)
        override_group(session, case, "4", "หมอสั่งไว้", version=case.version,
                       by=cast.actor("malee"), at=AT)  # fmt: skip
        session.flush()
        assert position_of(session, cast.boonmee_id, on=TODAY).group.is_override

    def test_of_nobody_asks_nothing(self, session: Session, cast: Cast) -> None:
        with counted(session) as sent:
            assert positions_of(session, [], on=TODAY) == {}
            assert cases_of(session, []) == {}
            assert active_plans_of(session, []) == {}
            assert services_of(session, []) == {}
        assert sent == []


@pytest.mark.parametrize(
    ("ask", "most"),
    [
        (lambda session, cast, ids: positions_of(session, ids, on=TODAY), 1),
        (lambda session, cast, ids: caseload(session, cast.actor("malee"), on=TODAY), 3),
        (
            lambda session, cast, ids: count_cases(
                session, cast.town_id, on=TODAY, closed_since=TODAY
            ),
            2,
        ),
        (lambda session, cast, ids: cases_of(session, ids), 1),
        (lambda session, cast, ids: active_plans_of(session, ids), 1),
    ],
    ids=["positions", "caseload", "counts", "cases", "active plans"],
)
def test_statements_do_not_grow_with_people(
    session: Session, cast: Cast, ask: Callable[[Session, Cast, list[UUID]], object], most: int
) -> None:
    opened(session, cast)
    ids = [cast.boonmee_id, *more_cases(session, cast, 6)]
    with counted(session) as sent:
        ask(session, cast, ids)
    assert len(sent) == most


class TestCaseload:
    def test_the_whole_town_with_a_mark_on_ones_own(self, session: Session, cast: Cast) -> None:
        opened(session, cast)
        more_cases(session, cast, 1)
        rows = caseload(session, cast.actor("malee"), on=TODAY)
        assert [(row.elder.full_name, row.is_mine) for row in rows] == [
            ("นายแก้ว0 ใจดี", False), ("นายบุญมี ใจดี", True),
        ]  # fmt: skip

    def test_only_ones_own(self, session: Session, cast: Cast) -> None:
        opened(session, cast)
        more_cases(session, cast, 1)
        rows = caseload(session, cast.actor("malee"), on=TODAY, only_mine=True)
        assert [row.elder.id for row in rows] == [cast.boonmee_id]

    def test_another_town_and_the_director_see_none(self, session: Session, cast: Cast) -> None:
        opened(session, cast)
        assert caseload(session, cast.actor("malee_elsewhere"), on=TODAY) == []
        assert caseload(session, cast.actor("director"), on=TODAY) == []

    def test_closed_cases_are_left_out(self, session: Session, cast: Cast) -> None:
        case = opened(session, cast)
        close_case(session, case, "lost", closed_on=TODAY, note="", version=case.version,
                   by=cast.actor("malee"), at=AT, on=TODAY)  # fmt: skip
        session.flush()
        assert caseload(session, cast.actor("malee"), on=TODAY) == []


def test_counts_of_a_town(session: Session, cast: Cast) -> None:
    scored(session, cast)
    case = opened(session, cast)
    grounded(session, cast, case)
    in_use(session, cast, drafted(session, cast, case))
    ids = more_cases(session, cast, 2)
    gone = cases_of(session, ids)[ids[0]][0]
    close_case(session, gone, "moved", closed_on=TODAY, note="", version=gone.version,
               by=cast.actor("malee"), at=AT, on=TODAY)  # fmt: skip
    session.flush()
    found = count_cases(session, cast.town_id, on=TODAY, closed_since=TODAY)
    assert (found.open, found.without_ground, found.without_plan) == (2, 1, 1)
    assert found.by_state == {"in_service": 1, "not_assessed": 1}
    assert found.closed == {"moved": 1}
    assert count_cases(session, cast.elsewhere_id, on=TODAY, closed_since=TODAY).open == 0


def test_lines_of_many_plans_take_three_statements(session: Session, cast: Cast) -> None:
    case = opened(session, cast)
    grounded(session, cast, case)
    first = in_use(session, cast, drafted(session, cast, case))
    second = drafted(session, cast, case)
    with counted(session) as sent:
        found = read_plans(session, [first, second])
    assert len(sent) == 3
    assert found == {first.id: plan_draft(), second.id: plan_draft()}


class TestPlanningFacts:
    def test_scores_losses_and_team_stand_beside_the_draft(
        self, session: Session, cast: Cast
    ) -> None:
        scored(session, cast)
        found = planning_facts(session, cast.boonmee_id, on=TODAY)
        assert "ได้ 8 จาก 20" in found.adl_th
        assert any("อาบน้ำ" in words for words in found.lost)
        assert len(found.team) == 3

    def test_without_a_score_there_is_nothing_to_say(self, session: Session, cast: Cast) -> None:
        assert planning_facts(session, cast.boonmee_id, on=TODAY).adl_th == ""

    def test_who_left_the_team_stays_a_choice_while_the_plan_names_them(
        self, session: Session, cast: Cast
    ) -> None:
        kham = cast.users["kham"]
        line = plan_draft(services=(replace(SERVICE, doer_user_id=kham),))
        facts = planning_facts(session, cast.boonmee_id, on=TODAY)
        choices = doer_choices(session, facts, line)
        assert "ไม่อยู่ในทีมแล้ว" in choices[f"caregiver:{kham}"]
        assert f"caregiver:{cast.users['som']}" in choices


def test_the_story_of_a_case_names_what_happened(session: Session, cast: Cast) -> None:
    case = opened(session, cast)
    grounded(session, cast, case)
    in_use(session, cast, drafted(session, cast, case))
    ground = list_grounds(session, case.id)[0]
    withdraw_ground(session, case, ground, withdrawn_on=TODAY, because="ขอเลิก",
                    by=cast.actor("malee"), at=AT, on=TODAY)  # fmt: skip
    later = TODAY + timedelta(days=1)
    close_case(session, case, "died", closed_on=later, note="", version=case.version,
               by=cast.actor("malee"), at=AT + timedelta(days=1), on=later)  # fmt: skip
    session.flush()
    titles = [event.title for event in list_events(session, case)]
    assert titles[:2] == ["ปิดการดูแล", "แผนสิ้นสุด"]
    assert {"รับเข้าการดูแล", "บันทึกฐานกฎหมาย", "เลิกใช้ฐานกฎหมาย", "เริ่มใช้แผน"} <= set(titles)
    elder = session.get_one(Elder, case.elder_id)
    assert elder.died_on is None  # the register is told elsewhere
