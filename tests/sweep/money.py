"""Money of an elder for the sweep: an approved plan, papers, a statement, nappies."""

from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from ltc.care.cases.models import CarePlan
from ltc.care.elders.models import Elder
from ltc.care.visits.models import Visit, VisitNumber
from ltc.finance.casemoney.actions.transfers import record_transfer
from ltc.finance.casemoney.models import (
    MoneyDocument,
    NappyDecision,
    NappyDelivery,
    PayLineRow,
    PaySignature,
    PayStatement,
    RegimeHolding,
)
from ltc.finance.casemoney.terms import STEPS, Share, TransferDraft
from ltc.foundation.accounts.models import User
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import at_local
from tests.cast import AT, TODAY
from tests.finance.casemoney.made import RATE, approve

FIRST = "บุญมี"  # the elder whose money is still on its way
AUGUST = date(2026, 8, 1)
LOCAL = 10_000


def moneyed(
    session: Session, elder: Elder, plan_id: UUID, *, visitor: Actor, nurse: Actor
) -> dict[str, UUID]:
    """Save the money of one elder; only of the first is anything still to come."""
    plan = session.get_one(CarePlan, plan_id)
    is_first = elder.given_name == FIRST
    before = date(2025, 11, 3)
    approve(session, plan, 600_000, year=2569, decided_on=before)
    approve(session, plan, RATE, LOCAL, year=2571)
    by = Actor(nurse.person_id, "วิไล", "finance_officer", elder.municipality_id)
    if is_first:
        _transfer(session, plan, by, "101/2569", 600_000, fiscal_year=2569)
    _transfer(session, plan, by, f"101 {elder.given_name}", 500_000 if is_first else RATE)
    _transfer(
        session, plan, by, f"7 {elder.given_name}", 100_000 if is_first else RATE, hop="passed_on"
    )
    local = _transfer(session, plan, by, f"9 {elder.given_name}", LOCAL, purse="local")
    if is_first:
        _reportable(session, plan, elder, visitor)
    return {
        "document_id": local.id,
        "statement_id": _statement(session, elder, visitor, nurse, is_first=is_first),
        "delivery_id": _nappies(session, elder, nurse),
    }


def _transfer(
    session: Session, plan: CarePlan, by: Actor, reference: str, amount: int,
    *, hop: str = "transferred", purse: str = "ltc", fiscal_year: int = 2571,
) -> MoneyDocument:  # fmt: skip
    assert by.area_id is not None
    draft = TransferDraft(
        new_id(), hop, purse, fiscal_year, reference, date(2026, 11, 2), amount,
        (Share(plan.id, amount),),
    )  # fmt: skip
    return record_transfer(session, by.area_id, draft, by=by, at=AT, on=TODAY)


def _reportable(session: Session, plan: CarePlan, elder: Elder, visitor: Actor) -> None:
    """A regime, and a visit of last month that nobody has reported."""
    assert visitor.person_id is not None
    session.add(
        RegimeHolding(
            municipality_id=elder.municipality_id, person_id=visitor.person_id,
            regime="ltc_visit", amount_satang=5000, order_no="9/2569",
            valid_from=date(2026, 1, 1), noted_at=AT, noted_by_name="มาลี",
        )
    )  # fmt: skip
    number = VisitNumber()
    session.add(number)
    session.flush()
    assert number.number is not None
    start = at_local(date(2026, 10, 20), 9)
    session.add(
        Visit(
            number=number.number, operation_id=new_id(), elder_id=elder.id,
            municipality_id=elder.municipality_id, case_id=plan.case_id, plan_id=plan.id,
            plan_number=plan.number, caregiver_id=visitor.person_id, caregiver_name=visitor.name,
            caregiver_role="caregiver", recorded_by=visitor.person_id,
            recorded_by_name=visitor.name, status="done", visited_on=date(2026, 10, 20),
            started_at=start, ended_at=start + timedelta(hours=1), recorded_at=AT,
        )
    )  # fmt: skip
    session.flush()


def _statement(
    session: Session, elder: Elder, visitor: Actor, nurse: Actor, *, is_first: bool
) -> UUID:
    """A month of August: reported by the visitor, or another's with all four signatures."""
    names = ("som",) if is_first else ("kham", "malee", "wilai", "prathan")
    people = [session.exec(select(User).where(col(User.username) == name)).one() for name in names]
    if visitor.person_id == nurse.person_id:  # the other town: one pair of hands
        people = [session.get_one(User, visitor.person_id)]
    row = PayStatement(
        municipality_id=elder.municipality_id, person_id=people[0].id,
        person_name=people[0].name_th, regime="nhso_2568", month_on=AUGUST,
        amount_satang=500_000, total_satang=500_000, days=0, minutes=0, frozen_at=AT,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(
        PayLineRow(
            statement_id=row.id, position=1, kind="month", fiscal_year=2569, amount_satang=500_000
        )
    )
    session.add_all(
        PaySignature(
            statement_id=row.id, step=step, person_id=person.id, person_name=person.name_th,
            role="caregiver", signed_at=AT,
        )
        for step, person in zip(STEPS, people, strict=False)
    )  # fmt: skip
    session.flush()
    return row.id


def _nappies(session: Session, elder: Elder, nurse: Actor) -> UUID:
    decision = NappyDecision(
        operation_id=new_id(), elder_id=elder.id, municipality_id=elder.municipality_id,
        is_granted=True, ground="incontinence", indication="พยาบาลประเมิน",
        from_on=date(2026, 10, 1), pieces={"diaper": 2}, a_day_satang=1900, decided_at=AT,
        decided_by_name=nurse.name,
    )  # fmt: skip
    session.add(decision)
    session.flush()
    row = NappyDelivery(
        operation_id=new_id(), decision_id=decision.id, elder_id=elder.id,
        municipality_id=elder.municipality_id, delivered_on=date(2026, 11, 2), for_days=30,
        pieces={"diaper": 60}, prices={"diaper": 950}, amount_satang=57_000, recorded_at=AT,
        recorded_by_name=nurse.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id
