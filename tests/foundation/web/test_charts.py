"""The geometry of the pictures: nothing falls off, nothing runs into anything else."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from ltc.foundation.web.charts import (
    AdlLine,
    BandRange,
    Point,
    Rater,
    adl_line,
    sparkline,
)
from ltc.foundation.web.happened import Happened
from ltc.foundation.web.heat import ItemRow, heat_strip

BANDS = (
    BandRange(0, 4, "ติดเตียง", "bed"),
    BandRange(5, 11, "ติดบ้าน", "home"),
    BandRange(12, 20, "ติดสังคม", "social"),
)
START = date(2024, 11, 10)


def scored(*totals: int, every: int = 91) -> list[Point]:
    return [
        Point(START + timedelta(days=every * i), total, Rater.NURSE)
        for i, total in enumerate(totals)
    ]


@pytest.mark.parametrize(
    "points",
    [
        pytest.param(scored(7), id="one"),
        pytest.param(scored(7, 4), id="two"),
        pytest.param(scored(20, 0, 20, 0), id="both ends of the scale"),
        pytest.param(scored(7, 7, 4, every=0), id="three on one day"),
        pytest.param(scored(*[9] * 100, every=30), id="eight years"),
        pytest.param(scored(7, 25), id="a score above the scale"),
    ],
)
def test_every_mark_lies_inside_the_plot(points: list[Point]) -> None:
    chart = adl_line(points, BANDS)
    assert len(chart.marks) == len(points)
    assert all(chart.plot.left <= m.x <= chart.plot.right for m in chart.marks)
    assert all(chart.plot.top <= m.y <= chart.plot.bottom for m in chart.marks)


def test_without_points_the_chart_is_empty_and_says_so() -> None:
    chart = adl_line([], BANDS, [Happened(START, "หกล้ม")])
    assert chart.is_empty
    assert chart.title == "ยังไม่มีคะแนนเอดีแอล"
    assert chart.line == chart.noise == ""


def test_points_of_one_day_stand_side_by_side() -> None:
    places = [m.x for m in adl_line(scored(7, 7, every=0), BANDS).marks]
    assert places[1] - places[0] >= 13


def test_points_are_put_in_order_of_time() -> None:
    chart = adl_line(scored(9, 7, 4)[::-1], BANDS)
    assert [m.total for m in chart.marks] == [9, 7, 4]
    assert [row.total for row in chart.rows] == [4, 7, 9]
    assert [m.is_last for m in chart.marks] == [False, False, True]


def test_time_is_to_scale() -> None:
    points = [
        Point(START, 9),
        Point(START + timedelta(days=100), 8),
        Point(START + timedelta(days=400), 7),
    ]
    first, second, third = (m.x for m in adl_line(points, BANDS).marks)
    assert (third - second) / (second - first) == pytest.approx(3, abs=0.05)


@pytest.mark.parametrize("width", [320, 520, 820, 1100])
@pytest.mark.parametrize("days", [1, 60, 200, 730, 2000, 5000])
def test_month_labels_never_touch(width: int, days: int) -> None:
    points = [Point(START, 9), Point(START + timedelta(days=days), 8)]
    chart = adl_line(points, BANDS, width=width)
    assert chart.months
    assert all(b.at - a.at >= 3.1 * chart.text_size for a, b in pairwise(chart.months))


def test_months_are_of_the_buddhist_era() -> None:
    labels = [tick.label for tick in adl_line(scored(9, 8, 7, 7), BANDS).months]
    assert labels[0] == "ธ.ค. 67"


def label_spans(chart: AdlLine) -> list[tuple[float, float, float]]:
    spans = []
    for event in chart.events:
        room = len(event.label) * 8.0
        left = event.x if event.anchor == "start" else event.x - room
        spans.append((event.label_y, left, left + room))
    return sorted(spans)


@pytest.mark.parametrize("gap", [0, 1, 10, 40, 200])
def test_event_labels_never_touch_and_stay_above_the_plot(gap: int) -> None:
    events = [Happened(START + timedelta(days=gap * i), "นอนรพ") for i in range(5)]
    chart = adl_line(scored(*[9] * 9), BANDS, events, width=520)
    spans = label_spans(chart)
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(spans))
    assert all(
        y < chart.plot.top and left >= 0 and right <= chart.width for y, left, right in spans
    )


def test_band_labels_stand_right_of_the_line() -> None:
    chart = adl_line(scored(9, 4), BANDS)
    assert max(m.x for m in chart.marks) < chart.plot.right < chart.width - 60
    assert [b.scores for b in chart.bands] == ["0–4", "5–11", "12–20"]


def test_bands_fill_the_plot_without_gaps() -> None:
    chart = adl_line(scored(9), BANDS)
    bed, home, social = chart.bands
    assert social.y == chart.plot.top
    assert bed.y + bed.height == pytest.approx(chart.plot.bottom, abs=0.2)
    assert social.y + social.height == pytest.approx(home.y, abs=0.2)


@pytest.mark.parametrize(
    ("rater", "shape"),
    [
        (Rater.NURSE, "circle"),
        (Rater.DOCTOR, "square"),
        (Rater.CAREGIVER, "ring"),
        (Rater.OTHER, "diamond"),
    ],
)
def test_the_shape_tells_who_scored(rater: Rater, shape: str) -> None:
    chart = adl_line([Point(START, 9, rater)], BANDS)
    assert chart.marks[0].shape == shape
    assert chart.legend == ((shape, rater.word),)


def test_numbers_stand_at_changes_only() -> None:
    chart = adl_line(scored(9, 9, 8, 8, 8), BANDS)
    assert [m.number_y is not None for m in chart.marks] == [True, False, True, False, True]


def test_crowded_marks_are_small() -> None:
    assert (
        adl_line(scored(*[9] * 100, every=30), BANDS).mark_size
        < adl_line(scored(9, 8), BANDS).mark_size
    )


@pytest.mark.parametrize(("count", "corners"), [(0, 0), (1, 0), (2, 4), (3, 6)])
def test_noise_runs_along_both_sides_of_the_line(count: int, corners: int) -> None:
    chart = adl_line(scored(9, 8, 7)[:count], BANDS, noise=1.1)
    assert len(chart.noise.split()) == corners


@pytest.mark.parametrize(
    ("totals", "words"),
    [
        ([9], "คะแนนเอดีแอล 9 เมื่อ 10 พ.ย. 2567"),
        ([9, 4], "ลดจาก 9 เหลือ 4"),
        ([4, 9], "เพิ่มจาก 4 เป็น 9"),
        ([7, 9, 7], "คงที่ที่ 7"),
    ],
)
def test_the_title_says_the_change(totals: list[int], words: str) -> None:
    assert words in adl_line(scored(*totals), BANDS).title


def test_the_table_names_the_band_and_the_rater() -> None:
    row = adl_line([Point(START, 4, Rater.DOCTOR, note="หลังนอนโรงพยาบาล")], BANDS).rows[0]
    assert (row.band, row.rater, row.note) == ("ติดเตียง", "หมอ", "หลังนอนโรงพยาบาล")


@pytest.mark.parametrize("count", [0, 1, 2, 30])
def test_a_sparkline_stays_in_its_frame(count: int) -> None:
    spark = sparkline([(START + timedelta(days=i), 20 - i % 21) for i in range(count)], BANDS)
    spots = [tuple(float(n) for n in spot.split(",")) for spot in spark.line.split()]
    assert len(spots) == count
    assert (spark.last is None) == (count == 0)
    assert all(0 <= x <= spark.width and 0 <= y <= spark.height for x, y in spots)


DATES = [date(2025, month, 9) for month in range(1, 11)]


@pytest.mark.parametrize(
    ("values", "changes", "levels"),
    [
        pytest.param([2, 2, 1], ["", "", "down"], [2, 2, 1], id="fell"),
        pytest.param([0, 3], ["", "up"], [0, 3], id="rose to the full score"),
        pytest.param([2, None, 1], ["", "", "down"], [2, -1, 1], id="compared across a gap"),
        pytest.param([None], [""], [-1], id="never asked"),
    ],
)
def test_heat_cells(values: list[int | None], changes: list[str], levels: list[int]) -> None:
    (row,) = heat_strip([ItemRow("ลุกนั่ง", values, 3)], DATES[: len(values)]).rows
    assert [cell.change for cell in row.cells] == changes
    assert [cell.level for cell in row.cells] == levels


def test_the_strip_keeps_the_latest_dates() -> None:
    strip = heat_strip([ItemRow("อาบน้ำ", [1] * 10, 1)], DATES, most=8)
    assert strip.columns[0] == ("มี.ค.", "68")
    assert strip.columns[-1] == ("ต.ค.", "68")
    assert len(strip.rows[0].cells) == 8


def test_a_strip_without_dates_is_empty() -> None:
    assert heat_strip([ItemRow("อาบน้ำ", [], 1)], []).is_empty


def test_a_row_must_have_a_value_for_each_date() -> None:
    with pytest.raises(ValueError, match="zip"):
        heat_strip([ItemRow("อาบน้ำ", [1], 1)], DATES[:2])
