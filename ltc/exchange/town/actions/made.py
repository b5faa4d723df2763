"""Remembering what a batch added, so that it can be taken back."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from ltc.exchange.town.models import ImportMade
from ltc.foundation.core.db import write


def note_made(session: Session, batch_id: UUID, kind: str, ids: Sequence[UUID]) -> None:
    """Remember what a batch added to a table."""
    if ids:
        rows = [{"batch_id": batch_id, "kind": kind, "object_id": one} for one in sorted(ids)]
        write(session, sa.insert(ImportMade.__table__), rows)  # type: ignore[attr-defined]
