"""The committee and its meetings: most plans in use are approved, a few wait for the next round.

Names are made up, and so are numbers of orders and papers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from ltc.care.approval.actions.committee import plan_round
from ltc.care.approval.actions.proposals import prepare_proposal, submit_proposal
from ltc.care.approval.models import (
    Abstention,
    ApprovalRound,
    CaseDecision,
    CommitteeMember,
    NationalSighting,
    Proposal,
    ProposalCase,
    Provider,
    RoundAttendance,
)
from ltc.care.approval.queries.proposals import candidates
from ltc.care.approval.rules.proposing import PAID_GROUPS, first_day_of, rate_of
from ltc.care.approval.rules.words import meeting_words
from ltc.care.approval.terms import ProposalDraft, RoundDraft
from ltc.care.assessment.queries.latest import latest_formal_of
from ltc.care.cases.models import CarePlan, Case
from ltc.care.cases.queries.rates import list_rates
from ltc.care.cases.queries.standing import Position, positions_of
from ltc.care.cases.rules.rates import fiscal_year
from ltc.care.cases.terms import PlanStatus
from ltc.care.elders.models import CareTeamMember
from ltc.foundation.core.zone import at_local, local_day
from ltc.foundation.i18n.baht import SATANG_A_BAHT
from ltc.foundation.i18n.dates import BUDDHIST_ERA
from ltc.upkeep.demonstration.bulk import insert, light, table_of
from ltc.upkeep.demonstration.staff import Member, Roster

HELD_AGO = (330, 240, 150, 80, 12)  # days before today on which the committee met
COMING_IN = 9  # days until the next meeting
BEFORE_IT = timedelta(days=8)  # a proposal arrives so long before the meeting
WAITING = 4  # plans that lie before the coming meeting
SEEN, SEEN_OTHERWISE = 14, 2
PROVIDER = "ศูนย์พัฒนาคุณภาพชีวิตผู้สูงอายุ เทศบาลเมืองลำพูน"
PLACE = "ห้องประชุมเทศบาล ชั้น 2"
# Name and office; the first is the chair, the second sits on care teams and must abstain there.
SEATS = (
    ("", "รองนายกเทศมนตรี"), ("", "พยาบาลทีมหมอครอบครัว"), ("เกษม ตั้งใจ", "ปลัดเทศบาล"),
    ("รัตนา แสงเมือง", "ผู้แทนกองทุนหลักประกันสุขภาพ"), ("ประดิษฐ์ มั่นคง", "ผู้แทนผู้สูงอายุ"),
    ("ศรีนวล อุดมสุข", "ผู้แทน อสม."), ("ชูชาติ เรืองงาม", "ผู้แทนโรงพยาบาลลำพูน"),
    ("วรรณา ใจมั่น", "ผู้แทนสำนักงานสาธารณสุขอำเภอ"), ("บุญส่ง ทองคำ", "ผู้แทนชุมชน"),
)  # fmt: skip
COMING = 7  # of nine come; the last two are away


@dataclass(frozen=True)
class _Known:
    """What the town knows of one elder: the scores that a proposal names."""

    position: Position
    tai_class: str


@dataclass(frozen=True)
class _Meeting:
    """A meeting of the past with the proposal that it decided on."""

    held_on: date
    year: int
    round: ApprovalRound
    proposal: Proposal


def write_approval(
    session: Session, town_id: UUID, roster: Roster, *, on: date, at: datetime
) -> dict[str, int]:
    """Lay the committee, its past meetings, the coming one; returns how many of each."""
    members = _seats(town_id, roster, on)
    insert(session, members)
    provider = light(
        Provider, municipality_id=town_id, name_th=PROVIDER, kind="centre",
        added_at=at_local(on - timedelta(days=500), 9),
    )  # fmt: skip
    insert(session, [provider])
    teller = _Teller(session, town_id, roster, members, provider, on)
    decided = teller.past()
    waiting = _coming(session, roster, provider, on=on, at=at)
    seen = _sightings(session, town_id, roster.managers[0], decided, on)
    return {"approved_plans": len(decided), "waiting_plans": waiting, "sightings": seen}


def _seats(town_id: UUID, roster: Roster, on: date) -> list[CommitteeMember]:
    chair, nurse = roster.members["chair"], roster.members["nurse2"]
    accounts: dict[int, Member] = {0: chair, 1: nurse}
    since = on - timedelta(days=400)
    return [
        light(
            CommitteeMember, municipality_id=town_id, position=office, is_chair=place == 0,
            name_th=accounts[place].name if place in accounts else name,
            order_no=f"คำสั่งที่ 12/{since.year + BUDDHIST_ERA}", appointed_from=since,
            user_id=accounts[place].id if place in accounts else None,
        )
        for place, (name, office) in enumerate(SEATS)
    ]  # fmt: skip


class _Teller:
    """Collects the rows of past meetings and writes them at once."""

    def __init__(
        self, session: Session, town_id: UUID, roster: Roster,
        members: Sequence[CommitteeMember], provider: Provider, on: date,
    ) -> None:  # fmt: skip
        self._session, self._town_id, self._roster = session, town_id, roster
        self._members, self._provider, self._on = members, provider, on
        self._secretary = roster.members["secretary"]
        self._rows: dict[type[SQLModel], list[SQLModel]] = {
            kind: []
            for kind in (
                Proposal, ApprovalRound, RoundAttendance, ProposalCase, Abstention, CaseDecision
            )
        }  # fmt: skip

    def past(self) -> list[tuple[UUID, UUID]]:
        """Lay all meetings up to now; returns case and elder of what is approved and in use."""
        meetings = [self._meeting(ago) for ago in HELD_AGO]
        cases = self._cases()
        known = self._known({elder_id for _case_id, elder_id in cases})
        cared = self._cared_for_by_members()
        told, in_use = [], []
        for (case_id, elder_id), plans in cases.items():
            one = known[elder_id]
            if one.position.group.code not in PAID_GROUPS or one.position.formal_total is None:
                continue
            for plan, meeting in _approvals(plans, meetings):
                told.append(self._decide(meeting, plan, one, elder_id in cared))
                if plan.status == PlanStatus.ACTIVE:
                    in_use.append((case_id, elder_id))
        for rows in self._rows.values():
            if rows:
                insert(self._session, rows)
        if told:
            self._approve(told)
        return in_use

    def _meeting(self, ago: int) -> _Meeting:
        held_on = self._on - timedelta(days=ago)
        year, be = fiscal_year(held_on), held_on.year + BUDDHIST_ERA
        manager = self._roster.managers[0]
        number = 1 + sum(one.year == be for one in self._rows[ApprovalRound])  # type: ignore[attr-defined]
        nth = 1 + sum(one.fiscal_year == year for one in self._rows[Proposal])  # type: ignore[attr-defined]
        sent = at_local(held_on - BEFORE_IT, 10)
        proposal = light(
            Proposal, municipality_id=self._town_id, provider_id=self._provider.id,
            fiscal_year=year, number=nth, from_on=held_on, until_on=first_day_of(year + 1),
            document_no=f"ลพ 52/{nth}-{year}", letter_no=f"ลพ 52007/{100 + nth}",
            letter_on=local_day(sent), proposer_name=manager.name,
            proposer_position="ผู้จัดการการดูแล", state="decided", begun_at=sent,
            begun_by=manager.id, submitted_at=sent, submitted_by=manager.id,
        )  # fmt: skip
        closed = at_local(held_on, 16)
        meeting = light(
            ApprovalRound, municipality_id=self._town_id, year=be, number=number,
            held_on=held_on, place=PLACE, state="closed", chair_id=self._members[0].id,
            minutes_no=f"รายงานที่ {number}/{be}", letter_no=f"ลพ 52007/{200 + number}",
            letter_on=held_on + timedelta(days=2), opened_at=at_local(held_on, 13),
            opened_by=self._secretary.id, closed_at=closed, closed_by=self._secretary.id,
            signed_by_name=self._members[0].name_th, signed_at=closed,
        )  # fmt: skip
        self._rows[Proposal].append(proposal)
        self._rows[ApprovalRound].append(meeting)
        self._rows[RoundAttendance] += [
            light(
                RoundAttendance, round_id=meeting.id, member_id=one.id,
                is_present=place < COMING, reason="" if place < COMING else "ติดราชการ",
            )
            for place, one in enumerate(self._members)
        ]  # fmt: skip
        return _Meeting(held_on, year, meeting, proposal)

    def _cases(self) -> dict[tuple[UUID, UUID], list[CarePlan]]:
        """Return the agreed plans of every case, the newest first."""
        found: dict[tuple[UUID, UUID], list[CarePlan]] = {}
        for plan in self._session.exec(
            select(CarePlan)
            .join(Case, col(Case.id) == col(CarePlan.case_id))
            .where(
                Case.municipality_id == self._town_id, CarePlan.status != PlanStatus.DRAFT,
                col(CarePlan.agreed_at).is_not(None), col(CarePlan.activated_at).is_not(None),
            )
            .order_by(col(CarePlan.number).desc())
        ):  # fmt: skip
            found.setdefault((plan.case_id, plan.elder_id), []).append(plan)
        return found

    def _known(self, elder_ids: set[UUID]) -> dict[UUID, _Known]:
        positions = positions_of(self._session, elder_ids, on=self._on)
        tai = latest_formal_of(self._session, elder_ids, instrument="tai")
        return {
            one: _Known(at, (tai[one].tai_class or "") if one in tai else "")
            for one, at in positions.items()
        }

    def _cared_for_by_members(self) -> set[UUID]:
        """Return the elders on whose care team a member sits: that member abstains."""
        seat = self._members[1]
        wanted = sa.select(col(CareTeamMember.elder_id)).where(
            col(CareTeamMember.user_id) == seat.user_id
        )
        return set(self._session.scalars(wanted))

    def _decide(
        self, meeting: _Meeting, plan: CarePlan, known: _Known, is_cared_for: bool
    ) -> dict[str, Any]:
        group = str(known.position.group.code)
        rate = rate_of(list_rates(), meeting.year, group)
        satang = (rate.most if rate else 6_000) * SATANG_A_BAHT
        sent, decided = at_local(meeting.held_on - BEFORE_IT, 10), at_local(meeting.held_on, 14)
        row = light(
            ProposalCase, proposal_id=meeting.proposal.id, plan_id=plan.id, case_id=plan.case_id,
            elder_id=plan.elder_id, group_code=group, adl_total=known.position.formal_total,
            tai_class=known.tai_class, requested_satang=satang, added_at=sent,
        )  # fmt: skip
        self._rows[ProposalCase].append(row)
        if is_cared_for:
            self._rows[Abstention].append(
                light(
                    Abstention, round_id=meeting.round.id, proposal_case_id=row.id,
                    member_id=self._members[1].id, why="carer", noted_at=decided,
                    noted_by_name=self._secretary.name,
                )
            )  # fmt: skip
        self._rows[CaseDecision].append(
            light(
                CaseDecision, proposal_case_id=row.id, round_id=meeting.round.id,
                outcome="approved", ltc_satang=satang, local_satang=0,
                counted_present=COMING - is_cared_for, quorum_needed=len(SEATS) // 2 + 1,
                decided_at=decided, recorded_by=self._secretary.id,
                recorded_by_name=self._secretary.name,
            )
        )  # fmt: skip
        words = meeting_words(meeting.round.number, meeting.round.year)
        return {
            "plan": plan.id, "sent": sent, "decided": decided, "held": meeting.held_on,
            "words": words,
        }  # fmt: skip

    def _approve(self, told: Sequence[Mapping[str, Any]]) -> None:
        plans = table_of(CarePlan)
        self._session.execute(
            sa.update(plans)
            .where(plans.c.id == sa.bindparam("plan"))
            .values(
                proposed_at=sa.bindparam("sent"), approved_at=sa.bindparam("decided"),
                approved_on=sa.bindparam("held"), approved_by=sa.bindparam("words"),
            ),
            list(told),
        )  # fmt: skip
        self._session.expire_all()


def _approvals(
    plans: Sequence[CarePlan], meetings: Sequence[_Meeting]
) -> Iterator[tuple[CarePlan, _Meeting]]:
    """Yield versions with the first meeting after they began; one approval a fiscal year."""
    paid: set[int] = set()
    for plan in plans:  # the newest first: it is the one that must be approved
        assert plan.activated_at is not None
        begun = local_day(plan.activated_at)
        ended = local_day(plan.ended_at) if plan.ended_at else date.max
        for meeting in meetings:
            is_its_time = begun + BEFORE_IT <= meeting.held_on < ended
            if is_its_time and meeting.year not in paid:
                paid.add(meeting.year)
                yield plan, meeting
                break


def _coming(session: Session, roster: Roster, provider: Provider, *, on: date, at: datetime) -> int:
    """Plan the next meeting and lay a few interim plans before it, through the actions."""
    manager, secretary = roster.managers[0].actor, roster.members["secretary"]
    held_on = on + timedelta(days=COMING_IN)
    year = held_on.year + BUDDHIST_ERA
    last = session.scalar(
        sa.select(sa.func.max(col(ApprovalRound.number))).where(col(ApprovalRound.year) == year)
    )
    draft = RoundDraft((last or 0) + 1, year, held_on, PLACE)
    plan_round(session, secretary.area_id, draft, by=secretary.actor, at=at, on=on)
    ready = [
        one.plan.id
        for one in candidates(session, manager, on=on)
        if one.plan and not one.lacks and one.plan.is_interim
    ][:WAITING]
    if not ready:
        return 0
    wanted = ProposalDraft(
        provider.id, fiscal_year(on), on, first_day_of(fiscal_year(on) + 1),
        proposer_name=manager.name, proposer_position="ผู้จัดการการดูแล",
    )  # fmt: skip
    made = prepare_proposal(session, wanted, ready, by=manager, at=at, on=on)
    submit_proposal(session, made, version=made.version, by=manager, at=at, on=on)
    return len(ready)


def _sightings(
    session: Session, town_id: UUID, manager: Member, decided: Sequence[tuple[UUID, UUID]],
    on: date,
) -> int:  # fmt: skip
    """Note what somebody saw of some cases: like ours, but for two."""
    rows = [
        light(
            NationalSighting, municipality_id=town_id, case_id=case_id, elder_id=elder_id,
            fiscal_year=fiscal_year(on), state="plan" if place < SEEN_OTHERWISE else "approved",
            seen_on=on - timedelta(days=3), reference=f"หน้าติดตาม รายการที่ {place + 1}",
            noted_at=at_local(on - timedelta(days=3), 15), noted_by=manager.id,
            noted_by_name=manager.name,
        )
        for place, (case_id, elder_id) in enumerate(decided[:SEEN])
    ]  # fmt: skip
    return insert(session, rows) if rows else 0
