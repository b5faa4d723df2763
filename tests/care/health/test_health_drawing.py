"""The strips: one axis for all, round numbers, nothing drawn outside its days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.foundation.web.charts import BandRange
from ltc.foundation.web.strips import (
    Frame,
    Line,
    Reading,
    mark_strip,
    round_values,
    strip,
)

LAST = date(2026, 11, 22)
FRAME = Frame(date(2025, 11, 22), LAST)
BANDS = [BandRange(0, 4, "ติดเตียง", "bed"), BandRange(5, 11, "ติดบ้าน", "home")]
days = st.integers(0, 365).map(lambda ago: LAST - timedelta(days=ago))
readings = st.lists(
    st.builds(Reading, days, st.floats(20, 300, allow_nan=False)), min_size=1, max_size=40
)


def test_one_day_stands_at_one_place_in_all_strips() -> None:
    day = date(2026, 5, 1)
    one = strip([Line("", [Reading(day, 54.3)])], FRAME, title="น้ำหนัก")
    other = strip([Line("", [Reading(day, 6)])], FRAME, title="ระดับ", span=(0, 20), bands=BANDS)
    marks = mark_strip([(day, "circle", "เริ่มยา")], FRAME, title="ยา")
    assert one.spots[0].x == other.spots[0].x == marks.spots[0].x
    assert [tick.at for tick in one.months] == [tick.at for tick in other.months]


def test_what_lies_outside_the_days_is_left_out() -> None:
    before = Reading(FRAME.first - timedelta(days=1), 50)
    assert strip([Line("", [before])], FRAME, title="").is_empty
    assert mark_strip([(before.on, "circle", "ยา")], FRAME, title="").is_empty


@given(readings)
def test_every_mark_stands_inside_the_plot(found: list[Reading]) -> None:
    drawn = strip([Line("", found)], FRAME, title="")
    assert len(drawn.spots) == len(found)
    for spot in drawn.spots:
        assert drawn.plot.left <= spot.x <= drawn.plot.right
        assert drawn.plot.top <= spot.y <= drawn.plot.bottom


@given(st.floats(-1000, 1000), st.floats(0.5, 1000))
def test_axis_numbers_are_few_and_inside(low: float, room: float) -> None:
    values = round_values(low, low + room)
    assert 1 <= len(values) <= 4
    assert values == sorted(values)
    assert all(low - 1e-6 <= value <= low + room + 1e-6 for value in values)


def test_the_newest_value_stands_in_words() -> None:
    found = [Reading(date(2026, 1, 1), 50), Reading(date(2026, 6, 1), 48.5)]
    drawn = strip([Line("", found)], FRAME, title="")
    assert [spot.label for spot in drawn.spots] == ["", "48.5"]


def test_a_stage_holds_until_the_next_look() -> None:
    found = [Reading(date(2026, 1, 1), 2), Reading(date(2026, 6, 1), 3)]
    line = strip([Line("", found)], FRAME, title="", span=(0, 5), is_stepped=True).lines[0]
    (x1, y1), (x2, y2), (x3, y3) = (pair.split(",") for pair in line.split())
    assert (y1, x2) == (y2, x3)
    assert (x1 != x2, y2 != y3) == (True, True)


@pytest.mark.parametrize("many", [2, 4, 12])
def test_happenings_of_one_day_are_numbered_and_stacked(many: int) -> None:
    drawn = mark_strip([(LAST, "circle", "ยา")] * many, FRAME, title="")
    assert [spot.label for spot in drawn.spots] == [str(n) for n in range(1, many + 1)]
    assert len({spot.y for spot in drawn.spots}) == min(many, 4)


@pytest.mark.parametrize("months", [3, 6, 12, 24])
@pytest.mark.parametrize("width", [360, 640])
def test_names_of_months_do_not_touch(months: int, width: int) -> None:
    frame = Frame(LAST - timedelta(days=months * 30), LAST, width)
    ticks = strip([], frame, title="").months
    places = [tick.at for tick in ticks]
    assert len(ticks) >= 2
    assert all(b - a >= 4 * frame.text_size for a, b in zip(places, places[1:], strict=False))
