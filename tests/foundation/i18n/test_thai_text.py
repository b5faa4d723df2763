"""Thai text: one typing of each word, the order of a dictionary, pieces that search can find."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltc.foundation.i18n.text import arabic_digits, clean, pieces, searchable, sort_key, thai_digits

quick = settings(max_examples=60, derandomize=True, deadline=None)
THAI = st.text(st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B), max_size=12)
ANY = st.text(max_size=30)
MARKS = "่้๊๋"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  บุญ  มี ", "บุญ มี"),
        ("บุญ\u200bมี\ufeff", "บุญมี"),
        ("น\u0e4d\u0e49\u0e32", "น\u0e49\u0e33"),
        ("น\u0e4d\u0e32", "น\u0e33"),
        ("ท\u0e48\u0e35", "ท\u0e35\u0e48"),
        ("e\u0301", "\u00e9"),
        ("บุญ\x00มี\x07", "บุญมี"),
        ("\u202eบุญ\u202c", "บุญ"),
        ("บุญ\u00a0มี", "บุญ มี"),
        ("", ""),
    ],
)
def test_typed_in_two_ways_is_stored_in_one(typed: str, stored: str) -> None:
    assert clean(typed) == stored


@quick
@given(ANY)
def test_cleaning_again_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert "\0" not in once


def test_names_stand_in_dictionary_order() -> None:
    ordered = [
        "กนก", "กานดา", "กิ่ง", "เกษม", "แก้ว", "ขวัญ", "คำ", "จันทร์", "เจริญ", "ใจ", "ไฉน",
        "ทองดี", "นก", "บุญมา", "บุญมี", "เบญจา", "ปราณี", "เพ็ญ", "มาลี", "เมตตา", "อารีย์",
    ]  # fmt: skip
    assert sorted(reversed(ordered), key=sort_key) == ordered


def test_tone_marks_decide_only_between_equal_words() -> None:
    assert sorted(["ป้า", "ป่า", "ปา", "ปาน"], key=sort_key) == ["ปา", "ป่า", "ป้า", "ปาน"]


@quick
@given(THAI, THAI)
def test_key_gives_one_order_however_it_was_typed(one: str, other: str) -> None:
    assert sort_key(one) == sort_key(clean(one))
    assert sort_key(" " + one) == sort_key(one + "\u200b")
    assert (sort_key(one) <= sort_key(other)) or (sort_key(other) <= sort_key(one))


@quick
@given(st.text("กขคงจนบมรสอาิีุูเแโใไ", min_size=1, max_size=8), st.sampled_from(MARKS))
def test_beginning_of_a_word_comes_before_it(word: str, mark: str) -> None:
    plain = "".join(letter for letter in word if letter not in "เแโใไ") or "ก"
    assert sort_key(plain) < sort_key(plain + "ก")
    assert sort_key(plain) < sort_key(plain + mark) < sort_key(plain + "ก")


@quick
@given(ANY)
def test_search_text_is_letters_and_digits_only(text: str) -> None:
    reduced = searchable(text)
    assert not set(reduced) & set(" %_-.'\"\\<>\0\u200b")
    assert all(part in reduced for part in pieces(reduced))


@quick
@given(st.integers(0, 10**12))
def test_digits_there_and_back(number: int) -> None:
    assert arabic_digits(thai_digits(str(number))) == str(number)
