"""The rules of cases: states, eligibility, group, grounds, opening; and the reference data."""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.assessment.queries.instruments import get_assessment_rules
from ltc.care.cases.queries.reference import get_case_rules, service_words
from ltc.care.cases.rules.dated_rules import rules_on
from ltc.care.cases.rules.eligibility import eligibility
from ltc.care.cases.rules.grounds import check_withdrawal, checked_ground
from ltc.care.cases.rules.group import case_group, checked_override
from ltc.care.cases.rules.opening import check_closing
from ltc.care.cases.rules.services import read_services
from ltc.care.cases.rules.states import Facts, standing
from ltc.care.cases.terms import (
    CaseState,
    EligibilityReason,
    GroundDraft,
    GroundKind,
    Per,
    member,
)
from ltc.foundation.core.due import DueState
from ltc.foundation.core.errors import RuleViolation, Unusable

TODAY = date(2026, 11, 22)  # a Sunday
CRITERIA = get_case_rules(TODAY).eligibility
GROUPS = get_assessment_rules(TODAY).payment_groups


class TestStates:
    @pytest.mark.parametrize(
        ("facts", "state", "step"),
        [
            (Facts(), "not_assessed", "assess"),
            (Facts(is_screened=True), "screened", "assess"),
            (Facts(is_screened=True, has_formal_adl=True), "assessed", "assess_tai"),
            (Facts(has_formal_adl=True, has_formal_tai=True), "not_eligible", None),
            (
                Facts(has_case=True, has_formal_adl=True, has_formal_tai=True),
                "not_eligible", "close_case",
            ),
            (
                Facts(has_formal_adl=True, has_formal_tai=True, is_eligible=True),
                "eligible", "open_case",
            ),
            (
                Facts(has_case=True, has_formal_adl=True, has_formal_tai=True, is_eligible=True),
                "eligible", "record_ground",
            ),
            (
                Facts(has_case=True, has_formal_adl=True, has_formal_tai=True, is_eligible=True,
                      has_ground=True),
                "eligible", "draft_plan",
            ),
            (
                Facts(has_case=True, has_formal_adl=True, has_formal_tai=True, has_draft=True),
                "plan_drafted", "record_ground",
            ),
            (
                Facts(has_case=True, has_formal_adl=True, has_formal_tai=True, has_draft=True,
                      has_ground=True),
                "consented", "finish_plan",
            ),
            (Facts(has_case=True, is_closed=True, has_active_plan=True), "closed", None),
        ],
    )  # fmt: skip
    def test_states_in_their_order(self, facts: Facts, state: str, step: str | None) -> None:
        found = standing(facts)
        assert (found.state, found.next.code if found.next else None) == (state, step)

    @pytest.mark.parametrize(
        ("over", "step"),
        [
            ({}, "propose_plan"),
            ({"is_proposed": True}, None),
            ({"has_ground": False}, "record_ground"),
            ({"reassessment": DueState.OVERDUE}, "assess"),
            ({"reassessment": DueState.SOON}, "propose_plan"),
            ({"review": DueState.TODAY}, "review_plan"),
            ({"renewal": DueState.SOON}, "revise_plan"),
            ({"has_draft": True, "review": DueState.OVERDUE}, "finish_plan"),
        ],
    )
    def test_what_is_next_while_in_service(self, over: dict[str, Any], step: str | None) -> None:
        running = Facts(has_case=True, has_formal_adl=True, has_formal_tai=True, has_ground=True,
                        is_eligible=True, has_active_plan=True, review=DueState.NOT_YET,
                        renewal=DueState.NOT_YET)  # fmt: skip
        found = standing(replace(running, **over))
        assert found.state is CaseState.IN_SERVICE
        assert (found.next.code if found.next else None) == step

    @given(
        st.builds(
            Facts,
            **{
                field.name: st.booleans()
                if field.default is False
                else st.none() | st.sampled_from(DueState)
                for field in fields(Facts)
            },
        )
    )
    def test_every_combination_of_facts_has_a_state(self, facts: Facts) -> None:
        found = standing(facts)
        assert found.state in CaseState
        assert len(found.steps) == len(set(found.steps))


