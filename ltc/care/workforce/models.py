"""Tables of the workforce: the certificates that people hold."""

from datetime import date, datetime, timedelta
from typing import Any
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

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, as the paper names it."""
        return self.holds_until and self.holds_until - timedelta(days=1)


@sa.event.listens_for(TrainingCertificate, "before_update")
def _only_withdrawn(_mapper: object, _connection: object, row: TrainingCertificate) -> None:
    """Refuse every change but the withdrawal: a certificate stays as its paper said."""
    state: Any = sa.inspect(row)
    changed = {one.key for one in state.attrs if one.history.has_changes()}
    if not changed <= {"withdrawn_at", "withdrawn_by_name", "withdrawn_why"}:
        raise AssertionError("a certificate is never edited")


@sa.event.listens_for(TrainingCertificate, "before_delete")
def _never_deleted(_mapper: object, _connection: object, _row: TrainingCertificate) -> None:
    """Refuse to delete a certificate."""
    raise AssertionError("a certificate is never deleted")
