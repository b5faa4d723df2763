"""Tables of the import: batches, their files while needed, refusals, and what a batch made."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Column, Field, SQLModel

from ltc.foundation.core.db import Json
from ltc.foundation.core.ids import new_id


class ImportBatch(SQLModel, table=True):
    """One file on its way in.

    ``mapping`` is column key to place in the row, ``headings`` the words above the columns.
    ``total_rows`` and ``done_rows`` are the progress of the work at hand, ``beat_at`` when it last
    moved. ``person_*`` and ``role`` name who asked: the work is done in that name.
    """

    __tablename__ = "import_batch"
    __table_args__ = (
        sa.Index("ix_import_batch_municipality_id", "municipality_id", "created_at"),
        sa.Index("ix_import_batch_state", "state", "asked_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    municipality_id: UUID = Field(foreign_key="area.id")
    kind: str = Field(max_length=10)
    state: str = Field(max_length=10)
    file_name: str = Field(max_length=200)
    sha256: str = Field(max_length=64)
    charset: str = Field(default="", max_length=10)
    delimiter: str = Field(default="", max_length=1)
    sheet: str = Field(default="", max_length=100)
    hidden_sheets: int = 0
    heading_line: int = 0
    headings: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    mapping: dict[str, int] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    total_rows: int = 0
    done_rows: int = 0
    accepted: int = 0
    refused: int = 0
    note: str = Field(default="", max_length=500)
    person_id: UUID = Field(foreign_key="user_account.id")
    person_name: str = Field(max_length=200)
    role: str = Field(max_length=40)
    created_at: datetime
    asked_at: datetime
    beat_at: datetime | None = None
    saved_at: datetime | None = None
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        table = getattr(cls, "__table__", None)
        return {} if table is None else {"version_id_col": table.c.version}


class ImportFile(SQLModel, table=True):
    """The bytes of a batch and its first rows, sealed; deleted once saved, dropped or forgotten."""

    __tablename__ = "import_file"

    batch_id: UUID = Field(foreign_key="import_batch.id", primary_key=True)
    sealed: bytes
    sealed_head: bytes


class ImportRefusal(SQLModel, table=True):
    """Why a row of a batch stays out; its words repeat no national ID."""

    __tablename__ = "import_refusal"

    batch_id: UUID = Field(foreign_key="import_batch.id", primary_key=True)
    line: int = Field(sa_column=Column(sa.Integer, primary_key=True, autoincrement=False))
    heading: str = Field(max_length=100)
    reason: str = Field(max_length=300)


class ImportMade(SQLModel, table=True):
    """One row that a batch added, by the name of its table; kept while it may be taken back."""

    __tablename__ = "import_made"
    __table_args__ = ({"sqlite_with_rowid": False},)

    batch_id: UUID = Field(foreign_key="import_batch.id", primary_key=True)
    kind: str = Field(max_length=40, primary_key=True)
    object_id: UUID = Field(primary_key=True)
