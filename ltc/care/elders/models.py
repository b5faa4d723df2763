"""Tables of the register."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Column, Field, SQLModel

from ltc.care.elders.rules import full_name
from ltc.foundation.core.db import Json, sorted_text
from ltc.foundation.core.ids import new_id


class Household(SQLModel, table=True):
    """One house of a community, with how to find it."""

    __table_args__ = (sa.UniqueConstraint("community_id", "house_no", "lane"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="area.id")
    house_no: str = Field(max_length=30, index=True)
    lane: str = Field(default="", max_length=120)
    landmark: str = Field(default="", max_length=300)


class Elder(SQLModel, table=True):
    """One person of the register; living here while neither died nor moved away.

    ``citizen_id_sealed`` opens only with the vault and this row's id; ``citizen_id_index`` is its
    blind index. ``search_text`` is the name as search compares it.
    """

    __table_args__ = (
        sa.UniqueConstraint("citizen_id_index"),
        sa.Index("ix_elder_municipality_id_sort_key", "municipality_id", "sort_key", "id"),
        sa.Index("ix_elder_community_id_sort_key", "community_id", "sort_key", "id"),
        sa.Index("ix_elder_search_text", "search_text"),
        sa.CheckConstraint("birth_precision != 'day' OR born_on IS NOT NULL", name="birth_known"),
        sa.CheckConstraint(
            "citizen_id_sealed IS NOT NULL OR no_citizen_id_reason IS NOT NULL",
            name="citizen_id_or_reason",
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    municipality_id: UUID = Field(foreign_key="area.id")
    community_id: UUID = Field(foreign_key="area.id")
    household_id: UUID = Field(foreign_key="household.id", index=True)
    prefix: str = Field(max_length=40)
    given_name: str = Field(max_length=80)
    family_name: str = Field(default="", max_length=80)
    sort_key: str = Field(sa_type=sorted_text(400))
    search_text: str = Field(sa_type=sorted_text(200))
    sex: str = Field(max_length=1)
    born_on: date | None = None
    birth_precision: str = Field(max_length=8)
    citizen_id_sealed: bytes | None = None
    citizen_id_index: bytes | None = None
    no_citizen_id_reason: str | None = Field(default=None, max_length=20)
    phone: str = Field(default="", max_length=20)
    registered_at: datetime
    died_on: date | None = None
    moved_away_on: date | None = None
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        table = getattr(cls, "__table__", None)
        return {} if table is None else {"version_id_col": table.c.version}

    @property
    def full_name(self) -> str:
        """Prefix, given name and family name as one writes them."""
        return full_name(self.prefix, self.given_name, self.family_name)

    @property
    def is_living_here(self) -> bool:
        """True while the person is alive and has not moved away."""
        return self.died_on is None and self.moved_away_on is None


class ElderGram(SQLModel, table=True):
    """One two- or three-character piece of a name, or "#" and three digits of a telephone."""

    __tablename__ = "elder_gram"
    __table_args__ = (
        sa.Index("ix_elder_gram_elder_id", "elder_id"),
        {"sqlite_with_rowid": False},
    )

    gram: str = Field(sa_type=sorted_text(4), primary_key=True)
    elder_id: UUID = Field(foreign_key="elder.id", primary_key=True)


class Circumstances(SQLModel, table=True):
    """How an elder lives, from a day until (excluded) a day; the open row is how it is now."""

    __table_args__ = (sa.Index("ix_circumstances_elder_id", "elder_id", "valid_from"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    elder_id: UUID = Field(foreign_key="elder.id")
    valid_from: date
    valid_until: date | None = None
    health_scheme: str = Field(max_length=10)
    residence_type: str = Field(max_length=1)
    disability_card: bool = False
    income_band: str = Field(max_length=12)
    allowances: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    lives_alone: bool = False
    main_carer_name: str = Field(default="", max_length=120)
    main_carer_relation: str = Field(default="", max_length=60)
    carer_skills: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    recorded_at: datetime


class CareTeamMember(SQLModel, table=True):
    """A place on an elder's care team, from a day until (excluded) a day."""

    __tablename__ = "care_team_member"
    __table_args__ = (
        sa.Index("ix_care_team_member_user_id", "user_id", "active_until"),
        sa.Index("ix_care_team_member_elder_id", "elder_id", "active_until"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    elder_id: UUID = Field(foreign_key="elder.id")
    team_role: str = Field(max_length=20)
    user_id: UUID | None = Field(default=None, foreign_key="user_account.id")
    name: str = Field(max_length=120)
    relation: str = Field(default="", max_length=60)
    phone: str = Field(default="", max_length=20)
    active_from: date
    active_until: date | None = None
    ended_because: str = Field(default="", max_length=200)
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        table = getattr(cls, "__table__", None)
        return {} if table is None else {"version_id_col": table.c.version}
