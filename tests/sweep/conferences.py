"""A conference for the sweep: a draft that all parties spoke to, a link, and who may still go."""

from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from ltc.care.conferences.actions.calling import (
    add_party,
    call_conference,
    close_conference,
    sign_in,
)
from ltc.care.conferences.actions.voices import give_voices, make_link
from ltc.care.conferences.models import Conference, Hearing, Party
from ltc.care.conferences.queries.finding import link_token
from ltc.care.conferences.queries.hearings import read_hearing
from ltc.care.conferences.terms import CallDraft, Mark, PartyDraft, SeenLine, VoicingDraft
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import at_local
from tests.cast import AT, TODAY


def conferred(
    session: Session, plan_id: UUID, *, manager: Actor, visitor: Actor, nurse: Actor
) -> dict[str, Any]:
    """Call a conference about a draft: all have spoken, the elder against the first line."""
    call = CallDraft(new_id(), "meeting", TODAY, at_local(TODAY, 13), "ศาลา", (plan_id,))
    conference = call_conference(session, call, by=manager, at=AT, on=TODAY)
    hearing = session.exec(select(Hearing).where(Hearing.conference_id == conference.id)).one()
    guests = [
        add_party(session, hearing, PartyDraft(kind, name, "", user_id, "รู้จักกันดี"),
                  by=manager, at=AT)
        for kind, name, user_id in (
            ("volunteer", "ป้าแดง", None), ("volunteer", "ลุงดำ", None),
            ("caregiver", visitor.name, visitor.person_id), ("nurse", nurse.name, nurse.person_id),
        )
    ]  # fmt: skip
    party, spare = guests[0], guests[1]
    sign_in(session, hearing, {spare.id: ("absent", "ติดงาน")}, by=manager, at=AT)
    seen = tuple(
        SeenLine(one.line.line_id, one.line.digest)
        for one in read_hearing(session, hearing, on=TODAY).lines
    )
    rows = session.exec(select(Party).where(Party.hearing_id == hearing.id)).all()
    for row in rows:
        if row is not spare:
            against = {seen[0].line_id: Mark("object", "ไม่ชอบ")} if row.kind == "elder" else {}
            said = VoicingDraft(new_id(), "telephone", seen, against, heard_by="มาลี", witness="สม")
            give_voices(session, hearing, row, said, by=manager, at=AT, on=TODAY)
    link = make_link(session, hearing, party, new_id(), by=manager, at=AT, on=TODAY)
    session.flush()
    return {
        "conference_id": conference.id, "hearing_id": hearing.id, "party_id": party.id,
        "spare_party_id": spare.id, "line_id": seen[0].line_id, "voice_link_id": link.id,
        "own_party_id": next(row.id for row in rows if row.user_id == visitor.person_id),
        "voice_token": link_token(session, link),
    }  # fmt: skip


def put_off(session: Session, hearing_id: UUID, *, by: Actor, is_closed: bool) -> None:
    """End a case without agreement; ``is_closed``: with its conference."""
    hearing = session.get_one(Hearing, hearing_id)
    if is_closed:
        conference = session.get_one(Conference, hearing.conference_id)
        close_conference(session, conference, by=by, at=AT)
    else:
        hearing.ended_at, hearing.ended_by_name, hearing.ending = AT, by.name, "put_off"
    session.flush()
