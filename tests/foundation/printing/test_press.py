"""The press: same data, same bytes; the code reads back; nothing typed becomes a command."""

import json
import re
import time
from io import BytesIO
from uuid import UUID

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ltc.foundation.printing import press
from ltc.foundation.printing import terms as of
from ltc.foundation.printing.letters import STAND_IN, drawable, letters
from ltc.foundation.printing.terms import Column, Fact, Paper, Picture, Signer, Slot, Stamp

STAMP = Stamp(UUID("0199c0de-0000-5000-8000-00000000abcd"), "ออกเมื่อ 22 พ.ย. 2569 โดย มาลี")
DAYS = ("จันทร์", "อังคาร")
ALL = (
    of.heading("หัวข้อ"),
    of.facts(Fact("ชื่อ", "บุญมี"), Fact("โทร"), Fact("ที่อยู่", "12/3", is_wide=True)),
    of.words("ปัญหา", "ลุกเองไม่ได้"),
    of.words("เป้าหมาย", ""),
    of.table([Column("ก", 2), Column("ข", is_number=True)], [["ก", of.tick(True)]], empty=1,
             foot=["รวม", "5.00"]),
    of.ticks("ครอบคลุม", of.tick(True, "ดูแล"), of.tick(False, "รูป")),
    of.week([Slot(0, 390, 480, "เช็ดตัว")], days=DAYS, since=6, until=9, beside=["ตื่น"]),
    of.signatures(Signer("ผู้จัดทำ", "มาลี"), Signer("ผู้สูงอายุ", is_thumb=True)),
    of.pictures(Picture("food", "ป้อนข้าว", "ทุกวัน")),
    of.calls(("เจ็บป่วยฉุกเฉิน", "1669"), ("พยาบาล", "")),
    of.code("https://example.org/f/x", "หน้าของญาติ"),
    of.note("หมายเหตุ"),
)  # fmt: skip


def paper(*blocks: of.Block, **over: bool) -> Paper:
    """A paper of these blocks."""
    return Paper("x", "แผนการดูแล", "เทศบาลเมืองลำพูน", "นายบุญมี", blocks, **over)


def pages(made: bytes) -> int:
    """How many pages a PDF has, by its own page objects."""
    return len(re.findall(rb"/Type\s*/Page\b", made))


def codes(picture: bytes) -> set[str]:
    """The codes that a camera would read from a page."""
    with Image.open(BytesIO(picture)) as opened:
        return {found.text for found in zxingcpp.read_barcodes(opened.convert("L"))}


def drawn(one: Paper) -> list[bytes]:
    """The pages as pictures."""
    return press.pictures("papers.typ", press.papers_data([(one, STAMP)]), dots=150)


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("is_wide", [False, True])
def test_every_kind_of_block_prints(is_wide: bool, is_large: bool) -> None:
    made = press.papers_pdf([(paper(*ALL, is_wide=is_wide, is_large=is_large), STAMP)])
    assert made.startswith(b"%PDF-1.7")


def test_it_is_an_archive_pdf_with_its_fonts_inside() -> None:
    made = press.papers_pdf([(paper(*ALL), STAMP)])
    assert b"<pdfaid:part>2</pdfaid:part>" in made
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in made
    assert b"Sarabun" in made


def test_the_same_data_give_the_same_bytes_at_another_second() -> None:
    first = press.papers_pdf([(paper(*ALL), STAMP)])
    time.sleep(1.1)
    assert press.papers_pdf([(paper(*ALL), STAMP)]) == first


def test_another_word_gives_other_bytes() -> None:
    assert press.papers_pdf([(paper(of.note("ก")), STAMP)]) != press.papers_pdf(
        [(paper(of.note("ข")), STAMP)]
    )


def test_the_code_on_every_page_reads_back_as_the_document() -> None:
    found = drawn(paper(of.words("ปัญหา", "ลุกเองไม่ได้ " * 900)))
    assert len(found) > 1
    assert [codes(one) for one in found] == [{STAMP.code_text}] * len(found)
    assert of.read_code(STAMP.code_text) == STAMP.id


