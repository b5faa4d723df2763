"""The caregivers of a municipality: how many elders each has, and how the training stands.

Three statements for any number of people; who needs something done comes first.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from ltc.care.elders.queries.team import count_elders_of
from ltc.care.elders.terms import TeamRole
from ltc.care.rota.queries.people import list_colleagues
from ltc.care.rota.queries.reference import get_load
from ltc.care.rota.rules.load import Load
from ltc.care.workforce.queries import CAREGIVER, certificates_of, get_rules
from ltc.care.workforce.rules import standing
from ltc.care.workforce.terms import Course, Standing, Training, TrainingRules
from ltc.foundation.core.actor import Actor

SOON = "soon"
SHOWN = (str(Standing.ENDED), str(Standing.NONE), SOON, str(Standing.HOLDS))  # the pressing first
COURSES = {str(one): one.label_th for one in Course}


@dataclass(frozen=True)
class CaregiverRow:
    """One caregiver: ``course`` and ``number`` are those of the newest certificate, "" for none."""

    user_id: UUID
    name: str
    elders: int
    is_over: bool
    course: str
    number: str
    issued_on: date | None
    training: Training

    @property
    def kind(self) -> str:
        """Which of ``SHOWN`` they belong to."""
        return SOON if self.training.ends_soon else str(self.training.standing)


@dataclass(frozen=True)
class Caregivers:
    """All caregivers, and by what they were judged."""

    rows: tuple[CaregiverRow, ...]
    rules: TrainingRules
    load: Load

    @property
    def counts(self) -> Counter[str]:
        """How many there are of each kind."""
        return Counter(row.kind for row in self.rows)

    def having(self, kind: str | None) -> tuple[CaregiverRow, ...]:
        """Return those of one kind; all of them when there is no such kind."""
        return tuple(row for row in self.rows if row.kind == kind or kind not in SHOWN)


def read_caregivers(session: Session, actor: Actor, *, on: date) -> Caregivers:
    """Return the caregivers of the actor's municipality on a day."""
    town = actor.area_id
    assert town is not None
    people = list_colleagues(session, town, [CAREGIVER], since=on, until=on + timedelta(days=1))
    ids = [one.id for one in people]
    elders = count_elders_of(session, town, ids, TeamRole.CAREGIVER, on=on)
    certificates = certificates_of(session, town, ids)
    rules, load = get_rules(CAREGIVER, on), get_load(on)
    rows = []
    for one in people:
        theirs, count = certificates.get(one.id, []), elders.get(one.id, 0)
        newest: Any = next((row for row in theirs if row.withdrawn_at is None), None)
        rows.append(
            CaregiverRow(
                one.id, one.name, count, count > load.elders_most,
                COURSES.get(newest.course, newest.course) if newest else "",
                newest.number if newest else "", newest.issued_on if newest else None,
                standing(theirs, rules, on),
            )
        )  # fmt: skip
    return Caregivers(tuple(sorted(rows, key=lambda row: SHOWN.index(row.kind))), rules, load)
