"""Tables of cases and plans."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Column, Field, SQLModel

from ltc.foundation.core.db import Json
from ltc.foundation.core.ids import new_id

_OPEN = sa.text("closed_on IS NULL")
_ACTIVE = sa.text("status = 'active'")
_DRAFT = sa.text("status = 'draft'")


class Case(SQLModel, table=True):
    """A period under long-term care; open while ``closed_on`` is empty, one at most per elder.

    ``reasons`` are codes of EligibilityReason as claimed at opening. ``reopened_from_id`` names the
    closed case that this one takes up again.
    """

    __tablename__ = "care_case"  # CASE is a word of SQL
    __table_args__ = (
        sa.Index(
            "uq_care_case_open_elder_id", "elder_id", unique=True,
            sqlite_where=_OPEN, postgresql_where=_OPEN,
        ),
        sa.Index("ix_care_case_elder_id", "elder_id", "opened_on"),
        sa.Index("ix_care_case_municipality_id", "municipality_id", "closed_on"),
        sa.CheckConstraint(
            "(closed_on IS NULL) = (close_reason IS NULL)", name="closed_with_reason"
        ),
        sa.CheckConstraint(
            "group_override IS NULL OR group_override_reason != ''", name="override_with_reason"
        ),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    elder_id: UUID = Field(foreign_key="elder.id")
    municipality_id: UUID = Field(foreign_key="area.id")
    opened_on: date
    closed_on: date | None = None
    close_reason: str | None = Field(default=None, max_length=12)
    group_override: str | None = Field(default=None, max_length=2)
    group_override_reason: str = Field(default="", max_length=300)
    reasons: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    note: str = Field(default="", max_length=600)
    close_note: str = Field(default="", max_length=600)
    reopened_from_id: UUID | None = Field(default=None, foreign_key="care_case.id")
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        table = getattr(cls, "__table__", None)
        return {} if table is None else {"version_id_col": table.c.version}

    @property
    def is_open(self) -> bool:
        """True while the person is under care."""
        return self.closed_on is None


class LegalGround(SQLModel, table=True):
    """On what ground the case's data is used: dated, with a scope; withdrawn, never deleted."""

    __tablename__ = "legal_ground"
    __table_args__ = (sa.Index("ix_legal_ground_case_id", "case_id", "given_on"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    case_id: UUID = Field(foreign_key="care_case.id")
    elder_id: UUID = Field(foreign_key="elder.id", index=True)
    kind: str = Field(max_length=16)
    scope: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    given_on: date
    given_by: str = Field(default="", max_length=120)
    relation: str = Field(default="", max_length=60)
    how: str = Field(default="", max_length=16)
    witness: str = Field(default="", max_length=120)
    text_version: str = Field(default="", max_length=20)
    withdrawn_on: date | None = None
    withdrawn_because: str = Field(default="", max_length=300)
    recorded_at: datetime
    recorded_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        table = getattr(cls, "__table__", None)
        return {} if table is None else {"version_id_col": table.c.version}


class CarePlan(SQLModel, table=True):
    """One version of a case's plan; ``number`` counts 1, 2, 3 … ``valid_until`` is excluded.

    Only a draft may be written on, and not while it lies before the committee. At most one draft
    and one active plan per case. ``agreed_at``: every party was heard on every line as it stands;
    ``approved_by`` names the meeting that approved it. Active and not approved: an interim plan.
    ``reviewed_on``: the day on which it was last looked at again.
    ``health_words`` keeps diagnoses and medicines as they were when it came into use;
    ``daily_life`` what an ordinary day looks like, by the hour. The texts are as in PlanDraft.
    """

    __tablename__ = "care_plan"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "number"),
        sa.Index(
            "uq_care_plan_active_case_id", "case_id", unique=True,
            sqlite_where=_ACTIVE, postgresql_where=_ACTIVE,
        ),
        sa.Index(
            "uq_care_plan_draft_case_id", "case_id", unique=True,
            sqlite_where=_DRAFT, postgresql_where=_DRAFT,
        ),
        sa.Index("ix_care_plan_elder_id", "elder_id", "status"),
        sa.CheckConstraint("valid_until > valid_from", name="lasts"),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    case_id: UUID = Field(foreign_key="care_case.id")
    elder_id: UUID = Field(foreign_key="elder.id")
    number: int
    status: str = Field(max_length=12)
    wishes_elder: str = Field(default="", max_length=2000)
    wishes_family: str = Field(default="", max_length=2000)
    long_term_aim: str = Field(default="", max_length=1000)
    cautions: str = Field(default="", max_length=1000)
    urgency: str = Field(default="", max_length=12)
    outside_week: str = Field(default="", max_length=2000)
    budget_satang: int | None = Field(default=None, sa_type=sa.BigInteger)
    budget_reason: str = Field(default="", max_length=300)
    over_rate_reason: str = Field(default="", max_length=300)
    other_funding: str = Field(default="", max_length=200)
    health_words: dict[str, list[str]] | None = Field(
        default=None, sa_column=Column(Json, nullable=True)
    )
    daily_life: dict[str, str] | None = Field(default=None, sa_column=Column(Json, nullable=True))
    valid_from: date
    valid_until: date
    drafted_at: datetime
    drafted_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    activated_at: datetime | None = None
    activated_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    agreed_at: datetime | None = None
    proposed_at: datetime | None = None
    approved_at: datetime | None = None
    approved_on: date | None = None
    approved_by: str = Field(default="", max_length=160)
    reviewed_on: date | None = None
    ended_at: datetime | None = None
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        table = getattr(cls, "__table__", None)
        return {} if table is None else {"version_id_col": table.c.version}

    @property
    def is_interim(self) -> bool:
        """True while the plan drives visits and nobody has approved it."""
        return self.status == "active" and self.approved_at is None


class PlanProblem(SQLModel, table=True):
    """What is hard in this person's life; without a goal it says why there is none.

    ``line_id`` stays the same while the line is changed, and in the versions that follow.
    """

    __tablename__ = "plan_problem"
    __table_args__ = (
        sa.UniqueConstraint("plan_id", "position"),
        sa.UniqueConstraint("plan_id", "line_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    line_id: UUID = Field(default_factory=new_id)
    plan_id: UUID = Field(foreign_key="care_plan.id")
    position: int
    text: str = Field(max_length=400)
    source: str = Field(max_length=12)
    no_goal_reason: str = Field(default="", max_length=300)


class PlanGoal(SQLModel, table=True):
    """What shall be reached by a day, and how one sees that it is."""

    __tablename__ = "plan_goal"
    __table_args__ = (sa.Index("ix_plan_goal_plan_id", "plan_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    plan_id: UUID = Field(foreign_key="care_plan.id")
    problem_id: UUID | None = Field(default=None, foreign_key="plan_problem.id")
    text: str = Field(max_length=400)
    target_on: date | None = None
    measure: str = Field(default="", max_length=300)


class PlannedService(SQLModel, table=True):
    """What is done, how often and by whom. ``kind`` is a code of the service catalogue.

    ``times`` per ``per`` (codes of Per); ``doer_role`` is a code of elders' TeamRole. ``line_id``
    as in PlanProblem.
    """

    __tablename__ = "planned_service"
    __table_args__ = (
        sa.UniqueConstraint("plan_id", "position"),
        sa.UniqueConstraint("plan_id", "line_id"),
        sa.CheckConstraint("times > 0", name="some_times"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    line_id: UUID = Field(default_factory=new_id)
    plan_id: UUID = Field(foreign_key="care_plan.id")
    position: int
    kind: str = Field(max_length=24)
    text: str = Field(default="", max_length=400)
    doer_role: str = Field(max_length=20)
    doer_user_id: UUID | None = Field(default=None, foreign_key="user_account.id")
    times: int
    per: str = Field(max_length=8)
    minutes: int | None = None
    note: str = Field(default="", max_length=300)
    referred_to: str = Field(default="", max_length=120)
    cost_satang: int | None = Field(default=None, sa_type=sa.BigInteger)


class PlanSlot(SQLModel, table=True):
    """One time of a service in the week of a plan: ``weekday`` 0 is Monday, minutes from midnight.

    A slot that was moved by hand stays when the services change, even when it no longer fits
    (``rules.week.arranged`` tells); the others are laid again.
    """

    __tablename__ = "plan_slot"
    __table_args__ = (sa.Index("ix_plan_slot_plan_id", "plan_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    plan_id: UUID = Field(foreign_key="care_plan.id")
    line_id: UUID
    weekday: int
    start_minute: int
    minutes: int
    is_by_hand: bool = False
