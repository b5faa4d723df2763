"""Tables of the family's page."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Column, Field, SQLModel

from ltc.foundation.core.db import Json
from ltc.foundation.core.ids import new_id


class FamilyLink(SQLModel, table=True):
    """A link for one relative of one elder. Its address is the id, signed; it is stored nowhere.

    ``operation_id`` is made with the form: a double click makes one link.

    ``shows`` are codes of Shown; ``last_day`` is the last day on which it opens.
    """

    __tablename__ = "family_link"
    __table_args__ = (
        sa.UniqueConstraint("operation_id"),
        sa.Index("ix_family_link_elder_id", "elder_id", "made_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    operation_id: UUID
    elder_id: UUID = Field(foreign_key="elder.id")
    municipality_id: UUID = Field(foreign_key="area.id")
    who: str = Field(max_length=120)
    relation: str = Field(max_length=60)
    shows: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    agreed_by: str = Field(max_length=120)
    last_day: date
    made_at: datetime
    made_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    made_by_name: str = Field(max_length=200)
    revoked_at: datetime | None = None
    revoked_by_name: str = Field(default="", max_length=200)
    revoked_because: str = Field(default="", max_length=200)
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        table = getattr(cls, "__table__", None)
        return {} if table is None else {"version_id_col": table.c.version}


class FamilyNews(SQLModel, table=True):
    """Something a relative sent; never edited, but for who saw it first and the answer.

    ``service`` is the code of the planned work that was done or not, ``service_words`` its words
    as the relative saw them. ``operation_id`` is made with the page: a double touch is one row.
    """

    __tablename__ = "family_news"
    __table_args__ = (
        sa.UniqueConstraint("operation_id"),
        sa.Index("ix_family_news_of_link", "link_id", "sent_at"),
        sa.Index("ix_family_news_of_elder", "elder_id", "sent_at"),
        sa.Index("ix_family_news_waiting", "municipality_id", "seen_at", "sent_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    operation_id: UUID
    link_id: UUID = Field(foreign_key="family_link.id")
    elder_id: UUID = Field(foreign_key="elder.id")
    municipality_id: UUID = Field(foreign_key="area.id")
    kind: str = Field(max_length=12)
    service: str = Field(default="", max_length=24)
    service_words: str = Field(default="", max_length=400)
    words: str = Field(default="", max_length=500)
    sent_at: datetime
    sent_on: date
    sent_by: str = Field(max_length=200)
    seen_at: datetime | None = None
    seen_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    seen_by_name: str = Field(default="", max_length=200)
    answer: str = Field(default="", max_length=500)
