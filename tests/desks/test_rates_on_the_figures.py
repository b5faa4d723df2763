"""The director sees what is paid for a person, marked with how sure it is."""

from flask import Flask

from tests.cast import Cast
from tests.client import Client


def test_an_unsure_rate_says_so(app: Flask, cast: Cast) -> None:
    page = Client(app).sign_in("director", cast.password).get("/figures")
    row = page.soup.find("td", attrs={"data-label": "บาทต่อคนต่อปี"})
    assert row is not None
    assert "10,442" in row.text
    beside = row.find_next_sibling("td")
    assert beside is not None
    assert "ยังไม่ยืนยัน" in beside.text
    assert "ไม่รู้วันที่เริ่มใช้" in beside.text


def test_a_rate_of_an_earlier_year_with_its_source_is_no_doubt(app: Flask, cast: Cast) -> None:
    page = Client(app).sign_in("director", cast.password).get("/figures")
    lines = [line.text for line in page.soup.find_all("tr") if line.text.startswith("2566")]
    assert len(lines) == 1
    assert "มีที่มา" in lines[0]
