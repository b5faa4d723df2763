"""What all acts on the summary share: making a row, holding it, telling the audit of it."""

from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from ltc.care.elders.actions.register import lock
from ltc.care.elders.models import Elder
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
from ltc.care.health.terms import (
    AllergyDraft,
    DiagnosisDraft,
    Draft,
    HistoryDraft,
    Life,
    MedicineDraft,
    NutritionDraft,
    TubeDraft,
    WishDraft,
    WoundDraft,
)
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import vault_of
from ltc.foundation.core.errors import Conflict, RuleViolation

MODEL_OF: dict[type[Any], type[Row]] = {
    AllergyDraft: Allergy,
    TubeDraft: Tube,
    WoundDraft: Wound,
    MedicineDraft: Medicine,
    DiagnosisDraft: Diagnosis,
    NutritionDraft: Nutrition,
    HistoryDraft: HistoryNote,
    WishDraft: AdvanceWish,
}
CODES = frozenset(  # what the audit shows as it is: codes and days, never what somebody typed
    {"kind", "certainty", "site", "given_by", "diet", "route", "head", "is_main", "known_on",
     "since_on", "change_due_on", "told_on", "said_on", "ended_on"}
)  # fmt: skip


def life_of(elder: Elder) -> Life:
    """Return between which days something can have happened to an elder."""
    return Life(elder.born_on, elder.died_on)


def new_row(elder_id: UUID, draft: Draft, *, by: Actor, at: datetime) -> Row:
    """Return the row of a draft, not yet saved."""
    return MODEL_OF[type(draft)](
        elder_id=elder_id, recorded_at=at, recorded_by=by.person_id, recorded_by_name=by.name,
        **columns_of(draft),
    )  # fmt: skip


def columns_of(draft: Draft) -> dict[str, Any]:
    """Return a draft as columns; tuples become lists, as the database keeps them."""
    assert is_dataclass(draft)
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(draft).items()
    }


def hold(session: Session, elder: Elder, row: Row | WoundLook, version: int) -> None:
    """Let others wait, and refuse what was decided on an older state; raises Conflict."""
    lock(session, elder)
    session.refresh(row)
    if version != row.version:
        raise Conflict(row)
    if row.withdrawn_at is not None:
        raise RuleViolation("already_withdrawn", "ข้อมูลนี้ถูกยกเลิกไปแล้ว")


def refuse_ended(row: Row) -> None:
    """Raise RuleViolation ``already_ended`` for what is over."""
    if getattr(row, "ended_on", None) is not None:
        raise RuleViolation("already_ended", "รายการนี้สิ้นสุดไปแล้ว")


def rows_of(session: Session, model: type[Row], elder_id: UUID) -> list[Any]:
    """Return the rows of one elder that were not withdrawn."""
    wanted = select(model).where(col(model.elder_id) == elder_id, col(model.withdrawn_at).is_(None))
    return list(session.exec(wanted).all())


def mark_withdrawn(row: Any, because: str, *, by: Actor, at: datetime) -> None:
    """Write on a row that it counts for nothing, by whom and why."""
    row.withdrawn_at, row.withdrawn_by_name, row.withdrawn_because = at, by.name, because


def told_of(
    session: Session, columns: dict[str, Any], before: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return columns for the audit: codes and days as they are, all else as keyed hashes."""
    vault = vault_of(session)

    def one(name: str, value: Any) -> Any:
        if name in CODES:
            return value if isinstance(value, bool) else str(value or "")
        return vault.trace(value)

    if before is None:
        return {name: one(name, value) for name, value in columns.items()}
    return {name: [one(name, before[name]), one(name, new)] for name, new in columns.items()}


def note(
    session: Session, row: Row | WoundLook, verb: str, changes: dict[str, Any], *, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Write one act on a row into the audit."""
    record(
        session, by=by, at=at, what=f"health_record.{verb}", subject=row, elder_id=row.elder_id,
        changes=changes,
    )  # fmt: skip
