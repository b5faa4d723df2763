"""A committee, a provider, a proposal and an open meeting, for tests of approval."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from ltc.care.approval.actions.committee import (
    add_provider,
    appoint,
    close_round,
    note_attendance,
    plan_round,
)
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
from ltc.care.approval.queries.copying import SheetLine, sheet_lines
from ltc.care.approval.terms import (
    Attending,
    DecisionDraft,
    MemberDraft,
    ProposalDraft,
    RoundDraft,
    Signature,
)
from ltc.care.cases.actions.cases import close_case
from ltc.care.cases.models import CarePlan, Case
from ltc.care.cases.queries.plans import read_plan
from ltc.care.cases.terms import ServiceLine
from ltc.foundation.core.errors import RuleViolation
from tests.care.cases.ordinary import drafted, grounded, in_use, opened, scored
from tests.cast import AT, TODAY, Cast

APPROVED = DecisionDraft("approved", 600_000, 0, "ตามอัตรา")
SINCE = date(2025, 10, 1)
REFUSED = DecisionDraft("refused", 0, 0, "ขาดเป้าหมายระยะสั้น")
RETURNED = DecisionDraft("returned", 0, 0, "ให้ปรับความถี่ก่อน")


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


def refused(code: str) -> AbstractContextManager[object]:
    """Expect a rule to be broken, by its code."""
    return pytest.raises(RuleViolation, match=f"^{code}:")


def line_of(session: Session, plan: CarePlan, code: str) -> SheetLine:
    return next(one for one in sheet_lines(session, plan, on=TODAY) if one.field.code == code)


def first_service(session: Session, plan: CarePlan) -> ServiceLine:
    return read_plan(session, plan).services[0]


def case_of(session: Session, plan: CarePlan) -> Case:
    return session.get_one(Case, plan.case_id)


def room_of(
    session: Session, plan: CarePlan, row: ProposalCase, meeting: ApprovalRound,
    members: list[CommitteeMember],
) -> Room:  # fmt: skip
    proposal = session.get_one(Proposal, row.proposal_id)
    provider = session.get_one(Provider, proposal.provider_id)
    return Room(case_of(session, plan), plan, provider, proposal, row, meeting, members)


def approved_and_in_use(session: Session, cast: Cast) -> Room:
    at = room(session, cast)
    decided(session, cast, at)
    in_use(session, cast, at.plan)
    return at


def appointed(session: Session, cast: Cast, **over: object) -> None:
    draft = replace(MemberDraft("แดง ใจบุญ", "ผู้แทน อสม.", "12/2568", date(2025, 10, 1)), **over)  # type: ignore[arg-type]
    appoint(session, cast.town_id, draft, by=cast.actor("secretary"), at=AT, on=TODAY)


def signed(session: Session, cast: Cast, meeting: ApprovalRound) -> None:
    close_round(session, meeting, Signature("กรรมการ คนที่1"), version=meeting.version,
                by=cast.actor("chair"), at=AT)  # fmt: skip


def closed(session: Session, cast: Cast, plan: CarePlan) -> None:
    case = case_of(session, plan)
    close_case(session, case, "recovered", closed_on=TODAY, note="", version=case.version,
               by=cast.actor("malee"), at=AT, on=TODAY)  # fmt: skip
    session.flush()
