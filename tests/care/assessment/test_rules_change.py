"""The comparison with earlier assessments."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.assessment.queries.instruments import get_assessment_rules, get_instrument
from ltc.care.assessment.rules.change import (
    ChangeLevel,
    compare,
    in_order_of_loss,
    reliable_change,
)
from ltc.care.assessment.rules.history import ScoredAssessment

TODAY = date(2026, 7, 1)
BARTHEL = get_instrument("barthel")
THRESHOLDS = get_assessment_rules(TODAY).change
BEST = {item.code: item.maximum for item in BARTHEL.items}


def rated(total: int, months_ago: int = 0, role: str = "nurse") -> ScoredAssessment:
    """Return an assessment of which only the total matters."""
    return ScoredAssessment(TODAY - timedelta(days=30 * months_ago), total, {}, role)


@pytest.mark.parametrize(
    ("totals", "level", "difference"),
    [
        pytest.param([14, 14, 14, 14], ChangeLevel.STEADY, 0, id="no change"),
        pytest.param([14, 14, 14, 13], ChangeLevel.STEADY, -1, id="one less is noise"),
        pytest.param([14, 14, 14, 12], ChangeLevel.AMBER, -2, id="two less"),
        pytest.param([14, 14, 14, 11], ChangeLevel.RED, -3, id="three less"),
        pytest.param([14, 14, 14, 16], ChangeLevel.BETTER, 2, id="two more"),
        pytest.param([14, 14, 17, 14], ChangeLevel.STEADY, 0, id="one odd high score"),
        pytest.param([20, 14, 14, 14, 14], ChangeLevel.STEADY, 0, id="only three look back"),
        pytest.param([15, 14, 12], ChangeLevel.AMBER, -2.5, id="median of two"),
        pytest.param([11, 11, 11, 8], ChangeLevel.AMBER, -3, id="three less at a low score"),
        pytest.param([12, 12, 12, 8], ChangeLevel.RED, -4, id="four less at a low score"),
    ],
)
def test_steps(totals: list[int], level: ChangeLevel, difference: float) -> None:
    *before, now = totals
    history = [rated(total, len(before) - place) for place, total in enumerate(before)]
    change = compare(rated(now), history, THRESHOLDS, BARTHEL)
    assert change is not None
    assert (change.level, change.difference) == (level, difference)


@pytest.mark.parametrize(
    ("now", "level"), [(11, ChangeLevel.AMBER), (10, ChangeLevel.RED), (12, ChangeLevel.AMBER)]
)
def test_raters_of_different_roles_need_a_larger_step(now: int, level: ChangeLevel) -> None:
    change = compare(rated(now), [rated(14, 3, "caregiver")], THRESHOLDS, BARTHEL)
    assert change is not None
    assert (change.level, change.is_careful) == (level, True)


def test_a_first_assessment_has_nothing_to_be_compared_with() -> None:
    assert compare(rated(14), [], THRESHOLDS, BARTHEL) is None


def test_a_late_entry_is_not_compared_with_what_came_after_it() -> None:
    assert compare(rated(14, 6), [rated(9, 1)], THRESHOLDS, BARTHEL) is None


def test_history_may_come_in_any_order() -> None:
    history = [rated(14, 1), rated(10, 9), rated(12, 5)]
    forwards = compare(rated(11), history, THRESHOLDS, BARTHEL)
    assert forwards == compare(rated(11), history[::-1], THRESHOLDS, BARTHEL)


@pytest.mark.parametrize(
    ("before", "now", "sentence"),
    [
        pytest.param([14], 14, "เท่ากับครั้งก่อน (14 คะแนน)", id="same"),
        pytest.param(
            [14, 14], 11, "ลดลง 3 คะแนน จากค่ากลางของ 2 ครั้งก่อน (14 → 11) ควรไปดูเร็ว ๆ นี้", id="red"
        ),
        pytest.param([14], 12, "ลดลง 2 คะแนน จากครั้งก่อน (14 → 12) ควรติดตาม", id="amber"),
        pytest.param([12], 15, "เพิ่มขึ้น 3 คะแนน จากครั้งก่อน (12 → 15) ดีขึ้น", id="better"),
    ],
)
def test_the_change_is_told_in_a_sentence(before: list[int], now: int, sentence: str) -> None:
    history = [rated(total, place + 1) for place, total in enumerate(before)]
    change = compare(rated(now), history, THRESHOLDS, BARTHEL)
    assert change is not None
    assert change.sentence_th == sentence


def test_lost_items_come_in_order_of_loss_with_continence_last() -> None:
    before = ScoredAssessment(TODAY - timedelta(days=90), 20, BEST, "nurse")
    answers = BEST | {"bladder": 1, "feeding": 0, "bathing": 0, "stairs": 1}
    now = ScoredAssessment(TODAY, sum(answers.values()), answers, "nurse")
    change = compare(now, [before], THRESHOLDS, BARTHEL)
    assert change is not None
    assert [lost.item for lost in change.lost] == ["stairs", "bathing", "feeding", "bladder"]
    assert change.lost[1].sentence_th == "อาบน้ำ จาก 1 เหลือ 0 ตอนนี้ต้องมีคนช่วยหรือทำให้"
    assert change.basic_lost == ("feeding",)


def test_gained_items_are_told_too() -> None:
    before = ScoredAssessment(TODAY - timedelta(days=90), 19, BEST | {"bathing": 0}, "nurse")
    now = ScoredAssessment(TODAY, 20, BEST, "nurse")
    change = compare(now, [before], THRESHOLDS, BARTHEL)
    assert change is not None
    assert [gained.sentence_th for gained in change.gained] == ["อาบน้ำ จาก 0 เป็น 1 ตอนนี้อาบน้ำได้เอง"]


def test_a_measured_item_moves_without_an_option_text() -> None:
    tug = get_instrument("tug")
    before = ScoredAssessment(TODAY - timedelta(days=90), 10, {"seconds": 10}, "nurse")
    now = ScoredAssessment(TODAY, 14, {"seconds": 14}, "nurse")
    change = compare(now, [before], THRESHOLDS, tug)
    assert change is not None
    assert change.gained[0].sentence_th == "เวลาที่ใช้ จาก 10 เป็น 14"


@pytest.mark.parametrize(
    ("after", "sem", "index"), [(11, 1.1, -1.93), (11, 1.45, -1.46), (10, 1.1, -2.57)]
)
def test_reliable_change_index_as_published(after: int, sem: float, index: float) -> None:
    assert reliable_change(14, after, sem=sem) == index


def test_order_of_loss() -> None:
    codes = [item.code for item in in_order_of_loss(BARTHEL)]
    assert codes[:3] == ["stairs", "bathing", "mobility"]
    assert set(codes[3:5]) == {"toilet", "dressing"}
    assert codes[5:] == ["transfer", "grooming", "feeding", "bowels", "bladder"]


@given(st.lists(st.integers(0, 20), min_size=1, max_size=6), st.integers(0, 20))
def test_a_lower_total_never_looks_better(before: list[int], now: int) -> None:
    history = [rated(total, place + 1) for place, total in enumerate(before)]
    order = [ChangeLevel.RED, ChangeLevel.AMBER, ChangeLevel.STEADY, ChangeLevel.BETTER]
    higher, lower = (compare(rated(t), history, THRESHOLDS, BARTHEL) for t in (now, now - 1))
    assert higher is not None
    assert lower is not None
    drop = lower.difference - higher.difference
    assert drop == -1
    if lower.is_careful == higher.is_careful:
        assert order.index(lower.level) <= order.index(higher.level)
