"""Tables of reading."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ltc.foundation.core.ids import new_id


class ReadingAct(SQLModel, table=True):
    """One act of reading, of one visit or of a page; taken back as a whole or not at all."""

    __tablename__ = "reading_act"
    __table_args__ = (sa.Index("ix_reading_act_read_by", "read_by", "read_at"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    how: str = Field(max_length=8)
    visits: int
    read_at: datetime
    read_by: UUID = Field(foreign_key="user_account.id")
    read_by_name: str = Field(max_length=200)
    taken_back_at: datetime | None = None


class VisitReading(SQLModel, table=True):
    """A visit was read, by the first of the staff who did; gone when the act is taken back."""

    __tablename__ = "visit_reading"

    visit_id: UUID = Field(foreign_key="visit.id", primary_key=True)
    act_id: UUID = Field(foreign_key="reading_act.id", index=True)
