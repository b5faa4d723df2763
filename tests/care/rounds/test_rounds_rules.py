"""What is typed into a cell, who is meant, in which order one walks: as tables."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.rounds.queries.reference import get_domains
from ltc.care.rounds.rules import cells, plan
from ltc.care.rounds.terms import RowDraft
from ltc.foundation.core.errors import RuleViolation, Unusable
from ltc.foundation.core.ids import new_id
from tests.care.rounds.screened import round_draft


@pytest.mark.parametrize(
    ("code", "text", "total"),
    [
        ("barthel", "20", 20),
        ("barthel", "๒๐", 20),
        ("barthel", "0", 0),
        ("barthel", "2132322122", 20),
        ("barthel", "๑๑๑๑๑ ๑๑๐๐๐", 7),
        ("2q", "00", 0),
        ("2q", "0", 0),
        ("2q", "01", 1),
        ("2q", "2", 2),
        ("amt", "10", 10),
        ("amt", "1111100000", 5),
        ("tug", "14", 14),
        ("mna_sf", "๑๒", 12),
        ("incontinence", "1", 1),
        ("oral", "010", 1),
        ("vision", "10", 1),
    ],
)
def test_a_cell_says_the_answers_with_few_keys(code: str, text: str, total: int) -> None:
    answers = cells.read_cell(get_instrument(code), text)
    assert answers is not None
    assert sum(answers.values()) == total


@pytest.mark.parametrize("text", ["", " ", "-", "–", "."])
def test_an_empty_cell_is_not_done(text: str) -> None:
    assert cells.read_cell(get_instrument("barthel"), text) is None


@pytest.mark.parametrize(
    ("code", "text", "broken"),
    [
        ("barthel", "15", "cell_unreadable"),
        ("barthel", "213232212", "cell_unreadable"),
        ("barthel", "9132322122", "cell_out_of_range"),
        ("barthel", "ยี่สิบ", "cell_unreadable"),
        ("barthel", "-3", "cell_unreadable"),
        ("2q", "12", "cell_out_of_range"),
        ("2q", "111", "cell_unreadable"),
        ("tug", "0", "cell_out_of_range"),
        ("tug", "9999", "cell_out_of_range"),
        ("tug", "1e3", "cell_unreadable"),
        ("tug", "²", "cell_unreadable"),
        ("mna_sf", "15", "cell_out_of_range"),
        ("incontinence", "2", "cell_out_of_range"),
    ],
)
def test_a_cell_that_says_nothing_sure_is_refused(code: str, text: str, broken: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        cells.read_cell(get_instrument(code), text)
    assert refused.value.code == broken


@given(st.text(max_size=14))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    for domain in get_domains().domains:
        instrument = get_instrument(domain.instrument)
        try:
            answers = cells.read_cell(instrument, text)
        except RuleViolation:
            continue
        assert answers is None or set(answers) == {item.code for item in instrument.items}


@given(st.lists(st.integers(0, 3), min_size=10, max_size=10))
def test_ten_digits_are_ten_answers_in_the_order_of_the_form(digits: list[int]) -> None:
    items = get_instrument("barthel").items
    text = "".join(map(str, digits))
    if all(digit <= item.maximum for digit, item in zip(digits, items, strict=True)):
        answers = cells.read_cell(get_instrument("barthel"), text)
        assert answers is not None
        assert list(answers.values()) == digits


def test_only_results_that_are_not_in_order_ask_for_more() -> None:
    assert cells.positive_bands(get_instrument("barthel")) == {"home_bound", "bed_bound"}
    assert cells.positive_bands(get_instrument("2q")) == {"positive"}
    assert cells.positive_bands(get_instrument("mna_sf")) == {"malnourished", "at_risk"}


def test_a_result_is_shown_as_a_number() -> None:
    tug = get_instrument("tug")
    assert cells.shown(tug, {"seconds": 14}, 14) == "14"
    assert cells.shown(get_instrument("barthel"), {"feeding": 1}, 19) == "19"
    assert cells.shown(tug, {}, None) == "ตรวจแล้ว"


def test_houses_stand_in_the_order_of_a_walk() -> None:
    houses = [("12/10", "ซอย 2"), ("9", "ซอย 10"), ("12/2", "ซอย 2"), ("9", "ซอย 2"), ("3", "")]
    walked = sorted(houses, key=lambda house: plan.house_order(*house))
    assert walked == [
        ("3", ""), ("9", "ซอย 2"), ("12/2", "ซอย 2"), ("12/10", "ซอย 2"), ("9", "ซอย 10")
    ]  # fmt: skip


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=6))
def test_any_house_number_has_a_place(houses: list[tuple[str, str]]) -> None:
    assert len(sorted(houses, key=lambda house: plan.house_order(*house))) == len(houses)


@pytest.mark.parametrize(
    ("done", "meant", "percent"),
    [(0, 0, None), (0, 10, 0), (5, 10, 50), (999, 1000, 99), (10, 10, 100), (11, 10, 100)],
)
def test_a_share_is_a_hundred_only_when_all_is_done(
    done: int, meant: int, percent: int | None
) -> None:
    assert plan.share(done, meant) == percent


@pytest.mark.parametrize(
    ("over", "broken"),
    [
        ({"ends_on": date(2026, 9, 30)}, "ends_before_start"),
        ({"ends_on": date(2028, 1, 1)}, "round_too_long"),
        ({"domains": ()}, "no_domain"),
        ({"domains": ("spirit",)}, "not_a_choice"),
    ],
)
def test_a_round_that_makes_no_sense_is_refused(over: dict[str, object], broken: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        plan.checked_round(round_draft(**over), [one.code for one in get_domains().domains])
    assert refused.value.code == broken


@pytest.mark.parametrize(
    ("met_on", "broken"),
    [
        (None, "met_on_missing"),
        (date(2026, 11, 23), "met_in_future"),
        (date(2026, 9, 30), "met_outside_round"),
    ],
)
def test_a_list_is_of_a_day_within_the_round(met_on: date | None, broken: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        plan.check_met_on(
            met_on, starts_on=date(2026, 10, 1), ends_on=date(2027, 1, 31),
            today=date(2026, 11, 22),
        )  # fmt: skip
    assert (refused.value.code, refused.value.field) == (broken, "met_on")


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 9, 1), date(2026, 10, 1)),
        (date(2026, 11, 22), date(2026, 11, 22)),
        (date(2028, 1, 1), date(2027, 1, 31)),
    ],
)
def test_living_here_is_asked_for_a_day_of_the_round(today: date, day: date) -> None:
    assert plan.living_day(date(2026, 10, 1), date(2027, 1, 31), today=today) == day


@pytest.mark.parametrize(
    ("outcome", "has_result", "is_wrong"),
    [("", True, False), ("met", True, False), ("met", False, True), ("died", True, True),
     ("not_met", False, False)],
)  # fmt: skip
def test_who_was_not_met_has_no_result(outcome: str, has_result: bool, is_wrong: bool) -> None:
    found = plan.row_problem(RowDraft(new_id(), outcome, {}), has_result=has_result)
    assert (found is not None) == is_wrong


def test_another_reason_must_say_something() -> None:
    assert plan.checked_reason("passing", "") == ""
    with pytest.raises(RuleViolation, match="reason_missing"):
        plan.checked_reason("other", " ก ")


def test_the_reference_file_names_nine_domains_with_known_instruments() -> None:
    found = get_domains()
    assert len(found.domains) == 9
    assert "ยังไม่ได้เทียบ" in found.note_th
    assert all(get_instrument(domain.instrument) for domain in found.domains)


@pytest.mark.parametrize("table", [{}, {"domains": [{"code": "x"}], "source": "", "note_th": ""}])
def test_an_incomplete_reference_file_is_refused(table: dict[str, object]) -> None:
    with pytest.raises(Unusable):
        plan.read_domains(table)


def test_a_domain_named_twice_is_refused() -> None:
    one = {"code": "x", "label_th": "", "short_th": "", "instrument": "tug", "how_th": ""}
    with pytest.raises(Unusable):
        plan.read_domains({"domains": [one, one], "source": "", "note_th": ""})
