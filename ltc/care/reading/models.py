"""Tables of reading."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class VisitReading(SQLModel, table=True):
    """A visit was read: by the first of the staff who did, once.

    ``batch_id`` is shared by all that one act read, so that a slip of the finger can be taken back.
    """

    __tablename__ = "visit_reading"
    __table_args__ = (sa.Index("ix_visit_reading_batch", "read_by", "read_at"),)

    visit_id: UUID = Field(foreign_key="visit.id", primary_key=True)
    elder_id: UUID = Field(foreign_key="elder.id")
    batch_id: UUID
    how: str = Field(max_length=8)
    read_at: datetime
    read_by: UUID = Field(foreign_key="user_account.id")
    read_by_name: str = Field(max_length=200)
