"""What each kind of file needs: a row read, some rows checked, made ready, and written.

The rules are those of the rooms. Checking writes nothing; what is made ready can be packed away
until everything is written in one transaction.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol, cast
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.assessment.actions.importing import import_assessments
from ltc.care.assessment.actions.record import check
from ltc.care.assessment.models import Assessment
from ltc.care.assessment.terms import AssessmentDraft
from ltc.care.elders.actions.importing import Newcomers, check_people, person_rows, write_people
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.many import Known
from ltc.care.elders.queries.register import list_prefixes
from ltc.care.elders.terms import ElderDraft
from ltc.exchange.town.actions.known import KnownPeople
from ltc.exchange.town.actions.made import note_made
from ltc.exchange.town.actions.staff import StaffWork
from ltc.exchange.town.actions.teams import TeamsWork
from ltc.exchange.town.queries import assessed_days
from ltc.exchange.town.rules.adl import INSTRUMENT, Who, read_assessment, read_who
from ltc.exchange.town.rules.people import (
    FIELD_OF_RULE,
    community_words,
    prefix_words,
    read_person,
)
from ltc.exchange.town.terms import Fields, Kind, Task
from ltc.foundation.areas.queries import community_names
from ltc.foundation.core.errors import RuleViolation

WRITTEN_AT_ONCE = 2_000


class Work(Protocol):
    """A kind of file at work; made anew for each pass over the rows."""

    def read(self, fields: Fields) -> Any:
        """Return a row as a draft; raises RuleViolation at the column's key."""

    def check(self, session: Session, drafts: Sequence[Any]) -> list[Any]:
        """Return each draft as it may be made ready, or the RuleViolation that keeps it out."""

    def ready(self, session: Session, drafts: Sequence[Any], *, at: datetime) -> Any:
        """Return checked drafts as they are written; can be packed away."""

    def write(self, session: Session, ready: Any, *, at: datetime) -> None:
        """Write what was made ready; raises RuleViolation when it no longer holds."""


def work_on(session: Session, task: Task) -> Work:
    """Return the kind of a task, knowing what it must of the town."""
    if task.kind == Kind.PEOPLE:
        communities = dict(community_names(session, task.municipality_id))
        return PeopleWork(task, communities)
    if task.kind == Kind.STAFF:
        return StaffWork(task)
    return AdlWork(task) if task.kind == Kind.ADL else TeamsWork(session, task)


class PeopleWork:
    """People with their houses."""

    def __init__(self, task: Task, communities: dict[UUID, str]) -> None:
        self._task = task
        self._communities = communities
        self._community_words = community_words(communities)
        self._prefixes = prefix_words({prefix.text: prefix.text for prefix in list_prefixes()})
        self._before = Newcomers()

    def read(self, fields: Fields) -> ElderDraft:
        """Return a row as a draft for the register."""
        return read_person(fields, prefixes=self._prefixes, communities=self._community_words)

    def check(
        self, session: Session, drafts: Sequence[ElderDraft]
    ) -> list[ElderDraft | RuleViolation]:
        """Ask the register's own rules, against the register and the rows before."""
        checked = check_people(
            session, self._task.municipality_id, drafts, communities=self._communities,
            before=self._before, on=self._task.on,
        )  # fmt: skip
        return [
            RuleViolation(one.code, one.message, FIELD_OF_RULE.get(one.field or "", one.field))
            if isinstance(one, RuleViolation) else one
            for one in checked
        ]  # fmt: skip

    def ready(self, session: Session, drafts: Sequence[ElderDraft], *, at: datetime) -> Any:
        """Return rows of houses and of people."""
        return person_rows(
            session, self._task.municipality_id, drafts, before=self._before, at=at
        )  # fmt: skip

    def write(self, session: Session, ready: Any, *, at: datetime) -> None:
        """Save houses and people."""
        houses, people = ready
        task = self._task
        write_people(session, houses, people, batch_id=task.batch_id, by=task.by, at=at)
        note_made(session, task.batch_id, "household", [row["id"] for row in houses])
        note_made(session, task.batch_id, "elder", [row["id"] for row in people])


class AdlWork:
    """Past assessments of daily living of people who are in the register."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._days: set[tuple[UUID, date]] = set()

    def read(self, fields: Fields) -> tuple[Who, AssessmentDraft]:
        """Return whom a row is about, and the draft."""
        return read_who(fields), read_assessment(fields, batch_id=self._task.batch_id)

    def check(
        self, session: Session, drafts: Sequence[tuple[Who, AssessmentDraft]]
    ) -> list[tuple[UUID, AssessmentDraft] | RuleViolation]:
        """Find each person, ask the rules of assessment, refuse a second one of the same day."""
        wanted = [who for who, _draft in drafts]
        known = KnownPeople(session, self._task, wanted, resource="assessment")
        elders = [known.find(who) for who in wanted]
        ids = [elder.id for elder in elders if isinstance(elder, Known)]
        self._days |= assessed_days(session, ids, INSTRUMENT)
        return [
            self._one(elder, draft) for elder, (_who, draft) in zip(elders, drafts, strict=True)
        ]

    def _one(
        self, elder: Known | RuleViolation, draft: AssessmentDraft
    ) -> tuple[UUID, AssessmentDraft] | RuleViolation:
        if isinstance(elder, RuleViolation):
            return elder
        if (elder.id, draft.assessed_on) in self._days:
            return RuleViolation("adl_twice", "คนนี้มีผลของวันนี้อยู่แล้ว", "assessed_on")
        try:
            # The rules ask for days of birth and death only; the whole row is read when writing.
            check(cast(Elder, elder), draft, by=self._task.by, on=self._task.on)
        except RuleViolation as broken:
            return broken
        self._days.add((elder.id, draft.assessed_on))
        return elder.id, draft

    def ready(self, _session: Session, drafts: Sequence[Any], *, at: datetime) -> Any:  # noqa: ARG002
        """Return the drafts themselves: the room of assessment makes the rows."""
        return list(drafts)

    def write(self, session: Session, ready: Any, *, at: datetime) -> None:
        """Save by the import of the assessment room, which asks its rules once more."""
        task = self._task
        refused = import_assessments(session, ready, by=task.by, at=at, on=task.on)
        if refused:
            raise RuleViolation(refused[0].code, refused[0].message)
        operations = [draft.operation_id for _elder_id, draft in ready]
        made = session.scalars(
            sa.select(col(Assessment.id)).where(col(Assessment.operation_id).in_(operations))
        )
        note_made(session, task.batch_id, "assessment", list(made))
        session.expunge_all()
