"""The proposed TAI class, the person's decision and the payment group."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.assessment.queries.instruments import get_assessment_rules
from ltc.care.assessment.rules.tai import (
    AXES,
    TaiClass,
    decide,
    disagreement,
    payment_group,
    propose,
)
from ltc.care.assessment.terms import DependencyGroup
from ltc.foundation.core.errors import RuleViolation

RULES = get_assessment_rules(date(2026, 7, 1))
CUTS = RULES.tai_cuts


def axes(mobility: int, mental: int, eating: int, toilet: int) -> dict[str, int]:
    """Return the four axes by name."""
    return {"mobility": mobility, "mental": mental, "eating": eating, "toilet": toilet}


@pytest.mark.parametrize(
    ("given_axes", "proposed"),
    [
        pytest.param(axes(5, 5, 5, 5), TaiClass.B5, id="strong in everything"),
        pytest.param(axes(4, 5, 5, 5), TaiClass.B4, id="no stairs"),
        pytest.param(axes(3, 5, 5, 3), TaiClass.B3, id="walked to the toilet with help"),
        pytest.param(axes(4, 3, 5, 5), TaiClass.C4, id="confused, eats and goes alone"),
        pytest.param(axes(3, 2, 5, 3), TaiClass.C3, id="confused, helped to the toilet"),
        pytest.param(axes(3, 1, 3, 2), TaiClass.C2, id="confused and fed"),
        pytest.param(axes(2, 5, 4, 2), TaiClass.I3, id="sits on the bed and eats alone"),
        pytest.param(axes(1, 5, 2, 1), TaiClass.I2, id="in bed and fed"),
        pytest.param(axes(0, 0, 0, 0), TaiClass.I1, id="in bed with a drip"),
    ],
)
def test_the_nine_drawn_boxes_are_proposed(given_axes: dict[str, int], proposed: TaiClass) -> None:
    proposal = propose(given_axes, CUTS)
    assert proposal.tai_class is proposed
    assert "ยังไม่ยืนยัน" in proposal.reason_th


@pytest.mark.parametrize(
    ("given_axes", "box"),
    [
        pytest.param(axes(5, 5, 3, 5), "B2", id="walks but must be fed"),
        pytest.param(axes(5, 5, 1, 5), "B1", id="walks with a nasal tube"),
        pytest.param(axes(5, 1, 0, 5), "C1", id="confused with a drip"),
        pytest.param(axes(2, 5, 5, 5), "I4", id="lies but goes to the toilet alone"),
    ],
)
def test_a_box_that_is_not_drawn_is_left_to_a_person(given_axes: dict[str, int], box: str) -> None:
    proposal = propose(given_axes, CUTS)
    assert (proposal.tai_class, proposal.candidates) == (None, ())
    assert box in proposal.reason_th


@pytest.mark.parametrize(
    ("given_axes", "candidates"),
    [
        pytest.param(axes(5, 4, 5, 5), (TaiClass.C4, TaiClass.B4), id="forgetful, otherwise well"),
        pytest.param(axes(3, 4, 2, 2), (TaiClass.C2,), id="forgetful and fed"),
    ],
)
def test_trouble_with_memory_only_must_be_asked_about(
    given_axes: dict[str, int], candidates: tuple[TaiClass, ...]
) -> None:
    proposal = propose(given_axes, CUTS)
    assert (proposal.tai_class, proposal.candidates) == (None, candidates)


def test_all_four_axes_are_needed() -> None:
    with pytest.raises(RuleViolation, match="axis_missing") as refused:
        propose({"mobility": 5, "mental": 5, "eating": 5}, CUTS)
    assert refused.value.field == "toilet"


@given(st.fixed_dictionaries({axis: st.integers(0, 5) for axis in AXES}))
def test_every_combination_has_a_class_or_a_reason(given_axes: dict[str, int]) -> None:
    proposal = propose(given_axes, CUTS)
    assert proposal.reason_th
    assert proposal.tai_class is None or proposal.candidates == (proposal.tai_class,)


def test_taking_the_proposal_needs_no_reason() -> None:
    decision = decide(propose(axes(5, 5, 5, 5), CUTS), TaiClass.B5)
    assert (decision.tai_class, decision.is_override) == (TaiClass.B5, False)


def test_another_class_is_kept_with_its_reason() -> None:
    decision = decide(propose(axes(5, 5, 5, 5), CUTS), TaiClass.B4, "  ขึ้นบันไดไม่ไหวแล้ว ")
    assert decision.is_override
    assert (decision.proposed, decision.reason) == (TaiClass.B5, "ขึ้นบันไดไม่ไหวแล้ว")


@pytest.mark.parametrize("reason", ["", "เอา", "    ก    "])
@pytest.mark.parametrize(
    ("given_axes", "chosen"),
    [
        pytest.param(axes(5, 5, 5, 5), TaiClass.C2, id="instead of the proposal"),
        pytest.param(axes(5, 5, 5, 5), None, id="no class instead of the proposal"),
        pytest.param(axes(5, 5, 3, 5), TaiClass.B3, id="where nothing was proposed"),
    ],
)
def test_deciding_otherwise_needs_a_reason(
    given_axes: dict[str, int], chosen: TaiClass | None, reason: str
) -> None:
    with pytest.raises(RuleViolation, match="reason_missing") as refused:
        decide(propose(given_axes, CUTS), chosen, reason)
    assert refused.value.field == "reason"


@pytest.mark.parametrize(
    ("tai_class", "group"),
    [
        ("B5", None),
        ("B4", None),
        ("B3", 1),
        ("C4", 2),
        ("C3", 2),
        ("C2", 2),
        ("I3", 3),
        ("I2", 4),
        ("I1", 4),
    ],
)
def test_each_class_has_its_payment_group(tai_class: str, group: int | None) -> None:
    found = payment_group(TaiClass(tai_class), RULES.payment_groups)
    assert found.group == group


def test_the_official_description_of_a_payment_group_is_kept_word_for_word() -> None:
    found = payment_group(TaiClass.B3, RULES.payment_groups)
    assert found.official_th == ("กลุ่มติดบ้าน – เคลื่อนไหวได้บ้าง มีปัญหาการกิน/การขับถ่าย แต่ไม่มีภาวะสับสน")
    assert found.nickname_th == "ติดบ้าน 1"


def test_a_class_without_a_payment_group_is_refused() -> None:
    with pytest.raises(RuleViolation, match="no_payment_group"):
        payment_group(TaiClass.I1, RULES.payment_groups[:2])


@pytest.mark.parametrize(
    ("tai_class", "group", "asks"),
    [
        pytest.param(TaiClass.B4, DependencyGroup.SOCIAL, False, id="both social"),
        pytest.param(TaiClass.C2, DependencyGroup.HOME_BOUND, False, id="both home-bound"),
        pytest.param(TaiClass.I3, DependencyGroup.BED_BOUND, False, id="both bed-bound"),
        pytest.param(TaiClass.I1, DependencyGroup.HOME_BOUND, True, id="bed against home"),
        pytest.param(TaiClass.B5, DependencyGroup.BED_BOUND, True, id="strong against bed"),
        pytest.param(TaiClass.C4, DependencyGroup.SOCIAL, True, id="confused against social"),
    ],
)
def test_tai_and_adl_that_differ_are_asked_about(
    tai_class: TaiClass, group: DependencyGroup, asks: bool
) -> None:
    assert (disagreement(tai_class, group) is not None) is asks
