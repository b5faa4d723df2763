"""Money on both databases: transfers, leftovers, what is refused, what stays."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col, select

from ltc.care.cases.models import CarePlan, Case
from ltc.care.elders.models import Elder
from ltc.finance.casemoney.actions.leftovers import settle
from ltc.finance.casemoney.actions.transfers import record_transfer, reverse_document
from ltc.finance.casemoney.models import MoneyDocument, MoneyEntry
from ltc.finance.casemoney.queries.ledger import balances
from ltc.finance.casemoney.queries.leftovers import get_leftover, list_leftovers
from ltc.finance.casemoney.queries.years import read_year, years_of_case
from ltc.finance.casemoney.terms import Pot, SettleDraft
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.errors import NotFound, RuleViolation
from ltc.foundation.core.ids import new_id
from tests.cast import AT, TODAY, Cast
from tests.finance.casemoney.made import (
    OCTOBER,
    RATE,
    YEAR,
    approved,
    at_the_provider,
    plan_of_boonmee,
    transfer_draft,
    transferred,
)
from tests.journeys.test_departure_at_once import at_once


def left_of(session: Session, cast: Cast, plan: CarePlan) -> tuple[int, int]:
    """What lies with the fund and with the provider."""
    found = balances(session, cast.town_id)[plan.case_id, YEAR, "ltc"]
    return found.within(Pot.FUND), found.within(Pot.PROVIDER)


class TestTransfers:
    def test_money_goes_two_hops_by_two_papers(self, session: Session, cast: Cast) -> None:
        plan = approved(session, cast)
        transferred(session, cast, (plan.id, RATE))
        assert left_of(session, cast, plan) == (RATE, 0)
        paper = transferred(
            session, cast, (plan.id, 400_000), hop="passed_on", reference="กองทุน 7", to_th="ศูนย์"
        )
        assert left_of(session, cast, plan) == (RATE - 400_000, 400_000)
        [entry] = session.exec(select(MoneyEntry).where(MoneyEntry.document_id == paper.id)).all()
        assert (entry.reference, entry.dated_on, entry.fiscal_year, entry.plan_id) == (
            "กองทุน 7", date(2026, 11, 1), YEAR, plan.id
        )  # fmt: skip
        done = session.scalars(sa.select(col(AuditEntry.action))).all()
        assert {"money_document.recorded", "money_entry.booked"} <= set(done)

    @pytest.mark.parametrize(
        ("over", "code"),
        [
            ({"hop": "passed_on"}, "not_enough"), ({"purse": "local"}, "purse_not_approved"),
            ({"dated_on": OCTOBER}, "before_approval"), ({"total": 1}, "sum_differs"),
            ({"fiscal_year": 2571}, "interim_plan"),
        ],
    )  # fmt: skip
    def test_refused_and_nothing_saved(
        self, session: Session, cast: Cast, over: dict[str, Any], code: str
    ) -> None:
        plan = approved(session, cast)
        with pytest.raises(RuleViolation) as broken:
            transferred(session, cast, (plan.id, 1000), **over)
        assert broken.value.code == code
        assert session.exec(select(MoneyEntry)).all() == []

    def test_an_interim_plan_gets_no_money(self, session: Session, cast: Cast) -> None:
        plan = plan_of_boonmee(session, cast)
        with pytest.raises(RuleViolation, match="interim_plan"):
            transferred(session, cast, (plan.id, 1000))
        approved(session, cast, plan, is_signed=False)
        with pytest.raises(RuleViolation, match="interim_plan"):
            transferred(session, cast, (plan.id, 1000))

    def test_no_more_than_was_approved(self, session: Session, cast: Cast) -> None:
        plan = approved(session, cast, ltc=600_000)
        transferred(session, cast, (plan.id, 500_000))
        with pytest.raises(RuleViolation, match="beyond_approved"):
            transferred(session, cast, (plan.id, 100_001), reference="102")

    def test_beyond_the_rate_needs_a_reason_and_a_source(
        self, session: Session, cast: Cast
    ) -> None:
        plan = approved(session, cast, ltc=RATE + 1)
        with pytest.raises(RuleViolation, match="beyond_reason"):
            transferred(session, cast, (plan.id, RATE + 1))
        transferred(session, cast, (plan.id, RATE + 1), beyond_reason="แผลใหญ่", other_source="วัด")
        entry = session.exec(select(MoneyEntry)).one()
        assert (entry.because, entry.source_th) == ("แผลใหญ่", "วัด")

    def test_the_same_paper_is_recorded_once(self, session: Session, cast: Cast) -> None:
        plan = approved(session, cast)
        draft = transfer_draft((plan.id, 1000))
        for _ in range(2):
            record_transfer(session, cast.town_id, draft, by=cast.actor("wilai"), at=AT, on=TODAY)
        with pytest.raises(RuleViolation, match="reference_taken"):
            transferred(session, cast, (plan.id, 1000))
        assert len(session.exec(select(MoneyEntry)).all()) == 1

    def test_two_at_once_cannot_spend_the_same_money(
        self, sessions: sessionmaker[Session], cast: Cast
    ) -> None:
        with sessions() as session, session.begin():
            plan_id = approved(session, cast).id
            transferred(session, cast, (plan_id, 1000))

        def pass_on(reference: str) -> Any:
            return lambda session: transferred(
                session, cast, (plan_id, 700), hop="passed_on", reference=reference
            )

        assert at_once(sessions, pass_on("ก"), pass_on("ข")) == ["not_enough"]


class TestReversal:
    def reverse(self, session: Session, cast: Cast, paper: MoneyDocument) -> MoneyDocument:
        return reverse_document(
            session, paper, "พิมพ์ผิดคน", new_id(), by=cast.actor("wilai"), at=AT, on=TODAY
        )

    def test_a_paper_is_taken_back_whole_and_both_stay(self, session: Session, cast: Cast) -> None:
        plan = approved(session, cast)
        paper = transferred(session, cast, (plan.id, RATE))
        counter = self.reverse(session, cast, paper)
        assert left_of(session, cast, plan) == (0, 0)
        first, second = session.exec(select(MoneyEntry).order_by(col(MoneyEntry.id))).all()
        assert (second.reverses_id, second.amount_satang) == (first.id, -RATE)
        assert (counter.reverses_id, counter.because) == (paper.id, "พิมพ์ผิดคน")
        transferred(session, cast, (plan.id, 1000))  # the same reference is free again

    def test_what_came_after_is_taken_back_first(self, session: Session, cast: Cast) -> None:
        plan = approved(session, cast)
        paper = transferred(session, cast, (plan.id, 1000))
        later = transferred(session, cast, (plan.id, 1000), hop="passed_on", reference="7")
        with pytest.raises(RuleViolation, match="not_enough"):
            self.reverse(session, cast, paper)
        self.reverse(session, cast, later)
        self.reverse(session, cast, paper)
        with pytest.raises(RuleViolation, match="reversed"):
            self.reverse(session, cast, paper)

    def test_a_second_click_finds_the_reversal_and_a_second_person_is_told(
        self, session: Session, cast: Cast
    ) -> None:
        paper = transferred(session, cast, (approved(session, cast).id, 1000))
        once = new_id()
        how: dict[str, Any] = {"by": cast.actor("wilai"), "at": AT, "on": TODAY}
        first = reverse_document(session, paper, "พิมพ์ผิด", once, **how)
        assert reverse_document(session, paper, "พิมพ์ผิด", once, **how) is first
        with pytest.raises(RuleViolation, match="reversed"):
            reverse_document(session, paper, "พิมพ์ผิด", new_id(), **how)

    def test_a_reversal_is_not_reversed_and_needs_a_reason(
        self, session: Session, cast: Cast
    ) -> None:
        plan = approved(session, cast)
        paper = transferred(session, cast, (plan.id, 1000))
        counter = self.reverse(session, cast, paper)
        with pytest.raises(RuleViolation, match="is_reversal"):
            self.reverse(session, cast, counter)
        with pytest.raises(RuleViolation, match="because_missing"):
            reverse_document(session, paper, "", new_id(), by=cast.actor("wilai"), at=AT, on=TODAY)

    @pytest.mark.parametrize("kind", [MoneyEntry, MoneyDocument])
    def test_entries_are_never_edited_and_never_deleted(
        self, session: Session, cast: Cast, kind: Any
    ) -> None:
        transferred(session, cast, (approved(session, cast).id, 1000))
        session.commit()
        row = session.exec(select(kind)).one()
        row.reference = "แก้"
        with pytest.raises(AssertionError, match="never edited"):
            session.flush()
        session.rollback()
        session.delete(session.exec(select(kind)).one())
        with pytest.raises(AssertionError, match="never deleted"):
            session.flush()


def settled(session: Session, cast: Cast, plan: CarePlan, outcome: str, **over: Any) -> Any:
    """Settle what Boonmee's case has left of this year."""
    me = cast.actor("wilai")
    row = get_leftover(
        session, me, plan.case_id, over.pop("year", YEAR), "ltc", on=over.pop("on", TODAY)
    )
    draft = SettleDraft(new_id(), outcome, "ลพ 55", TODAY, over.pop("because", "ตามหนังสือสั่งการ"))
    return settle(session, row, draft, by=me, at=AT, on=TODAY)


