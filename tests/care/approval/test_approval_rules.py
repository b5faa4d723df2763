"""The pure rules of approval, as tables of cases."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.approval.queries.reference import get_approval_rules
from ltc.care.approval.rules.committee import checked_member, checked_round, overlaps
from ltc.care.approval.rules.copying import digest
from ltc.care.approval.rules.dated_rules import QuorumRule, SmallPart, rules_on
from ltc.care.approval.rules.deciding import (
    CaseFacts,
    check_may_decide,
    checked_decision,
    rate_warning,
)
from ltc.care.approval.rules.minor import inherited_words, large_changes
from ltc.care.approval.rules.national import (
    Compared,
    check_sighting,
    five_states,
    national_state,
)
from ltc.care.approval.rules.proposing import (
    PlanFacts,
    check_amount,
    check_period,
    first_day_of,
    group_table,
    missing,
    rate_of,
)
from ltc.care.approval.rules.quorum import Quorum, must_abstain, needed_of, quorum
from ltc.care.approval.rules.words import meeting_words
from ltc.care.approval.terms import (
    AbstainWhy,
    DecisionDraft,
    MemberDraft,
    NationalState,
    RoundDraft,
)
from ltc.care.cases.queries.rates import list_rates
from ltc.care.cases.rules.rates import fiscal_year
from ltc.foundation.core.errors import RuleViolation, Unusable
from tests.care.cases.ordinary import PROBLEM, SERVICE, plan_draft

TODAY = date(2026, 11, 22)
HALF = QuorumRule(1, 2, "")
MET = Quorum(7, 9, 5)
RATE = rate_of(list_rates(), 2570, "3")


def code_of(call: Any, *args: Any, **named: Any) -> str:
    """Return the code of the rule that a call breaks, "" for none."""
    try:
        call(*args, **named)
    except RuleViolation as broken:
        return broken.code
    return ""


class TestWhatIsMissing:
    """A proposal without what it needs says what."""

    @pytest.mark.parametrize(
        ("facts", "codes"),
        [
            pytest.param({}, [], id="ready"),
            pytest.param({"status": "active"}, [], id="interim plan in use"),
            pytest.param({"is_case_open": False}, ["case_closed"], id="case closed"),
            pytest.param({"has_ground": False}, ["no_ground"], id="no consent"),
            pytest.param({"has_adl": False}, ["no_adl"], id="no ADL"),
            pytest.param({"has_tai": False}, ["no_tai"], id="no TAI"),
            pytest.param({"group": None}, ["no_group"], id="group not known"),
            pytest.param({"group": "0"}, ["no_group"], id="not dependent"),
            pytest.param({"is_agreed": False}, ["not_agreed"], id="no conference"),
            pytest.param({"status": None}, ["no_plan"], id="no plan"),
            pytest.param({"status": "superseded"}, ["plan_over"], id="superseded"),
            pytest.param({"status": "ended"}, ["plan_over"], id="ended"),
            pytest.param({"is_proposed": True}, ["proposed"], id="proposed already"),
            pytest.param({"is_approved": True}, ["approved"], id="approved already"),
            pytest.param({"has_adl": False, "has_ground": False, "status": None},
                         ["no_adl", "no_ground", "no_plan"], id="several, in order"),
        ],
    )  # fmt: skip
    def test_each_lack_is_named(self, facts: dict[str, Any], codes: list[str]) -> None:
        found = missing(replace(PlanFacts(), **facts))
        assert [lack.code for lack in found] == codes
        assert all(lack.sentence_th for lack in found)


class TestTheTable:
    """Groups 1 to 4 with people and baht."""

    def test_groups_and_sum(self) -> None:
        lines, total = group_table([("1", 100), ("3", 200), ("3", 50)])
        assert [(x.people, x.satang) for x in lines] == [(1, 100), (0, 0), (2, 250), (0, 0)]
        assert (total.people, total.satang) == (3, 350)

    @given(st.lists(st.tuples(st.sampled_from("1234"), st.integers(0, 10**8))))
    def test_nothing_is_lost(self, cases: list[tuple[str, int]]) -> None:
        lines, total = group_table(cases)
        assert total.people == len(cases) == sum(x.people for x in lines)
        assert total.satang == sum(satang for _code, satang in cases)

    @pytest.mark.parametrize(
        ("year", "group", "most"),
        [(2570, "3", 10_442), (2566, "1", 6_000), (2560, "4", 10_000), (2560, "1", 4_000),
         (2558, "1", None)],
    )  # fmt: skip
    def test_the_rate_of_a_year_and_group(self, year: int, group: str, most: int | None) -> None:
        found = rate_of(list_rates(), year, group)
        assert (found.most if found else None) == most

    @pytest.mark.parametrize("year", [2559, 2570, 2600])
    def test_a_fiscal_year_begins_in_october(self, year: int) -> None:
        assert fiscal_year(first_day_of(year)) == year
        assert first_day_of(2570) == date(2026, 10, 1)

    @pytest.mark.parametrize(
        ("year", "until", "code"),
        [(2570, date(2027, 10, 1), ""), (2026, date(2027, 10, 1), "year_range"),
         (2570, TODAY, "until_early"), (2570, date(2030, 1, 1), "until_far")],
    )  # fmt: skip
    def test_the_period(self, year: int, until: date, code: str) -> None:
        assert code_of(check_period, year, TODAY, until) == code

    @pytest.mark.parametrize(
        ("satang", "code"),
        [(None, "amount_missing"), (0, "amount_missing"), (-1, "amount_missing"), (1, ""),
         (100_000_001, "amount_range")],
    )  # fmt: skip
    def test_an_amount(self, satang: int | None, code: str) -> None:
        assert code_of(check_amount, satang, "amount") == code


@dataclass
class Seat:
    """A member for the rules."""

    id: UUID
    user_id: UUID | None
    appointed_from: date = date(2025, 1, 1)
    appointed_until: date | None = None


class TestTheQuorum:
    """More than half of those in office, for the meeting and again for each case."""

    @pytest.mark.parametrize(
        ("in_office", "needed"), [(1, 1), (2, 2), (3, 2), (8, 5), (9, 5), (10, 6)]
    )
    def test_more_than_half(self, in_office: int, needed: int) -> None:
        assert needed_of(in_office, HALF) == needed

    def test_in_words(self) -> None:
        assert quorum(9, 7, HALF).words == "มา 7 จาก 9 ครบองค์ประชุม (ต้อง 5)"
        assert quorum(9, 4, HALF).words == "มา 4 จาก 9 ไม่ครบองค์ประชุม (ต้อง 5)"

    def test_nobody_is_no_committee(self) -> None:
        assert not quorum(0, 0, HALF).is_met

    @given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
    def test_an_abstention_never_helps(self, in_office: int, present: int, away: int) -> None:
        present, away = min(present, in_office), min(away, present)
        after = quorum(in_office, max(present - away, 0), HALF)
        assert not after.is_met or (2 * after.present > in_office)
        assert not (after.is_met and not quorum(in_office, present, HALF).is_met)

    def test_author_carer_and_relative_by_their_account(self) -> None:
        ids = [uuid4() for _ in range(4)]
        seats = [Seat(uuid4(), one) for one in (*ids, None)]
        team = {ids[0]: "care_manager", ids[1]: "caregiver", ids[2]: "relative"}
        assert must_abstain(seats, author_ids={ids[0]}, team=team) == {
            seats[0].id: AbstainWhy.AUTHOR,
            seats[1].id: AbstainWhy.CARER,
            seats[2].id: AbstainWhy.RELATIVE,
        }


def case_facts(**over: Any) -> CaseFacts:
    """Return facts on which a decision may be taken; name what differs."""
    values: dict[str, Any] = {
        "round_state": "open", "proposal_state": "submitted", "is_live": True,
        "is_decided": False, "is_case_open": True, "plan_status": "draft",
        "is_plan_proposed": True, "is_plan_approved": False, "author_ids": {uuid4()},
        "recorder_id": uuid4(), "quorum": MET,
    }  # fmt: skip
    return CaseFacts(**{**values, **over})


class TestDeciding:
    """Races and bad input: each refused with a sentence."""

    @pytest.mark.parametrize(
        ("over", "code"),
        [
            pytest.param({}, "", id="in order"),
            pytest.param({"plan_status": "active"}, "", id="interim plan"),
            pytest.param({"is_decided": True}, "already_decided", id="twice"),
            pytest.param({"is_plan_approved": True}, "already_decided", id="approved"),
            pytest.param({"plan_status": "superseded"}, "plan_over", id="superseded"),
            pytest.param({"plan_status": "ended"}, "plan_over", id="ended"),
            pytest.param({"is_case_open": False}, "case_closed", id="after the case closed"),
            pytest.param({"quorum": Quorum(4, 9, 5)}, "no_quorum", id="without quorum"),
            pytest.param({"round_state": "planned"}, "round_not_open", id="before it opens"),
            pytest.param({"round_state": "closed"}, "round_not_open", id="after it closed"),
            pytest.param({"proposal_state": "withdrawn"}, "not_proposed", id="withdrawn"),
            pytest.param({"is_live": False}, "not_proposed", id="taken out"),
            pytest.param({"is_plan_proposed": False}, "not_proposed", id="taken back"),
        ],
    )
    def test_whether_at_all(self, over: dict[str, Any], code: str) -> None:
        assert code_of(check_may_decide, case_facts(**over)) == code

    def test_not_by_its_author(self) -> None:
        me = uuid4()
        facts = case_facts(author_ids={me}, recorder_id=me)
        assert code_of(check_may_decide, facts) == "own_plan"

    @pytest.mark.parametrize(
        ("draft", "code"),
        [
            (DecisionDraft("approved", 1_044_200, 0), ""),
            (DecisionDraft("approved", 0, 100), ""),
            (DecisionDraft("approved", 0, 0, "เหตุผลยาวพอ"), "amount_missing"),
            (DecisionDraft("approved", -1, 0), "amount_range"),
            (DecisionDraft("approved", 100, 100_000_001), "amount_range"),
            (DecisionDraft("approved", 1_044_201, 0), "above_rate"),
            (DecisionDraft("approved", 1_044_201, 0, "อุปกรณ์เพิ่ม"), ""),
            (DecisionDraft("refused", 0, 0), "reason_missing"),
            (DecisionDraft("returned", 0, 0, "สั้น"), "reason_missing"),
            (DecisionDraft("refused", 0, 0, "ไม่เข้าเกณฑ์"), ""),
            (DecisionDraft("perhaps", 0, 0), "outcome_unknown"),
            (DecisionDraft("refused", 0, 0, "ก" * 401), "reason_long"),
        ],
    )
    def test_what_it_must_say(self, draft: DecisionDraft, code: str) -> None:
        assert code_of(checked_decision, draft, RATE) == code

    def test_what_is_not_approved_gets_nothing(self) -> None:
        draft = checked_decision(DecisionDraft("refused", 500, 500, "ไม่เข้าเกณฑ์"), RATE)
        assert (draft.ltc_satang, draft.local_satang) == (0, 0)

    def test_an_unsure_rate_says_so(self) -> None:
        assert RATE is not None
        assert RATE.note_th in rate_warning(2_000_000, RATE)
        assert RATE.note_th in rate_warning(100, RATE)
        assert "ยังไม่มีอัตรา" in rate_warning(100, None)
        assert rate_warning(600_000, rate_of(list_rates(), 2566, "1")) == ""


class TestSmallChanges:
    """Default: texts, doer, minutes and notes; never how often."""

    @pytest.mark.parametrize(
        ("over", "large"),
        [
            ({"cautions": "อื่น"}, []),
            ({"services": (replace(SERVICE, minutes=30),)}, []),
            ({"services": (replace(SERVICE, doer_role="nurse"),)}, []),
            ({"services": (replace(SERVICE, note="เช้า"),)}, []),
            ({"services": (replace(SERVICE, times=3),)}, ["บริการ หรือความถี่"]),
            ({"services": (replace(SERVICE, per="day"),)}, ["บริการ หรือความถี่"]),
            ({"services": (replace(SERVICE, text="อื่น"),)}, ["บริการ หรือความถี่"]),
            ({"services": ()}, ["บริการ หรือความถี่"]),
            ({"problems": (replace(PROBLEM, goal="อื่น"),)}, ["ปัญหาและเป้าหมาย"]),
            ({"valid_until": date(2028, 1, 1)}, ["วันสิ้นสุดแผน"]),
        ],
    )
    def test_what_is_small(self, over: dict[str, Any], large: list[str]) -> None:
        parts = get_approval_rules(TODAY).small_parts
        assert large_changes(plan_draft(), plan_draft(**over), parts) == large

    def test_the_rule_may_allow_nothing(self) -> None:
        after = plan_draft(cautions="อื่น", services=(replace(SERVICE, minutes=30),))
        assert large_changes(plan_draft(), after, ()) == [
            SmallPart.TEXTS.label_th, "บริการ หรือความถี่"
        ]  # fmt: skip

    def test_the_words_name_the_version_once(self) -> None:
        meeting = meeting_words(2, 2569)
        once = inherited_words(meeting, 1)
        assert once == "ประชุมคณะอนุกรรมการ ครั้งที่ 2/2569 (แก้เล็กน้อยจากฉบับที่ 1)"
        assert inherited_words(once, 2) == f"{meeting} (แก้เล็กน้อยจากฉบับที่ 2)"


class TestTheNation:
    """Five counts, ours and theirs."""

    @pytest.mark.parametrize(
        ("facts", "state"),
        [((False, False, False), "no_plan"), ((True, False, False), "plan"),
         ((True, True, False), "approved"), ((True, True, True), "transferred")],
    )  # fmt: skip
    def test_each_state(self, facts: tuple[bool, bool, bool], state: str) -> None:
        has_plan, is_approved, is_transferred = facts
        found = national_state(
            has_plan=has_plan, is_approved=is_approved, is_transferred=is_transferred
        )
        assert str(found) == state

    @given(st.lists(st.builds(Compared, st.sampled_from(NationalState),
                              st.none() | st.sampled_from(NationalState))))  # fmt: skip
    def test_all_is_the_sum_of_the_four(self, cases: list[Compared]) -> None:
        whole, *parts = five_states(cases)
        assert whole.ours == len(cases) == sum(one.ours for one in parts)
        assert whole.seen == sum(one.seen for one in parts)

    @pytest.mark.parametrize(
        ("state", "seen_on", "year", "code"),
        [("plan", TODAY, 2570, ""), ("all", TODAY, 2570, "state_unknown"),
         ("plan", date(2026, 11, 23), 2570, "seen_later"),
         ("plan", date(2020, 1, 1), 2570, "seen_early"), ("plan", TODAY, 2572, "year_later")],
    )  # fmt: skip
    def test_a_sighting(self, state: str, seen_on: date, year: int, code: str) -> None:
        assert code_of(check_sighting, state, seen_on, year=year, on=TODAY) == code


class TestTheCommittee:
    """What can be written down of members and meetings."""

    @pytest.mark.parametrize(
        ("over", "code"),
        [({}, ""), ({"name_th": " "}, "name_missing"), ({"position": ""}, "position_missing"),
         ({"order_no": ""}, "order_missing"), ({"appointed_from": date(2000, 1, 1)}, "from_range"),
         ({"appointed_from": date(2028, 1, 1)}, "from_range"),
         ({"appointed_until": date(2025, 1, 1)}, "until_early"),
         ({"appointed_until": date(2040, 1, 1)}, "until_far")],
    )  # fmt: skip
    def test_a_member(self, over: dict[str, Any], code: str) -> None:
        draft = replace(MemberDraft("แดง ใจบุญ", "ปลัด", "1/2568", date(2025, 10, 1)), **over)
        assert code_of(checked_member, draft, on=TODAY) == code

    @pytest.mark.parametrize(
        ("draft", "code"),
        [(RoundDraft(1, 2569, TODAY), ""), (RoundDraft(1, 2570, TODAY), ""),
         (RoundDraft(0, 2569, TODAY), "number_range"), (RoundDraft(1, 2026, TODAY), "year_other"),
         (RoundDraft(1, 2572, date(2029, 1, 1)), "held_range")],
    )  # fmt: skip
    def test_a_meeting(self, draft: RoundDraft, code: str) -> None:
        assert code_of(checked_round, draft, on=TODAY) == code

    def test_spans_that_touch_do_not_overlap(self) -> None:
        first = [(date(2025, 1, 1), date(2026, 1, 1))]
        assert not overlaps(first, date(2026, 1, 1), None)
        assert overlaps(first, date(2025, 12, 31), None)
        assert overlaps([(date(2025, 1, 1), None)], date(2030, 1, 1), None)


class TestTheDatedRules:
    """A slip of the pen stops the start."""

    ROW = {"valid_from": date(2015, 10, 1), "source": "x", "confidence": "V"}

    def test_what_holds_today_is_marked_unsure(self) -> None:
        rules = get_approval_rules(TODAY)
        assert rules.quorum.note_th
        assert rules.small_note_th

    @pytest.mark.parametrize(
        ("quorum_row", "parts"),
        [({"over": 2, "of": 2}, []), ({"over": 1, "of": 2, "odd": 1}, []),
         ({"over": 1, "of": 2}, ["times"]), ({"over": 1, "of": 2, "confidence": "U"}, [])],
    )  # fmt: skip
    def test_a_slip_is_told(self, quorum_row: dict[str, Any], parts: list[str]) -> None:
        table = {"quorum": [self.ROW | quorum_row], "minor_change": [self.ROW | {"parts": parts}]}
        with pytest.raises(Unusable):
            rules_on(table, TODAY)

    def test_two_rows_on_one_day_are_told(self) -> None:
        rows = [self.ROW | {"over": 1, "of": 2}] * 2
        table = {"quorum": rows, "minor_change": [self.ROW | {"parts": []}]}
        with pytest.raises(Unusable, match="2 rows of quorum"):
            rules_on(table, TODAY)


def test_a_digest_tells_fields_and_values_apart() -> None:
    assert digest("dx1", "") != digest("dx2", "")
    assert digest("dx1", "I10") != digest("dx1", "I11")
