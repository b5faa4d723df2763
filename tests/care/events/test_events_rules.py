"""Pauses, follow-ups and what an event must hold, as tables."""

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.events.queries.reference import event_rules_from, get_event_rules
from ltc.care.events.rules import entry
from ltc.care.events.rules.dated_rules import rules_on
from ltc.care.events.rules.follow_ups import follow_ups
from ltc.care.events.rules.pauses import facts_on, offered, spans
from ltc.care.events.terms import (
    BY_JOURNEY,
    EventDraft,
    EventKind,
    Facts,
    Happening,
    PauseFacts,
    PauseSpan,
)
from ltc.foundation.core.due import DueState
from ltc.foundation.core.errors import RuleViolation, Unusable
from ltc.foundation.core.zone import at_local

TODAY = date(2026, 11, 22)
RULES = get_event_rules(TODAY)


def day(ago: int) -> date:
    """Return the day so many days ago."""
    return TODAY - timedelta(days=ago)


def told(*lines: tuple[str, int]) -> list[Happening]:
    """Return happenings from kinds and days ago, in the order given."""
    return [Happening(UUID(int=place), kind, day(ago)) for place, (kind, ago) in enumerate(lines)]


class TestPauses:
    """``spans`` and ``facts_on``."""

    @pytest.mark.parametrize(
        ("lines", "expected"),
        [
            ([], []),
            ([("fall", 3)], []),
            ([("admission", 9)], [("hospital", 9, None)]),
            ([("admission", 9), ("discharge", 2)], [("hospital", 9, 2)]),
            ([("away", 9), ("back", 2)], [("away", 9, 2)]),
            ([("away", 9), ("admission", 5)], [("away", 9, 5), ("hospital", 5, None)]),
            ([("admission", 9), ("admission", 5)], [("hospital", 9, None)]),
            ([("admission", 9), ("away", 5)], [("hospital", 9, None)]),
            ([("discharge", 9)], []),
            ([("admission", 9), ("death", 1)], [("hospital", 9, 1)]),
            ([("away", 9), ("move", 1)], [("away", 9, 1)]),
            ([("move", 9), ("away", 7), ("return", 3)], [("away", 7, 3)]),
            ([("admission", 4), ("discharge", 4)], [("hospital", 4, 4)]),
            (
                [("admission", 9), ("back", 7), ("admission", 3)],
                [("hospital", 9, 7), ("hospital", 3, None)],
            ),
        ],
    )
    def test_they_follow_from_the_events(
        self, lines: list[tuple[str, int]], expected: list[tuple[str, int, int | None]]
    ) -> None:
        found = [(one.reason, one.from_on, one.until_on) for one in spans(told(*lines))]
        assert found == [
            (reason, day(since), None if until is None else day(until))
            for reason, since, until in expected
        ]

    def test_the_day_of_return_is_a_day_at_home(self) -> None:
        found = spans(told(("admission", 9), ("discharge", 2)))
        assert facts_on(found, day(3)).now == found[0]
        assert facts_on(found, day(2)) == PauseFacts(None, day(2))

    def test_a_day_case_is_no_return(self) -> None:
        assert facts_on(spans(told(("admission", 4), ("discharge", 4))), TODAY) == PauseFacts()

    @pytest.mark.parametrize(
        ("reason", "first", "left_out"),
        [
            (None, None, set()),
            ("hospital", "discharge", {"admission", "away", "back", "discharge"}),
            ("away", "back", {"away", "back", "discharge"}),
        ],
    )
    def test_what_fits_is_offered_first(
        self, reason: str | None, first: str | None, left_out: set[str]
    ) -> None:
        likely, others = offered(reason)
        assert likely == first
        assert set(EventKind) - set(others) - BY_JOURNEY == left_out

    @given(st.lists(st.tuples(st.sampled_from([str(k) for k in EventKind]), st.integers(0, 60))))
    def test_they_never_overlap_and_only_the_last_is_open(
        self, lines: list[tuple[str, int]]
    ) -> None:
        found = spans(told(*sorted(lines, key=lambda line: -line[1])))
        for one, after in zip(found, found[1:], strict=False):
            assert one.until_on is not None
            assert one.from_on <= one.until_on <= after.from_on


