"""Areas and their dated population counts."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ltc.foundation.core.db import sorted_text
from ltc.foundation.core.ids import new_id


class Area(SQLModel, table=True):
    """One place. ``code`` is the national code where there is one, else a local one."""

    __table_args__ = (sa.UniqueConstraint("kind", "code"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    kind: str = Field(max_length=12)
    code: str = Field(max_length=20)
    name_th: str = Field(max_length=120)
    name_en: str = Field(default="", max_length=120)
    sort_key: str = Field(sa_type=sorted_text(300))
    parent_id: UUID | None = Field(default=None, foreign_key="area.id", index=True)
    is_placeholder: bool = False
    source: str = Field(default="", max_length=200)


class PopulationCount(SQLModel, table=True):
    """How many people an area had on a day, as a source told it."""

    __tablename__ = "population_count"
    __table_args__ = (sa.UniqueConstraint("area_id", "counted_on", "source"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    area_id: UUID = Field(foreign_key="area.id", index=True)
    counted_on: date
    men: int | None = None
    women: int | None = None
    total: int
    source: str = Field(max_length=200)
    is_synthetic: bool = False
