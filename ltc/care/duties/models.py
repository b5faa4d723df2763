"""The table of the duty roster."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ltc.foundation.core.ids import new_id


class Duty(SQLModel, table=True):
    """Somebody on call for a programme, from an instant to another; ``day`` is when it begins.

    Taken off the roster with ``removed_at``; the row stays as history.
    """

    __table_args__ = (
        sa.Index("ix_duty_municipality_id", "municipality_id", "programme", "ends_at"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    municipality_id: UUID = Field(foreign_key="area.id")
    programme: str = Field(max_length=12)
    day: date
    starts_at: datetime
    ends_at: datetime
    user_id: UUID | None = Field(default=None, foreign_key="user_account.id")
    name: str = Field(max_length=120)
    phone: str = Field(max_length=20)
    removed_at: datetime | None = None
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        table = getattr(cls, "__table__", None)
        return {} if table is None else {"version_id_col": table.c.version}
