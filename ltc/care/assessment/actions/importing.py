"""Bringing many assessments in at once, by the same rules as the form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.assessment.actions.record import Checked, check, row_values
from ltc.care.assessment.models import Assessment
from ltc.care.assessment.terms import AssessmentDraft
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import visible_to
from ltc.foundation.audit.actions import record_many
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import RuleViolation


@dataclass(frozen=True)
class Refused:
    """A draft that was not saved: its place in the batch and why, in words for a person."""

    place: int
    code: str
    message: str


def import_assessments(
    session: Session,
    drafts: Sequence[tuple[UUID, AssessmentDraft]],
    *,
    by: Actor,
    at: datetime,
    on: date,
) -> list[Refused]:
    """Save a batch of (elder id, draft); returns what was refused, the rest is saved.

    What was saved before (the same ``operation_id``) is passed over, so that a batch may be sent
    again. An elder whom the actor may not assess is refused as one that does not exist. Questions
    back to the rater are not asked: nobody is there to answer them.
    """
    elders = _elders(session, {elder_id for elder_id, _draft in drafts}, by, on)
    saved = _saved(session, [draft.operation_id for _elder_id, draft in drafts])
    rows: list[dict[str, Any]] = []
    refused: list[Refused] = []
    for place, (elder_id, draft) in enumerate(drafts):
        if draft.operation_id in saved:
            continue
        saved.add(draft.operation_id)
        try:
            rows.append(_row(elders.get(elder_id), draft, by=by, at=at, on=on))
        except RuleViolation as broken:
            refused.append(Refused(place, broken.code, broken.message))
    if rows:
        session.execute(sa.insert(Assessment.__table__), rows)  # type: ignore[attr-defined]
        _write_down(session, rows, by=by, at=at)
    return refused


def _elders(session: Session, ids: set[UUID], by: Actor, on: date) -> dict[UUID, Elder]:
    found = session.scalars(
        sa.select(Elder).where(
            col(Elder.id).in_(ids), visible_to(by, on=on, action="create", resource="assessment")
        )
    )
    return {elder.id: elder for elder in found}


def _saved(session: Session, operation_ids: Sequence[UUID]) -> set[UUID]:
    found = session.scalars(
        sa.select(col(Assessment.operation_id)).where(
            col(Assessment.operation_id).in_(operation_ids)
        )
    )
    return set(found)


def _row(
    elder: Elder | None, draft: AssessmentDraft, *, by: Actor, at: datetime, on: date
) -> dict[str, Any]:
    if elder is None:
        raise RuleViolation("elder_unknown", "ไม่พบผู้สูงอายุคนนี้ในทะเบียนที่คุณดูแล")
    checked: Checked = check(elder, draft, by=by, on=on)
    return {**_EMPTY, **row_values(elder, checked, by=by, at=at)}


# Core inserts know no defaults; these are the model's own for what an import never sets.
_EMPTY: dict[str, Any] = {
    column.name: None if column.nullable else default
    for column, default in (
        (column, {"amend_reason": "", "version": 1}.get(column.name, False))
        for column in Assessment.__table__.columns  # type: ignore[attr-defined]
    )
} | {"doubts": []}


def _write_down(
    session: Session, rows: Sequence[dict[str, Any]], *, by: Actor, at: datetime
) -> None:
    """Record each act; answers and scores are health data and stay out of the audit."""
    record_many(
        session, by=by, at=at, what="assessment.imported", kind=str(Assessment.__tablename__),
        subjects=[
            (row["id"], row["elder_id"], {"instrument": row["instrument"],
             "purpose": row["purpose"], "assessed_on": str(row["assessed_on"])})
            for row in rows
        ],
    )  # fmt: skip
