"""What is unusual about a visit, as a table of cases in the words of the field."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ltc.care.reading.queries import get_limits
from ltc.care.reading.rules.limits import limits_on
from ltc.care.reading.rules.unusual import marks
from ltc.care.reading.terms import Mark, Planned, Written
from ltc.care.visits.queries.reference import get_checklist
from ltc.foundation.core.errors import Unusable

ON = date(2026, 11, 22)
VITALS = {"systolic": "128", "diastolic": "80", "pulse": "72"}
USUAL = Written(
    is_done=True, minutes=50, answers={"food_hand": "done"}, vitals={"pulse": "70"},
    consciousness="awake", skin="whole", change="same", note="กินข้าวได้ครึ่งจาน",
)  # fmt: skip
BEFORE = replace(USUAL, vitals={"pulse": "74"}, note="เดินเล่นหน้าบ้าน อารมณ์ดี")
FOOD = Planned({"food": 60})


def found(
    now: Written = USUAL, before: Written | None = BEFORE, *, planned: Planned = FOOD,
    is_new_person: bool = False,
) -> tuple[Mark, ...]:  # fmt: skip
    """Return the marks of a visit with the limits of the day."""
    return marks(
        now, before, planned=planned, is_new_person=is_new_person, limits=get_limits(ON),
        checklist=get_checklist(),
    )  # fmt: skip


def codes(now: Written = USUAL, before: Written | None = BEFORE, **more: Any) -> list[str]:
    """Return the codes of the marks."""
    return [str(mark.code) for mark in found(now, before, **more)]


def test_an_ordinary_visit_is_not_marked() -> None:
    assert codes() == []


def test_the_first_visit_of_all_is_not_marked_for_being_first() -> None:
    assert codes(before=None, is_new_person=True) == []


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({"is_dangerous": True}, ["danger"]),
        ({"consciousness": "hard_to_wake"}, ["hard_to_wake"]),
        ({"consciousness": "drowsy"}, []),
        ({"change": "worse"}, ["worse"]),
        ({"change": "better"}, []),
        ({"skin": "red"}, ["skin"]),
        ({"skin": "not_seen"}, []),
        ({"problems": "ล้มเมื่อคืน"}, ["new_problem"]),
        ({"answers": {"food_hand": "not_done"}}, ["missed"]),
        ({"answers": {"food_hand": "done", "wash_body": "not_done"}}, []),  # not in the plan
        ({"minutes": 29}, ["short"]),
        ({"minutes": 30}, []),  # half of what was planned is still enough
        ({"minutes": 29, "answers": {"food_hand": "not_done"}}, ["missed"]),
        ({"minutes": None}, []),
        ({"note": BEFORE.note}, ["copied"]),
        ({"is_amendment": True, "days_late": 9}, ["amended"]),
        ({"days_late": 3}, ["late"]),
        ({"days_late": 2}, []),
        ({"is_dangerous": True, "problems": "เจ็บหน้าอก", "days_late": 4},
         ["danger", "new_problem", "late"]),
    ],
)  # fmt: skip
def test_what_is_unusual(over: dict[str, Any], expected: list[str]) -> None:
    assert codes(replace(USUAL, **over)) == expected


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ({"skin": "red"}, {"skin": "red"}, []),
        ({"skin": "sore"}, {"skin": "red"}, ["skin"]),
        ({"problems": "ปวดเข่า"}, {"problems": "ปวดเข่า"}, []),
        ({"note": "ปกติ"}, {"note": "ปกติ"}, []),  # too short to tell a copy from a habit
        ({"vitals": VITALS}, {"vitals": VITALS}, ["copied"]),
        ({"vitals": {"pulse": "70"}}, {"vitals": {"pulse": "70"}}, []),
    ],
)
def test_against_the_visit_before(
    now: dict[str, Any], before: dict[str, Any], expected: list[str]
) -> None:
    assert codes(replace(USUAL, **now), replace(BEFORE, **before)) == expected


def test_somebody_new_is_read_the_first_time() -> None:
    assert codes(is_new_person=True) == ["new_person"]


def test_a_visit_that_could_not_be_says_why_and_nothing_else() -> None:
    now = Written(is_done=False, could_not_words="ไม่มีใครอยู่บ้าน")
    assert [mark.sentence for mark in found(now)] == ["ไม่ได้เยี่ยม: ไม่มีใครอยู่บ้าน"]


def test_the_longest_service_that_was_given_counts_not_the_sum() -> None:
    both = Planned({"food": 30, "daily_living": 60})
    answers = {"food_hand": "done", "wash_body": "done"}
    assert codes(replace(USUAL, answers=answers, minutes=31), planned=both) == []
    assert codes(replace(USUAL, answers=answers, minutes=29), planned=both) == ["short"]


def test_many_missed_lines_are_named_shortly() -> None:
    answers = dict.fromkeys(("wash_body", "hair", "toileting", "clothes"), "not_done")
    mark = found(replace(USUAL, answers=answers), planned=Planned({"daily_living": 60}))[0]
    assert mark.words.endswith("และอีก 2 ข้อ")


def test_limits_must_hold_on_the_day_and_be_whole() -> None:
    row = {
        "valid_from": date(2026, 1, 1), "short_percent": 50, "copied_letters": 12,
        "copied_vitals": 3, "late_days": 3, "back_days": 62, "note_th": "ยังไม่ยืนยัน",
        "source": "own", "confidence": "U",
    }  # fmt: skip
    assert limits_on({"limits": [row]}, ON).late_days == 3
    with pytest.raises(Unusable):
        limits_on({"limits": [row]}, date(2025, 1, 1))
    with pytest.raises(Unusable):
        limits_on({"limits": [row, row]}, ON)
    with pytest.raises(Unusable):
        limits_on({"limits": [row | {"late_days": "3"}]}, ON)
