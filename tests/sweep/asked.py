"""For the sweep: an urgent finding, a question and a request of the next visit, of one elder."""

from uuid import UUID

from sqlmodel import Session

from ltc.care.elders.models import Elder
from ltc.care.questions.actions import ask, make_request
from ltc.care.questions.terms import MessageDraft, RequestDraft
from ltc.care.urgent.actions import open_finding
from ltc.care.urgent.terms import FoundBy
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.ids import new_id
from tests.cast import AT, TODAY


def asked_and_found(
    session: Session, elder: Elder, *, visitor: Actor, nurse: Actor
) -> dict[str, UUID]:
    """Save one of each and return their ids by the names that addresses use."""
    finding = open_finding(
        session, elder, found_by=FoundBy.VISIT, source_id=new_id(), codes=["vital.pressure"],
        by=visitor, at=AT,
    )  # fmt: skip
    assert finding is not None
    thread = ask(session, elder, "doctor", MessageDraft(new_id(), "ส้นเท้าแดง"), by=visitor, at=AT)
    wanted = RequestDraft(new_id(), "ชั่งน้ำหนัก", "number", TODAY)
    request = make_request(session, thread, wanted, by=nurse, at=AT, on=TODAY)
    return {"finding_id": finding.id, "thread_id": thread.id, "request_id": request.id}
