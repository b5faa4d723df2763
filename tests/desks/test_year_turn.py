"""The turn of the year: six steps of every open case, what is missing first."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from ltc.desks.year_turn import Mark, Turn, TurnFacts, turn_cells, year_turn
from ltc.finance.casemoney.models import MoneyEntry
from ltc.finance.casemoney.queries.years import plans_transferred
from ltc.foundation.core.due import DueState
from tests.care.cases.ordinary import drafted, grounded, in_use, opened, scored
from tests.cast import AT, TODAY, Cast
from tests.client import Client
from tests.finance.casemoney.made import approved, transferred

SignIn = Callable[[str], Client]
NOTHING = TurnFacts(today=TODAY, notice_days=60)
ALL = TurnFacts(
    today=TODAY, notice_days=60, formal_on=date(2026, 10, 1), reassessment=DueState.NOT_YET,
    active_until=date(2027, 10, 1), is_agreed=True, is_proposed=True,
    approved_on=date(2026, 10, 20), transferred=1_044_200,
)  # fmt: skip


def marks(facts: TurnFacts) -> dict[str, str]:
    """How each step stands."""
    return {str(turn): str(cell.mark) for turn, cell in turn_cells(facts).items()}


def test_nothing_done_is_all_missing_and_all_done_is_all_done() -> None:
    assert set(marks(NOTHING).values()) == {"missing"}
    assert set(marks(ALL).values()) == {"done"}


@pytest.mark.parametrize(
    ("over", "step", "mark", "words"),
    [
        ({"reassessment": DueState.OVERDUE}, "assessed", "missing", "เลยกำหนด"),
        ({"reassessment": DueState.SOON}, "assessed", "done", "1 ต.ค."),
        ({"active_until": date(2027, 1, 10)}, "planned", "missing", "หมด 9 ม.ค."),
        ({"active_until": date(2027, 1, 10), "has_draft": True}, "planned", "coming", "มีร่าง"),
        ({"is_agreed": False, "called_on": date(2026, 12, 1)}, "heard", "coming", "นัด 1 ธ.ค."),
        ({"is_agreed": False}, "heard", "missing", "ยังไม่นัด"),
        ({"is_proposed": False}, "proposed", "done", "เสนอแล้ว"),
        ({"is_proposed": False, "approved_on": None}, "proposed", "missing", "ยังไม่มี"),
        ({"approved_on": None}, "decided", "missing", "ยังไม่มี"),
        ({"transferred": 0}, "transferred", "missing", "ยังไม่มี"),
    ],
)
def test_each_step(over: dict[str, Any], step: str, mark: str, words: str) -> None:
    cell = turn_cells(replace(ALL, **over))[Turn(step)]
    assert (str(cell.mark), cell.words) == (mark, words)


@given(
    st.builds(
        TurnFacts, today=st.just(TODAY), notice_days=st.integers(0, 90),
        formal_on=st.none() | st.dates(), reassessment=st.none() | st.sampled_from(DueState),
        has_draft=st.booleans(), active_until=st.none() | st.dates(date(2020, 1, 2)),
        is_agreed=st.booleans(), called_on=st.none() | st.dates(), is_proposed=st.booleans(),
        approved_on=st.none() | st.dates(), transferred=st.integers(0, 10**9),
    )
)  # fmt: skip
def test_every_case_has_all_six_cells_in_words(facts: TurnFacts) -> None:
    cells = turn_cells(facts)
    assert list(cells) == list(Turn)
    assert all(cell.words for cell in cells.values())


def test_open_cases_of_the_town_with_what_they_lack(session: Session, cast: Cast) -> None:
    scored(session, cast)
    case = opened(session, cast)
    grounded(session, cast, case)
    in_use(session, cast, drafted(session, cast, case))
    session.commit()
    found = year_turn(session, cast.actor("malee"), 2570, on=TODAY)
    (row,) = found.rows
    assert row.missing == [Turn.PROPOSED, Turn.DECIDED, Turn.TRANSFERRED]
    assert (found.count(Turn.HEARD, Mark.DONE), found.count(Turn.DECIDED, Mark.MISSING)) == (1, 1)
    assert year_turn(session, cast.actor("malee_elsewhere"), 2570, on=TODAY).rows == ()


def test_page_leads_to_the_first_missing_step(
    session: Session, cast: Cast, sign_in: SignIn
) -> None:
    opened(session, cast)
    session.commit()
    page = sign_in("malee").get("/year-turn?year=2570&missing=assessed")
    assert "บุญมี" in page.text
    assert f"/elders/{cast.boonmee_id}/assess/barthel" in page.html
    assert "เงินของปีนี้" in page.text
    sign_in("som").get("/year-turn", expect=403)


def test_money_that_was_carried_over_is_no_transfer_of_this_year(
    session: Session, cast: Cast
) -> None:
    plan = approved(session, cast)
    session.add(
        MoneyEntry(
            municipality_id=cast.town_id, case_id=plan.case_id, plan_id=plan.id,
            elder_id=plan.elder_id, fiscal_year=2570, purse="ltc", kind="carried_in",
            amount_satang=5_000, reference="ยกมา", dated_on=TODAY, recorded_at=AT,
            recorded_by_name="วิไล",
        )
    )  # fmt: skip
    session.flush()
    (row,) = year_turn(session, cast.actor("malee"), 2570, on=TODAY).rows
    assert Turn.TRANSFERRED in row.missing
    assert plans_transferred(session, cast.town_id, 2570) == frozenset()
    transferred(session, cast, (plan.id, 100_000))
    (row,) = year_turn(session, cast.actor("malee"), 2570, on=TODAY).rows
    assert Turn.TRANSFERRED not in row.missing
    assert plans_transferred(session, cast.town_id, 2570) == {plan.id}
    assert plans_transferred(session, cast.town_id, 2569) == frozenset()
