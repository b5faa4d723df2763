"""Totals, bands and refusals of every instrument."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.assessment.queries.instruments import get_instrument, list_instruments
from ltc.care.assessment.rules.groups import dependency_group
from ltc.care.assessment.rules.scoring import is_asked, only_asked, score, violations
from ltc.care.assessment.terms import DependencyGroup, Instrument, Item
from ltc.foundation.core.errors import RuleViolation

TODAY = date(2026, 7, 1)
BARTHEL = get_instrument("barthel")
INDEPENDENT = {item.code: item.maximum for item in BARTHEL.items}
BEDRIDDEN = {item.code: 0 for item in BARTHEL.items}
NO_RISK = {"q1": 0, "q2": 0, "q3": 0, "q4": 0, "q5": 0, "q6": 0, "q7": 0, "q8": 0}
RANK = [DependencyGroup.BED_BOUND, DependencyGroup.HOME_BOUND, DependencyGroup.SOCIAL]


def complete_answers(instrument: Instrument) -> st.SearchStrategy[dict[str, int]]:
    """Every complete way to answer an instrument, without the items that are then not asked."""
    choices = {
        item.code: st.sampled_from([option.score for option in item.options])
        if item.options
        else st.integers(item.minimum, item.maximum)
        for item in instrument.items
    }
    return st.fixed_dictionaries(choices).map(lambda answers: only_asked(instrument, answers))


@pytest.mark.parametrize(
    ("changes", "total", "band", "severity"),
    [
        pytest.param({}, 20, "social", "none", id="does everything alone"),
        pytest.param({"stairs": 0, "bathing": 0}, 17, "social", "none", id="stairs and bath lost"),
        pytest.param(
            {"stairs": 0, "bathing": 0, "mobility": 1, "dressing": 1, "toilet": 0},
            12,
            "social",
            "none",
            id="lowest of the socially active",
        ),
        pytest.param(
            {"stairs": 0, "bathing": 0, "mobility": 0, "dressing": 1, "toilet": 0},
            11,
            "home_bound",
            "moderate",
            id="highest of the home-bound",
        ),
        pytest.param(
            {"stairs": 0, "bathing": 0, "mobility": 0, "dressing": 0, "toilet": 0, "bladder": 0},
            8,
            "home_bound",
            "severe",
            id="severe but home-bound",
        ),
    ],
)
def test_barthel_total_gives_group_and_severity(
    changes: dict[str, int], total: int, band: str, severity: str
) -> None:
    result = score(BARTHEL, INDEPENDENT | changes, on=TODAY)
    assert result.band is not None
    assert (result.total, result.band.code) == (total, band)
    assert [found.code for found in result.refinements] == [severity]


def test_an_unconscious_person_scores_zero_and_is_bed_bound() -> None:
    result = score(BARTHEL, BEDRIDDEN, on=TODAY)
    assert result.sentence_th == "ได้ 0 จาก 20 คะแนน: กลุ่มติดเตียง"


def test_the_explanation_names_the_items_that_cost_points() -> None:
    result = score(BARTHEL, INDEPENDENT | {"stairs": 0, "bathing": 0}, on=TODAY)
    assert [cost.sentence_th for cost in result.costs] == [
        "ขึ้นลงบันได: ไม่สามารถทำได้ (เสีย 2 คะแนน)",
        "อาบน้ำ: ต้องมีคนช่วยหรือทำให้ (เสีย 1 คะแนน)",
    ]


def test_where_less_is_better_the_explanation_names_what_added_points() -> None:
    result = score(get_instrument("2q"), {"q1": 1, "q2": 0}, on=TODAY)
    assert [cost.sentence_th for cost in result.costs] == ["หดหู่ เศร้า: มี (ได้ 1 คะแนน)"]


SAFE = {item.code: 0 for item in get_instrument("home_safety").items}
LIGHT = {item.code: 0 for item in get_instrument("carer_burden").items}


@pytest.mark.parametrize(
    ("code", "answers", "variant", "band"),
    [
        pytest.param("2q", {"q1": 0, "q2": 0}, None, "normal", id="2Q no symptom"),
        pytest.param("2q", {"q1": 0, "q2": 1}, None, "positive", id="2Q one symptom"),
        pytest.param("mna_sf", {"total": 7}, None, "malnourished", id="MNA-SF 7"),
        pytest.param("mna_sf", {"total": 8}, None, "at_risk", id="MNA-SF 8"),
        pytest.param("mna_sf", {"total": 12}, None, "normal", id="MNA-SF 12"),
        pytest.param("mmse", {"total": 14}, "cannot_read", "abnormal", id="MMSE 14 cannot read"),
        pytest.param("mmse", {"total": 15}, "cannot_read", "normal", id="MMSE 15 cannot read"),
        pytest.param("mmse", {"total": 17}, "primary", "abnormal", id="MMSE 17 primary school"),
        pytest.param("mmse", {"total": 18}, "primary", "normal", id="MMSE 18 primary school"),
        pytest.param("mmse", {"total": 22}, "above_primary", "abnormal", id="MMSE 22 above"),
        pytest.param("mmse", {"total": 23}, "above_primary", "normal", id="MMSE 23 above"),
        pytest.param("oxford_knee", {"total": 19}, None, "severe", id="knee 19"),
        pytest.param("oxford_knee", {"total": 48}, None, "normal", id="knee 48"),
        pytest.param("tug", {"seconds": 11}, None, "no_risk", id="eleven seconds"),
        pytest.param("tug", {"seconds": 12}, None, "risk", id="twelve seconds"),
        pytest.param("vision", {"far": 0, "near": 1}, None, "refer", id="near print not read"),
        pytest.param("hearing", {"right": 0, "left": 0}, None, "pass", id="hears on both sides"),
        pytest.param("incontinence", {"leak": 1}, None, "has", id="urine leaks"),
        pytest.param("home_safety", SAFE | {"dark": 1}, None, "hazard", id="one hazard at home"),
        pytest.param(
            "carer_burden", LIGHT | {"tired": 2, "money": 1}, None, "light", id="bears it"
        ),
        pytest.param(
            "carer_burden", LIGHT | {"tired": 2, "money": 2}, None, "heavy", id="worn out"
        ),
        pytest.param(
            "oral", {"teeth": 0, "chewing": 1, "hygiene": 0}, None, "problem", id="cannot chew"
        ),
    ],
)
def test_cut_offs(code: str, answers: dict[str, int], variant: str | None, band: str) -> None:
    result = score(get_instrument(code), answers, on=TODAY, variant=variant)
    assert result.band is not None
    assert result.band.code == band


@pytest.mark.parametrize(
    ("days", "band"),
    [
        pytest.param([2, 2, 2, 0, 0, 0, 0, 0, 0], "none", id="six"),
        pytest.param([2, 2, 3, 0, 0, 0, 0, 0, 0], "mild", id="seven"),
        pytest.param([3, 3, 3, 3, 0, 0, 0, 0, 0], "mild", id="twelve"),
        pytest.param([3, 3, 3, 3, 1, 0, 0, 0, 0], "moderate", id="thirteen"),
        pytest.param([3, 3, 3, 3, 3, 3, 0, 0, 0], "moderate", id="eighteen"),
        pytest.param([3, 3, 3, 3, 3, 3, 1, 0, 0], "severe", id="nineteen"),
    ],
)
def test_9q_bands(days: list[int], band: str) -> None:
    answers = {f"q{number}": value for number, value in enumerate(days, 1)}
    result = score(get_instrument("9q"), answers, on=TODAY)
    assert result.band is not None
    assert result.band.code == band


@pytest.mark.parametrize(("right", "band"), [(7, "abnormal"), (8, "normal")])
def test_amt_bands(right: int, band: str) -> None:
    answers = {f"q{number}": int(number <= right) for number in range(1, 11)}
    result = score(get_instrument("amt"), answers, on=TODAY)
    assert result.band is not None
    assert result.band.code == band


@pytest.mark.parametrize(
    ("yes", "total", "band"),
    [
        pytest.param({}, 0, "none", id="nothing"),
        pytest.param({"q1": 1, "q2": 2}, 3, "mild", id="wishes only"),
        pytest.param({"q4": 8}, 8, "mild", id="a plan only"),
        pytest.param({"q5": 9}, 9, "moderate", id="has prepared"),
        pytest.param({"q3": 6, "q3_1": 0}, 6, "mild", id="thoughts under control"),
        pytest.param({"q3": 6, "q3_1": 8}, 14, "moderate", id="cannot control"),
        pytest.param({"q4": 8, "q5": 9}, 17, "severe", id="plan and preparation"),
    ],
)
def test_8q_weights(yes: dict[str, int], total: int, band: str) -> None:
    result = score(get_instrument("8q"), NO_RISK | yes, on=TODAY)
    assert result.band is not None
    assert (result.total, result.band.code) == (total, band)


def test_tai_axes_add_up_but_fall_in_no_band() -> None:
    axes = {"mobility": 3, "mental": 5, "eating": 5, "toilet": 3}
    result = score(get_instrument("tai"), axes, on=TODAY)
    assert (result.total, result.band) == (16, None)
    assert result.notes_th == ("ผลรวมสี่ด้านใช้ดูประกอบเท่านั้น ไม่ใช่ชั้น TAI",)


def test_a_measure_is_told_with_its_unit() -> None:
    result = score(get_instrument("tug"), {"seconds": 15}, on=TODAY)
    assert result.sentence_th == "วัดได้ 15 วินาที: เสี่ยงหกล้ม"
    assert result.costs == ()


def test_what_is_not_verified_says_so_beside_the_result_once() -> None:
    notes = score(get_instrument("tug"), {"seconds": 15}, on=TODAY).notes_th
    assert [note.startswith("ยังไม่ยืนยัน") for note in notes] == [True]


@pytest.mark.parametrize(
    ("code", "answers", "variant", "broken", "field"),
    [
        pytest.param("2q", {"q1": 0}, None, "answer_missing", "q2", id="an item was left out"),
        pytest.param(
            "2q", {"q1": 0, "q2": 0, "q3": 1}, None, "answer_unknown", "q3", id="an unknown item"
        ),
        pytest.param(
            "2q", {"q1": 2, "q2": 0}, None, "answer_out_of_range", "q1", id="no such answer"
        ),
        pytest.param(
            "2q", {"q1": True, "q2": 0}, None, "answer_out_of_range", "q1", id="not a number"
        ),
        pytest.param(
            "8q",
            NO_RISK | {"q3": 6},
            None,
            "answer_missing",
            "q3_1",
            id="thoughts, but control was not asked",
        ),
        pytest.param(
            "8q",
            NO_RISK | {"q3_1": 8},
            None,
            "answer_not_asked",
            "q3_1",
            id="control without thoughts",
        ),
        pytest.param("tug", {"seconds": 0}, None, "answer_out_of_range", "seconds", id="0 s"),
        pytest.param("mna_sf", {"total": 15}, None, "answer_out_of_range", "total", id="15 of 14"),
        pytest.param(
            "mmse", {"total": 24}, "cannot_read", "answer_out_of_range", "total", id="24 of 23"
        ),
        pytest.param("mmse", {"total": 20}, None, "variant_missing", "variant", id="no schooling"),
        pytest.param(
            "mmse", {"total": 20}, "doctor", "variant_unknown", "variant", id="odd schooling"
        ),
        pytest.param(
            "2q", {"q1": 0, "q2": 0}, "primary", "variant_unknown", "variant", id="needless group"
        ),
    ],
)
def test_wrong_answers_are_refused_at_their_item(
    code: str, answers: dict[str, int], variant: str | None, broken: str, field: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        score(get_instrument(code), answers, on=TODAY, variant=variant)
    assert (refused.value.code, refused.value.field) == (broken, field)


def test_a_day_before_all_cut_offs_is_refused() -> None:
    with pytest.raises(RuleViolation, match="no_cutoffs_on_date"):
        score(BARTHEL, INDEPENDENT, on=date(2010, 1, 1))


def test_a_form_can_show_everything_that_is_missing_at_once() -> None:
    assert [broken.field for broken in violations(BARTHEL, {})] == list(INDEPENDENT)


def test_a_hidden_answer_is_dropped_before_scoring() -> None:
    eight = get_instrument("8q")
    control = eight.item("q3_1")
    assert control is not None
    assert not is_asked(control, NO_RISK)
    assert only_asked(eight, NO_RISK | {"q3_1": 8}) == NO_RISK


@given(st.data())
def test_every_complete_answer_sheet_has_a_result(data: st.DataObject) -> None:
    instrument = data.draw(st.sampled_from(list_instruments()))
    answers = data.draw(complete_answers(instrument))
    mains = [found for found in instrument.band_sets if found.is_main]
    fitting = [found.variant for found in mains if sum(answers.values()) <= found.maximum]
    variant = data.draw(st.sampled_from(fitting or [None]))
    result = score(instrument, answers, on=TODAY, variant=variant)
    assert result.total == sum(answers.values())
    assert result.minimum <= result.total <= result.maximum
    assert (result.band is not None) == bool(mains)


@given(complete_answers(BARTHEL), st.sampled_from(BARTHEL.items))
def test_improving_an_item_never_lowers_total_or_group(answers: dict[str, int], item: Item) -> None:
    better = answers | {item.code: min(answers[item.code] + 1, item.maximum)}
    before, after = (score(BARTHEL, sheet, on=TODAY).total for sheet in (answers, better))
    assert before <= after
    groups = [dependency_group(BARTHEL, total, on=TODAY) for total in (before, after)]
    assert RANK.index(groups[0]) <= RANK.index(groups[1])


@given(complete_answers(BARTHEL))
def test_the_costs_make_up_the_difference_to_the_best(answers: dict[str, int]) -> None:
    result = score(BARTHEL, answers, on=TODAY)
    assert sum(cost.points for cost in result.costs) == result.maximum - result.total
