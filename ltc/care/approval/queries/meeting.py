"""One case before a meeting: who takes part, who abstains and why, what is proposed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from ltc.care.approval.models import (
    Abstention,
    ApprovalRound,
    CommitteeMember,
    ProposalCase,
    RoundAttendance,
)
from ltc.care.approval.queries.committee import members_on
from ltc.care.approval.queries.reference import get_approval_rules
from ltc.care.approval.rules.quorum import Quorum, must_abstain, quorum
from ltc.care.approval.terms import AbstainWhy
from ltc.care.cases.models import CarePlan
from ltc.care.elders.queries.team import list_team

Seats = Sequence[tuple[CommitteeMember, RoundAttendance | None]]


@dataclass(frozen=True)
class Absent:
    """A member who takes no part in a case: why, and whether the records or a person say so."""

    member: CommitteeMember
    why: AbstainWhy
    words: str
    is_by_record: bool


@dataclass(frozen=True)
class Bench:
    """Who sits over one case: ``present`` came to the meeting, ``abstaining`` of them do not count.

    ``quorum`` is counted again for this case.
    """

    present: tuple[CommitteeMember, ...]
    abstaining: tuple[Absent, ...]
    quorum: Quorum


def seats_of(
    session: Session, meeting: ApprovalRound
) -> list[tuple[CommitteeMember, RoundAttendance | None]]:
    """Return the members in office on the day of a meeting, each with what is known of coming."""
    told = {
        row.member_id: row
        for row in session.exec(
            select(RoundAttendance).where(RoundAttendance.round_id == meeting.id)
        )
    }
    members = members_on(session, meeting.municipality_id, on=meeting.held_on)
    return [(one, told.get(one.id)) for one in members]


def quorum_of(seats: Seats, held_on: date) -> Quorum:
    """Return how a meeting as a whole stands."""
    present = sum(row is not None and row.is_present for _one, row in seats)
    return quorum(len(seats), present, get_approval_rules(held_on).quorum)


def bench_of(session: Session, meeting: ApprovalRound, row: ProposalCase, plan: CarePlan) -> Bench:
    """Return who decides on a case: those present without the author, the carers, the relatives."""
    seats = seats_of(session, meeting)
    present = tuple(one for one, told in seats if told is not None and told.is_present)
    team = {
        one.user_id: one.team_role
        for one in list_team(session, row.elder_id, on=meeting.held_on)
        if one.user_id is not None
    }
    forced = must_abstain(present, author_ids=authors_of(plan), team=team)
    noted = {one.member_id: one for one in _abstentions(session, meeting.id, row.id)}
    abstaining = []
    for one in present:
        if one.id in forced:
            abstaining.append(Absent(one, forced[one.id], "", True))
        elif one.id in noted:
            said = noted[one.id]
            abstaining.append(Absent(one, AbstainWhy(said.why), said.words, False))
    rule = get_approval_rules(meeting.held_on).quorum
    count = quorum(len(seats), len(present) - len(abstaining), rule)
    return Bench(present, tuple(abstaining), count)


def authors_of(plan: CarePlan) -> frozenset[UUID]:
    """Return who wrote a plan."""
    return frozenset({plan.drafted_by} if plan.drafted_by else ())


def _abstentions(session: Session, round_id: UUID, row_id: UUID) -> Sequence[Abstention]:
    return session.exec(
        select(Abstention)
        .where(Abstention.round_id == round_id, Abstention.proposal_case_id == row_id)
        .order_by(col(Abstention.id))
    ).all()


def abstentions_of_round(
    session: Session, round_id: UUID
) -> dict[UUID, list[tuple[Abstention, str]]]:
    """Return who abstained in a meeting with their names, by case of a proposal."""
    found: dict[UUID, list[tuple[Abstention, str]]] = {}
    for one, name in session.exec(
        select(Abstention, CommitteeMember.name_th)
        .join(CommitteeMember, col(CommitteeMember.id) == col(Abstention.member_id))
        .where(Abstention.round_id == round_id)
        .order_by(col(Abstention.id))
    ):
        found.setdefault(one.proposal_case_id, []).append((one, name))
    return found


def find_abstention(
    session: Session, round_id: UUID, row_id: UUID, member_id: UUID
) -> Abstention | None:
    """Return what is noted of one member on one case, or None."""
    return session.exec(
        select(Abstention).where(
            Abstention.round_id == round_id,
            Abstention.proposal_case_id == row_id,
            Abstention.member_id == member_id,
        )
    ).first()
