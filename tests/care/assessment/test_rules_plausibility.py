"""Questions back to the rater: when they are asked, and when not."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.assessment.queries.instruments import get_assessment_rules, get_instrument
from ltc.care.assessment.rules.history import EventKind, HealthEvent, ScoredAssessment
from ltc.care.assessment.rules.plausibility import (
    PlausibilityContext,
    doubts,
    guttman_errors,
    is_unusual,
)

TODAY = date(2026, 7, 1)
BARTHEL = get_instrument("barthel")
LIMITS = get_assessment_rules(TODAY).plausibility
BEST = {item.code: item.maximum for item in BARTHEL.items}
WORST = {item.code: 0 for item in BARTHEL.items}
MIDDLE = BEST | {"stairs": 0, "bathing": 0, "mobility": 2, "dressing": 1}


def past(days_ago: int, answers: dict[str, int]) -> ScoredAssessment:
    """Return an assessment made that many days ago."""
    on = TODAY - timedelta(days=days_ago)
    return ScoredAssessment(on, sum(answers.values()), answers, "nurse")


def event(days_ago: int, kind: EventKind) -> HealthEvent:
    """Return an event that many days ago."""
    return HealthEvent(TODAY - timedelta(days=days_ago), kind)


def asked(answers: dict[str, int], **known: object) -> list[str]:
    """Return the codes of the questions asked about the answers."""
    context = PlausibilityContext(on=TODAY, **known)  # type: ignore[arg-type]
    found = doubts(BARTHEL, answers, sum(answers.values()), context, LIMITS)
    return [doubt.code for doubt in found]


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        pytest.param(BEST, [], id="everything alone"),
        pytest.param(WORST, [], id="nothing alone"),
        pytest.param(MIDDLE, [], id="loss in the usual order"),
        pytest.param(WORST | {"stairs": 1}, ["P1"], id="stairs without moving"),
        pytest.param(WORST | {"stairs": 1, "mobility": 1}, ["P1"], id="stairs without getting up"),
        pytest.param(WORST | {"mobility": 2, "feeding": 1}, ["P2"], id="walks but cannot sit"),
        pytest.param(
            WORST | {"bathing": 1, "feeding": 1, "toilet": 1}, ["P3"], id="bathes but cannot sit"
        ),
        pytest.param(
            WORST | {"bathing": 1, "feeding": 1, "transfer": 2}, ["P3"], id="bathes, no toilet"
        ),
        pytest.param(WORST | {"toilet": 2, "transfer": 1}, ["P4"], id="toilet alone, lifted up"),
        pytest.param(WORST | {"dressing": 2}, ["P5"], id="dresses but is fed"),
        pytest.param(
            WORST | {"stairs": 2, "mobility": 3, "transfer": 3}, ["P6"], id="stairs but is fed"
        ),
        pytest.param(
            WORST | {"bathing": 1, "toilet": 1, "transfer": 3}, ["P6"], id="bathes but is fed"
        ),
    ],
)
def test_answers_that_do_not_go_together(answers: dict[str, int], codes: list[str]) -> None:
    assert asked(answers) == codes


def test_items_not_answered_yet_raise_no_question() -> None:
    assert asked({"stairs": 2, "mobility": 3}) == []


@pytest.mark.parametrize(
    ("answers", "known", "codes"),
    [
        pytest.param(MIDDLE, {"has_catheter": True}, ["P7"], id="catheter and full control"),
        pytest.param(
            MIDDLE, {"has_catheter": True, "manages_catheter": True}, [], id="manages the catheter"
        ),
        pytest.param(
            MIDDLE | {"bladder": 0}, {"has_catheter": True}, [], id="catheter and no control"
        ),
        pytest.param(MIDDLE, {"is_listed_bed_bound": True}, ["P8"], id="listed bed-bound, 15"),
        pytest.param(WORST, {"is_listed_bed_bound": True}, [], id="listed bed-bound, 0"),
        pytest.param(WORST, {"is_seen_walking_out": True}, ["P8"], id="walks out, 0"),
        pytest.param(MIDDLE, {"is_seen_walking_out": True}, [], id="walks out, 15"),
    ],
)
def test_answers_against_what_is_on_record(
    answers: dict[str, int], known: dict[str, object], codes: list[str]
) -> None:
    assert asked(answers, **known) == codes


@pytest.mark.parametrize(
    ("answers", "known", "codes"),
    [
        pytest.param(
            MIDDLE, {"history": (past(200, MIDDLE), past(100, MIDDLE))}, ["P9"], id="third alike"
        ),
        pytest.param(MIDDLE, {"history": (past(100, MIDDLE),)}, [], id="second alike"),
        pytest.param(
            MIDDLE,
            {"history": (past(300, MIDDLE), past(200, MIDDLE), past(100, BEST))},
            [],
            id="the last one differed",
        ),
        pytest.param(
            MIDDLE,
            {"history": (past(100, MIDDLE), past(-5, MIDDLE))},
            [],
            id="a later one does not count",
        ),
        pytest.param(BEST, {"history": (past(200, BEST), past(100, BEST))}, [], id="always 20"),
        pytest.param(MIDDLE, {"same_day_answers": (MIDDLE, MIDDLE)}, ["P9"], id="three elders"),
        pytest.param(MIDDLE, {"same_day_answers": (MIDDLE, BEST)}, [], id="two elders"),
        pytest.param(BEST, {"same_day_answers": (BEST,) * 9}, [], id="ten healthy elders"),
    ],
)
def test_copied_answers(
    answers: dict[str, int], known: dict[str, object], codes: list[str]
) -> None:
    assert asked(answers, **known) == codes


LOST_FOUR = MIDDLE | {"transfer": 2, "toilet": 1, "grooming": 0, "feeding": 1}
LEAP = MIDDLE | {"bowels": 0}


@pytest.mark.parametrize(
    ("answers", "known", "codes"),
    [
        pytest.param(LOST_FOUR, {"history": (past(60, MIDDLE),)}, ["P10"], id="four in 60 days"),
        pytest.param(LOST_FOUR, {"history": (past(61, MIDDLE),)}, [], id="four in 61 days"),
        pytest.param(LEAP, {"history": (past(30, MIDDLE),)}, ["P10"], id="one item by two levels"),
        pytest.param(
            MIDDLE | {"bowels": 1}, {"history": (past(30, MIDDLE),)}, [], id="one item by one"
        ),
        pytest.param(
            LOST_FOUR,
            {"history": (past(30, MIDDLE),), "events": (event(10, EventKind.FALL),)},
            [],
            id="a fall explains it",
        ),
        pytest.param(
            LOST_FOUR,
            {"history": (past(30, MIDDLE),), "events": (event(40, EventKind.FALL),)},
            ["P10"],
            id="an older fall does not",
        ),
        pytest.param(MIDDLE, {"history": (past(90, LOST_FOUR),)}, ["P11"], id="four better"),
        pytest.param(
            MIDDLE,
            {
                "history": (past(90, LOST_FOUR),),
                "events": (event(30, EventKind.REHABILITATION),),
            },
            [],
            id="better after rehabilitation",
        ),
        pytest.param(
            MIDDLE,
            {"history": (past(90, LOST_FOUR),), "events": (event(30, EventKind.FALL),)},
            ["P11"],
            id="better after a fall is odd",
        ),
        pytest.param(
            MIDDLE, {"history": (past(30, LOST_FOUR),)}, ["P10", "P11"], id="better at once"
        ),
    ],
)
def test_sudden_changes(
    answers: dict[str, int], known: dict[str, object], codes: list[str]
) -> None:
    assert asked(answers, **known) == codes


def test_a_question_names_the_items_it_is_about() -> None:
    context = PlausibilityContext(on=TODAY, history=(past(30, MIDDLE),))
    (doubt,) = doubts(BARTHEL, LEAP, sum(LEAP.values()), context, LIMITS)
    assert doubt.items == ("bowels",)


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        pytest.param(BEST, 0, id="everything alone"),
        pytest.param(WORST, 0, id="nothing alone"),
        pytest.param(MIDDLE, 0, id="usual order"),
        pytest.param(WORST | {"bowels": 2, "bladder": 2}, 0, id="continence stands outside"),
        pytest.param(WORST | {"feeding": 2}, 0, id="feeding is kept longest"),
        pytest.param(WORST | {"grooming": 1}, 2, id="grooms but is fed"),
        pytest.param(WORST | {"dressing": 2}, 6, id="dresses; toilet is a tie"),
        pytest.param(BEST | {"feeding": 1}, 7, id="only feeding impaired"),
        pytest.param(BEST | {"feeding": 0}, 14, id="only feeding lost"),
        pytest.param({"stairs": 2, "feeding": 0}, 2, id="incomplete answers"),
    ],
)
def test_guttman_errors(answers: dict[str, int], errors: int) -> None:
    assert guttman_errors(BARTHEL, answers) == errors


@pytest.mark.parametrize(
    ("errors", "history", "unusual"),
    [
        pytest.param(9, [0] * 39, False, id="too little history"),
        pytest.param(9, [0] * 40, True, id="worse than all"),
        pytest.param(9, [0] * 38 + [9, 9], True, id="among the worst twentieth"),
        pytest.param(9, [0] * 37 + [9, 9, 9], False, id="more have it"),
        pytest.param(0, [0] * 40, False, id="no error"),
    ],
)
def test_unusual_patterns(errors: int, history: list[int], unusual: bool) -> None:
    assert is_unusual(errors, history, LIMITS) is unusual


SHEETS = st.fixed_dictionaries({item.code: st.integers(0, item.maximum) for item in BARTHEL.items})


@given(SHEETS, SHEETS, st.integers(0, 400))
def test_questions_never_block_whatever_is_answered(
    answers: dict[str, int], before: dict[str, int], days: int
) -> None:
    context = PlausibilityContext(on=TODAY, history=(past(days, before),))
    found = doubts(BARTHEL, answers, sum(answers.values()), context, LIMITS)
    assert all(doubt.sentence_th.endswith("หรือไม่") for doubt in found)
    assert 0 <= guttman_errors(BARTHEL, answers) <= 54
