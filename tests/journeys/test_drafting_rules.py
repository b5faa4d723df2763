"""What facts raise, what speaks against it, and the rows themselves."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.rules.tai import TaiClass
from ltc.care.cases.queries.reference import list_services, service_words
from ltc.care.cases.rules.plans import checked_plan
from ltc.care.cases.terms import PlanDraft
from ltc.foundation.core.errors import RuleViolation, Unusable
from ltc.journeys.drafting.queries import get_rules
from ltc.journeys.drafting.rules import checked_reason, holds, loss_percent, propose, rules_on
from ltc.journeys.drafting.terms import Aim, Answer, Answered, DraftingRule, Fact, Facts
from tests.care.cases.ordinary import plan_draft
from tests.cast import TODAY

RULES = get_rules(TODAY)
BY_CODE = {rule.code: rule for rule in RULES}
EMPTY = plan_draft(problems=(), services=())
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def known(**values: int) -> Facts:
    """Facts by name; a dot is written as two underlines."""
    return {
        name.replace("__", "."): Fact(value, f"{name} {value}") for name, value in values.items()
    }


def facts(values: Any) -> Facts:
    """Facts of a rule's own example."""
    return {name: Fact(value, f"{name} {value}") for name, value in values.items()}


def proposed(given: Facts, draft: PlanDraft = EMPTY, before: tuple[Answered, ...] = ()) -> Any:
    """What is proposed, by code."""
    found = propose(RULES, given, draft, before=before, service_words=service_words(), on=TODAY)
    return {one.rule.code: one for one in found}


@each_rule
def test_own_example_raises_a_rule_and_the_other_does_not(rule: DraftingRule) -> None:
    assert rule.code in proposed(facts(rule.raised))
    assert rule.code not in proposed(facts(rule.quiet))


@each_rule
def test_what_a_rule_proposes_may_stand_in_a_plan(rule: DraftingRule) -> None:
    one = proposed(facts(rule.raised))[rule.code]
    checked_plan(plan_draft(problems=(one.problem,), services=(one.service,)), list_services())
    doers = next(kind.doers for kind in list_services() if kind.code == one.service.kind)
    assert one.service.doer_role in doers
    assert one.problem.goal
    assert one.problem.measure


@each_rule
def test_every_proposal_says_why_and_what_speaks_against_it(rule: DraftingRule) -> None:
    assert rule.against
    assert proposed(facts(rule.raised))[rule.code].raised_by
    assert rule.source


def test_rules_cover_what_the_mission_names() -> None:
    asked = {name for rule in RULES for name in rule.when}
    barthel = {f"barthel.{item.code}" for item in get_instrument("barthel").items}
    classes = {f"tai.{one}" for one in TaiClass}
    home = {f"home.{item.code}" for item in get_instrument("home_safety").items}
    rest = {
        "carer.burden",
        "falls.180",
        "weight.loss_percent",
        "mood.2q",
        "carer.none",
        "visits.missed_30",
    }
    assert barthel | classes | home | rest <= asked


def test_nothing_known_proposes_nothing() -> None:
    assert proposed({}) == {}


@given(st.dictionaries(st.sampled_from(sorted({n for r in RULES for n in r.when})),
                       st.integers(-5, 200)))  # fmt: skip
def test_only_what_is_known_speaks(values: dict[str, int]) -> None:
    for one in proposed(facts(values)).values():
        assert holds(one.rule.when, facts(values))
        assert len(one.raised_by) >= len(one.rule.when)


def test_a_fresh_loss_is_to_be_won_back_and_comes_first() -> None:
    given = known(barthel__bathing=0, barthel__feeding=1, recent__feeding=1, recent__bathing=0)
    found = list(proposed(given).values())
    assert [(one.rule.code, one.aim) for one in found] == [
        ("feeding", Aim.IMPROVE), ("bathing", Aim.PREVENT),
    ]  # fmt: skip
    assert "recent__feeding 1" in found[0].raised_by


