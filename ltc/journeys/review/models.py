"""Tables of reviews: added, never changed."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ltc.foundation.core.ids import new_id


class PlanReview(SQLModel, table=True):
    """A day on which a plan in use was looked at; codes of Because and Outcome.

    ``operation_id`` is made with the form: what arrives twice is saved once.
    """

    __tablename__ = "plan_review"
    __table_args__ = (
        sa.UniqueConstraint("operation_id"),
        sa.Index("ix_plan_review_plan_id", "plan_id", "reviewed_on"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    operation_id: UUID
    plan_id: UUID = Field(foreign_key="care_plan.id")
    elder_id: UUID = Field(foreign_key="elder.id")
    reviewed_on: date
    because: str = Field(max_length=12)
    outcome: str = Field(max_length=10)
    took_part: str = Field(default="", max_length=300)
    words: str = Field(default="", max_length=1000)
    recorded_at: datetime
    recorded_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    recorded_by_name: str = Field(max_length=200)


class GoalReview(SQLModel, table=True):
    """How far a goal was reached; ``goal`` is its wording then, ``line_id`` the problem line's."""

    __tablename__ = "goal_review"
    __table_args__ = (sa.UniqueConstraint("review_id", "line_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    review_id: UUID = Field(foreign_key="plan_review.id")
    line_id: UUID = Field(index=True)
    position: int
    goal: str = Field(max_length=400)
    reached: str = Field(max_length=10)
    words: str = Field(default="", max_length=300)
