"""Tables of screening rounds: the round, volunteers with their houses, what happened at each door.

Results are not kept here: they are assessments.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Column, Field, SQLModel

from ltc.foundation.core.db import Json, sorted_text
from ltc.foundation.core.ids import new_id

_HELD = sa.text("cared_until IS NULL")


class ScreeningRound(SQLModel, table=True):
    """One screening of a municipality; ``starts_on`` and ``ends_on`` both belong to it.

    ``instruments`` maps each domain of the round to the instrument it was planned with.
    """

    __tablename__ = "screening_round"
    __table_args__ = (
        sa.UniqueConstraint("municipality_id", "name"),
        sa.Index("ix_screening_round_municipality_id", "municipality_id", "starts_on"),
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    municipality_id: UUID = Field(foreign_key="area.id")
    name: str = Field(max_length=120)
    starts_on: date
    ends_on: date
    instruments: dict[str, str] = Field(sa_column=Column(Json, nullable=False))
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        table = getattr(cls, "__table__", None)
        return {} if table is None else {"version_id_col": table.c.version}


class Volunteer(SQLModel, table=True):
    """A village health volunteer (อสม.) of a community; they have no account."""

    __table_args__ = (
        sa.Index("ix_volunteer_municipality_id", "municipality_id", "community_id", "sort_key"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    municipality_id: UUID = Field(foreign_key="area.id")
    community_id: UUID = Field(foreign_key="area.id")
    name: str = Field(max_length=120)
    sort_key: str = Field(sa_type=sorted_text(400))
    phone: str = Field(default="", max_length=20)
    active_until: date | None = None
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        table = getattr(cls, "__table__", None)
        return {} if table is None else {"version_id_col": table.c.version}


class VolunteerHousehold(SQLModel, table=True):
    """A house in a volunteer's care, from a day until (excluded) a day; one volunteer at a time."""

    __tablename__ = "volunteer_household"
    __table_args__ = (
        sa.Index(
            "uq_volunteer_household_held", "household_id", unique=True,
            sqlite_where=_HELD, postgresql_where=_HELD,
        ),
        sa.Index("ix_volunteer_household_volunteer_id", "volunteer_id", "cared_until"),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    volunteer_id: UUID = Field(foreign_key="volunteer.id")
    household_id: UUID = Field(foreign_key="household.id")
    cared_from: date
    cared_until: date | None = None


class ScreeningContact(SQLModel, table=True):
    """What happened when one elder was looked for in a round; the last news stands.

    ``operation_id`` is the sheet that brought it, ``volunteer_name`` who went, as the list says.
    """

    __tablename__ = "screening_contact"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "elder_id"),
        sa.Index("ix_screening_contact_outcome", "round_id", "outcome", "elder_id"),
        sa.Index("ix_screening_contact_elder_id", "elder_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    round_id: UUID = Field(foreign_key="screening_round.id")
    elder_id: UUID = Field(foreign_key="elder.id")
    outcome: str = Field(max_length=10)
    met_on: date
    volunteer_id: UUID | None = Field(default=None, foreign_key="volunteer.id")
    volunteer_name: str = Field(default="", max_length=120)
    operation_id: UUID
    noted_at: datetime
    version: int = Field(default=1)


class ScreeningDecision(SQLModel, table=True):
    """Somebody looked at a low score and decided: no case for now, and why."""

    __tablename__ = "screening_decision"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "elder_id"),
        sa.Index("ix_screening_decision_elder_id", "elder_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    round_id: UUID = Field(foreign_key="screening_round.id")
    elder_id: UUID = Field(foreign_key="elder.id")
    reason: str = Field(max_length=12)
    note: str = Field(default="", max_length=300)
    decided_at: datetime
    decided_by: str = Field(max_length=200)