def test_what_speaks_against_depends_on_the_facts() -> None:
    partly = proposed(known(barthel__feeding=1))["feeding"].against
    wholly = proposed(known(barthel__feeding=0))["feeding"].against
    assert any("ยังตักเองได้บ้าง" in words for words in partly)
    assert not any("ยังตักเองได้บ้าง" in words for words in wholly)


@pytest.mark.parametrize(
    ("nine", "words"), [(-1, "ต้องถาม 9Q ก่อน"), (0, "คะแนนน้อย"), (6, "คะแนนน้อย"), (13, "ต้องพบแพทย์")]
)
def test_nine_questions_speak_for_themselves(nine: int, words: str) -> None:
    against = proposed(known(mood__2q=1, mood__9q=nine))["low_mood"].against
    about = [one for one in against if "9Q" in one]
    assert len(about) == 1
    assert words in about[0]


def test_service_that_stands_in_the_draft_speaks_against_a_second() -> None:
    against = proposed(known(barthel__bathing=0), plan_draft())["bathing"].against
    assert any("อยู่แล้ว 1 รายการ" in words for words in against)


def test_reason_of_an_earlier_no_is_remembered() -> None:
    no = Answered("bathing", Answer.DECLINED, "ลูกอาบให้", "มาลี", datetime(2026, 1, 1, tzinfo=UTC), 1)
    against = proposed(known(barthel__bathing=0), before=(no,))["bathing"].against
    assert "แผนฉบับที่ 1 ไม่รับข้อนี้ เพราะ ลูกอาบให้" in against


def test_goal_is_counted_from_the_first_day_of_the_plan() -> None:
    later = TODAY + timedelta(days=30)
    one = proposed(known(barthel__bathing=0), plan_draft(valid_from=later))["bathing"]
    assert one.problem.target_on == later + timedelta(weeks=BY_CODE["bathing"].weeks)


@pytest.mark.parametrize(
    ("weights", "percent"),
    [
        ([], None), ([50.0], None), ([50.0, 50.0], 0), ([50.0, 47.5], 5), ([50.0, 47.6], 4),
        ([40.0, 50.0], 0), ([50.0, 40.0, 45.0], 10), ([0.0, 0.0], None),
    ],
)  # fmt: skip
def test_loss_of_weight_is_against_the_highest(weights: list[float], percent: int | None) -> None:
    assert loss_percent(weights) == percent


@pytest.mark.parametrize(("reason", "code"), [(" ", "reason_missing"), ("ก" * 301, "reason_long")])
def test_no_without_a_reason_is_refused(reason: str, code: str) -> None:
    with pytest.raises(RuleViolation) as broken:
        checked_reason(reason)
    assert (broken.value.code, broken.value.field) == (code, "reason")


ROW = {
    "code": "x", "valid_from": date(2020, 1, 1), "title": "t", "aim": "improve",
    "when": {"a": [0, 1]}, "problem": "p", "goal": "g", "weeks": 4, "measure": "m",
    "service": {"kind": "food", "text": "t", "doer": "caregiver", "times": 1, "per": "week",
                "minutes": 30},
    "against": [{"text": "no"}], "source": "s", "confidence": "G", "raised": {"a": 1},
    "quiet": {"a": 2},
}  # fmt: skip


@pytest.mark.parametrize(
    "over",
    [
        {"aim": "win"}, {"against": []}, {"when": {"a": [2, 1]}}, {"when": {"a": [1]}},
        {"confidence": "X"}, {"more": 1}, {"service": {}}, {"source": ""},
    ],
)  # fmt: skip
def test_row_with_a_slip_stops_the_start(over: dict[str, Any]) -> None:
    assert [rule.code for rule in rules_on({"rules": [ROW]}, TODAY)] == ["x"]
    with pytest.raises((Unusable, KeyError)):
        rules_on({"rules": [{**ROW, **over}]}, TODAY)


def test_two_rows_of_one_rule_on_one_day_stop_the_start() -> None:
    with pytest.raises(Unusable, match="in force twice"):
        rules_on({"rules": [ROW, ROW]}, TODAY)
    ended = {**ROW, "valid_until": date(2026, 1, 1)}
    assert len(rules_on({"rules": [ended, {**ROW, "valid_from": date(2026, 1, 1)}]}, TODAY)) == 1
