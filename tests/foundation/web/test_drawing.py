"""The pictures as markup: whole, escaped, and with every score in them."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from ltc.foundation.web import drawing
from ltc.foundation.web.charts import (
    BandRange,
    Point,
    Rater,
    adl_line,
    sparkline,
)
from ltc.foundation.web.happened import Happened, Stay
from ltc.foundation.web.heat import ItemRow, heat_strip

BANDS = (BandRange(0, 11, "ติด<b>บ้าน", "home"), BandRange(12, 20, "ติดสังคม", "social"))
START = date(2024, 11, 10)
RATERS = (Rater.NURSE, Rater.DOCTOR, Rater.CAREGIVER, Rater.OTHER)


def points(count: int) -> list[Point]:
    return [
        Point(START + timedelta(days=91 * i), i % 21, RATERS[i % 4], i == count - 1, 'ป้า "สม" & ลุง')
        for i in range(count)
    ]


@pytest.mark.parametrize("count", [1, 4, 20])
def test_the_line_is_whole_svg_with_a_mark_for_each_score(count: int) -> None:
    line = adl_line(points(count), BANDS, [Happened(START, "ล้ม<")], width=360, noise=1.1)
    svg = ElementTree.fromstring(drawing.adl_picture(line, "chart-narrow"))
    assert svg.get("aria-label") == line.title
    titles = [title.text for title in svg.iter("title")]
    assert titles == ["10 พ.ย. 2567 ล้ม<", *(mark.title for mark in line.marks)]
    assert [c.get("class") for c in svg.iter("circle")].count("alarm-ring") == 1
    assert "ติด<b>บ้าน" in [text.text for text in svg.iter("text")]
    assert "ล้ม<" in [text.text for text in svg.iter("text")]


def test_a_stay_is_a_band_with_its_words_and_events_stand_in_the_table() -> None:
    fall = Happened(START + timedelta(days=9), "หกล้ม", "triangle", "หกล้ม <แรง>", is_about=True)
    stay = Stay(START + timedelta(days=10), None, "อยู่โรงพยาบาล")
    line = adl_line(points(2), BANDS, [fall], [stay])
    svg = ElementTree.fromstring(drawing.adl_picture(line, "chart-wide"))
    titles = [title.text for title in svg.iter("title")]
    assert titles[:2] == ["อยู่โรงพยาบาล", "ประมาณ 19 พ.ย. 2567 หกล้ม <แรง>"]
    rows = BeautifulSoup(f"<table>{drawing.table_rows(line)}</table>", "html.parser").select("tr")
    assert [row.th.text for row in rows][1:] == ["ประมาณ 19 พ.ย. 2567", "10 พ.ย. 2567"]  # type: ignore[union-attr]
    assert rows[1].td.text == "หกล้ม <แรง>"  # type: ignore[union-attr]


def test_what_people_wrote_is_escaped_in_the_table() -> None:
    rows = drawing.table_rows(adl_line(points(3), BANDS))
    page = BeautifulSoup(f"<table>{rows}</table>", "html.parser")
    assert page.find("b") is None
    assert [cell.text for cell in page.select("span.sub")] == ['ป้า "สม" & ลุง'] * 3
    assert page.select_one("th[scope=row]").text == "11 พ.ค. 2568"  # type: ignore[union-attr]


def test_the_strip_says_what_changed_in_words_too() -> None:
    strip = heat_strip([ItemRow('อาบ"น้ำ', [2, 1, None, 3], 3)], [START] * 4)
    page = BeautifulSoup(f"<table>{drawing.heat_rows(strip)}</table>", "html.parser")
    cells = page.select("td")
    assert [cell["class"] for cell in cells] == [
        ["heat-2"], ["heat-1", "down"], ["heat-none"], ["heat-3", "up"]
    ]  # fmt: skip
    assert [cell.text for cell in cells] == ["2", "1↓ลดลง", "–", "3↑เพิ่มขึ้น"]
    assert cells[1]["title"] == 'อาบ"น้ำ 10 พ.ย. 2567 ได้ 1 จาก 3 ลดจาก 2'


def test_a_change_is_seen_against_a_date_that_is_no_longer_shown() -> None:
    strip = heat_strip([ItemRow("อาบน้ำ", [3, None, 1], 3)], [START] * 3, most=1)
    assert strip.rows[0].cells[0].change == "down"


def test_the_small_line_is_whole_svg_and_empty_without_scores() -> None:
    spark = sparkline([(START, 9), (START + timedelta(days=91), 4)], BANDS)
    svg = ElementTree.fromstring(drawing.sparkline_picture(spark))
    assert svg.get("aria-label") == spark.title
    assert drawing.sparkline_picture(sparkline([], BANDS)) == ""


def test_an_icon_alone_is_read_aloud_and_one_beside_a_word_is_not() -> None:
    icon = drawing.icons_of({"home": '<path d="M0 0"/>'})
    assert 'aria-hidden="true"' in icon("home")
    assert 'aria-label="บ้าน &lt;1&gt;"' in icon("home", "บ้าน <1>")
    with pytest.raises(KeyError):
        icon("no such drawing")
