"""Records of papers for the sweep: a plan and a visit that were printed, a file that waits."""

from uuid import UUID

from sqlmodel import Session

from ltc.care.elders.models import Elder
from ltc.exchange.pdf.models import PrintedDocument, PrintRun
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.ids import new_id
from tests.cast import AT


def printed_out(
    session: Session, elder: Elder, *, plan_id: UUID, visit_id: UUID, hearing_id: UUID, by: Actor
) -> dict[str, UUID]:
    """Save a printed paper of a plan, a visit and a conference, and a run nobody has made yet."""
    assert by.person_id is not None
    for code, kind, subject_id in (
        ("consent", "plan", plan_id), ("visit_record", "visit", visit_id),
        ("sign_in", "hearing", hearing_id),
    ):  # fmt: skip
        session.add(
            PrintedDocument(
                id=new_id(), code=code, subject_kind=kind, subject_id=subject_id,
                elder_id=elder.id, municipality_id=elder.municipality_id, digest="0" * 64,
                printed_at=AT, printed_by=by.person_id, printed_by_name=by.name,
            )
        )  # fmt: skip
    run = PrintRun(
        id=new_id(), municipality_id=elder.municipality_id, state="failed", codes=["consent"],
        elder_ids=[], total=1, asked_at=AT, person_id=by.person_id, person_name=by.name,
        role=by.role,
    )  # fmt: skip
    session.add(run)
    session.flush()
    return {"run_id": run.id}
