"""Dated rates: what the file says for each fiscal year, and what it must not say."""

from datetime import date
from typing import Any

import pytest

from ltc.care.assessment.terms import Confidence
from ltc.care.cases.queries.rates import list_rates
from ltc.care.cases.rules.rates import RateKind, fiscal_year, read_rates
from ltc.care.cases.terms import GroupCode
from ltc.foundation.core.errors import Unusable

ROW = {
    "valid_from": date(2022, 10, 1),
    "kind": "flat",
    "most": 6000,
    "source": "Royal Gazette",
    "confidence": "V",
}


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2024, 9, 30), 2567),
        (date(2024, 10, 1), 2568),
        (date(2024, 12, 31), 2568),
        (date(2025, 1, 1), 2568),
    ],
)
def test_fiscal_years_open_on_the_first_of_october(day: date, year: int) -> None:
    assert fiscal_year(day) == year


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2016, 1, 1), [("5,000", "G")]),
        (date(2017, 1, 1), [("6,000", "V")]),
        (date(2020, 1, 1), [("6,000", "G")]),
        (date(2023, 1, 1), [("6,000", "V")]),
        (date(2026, 11, 22), [("10,442", "U")]),
    ],
)
def test_rate_for_everybody_in_each_year(day: date, said: list[tuple[str, str]]) -> None:
    found = [rate for rate in list_rates() if rate.group is None and rate.holds_on(day)]
    assert [(rate.amount_th, str(rate.confidence)) for rate in found] == said


def test_early_years_had_a_ceiling_for_each_group() -> None:
    found = [rate for rate in list_rates() if rate.group and rate.holds_on(date(2016, 1, 1))]
    assert [(rate.group, rate.amount_th) for rate in found] == [
        (GroupCode.HOME_1, "4,000"),
        (GroupCode.HOME_2, "3,000–6,000"),
        (GroupCode.BED_1, "4,000–8,000"),
        (GroupCode.BED_2, "5,000–10,000"),
    ]
    assert {rate.kind for rate in found} == {RateKind.CEILING}


def test_years_as_people_name_them() -> None:
    assert list_rates()[0].years_th == "ตั้งแต่ 2567"
    assert [rate.years_th for rate in list_rates() if rate.group] == ["2559–2562"] * 4
    assert {rate.years_th for rate in list_rates() if rate.kind is RateKind.AVERAGE} == {
        "2559",
        "2560",
    }


def test_what_is_not_verified_says_so() -> None:
    for rate in list_rates():
        assert bool(rate.note_th) is (rate.confidence is not Confidence.VERIFIED)


def test_nothing_is_paid_before_the_programme() -> None:
    assert not any(rate.holds_on(date(2015, 9, 30)) for rate in list_rates())


@pytest.mark.parametrize(
    "over",
    [
        {"confidence": "G"},
        {"note_th": "ยังไม่ยืนยัน"},
        {"most": 0},
        {"least": 7000},
        {"least": -1},
        {"group": 9},
        {"kind": "lump"},
        {"valid_until": date(2022, 10, 1)},
        {"baht": 1},
    ],
    ids=lambda over: next(iter(over)),
)
def test_a_slip_in_the_file_stops_the_start(over: dict[str, Any]) -> None:
    read_rates({"rates": [ROW]})
    with pytest.raises(Unusable, match="^rates: "):
        read_rates({"rates": [ROW | over]})
