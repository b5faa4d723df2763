"""The turn of the year: where each open case stands on its way to next year's money.

Six things in their order; what is missing stands in red, with the door to it. The lawful order of a
renewal was not found (thai-ltc.md section 11): the steps are those of the proposal form and of the
national counters.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.approval.models import Proposal, ProposalCase
from ltc.care.approval.queries.decisions import approvals_in_year
from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.reference import get_case_rules
from ltc.care.cases.queries.standing import CaseloadRow, caseload
from ltc.care.cases.terms import PlanStatus
from ltc.care.conferences.models import Conference, Hearing
from ltc.care.elders.queries.register import ElderRow
from ltc.finance.casemoney.queries.ledger import balances, by_case
from ltc.finance.casemoney.terms import EntryKind
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.due import DueState
from ltc.foundation.core.words import Word
from ltc.foundation.i18n.dates import day_and_month

STANDS = frozenset({PlanStatus.DRAFT, PlanStatus.ACTIVE})


class Turn(Word):
    """One step of the turn, in its order."""

    ASSESSED = "assessed", "ประเมินซ้ำ"
    PLANNED = "planned", "แผน"
    HEARD = "heard", "ประชุม"
    PROPOSED = "proposed", "เสนอ"
    DECIDED = "decided", "อนุมัติ"
    TRANSFERRED = "transferred", "เงินโอน"


class Mark(Word):
    """How one step stands."""

    DONE = "done", "ครบ"
    COMING = "coming", "กำลังทำ"
    MISSING = "missing", "ยังไม่มี"


@dataclass(frozen=True)
class Cell:
    """One step of one case: how it stands, in words."""

    mark: Mark
    words: str


@dataclass(frozen=True)
class TurnFacts:
    """All that decides the cells of one case; days and amounts in satang."""

    today: date
    notice_days: int
    formal_on: date | None = None
    reassessment: DueState | None = None
    has_draft: bool = False
    active_until: date | None = None
    is_agreed: bool = False
    called_on: date | None = None
    is_proposed: bool = False
    approved_on: date | None = None
    transferred: int = 0


@dataclass(frozen=True)
class TurnRow:
    """One open case with its six cells; ``plan_id`` is the plan that the turn is about."""

    elder: ElderRow
    case_id: UUID
    plan_id: UUID | None
    cells: Mapping[Turn, Cell]

    @property
    def missing(self) -> list[Turn]:
        """What nobody has begun, in order."""
        return [turn for turn, cell in self.cells.items() if cell.mark is Mark.MISSING]


@dataclass(frozen=True)
class YearTurn:
    """The turn of all open cases that somebody may list, those with most missing first."""

    fiscal_year: int
    rows: tuple[TurnRow, ...]

    def count(self, turn: Turn, mark: Mark) -> int:
        """Return how many cases stand so at a step."""
        return sum(row.cells[turn].mark is mark for row in self.rows)


def turn_cells(facts: TurnFacts) -> dict[Turn, Cell]:
    """Return the six cells; defined for every combination of facts."""
    return {
        Turn.ASSESSED: _assessed(facts),
        Turn.PLANNED: _planned(facts),
        Turn.HEARD: _heard(facts),
        Turn.PROPOSED: _yes(facts.is_proposed or facts.approved_on is not None, "เสนอแล้ว"),
        Turn.DECIDED: _yes(
            facts.approved_on is not None,
            day_and_month(facts.approved_on) if facts.approved_on else "",
        ),
        Turn.TRANSFERRED: _yes(facts.transferred > 0, "โอนแล้ว"),
    }


def _assessed(facts: TurnFacts) -> Cell:
    if facts.formal_on is None:
        return Cell(Mark.MISSING, "ไม่มีคะแนน")
    if facts.reassessment is DueState.OVERDUE:
        return Cell(Mark.MISSING, "เลยกำหนด")
    return Cell(Mark.DONE, day_and_month(facts.formal_on))


def _planned(facts: TurnFacts) -> Cell:
    if facts.has_draft:
        return Cell(Mark.COMING, "มีร่าง")
    if facts.active_until is None:
        return Cell(Mark.MISSING, "ไม่มีแผน")
    last = day_and_month(facts.active_until - timedelta(days=1))
    if facts.active_until <= facts.today + timedelta(days=facts.notice_days):
        return Cell(Mark.MISSING, f"หมด {last}")
    return Cell(Mark.DONE, f"ถึง {last}")


def _heard(facts: TurnFacts) -> Cell:
    if facts.is_agreed:
        return Cell(Mark.DONE, "ตกลงแล้ว")
    if facts.called_on is not None:
        return Cell(Mark.COMING, f"นัด {day_and_month(facts.called_on)}")
    return Cell(Mark.MISSING, "ยังไม่นัด")


def _yes(is_so: bool, words: str) -> Cell:
    return Cell(Mark.DONE, words) if is_so else Cell(Mark.MISSING, "ยังไม่มี")


def year_turn(session: Session, actor: Actor, fiscal_year: int, *, on: date) -> YearTurn:
    """Return the turn of the open cases that ``actor`` may list, for one fiscal year (BE)."""
    cases = caseload(session, actor, on=on)
    case_ids = {row.position.case_id for row in cases if row.position.case_id}
    plans = _plans(session, case_ids)
    called = _called(session, [plan.id for plan in plans.values()])
    proposed = _proposed(session, case_ids, fiscal_year)
    area = actor.area_id
    approved = {
        one.case_id: one.decided_on
        for one in (approvals_in_year(session, area, fiscal_year) if area else {}).values()
    }
    moved = by_case(balances(session, area, fiscal_year=fiscal_year)) if area else {}
    notice = get_case_rules(on).length.notice_days
    rows = []
    for row in cases:
        case_id = row.position.case_id
        if case_id is None:
            continue
        plan = plans.get(case_id)
        facts = TurnFacts(
            today=on, notice_days=notice, formal_on=row.position.formal_on,
            reassessment=row.position.reassessment.state if row.position.reassessment else None,
            has_draft=row.position.draft_plan_id is not None, active_until=_until(row),
            is_agreed=bool(plan and plan.agreed_at),
            called_on=called.get(plan.id) if plan else None,
            is_proposed=case_id in proposed, approved_on=approved.get(case_id),
            transferred=moved[case_id].of(EntryKind.TRANSFERRED) if case_id in moved else 0,
        )  # fmt: skip
        cells = turn_cells(facts)
        rows.append(TurnRow(row.elder, case_id, plan.id if plan else None, cells))
    rows.sort(key=lambda one: (-len(one.missing), one.elder.sort_key, str(one.case_id)))
    return YearTurn(fiscal_year, tuple(rows))


def _until(row: CaseloadRow) -> date | None:
    """Return the day before which the plan in use ends."""
    renewal = row.position.renewal
    return renewal.on + timedelta(days=1) if renewal else None


def _plans(session: Session, case_ids: Collection[UUID]) -> dict[UUID, CarePlan]:
    """Return the plan that the turn is about: the draft of a case, else the plan in use."""
    rows = session.scalars(
        sa.select(CarePlan)
        .where(col(CarePlan.case_id).in_(case_ids), col(CarePlan.status).in_(STANDS))
        .order_by(col(CarePlan.number))
    )
    return {plan.case_id: plan for plan in rows}


def _called(session: Session, plan_ids: Collection[UUID]) -> dict[UUID, date]:
    """Return the day of the conference in which a plan is still open."""
    rows = session.execute(
        sa.select(col(Hearing.plan_id), col(Conference.held_on))
        .join(Conference, col(Conference.id) == col(Hearing.conference_id))
        .where(col(Hearing.plan_id).in_(plan_ids), col(Hearing.ended_at).is_(None))
    )
    return {plan_id: day for plan_id, day in rows}


def _proposed(session: Session, case_ids: Collection[UUID], fiscal_year: int) -> set[UUID]:
    return set(
        session.scalars(
            sa.select(col(ProposalCase.case_id))
            .join(Proposal, col(Proposal.id) == col(ProposalCase.proposal_id))
            .where(
                col(ProposalCase.case_id).in_(case_ids), col(ProposalCase.ended_at).is_(None),
                col(Proposal.fiscal_year) == fiscal_year,
                col(Proposal.submitted_at).is_not(None),
            )
        )
    )  # fmt: skip