def test_a_second_code_reads_too() -> None:
    assert codes(drawn(paper(of.code("https://example.org/f/x", "หน้าของญาติ")))[0]) == {
        STAMP.code_text, "https://example.org/f/x",
    }  # fmt: skip


def test_papers_in_one_file_have_pages_of_their_own() -> None:
    one, long = paper(of.note("ก")), paper(of.words("ปัญหา", "ลุกเองไม่ได้ " * 900))
    alone = pages(press.papers_pdf([(long, STAMP)]))
    assert pages(press.papers_pdf([(one, STAMP), (long, STAMP), (one, STAMP)])) == alone + 2


@pytest.mark.parametrize(
    "typed",
    [
        '#read("/etc/passwd")',
        "#import",
        "$x^2$",
        "*หนา* _เอน_",
        "@ref",
        "<b>",
        "\\",
        "`x`",
        "{{7}}",
    ],
)
def test_what_somebody_typed_is_never_a_command(typed: str) -> None:
    blocks = (of.facts(Fact(typed, typed)), of.words(typed, typed), of.note(typed))
    assert pages(press.papers_pdf([(paper(*blocks), STAMP)])) == 1


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("ดีขึ้น 👍", "ดีขึ้น ◊"), ("ก\u200bข\x08", "กข"), ("ᨣᩴᩣ", "◊"), ("ก\u00a0ข\tค", "ก\u00a0ข ค"),
     ("ก\nข", "ก\nข"), ("ที่ ก้ำกึ่ง ฤๅษี ๙ ฿", "ที่ ก้ำกึ่ง ฤๅษี ๙ ฿")],
)  # fmt: skip
def test_what_the_font_lacks_is_replaced_and_stops_no_paper(typed: str, printed: str) -> None:
    assert drawable({"a": [typed, True, 1]}) == {"a": [printed, True, 1]}


def test_the_font_knows_all_of_thai_and_its_own_stand_in() -> None:
    thai = {*range(0x0E01, 0x0E3B), *range(0x0E3F, 0x0E5C)}
    assert thai | {ord(STAND_IN)} <= letters()


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_prints(typed: str) -> None:
    assert press.papers_pdf([(paper(of.facts(Fact("ก", typed)), of.words("ข", typed)), STAMP)])


@pytest.mark.parametrize(
    "text",
    ["", "LTC-DOC", "LTC-DOC x", f"LTC-SHEET {STAMP.id}", str(STAMP.id), f"LTC-DOC {STAMP.id}0",
     f"LTC-DOC {STAMP.id.hex}"],
)  # fmt: skip
def test_a_code_that_is_not_ours_names_nothing(text: str) -> None:
    assert of.read_code(text) is None


def test_a_document_is_what_it_says_about_what() -> None:
    other = UUID("0199c0de-0000-7000-8000-00000000abce")
    said = of.digest(paper(of.note("ก")))
    assert of.document_id(STAMP.id, said) == of.document_id(STAMP.id, said)
    assert of.document_id(STAMP.id, said) != of.document_id(other, said)
    assert of.document_id(STAMP.id, said) != of.document_id(
        STAMP.id, of.digest(paper(of.note("ข")))
    )


def test_blocks_are_plain_data() -> None:
    assert json.loads(json.dumps(ALL, ensure_ascii=False)) == list(ALL)


def test_hours_show_what_begins_and_what_goes_on() -> None:
    block = of.week([Slot(0, 390, 480, "เช็ดตัว"), Slot(1, 480, 540, "ข้าว")], days=DAYS, since=6,
                    until=9)  # fmt: skip
    assert [hour["cells"] for hour in block["hours"]] == [
        ["06:30 เช็ดตัว", ""], ["↓", ""], ["", "ข้าว"],
    ]  # fmt: skip
