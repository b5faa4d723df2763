"""Reading what towns send: letters, marks, dates of both eras, formulas, merged cells."""

from contextlib import suppress
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltc.exchange.town.rules.adl import read_assessment
from ltc.exchange.town.rules.blank import blank_csv, blank_workbook, safe
from ltc.exchange.town.rules.cells import birth_of, citizen_id_of, day_of, fields_of, phone_of
from ltc.exchange.town.rules.columns import (
    ADL_ITEMS,
    PEOPLE,
    checked_mapping,
    columns_of,
    guess,
    heading_place,
)
from ltc.exchange.town.rules.people import community_words, prefix_words, read_person
from ltc.exchange.town.rules.plain import plain_lines, read_plain
from ltc.exchange.town.rules.workbook import is_workbook, read_workbook, workbook_lines
from ltc.exchange.town.terms import Fields, Formula, Kind, Line
from ltc.foundation.core.errors import RuleViolation
from tests.exchange.town.files import (
    ADL_HEAD,
    PEOPLE_HEAD,
    adl,
    bomb,
    people_csv,
    person,
    workbook,
)

AREA = uuid4()
KNOWN: dict[str, Any] = {
    "prefixes": prefix_words({word: word for word in ("นาย", "นาง", "น.ส.", "พระ")}),
    "communities": community_words({AREA: "สันป่ายางหลวง"}),
}
THREE = {"prefix": 0, "community": 1, "house_no": 2}
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(200)
NO_ITEMS = dict.fromkeys((key for key, *_ in ADL_ITEMS), "")


def row(kind: str, cells: list[Any]) -> Fields:
    """One row of the template's own columns."""
    head = PEOPLE_HEAD if kind == "people" else ADL_HEAD
    return fields_of(kind, guess(kind, head), Line(2, tuple(cells)))


def code_of(call: Any, *args: Any, **more: Any) -> str:
    """The code of the rule that a call breaks."""
    with pytest.raises(RuleViolation) as broken:
        call(*args, **more)
    return broken.value.code


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_letters_and_marks_are_found(charset: str, delimiter: str) -> None:
    data = people_csv(person(1), person(2), charset=charset, delimiter=delimiter)
    source = read_plain(data)
    lines = list(plain_lines(data, source.charset, source.delimiter))
    assert source.delimiter == delimiter
    assert lines[0].cells[:3] == tuple(PEOPLE_HEAD[:3])
    assert lines[1].cells[1] == "แก้วข"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"), (b"\xef\xbb\xbf\r\n ", "file_empty"), (JPEG, "file_other"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "file_other"), (b"%PDF-1.7 x", "file_other"),
        (b"a,b\n\x00\x01,\x02", "file_charset"),
        ("名前,生年\n".encode("shift_jis"), "file_charset"),
        (b"\x80\x81\x82,\x90\xff\n", "file_charset"),
        ("ไม่มีตาราง\nเลย\n".encode(), "file_one_column"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_words(data: bytes, code: str) -> None:
    assert code_of(read_plain, data) == code


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_whatever_comes_is_read_or_refused_in_words(data: bytes) -> None:
    for read in (read_plain, read_workbook):
        with suppress(RuleViolation):
            assert read(data).sheets


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 6_000), st.binary(min_size=1, max_size=8))
def test_a_spoiled_workbook_is_read_or_refused_in_words(place: int, bytes_in: bytes) -> None:
    data = bytearray(workbook([PEOPLE_HEAD, person(1)]))
    at = place % len(data)
    data[at : at + len(bytes_in)] = bytes_in
    with suppress(RuleViolation):
        for sheet in read_workbook(bytes(data)).sheets:
            assert list(workbook_lines(bytes(data), sheet.name))


def test_packed_bomb_is_refused_before_it_is_unpacked() -> None:
    data = bomb()
    assert len(data) < 1_000_000
    assert is_workbook(data)
    assert code_of(read_workbook, data) == "file_bomb"


def test_workbook_gives_dates_whole_numbers_formulas_and_merged_rows() -> None:
    data = workbook(
        [["ก", "ข", "ค"], [date(2487, 4, 13), 1234567890123, "=1+1"], ["x", None, None]],
        merged="A3:B3",
    )
    lines = list(workbook_lines(data, "แผ่น 1"))
    assert lines[1].cells == (date(2487, 4, 13), "1234567890123", Formula())
    assert [line.is_merged for line in lines] == [False, False, True]


