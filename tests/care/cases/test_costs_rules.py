"""What a plan costs: lines, sums to the satang, the rate, and what is asked when it is too much."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.cases.queries.rates import list_rates
from ltc.care.cases.queries.reference import get_prices, list_templates, service_kinds
from ltc.care.cases.rules.costs import PlanCost, occurrences, plan_cost, prices_on
from ltc.care.cases.rules.difference import baht_words
from ltc.care.cases.rules.plans import checked_plan
from ltc.care.cases.rules.rates import rate_for
from ltc.care.cases.rules.templates import emptied, filled, may_begin
from ltc.care.cases.rules.timetable import frequency_lines
from ltc.care.cases.terms import Per, ServiceLine
from ltc.foundation.core.errors import RuleViolation, Unusable
from tests.care.cases.ordinary import SERVICE, plan_draft
from tests.cast import TODAY

LINE = UUID(int=7)
YEAR = {"valid_from": TODAY, "valid_until": date(2027, 11, 22)}
KINDS, PRICES = service_kinds(), get_prices(TODAY)


def service(
    kind: str, times: int, per: str, minutes: int | None = 60, **over: object
) -> ServiceLine:
    """A service of a year's plan."""
    values = {"doer_role": "nurse", "line_id": LINE, **over}
    return ServiceLine(kind, "", doer_user_id=None, times=times, per=per, minutes=minutes, **values)  # type: ignore[arg-type]


def cost(*services: ServiceLine, off: Fraction = Fraction(0), **over: object) -> PlanCost:
    """What these services cost in a year, for group 3 of this year."""
    draft = plan_draft(services=services, **YEAR, **over)
    rate = rate_for(list_rates(), "3", TODAY)
    return plan_cost(draft, KINDS, PRICES, off_shares={LINE: off}, rate=rate)


@pytest.mark.parametrize(
    ("times", "per", "until", "count"),
    [
        (1, Per.DAY, date(2027, 11, 22), 365),
        (2, Per.WEEK, date(2027, 11, 22), 104),
        (1, Per.MONTH, date(2027, 11, 22), 12),
        (2, Per.MONTH, date(2027, 5, 22), 12),
        (4, Per.YEAR, date(2027, 11, 22), 4),
        (1, Per.YEAR, date(2026, 12, 22), 1),  # a short plan keeps what it promises
        (3, Per.ONCE, date(2027, 11, 22), 3),
    ],
)
def test_how_often_in_a_whole_plan(times: int, per: str, until: date, count: int) -> None:
    assert occurrences(times, per, valid_from=TODAY, valid_until=until) == count


