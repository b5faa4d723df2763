"""Tables of urgent findings: the finding, and what people did about it, row by row."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Column, Field, SQLModel

from ltc.foundation.core.db import Json
from ltc.foundation.core.ids import new_id

_IS_OPEN = "closed_at IS NULL"


class UrgentFinding(SQLModel, table=True):
    """Something that cannot wait, about one elder.

    ``rules`` names the rules of the reference file that it matched, the most pressing first.
    ``source_id`` is the visit or assessment it was found in: one finding of a kind for each.
    It is open until ``closed_at``; ``taken_*`` is the named person who has it in hand, and
    ``waiting_since`` the moment from which it waits for one (opened, or handed on to
    ``for_user_id``). Who is asked meanwhile follows from the time and is stored nowhere.
    """

    __tablename__ = "urgent_finding"
    __table_args__ = (
        sa.UniqueConstraint("found_by", "source_id"),
        sa.UniqueConstraint("operation_id"),
        sa.Index(
            "ix_urgent_finding_open", "municipality_id", "waiting_since", "id",
            sqlite_where=sa.text(_IS_OPEN), postgresql_where=sa.text(_IS_OPEN),
        ),
        sa.Index("ix_urgent_finding_closed", "municipality_id", "closed_at", "id"),
        sa.Index("ix_urgent_finding_elder_id", "elder_id", "opened_at"),
        sa.CheckConstraint("(closed_at IS NULL) = (outcome = '')", name="closed_with_outcome"),
        sa.CheckConstraint("(taken_at IS NULL) = (taken_by IS NULL)", name="taken_by_somebody"),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    operation_id: UUID | None = None
    elder_id: UUID = Field(foreign_key="elder.id")
    municipality_id: UUID = Field(foreign_key="area.id")
    found_by: str = Field(max_length=12)
    source_id: UUID | None = None
    rules: list[str] = Field(sa_column=Column(Json, nullable=False))
    field_class: str = Field(max_length=2)
    words: str = Field(default="", max_length=500)
    opened_at: datetime
    opened_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    opened_by_name: str = Field(max_length=200)
    opened_by_role: str = Field(max_length=40)
    waiting_since: datetime
    for_user_id: UUID | None = Field(default=None, foreign_key="user_account.id")
    for_user_name: str = Field(default="", max_length=200)
    taken_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    taken_by_name: str = Field(default="", max_length=200)
    taken_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by_name: str = Field(default="", max_length=200)
    outcome: str = Field(default="", max_length=12)
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        table = getattr(cls, "__table__", None)
        return {} if table is None else {"version_id_col": table.c.version}

    @property
    def is_open(self) -> bool:
        """True until somebody closed it with an outcome."""
        return self.closed_at is None

    @property
    def is_taken(self) -> bool:
        """True while a named person has it in hand."""
        return self.taken_at is not None


class UrgentAct(SQLModel, table=True):
    """What somebody did about a finding; rows are added, never changed.

    ``whom`` is who was called, the new holder's name, or the level of an escalation.
    """

    __tablename__ = "urgent_act"
    __table_args__ = (
        sa.UniqueConstraint("finding_id", "number"),
        sa.UniqueConstraint("operation_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    finding_id: UUID = Field(foreign_key="urgent_finding.id")
    number: int
    operation_id: UUID | None = None
    kind: str = Field(max_length=12)
    at: datetime
    by: UUID | None = Field(default=None, foreign_key="user_account.id")
    by_name: str = Field(max_length=200)
    by_role: str = Field(max_length=40)
    whom: str = Field(default="", max_length=200)
    answer: str = Field(default="", max_length=12)
    words: str = Field(default="", max_length=500)


@sa.event.listens_for(UrgentAct, "before_update")
def _keep_as_it_was(_mapper: object, _connection: object, row: UrgentAct) -> None:
    """Refuse every change: what was done stays as it was written down."""
    if sa.orm.object_session(row).is_modified(row):  # type: ignore[union-attr]
        raise AssertionError("an act on a finding is never edited")


@sa.event.listens_for(UrgentAct, "before_delete")
def _never_deleted(_mapper: object, _connection: object, _row: UrgentAct) -> None:
    """Refuse to delete an act."""
    raise AssertionError("an act on a finding is never deleted")
