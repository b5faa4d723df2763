"""Tables of the workforce: the certificates that people hold."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ltc.foundation.core.ids import new_id


class TrainingCertificate(SQLModel, table=True):
    """One course that somebody finished, as its paper says.

    ``holds_until`` is the first day on which it holds no more; None where the paper names no end.
    A row is never changed: a mistake is withdrawn and written anew.
    """

    __tablename__ = "training_certificate"
    __table_args__ = (sa.Index("ix_training_certificate_user_id", "user_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id")
    municipality_id: UUID = Field(foreign_key="area.id")
    course: str = Field(max_length=30)
    hours: int
    number: str = Field(default="", max_length=60)
    issued_on: date
    holds_until: date | None = None
    noted_at: datetime
    noted_by_name: str = Field(max_length=200)
    withdrawn_at: datetime | None = None
    withdrawn_by_name: str = Field(default="", max_length=200)
    withdrawn_why: str = Field(default="", max_length=300)