class TestEligibility:
    @pytest.mark.parametrize(
        ("band", "claimed", "codes"),
        [
            ("bed_bound", (), ["adl"]),
            ("home_bound", (), ["adl"]),
            ("social", (), []),
            (None, (), []),
            (None, ("adl",), []),
            ("social", ("dementia", "palliative"), ["dementia", "palliative"]),
            ("home_bound", ("dementia",), ["adl", "dementia"]),
        ],
    )
    def test_reasons_are_a_list(
        self, band: str | None, claimed: tuple[str, ...], codes: list[str]
    ) -> None:
        found = eligibility(band=band, total=8, claimed=claimed, criteria=CRITERIA)
        assert [reason.code for reason in found] == codes

    def test_what_is_unsure_says_so(self) -> None:
        found = eligibility(band=None, total=None, claimed=["dementia"], criteria=CRITERIA)
        assert found[0].note_th

    def test_before_2567_dementia_was_no_reason(self) -> None:
        early = get_case_rules(date(2020, 1, 1)).eligibility
        assert [one.reason for one in early] == [EligibilityReason.ADL]


class TestGroup:
    def group(self, **over: Any) -> Any:
        values = {"band": "bed_bound", "tai_class": "I3", "groups": GROUPS, "override": None,
                  "override_reason": ""}  # fmt: skip
        return case_group(**{**values, **over})

    @pytest.mark.parametrize(
        ("tai", "code", "kind"),
        [("B5", "0", "social"), ("B3", "1", "home"), ("C2", "2", "home"), ("I3", "3", "bed"),
         ("I1", "4", "bed")],
    )  # fmt: skip
    def test_the_tai_class_gives_the_payment_group(self, tai: str, code: str, kind: str) -> None:
        found = self.group(tai_class=tai)
        assert (found.code, found.kind) == (code, kind)

    def test_without_tai_the_adl_band_gives_the_name(self) -> None:
        found = self.group(tai_class=None)
        assert (found.code, found.kind, found.words) == (None, "bed", "กลุ่มติดเตียง")

    def test_without_scores_nothing_is_said(self) -> None:
        assert self.group(tai_class=None, band=None).kind == ""

    def test_a_class_that_the_table_lacks_falls_back_on_adl(self) -> None:
        assert self.group(groups=()).code is None

    def test_an_override_shows_its_reason_and_keeps_the_doubt(self) -> None:
        found = self.group(override="4", override_reason="หมอสั่ง", tai_class="B3")
        assert (found.code, found.is_override) == ("4", True)
        assert "หมอสั่ง" in found.because
        assert found.doubt_th

    @pytest.mark.parametrize(
        ("code", "reason", "broken"),
        [("9", "เหตุผลยาวพอ", "group_unknown"), ("4", "สั้น", "reason_missing")],
    )
    def test_override_needs_a_group_and_a_reason(self, code: str, reason: str, broken: str) -> None:
        with pytest.raises(RuleViolation, match=broken):
            checked_override(code, reason)

    def test_no_code_is_no_override(self) -> None:
        assert checked_override("", "") is None