def test_hidden_sheets_are_counted_and_not_read() -> None:
    source = read_workbook(workbook([["ก", "ข"]], [["ค", "ง"]], [["ลับ", "มาก"]], hidden=1))
    assert ([sheet.name for sheet in source.sheets], source.hidden_sheets) == (
        ["แผ่น 1", "แผ่น 2"], 1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("13/4/2487", date(1944, 4, 13)), ("13/4/1944", date(1944, 4, 13)),
        ("๑๓/๔/๒๔๘๗", date(1944, 4, 13)), ("13 เม.ย. 2487", date(1944, 4, 13)),
        ("\u200b13-4-2487\ufeff", date(1944, 4, 13)), ("1944-04-13 00:00:00", date(1944, 4, 13)),
        ("2487/4/13", date(1944, 4, 13)), (date(2487, 4, 13), date(1944, 4, 13)),
        (date(1944, 4, 13), date(1944, 4, 13)), ("29/2/2487", date(1944, 2, 29)), ("", None),
    ],
)  # fmt: skip
def test_dates_of_both_eras_are_read(cell: Any, day: date | None) -> None:
    values = {
        "born_on": cell
        if isinstance(cell, date)
        else row("people", person(1, born_on=cell)).text("born_on")
    }
    assert day_of(Fields(2, values), "born_on") == day


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("13/4/87", "year_two_digits"), ("13 เม.ย. 87", "year_two_digits"),
        ("4/13/1944", "day_unreadable"), ("31/2/2487", "day_unreadable"),
        ("เมื่อวาน", "day_unreadable"), ("13/4/2200", "day_unreadable"),
        (date(2200, 4, 13), "year_unknown"),
        (date(2480, 2, 29), "year_unknown"),
    ],
)  # fmt: skip
def test_unsure_dates_are_refused_and_never_guessed(cell: Any, code: str) -> None:
    assert code_of(day_of, Fields(2, {"born_on": cell}), "born_on") == code


@given(st.dates(date(1860, 1, 1), date(2026, 11, 22)))
def test_a_date_is_the_same_in_both_eras_and_all_shapes(day: date) -> None:
    buddhist = f"{day.day}/{day.month}/{day.year + 543}"
    shapes = (day.isoformat(), f"{day.day}/{day.month}/{day.year}", buddhist, day)
    assert {day_of(Fields(2, {"born_on": one}), "born_on") for one in shapes} == {day}


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("2487", ("year", date(1944, 1, 1))), ("พ.ศ. 2487", ("year", date(1944, 1, 1))),
        ("", ("unknown", None)), ("ไม่ทราบ", ("unknown", None)),
        ("13/4/2487", ("day", date(1944, 4, 13))),
    ],
)  # fmt: skip
def test_birth_is_known_by_day_by_year_or_not(cell: str, found: Any) -> None:
    assert birth_of(Fields(2, {"born_on": cell})) == found


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"house_no": date(2026, 3, 12)}, "cell_is_date"),
        ({"given_name": Formula()}, "cell_formula"),
        ({"given_name": ""}, "cell_empty"), ({"lane": "ย" * 121}, "cell_too_long"),
    ],
)  # fmt: skip
def test_cells_that_cannot_be_meant_are_refused(over: dict[str, Any], code: str) -> None:
    assert code_of(row, "people", person(1, **over)) == code


def test_row_with_merged_cells_is_refused() -> None:
    line = Line(2, tuple(person(1)), is_merged=True)
    assert code_of(fields_of, "people", guess("people", PEOPLE_HEAD), line) == "cell_merged"


def test_row_of_the_template_is_refused_as_an_example() -> None:
    assert code_of(row, "people", [one.example for one in PEOPLE]) == "example_row"


def test_person_is_read_as_the_form_would_have_it() -> None:
    draft = read_person(
        row("people", person(1, prefix="นางสาว", community="ชุมชนสันป่ายางหลวง", phone="812345678",
                             given_name="คำ แก้วดี", family_name="", house_no="๑๒/๓")),
        **KNOWN,
    )  # fmt: skip
    assert (draft.prefix, draft.sex, draft.given_name, draft.family_name) == (
        "น.ส.", "2", "คำ", "แก้วดี",
    )  # fmt: skip
    assert (draft.community_id, draft.phone, draft.house_no) == (AREA, "0812345678", "12/3")


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"prefix": "ฯพณฯ"}, "prefix_unknown"), ({"community": "ไม่มี"}, "community_unknown"),
        ({"sex": "x"}, "sex_unknown"), ({"citizen_id": "", "no_id_reason": "ลืม"}, "reason_unknown"),
        ({"citizen_id": "1.23E+12"}, "citizen_id_rounded"),
    ],
)  # fmt: skip
def test_words_that_stand_for_nothing_are_refused(over: dict[str, Any], code: str) -> None:
    assert code_of(read_person, row("people", person(1, **over)), **KNOWN) == code


def test_empty_id_says_that_no_card_was_seen() -> None:
    assert read_person(row("people", person(1, citizen_id="")), **KNOWN).no_citizen_id_reason == (
        "not_seen"
    )
    assert citizen_id_of(Fields(2, {"citizen_id": "-"})) is None


