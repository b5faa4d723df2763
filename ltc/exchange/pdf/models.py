"""Tables of papers: what was printed, what came back signed, files of many papers."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Column, Field, SQLModel

from ltc.foundation.core.db import Json
from ltc.foundation.core.ids import new_id


class PrintedDocument(SQLModel, table=True):
    """One content of a paper about one subject, since it was first printed; never edited.

    ``id`` is made of what the paper says (``printing.terms.document_id``) and stands in its code:
    printing the same again is the same document. ``subject_kind`` (a code of Subject) and
    ``subject_id`` name what it is about. ``elder_id`` is empty for a paper about many.
    """

    __tablename__ = "printed_document"
    __table_args__ = (
        sa.Index("ix_printed_document_subject", "subject_id", "printed_at"),
        sa.Index("ix_printed_document_elder_id", "elder_id", "printed_at"),
    )

    id: UUID = Field(primary_key=True)
    code: str = Field(max_length=24)
    subject_kind: str = Field(max_length=16)
    subject_id: UUID
    elder_id: UUID | None = Field(default=None, foreign_key="elder.id")
    municipality_id: UUID = Field(foreign_key="area.id")
    digest: str = Field(max_length=64)
    printed_at: datetime
    printed_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    printed_by_name: str = Field(max_length=200)


class SignedSheet(SQLModel, table=True):
    """A photo of a document that was signed on paper; several stay beside each other.

    ``how`` is a code of How. ``operation_id`` is made with the form: a double touch is one row.
    """

    __tablename__ = "signed_sheet"
    __table_args__ = (
        sa.UniqueConstraint("operation_id"),
        sa.Index("ix_signed_sheet_document_id", "document_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    operation_id: UUID
    document_id: UUID = Field(foreign_key="printed_document.id")
    file_id: UUID = Field(foreign_key="stored_file.id")
    how: str = Field(max_length=8)
    attached_at: datetime
    attached_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    attached_by_name: str = Field(max_length=200)


class PrintRun(SQLModel, table=True):
    """Papers of many people as one file, made behind the page; the file is kept for a day.

    ``done`` of ``total`` is the progress, ``beat_at`` when it last moved. ``person_*`` and ``role``
    name who asked: only they may fetch it. ``elder_ids`` are the people in the file.
    """

    __tablename__ = "print_run"
    __table_args__ = (sa.Index("ix_print_run_state", "state", "asked_at"),)

    id: UUID = Field(primary_key=True)
    municipality_id: UUID = Field(foreign_key="area.id")
    state: str = Field(max_length=8)
    codes: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    elder_ids: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    total: int = 0
    done: int = 0
    asked_at: datetime
    beat_at: datetime | None = None
    ready_at: datetime | None = None
    person_id: UUID = Field(foreign_key="user_account.id")
    person_name: str = Field(max_length=200)
    role: str = Field(max_length=40)


class PrintRunFile(SQLModel, table=True):
    """The file of a run, sealed; deleted a day after it was made."""

    __tablename__ = "print_run_file"

    run_id: UUID = Field(foreign_key="print_run.id", primary_key=True)
    sealed: bytes
