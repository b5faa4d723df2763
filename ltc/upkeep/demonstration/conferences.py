"""Conferences of the made-up town: how each plan was heard, and one that is to come."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from ltc.care.cases.models import CarePlan
from ltc.care.cases.rules.lines import PlanLine
from ltc.care.cases.terms import PlanStatus
from ltc.care.conferences.models import (
    Conference,
    Hearing,
    LineDecision,
    LineWording,
    MinuteSignature,
    Party,
    Voice,
    Voicing,
)
from ltc.care.conferences.queries.hearings import lines_of
from ltc.care.conferences.rules.acts import party_kind
from ltc.care.elders.models import CareTeamMember, Elder
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import at_local, local_day
from ltc.upkeep.demonstration.bulk import insert, kind_of, light
from ltc.upkeep.demonstration.staff import Member, Roster

PLACES = ("ศูนย์พัฒนาคุณภาพชีวิตผู้สูงอายุ", "ห้องประชุมกองสาธารณสุข", "ศาลาชุมชน")
# What was not simply agreed to, by whom, and how it was settled; every so many plans.
AGAINST = (
    ("relative", "agree_if", "ถ้ามาช่วงเช้า บ่ายไม่มีใครเปิดบ้าน", "ตกลงไปช่วงเช้าก่อนสิบโมง"),
    ("elder", "object", "ไม่อยากให้คนอื่นอาบน้ำให้", "ลองเช็ดตัวที่เตียงก่อน หนึ่งเดือนคุยใหม่"),
    ("caregiver", "agree_if", "ถ้าลูกช่วยพลิกตัวตอนกลางคืน", "ลูกรับปากพลิกตัวสองทุ่มและตีสอง"),
    ("nurse", "agree_if", "ถ้าแผลแห้งดีภายในสองสัปดาห์", "นัดพยาบาลดูแผลอีกครั้งวันที่สิบสี่"),
)
EVERY = 3  # how many plans there are to one of those
CONDITION = ("relative", "agree_if", "ถ้ามีคนอยู่เป็นเพื่อนตอนพาไปหาหมอ")
SPOKE_EARLY = ("caregiver", "nurse", "relative")
COMING_IN_DAYS = 3
HOWS = {"elder": "tablet", "relative": "telephone"}  # the others speak from their own account
KINDS: tuple[type[SQLModel], ...] = (
    Conference, Hearing, Party, Voicing, Voice, LineWording, LineDecision, MinuteSignature
)  # fmt: skip


def write_conferences(session: Session, roster: Roster, *, on: date, at: datetime) -> int:
    """Save a past conference for each day on which plans were agreed, and one that is to come.

    Returns how many. A draft is left that nobody has called a conference about.
    """
    plans = session.exec(
        select(CarePlan).order_by(col(CarePlan.drafted_at), col(CarePlan.id))
    ).all()
    writer = _Writer(session, roster, plans, on)
    days: dict[tuple[UUID | None, date], list[CarePlan]] = {}
    for plan in plans:
        if plan.agreed_at is not None:
            days.setdefault((plan.drafted_by, local_day(plan.agreed_at)), []).append(plan)
    for some in days.values():
        writer.past(some)
    drafts = [
        plan for plan in plans
        if plan.status == PlanStatus.DRAFT and plan.drafted_by == roster.managers[0].id
    ]  # fmt: skip
    if drafts:
        writer.coming(drafts[:-1] or drafts, at)
    return writer.save()


class _Writer:
    """Collects rows by table."""

    def __init__(
        self, session: Session, roster: Roster, plans: Sequence[CarePlan], on: date
    ) -> None:
        self._session, self._roster, self._on = session, roster, on
        self._rows: dict[type[SQLModel], list[Any]] = {kind: [] for kind in KINDS}
        self._lines = lines_of(session, plans)
        ids = {plan.elder_id for plan in plans}
        self._elders = {
            elder.id: elder for elder in session.exec(select(Elder).where(col(Elder.id).in_(ids)))
        }
        self._teams: dict[UUID, list[CareTeamMember]] = {}
        team = sa.select(CareTeamMember).where(col(CareTeamMember.elder_id).in_(ids))
        for one in session.scalars(team.order_by(col(CareTeamMember.id))):
            self._teams.setdefault(one.elder_id, []).append(one)
        self._count = 0

    def _keep(self, row: Any) -> Any:
        self._rows[kind_of(row)].append(row)
        return row

    def _manager(self, plan: CarePlan) -> Member:
        managers = self._roster.managers
        return next((one for one in managers if one.id == plan.drafted_by), managers[0])

    def _call(
        self, manager: Member, starts_at: datetime, called_at: datetime, state: str
    ) -> Conference:
        place = PLACES[len(self._rows[Conference]) % len(PLACES)]
        row: Conference = self._keep(
            light(
                Conference, operation_id=new_id(), municipality_id=manager.area_id, kind="meeting",
                held_on=local_day(starts_at), starts_at=starts_at, place=place, state=state,
                called_at=called_at, called_by=manager.id, called_by_name=manager.name,
            )
        )  # fmt: skip
        return row

    def past(self, plans: Sequence[CarePlan]) -> None:
        """Collect a conference that was held, with all that was said and decided."""
        manager, ended_at = self._manager(plans[0]), plans[0].agreed_at
        assert ended_at is not None
        starts_at = ended_at - timedelta(hours=1)
        conference = self._call(manager, starts_at, ended_at - timedelta(days=5), "closed")
        conference.ended_at, conference.ended_by_name = ended_at, manager.name
        for position, plan in enumerate(plans):
            hearing = self._hearing(conference, plan, position)
            parties = list(self._parties(hearing, plan, "present"))
            against = self._against()
            for party in parties:
                marked = against if party.kind == against[0] else None
                self._speak(hearing, plan, party, marked, starts_at + timedelta(minutes=20))
            words = against[3] if any(party.kind == against[0] for party in parties) else ""
            self._decide(hearing, plan, words, manager, ended_at - timedelta(minutes=5))
            hearing.ended_at, hearing.ended_by_name = ended_at, manager.name
            hearing.ending = "agreed"
        self._keep(
            light(
                MinuteSignature, conference_id=conference.id, signed_by=manager.id,
                signed_by_name=manager.name, role=manager.role, additions=0,
                signed_at=ended_at + timedelta(minutes=5),
            )
        )  # fmt: skip

    def coming(self, plans: Sequence[CarePlan], at: datetime) -> None:
        """Collect a conference of this week, to which some have spoken already."""
        starts_at = at_local(self._on + timedelta(days=COMING_IN_DAYS), 9, 30)
        called_at = at - timedelta(hours=5)
        conference = self._call(self._manager(plans[0]), starts_at, called_at, "called")
        conference.note = "ขอให้อ่านแผนก่อน ให้เสียงล่วงหน้าได้"
        for position, plan in enumerate(plans):
            hearing = self._hearing(conference, plan, position)
            for party in self._parties(hearing, plan, "invited"):
                if position == 0 and party.kind in SPOKE_EARLY:
                    marked = CONDITION if party.kind == CONDITION[0] else None
                    self._speak(hearing, plan, party, marked, at - timedelta(hours=2))

    def _hearing(self, conference: Conference, plan: CarePlan, position: int) -> Hearing:
        row: Hearing = self._keep(
            light(
                Hearing, conference_id=conference.id, case_id=plan.case_id, elder_id=plan.elder_id,
                plan_id=plan.id, position=position,
            )
        )  # fmt: skip
        return row

    def _parties(self, hearing: Hearing, plan: CarePlan, presence: str) -> Iterable[Party]:
        named: list[tuple[str, str, str, UUID | None]] = [
            ("elder", self._elders[plan.elder_id].full_name, "", None)
        ]
        named += [
            (str(party_kind(one.team_role)), one.name, one.relation, one.user_id)
            for one in self._teams.get(plan.elder_id, [])
        ]
        unique = {one[:2]: one for one in named}
        for position, (kind, name, relation, user_id) in enumerate(unique.values()):
            yield self._keep(
                light(Party, hearing_id=hearing.id, position=position, kind=kind, name=name,
                      relation=relation, user_id=user_id, presence=presence)
            )  # fmt: skip

    def _against(self) -> tuple[str, str, str, str]:
        """Return what somebody has against a line of the next plan; mostly nobody has."""
        self._count += 1
        if self._count % EVERY:
            return ("", "", "", "")
        return AGAINST[self._count // EVERY % len(AGAINST)]

    def _speak(
        self, hearing: Hearing, plan: CarePlan, party: Party,
        marked: tuple[str, ...] | None, at: datetime,
    ) -> None:  # fmt: skip
        how = HOWS.get(party.kind, "own_account" if party.user_id else "paper")
        manager = self._manager(plan)
        hearing.last_number += 1
        act = self._keep(
            light(
                Voicing, operation_id=new_id(), hearing_id=hearing.id, party_id=party.id,
                number=hearing.last_number, how=how, plan_stage="draft",
                mark="thumb" if how == "tablet" else "none",
                heard_by=manager.name if how == "telephone" else "",
                witness=self._roster.nurses[0].name if how in ("tablet", "telephone") else "",
                given_at=at + timedelta(minutes=hearing.last_number),
                recorded_by=party.user_id if how == "own_account" else manager.id,
                recorded_by_name=party.name if how == "own_account" else manager.name,
            )
        )  # fmt: skip
        for place, line in enumerate(self._lines[plan.id]):
            stance, words = marked[1:3] if marked and place == 0 else ("agree", "")
            self._keep(
                light(Voice, voicing_id=act.id, plan_id=plan.id, line_id=line.line_id,
                      digest=line.digest, stance=stance, words=words)
            )  # fmt: skip
        if hearing.last_number == 1:
            self._keep_wordings(plan, self._lines[plan.id])

    def _keep_wordings(self, plan: CarePlan, lines: Sequence[PlanLine]) -> None:
        for line in lines:
            self._keep(
                light(LineWording, plan_id=plan.id, line_id=line.line_id, digest=line.digest,
                      place=line.place_th, words=line.words)
            )  # fmt: skip

    def _decide(
        self, hearing: Hearing, plan: CarePlan, words: str, by: Member, at: datetime
    ) -> None:
        for place, line in enumerate(self._lines[plan.id]):
            hearing.last_number += 1
            self._keep(
                light(
                    LineDecision, hearing_id=hearing.id, plan_id=plan.id, line_id=line.line_id,
                    digest=line.digest, number=hearing.last_number, outcome="enters",
                    words=words if place == 0 else "", decided_at=at, decided_by=by.id,
                    decided_by_name=by.name,
                )
            )  # fmt: skip

    def save(self) -> int:
        """Save everything; returns how many conferences."""
        for rows in self._rows.values():
            if rows:
                insert(self._session, rows)
        return len(self._rows[Conference])
