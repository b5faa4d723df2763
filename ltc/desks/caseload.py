"""The care manager's desk: every open case with its line, its reason and what to do next.

A constant number of statements for any number of cases.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from ltc.care.assessment.queries.instruments import (
    get_assessment_rules,
    get_instrument,
    readable,
)
from ltc.care.assessment.queries.latest import list_open_alerts
from ltc.care.assessment.queries.records import histories_of
from ltc.care.assessment.rules.change import compare
from ltc.care.assessment.rules.history import ScoredAssessment
from ltc.care.assessment.rules.scoring import main_set
from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.plans import active_plans_of
from ltc.care.cases.queries.standing import CaseloadRow, caseload
from ltc.care.cases.rules.plans import looked_at_on
from ltc.care.elders.queries.register import ElderRow, get_rows
from ltc.care.elders.queries.team import list_teams
from ltc.care.elders.terms import TeamRole
from ltc.care.events.queries.follow_ups import follow_ups_of
from ltc.care.events.queries.pauses import paused_on
from ltc.care.events.terms import Facts, FollowUp, PauseSpan
from ltc.care.urgent.queries import list_open
from ltc.care.urgent.rules import waiting_words
from ltc.care.visits.models import Visit
from ltc.care.visits.queries.due import due_visits
from ltc.care.visits.queries.records import latest_visits_of
from ltc.care.visits.terms import NextVisit
from ltc.desks.adl import lost_words, small_line
from ltc.desks.concerns import WEIGHTS, Concern, concerns
from ltc.foundation.core.actor import Actor
from ltc.foundation.web.charts import Sparkline

BARTHEL = "barthel"


@dataclass(frozen=True)
class DeskRow:
    """One elder on the desk."""

    case: CaseloadRow
    caregivers: tuple[str, ...]
    line: Sparkline
    concerns: tuple[Concern, ...]

    @property
    def first(self) -> Concern | None:
        """The most pressing concern, or None."""
        return self.concerns[0] if self.concerns else None


@dataclass(frozen=True)
class Desk:
    """All rows, the most pressing first, and the three numbers above them."""

    rows: tuple[DeskRow, ...]

    def having(self, subject: str, kinds: Sequence[str] = ("alarm", "due")) -> list[DeskRow]:
        """Return the rows with a concern of one subject."""
        return [
            row
            for row in self.rows
            if any(c.subject == subject and c.kind in kinds for c in row.concerns)
        ]


@dataclass(frozen=True)
class OpenAlert:
    """Something that cannot wait and that nobody has in hand.

    ``finding_id`` is its urgent finding; None for an alarming result that came from another
    program and opened none: then ``assessment_id`` names it.
    """

    elder: ElderRow
    title: str
    waits: str
    finding_id: UUID | None
    assessment_id: UUID | None


def open_alerts(session: Session, actor: Actor, *, on: date, at: datetime) -> list[OpenAlert]:
    """Return what waits for somebody among all whom the actor may see, the longest first.

    It stands on the desk whether or not the elder has a case.
    """
    rows, _more = list_open(session, actor, on=on, at=at)
    found = [
        OpenAlert(row.elder, row.title, row.waits, row.finding.id, None)
        for row in rows
        if not row.finding.is_taken
    ]
    known = {row.finding.source_id for row in rows}
    return found + _without_finding(session, actor, known, at)


def _without_finding(
    session: Session, actor: Actor, known: Collection[UUID | None], at: datetime
) -> list[OpenAlert]:
    may_read = set(readable(actor))
    if actor.area_id is None or not may_read:
        return []
    rows = [
        row
        for row in list_open_alerts(session, actor.area_id)
        if row.instrument in may_read and row.id not in known
    ]
    elders = get_rows(session, {row.elder_id for row in rows})
    return [
        OpenAlert(
            elders[row.elder_id], f"ผล {get_instrument(row.instrument).short_th}",
            waiting_words(row.recorded_at, at=at), None, row.id,
        )
        for row in rows
    ]  # fmt: skip


def read_desk(session: Session, actor: Actor, *, on: date, only_mine: bool) -> Desk:
    """Return the desk of an actor on a day: own cases, or all that the role may list."""
    cases = caseload(session, actor, on=on, only_mine=only_mine)
    ids = [row.elder.id for row in cases]
    histories = histories_of(session, ids)
    visits = latest_visits_of(session, ids, until=on)
    windows = due_visits(session, ids, on=on)
    waiting = _waiting(session, cases, active_plans_of(session, ids), on)
    pauses = paused_on(session, ids, on=on)
    teams = list_teams(session, ids, TeamRole.CAREGIVER, on=on)
    cuts = main_set(get_instrument(BARTHEL), on=on)
    assert cuts is not None, "the Barthel index has cut-offs"
    rows = [
        DeskRow(
            row,
            tuple(member.name for member in teams.get(row.elder.id, ())),
            small_line([(s.on, s.total) for s in histories.get(row.elder.id, ())], cuts),
            tuple(
                _concerns(
                    row, histories.get(row.elder.id, []), visits.get(row.elder.id),
                    windows.get(row.elder.id), on,
                    waiting.get(row.elder.id, []), pauses.get(row.elder.id),
                )
            ),
        )
        for row in cases
    ]  # fmt: skip
    return Desk(tuple(sorted(rows, key=_worst_first)))


def _worst_first(row: DeskRow) -> tuple[tuple[int, str], str]:
    """Sort key: those with concerns first, by the first of them, then in Thai order."""
    weight = row.first.weight if row.first else (len(WEIGHTS), "")
    return weight, row.case.elder.sort_key


def _waiting(
    session: Session, cases: Sequence[CaseloadRow], plans: dict[UUID, CarePlan], on: date
) -> dict[UUID, list[FollowUp]]:
    """Return what events of these elders still ask for, in the light of what was done since."""
    facts = {
        row.elder.id: Facts(
            row.position.formal_on, row.position.formal_total,
            looked_at_on(plan.activated_at, plan.reviewed_on)
            if (plan := plans.get(row.elder.id))
            else None,
        )
        for row in cases
    }  # fmt: skip
    return follow_ups_of(session, list(facts), facts, on=on)


def _concerns(
    row: CaseloadRow,
    history: Sequence[ScoredAssessment],
    last: Visit | None,
    window: NextVisit | None,
    on: date,
    waiting: Sequence[FollowUp],
    pause: PauseSpan | None,
) -> list[Concern]:
    thresholds = get_assessment_rules(on).change
    current = history[-1] if history else None
    change = (
        compare(current, history[:-1], thresholds, get_instrument(BARTHEL)) if current else None
    )
    return concerns(
        change=change,
        lost=lost_words(change, get_instrument(BARTHEL)),
        change_on=current.on if current else None,
        is_last_visit_dangerous=bool(last and last.is_dangerous),
        last_visit_on=last.visited_on if last else None,
        window=window,
        standing=row.position.standing,
        reassessment=row.position.reassessment,
        waiting=waiting,
        pause=pause,
    )
