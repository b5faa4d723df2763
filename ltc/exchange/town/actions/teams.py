"""Places on care teams: checked by the rules of the register, named by its own action."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from ltc.care.elders.actions.team import ONLY_ONE, join_team
from ltc.care.elders.models import Elder
from ltc.care.elders.rules import checked_team
from ltc.care.elders.terms import TeamDraft
from ltc.exchange.town.actions.known import KnownPeople
from ltc.exchange.town.actions.made import note_made
from ltc.exchange.town.queries import colleagues, places_of
from ltc.exchange.town.rules.adl import Who, read_who
from ltc.exchange.town.rules.teams import Place, read_place
from ltc.exchange.town.terms import Fields, Task
from ltc.foundation.core.errors import RuleViolation

Named = tuple[UUID, TeamDraft]
FIELD_OF_RULE = {"user_id": "username", "name": "member_name"}


class TeamsWork:
    """Who cares for whom."""

    def __init__(self, session: Session, task: Task) -> None:
        self._task = task
        self._colleagues = colleagues(session, task.municipality_id, on=task.on)
        self._taken: set[tuple[UUID, str, str]] = set()

    def read(self, fields: Fields) -> tuple[Who, Place]:
        """Return whose team a row is about, and the place on it."""
        return read_who(fields), read_place(fields)

    def check(
        self, session: Session, drafts: Sequence[tuple[Who, Place]]
    ) -> list[Named | RuleViolation]:
        """Find each person and colleague; refuse a place that is taken."""
        wanted = [who for who, _place in drafts]
        known = KnownPeople(session, self._task, wanted, resource="care_team")
        elders = [known.find(who) for who in wanted]
        ids = [one.id for one in elders if not isinstance(one, RuleViolation)]
        self._taken |= places_of(session, ids)
        return [
            elder if isinstance(elder, RuleViolation) else self._one(elder.id, place)
            for elder, (_who, place) in zip(elders, drafts, strict=True)
        ]

    def _one(self, elder_id: UUID, place: Place) -> Named | RuleViolation:
        user_id = self._colleagues.get(place.username)
        if place.username and user_id is None:
            return RuleViolation("user_unknown", "ไม่มีชื่อผู้ใช้นี้ในเมืองนี้", "username")
        draft = TeamDraft(
            place.team_role, user_id, place.name, place.relation, place.phone,
            place.active_from or self._task.on,
        )  # fmt: skip
        try:
            draft = checked_team(draft)
        except RuleViolation as broken:
            key = FIELD_OF_RULE.get(broken.field or "", broken.field)
            return RuleViolation(broken.code, broken.message, key)
        # A manager's place is one: a second one would end the first, and undo could not know.
        who = "" if draft.team_role in ONLY_ONE else str(user_id or draft.name)
        if (elder_id, draft.team_role, who) in self._taken:
            return RuleViolation("already_on_team", "หน้าที่นี้มีคนนี้หรือมีคนทำอยู่แล้ว", "team_role")
        self._taken.add((elder_id, draft.team_role, who))
        return elder_id, draft

    def ready(
        self, _session: Session, drafts: Sequence[Named], *, at: datetime  # noqa: ARG002
    ) -> list[Named]:  # fmt: skip
        """Return the drafts themselves: naming somebody is an act of the register."""
        return [(elder_id, replace(draft)) for elder_id, draft in drafts]

    def write(self, session: Session, ready: Sequence[Named], *, at: datetime) -> None:
        """Name each to the team, as the page does."""
        made = []
        for elder_id, draft in ready:
            elder = session.get_one(Elder, elder_id)
            made.append(join_team(session, elder, draft, by=self._task.by, at=at).id)
        session.flush()
        note_made(session, self._task.batch_id, "care_team_member", made)
        session.expunge_all()
