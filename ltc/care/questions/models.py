"""Tables of questions: threads, their messages, who has read them, and requests for a visit."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Column, Field, SQLModel

from ltc.foundation.core.db import Json
from ltc.foundation.core.ids import new_id

_WAITS = "waiting_since IS NOT NULL"


def _versioned(cls: Any) -> dict[str, Any]:
    table = getattr(cls, "__table__", None)
    return {} if table is None else {"version_id_col": table.c.version}


class QuestionThread(SQLModel, table=True):
    """One question about one elder, with everything that was said about it.

    ``waiting_since`` is the moment from which somebody waits for an answer, or None.
    ``last_number`` is the number of the newest message, ``answer_number`` that of the newest
    answer: it stands on the elder's card.
    """

    __tablename__ = "question_thread"
    __table_args__ = (
        sa.Index(
            "ix_question_thread_waiting", "municipality_id", "waiting_since", "id",
            sqlite_where=sa.text(_WAITS), postgresql_where=sa.text(_WAITS),
        ),
        sa.Index("ix_question_thread_elder_id", "elder_id", "last_at"),
        sa.Index("ix_question_thread_opened_by", "opened_by", "last_at"),
        sa.Index("ix_question_thread_municipality_id", "municipality_id", "last_at", "id"),
        sa.CheckConstraint("(state = 'open') = (waiting_since IS NOT NULL)", name="open_waits"),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    elder_id: UUID = Field(foreign_key="elder.id")
    municipality_id: UUID = Field(foreign_key="area.id")
    asked_of: str = Field(max_length=8)
    state: str = Field(max_length=10)
    opened_at: datetime
    opened_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    opened_by_name: str = Field(max_length=200)
    opened_by_role: str = Field(max_length=40)
    waiting_since: datetime | None = None
    last_at: datetime
    last_number: int = 0
    answer_number: int | None = None
    closed_at: datetime | None = None
    closed_by_name: str = Field(default="", max_length=200)
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return _versioned(cls)

    @property
    def is_closed(self) -> bool:
        """True when nobody may write any more."""
        return self.closed_at is not None


class QuestionMessage(SQLModel, table=True):
    """One message; never edited. ``files`` holds the ids of its photos and its voice."""

    __tablename__ = "question_message"
    __table_args__ = (
        sa.UniqueConstraint("thread_id", "number"),
        sa.UniqueConstraint("operation_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    thread_id: UUID = Field(foreign_key="question_thread.id")
    number: int
    operation_id: UUID
    kind: str = Field(max_length=10)
    at: datetime
    by: UUID | None = Field(default=None, foreign_key="user_account.id")
    by_name: str = Field(max_length=200)
    by_role: str = Field(max_length=40)
    text: str = Field(default="", max_length=2_000)
    files: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))


@sa.event.listens_for(QuestionMessage, "before_delete")
def _never_deleted(_mapper: object, _connection: object, _row: QuestionMessage) -> None:
    """Refuse to delete: what was said to somebody stays said."""
    raise AssertionError("a message is never deleted")


class QuestionSeen(SQLModel, table=True):
    """Up to which message somebody has read a thread, and since when."""

    __tablename__ = "question_seen"

    thread_id: UUID = Field(foreign_key="question_thread.id", primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id", primary_key=True)
    user_name: str = Field(max_length=200)
    user_role: str = Field(max_length=40)
    number: int
    seen_at: datetime


class CareRequest(SQLModel, table=True):
    """What a doctor or nurse wants from the next visit; a line of that visit's form while open.

    ``visit_id`` is the visit that answered it (a plain id: visits stand above this room).
    """

    __tablename__ = "care_request"
    __table_args__ = (
        sa.UniqueConstraint("operation_id"),
        sa.Index("ix_care_request_elder_id", "elder_id", "state"),
        sa.Index("ix_care_request_thread_id", "thread_id"),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="open_until_ended"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    thread_id: UUID = Field(foreign_key="question_thread.id")
    elder_id: UUID = Field(foreign_key="elder.id")
    operation_id: UUID
    asked_at: datetime
    asked_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    asked_by_name: str = Field(max_length=200)
    asked_by_role: str = Field(max_length=40)
    what: str = Field(max_length=200)
    answer_kind: str = Field(max_length=8)
    unit: str = Field(default="", max_length=20)
    report_if: str = Field(default="", max_length=200)
    due_on: date
    state: str = Field(max_length=10)
    ended_at: datetime | None = None
    ended_by_name: str = Field(default="", max_length=200)
    visit_id: UUID | None = None
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return _versioned(cls)
