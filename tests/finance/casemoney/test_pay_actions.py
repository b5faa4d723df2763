"""A month's pay on both databases: frozen, signed by four, paid once, changed visits settled."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col, select

from ltc.care.cases.models import CarePlan
from ltc.finance.casemoney.actions.pay import (
    pay_statement,
    put_under_regime,
    report_month,
    sign_statement,
    take_back_statement,
)
from ltc.finance.casemoney.models import (
    MoneyEntry,
    PayLineRow,
    PaySignature,
    PayStatement,
    RegimeHolding,
)
from ltc.finance.casemoney.queries.ledger import balances
from ltc.finance.casemoney.queries.pay import draft_of, list_month
from ltc.finance.casemoney.terms import RegimeDraft
from ltc.foundation.accounts.models import User
from ltc.foundation.core.errors import Conflict, RuleViolation
from tests.cast import AT, TODAY, Cast
from tests.finance.casemoney.made import (
    OCTOBER,
    YEAR,
    approved,
    at_the_provider,
    plan_of_boonmee,
    under,
    visited,
)
from tests.journeys.test_departure_at_once import at_once

NOVEMBER = date(2026, 11, 1)
SIGNERS = ("malee", "wilai", "prathan")
LATER = date(2026, 12, 2)


def reported(session: Session, cast: Cast, month: date = OCTOBER, **over: Any) -> PayStatement:
    """Let Som report her month."""
    by = cast.actor(over.pop("who", "som"))
    return report_month(session, cast.town_id, month, by=by, at=AT, on=over.pop("on", TODAY))


def signed(session: Session, cast: Cast, row: PayStatement) -> PayStatement:
    """Give the other three signatures."""
    for who in SIGNERS:
        sign_statement(session, row, version=row.version, by=cast.actor(who), at=AT)
    return row


def paid(session: Session, cast: Cast, row: PayStatement, **over: Any) -> PayStatement:
    """Record the payment as the finance officer."""
    pay_statement(
        session, row, "ฎ 12/2570", TODAY, version=row.version,
        by=cast.actor(over.get("who", "wilai")), at=AT, on=TODAY,
    )  # fmt: skip
    return row


@pytest.fixture
def plan(session: Session, cast: Cast) -> CarePlan:
    """An approved plan with 1,000 baht at the provider; Som is paid 50 a visit."""
    found = approved(session, cast)
    at_the_provider(session, cast, found, 100_000)
    under(session, cast)
    return found


class TestReport:
    def test_a_month_is_frozen_when_it_is_reported(
        self, session: Session, cast: Cast, plan: CarePlan
    ) -> None:
        for day, minutes in ((6, 60), (7, 45), (8, 90), (1, 60)):
            visited(session, cast, date(2026, 10, day), minutes=minutes, plan=plan)
        visited(session, cast, date(2026, 11, 2), plan=plan)
        row = reported(session, cast)
        visited(session, cast, date(2026, 10, 9), plan=plan)
        lines = session.exec(select(PayLineRow).order_by(col(PayLineRow.position))).all()
        assert (row.total_satang, row.days, row.minutes) == (10_000, 2, 150)
        assert [(one.amount_satang, one.why_not) for one in lines] == [
            (0, "not_approved"), (5000, ""), (0, "short"), (5000, "")
        ]  # fmt: skip
        assert reported(session, cast).id == row.id

    def test_visits_of_an_interim_plan_are_listed_and_not_charged(
        self, session: Session, cast: Cast
    ) -> None:
        under(session, cast)
        visited(session, cast, date(2026, 10, 6), plan=plan_of_boonmee(session, cast))
        draft = draft_of(session, cast.town_id, cast.users["som"], OCTOBER)
        assert draft is not None
        assert [line.why_not for line in draft.statement.lines] == ["not_approved"]
        with pytest.raises(RuleViolation, match="nothing_to_report"):
            reported(session, cast)

    def test_what_cannot_be_reported(self, session: Session, cast: Cast) -> None:
        with pytest.raises(RuleViolation, match="no_regime"):
            reported(session, cast)
        under(session, cast, regime="family", amount=0)
        with pytest.raises(RuleViolation, match="no_regime"):
            reported(session, cast)
        with pytest.raises(RuleViolation, match="month_open"):
            reported(session, cast, NOVEMBER)

    def test_of_a_double_click_one_statement_is_made(
        self, sessions: sessionmaker[Session], cast: Cast
    ) -> None:
        with sessions() as session, session.begin():
            visited(session, cast, date(2026, 10, 6), plan=approved(session, cast))
            under(session, cast)

        def report(session: Session) -> None:
            reported(session, cast)

        assert at_once(sessions, report, report) == []
        with sessions() as session:
            assert len(session.exec(select(PayStatement)).all()) == 1
            assert len(session.exec(select(PaySignature)).all()) == 1

    def test_a_visit_is_counted_once_also_across_regimes(
        self, session: Session, cast: Cast, plan: CarePlan
    ) -> None:
        one = visited(session, cast, date(2026, 10, 6), plan=plan)
        row = reported(session, cast)
        other = PayStatement(
            municipality_id=cast.town_id, person_id=cast.users["som"], person_name="สม",
            regime="staff_hour", month_on=OCTOBER, amount_satang=1, total_satang=1, days=1,
            minutes=60, frozen_at=AT,
        )  # fmt: skip
        session.add(other)
        session.flush()
        twice = PayLineRow(
            statement_id=other.id, position=1, kind="visit", root_visit_id=one.id,
            visit_id=one.id, fiscal_year=YEAR, amount_satang=1, holds=True,
        )  # fmt: skip
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(twice)
        assert row.total_satang == 5000


class TestSignatures:
    def test_four_different_people_sign_in_order(
        self, session: Session, cast: Cast, plan: CarePlan
    ) -> None:
        visited(session, cast, date(2026, 10, 6), plan=plan)
        row = reported(session, cast)
        for who in ("wilai", "prathan", "som"):
            with pytest.raises(RuleViolation, match="not_yours"):
                sign_statement(session, row, version=row.version, by=cast.actor(who), at=AT)
        signed(session, cast, row)
        steps = session.exec(select(PaySignature).order_by(col(PaySignature.id))).all()
        assert [one.step for one in steps] == ["report", "certify", "check", "approve"]
        assert len({one.person_id for one in steps}) == 4
        with pytest.raises(RuleViolation, match="all_signed"):
            sign_statement(session, row, version=row.version, by=cast.actor("malee"), at=AT)

    def test_a_care_manager_does_not_certify_her_own_hours(
        self, session: Session, cast: Cast, plan: CarePlan
    ) -> None:
        under(session, cast, "malee", regime="staff_hour")
        visited(session, cast, date(2026, 10, 6), plan=plan, who="malee", minutes=125)
        row = reported(session, cast, who="malee")
        assert row.total_satang == 10_000
        with pytest.raises(RuleViolation, match="own_hours"):
            sign_statement(session, row, version=row.version, by=cast.actor("malee"), at=AT)

    def test_who_looks_at_an_older_page_is_told(
        self, session: Session, cast: Cast, plan: CarePlan
    ) -> None:
        visited(session, cast, date(2026, 10, 6), plan=plan)
        row = reported(session, cast)
        before = row.version
        sign_statement(session, row, version=before, by=cast.actor("malee"), at=AT)
        with pytest.raises(Conflict):
            sign_statement(session, row, version=before, by=cast.actor("wilai"), at=AT)

    def test_taken_back_it_is_reported_anew(
        self, session: Session, cast: Cast, plan: CarePlan
    ) -> None:
        visited(session, cast, date(2026, 10, 6), plan=plan)
        row = reported(session, cast)
        with pytest.raises(RuleViolation, match="because_missing"):
            take_back_statement(
                session, row, "", version=row.version, by=cast.actor("malee"), at=AT
            )
        take_back_statement(
            session, row, "ขาดไปหนึ่งบ้าน", version=row.version, by=cast.actor("malee"), at=AT
        )
        visited(session, cast, date(2026, 10, 7), plan=plan)
        again = reported(session, cast)
        assert (again.id != row.id, again.total_satang) == (True, 10_000)
        with pytest.raises(RuleViolation, match="voided"):
            sign_statement(session, row, version=row.version, by=cast.actor("malee"), at=AT)


class TestPaying:
    def test_a_paid_statement_charges_the_case(
        self, session: Session, cast: Cast, plan: CarePlan
    ) -> None:
        for day in (6, 7, 8):
            visited(session, cast, date(2026, 10, day), plan=plan)
        row = signed(session, cast, reported(session, cast))
        paid(session, cast, row)
        entry = session.exec(select(MoneyEntry).where(MoneyEntry.kind == "paid_out")).one()
        assert (entry.amount_satang, entry.statement_id, entry.reference) == (
            15_000, row.id, "ฎ 12/2570"
        )  # fmt: skip
        found = balances(session, cast.town_id)[plan.case_id, YEAR, "ltc"]
        assert (found.used, found.left) == (15_000, 85_000)
        with pytest.raises(RuleViolation, match="paid"):
            paid(session, cast, row)
        with pytest.raises(RuleViolation, match="paid"):
            take_back_statement(
                session, row, "ก", version=row.version, by=cast.actor("malee"), at=AT
            )

    def test_without_four_signatures_nothing_is_paid(
        self, session: Session, cast: Cast, plan: CarePlan
    ) -> None:
        visited(session, cast, date(2026, 10, 6), plan=plan)
        row = reported(session, cast)
        with pytest.raises(RuleViolation, match="not_signed"):
            paid(session, cast, row)
        assert session.exec(select(MoneyEntry).where(MoneyEntry.kind == "paid_out")).all() == []

    def test_the_provider_pays_what_it_has(self, session: Session, cast: Cast) -> None:
        found = approved(session, cast)
        under(session, cast)
        visited(session, cast, date(2026, 10, 6), plan=found)
        row = signed(session, cast, reported(session, cast))
        with pytest.raises(RuleViolation, match="not_enough.*บุญมี"):
            paid(session, cast, row)
        at_the_provider(session, cast, found, 5000)
        paid(session, cast, row)

    def test_a_month_under_a_monthly_regime_charges_no_case(
        self, session: Session, cast: Cast
    ) -> None:
        under(session, cast, regime="nhso_2568", amount=500_000)
        visited(session, cast, date(2026, 10, 6), minutes=20)
        row = signed(session, cast, reported(session, cast))
        assert row.total_satang == 500_000
        paid(session, cast, row)
        assert session.exec(select(MoneyEntry)).all() == []

    @pytest.mark.parametrize(("minutes", "difference"), [(30, -5000), (90, 0)])
    def test_a_visit_changed_after_it_was_paid_is_settled_next_month(
        self, session: Session, cast: Cast, plan: CarePlan, minutes: int, difference: int
    ) -> None:
        one = visited(session, cast, date(2026, 10, 6), plan=plan)
        paid(session, cast, signed(session, cast, reported(session, cast)))
        visited(session, cast, date(2026, 10, 6), minutes=minutes, plan=plan, amends=one)
        for day in (3, 4):
            visited(session, cast, date(2026, 11, day), plan=plan)
        row = reported(session, cast, NOVEMBER, on=LATER)
        assert row.total_satang == 10_000 + difference
        paid(session, cast, signed(session, cast, row))
        found = balances(session, cast.town_id)[plan.case_id, YEAR, "ltc"]
        assert found.used == 15_000 + difference
        draft = draft_of(session, cast.town_id, cast.users["som"], date(2026, 12, 1))
        assert draft is not None
        assert draft.statement.total == 0

    def test_an_amended_visit_is_not_paid_a_second_time(
        self, session: Session, cast: Cast, plan: CarePlan
    ) -> None:
        one = visited(session, cast, date(2026, 10, 30), plan=plan)
        paid(session, cast, signed(session, cast, reported(session, cast)))
        moved = visited(session, cast, date(2026, 11, 2), plan=plan, amends=one)
        visited(session, cast, date(2026, 11, 3), plan=plan, amends=moved)
        draft = draft_of(session, cast.town_id, cast.users["som"], NOVEMBER)
        assert draft is not None
        assert [line.why_not for line in draft.statement.lines] == ["paid_before"]
        assert draft.statement.total == 0


class TestRegimes:
    def put(self, session: Session, cast: Cast, **over: Any) -> RegimeHolding:
        values: dict[str, Any] = {
            "person_id": cast.users["som"], "regime": "ltc_visit", "amount": 5000,
            "holiday_amount": None, "order_no": "9/2569", "valid_from": OCTOBER,
        }  # fmt: skip
        return put_under_regime(
            session, cast.town_id, session.get_one(User, cast.users["som"]),
            RegimeDraft(**{**values, **over}), by=cast.actor("malee"), at=AT, on=TODAY,
        )  # fmt: skip

    def test_a_new_regime_ends_the_one_before(self, session: Session, cast: Cast) -> None:
        first = self.put(session, cast)
        self.put(session, cast, regime="nhso_2568", amount=600_000, valid_from=NOVEMBER)
        assert first.valid_until == NOVEMBER
        [october] = list_month(session, cast.town_id, OCTOBER)
        [november] = list_month(session, cast.town_id, NOVEMBER)
        assert [one.regime and one.regime.code for one in (october, november)] == [
            "ltc_visit", "nhso_2568"
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("since", "code"),
        [(date(2026, 11, 2), "first_of_month"), (OCTOBER, "regime_later"),
         (date(2026, 9, 1), "regime_later")],
    )  # fmt: skip
    def test_a_regime_begins_with_a_month_after_the_last(
        self, session: Session, cast: Cast, since: date, code: str
    ) -> None:
        self.put(session, cast)
        with pytest.raises(RuleViolation, match=code):
            self.put(session, cast, valid_from=since)

    def test_a_reported_month_keeps_its_regime(
        self, session: Session, cast: Cast, plan: CarePlan
    ) -> None:
        visited(session, cast, date(2026, 10, 6), plan=plan)
        reported(session, cast)
        with pytest.raises(RuleViolation, match="month_reported"):
            self.put(session, cast, regime="staff_hour")
