"""The rules of money as tables: balances as laws, transfers, pay, nappies, dated settings."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.approval.terms import Approval
from ltc.care.cases.queries.rates import list_rates
from ltc.finance.casemoney.queries.reference import get_money_rules, list_regimes
from ltc.finance.casemoney.rules.ledger import Balance, balance_of, check_covered
from ltc.finance.casemoney.rules.limits import (
    amount_field,
    beyond,
    check_approved,
    check_rate,
    check_transfer,
    newest_by_case,
    rate_of,
    year_begins,
)
from ltc.finance.casemoney.rules.nappies import checked_decision, checked_delivery
from ltc.finance.casemoney.rules.pay import (
    check_may_sign,
    checked_regime,
    difference,
    next_step,
    statement_of,
)
from ltc.finance.casemoney.rules.settings import money_rules_on, regimes_on
from ltc.finance.casemoney.terms import (
    STEPS,
    Because,
    DeliveryDraft,
    EntryKind,
    LineKind,
    NappyDraft,
    Pot,
    RegimeDraft,
    Share,
    Stay,
    Step,
    TransferDraft,
)
from ltc.foundation.core.errors import RuleViolation, Unusable
from ltc.foundation.core.zone import at_local

DAY = date(2026, 11, 22)
PLAN, CASE, ELDER = UUID(int=1), UUID(int=2), UUID(int=3)
KINDS = st.sampled_from([str(kind) for kind in EntryKind])
BOOKINGS = st.lists(st.tuples(KINDS, st.integers(1, 10**12)), max_size=30)


def code_of(act: Any) -> str | None:
    """The code of the rule that an act breaks, or None."""
    try:
        act()
    except RuleViolation as broken:
        return broken.code
    return None


class TestBalances:
    @given(BOOKINGS, st.randoms(use_true_random=False))
    def test_the_order_of_entries_does_not_matter(self, bookings: Any, chance: Any) -> None:
        other = list(bookings)
        chance.shuffle(other)
        assert balance_of(bookings) == balance_of(other)

    @given(BOOKINGS)
    def test_what_came_in_is_used_settled_or_left(self, bookings: Any) -> None:
        whole = balance_of(bookings)
        assert whole.transferred == whole.used + whole.settled + whole.left

    @given(BOOKINGS, BOOKINGS)
    def test_reversed_entries_leave_nothing_behind(self, before: Any, wrong: Any) -> None:
        counter = [(kind, -amount) for kind, amount in wrong]
        after = balance_of([*before, *wrong, *counter])
        was = balance_of(before)
        assert all(after.of(kind) == was.of(kind) for kind in EntryKind)
        assert [after.within(pot) for pot in Pot] == [was.within(pot) for pot in Pot]

    @given(BOOKINGS)
    def test_no_pot_that_was_checked_goes_below_nothing(self, bookings: Any) -> None:
        balance = Balance()
        for booking in bookings:
            with suppress(RuleViolation):
                balance = check_covered(balance, [booking], whose="บุญมี")
        assert all(balance.within(pot) >= 0 for pot in Pot)
        assert balance.left >= 0

    @pytest.mark.parametrize(
        ("bookings", "fund", "provider", "used"),
        [
            ([], 0, 0, 0),
            ([("transferred", 900)], 900, 0, 0),
            ([("transferred", 900), ("passed_on", 500)], 400, 500, 0),
            ([("transferred", 900), ("passed_on", 500), ("paid_out", 200)], 400, 300, 200),
            ([("transferred", 900), ("passed_on", 500), ("given_back", 500)], 900, 0, 0),
            ([("transferred", 900), ("left_over", 900)], 0, 0, 0),
            ([("carried_in", 70), ("carried_on", 20)], 50, 0, 0),
        ],
    )
    def test_where_the_money_lies(self, bookings: Any, fund: int, provider: int, used: int) -> None:
        balance = balance_of(bookings)
        assert (balance.within(Pot.FUND), balance.within(Pot.PROVIDER)) == (fund, provider)
        assert balance.used == used

    def test_what_is_missing_is_said_to_the_satang(self) -> None:
        with pytest.raises(RuleViolation, match=r"บุญมีที่กองทุนมี 1\.00 บาท ขาดอีก 0\.01 บาท"):
            check_covered(balance_of([("transferred", 100)]), [("passed_on", 101)], whose="บุญมี")


def transfer(**over: Any) -> TransferDraft:
    """A document over one plan."""
    values: dict[str, Any] = {
        "operation_id": uuid4(), "hop": "transferred", "purse": "ltc", "fiscal_year": 2570,
        "reference": "101", "dated_on": DAY, "total": 500, "shares": (Share(PLAN, 500),),
    }  # fmt: skip
    return TransferDraft(**{**values, **over})


def approval(**over: Any) -> Approval:
    """What a meeting approved for one plan."""
    values: dict[str, Any] = {
        "plan_id": PLAN, "case_id": CASE, "elder_id": ELDER, "fiscal_year": 2570,
        "ltc_satang": 600_000, "local_satang": 0, "decided_on": date(2026, 10, 5),
        "meeting_th": "ครั้งที่ 1/2570", "provider_id": UUID(int=9), "provider_th": "ศูนย์",
        "decision_id": UUID(int=8), "is_signed": True,
    }  # fmt: skip
    return Approval(**{**values, **over})


class TestTransfers:
    @pytest.mark.parametrize(
        ("over", "code"),
        [
            ({}, None), ({"hop": "paid_out"}, "hop_unknown"), ({"purse": "x"}, "purse_unknown"),
            ({"reference": ""}, "reference_missing"), ({"total": 499}, "sum_differs"),
            ({"total": 501}, "sum_differs"), ({"shares": ()}, "no_share"),
            ({"shares": (Share(PLAN, 0),), "total": 0}, "amount"),
            ({"shares": (Share(PLAN, -5),), "total": -5}, "amount"),
            ({"shares": (Share(PLAN, 600), Share(CASE, -100))}, "amount"),
            ({"dated_on": date(2026, 11, 23)}, "future_day"),
            ({"dated_on": date(2016, 1, 1)}, "long_ago"),
            ({"beyond_reason": "ก" * 301}, "too_long"),
        ],
    )  # fmt: skip
    def test_a_document_is_whole(self, over: dict[str, Any], code: str | None) -> None:
        assert code_of(lambda: check_transfer(transfer(**over), on=DAY)) == code

    @pytest.mark.parametrize(
        ("found", "purse", "on", "code"),
        [
            (approval(), "ltc", DAY, None), (None, "ltc", DAY, "interim_plan"),
            (approval(is_signed=False), "ltc", DAY, "interim_plan"),
            (approval(), "ltc", date(2026, 10, 4), "before_approval"),
            (approval(), "local", DAY, "purse_not_approved"),
        ],
    )  # fmt: skip
    def test_only_approved_plans_get_money(
        self, found: Approval | None, purse: str, on: date, code: str | None
    ) -> None:
        def check() -> None:
            check_approved(PLAN, found, purse=purse, dated_on=on, whose="บุญมี")

        assert code_of(check) == code

    def test_the_decision_made_last_counts(self) -> None:
        older, newer = approval(), approval(decided_on=DAY, ltc_satang=1)
        assert newest_by_case([newer, older]) == {CASE: newer}

    @pytest.mark.parametrize(
        ("year", "rate"), [(2563, 600_000), (2566, 600_000), (2570, 1_044_200), (2559, None)]
    )
    def test_the_rate_of_a_year(self, year: int, rate: int | None) -> None:
        assert rate_of(list_rates(), year_begins(year)) == rate

    @pytest.mark.parametrize(
        ("who", "over", "is_stopped", "code"),
        [
            (set(), {}, True, None),
            ({"บุญมี"}, {}, False, "beyond_reason"),
            ({"บุญมี"}, {"beyond_reason": "แผลใหญ่"}, False, "other_source"),
            ({"บุญมี"}, {"beyond_reason": "แผลใหญ่", "other_source": "วัด"}, False, None),
            ({"บุญมี"}, {"beyond_reason": "แผลใหญ่", "other_source": "วัด"}, True, "rate_stopped"),
        ],
    )
    def test_beyond_the_rate_one_is_asked_or_stopped(
        self, who: set[str], over: dict[str, Any], is_stopped: bool, code: str | None
    ) -> None:
        rules = replace(get_money_rules(DAY), is_stopped=is_stopped)
        assert code_of(lambda: check_rate(who, transfer(**over), rules)) == code

    def test_nobody_is_beyond_a_rate_that_is_not_known(self) -> None:
        assert beyond({CASE: 10**12}, None) == set()
        assert beyond({CASE: 101, PLAN: 100}, 100) == {CASE}

    def test_fields_carry_no_dashes(self) -> None:
        assert amount_field(PLAN) == f"amount_{PLAN.hex}"


MONDAY, SUNDAY = date(2026, 10, 12), date(2026, 10, 11)


def stay(minutes: int = 60, **over: Any) -> Stay:
    """A visit of an approved plan."""
    on: date = over.get("on", MONDAY)
    start: datetime = at_local(on, 9)
    visit_id = uuid4()
    values: dict[str, Any] = {
        "visit_id": visit_id, "root_id": visit_id, "elder_id": ELDER, "case_id": CASE,
        "plan_id": PLAN, "on": on, "started_at": start,
        "ended_at": start + timedelta(minutes=minutes), "is_done": True,
        "decided_on": date(2026, 10, 5), "fiscal_year": 2570,
    }  # fmt: skip
    return Stay(**{**values, **over})


class TestPay:
    @pytest.mark.parametrize(
        ("regime", "one", "paid", "why"),
        [
            ("ltc_visit", stay(60), 5000, ""), ("ltc_visit", stay(150), 5000, ""),
            ("ltc_visit", stay(59), 0, "short"),
            ("ltc_visit", stay(decided_on=None), 0, "not_approved"),
            ("ltc_visit", stay(decided_on=date(2026, 10, 13)), 0, "not_approved"),
            ("ltc_visit", stay(decided_on=MONDAY), 5000, ""),
            ("ltc_visit", stay(plan_id=None), 0, "no_plan"),
            ("ltc_visit", stay(ended_at=None), 0, "short"),
            ("staff_hour", stay(60), 5000, ""), ("staff_hour", stay(119), 5000, ""),
            ("staff_hour", stay(120), 10000, ""), ("staff_hour", stay(120, on=SUNDAY), 12000, ""),
            ("moi_volunteer", stay(20, plan_id=None), 0, "in_month"),
        ],
    )  # fmt: skip
    def test_what_a_visit_is_worth(self, regime: str, one: Stay, paid: int, why: str) -> None:
        month = statement_of(list_regimes(MONDAY)[regime], 5000, 6000, [one], held=())
        assert (month.lines[0].amount, month.lines[0].why_not) == (paid, why)

    def test_a_visit_that_another_statement_counts_is_listed_and_not_paid(self) -> None:
        one = stay()
        month = statement_of(
            list_regimes(MONDAY)["ltc_visit"], 5000, None, [one], held={one.root_id}
        )
        assert (month.total, month.lines[0].why_not, month.lines[0].holds) == (
            0, "paid_before", False
        )  # fmt: skip

    def test_a_month_is_its_sum_with_days_and_hours_told(self) -> None:
        stays = [stay(60), stay(90), stay(30, on=SUNDAY), stay(is_done=False)]
        month = statement_of(list_regimes(MONDAY)["moi_volunteer"], 500_000, None, stays, held=())
        assert (month.total, month.days, month.minutes) == (500_000, 2, 180)
        assert [line.kind for line in month.lines] == [LineKind.VISIT] * 3 + [LineKind.MONTH]
        assert "2 วัน 3 ชั่วโมง" in month.warnings[0]

    @given(st.lists(st.tuples(st.integers(0, 300), st.booleans()), max_size=20))
    def test_a_total_is_the_sum_of_lines_that_hold(self, days: list[tuple[int, bool]]) -> None:
        stays = [stay(m, decided_on=MONDAY if ok else None) for m, ok in days]
        month = statement_of(list_regimes(MONDAY)["ltc_visit"], 5000, None, stays, held=())
        assert month.total == 5000 * sum(line.holds for line in month.lines)
        assert sum(line.holds for line in month.lines) == sum(m >= 60 and ok for m, ok in days)
        assert len(month.lines) == len(days)

    @pytest.mark.parametrize(
        ("now", "paid", "amount"),
        [(stay(60), 5000, None), (stay(30), 5000, -5000), (stay(60), 0, 5000),
         (stay(30), 0, None)],
    )  # fmt: skip
    def test_a_changed_visit_is_settled_by_its_difference(
        self, now: Stay, paid: int, amount: int | None
    ) -> None:
        line = difference(
            list_regimes(MONDAY)["ltc_visit"], 5000, None, now, paid=paid, purse="ltc"
        )
        assert (line and line.amount) == amount

    SIGNED: Mapping[str, UUID | None] = {"report": UUID(int=1), "certify": UUID(int=2)}

    @pytest.mark.parametrize(
        ("step", "signed", "signer", "code"),
        [
            (Step.REPORT, {}, 1, None), (Step.REPORT, {}, 2, "not_own"),
            (Step.CERTIFY, {"report": UUID(int=1)}, 2, None),
            (Step.CERTIFY, {"report": UUID(int=1)}, 1, "own_hours"),
            (Step.CHECK, SIGNED, 3, None), (Step.CHECK, SIGNED, 2, "signed_before"),
            (Step.CHECK, {"report": UUID(int=1)}, 3, "not_next"),
            (Step.CERTIFY, SIGNED, 4, "not_next"), (Step.APPROVE, SIGNED, 4, "not_next"),
        ],
    )  # fmt: skip
    def test_four_sign_in_order_and_nobody_their_own(
        self, step: Step, signed: Mapping[str, UUID | None], signer: int, code: str | None
    ) -> None:
        def sign() -> None:
            check_may_sign(step, signed=signed, signer_id=UUID(int=signer), whose_id=UUID(int=1))

        assert code_of(sign) == code

    @given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(1, 5)), max_size=40))
    def test_whatever_is_tried_four_signatures_are_four_people(self, tries: Any) -> None:
        signed: dict[str, UUID | None] = {}
        for step, signer in tries:
            who = UUID(int=signer)
            if not code_of(
                lambda step=step, who=who: check_may_sign(
                    step, signed=signed, signer_id=who, whose_id=UUID(int=1)
                )
            ):
                signed[str(step)] = who
        assert list(signed) == [str(step) for step in STEPS[: len(signed)]]
        assert len(set(signed.values())) == len(signed)
        assert next_step(signed) is (STEPS[len(signed)] if len(signed) < 4 else None)

    @pytest.mark.parametrize(
        ("over", "code"),
        [
            ({}, None), ({"regime": "x"}, "regime_unknown"), ({"amount": None}, "amount_missing"),
            ({"amount": 0}, "amount"), ({"amount": 10_000_001}, "amount"),
            ({"order_no": ""}, "order_missing"), ({"valid_from": date(2011, 1, 1)}, "first_day"),
            ({"regime": "family", "amount": None, "order_no": ""}, None),
        ],
    )  # fmt: skip
    def test_a_regime_stands_on_an_order(self, over: dict[str, Any], code: str | None) -> None:
        values: dict[str, Any] = {
            "person_id": ELDER, "regime": "ltc_visit", "amount": 5000, "holiday_amount": None,
            "order_no": "9/2569", "valid_from": date(2026, 11, 1),
        }  # fmt: skip
        draft = RegimeDraft(**{**values, **over})
        assert code_of(lambda: checked_regime(draft, list_regimes(DAY), on=DAY)) == code


def nappies(**over: Any) -> NappyDraft:
    """Three diapers a day by score."""
    values: dict[str, Any] = {
        "operation_id": uuid4(), "is_granted": True, "ground": "adl", "indication": "",
        "from_on": DAY, "until_on": None, "pieces": {"diaper": 3, "pad": 0, "insert": 0},
    }  # fmt: skip
    return NappyDraft(**{**values, **over})


class TestNappies:
    @pytest.mark.parametrize(
        ("over", "total", "has_plan", "code"),
        [
            ({}, 6, True, None), ({}, 7, True, "adl_high"), ({}, None, True, "adl_high"),
            ({}, 4, False, "no_plan"), ({"ground": "x"}, 4, True, "ground_unknown"),
            ({"ground": "incontinence"}, 12, False, "indication_missing"),
            ({"ground": "incontinence", "indication": "พยาบาลประเมิน"}, 12, False, None),
            ({"pieces": {"diaper": 4}}, 4, True, "beyond_day"),
            ({"pieces": {"diaper": 4}, "reason": "ถ่ายบ่อย"}, 4, True, None),
            ({"pieces": {"pad": 5}}, 4, True, None),
            ({"pieces": {"pad": 6}}, 4, True, "beyond_day"),
            ({"pieces": {"diaper": -1, "pad": 2}}, 4, True, "pieces"),
            ({"pieces": {"diaper": 0}}, 4, True, "pieces"),
            ({"until_on": DAY}, 4, True, "until"),
            ({"from_on": date(2022, 9, 30)}, 4, True, "no_benefit"),
            ({"is_granted": False}, 4, True, "reason_missing"),
            ({"is_granted": False, "reason": "ไม่อยากใช้"}, 4, True, None),
        ],
    )  # fmt: skip
    def test_who_may_get_them(
        self, over: dict[str, Any], total: int | None, has_plan: bool, code: str | None
    ) -> None:
        draft = nappies(**over)
        rule = get_money_rules(draft.from_on).nappies
        assert (
            code_of(lambda: checked_decision(draft, rule, adl_total=total, has_plan=has_plan))
            == code
        )

    def test_a_day_costs_what_the_gazette_allows_at_most(self) -> None:
        rule = get_money_rules(DAY).nappies
        pieces = {"diaper": 2, "pad": 1, "insert": 1}
        cost = checked_decision(nappies(pieces=pieces), rule, adl_total=4, has_plan=True)
        assert cost == 2 * 950 + 600 + 470

    @pytest.mark.parametrize(
        ("over", "code"),
        [
            ({}, None), ({"for_days": 0}, "days"), ({"pieces": {"diaper": 0}}, "pieces"),
            ({"prices": {}}, "price"), ({"prices": {"diaper": 951}}, "beyond_price"),
            ({"prices": {"diaper": 951}, "reason": "ร้านอื่นหมด"}, None),
            ({"for_days": 29}, "beyond_day"),
            ({"delivered_on": date(2026, 11, 23)}, "future_day"),
        ],
    )  # fmt: skip
    def test_a_delivery_is_warned_of_beyond_the_ceilings(
        self, over: dict[str, Any], code: str | None
    ) -> None:
        values: dict[str, Any] = {
            "operation_id": uuid4(), "delivered_on": DAY, "for_days": 30,
            "pieces": {"diaper": 94}, "prices": {"diaper": 950},
        }  # fmt: skip
        draft = DeliveryDraft(**{**values, **over})
        rule = get_money_rules(DAY).nappies
        assert code_of(lambda: checked_delivery(draft, rule, on=DAY)) == code


class TestSettings:
    def test_every_leftover_has_an_offer_that_says_it_is_unsure(self) -> None:
        rules = get_money_rules(DAY)
        assert set(rules.leftover) == {str(one) for one in Because}
        assert all(one.note_th for one in rules.leftover.values())
        assert not rules.is_stopped
        assert rules.beyond_note_th

    def test_every_regime_says_where_its_numbers_come_from(self) -> None:
        found = list_regimes(DAY)
        assert list(found) == [
            "ltc_visit", "ltc_month", "moi_volunteer", "nhso_2568", "family", "staff_hour"
        ]  # fmt: skip
        assert all(one.source and one.note_th for one in found.values())
        assert found["ltc_month"].is_usual(90_000)
        assert not found["ltc_month"].is_usual(150_001)
        assert not found["moi_volunteer"].is_usual(550_000)
        assert "nhso_2568" not in list_regimes(date(2024, 9, 30))

    @pytest.mark.parametrize(
        "row",
        [
            {"valid_from": DAY, "action": "shout", "source": "x", "confidence": "V"},
            {"valid_from": DAY, "action": "warn", "source": "x", "confidence": "U"},
            {"valid_from": DAY, "action": "warn", "source": "", "confidence": "V"},
            {"valid_from": DAY, "action": "warn", "source": "x", "confidence": "V", "more": 1},
        ],
    )
    def test_a_slip_of_the_pen_is_no_setting(self, row: dict[str, Any]) -> None:
        with pytest.raises(Unusable):
            money_rules_on({"beyond_rate": [row]}, DAY)
        with pytest.raises(Unusable):
            regimes_on({"regimes": [row]}, DAY)
