"""Reading stored files. Callers have checked that the actor may see the elder."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, select

from ltc.foundation.core.db import vault_of
from ltc.foundation.core.errors import NotFound
from ltc.foundation.files.models import StoredContent, StoredFile


def get_file(session: Session, file_id: UUID, *, elder_id: UUID) -> StoredFile:
    """Return a file of this elder; raises NotFound for another elder's."""
    row = session.get(StoredFile, file_id)
    if row is None or row.elder_id != elder_id:
        raise NotFound
    return row


def list_files(session: Session, file_ids: Collection[UUID]) -> dict[UUID, StoredFile]:
    """Return the rows of many files, in one statement; contents are not loaded."""
    if not file_ids:
        return {}
    found = session.exec(select(StoredFile).where(col(StoredFile.id).in_(file_ids))).all()
    return {row.id: row for row in found}


def content_of(session: Session, row: StoredFile) -> bytes:
    """Return a file's bytes; raises InvalidTag when the row was changed past the application."""
    content = session.get(StoredContent, row.id)
    if content is None:
        raise NotFound
    return vault_of(session).open_bytes(content.sealed, about=row.id)
