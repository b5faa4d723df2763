"""The table of answers to proposals."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Column, Field, SQLModel

from ltc.foundation.core.db import Json
from ltc.foundation.core.ids import new_id


class ProposalAnswer(SQLModel, table=True):
    """What somebody answered to a proposal, with the facts that raised it then.

    Rows are only added: who thinks again answers again, and the latest counts. The two line ids
    name what it added to the plan; both are empty when it was declined.
    """

    __tablename__ = "proposal_answer"
    __table_args__ = (sa.Index("ix_proposal_answer_plan_id", "plan_id", "answered_at"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    plan_id: UUID = Field(foreign_key="care_plan.id")
    rule_code: str = Field(max_length=40)
    problem_line_id: UUID | None = None
    service_line_id: UUID | None = None
    answer: str = Field(max_length=10)
    reason: str = Field(default="", max_length=300)
    raised_by: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    against: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    answered_at: datetime
    answered_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    answered_by_name: str = Field(max_length=200)
