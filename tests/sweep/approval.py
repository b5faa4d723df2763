"""What lies before the committee, for the sweep: two proposals, a meeting, a decision."""

from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from ltc.care.approval.models import (
    Abstention,
    ApprovalRound,
    CaseDecision,
    CommitteeMember,
    Proposal,
    ProposalCase,
    Provider,
    RoundAttendance,
)
from ltc.care.assessment.models import Assessment
from ltc.care.cases.models import CarePlan, Case, LegalGround
from ltc.care.elders.actions.register import register_elder
from ltc.care.elders.models import Elder
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.ids import new_id
from tests.cast import AT, TODAY, elder_draft

SINCE, UNTIL = date(2026, 6, 1), date(2027, 6, 1)
SEATS = 5


def on_the_table(
    session: Session, elder: Elder, manager: Actor, *, is_closed: bool
) -> dict[str, UUID]:
    """Save proposals and a meeting of the elder's town; closed, it has decided on its one case."""
    town = elder.municipality_id
    provider, seats = _provider(session, town), _seats(session, town)
    meeting = _meeting(session, town, seats, is_closed=is_closed)
    draft, waiting = (_proposal(session, town, provider, state) for state in ("draft", "submitted"))
    _row(session, draft, _plan(session, elder, manager, "เตรียม"))
    left = _row(session, waiting, _plan(session, elder, manager, "รอมติ", proposed_at=AT))
    _row(session, waiting, _plan(session, elder, manager, "ค้าง", proposed_at=AT))
    stamps = {"proposed_at": AT, "approved_at": AT, "approved_on": TODAY, "approved_by": "ครั้งที่ 1"}
    plan = _plan(session, elder, manager, "มีมติ", **stamps)
    approved = _row(session, waiting, plan)
    decision = CaseDecision(
        proposal_case_id=approved.id, round_id=meeting.id, outcome="approved", ltc_satang=600_000,
        local_satang=0, counted_present=SEATS, quorum_needed=3, decided_at=AT,
        recorded_by_name="ก",
    )  # fmt: skip
    abstains = Abstention(
        round_id=meeting.id, proposal_case_id=left.id, member_id=seats[2].id, why="relative",
        noted_at=AT, noted_by_name="ก",
    )  # fmt: skip
    small = CarePlan(
        case_id=plan.case_id, elder_id=plan.elder_id, number=2, status="draft", cautions="แพ้กุ้ง",
        valid_from=SINCE, valid_until=UNTIL, drafted_at=AT, drafted_by=manager.person_id,
        agreed_at=AT,
    )  # fmt: skip
    session.add_all([decision, abstains, small])
    _plan(session, elder, manager, "เสนอได้")
    session.flush()
    return {
        "proposal_id": draft.id, "waiting_id": waiting.id, "meeting_id": meeting.id,
        "proposal_case_id": approved.id if is_closed else left.id, "decision_id": decision.id,
        "seat_id": seats[3 if is_closed else 2].id, "small_id": small.id,
    }  # fmt: skip


def _provider(session: Session, town: UUID) -> Provider:
    found = session.exec(select(Provider).where(Provider.municipality_id == town)).first()
    if found is None:
        found = Provider(municipality_id=town, name_th="ศูนย์ของเมือง", kind="centre", added_at=AT)
        session.add(found)
        session.flush()
    return found


def _seats(session: Session, town: UUID) -> list[CommitteeMember]:
    one = CommitteeMember
    wanted = select(one).where(one.municipality_id == town).order_by(col(one.name_th))
    if not session.exec(wanted).first():
        session.add_all(
            CommitteeMember(
                municipality_id=town, name_th=f"กรรมการ คนที่{place + 1}", position="ผู้แทน",
                order_no="1/2568", is_chair=place == 0, appointed_from=date(2025, 10, 1),
            )
            for place in range(SEATS)
        )  # fmt: skip
        session.flush()
    return list(session.exec(wanted).all())


def _meeting(
    session: Session, town: UUID, seats: list[CommitteeMember], *, is_closed: bool
) -> ApprovalRound:
    number = 1 + len(
        session.exec(select(ApprovalRound.id).where(ApprovalRound.municipality_id == town)).all()
    )
    made = ApprovalRound(
        municipality_id=town, year=2569, number=number, held_on=TODAY, chair_id=seats[0].id,
        state="closed" if is_closed else "open", opened_at=AT, closed_at=AT if is_closed else None,
        signed_by_name=seats[0].name_th if is_closed else "",
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add_all(
        RoundAttendance(round_id=made.id, member_id=one.id, is_present=True) for one in seats
    )
    return made


def _proposal(session: Session, town: UUID, provider: Provider, state: str) -> Proposal:
    wanted = select(Proposal.id).where(Proposal.municipality_id == town)
    made = Proposal(
        municipality_id=town, provider_id=provider.id, fiscal_year=2570, state=state,
        number=1 + len(session.exec(wanted).all()), from_on=date(2026, 10, 1),
        until_on=date(2027, 10, 1), proposer_name="มาลี", begun_at=AT,
        submitted_at=None if state == "draft" else AT,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def _row(session: Session, proposal: Proposal, plan: CarePlan) -> ProposalCase:
    made = ProposalCase(
        proposal_id=proposal.id, plan_id=plan.id, case_id=plan.case_id, elder_id=plan.elder_id,
        group_code="3", adl_total=8, tai_class="I3", requested_satang=600_000, added_at=AT,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def _plan(session: Session, elder: Elder, manager: Actor, name: str, **stamps: object) -> CarePlan:
    """Somebody with scores, a ground and an interim plan in use."""
    draft = elder_draft(
        elder.community_id, given_name=name, family_name=elder.given_name,
        house_no=f"9/{new_id().hex[-6:]}",
    )  # fmt: skip
    one = register_elder(session, elder.municipality_id, draft, by=manager, at=AT, on=TODAY)
    for instrument, total in (("barthel", 8), ("tai", 14)):
        is_tai = instrument == "tai"
        session.add(
            Assessment(
                operation_id=new_id(), elder_id=one.id, municipality_id=elder.municipality_id,
                instrument=instrument, instrument_version=1, purpose="formal", method="observed",
                place="home", assessed_on=TODAY, recorded_at=AT, assessor_name="นก",
                assessor_role="team_nurse", answers={}, total=total,
                band=None if is_tai else "home_bound", tai_class="I3" if is_tai else None,
                tai_decided_at=AT if is_tai else None, tai_decided_by="มาลี" if is_tai else "",
            )
        )  # fmt: skip
    case = Case(elder_id=one.id, municipality_id=elder.municipality_id, opened_on=SINCE)
    session.add(case)
    session.flush()
    plan = CarePlan(
        case_id=case.id, elder_id=one.id, number=1, status="active", valid_from=SINCE,
        valid_until=UNTIL, drafted_at=AT, drafted_by=manager.person_id, agreed_at=AT,
        activated_at=AT, **stamps,
    )  # fmt: skip
    ground = LegalGround(
        case_id=case.id, elder_id=one.id, kind="health_care", scope=["care"], given_on=SINCE,
        recorded_at=AT,
    )  # fmt: skip
    session.add_all([plan, ground])
    session.flush()
    return plan
