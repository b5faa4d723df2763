"""Tables of the week: decisions, absences and stand-ins."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ltc.foundation.core.ids import new_id


class Absence(SQLModel, table=True):
    """A colleague is away from a day until (excluded) a day. No health detail is kept.

    ``stand_in_id`` is the colleague to whom questions go meanwhile (for managers and doctors).
    Taken back: ``until_day`` is the day of it, and ``taken_back_at`` says when.
    """

    __tablename__ = "colleague_absence"
    __table_args__ = (
        sa.Index("ix_colleague_absence_municipality_id", "municipality_id", "until_day"),
        sa.Index("ix_colleague_absence_user_id", "user_id", "until_day"),
        sa.CheckConstraint("until_day >= from_day", name="ends_after_start"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    municipality_id: UUID = Field(foreign_key="area.id")
    user_id: UUID = Field(foreign_key="user_account.id")
    name: str = Field(max_length=120)
    role: str = Field(max_length=40)
    from_day: date
    until_day: date
    kind: str = Field(max_length=8)
    note: str = Field(default="", max_length=200)
    stand_in_id: UUID | None = Field(default=None, foreign_key="user_account.id")
    made_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    made_by_name: str = Field(default="", max_length=120)
    made_at: datetime
    taken_back_at: datetime | None = None
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        table = getattr(cls, "__table__", None)
        return {} if table is None else {"version_id_col": table.c.version}


class Assignment(SQLModel, table=True):
    """A person's decision about one wanted visit: who goes on which day.

    ``wanted_from`` is the first day of the visit's window, ``week_from`` the Monday of its week.
    Visits without a row are derived anew each time. ``position`` is the place in the day, if set.
    """

    __table_args__ = (
        sa.UniqueConstraint("elder_id", "wanted_from"),
        sa.Index("ix_assignment_week_from", "municipality_id", "week_from"),
        sa.Index("ix_assignment_caregiver_id", "caregiver_id", "day"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    municipality_id: UUID = Field(foreign_key="area.id")
    elder_id: UUID = Field(foreign_key="elder.id")
    wanted_from: date
    week_from: date
    caregiver_id: UUID = Field(foreign_key="user_account.id")
    caregiver_name: str = Field(max_length=120)
    day: date
    position: int | None = None
    minutes: int
    absence_id: UUID | None = Field(default=None, foreign_key="colleague_absence.id", index=True)
    made_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    made_by_name: str = Field(default="", max_length=120)
    made_at: datetime
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        table = getattr(cls, "__table__", None)
        return {} if table is None else {"version_id_col": table.c.version}


class StandIn(SQLModel, table=True):
    """Who takes somebody's place at one elder from a day until (excluded) a day.

    ``member_id`` is the place on the care team lent for it: access goes with that place and ends
    with it. Belongs to an absence, or to one decision of the board (neither: that was undone).
    """

    __tablename__ = "stand_in"
    __table_args__ = (
        sa.Index("ix_stand_in_elder_id", "elder_id", "until_day"),
        sa.Index("ix_stand_in_user_id", "user_id", "until_day"),
        sa.CheckConstraint("until_day >= from_day", name="ends_after_start"),
        sa.CheckConstraint("absence_id IS NULL OR assignment_id IS NULL", name="one_decision"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    elder_id: UUID = Field(foreign_key="elder.id")
    team_role: str = Field(max_length=20)
    user_id: UUID = Field(foreign_key="user_account.id")
    instead_of_id: UUID | None = Field(default=None, foreign_key="user_account.id")
    instead_of_name: str = Field(default="", max_length=120)
    from_day: date
    until_day: date
    absence_id: UUID | None = Field(default=None, foreign_key="colleague_absence.id", index=True)
    assignment_id: UUID | None = Field(default=None, foreign_key="assignment.id", index=True)
    member_id: UUID = Field(foreign_key="care_team_member.id", index=True)
