"""People who are to sign in: checked by the rules of accounts, added by its own action."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from ltc.care.workforce.actions import add_certificate
from ltc.exchange.town.actions.made import note_made
from ltc.exchange.town.queries import taken_names
from ltc.exchange.town.rules.staff import Newcomer, read_staff, role_words
from ltc.exchange.town.terms import Fields, Task
from ltc.foundation.accounts.actions.people import add_person
from ltc.foundation.accounts.queries import policy
from ltc.foundation.accounts.rules import checked_person
from ltc.foundation.core.errors import RuleViolation

FIELD_OF_RULE = {"name": "staff_name", "phone": "staff_phone", "role": "staff_role"}


class StaffWork:
    """Who is to sign in, each with a first role; a sheet of paper leads them in."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._roles = role_words(policy().labels)
        self._before: set[str] = set()

    def read(self, fields: Fields) -> Newcomer:
        """Return a row as a person who is to sign in."""
        return read_staff(fields, roles=self._roles, on=self._task.on)

    def check(self, session: Session, drafts: Sequence[Newcomer]) -> list[Newcomer | RuleViolation]:
        """Ask the rules of accounts; refuse a sign-in name that somebody has."""
        taken = taken_names(session, [draft.person.username.casefold() for draft in drafts])
        return [self._one(draft, taken) for draft in drafts]

    def _one(self, draft: Newcomer, taken: set[str]) -> Newcomer | RuleViolation:
        try:
            person = checked_person(draft.person, on=self._task.on)
        except RuleViolation as broken:
            key = FIELD_OF_RULE.get(broken.field or "", broken.field)
            return RuleViolation(broken.code, broken.message, key)
        if person.username in taken:
            return RuleViolation("username_taken", "มีคนใช้ชื่อผู้ใช้นี้อยู่แล้ว", "username")
        if person.username in self._before:
            return RuleViolation("username_twice", "ชื่อผู้ใช้นี้มีแล้วในแถวก่อนหน้า", "username")
        self._before.add(person.username)
        return replace(draft, person=person)

    def ready(
        self, _session: Session, drafts: Sequence[Newcomer], *, at: datetime  # noqa: ARG002
    ) -> list[Newcomer]:  # fmt: skip
        """Return the drafts themselves: adding somebody is an act of accounts."""
        return list(drafts)

    def write(self, session: Session, ready: Sequence[Newcomer], *, at: datetime) -> None:
        """Add each with the certificate, as the pages do."""
        task = self._task
        made = [
            add_person(session, task.municipality_id, draft.person, by=task.by, at=at, on=task.on)
            for draft in ready
        ]
        session.flush()
        papers = [
            add_certificate(
                session, task.municipality_id, user.id, draft.certificate,
                by=task.by, at=at, on=task.on,
            )
            for draft, (user, _held) in zip(ready, made, strict=True)
            if draft.certificate
        ]  # fmt: skip
        note_made(session, task.batch_id, "user_account", [user.id for user, _held in made])
        note_made(session, task.batch_id, "training_certificate", [one.id for one in papers])
        note_made(session, task.batch_id, "role_holding", [held.id for _user, held in made])
        session.expunge_all()
