"""Tables of departures, of what remains to be settled after them, and of returns."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Column, Field, SQLModel

from ltc.foundation.core.db import Json
from ltc.foundation.core.ids import new_id

_LASTS = sa.text("taken_back_at IS NULL AND returned_on IS NULL")


class Departure(SQLModel, table=True):
    """A death or a move with everything that ended because of it; at most one of a kind lasts.

    ``returned_on`` is the day from which somebody who moved lives here again (``ElderReturn``).
    ``case_id``, ``plan_id`` and ``places`` (ids of places on the care team) are what ended, so that
    a wrong entry can be taken back.
    """

    __table_args__ = (
        sa.UniqueConstraint("event_id"),
        sa.Index(
            "uq_departure_elder_id_kind", "elder_id", "kind", unique=True,
            sqlite_where=_LASTS, postgresql_where=_LASTS,
        ),
        sa.Index("ix_departure_municipality_id", "municipality_id", "happened_on"),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_because = '')", name="taken_back_with_reason"
        ),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    elder_id: UUID = Field(foreign_key="elder.id")
    municipality_id: UUID = Field(foreign_key="area.id")
    kind: str = Field(max_length=8)
    happened_on: date
    event_id: UUID = Field(foreign_key="elder_event.id")
    case_id: UUID | None = Field(default=None, foreign_key="care_case.id")
    plan_id: UUID | None = Field(default=None, foreign_key="care_plan.id")
    places: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    recorded_at: datetime
    recorded_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    recorded_by_name: str = Field(max_length=200)
    taken_back_at: datetime | None = None
    taken_back_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    taken_back_by_name: str = Field(default="", max_length=200)
    taken_back_because: str = Field(default="", max_length=300)
    returned_on: date | None = None
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        table = getattr(cls, "__table__", None)
        return {} if table is None else {"version_id_col": table.c.version}

    @property
    def stands(self) -> bool:
        """True while nobody took it back."""
        return self.taken_back_at is None

    @property
    def lasts(self) -> bool:
        """True while it stands and nobody came back."""
        return self.stands and self.returned_on is None


class DepartureTask(SQLModel, table=True):
    """One thing that remains after a departure; settled once: by whom, when, how."""

    __tablename__ = "departure_task"
    __table_args__ = (
        sa.UniqueConstraint("departure_id", "code"),
        sa.Index("ix_departure_task_due_on", "done_at", "due_on"),
        sa.CheckConstraint("(done_at IS NULL) = (outcome = '')", name="done_with_outcome"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    departure_id: UUID = Field(foreign_key="departure.id")
    code: str = Field(max_length=16)
    due_on: date
    outcome: str = Field(default="", max_length=12)
    note: str = Field(default="", max_length=300)
    done_at: datetime | None = None
    done_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    done_by_name: str = Field(default="", max_length=200)


class ElderReturn(SQLModel, table=True):
    """Somebody who moved away lives here again; ``departure_id`` None: moved before all records.

    ``moved_on`` keeps the day of the move, which the register forgets.
    """

    __tablename__ = "elder_return"
    __table_args__ = (
        sa.UniqueConstraint("departure_id"),
        sa.UniqueConstraint("event_id"),
        sa.Index("ix_elder_return_elder_id", "elder_id", "recorded_at"),
        sa.CheckConstraint("returned_on >= moved_on", name="returned_after_move"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    elder_id: UUID = Field(foreign_key="elder.id")
    municipality_id: UUID = Field(foreign_key="area.id")
    departure_id: UUID | None = Field(default=None, foreign_key="departure.id")
    moved_on: date
    returned_on: date
    event_id: UUID = Field(foreign_key="elder_event.id")
    recorded_at: datetime
    recorded_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    recorded_by_name: str = Field(max_length=200)
