"""An approved plan, money on its way, a caregiver with a regime: in the shortest way."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from ltc.care.approval.models import (
    ApprovalRound,
    CaseDecision,
    Proposal,
    ProposalCase,
    Provider,
)
from ltc.care.cases.models import CarePlan, Case
from ltc.care.visits.models import Visit, VisitNumber
from ltc.finance.casemoney.actions.transfers import record_transfer
from ltc.finance.casemoney.models import MoneyDocument, RegimeHolding
from ltc.finance.casemoney.terms import Share, TransferDraft
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import at_local
from tests.care.cases.ordinary import drafted, grounded, in_use, opened
from tests.cast import AT, TODAY, Cast

YEAR = 2570  # the fiscal year in which every test lives
DECIDED = date(2026, 10, 5)
OCTOBER = date(2026, 10, 1)
RATE = 1_044_200  # of the year, in satang


def plan_of_boonmee(session: Session, cast: Cast) -> CarePlan:
    """Return a plan in use that nobody has approved."""
    case = opened(session, cast, opened_on=date(2026, 6, 1))
    grounded(session, cast, case)
    return in_use(session, cast, drafted(session, cast, case))


def approved(
    session: Session, cast: Cast, plan: CarePlan | None = None, *, ltc: int = RATE,
    local: int = 0, year: int = YEAR, decided_on: date = DECIDED, is_signed: bool = True,
) -> CarePlan:  # fmt: skip
    """Let a meeting approve a plan, a fresh one when none is named."""
    plan = plan or plan_of_boonmee(session, cast)
    approve(session, plan, ltc, local, year=year, decided_on=decided_on, is_signed=is_signed)
    return plan


def approve(
    session: Session, plan: CarePlan, ltc: int = RATE, local: int = 0,
    *, year: int = YEAR, decided_on: date = DECIDED, is_signed: bool = True,
) -> None:  # fmt: skip
    """Save a meeting that approved a plan for a fiscal year."""
    case = session.get_one(Case, plan.case_id)
    where = case.municipality_id
    provider = session.exec(select(Provider).where(Provider.municipality_id == where)).first()
    if provider is None:
        provider = Provider(
            municipality_id=where, name_th="ศูนย์พัฒนาคุณภาพชีวิตฯ", kind="centre", added_at=AT
        )
        session.add(provider)
        session.flush()
    number = len(session.exec(select(ApprovalRound.id)).all()) + 40
    proposal = Proposal(
        municipality_id=where, provider_id=provider.id, fiscal_year=year, number=number,
        from_on=date(year - 544, 10, 1), until_on=date(year - 543, 10, 1), state="decided",
        begun_at=AT,
    )  # fmt: skip
    met = ApprovalRound(
        municipality_id=where, year=year, number=number, held_on=decided_on,
        state="closed" if is_signed else "open", closed_at=AT if is_signed else None,
        signed_at=AT if is_signed else None, signed_by_name="ประธาน",
    )  # fmt: skip
    session.add_all([proposal, met])
    session.flush()
    line = ProposalCase(
        proposal_id=proposal.id, plan_id=plan.id, case_id=plan.case_id, elder_id=plan.elder_id,
        group_code="3", adl_total=4, tai_class="I3", requested_satang=ltc + local, added_at=AT,
        ended_at=AT,
    )  # fmt: skip
    session.add(line)
    session.flush()
    session.add(
        CaseDecision(
            proposal_case_id=line.id, round_id=met.id, outcome="approved", ltc_satang=ltc,
            local_satang=local, counted_present=5, quorum_needed=5, decided_at=AT,
            recorded_by_name="เลขา",
        )
    )  # fmt: skip
    session.flush()


def transfer_draft(*shares: tuple[UUID, int], **over: Any) -> TransferDraft:
    """Return a whole document over some plans; name what differs."""
    values: dict[str, Any] = {
        "operation_id": new_id(), "hop": "transferred", "purse": "ltc", "fiscal_year": YEAR,
        "reference": "สปสช. 101", "dated_on": date(2026, 11, 1),
        "total": sum(amount for _, amount in shares),
        "shares": tuple(Share(plan_id, amount) for plan_id, amount in shares), "to_th": "",
    }  # fmt: skip
    return TransferDraft(**{**values, **over})


def transferred(
    session: Session, cast: Cast, *shares: tuple[UUID, int], **over: Any
) -> MoneyDocument:
    """Record a document as the finance officer."""
    return record_transfer(
        session, cast.town_id, transfer_draft(*shares, **over),
        by=cast.actor("wilai"), at=AT, on=TODAY,
    )  # fmt: skip


def at_the_provider(session: Session, cast: Cast, plan: CarePlan, amount: int) -> None:
    """Bring money over both hops to the provider."""
    transferred(session, cast, (plan.id, amount))
    transferred(session, cast, (plan.id, amount), hop="passed_on", reference="กองทุน 7")


def under(
    session: Session, cast: Cast, who: str = "som", *, regime: str = "ltc_visit",
    amount: int = 5000, holiday: int | None = None, since: date = date(2026, 1, 1),
) -> RegimeHolding:  # fmt: skip
    """Put somebody under a pay regime."""
    row = RegimeHolding(
        municipality_id=cast.town_id, person_id=cast.users[who], regime=regime,
        amount_satang=amount, holiday_satang=holiday, order_no="คำสั่ง 9/2569", valid_from=since,
        noted_at=AT, noted_by_name="มาลี",
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def visited(
    session: Session, cast: Cast, day: date, *, minutes: int = 60, plan: CarePlan | None = None,
    who: str = "som", hour: int = 9, amends: Visit | None = None,
) -> Visit:  # fmt: skip
    """Save a visit of Boonmee; ``amends`` takes the place of another."""
    number = VisitNumber()
    session.add(number)
    session.flush()
    assert number.number is not None
    start: datetime = at_local(day, hour)
    if amends is not None:
        amends.is_superseded = True
        session.add(amends)
    row = Visit(
        number=number.number, operation_id=new_id(), elder_id=cast.boonmee_id,
        municipality_id=cast.town_id, case_id=plan.case_id if plan else None,
        plan_id=plan.id if plan else None, plan_number=1 if plan else None,
        caregiver_id=cast.users[who], caregiver_name="สม", caregiver_role="caregiver",
        recorded_by=cast.users[who], recorded_by_name="สม", status="done", visited_on=day,
        started_at=start, ended_at=start + timedelta(minutes=minutes), recorded_at=AT,
        amends_id=amends.id if amends else None, amend_reason="พิมพ์ผิด" if amends else "",
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