class TestLeftovers:
    def died(self, session: Session, cast: Cast) -> CarePlan:
        """Boonmee died with money at both places."""
        plan = approved(session, cast)
        transferred(session, cast, (plan.id, 1000))
        transferred(session, cast, (plan.id, 400), hop="passed_on", reference="7")
        session.get_one(Elder, cast.boonmee_id).died_on = date(2026, 11, 10)
        session.flush()
        return plan

    def test_who_lives_on_has_nothing_to_settle(self, session: Session, cast: Cast) -> None:
        transferred(session, cast, (approved(session, cast).id, 1000))
        assert list_leftovers(session, cast.actor("wilai"), on=TODAY) == []

    def test_a_death_leaves_a_named_balance(self, session: Session, cast: Cast) -> None:
        self.died(session, cast)
        [row] = list_leftovers(session, cast.actor("wilai"), on=TODAY)
        assert (row.whose, row.balance.left, row.because.value) == ("นายบุญมี ใจดี", 1000, "died")
        assert (row.rule.offer, row.due.on) == ("keep", date(2026, 12, 10))
        assert list_leftovers(session, cast.actor("malee_elsewhere"), on=TODAY) == []
        [masked] = list_leftovers(session, cast.actor("auditor"), on=TODAY)
        assert "บุญมี" not in masked.whose

    @pytest.mark.parametrize("outcome", ["keep", "return"])
    def test_what_is_settled_is_gone_from_both_places(
        self, session: Session, cast: Cast, outcome: str
    ) -> None:
        plan = self.died(session, cast)
        paper = settled(session, cast, plan, outcome)
        assert (paper.amount_satang, left_of(session, cast, plan)) == (1000, (0, 0))
        assert list_leftovers(session, cast.actor("wilai"), on=TODAY) == []
        with pytest.raises(NotFound):
            settled(session, cast, plan, outcome)

    def test_the_dead_carry_nothing_on(self, session: Session, cast: Cast) -> None:
        plan = self.died(session, cast)
        for outcome, because, code in (
            ("carry", "ก", "carry_closed"), ("keep", "", "because_missing"),
            ("x", "ก", "outcome_unknown"),
        ):  # fmt: skip
            with pytest.raises(RuleViolation, match=code):
                settled(session, cast, plan, outcome, because=because)

    def test_a_years_rest_is_carried_into_the_next(self, session: Session, cast: Cast) -> None:
        plan = approved(session, cast, year=2569, decided_on=date(2025, 11, 3))
        transferred(session, cast, (plan.id, 1000), fiscal_year=2569)
        settled(session, cast, plan, "carry", year=2569)
        found = balances(session, cast.town_id)
        assert found[plan.case_id, 2569, "ltc"].left == 0
        assert found[plan.case_id, YEAR, "ltc"].left == 1000