class TestFollowUps:
    """``follow_ups``."""

    @pytest.mark.parametrize(
        ("lines", "facts", "expected"),
        [
            ([], Facts(), []),
            ([("fall", 3)], Facts(), ["reassess"]),
            ([("fall", 3)], Facts(assessed_on=day(4)), ["reassess"]),
            ([("fall", 3)], Facts(assessed_on=day(3)), []),
            ([("fall", 3)], Facts(answered={"reassess": day(1)}), []),
            ([("fall", 3)], Facts(answered={"reassess": day(5)}), ["reassess"]),
            ([("sore", 3)], Facts(planned_on=day(1)), ["conference"]),
            ([("discharge", 3)], Facts(), ["reassess", "review_plan"]),
            ([("discharge", 3)], Facts(adl_total=6), ["reassess", "review_plan", "nappies"]),
            ([("discharge", 3)], Facts(adl_total=7), ["reassess", "review_plan"]),
            ([("bereavement", 3)], Facts(), ["condolence", "reassess"]),
            ([("fall", 5), ("fall", 2)], Facts(), ["reassess"]),
            ([("fall", 5), ("fall", 2)], Facts(assessed_on=day(4)), ["reassess"]),
            ([("fall", 121)], Facts(), []),
            ([("fall", 3), ("death", 1)], Facts(), []),
            ([("fall", 3), ("move", 1)], Facts(), []),
            ([("admission", 3)], Facts(), []),
            ([("fall", 9), ("move", 5), ("return", 3)], Facts(), ["reassess"]),
            ([("bereavement", 9), ("move", 3), ("return", 3)], Facts(), ["reassess"]),
            ([("move", 5), ("return", 3)], Facts(assessed_on=day(3)), []),
            ([("move", 5), ("return", 3), ("move", 1)], Facts(), []),
        ],
    )
    def test_what_waits(
        self, lines: list[tuple[str, int]], facts: Facts, expected: list[str]
    ) -> None:
        found = follow_ups(told(*lines), PauseFacts(), facts, RULES, on=TODAY)
        assert [one.code for one in found] == expected
        assert all(one.note_th for one in found)  # the intervals are not verified

    def test_it_is_overdue_after_its_days(self) -> None:
        found = follow_ups(told(("fall", 8)), PauseFacts(), Facts(), RULES, on=TODAY)
        assert found[0].due.state == DueState.OVERDUE
        assert found[0].because_th == "หกล้ม 14 พ.ย. 2569"

    def test_who_came_back_after_a_move_is_assessed_within_two_weeks(self) -> None:
        lines = told(("fall", 9), ("move", 5), ("return", 3))
        found = follow_ups(lines, PauseFacts(), Facts(), RULES, on=TODAY)
        assert found[0].due.on == day(3) + timedelta(days=14)
        assert found[0].because_th == "กลับมาอยู่ในเมืองนี้ 19 พ.ย. 2569"

    def test_days_count_from_the_return(self) -> None:
        returned = PauseFacts(None, day(1))
        found = follow_ups(told(("fall", 20)), returned, Facts(), RULES, on=TODAY)
        assert found[0].due.on == day(1) + timedelta(days=7)

    @pytest.mark.parametrize(
        ("since", "expected_ago", "asked"),
        [(3, None, False), (7, None, True), (20, 1, True), (20, -1, False), (20, 0, True)],
    )
    def test_in_hospital_only_the_return_is_asked_for(
        self, since: int, expected_ago: int | None, asked: bool
    ) -> None:
        expected = None if expected_ago is None else day(expected_ago)
        span = PauseSpan("hospital", day(since), None, uuid4(), None, expected)
        lines = told(("fall", since), ("admission", since))
        found = follow_ups(lines, PauseFacts(span), Facts(), RULES, on=TODAY)
        assert [one.code for one in found] == (["return"] if asked else [])

    def test_a_rule_that_ended_before_the_event_asks_nothing(self) -> None:
        old = tuple(replace(rule, valid_until=day(30)) for rule in RULES.follow_ups)
        rules = replace(RULES, follow_ups=old)
        assert follow_ups(told(("fall", 3)), PauseFacts(), Facts(), rules, on=TODAY) == []
        assert follow_ups(told(("fall", 40)), PauseFacts(), Facts(), rules, on=TODAY)


def draft(**over: object) -> EventDraft:
    """Return a complete draft of a fall today; name what differs."""
    values: dict[str, object] = {
        "operation_id": uuid4(), "kind": "fall", "happened_on": TODAY, "precision": "day",
        "told_by": "seen", "detail": "bruised",
    }  # fmt: skip
    return EventDraft(**{**values, **over})  # type: ignore[arg-type]