class TestGrounds:
    CONSENT = GroundDraft("consent", ("care",), TODAY, "จันทร์", "ลูกสาว", "signature", "")

    @pytest.mark.parametrize(
        ("over", "broken"),
        [
            ({"kind": "because"}, "kind_missing"),
            ({"scope": ()}, "scope_missing"),
            ({"scope": ("all",)}, "scope_missing"),
            ({"given_on": TODAY + timedelta(days=1)}, "given_future"),
            ({"given_by": ""}, "giver_missing"),
            ({"how": ""}, "how_missing"),
            ({"how": "thumb_print"}, "witness_missing"),
            ({"how": "spoken"}, "witness_missing"),
        ],
    )
    def test_consent_says_who_how_and_before_whom(self, over: dict[str, Any], broken: str) -> None:
        with pytest.raises(RuleViolation, match=broken):
            checked_ground(replace(self.CONSENT, **over), on=TODAY)

    @pytest.mark.parametrize("kind", [kind for kind in GroundKind if kind != "consent"])
    def test_other_grounds_need_nobody(self, kind: str) -> None:
        draft = GroundDraft(kind, ("care",), TODAY)
        assert checked_ground(draft, on=TODAY) == draft

    @pytest.mark.parametrize(
        ("until", "before", "broken"),
        [
            (TODAY, TODAY, "already_withdrawn"),
            (TODAY + timedelta(days=1), None, "withdrawn_future"),
            (TODAY - timedelta(days=9), None, "withdrawn_early"),
        ],
    )
    def test_withdrawal_once_and_in_its_time(
        self, until: date, before: date | None, broken: str
    ) -> None:
        with pytest.raises(RuleViolation, match=broken):
            check_withdrawal(until, given_on=TODAY, before=before, on=TODAY)


class TestOpening:
    @pytest.mark.parametrize(
        ("reason", "closed_on", "broken"),
        [
            ("bored", TODAY, "close_reason_unknown"),
            ("died", TODAY + timedelta(days=1), "closed_future"),
            ("died", TODAY - timedelta(days=2), "closed_before_open"),
        ],
    )
    def test_closing_needs_a_reason_and_a_day(
        self, reason: str, closed_on: date, broken: str
    ) -> None:
        with pytest.raises(RuleViolation, match=broken):
            check_closing(reason, closed_on, opened_on=TODAY - timedelta(days=1), on=TODAY)


class TestReferenceData:
    def test_the_ten_parts_of_the_visit_are_services(self) -> None:
        parts = {"daily_living", "devices", "medicine", "wound", "food", "mind", "place",
                 "exercise", "watch", "rehabilitation"}  # fmt: skip
        assert parts <= set(service_words())

    @pytest.mark.parametrize("on", [date(2015, 10, 1), TODAY, date(2040, 1, 1)])
    def test_some_rule_holds_on_every_day(self, on: date) -> None:
        assert get_case_rules(on).review.months == 3

    @pytest.mark.parametrize("day", [date(2015, 9, 30), date(1990, 1, 1)])
    def test_no_rule_holds_before_the_programme(self, day: date) -> None:
        with pytest.raises(Unusable):
            get_case_rules(day)

    def test_two_rows_for_one_day_stop_the_start(self) -> None:
        row = {"valid_from": TODAY, "months": 3, "notice_days": 1, "source": "x",
               "confidence": "V"}  # fmt: skip
        text = {"valid_from": TODAY, "version": "1", "text_th": "ก", "source": "x",
                "confidence": "V"}  # fmt: skip
        table = {"eligibility": [{"valid_from": TODAY, "code": "adl", "source": "x",
                                  "confidence": "V"}],
                 "review": [row, row], "length": [row], "consent_text": [text]}  # fmt: skip
        with pytest.raises(Unusable, match="more than one"):
            rules_on(table, TODAY)

    @pytest.mark.parametrize(
        "over", [{"benefit": "gift"}, {"source": "nowhere"}, {"doers": ["nobody"]}]
    )
    def test_a_slip_in_the_catalogue_stops_the_start(self, over: dict[str, Any]) -> None:
        service = {"code": "a", "label_th": "ก", "doers": ["nurse"], "benefit": "aids",
                   "source": "s", "confidence": "V", **over}  # fmt: skip
        with pytest.raises(Unusable):
            read_services({"version": 1, "sources": {"s": "x"}, "services": [service]})

    def test_a_code_may_stand_once(self) -> None:
        service = {"code": "a", "label_th": "ก", "doers": ["nurse"], "benefit": "aids",
                   "source": "s", "confidence": "V"}  # fmt: skip
        with pytest.raises(Unusable, match="twice"):
            read_services({"version": 1, "sources": {"s": "x"}, "services": [service, service]})

    def test_a_code_that_was_never_stored_is_an_error(self) -> None:
        with pytest.raises(KeyError):
            member(Per, "moon")