class TestLines:
    @pytest.mark.parametrize(
        ("line", "units", "satang"),
        [
            (service("planning", 1, "year"), "1 ชั่วโมง (1 ครั้ง)", 50_00),
            (service("review", 4, "year", 90), "6 ชั่วโมง (4 ครั้ง)", 300_00),
            (service("nursing", 1, "month", 45), "9 ชั่วโมง (12 ครั้ง)", 450_00),
            (service("nursing", 1, "once", 1), "1 นาที (1 ครั้ง)", 83),  # 83.33 satang
            (service("daily_living", 2, "week", doer_role="caregiver"), "104 ครั้ง", 5200_00),
            (service("aids", 1, "once", cost_satang=1250_50), "1 ครั้ง", 1250_50),
            (service("aids", 1, "once"), "1 ครั้ง", 0),
        ],
    )
    def test_units_and_sums(self, line: ServiceLine, units: str, satang: int) -> None:
        found = cost(line)
        assert [(one.units_th, one.sum_satang) for one in found.lines] == [(units, satang)]
        assert found.total_satang == satang

    def test_days_off_have_their_own_price_for_the_team_only(self) -> None:
        found = cost(service("nursing", 7, "week"), off=Fraction(2, 7))
        assert [(one.price_satang, one.sum_satang) for one in found.lines] == [
            (50_00, 261 * 50_00), (60_00, 104 * 60_00),
        ]  # fmt: skip
        assert len(cost(service("review", 7, "week"), off=Fraction(2, 7)).lines) == 1

    def test_all_that_one_caregiver_does_in_a_visit_is_one_visit(self) -> None:
        washing = service("daily_living", 2, "week", 40, doer_role="caregiver")
        found = cost(washing, replace(washing, kind="wound", times=1, minutes=60))
        assert [(one.units_th, one.sum_satang) for one in found.lines] == [("104 ครั้ง", 5200_00)]

    def test_a_short_visit_has_no_price_and_says_so(self) -> None:
        found = cost(service("daily_living", 2, "week", 59, doer_role="caregiver"))
        assert found.total_satang == 0
        assert "ไม่ถึง 60 นาที" in found.lines[0].note_th

    def test_two_caregivers_are_two_visits(self) -> None:
        one = service("daily_living", 1, "week", doer_role="caregiver")
        other = replace(one, doer_user_id=UUID(int=3))
        assert cost(one, other).total_satang == 2 * 52 * 50_00

    @pytest.mark.parametrize(
        "line",
        [
            service("food", 3, "day", doer_role="relative"),
            service("merit", 1, "month", doer_role="relative"),
            service("nursing", 1, "month", referred_to="โรงพยาบาลลำพูน"),
        ],
    )
    def test_what_others_give_costs_nothing(self, line: ServiceLine) -> None:
        assert cost(line).lines == ()


class TestRate:
    MUCH = service("daily_living", 1, "day", doer_role="caregiver")  # 18,250 baht

    def test_beyond_the_rate_is_told_and_asked_about(self) -> None:
        found = cost(self.MUCH)
        assert (found.rate_satang, found.over_satang) == (10_442_00, 7_808_00)
        assert len(found.lacks) == 2
        written = cost(self.MUCH, over_rate_reason="อยู่คนเดียว", other_funding="อบจ.")
        assert written.lacks == ()

    def test_within_it_nothing_is_asked(self) -> None:
        found = cost(service("review", 4, "year"))
        assert (found.over_satang, found.lacks) == (0, ())

    def test_what_is_asked_for_may_be_corrected(self) -> None:
        found = cost(self.MUCH, budget_satang=10_000_00, budget_reason="ครอบครัวช่วย")
        assert (found.total_satang, found.asked_satang, found.over_satang) == (
            18_250_00,
            10_000_00,
            0,
        )

    @pytest.mark.parametrize(
        ("group", "day", "most"),
        [
            ("4", date(2017, 1, 1), 10_000),
            ("1", date(2017, 1, 1), 4_000),
            (None, date(2017, 1, 1), 6_000),
            ("3", date(2021, 1, 1), 6_000),
            ("3", TODAY, 10_442),
        ],
    )
    def test_the_rate_of_the_group_and_year(self, group: str | None, day: date, most: int) -> None:
        found = rate_for(list_rates(), group, day)
        assert found is not None
        assert found.most == most

    def test_before_the_programme_there_is_none(self) -> None:
        assert rate_for(list_rates(), "3", date(2010, 1, 1)) is None
        assert cost(self.MUCH).rate is not None


@given(st.lists(st.builds(
    service, st.sampled_from(sorted(KINDS)), st.integers(1, 24), st.sampled_from(Per).map(str),
    st.none() | st.integers(1, 1440), doer_role=st.sampled_from(["caregiver", "nurse"]),
), max_size=5))  # fmt: skip
def test_a_sum_is_the_sum_of_its_lines(services: list[ServiceLine]) -> None:
    found = cost(*services)
    assert found.total_satang == sum(line.sum_satang for line in found.lines)
    assert all(type(line.sum_satang) is int and line.sum_satang >= 0 for line in found.lines)


