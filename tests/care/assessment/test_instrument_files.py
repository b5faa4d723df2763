"""The shipped instruments: wording, codes and honesty about what is not known."""

import pytest

from ltc.care.assessment.queries.instruments import get_instrument, list_instruments
from ltc.care.assessment.terms import Confidence, Instrument, Kind, Method, Place, Purpose
from ltc.foundation.core.errors import NotFound
from ltc.foundation.core.words import Word

EVERY = [pytest.param(instrument, id=instrument.code) for instrument in list_instruments()]


@pytest.mark.parametrize(
    ("code", "item", "score", "text"),
    [
        (
            "barthel",
            "transfer",
            1,
            "ต้องการความช่วยเหลืออย่างมากจึงจะนั่งได้ เช่น ต้องใช้คนที่แข็งแรงหรือมีทักษะ 1 คน "
            "หรือใช้คนทั่วไป 2 คนพยุงหรือดันขึ้นมาจึงจะนั่งอยู่ได้",
        ),
        (
            "barthel",
            "toilet",
            2,
            "ช่วยตัวเองได้ดี (ขึ้นนั่งและลงจากโถส้วมได้เอง ทำความสะอาดได้เรียบร้อยหลังจากเสร็จธุระ "
            "ถอดใส่เสื้อผ้าได้เรียบร้อย)",
        ),
        (
            "barthel",
            "mobility",
            1,
            "ต้องใช้รถเข็นช่วยตัวเองให้เคลื่อนที่ได้เอง (ไม่ต้องมีคนเข็นให้) และจะต้องเข้าออกมุมห้องหรือประตูได้",
        ),
        (
            "barthel",
            "feeding",
            1,
            "ตักอาหารเองได้แต่ต้องมีคนช่วย เช่น ช่วยใช้ช้อนตักเตรียมไว้ให้ หรือตัดเป็นชิ้นเล็กๆ ไว้ล่วงหน้า",
        ),
        (
            "barthel",
            "bladder",
            0,
            "กลั้นไม่ได้ หรือใส่สายสวนปัสสาวะแต่ไม่สามารถดูแลเองได้",
        ),
        (
            "tai",
            "mental",
            4,
            "มีปัญหาด้านการตัดสินใจและความจำ แต่ไม่มีความผิดปกติของการรับรู้บุคคล สถานที่ เวลา และปัญหาด้านพฤติกรรม",
        ),
        ("tai", "toilet", 5, "ไปห้องน้ำได้เอง โดยถ่ายสำเร็จทุกครั้งในช่วง 2 อาทิตย์ที่ผ่านมา"),
        ("9q", "q1", 1, "เป็นบางวัน 1-7 วัน"),
    ],
)
def test_official_wording_is_kept_word_for_word(
    code: str, item: str, score: int, text: str
) -> None:
    found = get_instrument(code).item(item)
    assert found is not None
    option = found.option(score)
    assert option is not None
    assert option.text_th == text


def test_barthel_items_stand_in_the_order_of_the_thai_form() -> None:
    items = get_instrument("barthel").items
    assert [(item.code, item.maximum) for item in items] == [
        ("feeding", 2),
        ("grooming", 1),
        ("transfer", 3),
        ("toilet", 2),
        ("mobility", 3),
        ("dressing", 2),
        ("stairs", 2),
        ("bathing", 1),
        ("bowels", 2),
        ("bladder", 2),
    ]
    assert items[0].label_th == "รับประทานอาหารเมื่อเตรียมสำรับไว้ให้เรียบร้อยต่อหน้า"


def test_every_barthel_answer_has_its_loinc_code() -> None:
    items = get_instrument("barthel").items
    assert all(item.loinc for item in items)
    for item in items:
        codes = [option.loinc for option in item.options]
        assert None not in codes
        assert len(codes) == len(set(codes))


def test_barthel_bands_carry_the_specialpp_codes() -> None:
    main = get_instrument("barthel").band_sets[0]
    codes = {band.code: [pp.code for pp in band.specialpp] for band in main.bands}
    assert codes == {"bed_bound": ["1B1282"], "home_bound": ["1B1281"], "social": ["1B1280"]}


def test_functional_test_codes() -> None:
    codes = {found.code: found.functional_test for found in list_instruments()}
    assert {code: test for code, test in codes.items() if test} == {
        "barthel": "01",
        "mmse": "03",
        "tai": "04",
    }


@pytest.mark.parametrize("instrument", EVERY)
def test_what_is_not_verified_is_marked_on_the_screen(instrument: Instrument) -> None:
    marked = [(instrument.confidence, instrument.note_th)]
    marked += [(found.confidence, found.note_th) for found in instrument.band_sets]
    unsure = [note for confidence, note in marked if confidence is not Confidence.VERIFIED]
    assert all(note.startswith("ยังไม่ยืนยัน") for note in unsure)


@pytest.mark.parametrize("instrument", EVERY)
def test_owned_works_ship_without_their_text(instrument: Instrument) -> None:
    owned = instrument.code in ("mna_sf", "mmse", "oxford_knee")
    assert (instrument.kind is Kind.SCORE_ONLY) is owned
    assert not owned or "กระดาษ" in instrument.note_th


def test_instruments_are_offered_in_a_fixed_order() -> None:
    offered = list_instruments()
    assert [found.position for found in offered] == list(range(1, len(offered) + 1))


def test_an_instrument_is_found_by_code_and_version() -> None:
    assert get_instrument("8q", 1) is get_instrument("8q")


@pytest.mark.parametrize(("code", "version"), [("poem", None), ("8q", 99)])
def test_an_unknown_instrument_is_not_found(code: str, version: int | None) -> None:
    with pytest.raises(NotFound):
        get_instrument(code, version)


@pytest.mark.parametrize("words", [Purpose, Method, Place, Confidence, Kind])
def test_every_choice_has_thai_words(words: type[Word]) -> None:
    assert all(word.label_th and words(word.value) is word for word in words)
