"""What the scheduler remembers: which runs were done, and that it is alive."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ltc.foundation.core.ids import new_id


class JobRun(SQLModel, table=True):
    """One run of one job; a second scheduler or a restart cannot make the same run again."""

    __tablename__ = "job_run"
    __table_args__ = (sa.UniqueConstraint("job", "due_at"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    job: str = Field(max_length=60)
    due_at: datetime
    started_at: datetime
    finished_at: datetime | None = None
    outcome: str = Field(default="running", max_length=200)


class SchedulerLease(SQLModel, table=True):
    """Which scheduler leads (its lock, on the embedded database) and when it last beat."""

    __tablename__ = "scheduler_lease"

    id: int = Field(default=1, primary_key=True)
    owner: str = Field(max_length=120)
    beat_at: datetime
    until: datetime
