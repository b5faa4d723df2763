"""When the next formal assessment is due."""

from datetime import date

import pytest

from ltc.care.assessment.rules.due import add_months, next_assessment
from ltc.foundation.core.due import DueState


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        pytest.param(date(2026, 1, 15), 3, date(2026, 4, 15), id="a quarter"),
        pytest.param(date(2026, 11, 30), 3, date(2027, 2, 28), id="a short month"),
        pytest.param(date(2023, 11, 30), 3, date(2024, 2, 29), id="a leap year"),
        pytest.param(date(2026, 10, 31), 14, date(2027, 12, 31), id="over two new years"),
        pytest.param(date(2026, 12, 1), 0, date(2026, 12, 1), id="no month"),
    ],
)
def test_months_later(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 3, 31), DueState.NOT_YET),
        (date(2026, 4, 1), DueState.SOON),
        (date(2026, 4, 15), DueState.TODAY),
        (date(2026, 4, 16), DueState.OVERDUE),
    ],
)
def test_three_months_after_the_last_formal_assessment(today: date, state: DueState) -> None:
    due = next_assessment(date(2026, 1, 15), interval_months=3, today=today)
    assert (due.on, due.state) == (date(2026, 4, 15), state)
