"""The care manager's desk: every open case with its line, its reason and what to do next.

A constant number of statements for any number of cases.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
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
from ltc.care.cases.models import PlannedService
from ltc.care.cases.queries.plans import active_plans_of, services_of
from ltc.care.cases.queries.standing import CaseloadRow, caseload
from ltc.care.elders.queries.register import ElderRow, get_rows
from ltc.care.elders.queries.team import list_teams
from ltc.care.elders.terms import TeamRole
from ltc.care.visits.models import Visit
from ltc.care.visits.queries.records import latest_visits_of
from ltc.care.visits.rules.windows import next_visit
from ltc.care.visits.terms import NextVisit, Rhythm
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
    """A danger to life found in an assessment, acknowledged by nobody yet."""

    assessment_id: UUID
    elder: ElderRow
    found_on: date


def open_alerts(session: Session, actor: Actor) -> list[OpenAlert]:
    """Return the alerts of the actor's municipality whose results the role may read, oldest first.

    They stand on the desk whether or not the elder has a case.
    """
    may_read = set(readable(actor))
    if actor.area_id is None or not may_read:
        return []
    found = [row for row in list_open_alerts(session, actor.area_id) if row.instrument in may_read]
    elders = get_rows(session, {row.elder_id for row in found})
    return [OpenAlert(row.id, elders[row.elder_id], row.assessed_on) for row in found]


def read_desk(session: Session, actor: Actor, *, on: date, only_mine: bool) -> Desk:
    """Return the desk of an actor on a day: own cases, or all that the role may list."""
    cases = caseload(session, actor, on=on, only_mine=only_mine)
    ids = [row.elder.id for row in cases]
    histories = histories_of(session, ids)
    visits = latest_visits_of(session, ids, until=on)
    windows = _windows(session, ids, visits, on)
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


def _windows(
    session: Session, elder_ids: Sequence[UUID], visits: dict[UUID, Visit], on: date
) -> dict[UUID, NextVisit]:
    """Return the next caregiver's visit of each elder with an active plan that asks for one."""
    plans = active_plans_of(session, elder_ids)
    services = services_of(session, [plan.id for plan in plans.values()])
    found = {}
    for elder_id, plan in plans.items():
        last = visits.get(elder_id)
        window = next_visit(
            _rhythms(services.get(plan.id, ())), valid_from=plan.valid_from,
            valid_until=plan.valid_until, last_on=last.visited_on if last else None, today=on,
        )  # fmt: skip
        if window:
            found[elder_id] = window
    return found


def _rhythms(services: Sequence[PlannedService]) -> list[Rhythm]:
    return [Rhythm(s.times, s.per) for s in services if s.doer_role == TeamRole.CAREGIVER]


def _concerns(
    row: CaseloadRow,
    history: Sequence[ScoredAssessment],
    last: Visit | None,
    window: NextVisit | None,
    on: date,
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
    )
