"""Tables of stored files. Plain ids of elders: this room knows nobody above it."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ltc.foundation.core.ids import new_id


class StoredFile(SQLModel, table=True):
    """One photo or voice about one elder; never edited.

    ``field_class`` is the policy's class of what it shows: F2 how somebody manages, F3 health
    detail. ``sha256`` is that of the content as kept, so that a copy can be told from another.
    """

    __tablename__ = "stored_file"
    __table_args__ = (sa.Index("ix_stored_file_elder_id", "elder_id", "added_at"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    elder_id: UUID
    field_class: str = Field(max_length=2)
    kind: str = Field(max_length=8)
    mime: str = Field(max_length=40)
    size: int
    sha256: str = Field(max_length=64)
    width: int | None = None
    height: int | None = None
    added_at: datetime
    added_by: UUID | None = None
    added_by_name: str = Field(max_length=200)


class StoredContent(SQLModel, table=True):
    """The sealed bytes of a file; opens only with the vault and the file's id."""

    __tablename__ = "stored_content"

    file_id: UUID = Field(foreign_key="stored_file.id", primary_key=True)
    sealed: bytes
