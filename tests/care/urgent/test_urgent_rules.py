"""Which findings are urgent, what to do, and when one that nobody takes goes on."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.elders.terms import TeamRole
from ltc.care.urgent import rules
from ltc.care.urgent.queries import get_rules
from ltc.care.urgent.terms import CallDraft, FoundBy, Level
from ltc.care.visits.queries.reference import get_signs
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.ids import new_id

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def titles(found_by: str, *codes: str) -> list[str]:
    return [rule.code for rule in rules.matching(get_rules(), found_by, codes)]


@pytest.mark.parametrize(
    ("found_by", "codes", "expected"),
    [
        ("assessment", ["8q.suicide_severe"], ["self_harm"]),
        ("assessment", ["8q.cannot_control"], ["self_harm"]),
        ("assessment", ["9q.self_harm_thoughts"], ["self_harm_thoughts"]),
        ("visit", ["vital.pressure"], ["pressure"]),
        ("visit", ["vital.sugar", "seen.consciousness"], ["hard_to_wake", "sugar"]),
        ("visit", ["time.late", "vital.weight"], []),
        ("visit", ["8q.suicide_severe"], []),
        ("worry", ["worry"], ["worry"]),
    ],
)
def test_what_is_urgent(found_by: str, codes: list[str], expected: list[str]) -> None:
    assert titles(found_by, *codes) == expected


def test_every_alarm_of_an_instrument_has_a_rule() -> None:
    alarms = [
        f"{code}.{rule.alert.code}" for code in ("8q", "9q") for rule in get_instrument(code).alarms
    ]
    assert alarms
    assert all(titles("assessment", one) for one in alarms)


def test_every_dangerous_vital_sign_has_a_rule() -> None:
    dangerous = {
        "pressure" if sign.code in ("systolic", "diastolic") else sign.code
        for sign in get_signs().signs
        if sign.danger.low is not None or sign.danger.high is not None
    }
    assert dangerous
    assert [code for code in dangerous if not titles("visit", f"vital.{code}")] == []


def test_each_rule_can_be_followed_and_read_aloud() -> None:
    for rule in get_rules().rules:
        assert 3 <= len(rule.steps_th) <= 4
        assert "{place}" in rule.script_th
        assert any(phone.number == "1669" for phone in rule.phones)
        assert set(rule.calls) <= set(TeamRole)
        assert rule.found_by in set(FoundBy)
        assert 0 < rule.to_team <= rule.to_director


def test_advice_of_two_rules_says_each_step_once() -> None:
    found = rules.matching(get_rules(), "visit", ["vital.pressure", "seen.consciousness"])
    told = rules.advice(found, place="บ้าน 12/3")
    assert told.title_th == "เรียกไม่ค่อยตื่น และ ความดันหรือชีพจรอันตราย"
    assert len(told.steps_th) == len(set(told.steps_th))
    assert [phone.number for phone in told.phones] == ["1669"]
    assert "บ้าน 12/3" in told.script_th


@pytest.mark.parametrize(
    ("minutes", "level"),
    [
        (-1, None), (0, Level.MANAGER), (29, Level.MANAGER), (30, Level.TEAM),
        (119, Level.TEAM), (120, Level.DIRECTOR), (9_999, Level.DIRECTOR),
    ],
)  # fmt: skip
def test_who_is_asked(minutes: int, level: Level | None) -> None:
    found = rules.matching(get_rules(), "visit", ["vital.pressure"])
    at = AT + timedelta(minutes=minutes)
    assert rules.level_of(found, AT, is_taken=False, at=at) is level
    assert rules.level_of(found, AT, is_taken=True, at=at) is None


def test_the_shortest_time_of_several_rules_counts() -> None:
    found = rules.matching(get_rules(), "visit", ["vital.pressure", "seen.consciousness"])
    at = AT + timedelta(minutes=10)
    assert rules.level_of(found, AT, is_taken=False, at=at) is Level.TEAM


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_finding_only_ever_goes_further(early: int, late: int) -> None:
    found = get_rules().rules[:1]
    early, late = sorted((early, late))

    def levels(minutes: int) -> list[tuple[Level, datetime]]:
        return rules.due_levels(found, AT, at=AT + timedelta(minutes=minutes))

    assert levels(late)[: len(levels(early))] == levels(early)
    assert all(since <= AT + timedelta(minutes=late) for _level, since in levels(late))


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "ไม่ถึง 1 นาที"), (12, "12 นาที"), (60, "1 ชั่วโมง"), (185, "3 ชั่วโมง 5 นาที"), (3_000, "2 วัน")],
)
def test_waiting_in_words(minutes: int, words: str) -> None:
    assert rules.waiting_words(AT, at=AT + timedelta(minutes=minutes)) == words


@pytest.mark.parametrize(
    ("whom", "answer", "words", "code"),
    [
        ("", "coming", "", "whom_unknown"),
        ("nurse", "perhaps", "", "answer_unknown"),
        ("other", "coming", " ", "words_missing"),
        ("nurse", "coming", "ก" * 501, "too_long"),
    ],
)
def test_a_call_must_say_whom_and_what(whom: str, answer: str, words: str, code: str) -> None:
    with pytest.raises(RuleViolation) as broken:
        rules.checked_call(CallDraft(new_id(), whom, answer, words))
    assert broken.value.code == code


def test_an_end_needs_an_outcome() -> None:
    with pytest.raises(RuleViolation):
        rules.checked_outcome("")
    assert rules.checked_outcome("safe") == "safe"
