"""Money in figures and in Thai words: a wrong letter here is a wrong amount on a signed paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.foundation.i18n.baht import baht, baht_words

WORDS = [
    (0, "ศูนย์บาทถ้วน"),
    (1, "หนึ่งสตางค์"),
    (25, "ยี่สิบห้าสตางค์"),
    (50, "ห้าสิบสตางค์"),
    (1_00, "หนึ่งบาทถ้วน"),
    (1_01, "หนึ่งบาทหนึ่งสตางค์"),
    (1_11, "หนึ่งบาทสิบเอ็ดสตางค์"),
    (10_00, "สิบบาทถ้วน"),
    (11_00, "สิบเอ็ดบาทถ้วน"),
    (20_00, "ยี่สิบบาทถ้วน"),
    (21_21, "ยี่สิบเอ็ดบาทยี่สิบเอ็ดสตางค์"),
    (50_00, "ห้าสิบบาทถ้วน"),
    (101_00, "หนึ่งร้อยเอ็ดบาทถ้วน"),
    (110_00, "หนึ่งร้อยสิบบาทถ้วน"),
    (111_00, "หนึ่งร้อยสิบเอ็ดบาทถ้วน"),
    (1_234_50, "หนึ่งพันสองร้อยสามสิบสี่บาทห้าสิบสตางค์"),
    (6_000_00, "หกพันบาทถ้วน"),
    (10_442_00, "หนึ่งหมื่นสี่ร้อยสี่สิบสองบาทถ้วน"),
    (300_001_00, "สามแสนเอ็ดบาทถ้วน"),
    (605_636_00, "หกแสนห้าพันหกร้อยสามสิบหกบาทถ้วน"),
    (1_000_000_00, "หนึ่งล้านบาทถ้วน"),
    (1_000_001_00, "หนึ่งล้านเอ็ดบาทถ้วน"),
    (11_000_000_00, "สิบเอ็ดล้านบาทถ้วน"),
    (1_265_646_000_00, "หนึ่งพันสองร้อยหกสิบห้าล้านหกแสนสี่หมื่นหกพันบาทถ้วน"),
    (1_000_000_000_000_00, "หนึ่งล้านล้านบาทถ้วน"),
    (-50_00, "ลบห้าสิบบาทถ้วน"),
]
DIGITS = {"หนึ่ง": 1, "เอ็ด": 1, "ยี่": 2, "สอง": 2, "สาม": 3, "สี่": 4, "ห้า": 5, "หก": 6, "เจ็ด": 7,
          "แปด": 8, "เก้า": 9}  # fmt: skip
PLACES = {"สิบ": 10, "ร้อย": 100, "พัน": 1_000, "หมื่น": 10_000, "แสน": 100_000}


@pytest.mark.parametrize(("satang", "words"), WORDS, ids=[str(satang) for satang, _ in WORDS])
def test_an_amount_is_spelt_as_on_a_thai_document(satang: int, words: str) -> None:
    assert baht_words(satang) == words


@pytest.mark.parametrize(
    ("satang", "figures"),
    [(0, "0.00"), (5, "0.05"), (50_00, "50.00"), (1_234_50, "1,234.50"), (10_442_00, "10,442.00"),
     (1_265_646_000_00, "1,265,646,000.00"), (-5, "-0.05"), (-1_234_50, "-1,234.50")],
)  # fmt: skip
def test_an_amount_in_figures_has_commas_and_both_satang_places(satang: int, figures: str) -> None:
    assert baht(satang) == figures


def said_number(words: str) -> int:
    """Read a Thai number aloud back into figures, by its words and not by the writer's rules."""
    if "ล้าน" in words:
        millions, rest = words.rsplit("ล้าน", 1)
        return said_number(millions) * 1_000_000 + said_number(rest)
    return sum(digit * place for digit, place in _steps(words))


def _steps(words: str) -> list[tuple[int, int]]:
    steps, digit = [], 0
    while words:
        word = next(w for w in (*DIGITS, *PLACES) if words.startswith(w))
        words = words[len(word) :]
        if word in DIGITS:
            digit = DIGITS[word]
        else:
            steps.append((digit or 1, PLACES[word]))
            digit = 0
    return [*steps, (digit, 1)]


def said(words: str) -> int:
    sign = -1 if words.startswith("ลบ") else 1
    words = words.removeprefix("ลบ").removesuffix("ถ้วน")
    whole, _, rest = words.rpartition("บาท")
    return sign * (said_number(whole.replace("ศูนย์", "")) * 100
                   + said_number(rest.removesuffix("สตางค์")))  # fmt: skip


@given(st.integers(-(10**18), 10**18) | st.integers(-300, 300_000_000))
def test_words_read_aloud_give_the_same_satang(satang: int) -> None:
    assert said(baht_words(satang)) == satang


@given(st.integers(-(10**18), 10**18))
def test_figures_give_the_same_satang(satang: int) -> None:
    assert int(baht(satang).replace(",", "").replace(".", "")) == satang
