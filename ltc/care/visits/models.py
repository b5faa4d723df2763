"""Tables of visits."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Column, Field, SQLModel

from ltc.foundation.core.db import Json, Sequence
from ltc.foundation.core.ids import new_id


def _json() -> Column[Any]:
    return Column(Json, nullable=False)


class VisitNumber(SQLModel, table=True):
    """Gives out receipt numbers: the server's own counter, in the order of arriving."""

    __tablename__ = "visit_number"
    __table_args__ = ({"sqlite_autoincrement": True},)

    number: int | None = Field(
        default=None, sa_column=Column(Sequence, primary_key=True, autoincrement=True)
    )


class Visit(SQLModel, table=True):
    """One visit, done or tried. Never edited: an amendment is a new row.

    ``is_superseded`` marks the row that an amendment took the place of; ``amends_id`` points from
    the amendment back to it, with ``amend_reason``. ``number`` is what a receipt shows.
    ``answers`` maps checklist lines to done or not_done, ``part_notes`` parts to words, ``vitals``
    codes to numbers as strings, ``confirmations`` lists the questions that were asked and answered.
    ``caregiver_*`` is who was there, ``recorded_*`` who wrote it down (another person only in an
    amendment). ``operation_id`` is made with the form: what arrives twice is saved once.
    """

    __table_args__ = (
        sa.UniqueConstraint("operation_id"),
        sa.UniqueConstraint("amends_id"),
        sa.UniqueConstraint("number"),
        # an elder's list, and the latest of many elders: equality first, then the order
        sa.Index("ix_visit_of_elder", "elder_id", "is_superseded", "visited_on", "number"),
        # a caregiver's day and month
        sa.Index("ix_visit_of_caregiver", "caregiver_id", "visited_on", "is_superseded"),
        sa.Index("ix_visit_of_municipality", "municipality_id", "visited_on", "is_superseded"),
        sa.CheckConstraint(
            "(status = 'could_not') = (could_not_reason != '')", name="could_not_with_reason"
        ),
        sa.CheckConstraint("ended_at IS NULL OR ended_at > started_at", name="ends_after_start"),
        sa.CheckConstraint("amends_id IS NULL OR amend_reason != ''", name="amended_with_reason"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    number: int = Field(sa_type=sa.BigInteger)
    operation_id: UUID
    elder_id: UUID = Field(foreign_key="elder.id")
    municipality_id: UUID = Field(foreign_key="area.id")
    case_id: UUID | None = Field(default=None, foreign_key="care_case.id")
    plan_id: UUID | None = Field(default=None, foreign_key="care_plan.id")
    plan_number: int | None = None
    caregiver_id: UUID = Field(foreign_key="user_account.id")
    caregiver_name: str = Field(max_length=200)
    caregiver_role: str = Field(max_length=40)
    recorded_by: UUID = Field(foreign_key="user_account.id")
    recorded_by_name: str = Field(max_length=200)
    status: str = Field(max_length=12)
    could_not_reason: str = Field(default="", max_length=16)
    visited_on: date
    started_at: datetime
    ended_at: datetime | None = None
    recorded_at: datetime
    answers: dict[str, str] = Field(default_factory=dict, sa_column=_json())
    part_notes: dict[str, str] = Field(default_factory=dict, sa_column=_json())
    vitals: dict[str, str] = Field(default_factory=dict, sa_column=_json())
    confirmations: list[dict[str, str]] = Field(default_factory=list, sa_column=_json())
    is_dangerous: bool = False
    consciousness: str = Field(default="", max_length=16)
    mood: str = Field(default="", max_length=16)
    skin: str = Field(default="", max_length=16)
    change: str = Field(default="", max_length=8)
    problems: str = Field(default="", max_length=2000)
    note: str = Field(default="", max_length=2000)
    next_plan: str = Field(default="", max_length=1000)
    signed_by: str = Field(default="", max_length=120)
    amends_id: UUID | None = Field(default=None, foreign_key="visit.id")
    amend_reason: str = Field(default="", max_length=300)
    is_superseded: bool = False

    @property
    def is_done(self) -> bool:
        """True when caregiver and elder met."""
        return self.status == "done"


@sa.event.listens_for(Visit, "before_update")
def _keep_as_it_was(_mapper: object, _connection: object, row: Visit) -> None:
    """Refuse every change but the mark that an amendment took the row's place."""
    for name, attribute in sa.inspect(row).attrs.items():
        history = attribute.history
        if history.has_changes() and (name != "is_superseded" or any(history.deleted)):
            raise AssertionError(f"a visit is never edited: {name}")


@sa.event.listens_for(Visit, "before_delete")
def _never_deleted(_mapper: object, _connection: object, _row: Visit) -> None:
    """Refuse to delete: a wrong visit is amended, and both stay."""
    raise AssertionError("a visit is never deleted")