def test_first_zero_of_a_telephone_is_put_back() -> None:
    phones = {"812345678": "0812345678", "53 511 234": "053511234", "081-234-5678": "0812345678"}
    assert {one: phone_of(Fields(2, {"phone": one})) for one in phones} == phones


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"feeding": "x"}, "score_unreadable"), ({"total": "3"}, "total_differs"),
        ({"method": "เดา"}, "method_unknown"), ({"assessed_on": "1/1/69"}, "year_two_digits"),
        ({"bladder": ""}, "items_missing"), ({**NO_ITEMS, "total": ""}, "nothing_scored"),
        ({**NO_ITEMS, "total": "สิบ"}, "score_unreadable"),
    ],
)  # fmt: skip
def test_scores_that_cannot_be_are_refused(over: dict[str, Any], code: str) -> None:
    fields = row("adl", adl(citizen_id="x", **over))
    assert code_of(read_assessment, fields, batch_id=AREA) == code


def test_row_with_only_a_total_is_read_as_one() -> None:
    draft = read_assessment(row("adl", adl(citizen_id="x", **NO_ITEMS, total="๑๑")), batch_id=AREA)
    assert (draft.answers, draft.known_total) == ({}, 11)
    whole = read_assessment(row("adl", adl(citizen_id="x", total="20")), batch_id=AREA)
    assert (sum(whole.answers.values()), whole.known_total) == (20, None)


def test_same_row_of_the_same_batch_is_one_operation() -> None:
    one, two = (read_assessment(row("adl", adl(citizen_id="x")), batch_id=AREA) for _ in "ab")
    assert one.operation_id == two.operation_id
    assert sum(one.answers.values()) == 20


def test_headings_are_found_below_titles_and_under_other_names() -> None:
    head = [
        Line(1, ("ทะเบียนผู้สูงอายุ",)),
        Line(3, ("ลำดับ", "คำนำหน้าชื่อ", "ชื่อ-สกุล", "เลขบัตรประชาชน (13 หลัก)", "บ้านเลขที่*", "ชุมชน")),
        Line(4, ("1", "นาย", "บุญมี ใจดี", "", "1", "ก")),
    ]
    place = heading_place("people", head)
    assert place == 1
    assert guess("people", head[place].cells) == {
        "prefix": 1, "given_name": 2, "citizen_id": 3, "house_no": 4, "community": 5,
    }  # fmt: skip


@pytest.mark.parametrize("kind", list(Kind))
def test_own_template_is_understood_whole(kind: Kind) -> None:
    whole = {one.key: place for place, one in enumerate(columns_of(kind))}
    text = read_plain(blank_csv(kind))
    book = read_workbook(blank_workbook(kind))
    assert guess(kind, text.sheets[0].head[0].cells) == whole
    assert guess(kind, book.sheets[0].head[0].cells) == whole
    assert [sheet.name for sheet in book.sheets] == ["ข้อมูล", "คำอธิบาย"]


@pytest.mark.parametrize(
    ("mapping", "code", "field"),
    [
        ({"given_name": 0}, "column_missing", "prefix"),
        ({**THREE, "given_name": 0}, "column_twice", "given_name"),
        ({**THREE, "given_name": 9}, "column_unknown", "given_name"),
    ],
)  # fmt: skip
def test_mapping_names_what_is_missing(mapping: dict[str, int], code: str, field: str) -> None:
    with pytest.raises(RuleViolation) as broken:
        checked_mapping("people", mapping, 5)
    assert (broken.value.code, broken.value.field) == (code, field)


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ([], "nothing_scored"),
        (["feeding"], "items_missing"),
        (["total", "feeding"], "items_missing"),
        (["total"], None),
        ([key for key, *_ in ADL_ITEMS], None),
        (["total", *(key for key, *_ in ADL_ITEMS)], None),
    ],
)
def test_past_assessments_need_all_items_or_a_total(keys: list[str], code: str | None) -> None:
    mapping = {key: at for at, key in enumerate(["citizen_id", "assessed_on", *keys])}
    if code:
        assert code_of(checked_mapping, "adl", mapping, 20) == code
    else:
        assert checked_mapping("adl", mapping, 20) == mapping


def test_past_assessments_must_say_whom_they_are_about() -> None:
    mapping = {"assessed_on": 0} | {key: at for at, (key, *_) in enumerate(ADL_ITEMS, 1)}
    assert code_of(checked_mapping, "adl", mapping, 20) == "nobody_named"


def test_cells_that_spreadsheets_would_run_are_made_text() -> None:
    assert [safe(one) for one in ("=1", "+1", "-1", "@x", "12/3")] == [
        "'=1",
        "'+1",
        "'-1",
        "'@x",
        "12/3",
    ]
    cells = person(1, landmark="'=HYPERLINK(1)")
    assert row("people", cells).text("landmark") == "=HYPERLINK(1)"


def test_far_below_an_empty_stretch_nothing_is_read() -> None:
    rows = [["ก", "ข"], ["1", "2"], *([None, None] for _ in range(2_100)), ["ลึก", "มาก"]]
    assert len(list(workbook_lines(workbook(rows), "แผ่น 1"))) == 2
