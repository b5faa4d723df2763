"""Rules of training: what a certificate must hold, how somebody stands, what counts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.workforce.queries import CAREGIVER, get_rules
from ltc.care.workforce.rules import (
    check_certificate,
    checked_why,
    ended_words,
    holds,
    rules_on,
    standing,
    usual_hours,
)
from ltc.care.workforce.terms import CertificateDraft, Standing, Training, TrainingRules
from ltc.foundation.core.errors import RuleViolation, Unusable
from tests.cast import TODAY

RULES = TrainingRules(frozenset({"caregiver_70", "caregiver_420"}), 60, "ยังไม่ยืนยัน")
DRAFT = CertificateDraft("caregiver_70", 70, date(2025, 3, 1), date(2027, 3, 1), "กท 12/2568")


@dataclass(frozen=True)
class Paper:
    """A certificate as far as the rules ask."""

    course: str
    issued_on: date
    holds_until: date | None = None
    withdrawn_at: object = None


def paper(issued: int, until: int | None, course: str = "caregiver_70", **over: Any) -> Paper:
    """A certificate by days from today."""
    end = None if until is None else TODAY + timedelta(until)
    return Paper(course, TODAY + timedelta(issued), end, **over)


def broken(act: Callable[[], object]) -> str | None:
    """The code of the rule that an act breaks, or None."""
    try:
        act()
    except RuleViolation as violation:
        return violation.code
    return None


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({}, None),
        ({"holds_until": None, "number": ""}, None),
        ({"hours": 1}, None),
        ({"hours": 2_000}, None),
        ({"issued_on": TODAY}, None),
        ({"issued_on": date(1990, 1, 1)}, None),
        ({"holds_until": date(2025, 3, 2)}, None),
        ({"course": "flying"}, "course_unknown"),
        ({"course": ""}, "course_unknown"),
        ({"hours": 0}, "hours"),
        ({"hours": -70}, "hours"),
        ({"hours": 2_001}, "hours"),
        ({"number": "9" * 61}, "number_long"),
        ({"issued_on": TODAY + timedelta(1)}, "issued_later"),
        ({"issued_on": date(1989, 12, 31)}, "issued_early"),
        ({"holds_until": date(2025, 3, 1)}, "ends_before_issue"),
        ({"holds_until": date(2024, 3, 1)}, "ends_before_issue"),
        ({"holds_until": date(2200, 1, 1)}, "ends_far"),
    ],
    ids=str,
)
def test_what_a_certificate_must_hold(over: dict[str, Any], code: str | None) -> None:
    assert broken(lambda: check_certificate(replace(DRAFT, **over), on=TODAY)) == code


@pytest.mark.parametrize(
    ("why", "code"),
    [("ผิดคน", None), ("  ", "why_missing"), ("ก" * 300, None), ("ก" * 301, "why_long")],
)
def test_why_one_is_withdrawn(why: str, code: str | None) -> None:
    assert broken(lambda: checked_why(why)) == code


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        ([], ("none", None, False)),
        ([paper(-400, None)], ("holds", None, False)),
        ([paper(0, 1)], ("holds", 1, True)),
        ([paper(-400, 60)], ("holds", 60, True)),
        ([paper(-400, 61)], ("holds", 61, False)),
        ([paper(-400, 0)], ("ended", 0, False)),
        ([paper(-400, -30), paper(-800, -90)], ("ended", -30, False)),
        ([paper(-400, -30), paper(-20, 700)], ("holds", 700, False)),
        ([paper(-400, 10), paper(-20, None)], ("holds", None, False)),
        ([paper(1, None)], ("none", None, False)),
        ([paper(-400, None, withdrawn_at="today")], ("none", None, False)),
        ([paper(-400, -30), paper(-20, 700, withdrawn_at="today")], ("ended", -30, False)),
        ([paper(-400, None, "refresher"), paper(-400, None, "care_manager_70")],
         ("none", None, False)),
        ([paper(-400, -1), paper(-2, None, "refresher")], ("ended", -1, False)),
        ([paper(-400, None, "caregiver_420")], ("holds", None, False)),
    ],
    ids=["nothing written down", "no end named", "from its day on", "ends within the notice",
         "ends after it", "the first day without", "the last end counts", "renewed",
         "renewed without an end", "not yet issued", "withdrawn", "the renewal withdrawn",
         "courses of another kind", "a refresher renews nothing", "the long course"],
)  # fmt: skip
def test_how_somebody_stands(papers: list[Paper], expected: tuple[str, int | None, bool]) -> None:
    word, until, ends_soon = expected
    day = None if until is None else TODAY + timedelta(until)
    assert standing(papers, RULES, TODAY) == Training(Standing(word), day, ends_soon)


@pytest.mark.parametrize(
    ("training", "day", "since"),
    [
        (Training(Standing.NONE), 0, None),
        (Training(Standing.HOLDS), 900, None),
        (Training(Standing.HOLDS, TODAY + timedelta(3)), 2, None),
        (Training(Standing.HOLDS, TODAY + timedelta(3)), 3, 3),
        (Training(Standing.ENDED, TODAY), 0, 0),
    ],
)
def test_ended_by_a_later_day(training: Training, day: int, since: int | None) -> None:
    expected = None if since is None else TODAY + timedelta(since)
    assert training.ended_by(TODAY + timedelta(day)) == expected


papers = st.lists(
    st.builds(
        paper,
        st.integers(-900, 0),
        st.one_of(st.none(), st.integers(1, 900)),
        st.sampled_from(["caregiver_70", "caregiver_420", "refresher"]),
        withdrawn_at=st.sampled_from([None, None, "today"]),
    ),
    max_size=6,
)


@given(papers, st.integers(0, 900))
def test_what_stands_today_tells_any_later_day(known: list[Paper], later: int) -> None:
    day = TODAY + timedelta(later)
    counting = [one for one in known if one.course in RULES.courses]
    ended = standing(known, RULES, TODAY).ended_by(day)
    then = standing(known, RULES, day)
    assert (ended is not None) == (then.standing is Standing.ENDED)
    assert any(holds(one, day) for one in counting) == (then.standing is Standing.HOLDS)


@given(papers, papers)
def test_one_more_certificate_never_makes_it_worse(known: list[Paper], more: list[Paper]) -> None:
    order = [Standing.NONE, Standing.ENDED, Standing.HOLDS]
    before, after = (standing(one, RULES, TODAY) for one in (known, known + more))
    assert order.index(after.standing) >= order.index(before.standing)
    assert standing(reversed(known), RULES, TODAY) == before


def test_the_last_day_is_named_as_on_paper() -> None:
    assert "22 พ.ย. 2569" in ended_words("สม", TODAY + timedelta(1))
    assert Training(Standing.ENDED, TODAY + timedelta(1)).last_day == TODAY
    assert Training(Standing.HOLDS).last_day is None


def test_a_courses_name_says_its_hours() -> None:
    assert [usual_hours(one) for one in ("caregiver_420", "other", "x")] == [420, 0, 0]


class TestConfiguration:
    ROW: dict[str, Any] = {  # noqa: RUF012  (read only)
        "role": "caregiver", "courses": ["caregiver_70"], "notice_days": 60,
        "valid_from": date(2015, 10, 1), "source": "x", "confidence": "U", "note_th": "ยังไม่ยืนยัน",
    }  # fmt: skip

    def test_the_file_is_sound_and_says_that_it_is_unsure(self) -> None:
        rules = get_rules(CAREGIVER, TODAY)
        assert {"caregiver_70", "caregiver_420"} <= rules.courses
        assert "ยังไม่ยืนยัน" in rules.note_th

    def test_a_role_without_a_row_asks_for_nothing(self) -> None:
        assert get_rules("care_manager", TODAY).courses == frozenset()

    def test_a_change_is_a_new_row(self) -> None:
        old = self.ROW | {"valid_until": TODAY}
        new = self.ROW | {"valid_from": TODAY, "courses": ["caregiver_420"]}
        table = {"training": [old, new]}
        days = (TODAY - timedelta(1), TODAY)
        found = [rules_on(table, CAREGIVER, day).courses for day in days]
        assert found == [{"caregiver_70"}, {"caregiver_420"}]

    @pytest.mark.parametrize(
        "over",
        [
            {"courses": ["flying"]}, {"courses": []}, {"notice_days": "60"}, {"note_th": ""},
            {"valid_from": "2015"}, {"source": ""}, {"hours": 70},
        ],
        ids=str,
    )  # fmt: skip
    def test_a_slip_of_the_pen_stops_the_start(self, over: dict[str, Any]) -> None:
        with pytest.raises(Unusable):
            rules_on({"training": [self.ROW | over]}, CAREGIVER, TODAY)

    @pytest.mark.parametrize("table", [{}, {"training": [], "more": []}])
    def test_a_file_of_another_shape_is_refused(self, table: dict[str, Any]) -> None:
        with pytest.raises(Unusable):
            rules_on(table, CAREGIVER, TODAY)

    def test_two_rows_for_one_day_are_refused(self) -> None:
        with pytest.raises(Unusable):
            rules_on({"training": [self.ROW, self.ROW]}, CAREGIVER, TODAY)