class TestEntry:
    """What is refused, at which field."""

    @pytest.mark.parametrize(
        ("over", "code", "field"),
        [
            ({"kind": "birthday"}, "kind_unknown", "kind"),
            ({"precision": "maybe"}, "precision_unknown", "precision"),
            ({"told_by": "bird"}, "teller_unknown", "told_by"),
            ({"detail": ""}, "detail_missing", "detail"),
            ({"detail": "lungs"}, "detail_missing", "detail"),
            ({"kind": "stroke"}, "detail_unknown", "detail"),
            ({"note": "ก" * 1001}, "too_long", "note"),
            ({"told_by_name": "ก" * 121}, "too_long", "told_by_name"),
        ],
    )
    def test_words(self, over: dict[str, object], code: str, field: str) -> None:
        with pytest.raises(RuleViolation) as broken:
            entry.check_words(draft(**over))
        assert (broken.value.code, broken.value.field) == (code, field)

    @pytest.mark.parametrize(
        ("on_day", "code"),
        [
            (day(-1), "future"),
            (date(1944, 4, 12), "before_birth"),
            (date(2015, 9, 30), "no_rules_on_day"),
            (day(4), "after_death"),
        ],
    )
    def test_days(self, on_day: date, code: str) -> None:
        with pytest.raises(RuleViolation, match=code):
            entry.check_day(
                on_day, "happened_on", born_on=date(1944, 4, 13), died_on=day(5), moved_on=None,
                rules_from=event_rules_from(), on=TODAY,
            )  # fmt: skip

    def test_after_a_move(self) -> None:
        with pytest.raises(RuleViolation, match="after_move"):
            entry.check_day(
                day(1), "happened_on", born_on=None, died_on=None, moved_on=day(2),
                rules_from=event_rules_from(), on=TODAY,
            )  # fmt: skip

    def test_a_time_that_has_not_come(self) -> None:
        at = at_local(TODAY, 10)
        entry.check_time(draft(happened_time=time(10, 4)), at=at)
        entry.check_time(draft(), at=at)
        with pytest.raises(RuleViolation, match="future_time"):
            entry.check_time(draft(happened_time=time(10, 6)), at=at)

    @pytest.mark.parametrize(
        ("over", "reason", "code"),
        [
            ({"kind": "admission"}, "hospital", "already_in_hospital"),
            ({"kind": "away"}, "hospital", "already_away"),
            ({"kind": "away"}, "away", "already_away"),
            ({"kind": "discharge"}, None, "beginning_missing"),
            ({"kind": "back"}, None, "beginning_missing"),
            ({"kind": "back", "began_on": day(-1)}, None, "began_after"),
            ({"kind": "away", "expected_return_on": day(1)}, None, "return_early"),
            ({"kind": "away", "expected_return_on": date(2569, 11, 22)}, None, "return_far"),
        ],
    )
    def test_pauses(self, over: dict[str, object], reason: str | None, code: str) -> None:
        now = PauseSpan(reason, day(4), None, uuid4(), None) if reason else None
        with pytest.raises(RuleViolation, match=code):
            entry.check_pause(draft(**over), now)

    @pytest.mark.parametrize(
        ("over", "reason"),
        [
            ({"kind": "admission"}, "away"),
            ({"kind": "discharge"}, "hospital"),
            ({"kind": "discharge", "began_on": day(3)}, None),
            ({"kind": "back"}, "away"),
            ({"kind": "away", "expected_return_on": day(-9)}, None),
        ],
    )
    def test_pauses_that_are_in_order(self, over: dict[str, object], reason: str | None) -> None:
        now = PauseSpan(reason, day(4), None, uuid4(), None) if reason else None
        entry.check_pause(draft(**over), now)

    @pytest.mark.parametrize(
        ("kind", "is_withdrawn", "because", "code"),
        [
            ("fall", True, "ผิดคน", "already_withdrawn"),
            ("death", False, "ผิดคน", "departure_taken_back"),
            ("fall", False, " ", "because_missing"),
        ],
    )
    def test_withdrawals(self, kind: str, is_withdrawn: bool, because: str, code: str) -> None:
        with pytest.raises(RuleViolation, match=code):
            entry.check_withdrawal(kind, is_withdrawn=is_withdrawn, because=because)


ROW = {"valid_from": date(2015, 10, 1), "source": "own", "confidence": "U", "note_th": "ยังไม่ยืนยัน"}
WHOLE = {
    "follow_up": [ROW | {"event": "fall", "code": "reassess", "days": 7, "notice_days": 3}],
    "look_back": [ROW | {"days": 100}],
    "ask_return": [ROW | {"reason": r, "days": 7} for r in ("hospital", "away")],
    "remaining": [ROW | {"departure": d, "code": "money", "days": 7} for d in ("death", "move")],
}


class TestDatedRules:
    """Reading the configuration strictly."""

    def test_a_whole_table_is_read(self) -> None:
        found = rules_on(WHOLE, TODAY)
        assert found.look_back_days == 100
        assert found.remaining["death"] == {"money": 7}
        assert found.follow_ups[0].note_th == "ยังไม่ยืนยัน"

    def test_what_is_verified_needs_no_note(self) -> None:
        sure = ROW | {"confidence": "V", "days": 5}
        assert rules_on(WHOLE | {"look_back": [sure]}, TODAY).look_back_days == 5

    @pytest.mark.parametrize(
        "spoiled",
        [
            {"follow_up": []},
            {"extra": []},
            {"look_back": [ROW | {"days": "7"}]},
            {"look_back": [ROW | {"days": 7, "x": 1}]},
            {"look_back": [ROW | {"days": 7}, ROW | {"days": 8}]},
            {"look_back": [ROW | {"days": 7, "source": ""}]},
            {"look_back": [ROW | {"days": 7, "note_th": ""}]},
            {"look_back": [ROW | {"days": 7, "valid_from": "2015"}]},
            {"ask_return": [ROW | {"reason": "hospital", "days": 7}]},
            {"ask_return": [ROW | {"reason": "moon", "days": 7}]},
            {"look_back": [ROW | {"days": 7, "valid_until": date(2020, 1, 1)}]},
        ],
    )
    def test_a_slip_stops_the_start(self, spoiled: dict[str, object]) -> None:
        with pytest.raises(Unusable):
            rules_on(WHOLE | spoiled, TODAY)
