"""A committee, a provider, a proposal and an open meeting, for tests of approval."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, select

from ltc.care.approval.actions.committee import add_provider, appoint, note_attendance, plan_round
from ltc.care.approval.actions.deciding import decide
from ltc.care.approval.actions.proposals import prepare_proposal, submit_proposal
from ltc.care.approval.models import (
    ApprovalRound,
    CaseDecision,
    CommitteeMember,
    Proposal,
    ProposalCase,
    Provider,
)
from ltc.care.approval.queries.committee import members_on
from ltc.care.approval.terms import (
    Attending,
    DecisionDraft,
    MemberDraft,
    ProposalDraft,
    RoundDraft,
)
from ltc.care.cases.models import CarePlan, Case
from tests.care.cases.ordinary import drafted, grounded, opened, scored
from tests.cast import AT, TODAY, Cast

APPROVED = DecisionDraft("approved", 600_000, 0, "ตามอัตรา")
SINCE = date(2025, 10, 1)


@dataclass
class Room:
    """What stands on the table of a meeting."""

    case: Case
    plan: CarePlan
    provider: Provider
    proposal: Proposal
    row: ProposalCase
    meeting: ApprovalRound
    members: Sequence[CommitteeMember]


def seated(session: Session, cast: Cast, people: int = 9, **users: str) -> list[CommitteeMember]:
    """Appoint so many members, the first as chair; ``third="malee"`` gives the third an account."""
    words = ("first", "second", "third", "fourth", "fifth")
    made = []
    for place in range(people):
        who = users.get(words[place]) if place < len(words) else None
        draft = MemberDraft(
            f"กรรมการ คนที่{place + 1}", "ผู้แทนชุมชน", "คำสั่งที่ 12/2568", SINCE,
            is_chair=place == 0, user_id=cast.users[who] if who else None,
        )  # fmt: skip
        by = cast.actor("secretary")
        made.append(appoint(session, cast.town_id, draft, by=by, at=AT, on=TODAY))
    return made


def head(provider: Provider, **over: Any) -> ProposalDraft:
    """Return the head of a proposal; name what differs."""
    values: dict[str, Any] = {
        "provider_id": provider.id, "fiscal_year": 2570, "from_on": date(2026, 10, 1),
        "until_on": date(2027, 10, 1), "proposer_name": "มาลี ใจงาม",
        "proposer_position": "ผู้จัดการการดูแล",
    }  # fmt: skip
    return ProposalDraft(**{**values, **over})


def provided(session: Session, cast: Cast) -> Provider:
    """Return the provider of the town, added when it is not there yet."""
    found = session.exec(select(Provider)).first()
    name = "ศูนย์พัฒนาคุณภาพชีวิตผู้สูงอายุ"
    return found or add_provider(
        session, cast.town_id, name, "centre", by=cast.actor("malee"), at=AT
    )


def agreed(session: Session, cast: Cast) -> CarePlan:
    """Return Boonmee's draft that may be proposed: scores, ground, agreed to by all."""
    scored(session, cast)
    case = opened(session, cast)
    grounded(session, cast, case)
    return drafted(session, cast, case)


def prepared(session: Session, cast: Cast, plan: CarePlan) -> Proposal:
    """Begin a proposal with one plan."""
    draft = head(provided(session, cast))
    return prepare_proposal(session, draft, [plan.id], by=cast.actor("malee"), at=AT, on=TODAY)


def submitted(session: Session, cast: Cast, plan: CarePlan) -> Proposal:
    """Lay a proposal with one plan before the committee."""
    made = prepared(session, cast, plan)
    by = cast.actor("malee")
    submit_proposal(session, made, version=made.version, by=by, at=AT, on=TODAY)
    return made


def planned(session: Session, cast: Cast, number: int = 1) -> ApprovalRound:
    """Plan a meeting for today."""
    draft = RoundDraft(number, 2569, TODAY, "ห้องประชุมเทศบาล")
    return plan_round(session, cast.town_id, draft, by=cast.actor("secretary"), at=AT, on=TODAY)


def came(members: Sequence[CommitteeMember], present: int) -> list[Attending]:
    """Say that the first so many came."""
    return [
        Attending(one.id, place < present, "" if place < present else "ติดราชการ")
        for place, one in enumerate(members)
    ]


def opened_round(
    session: Session, cast: Cast, members: Sequence[CommitteeMember], present: int = 7
) -> ApprovalRound:
    """Open a meeting today, with the first of them presiding."""
    meeting = planned(session, cast)
    attend(session, cast, meeting, came(members, present))
    return meeting


def attend(
    session: Session, cast: Cast, meeting: ApprovalRound, told: Sequence[Attending],
    chair: CommitteeMember | None = None,
) -> None:  # fmt: skip
    """Say who came."""
    members = members_on(session, cast.town_id, on=TODAY)
    note_attendance(
        session, meeting, told, chair_id=(chair or members[0]).id, version=meeting.version,
        by=cast.actor("secretary"), at=AT, on=TODAY,
    )  # fmt: skip


def room(session: Session, cast: Cast, present: int = 7, **users: str) -> Room:
    """Return an open meeting with one proposed plan."""
    plan = agreed(session, cast)
    proposal = submitted(session, cast, plan)
    row = session.exec(select(ProposalCase)).one()
    members = seated(session, cast, **users)
    meeting = opened_round(session, cast, members, present)
    case = session.get_one(Case, plan.case_id)
    return Room(case, plan, provided(session, cast), proposal, row, meeting, members)


def decided(
    session: Session, cast: Cast, at: Room, draft: DecisionDraft = APPROVED, who: str = "secretary"
) -> CaseDecision:
    """Record what the meeting decided."""
    return decide(session, at.meeting, at.row, draft, by=cast.actor(who), at=AT)
