"""Windows after a return, and who comes first when somebody is not at home or just came back."""

from datetime import date
from uuid import uuid4

import pytest

from ltc.care.events.terms import PauseFacts, PauseSpan
from ltc.care.visits.rules.day import why_first
from ltc.care.visits.rules.windows import next_visit
from ltc.care.visits.terms import DayFacts, Rhythm

SUNDAY = date(2026, 11, 22)
WEEKLY = [Rhythm(1, "week")]


@pytest.mark.parametrize(
    ("last_on", "returned_on", "first", "last"),
    [
        # without a return the missed week stays the next one
        (date(2026, 11, 4), None, date(2026, 11, 9), date(2026, 11, 15)),
        # after a return the week of the return is the first that counts
        (date(2026, 11, 4), date(2026, 11, 18), date(2026, 11, 16), date(2026, 11, 22)),
        (None, date(2026, 11, 18), date(2026, 11, 16), date(2026, 11, 22)),
        # a week visited before the hospital is kept
        (date(2026, 11, 16), date(2026, 11, 19), date(2026, 11, 23), date(2026, 11, 29)),
        # a return before the last visit changes nothing
        (date(2026, 11, 18), date(2026, 11, 10), date(2026, 11, 23), date(2026, 11, 29)),
        # one before the plan neither
        (None, date(2026, 10, 1), date(2026, 11, 2), date(2026, 11, 8)),
    ],
)
def test_windows_count_anew_from_the_return(
    last_on: date | None, returned_on: date | None, first: date, last: date
) -> None:
    window = next_visit(
        WEEKLY, valid_from=date(2026, 11, 2), valid_until=date(2027, 11, 2), last_on=last_on,
        today=SUNDAY, returned_on=returned_on,
    )  # fmt: skip
    assert window is not None
    assert (window.opens_on, window.due.on) == (first, last)


def test_nobody_is_sent_to_who_is_in_hospital() -> None:
    span = PauseSpan("hospital", date(2026, 11, 20), None, uuid4(), None)
    facts = DayFacts(None, date(2026, 11, 18), "worse", "sore", True, PauseFacts(span))
    assert why_first(facts) is None


@pytest.mark.parametrize(("last_on", "is_said"), [(19, True), (21, False)])
def test_who_came_back_is_not_overlooked(last_on: int, is_said: bool) -> None:
    back = PauseFacts(None, date(2026, 11, 20))
    why = why_first(DayFacts(None, date(2026, 11, last_on), pause=back))
    assert (why is not None and "กลับบ้านแล้ว 20 พ.ย. 2569" in why.sentence_th) is is_said
