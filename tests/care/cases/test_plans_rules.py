"""The rules of plans: status, what a draft holds, frequency, windows, due days, difference."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.cases.queries.reference import list_services, service_words
from ltc.care.cases.rules.dated_rules import Interval
from ltc.care.cases.rules.difference import How, difference
from ltc.care.cases.rules.frequency import frequency_words, per_week, windows
from ltc.care.cases.rules.plans import (
    TRANSITIONS,
    activated,
    checked_plan,
    missing,
    moved,
    renewal_due,
    review_due,
)
from ltc.care.cases.rules.timetable import next_window, visits_a_week, weekly_words
from ltc.care.cases.terms import (
    Per,
    PlanDraft,
    PlanStatus,
    ProblemLine,
    ProblemSource,
    ServiceLine,
)
from ltc.care.elders.terms import TeamRole
from ltc.foundation.core.due import DueState
from ltc.foundation.core.errors import RuleViolation
from tests.care.cases.ordinary import PROBLEM, SERVICE, plan_draft

TODAY = date(2026, 11, 22)  # a Sunday
NOBODY = UUID("01920000-0000-7000-8000-000000000000")


class TestPlanStatus:
    @pytest.mark.parametrize("status", PlanStatus)
    @pytest.mark.parametrize("to", PlanStatus)
    def test_only_the_table_decides(self, status: PlanStatus, to: PlanStatus) -> None:
        if to in TRANSITIONS[status]:
            assert moved(status, to) is to
        else:
            with pytest.raises(RuleViolation, match="plan_status"):
                moved(status, to)

    @given(st.lists(st.tuples(st.sampled_from(["draft", "use", "end"]), st.integers(0, 9))))
    def test_never_two_plans_in_use(self, acts: list[tuple[str, int]]) -> None:
        """Whatever people do in whatever order, one case has at most one plan in use."""
        plans: list[PlanStatus] = []
        for act, which in acts:
            try:
                if act == "draft":
                    plans.append(PlanStatus.DRAFT)
                elif plans and act == "use":
                    plans = activated(plans, which % len(plans))
                elif plans:
                    plans[which % len(plans)] = moved(plans[which % len(plans)], PlanStatus.ENDED)
            except RuleViolation:
                pass
            assert plans.count(PlanStatus.ACTIVE) <= 1


class TestPlanDraft:
    @pytest.mark.parametrize(
        ("over", "code", "field"),
        [
            ({"valid_until": TODAY}, "plan_until", "valid_until"),
            ({"problems": (replace(PROBLEM, text=""),)}, "problem_missing", "problems-0-text"),
            ({"problems": (replace(PROBLEM, source="x"),)}, "source_unknown", "problems-0-source"),
            (
                {"problems": (replace(PROBLEM, target_on=date(2020, 1, 1)),)},
                "target_early", "problems-0-target_on",
            ),
            ({"problems": (PROBLEM, replace(PROBLEM, goal=""))}, "goal_missing",
             "problems-1-goal"),
            ({"services": (replace(SERVICE, kind="x"),)}, "service_unknown", "services-0-kind"),
            ({"services": (replace(SERVICE, doer_role=""),)}, "doer_missing", "services-0-doer"),
            ({"services": (replace(SERVICE, per=""),)}, "per_missing", "services-0-per"),
            ({"services": (replace(SERVICE, times=0),)}, "times_range", "services-0-times"),
            ({"services": (replace(SERVICE, per="day", times=25),)}, "times_range",
             "services-0-times"),
            ({"services": (replace(SERVICE, minutes=0),)}, "minutes_range", "services-0-minutes"),
        ],
    )  # fmt: skip
    def test_a_broken_line_is_named(self, over: dict[str, Any], code: str, field: str) -> None:
        with pytest.raises(RuleViolation) as broken:
            checked_plan(plan_draft(**over), list_services())
        assert (broken.value.code, broken.value.field) == (code, field)

    def test_an_unfinished_draft_may_be_saved(self) -> None:
        draft = plan_draft(problems=(ProblemLine("ล้มบ่อย", "elder"),), services=())
        assert checked_plan(draft, list_services()) == draft

    @pytest.mark.parametrize(
        ("over", "facts", "codes"),
        [
            ({}, {}, []),
            ({}, {"has_ground": False}, ["no_ground"]),
            ({}, {"is_agreed": False}, ["not_agreed"]),
            ({"services": ()}, {}, ["no_service"]),
            ({"services": ()}, {"is_agreed": False}, ["no_service"]),
            ({"problems": (ProblemLine("ล้มบ่อย", "elder"),)}, {}, ["no_goal"]),
            (
                {"problems": (ProblemLine("ล้มบ่อย", "elder", no_goal_reason="ไม่ประสงค์"),)},
                {}, [],
            ),
            ({"problems": (), "wishes_elder": ""}, {}, ["no_problem", "no_wishes"]),
            ({"valid_until": TODAY + timedelta(days=500)}, {}, ["long_plan"]),
        ],
    )  # fmt: skip
    def test_what_is_missing_before_use(
        self, over: dict[str, Any], facts: dict[str, bool], codes: list[str]
    ) -> None:
        known = {"has_ground": True, "is_agreed": True} | facts
        found = missing(plan_draft(**over), most_months=12, on=TODAY, **known)
        assert [one.code for one in found] == codes


class TestFrequency:
    @pytest.mark.parametrize(
        ("times", "per", "weekly"),
        [(1, "day", 7), (2, "week", 2), (13, "month", 3), (52, "year", 1), (3, "once", 0)],
    )
    def test_expected_visits_a_week(self, times: int, per: str, weekly: int) -> None:
        assert per_week(times, per) == weekly

    def test_words(self) -> None:
        assert frequency_words(2, "week", 80) == "2 ครั้งต่อสัปดาห์ ครั้งละ 80 นาที"
        assert frequency_words(1, "once") == "1 ครั้งตลอดแผน"

    def year(self, times: int, per: str, since: date, until: date) -> list[Any]:
        return windows(times, per, valid_from=date(2026, 1, 1), valid_until=date(2027, 1, 1),
                       since=since, until=until)  # fmt: skip

    def test_two_a_week_fall_monday_to_thursday_and_friday_to_sunday(self) -> None:
        found = self.year(2, "week", date(2026, 11, 23), date(2026, 11, 30))
        assert [window.words for window in found] == [
            "วันใดก็ได้ จันทร์ 23 พ.ย. ถึง พฤหัสบดี 26 พ.ย.",
            "วันใดก็ได้ ศุกร์ 27 พ.ย. ถึง อาทิตย์ 29 พ.ย.",
        ]

    def test_more_visits_than_days_share_the_days(self) -> None:
        found = self.year(14, "week", date(2026, 11, 23), date(2026, 11, 30))
        assert [(window.first.weekday(), window.times) for window in found] == [
            (day, 2) for day in range(7)
        ]

    def test_months_follow_the_calendar_and_the_plan_cuts_off(self) -> None:
        found = windows(1, "month", valid_from=date(2026, 11, 10), valid_until=date(2026, 12, 20),
                        since=date(2026, 1, 1), until=date(2028, 1, 1))  # fmt: skip
        assert [(window.first, window.last) for window in found] == [
            (date(2026, 11, 10), date(2026, 11, 30)), (date(2026, 12, 1), date(2026, 12, 19)),
        ]  # fmt: skip

    def test_a_year_counts_from_the_first_day_of_the_plan(self) -> None:
        found = windows(2, "year", valid_from=date(2024, 2, 29), valid_until=date(2026, 2, 28),
                        since=date(2025, 12, 1), until=date(2026, 2, 1))  # fmt: skip
        assert [(window.first, window.last) for window in found] == [
            (date(2025, 8, 30), date(2026, 2, 27))
        ]

    def test_once_is_any_day_of_the_plan(self) -> None:
        found = self.year(1, "once", TODAY, TODAY + timedelta(days=1))
        assert (found[0].first, found[0].last) == (date(2026, 1, 1), date(2026, 12, 31))

    def test_a_plan_that_is_over_has_no_windows(self) -> None:
        assert self.year(1, "day", date(2027, 1, 1), date(2027, 2, 1)) == []

    @given(
        times=st.integers(1, 20),
        per=st.sampled_from(list(Per)),
        begins=st.dates(date(2024, 1, 1), date(2027, 1, 1)),
        lasts=st.integers(1, 800),
        ahead=st.integers(0, 400),
    )
    def test_windows_stand_in_order_inside_the_plan(
        self, times: int, per: str, begins: date, lasts: int, ahead: int
    ) -> None:
        end, since = begins + timedelta(days=lasts), begins + timedelta(days=ahead)
        found = windows(times, per, valid_from=begins, valid_until=end, since=since,
                        until=since + timedelta(days=60))  # fmt: skip
        assert all(begins <= one.first <= one.last < end for one in found)
        assert all(one.last >= since and one.times >= 1 for one in found)
        assert all(one.last < two.first for one, two in pairwise(found))

    @given(times=st.integers(1, 99), per=st.sampled_from([Per.DAY, Per.WEEK]))
    def test_a_whole_week_holds_the_expected_visits(self, times: int, per: str) -> None:
        found = self.year(times, per, date(2026, 11, 23), date(2026, 11, 30))
        assert Fraction(sum(window.times for window in found)) == per_week(times, per)


class TestTimetable:
    def test_the_most_frequent_service_decides_how_often_the_caregiver_comes(self) -> None:
        draft = plan_draft(services=(SERVICE, replace(SERVICE, kind="food", times=3)))
        assert visits_a_week(draft, "caregiver") == 3
        assert weekly_words(draft) == "ผู้ดูแลไปเยี่ยมเฉลี่ย 3 ครั้งต่อสัปดาห์"

    def test_less_than_once_a_week_is_told_by_the_month(self) -> None:
        draft = plan_draft(services=(replace(SERVICE, per="month"),))
        assert weekly_words(draft) == "ผู้ดูแลไปเยี่ยมเฉลี่ย 2 ครั้งต่อเดือน"

    def test_no_caregiver_no_words(self) -> None:
        assert weekly_words(plan_draft(services=())) == ""

    def test_the_next_window_of_a_plan_that_begins_later(self) -> None:
        draft = plan_draft(valid_from=date(2026, 12, 7), valid_until=date(2027, 12, 7))
        window = next_window(SERVICE, draft, on=TODAY)
        assert window is not None
        assert (window.first, window.last) == (date(2026, 12, 7), date(2026, 12, 10))

    def test_a_plan_that_is_over_has_no_next_window(self) -> None:
        draft = plan_draft(valid_from=date(2025, 1, 1), valid_until=date(2026, 1, 1))
        assert next_window(SERVICE, draft, on=TODAY) is None


class TestDue:
    LENGTH = Interval(12, 60, "")

    def test_a_review_is_due_some_months_after_coming_into_use(self) -> None:
        found = review_due(date(2026, 8, 22), Interval(3, 14, ""), today=TODAY)
        assert (found.on, found.state) == (TODAY, DueState.TODAY)

    @pytest.mark.parametrize(
        ("until", "state"),
        [(date(2027, 6, 1), "not_yet"), (date(2027, 1, 1), "soon"), (TODAY, "overdue")],
    )
    def test_a_plan_near_its_end_asks_to_be_renewed(self, until: date, state: str) -> None:
        assert renewal_due(until, self.LENGTH, today=TODAY).state == state


words = st.text("กขคง ", max_size=6)
problem_lines = st.builds(
    ProblemLine, text=words, source=st.sampled_from(ProblemSource).map(str), goal=words,
    target_on=st.none() | st.just(TODAY), measure=words, no_goal_reason=words,
)  # fmt: skip
service_lines = st.builds(
    ServiceLine, kind=st.sampled_from(sorted(service_words())), text=words,
    doer_role=st.sampled_from(TeamRole).map(str), doer_user_id=st.none(),
    times=st.integers(1, 9), per=st.sampled_from(Per).map(str), minutes=st.none(), note=words,
)  # fmt: skip
plan_drafts = st.builds(
    PlanDraft, wishes_elder=words, wishes_family=words, long_term_aim=words, cautions=words,
    valid_from=st.just(TODAY), valid_until=st.dates(date(2026, 12, 1), date(2027, 12, 1)),
    problems=st.lists(problem_lines, max_size=4).map(tuple),
    services=st.lists(service_lines, max_size=4).map(tuple),
)  # fmt: skip


class TestDifference:
    def told(self, before: PlanDraft, after: PlanDraft) -> list[tuple[str, str]]:
        found = difference(before, after, service_words=service_words(), people={})
        return [(str(one.how), one.what_th) for one in found]

    @given(plan_drafts)
    def test_a_plan_does_not_differ_from_itself(self, draft: PlanDraft) -> None:
        assert self.told(draft, draft) == []

    @given(plan_drafts, plan_drafts)
    def test_differences_turn_round(self, one: PlanDraft, other: PlanDraft) -> None:
        """What was added one way was removed the other way."""
        there = [how for how, _ in self.told(one, other)]
        back = [how for how, _ in self.told(other, one)]
        assert there.count("added") == back.count("removed")
        assert there.count("removed") == back.count("added")

    def test_lines_are_added_removed_and_changed(self) -> None:
        often = replace(SERVICE, times=3)
        food = replace(SERVICE, kind="food")
        found = self.told(plan_draft(cautions=""), plan_draft(services=(often, food), problems=()))
        assert found == [
            ("added", "ข้อควรระวัง"), ("removed", "ปัญหา"), ("changed", "บริการ"),
            ("added", "บริการ"),
        ]  # fmt: skip

    def test_words_name_the_service_the_frequency_and_the_doer(self) -> None:
        found = difference(plan_draft(services=()), plan_draft(), service_words=service_words(),
                           people={})  # fmt: skip
        assert found[0].how is How.ADDED
        for part in ("กิจวัตรประจำวัน", "2 ครั้งต่อสัปดาห์", "โดยผู้ดูแลผู้สูงอายุ"):
            assert part in found[0].after

    def test_a_doer_is_named(self) -> None:
        line = replace(SERVICE, doer_user_id=NOBODY)
        found = difference(plan_draft(), plan_draft(services=(line,)), people={},
                           service_words=service_words())  # fmt: skip
        assert "ไม่ทราบชื่อ (ผู้ดูแลผู้สูงอายุ)" in found[0].after

    def test_the_place_of_a_line_is_no_difference(self) -> None:
        food = replace(SERVICE, kind="food")
        before, after = plan_draft(services=(SERVICE, food)), plan_draft(services=(food, SERVICE))
        assert self.told(before, after) == []
