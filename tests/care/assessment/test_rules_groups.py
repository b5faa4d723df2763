"""Dependency groups, severity and the borders between groups."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.rules.groups import border, dependency_group, severity_band
from ltc.care.assessment.terms import DependencyGroup
from ltc.foundation.core.errors import RuleViolation

TODAY = date(2026, 7, 1)
BARTHEL = get_instrument("barthel")
SOCIAL, HOME, BED = DependencyGroup


@pytest.mark.parametrize(
    ("total", "group", "severity"),
    [
        (0, BED, "total"),
        (4, BED, "total"),
        (5, HOME, "severe"),
        (8, HOME, "severe"),
        (9, HOME, "moderate"),
        (11, HOME, "moderate"),
        (12, SOCIAL, "none"),
        (20, SOCIAL, "none"),
    ],
)
def test_group_and_severity(total: int, group: DependencyGroup, severity: str) -> None:
    band = severity_band(BARTHEL, total, on=TODAY)
    assert band is not None
    assert (dependency_group(BARTHEL, total, on=TODAY), band.code) == (group, severity)


@pytest.mark.parametrize(
    ("total", "distance", "towards", "is_near"),
    [
        pytest.param(0, 5, HOME, False, id="deep in bed-bound"),
        pytest.param(4, 1, HOME, True, id="just bed-bound"),
        pytest.param(5, 1, BED, True, id="just not bed-bound"),
        pytest.param(6, 2, BED, False, id="two from bed-bound"),
        pytest.param(8, 4, BED, False, id="midway, the worse is named"),
        pytest.param(10, 2, SOCIAL, False, id="two from social"),
        pytest.param(11, 1, SOCIAL, True, id="just home-bound"),
        pytest.param(12, 1, HOME, True, id="just social"),
        pytest.param(20, 9, HOME, False, id="deep in social"),
    ],
)
def test_borders(total: int, distance: int, towards: DependencyGroup, is_near: bool) -> None:
    found = border(BARTHEL, total, on=TODAY, near_points=1)
    assert (found.distance, found.towards, found.is_near) == (distance, towards, is_near)


def test_near_a_border_a_second_rater_is_asked_for() -> None:
    near = border(BARTHEL, 11, on=TODAY, near_points=1)
    assert near.sentence_th == ("ใกล้เส้นแบ่ง ห่างจากกลุ่มติดสังคม 1 คะแนน ควรให้คนที่สองประเมินซ้ำให้แน่ใจ")


@pytest.mark.parametrize("total", [-1, 21])
def test_an_impossible_total_is_refused(total: int) -> None:
    with pytest.raises(RuleViolation, match="total_out_of_range"):
        dependency_group(BARTHEL, total, on=TODAY)


def test_an_instrument_without_groups_is_refused() -> None:
    with pytest.raises(RuleViolation, match="total_out_of_range"):
        dependency_group(get_instrument("tai"), 10, on=TODAY)


def test_an_instrument_without_severity_has_none() -> None:
    assert severity_band(get_instrument("2q"), 1, on=TODAY) is None


@given(st.integers(0, 20))
def test_every_total_falls_in_exactly_one_band_of_each_set(total: int) -> None:
    for found in BARTHEL.band_sets:
        holding = [band for band in found.bands if band.minimum <= total <= band.maximum]
        assert holding == [found.band(total)]


@given(st.integers(0, 20))
def test_severity_refines_the_group(total: int) -> None:
    band = severity_band(BARTHEL, total, on=TODAY)
    assert band is not None
    ends = {dependency_group(BARTHEL, end, on=TODAY) for end in (band.minimum, band.maximum)}
    assert ends == {dependency_group(BARTHEL, total, on=TODAY)}


def test_every_group_has_its_thai_name() -> None:
    assert [group.label_th for group in DependencyGroup] == [
        "กลุ่มติดสังคม",
        "กลุ่มติดบ้าน",
        "กลุ่มติดเตียง",
    ]