@pytest.mark.parametrize(
    ("field", "over"),
    [
        ("budget_satang", {"budget_satang": -1, "budget_reason": "ก"}),
        ("budget_satang", {"budget_satang": 10**12, "budget_reason": "ก"}),
        ("budget_reason", {"budget_satang": 100}),
        ("urgency", {"urgency": "purple"}),
        ("services-0-cost_satang", {"services": (replace(SERVICE, cost_satang=5),)}),
        ("services-0-cost_satang", {"services": (replace(SERVICE, kind="aids", cost_satang=-5),)}),
    ],
)
def test_money_that_makes_no_sense_is_refused_at_its_field(
    field: str, over: dict[str, object]
) -> None:
    with pytest.raises(RuleViolation) as found:
        checked_plan(plan_draft(**over), list(KINDS.values()), ("red",))
    assert found.value.field == field


@pytest.mark.parametrize(
    ("satang", "words"), [(None, ""), (0, "0 บาท"), (125_000, "1,250 บาท"), (5, "0.05 บาท")]
)
def test_money_in_words(satang: int | None, words: str) -> None:
    assert baht_words(satang) == words


def test_the_four_frequency_lines_follow_from_the_services() -> None:
    draft = plan_draft(services=(
        service("planning", 1, "year"), service("nursing", 2, "month"),
        service("physiotherapy", 1, "month"), service("nutrition", 2, "month"),
        service("daily_living", 2, "week", doer_role="caregiver"), service("review", 4, "year"),
    ))  # fmt: skip
    assert [words for _name, words in frequency_lines(draft, KINDS)] == [
        "1 ครั้งต่อปี", "2 ครั้งต่อเดือน, 1 ครั้งต่อเดือน", "เฉลี่ย 2 ครั้งต่อสัปดาห์", "4 ครั้งต่อปี",
    ]  # fmt: skip


class TestSlips:
    ROW = {
        "valid_from": TODAY,
        "code": "a",
        "label_th": "ก",
        "benefit": "health",
        "unit": "hour",
        "baht": 50,
    }
    HEAD = {"source": "x", "confidence": "U", "note_th": "รอยืนยัน"}

    @pytest.mark.parametrize(
        "rows",
        [[ROW, ROW], [ROW | {"baht": -1}], [ROW | {"unit": "day"}], [ROW | {"benefit": "gift"}]],
    )
    def test_a_slip_in_the_price_table_stops_the_start(self, rows: list[dict[str, object]]) -> None:
        with pytest.raises(Unusable):
            prices_on({**self.HEAD, "prices": rows}, TODAY)


class TestTemplates:
    def test_every_group_and_palliative_care_has_a_beginning(self) -> None:
        assert [one.group for one in list_templates()] == ["1", "2", "3", "4", ""]
        for one in list_templates():
            assert 3 <= len(one.problems) <= 5
            assert any(KINDS[line.kind].benefit == "social" for line in one.services)

    def test_days_and_nothing_else_of_the_draft_stay(self) -> None:
        group_3 = list_templates()[2]
        found = filled(group_3, emptied(plan_draft()), {"nurse": [LINE]})
        assert (found.valid_from, found.wishes_elder) == (TODAY, "")
        assert {line.doer_user_id for line in found.services if line.doer_role == "nurse"} == {LINE}
        assert all(problem.goal and problem.target_on for problem in found.problems)

    def test_of_two_nurses_none_is_named(self) -> None:
        found = filled(list_templates()[2], plan_draft(), {"nurse": [LINE, UUID(int=8)]})
        assert {line.doer_user_id for line in found.services} == {None}

    @pytest.mark.parametrize(
        ("draft", "before", "is_open"),
        [
            (emptied(plan_draft()), None, True),
            (plan_draft(), None, False),
            (
                plan_draft(),
                plan_draft(valid_from=date(2025, 1, 1), valid_until=date(2026, 1, 1)),
                True,
            ),
            (plan_draft(cautions="แพ้กุ้ง"), plan_draft(), False),
        ],
    )
    def test_a_beginning_is_chosen_only_while_nobody_wrote(
        self, draft: object, before: object, is_open: bool
    ) -> None:
        assert may_begin(draft, before) is is_open  # type: ignore[arg-type]
