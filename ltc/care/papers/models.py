"""Tables of papers."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ltc.foundation.core.ids import new_id


class Sheet(SQLModel, table=True):
    """One printed form. ``elder_id`` is empty for a blank one until somebody says whose it became.

    ``number`` is eight digits, printed beside the code. ``entered_id`` names the visit or
    assessment that it was typed in as.
    """

    __tablename__ = "paper_sheet"
    __table_args__ = (
        sa.UniqueConstraint("number"),
        sa.Index("ix_paper_sheet_bundle_id", "bundle_id", "place"),
        sa.Index("ix_paper_sheet_elder_id", "elder_id", "printed_at"),
        sa.Index("ix_paper_sheet_printed_by", "printed_by", "printed_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    bundle_id: UUID
    place: int
    number: str = Field(max_length=8)
    kind: str = Field(max_length=20)
    municipality_id: UUID = Field(foreign_key="area.id")
    elder_id: UUID | None = Field(default=None, foreign_key="elder.id")
    printed_at: datetime
    printed_on: date
    printed_by: UUID = Field(foreign_key="user_account.id")
    printed_by_name: str = Field(max_length=200)
    entered_id: UUID | None = None
    entered_at: datetime | None = None
    entered_by_name: str = Field(default="", max_length=200)


class SheetScan(SQLModel, table=True):
    """A photo of a filled-in sheet; several stay beside each other."""

    __tablename__ = "paper_scan"
    __table_args__ = (sa.Index("ix_paper_scan_sheet_id", "sheet_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    sheet_id: UUID = Field(foreign_key="paper_sheet.id")
    file_id: UUID = Field(foreign_key="stored_file.id")
    added_at: datetime
    added_by_name: str = Field(max_length=200)
