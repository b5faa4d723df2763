"""Single rows of the summary. Callers loaded the elder with a check before."""

from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from ltc.care.health.models import (
    AdvanceWish,
    Allergy,
    Diagnosis,
    HistoryNote,
    Medicine,
    Nutrition,
    Row,
    Tube,
    Wound,
    WoundLook,
)
from ltc.care.health.terms import Section
from ltc.foundation.core.errors import NotFound

MODELS: dict[str, type[Any]] = {
    Section.ALLERGIES: Allergy,
    Section.TUBES: Tube,
    Section.WOUNDS: Wound,
    Section.MEDICINES: Medicine,
    Section.DIAGNOSES: Diagnosis,
    Section.NUTRITION: Nutrition,
    Section.HISTORY: HistoryNote,
    Section.WISHES: AdvanceWish,
}


def get_row(
    session: Session, section: str, row_id: UUID, *, elder_id: UUID, is_withdrawn_too: bool = False
) -> Row:
    """Return a row of one elder's section; raises NotFound when there is none.

    A withdrawn one is found only with ``is_withdrawn_too``.
    """
    model = MODELS.get(section)
    row: Row | None = session.get(model, row_id) if model else None
    if row is None or row.elder_id != elder_id:
        raise NotFound
    if row.withdrawn_at is not None and not is_withdrawn_too:
        raise NotFound
    return row


def newest_of(session: Session, row: Row) -> Row:
    """Return what a medicine or tube was changed to by now, or the row itself."""
    while isinstance(row, Medicine | Tube):
        model = type(row)
        wanted = select(model).where(model.replaces_id == row.id, col(model.withdrawn_at).is_(None))
        after = session.exec(wanted).first()
        if not isinstance(after, Medicine | Tube):
            break
        row = after
    return row


def get_wound(session: Session, wound_id: UUID, *, elder_id: UUID) -> Wound:
    """Return a wound of one elder that was not withdrawn; raises NotFound otherwise."""
    row = get_row(session, Section.WOUNDS, wound_id, elder_id=elder_id)
    assert isinstance(row, Wound)
    return row


def get_look(session: Session, look_id: UUID, *, elder_id: UUID) -> WoundLook:
    """Return a look at a wound of one elder, withdrawn or not; raises NotFound otherwise."""
    row = session.get(WoundLook, look_id)
    if row is None or row.elder_id != elder_id:
        raise NotFound
    return row


def looks_at(session: Session, wound_id: UUID) -> list[WoundLook]:
    """Return the looks at a wound that stand, oldest first."""
    wanted = select(WoundLook).where(
        WoundLook.wound_id == wound_id, col(WoundLook.withdrawn_at).is_(None)
    )
    return list(session.exec(wanted.order_by(*look_order())).all())


def look_order() -> tuple[Any, ...]:
    """Return the one order of looks: by day, of one day as they were written."""
    return col(WoundLook.looked_on), col(WoundLook.recorded_at), col(WoundLook.id)
