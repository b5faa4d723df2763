"""A conference for tests: Boonmee's draft of two lines, with the parties of his care team."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col, select

from ltc.care.cases.actions.plans import draft_plan, save_plan
from ltc.care.cases.models import CarePlan
from ltc.care.conferences.actions.calling import add_party, call_conference
from ltc.care.conferences.actions.voices import give_voices
from ltc.care.conferences.models import Conference, Hearing, Party, Voicing
from ltc.care.conferences.queries.hearings import HearingView, read_hearing
from ltc.care.conferences.terms import CallDraft, Mark, PartyDraft, SeenLine, VoicingDraft
from ltc.foundation.core.db import transaction
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import at_local
from tests.care.cases.ordinary import grounded, opened, plan_draft
from tests.cast import AT, TODAY, Cast


def call_draft(*plan_ids: UUID, **over: Any) -> CallDraft:
    """Return a meeting of today; name what differs."""
    values: dict[str, Any] = {
        "operation_id": new_id(), "kind": "meeting", "held_on": TODAY,
        "starts_at": at_local(TODAY, 13), "place": "ศาลา", "plan_ids": plan_ids,
    }  # fmt: skip
    return CallDraft(**{**values, **over})


def draft_of(session: Session, cast: Cast) -> CarePlan:
    """Return Boonmee's draft, written and not yet heard."""
    by = cast.actor("malee")
    case = opened(session, cast)
    grounded(session, cast, case)
    plan = draft_plan(session, case, by=by, at=AT, on=TODAY)
    save_plan(session, plan, plan_draft(), version=plan.version, by=by, at=AT)
    session.flush()
    return plan


def called(session: Session, cast: Cast, *, held_on: date = TODAY) -> Hearing:
    """Return the case of a conference about Boonmee's draft; nurse Nok is asked too."""
    plan = draft_of(session, cast)
    by = cast.actor("malee")
    draft = call_draft(plan.id, held_on=held_on)
    conference = call_conference(session, draft, by=by, at=AT, on=TODAY)
    hearing = session.exec(select(Hearing).where(Hearing.conference_id == conference.id)).one()
    nurse = PartyDraft("nurse", "นก แสงทอง", "", cast.users["nok"], "ดูแผล")
    add_party(session, hearing, nurse, by=by, at=AT)
    session.flush()
    return hearing


def view_of(session: Session, hearing: Hearing) -> HearingView:
    """Return how a hearing stands."""
    return read_hearing(session, hearing, on=TODAY)


def party_of(session: Session, hearing: Hearing, kind: str) -> Party:
    """Return the party of a kind."""
    return session.exec(
        select(Party).where(
            Party.hearing_id == hearing.id, Party.kind == kind, col(Party.removed_at).is_(None)
        )
    ).one()


def seen_by(view: HearingView) -> tuple[SeenLine, ...]:
    """Return the lines that a page shows now."""
    return tuple(SeenLine(one.line.line_id, one.line.digest) for one in view.lines)


def speaks(
    session: Session, cast: Cast, hearing: Hearing, kind: str, against: str = "", **over: Any
) -> Voicing:
    """Let a party agree to all by telephone; ``against``: but object to the first line."""
    seen = over.pop("seen", None) or seen_by(view_of(session, hearing))
    marks = {seen[0].line_id: Mark("object", against)} if against else {}
    values: dict[str, Any] = {
        "operation_id": new_id(), "how": "telephone", "seen": seen, "marks": marks,
        "heard_by": "มาลี", "witness": "สม",
    }  # fmt: skip
    return give_voices(
        session, hearing, party_of(session, hearing, kind), VoicingDraft(**{**values, **over}),
        by=cast.actor("malee"), at=AT, on=TODAY,
    )  # fmt: skip


KINDS = ("elder", "relative", "caregiver", "nurse", "care_manager")


def all_speak(session: Session, cast: Cast, hearing: Hearing, against: str = "") -> None:
    """Let every party speak; ``against``: the relative objects to the first line."""
    for kind in KINDS:
        speaks(session, cast, hearing, kind, against if kind == "relative" else "")


@dataclass(frozen=True)
class Told:
    """The ids of a conference that was saved."""

    conference_id: UUID
    hearing_id: UUID
    plan_id: UUID
    parties: dict[str, UUID]

    @property
    def path(self) -> str:
        """The address of its case."""
        return f"/hearings/{self.hearing_id}"

    def of(self, kind: str, what: str = "voice") -> str:
        """The address of something of a party."""
        return f"{self.path}/parties/{self.parties[kind]}/{what}"


def settled(sessions: sessionmaker[Session], cast: Cast, *, days: int = 0) -> Told:
    """Save a conference that is held in ``days`` and return its ids."""
    with transaction(sessions) as session:
        hearing = called(session, cast, held_on=TODAY + timedelta(days=days))
        rows = session.exec(select(Party).where(Party.hearing_id == hearing.id)).all()
        return Told(
            hearing.conference_id, hearing.id, hearing.plan_id, {row.kind: row.id for row in rows}
        )


def conference_of(session: Session, hearing: Hearing) -> Conference:
    """Return the conference of a case."""
    return session.get_one(Conference, hearing.conference_id)