class TestYear:
    def test_a_year_has_four_amounts_and_their_sums(self, session: Session, cast: Cast) -> None:
        plan = approved(session, cast, ltc=600_000, local=50_000)
        at_the_provider(session, cast, plan, 300_000)
        year = read_year(session, cast.actor("wilai"), YEAR)
        [row] = year.rows
        assert (row.planned, row.approved, row.balance.transferred, row.balance.left) == (
            650_000, 650_000, 300_000, 300_000
        )  # fmt: skip
        assert (year.planned, year.approved, year.balance.transferred) == (
            650_000, 650_000, 300_000
        )  # fmt: skip
        assert read_year(session, cast.actor("wilai"), 2569).rows == ()
        assert read_year(session, cast.actor("malee_elsewhere"), YEAR).rows == ()

    def test_an_auditor_sees_a_code_in_place_of_a_name(self, session: Session, cast: Cast) -> None:
        plan = approved(session, cast)
        [row] = read_year(session, cast.actor("auditor"), YEAR).rows
        assert row.whose.startswith("ราย ")
        assert "บุญมี" not in row.whose
        case = session.get_one(Case, plan.case_id)
        [same] = years_of_case(session, cast.actor("auditor"), case)
        assert same.whose == row.whose

    def test_a_second_decision_takes_the_place_of_the_first(
        self, session: Session, cast: Cast
    ) -> None:
        plan = approved(session, cast, ltc=600_000)
        case = session.get_one(Case, plan.case_id)
        approved(session, cast, plan, ltc=700_000, decided_on=date(2026, 11, 2))
        [row] = years_of_case(session, cast.actor("wilai"), case)
        assert (row.approved, row.planned) == (700_000, 700_000)
        assert not row.is_beyond
