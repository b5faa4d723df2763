"""Numbers and codes of sheets, and rows of digits: cases as they are typed and photographed."""

from io import BytesIO

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ltc.care.assessment.queries.instruments import get_instrument, list_instruments
from ltc.care.papers.actions import read_photo
from ltc.care.papers.forms import read_digits, takes_digits
from ltc.care.papers.terms import code_text, pretty, read_code, read_number
from ltc.foundation.core.errors import RuleViolation


def photo_of(*texts: str, turned: float = 0.0, size: tuple[int, int] = (1200, 1600)) -> bytes:
    """Return a made-up photo of a sheet with codes on it, a little turned and grey."""
    sheet = Image.new("L", size, 225)
    for place, text in enumerate(texts):
        drawn = BytesIO()
        segno.make(text, error="m", micro=False).save(drawn, kind="png", scale=6)
        sheet.paste(Image.open(drawn), (700 - 500 * place, 80))
    written = BytesIO()
    sheet.rotate(turned, expand=True, fillcolor=180).save(written, "JPEG", quality=60)
    return written.getvalue()


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("4821-0937", "48210937"),
        ("48210937", "48210937"),
        (" ๔๘๒๑ ๐๙๓๗ ", "48210937"),
        ("4821–0937", "48210937"),
        ("4821093", None),
        ("482109371", None),
        ("ABCD-0937", None),
        ("", None),
    ],
)
def test_a_number_as_it_is_typed(typed: str, number: str | None) -> None:
    assert read_number(typed) == number


@given(st.integers(0, 10**8 - 1))
def test_every_number_comes_back(value: int) -> None:
    number = f"{value:08d}"
    assert read_number(pretty(number)) == number
    assert read_code(code_text(number)) == number


@pytest.mark.parametrize("text", ["https://example.org/48210937", "48210937", "LTC-SHEET x", ""])
def test_the_code_of_somebody_else_is_none_of_ours(text: str) -> None:
    assert read_code(text) is None


@pytest.mark.parametrize("turned", [0, 7, -12, 90, 180])
def test_a_photo_of_a_sheet_says_which_it_is(turned: float) -> None:
    assert read_photo(photo_of(code_text("48210937"), turned=turned)) == "48210937"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (photo_of("https://example.org"), "no_code"),
        (photo_of(), "no_code"),
        (photo_of(code_text("48210937"), code_text("11112222")), "two_codes"),
        (b"no photo at all", "file_unreadable"),
        (b"\xff\xd8\xff broken", "file_unreadable"),
        (b"", "file_unreadable"),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, code: str) -> None:
    with pytest.raises(RuleViolation) as broken:
        read_photo(data)
    assert broken.value.code == code


@pytest.mark.parametrize(
    "typed", ["2131222122", "2 1 3 1 2 2 2 1 2 2", "๒๑๓๑๒๒๒๑๒๒", "21312,22122"]
)
def test_the_ten_digits_of_barthel(typed: str) -> None:
    answers = read_digits(get_instrument("barthel"), typed)
    assert sum(answers.values()) == 18
    assert list(answers)[0] == "feeding"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("213122212", "มี 10 ข้อ แต่พิมพ์มา 9"),
        ("9131222122", "ข้อ 1"),
        ("2131222129", "ข้อ 10"),
        ("21312221a2", "ข้อ 9"),
        ("²131222122", "ข้อ 1"),
    ],
)
def test_digits_that_do_not_fit_are_named(typed: str, said: str) -> None:
    with pytest.raises(RuleViolation) as broken:
        read_digits(get_instrument("barthel"), typed)
    assert said in broken.value.message
    assert broken.value.field == "digits"


def test_a_measured_number_is_no_digit() -> None:
    by_digits = {one.code for one in list_instruments() if takes_digits(one)}
    assert {"barthel", "tai", "2q", "9q"} <= by_digits
    assert "tug" not in by_digits
