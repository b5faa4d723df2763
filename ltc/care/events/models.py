"""Tables of events, pauses and answered follow-ups."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ltc.foundation.core.ids import new_id

_OPEN = sa.text("until_on IS NULL")
_DEATH = sa.text("kind = 'death' AND withdrawn_at IS NULL")
WITHDRAWING = frozenset(
    {"withdrawn_at", "withdrawn_by", "withdrawn_by_name", "withdrawn_because"}
)  # fmt: skip


class Event(SQLModel, table=True):
    """Something that happened to an elder. Never edited: withdrawn with a reason, and told anew.

    ``precision`` says whether ``happened_on`` is exact or about. ``operation_id`` is made with the
    form: what arrives twice is saved once; ``beside_id`` names the event of the same form (the
    admission that a discharge was told with).
    """

    __tablename__ = "elder_event"
    __table_args__ = (
        sa.UniqueConstraint("operation_id"),
        sa.Index("ix_elder_event_of_elder", "elder_id", "happened_on", "recorded_at"),
        sa.Index("ix_elder_event_of_municipality", "municipality_id", "happened_on"),
        sa.Index(
            "uq_elder_event_death_elder_id", "elder_id", unique=True,
            sqlite_where=_DEATH, postgresql_where=_DEATH,
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_because = '')", name="withdrawn_with_reason"
        ),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    elder_id: UUID = Field(foreign_key="elder.id")
    municipality_id: UUID = Field(foreign_key="area.id")
    kind: str = Field(max_length=16)
    happened_on: date
    happened_time: time | None = None
    precision: str = Field(max_length=8)
    told_by: str = Field(max_length=12)
    told_by_name: str = Field(default="", max_length=120)
    detail: str = Field(default="", max_length=16)
    place: str = Field(default="", max_length=200)
    done: str = Field(default="", max_length=1000)
    note: str = Field(default="", max_length=1000)
    expected_return_on: date | None = None
    operation_id: UUID
    beside_id: UUID | None = Field(default=None, foreign_key="elder_event.id")
    recorded_at: datetime
    recorded_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    recorded_by_name: str = Field(max_length=200)
    withdrawn_at: datetime | None = None
    withdrawn_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    withdrawn_by_name: str = Field(default="", max_length=200)
    withdrawn_because: str = Field(default="", max_length=300)

    @property
    def stands(self) -> bool:
        """True while nobody withdrew it."""
        return self.withdrawn_at is None


class Pause(SQLModel, table=True):
    """Days on which no visit is due, from a day until (excluded) a day; written from the events.

    At most one open pause an elder. A pause whose beginning was withdrawn covers no day: it ends
    when it begins. ``expected_return_on`` may be changed while it lasts.
    """

    __table_args__ = (
        sa.UniqueConstraint("opened_by_id"),
        sa.Index(
            "uq_pause_open_elder_id", "elder_id", unique=True,
            sqlite_where=_OPEN, postgresql_where=_OPEN,
        ),
        sa.Index("ix_pause_elder_id", "elder_id", "from_on"),
        sa.Index("ix_pause_municipality_id", "municipality_id", "until_on"),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ends_after_start"),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    elder_id: UUID = Field(foreign_key="elder.id")
    municipality_id: UUID = Field(foreign_key="area.id")
    reason: str = Field(max_length=12)
    from_on: date
    until_on: date | None = None
    expected_return_on: date | None = None
    opened_by_id: UUID = Field(foreign_key="elder_event.id")
    closed_by_id: UUID | None = Field(default=None, foreign_key="elder_event.id")
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        table = getattr(cls, "__table__", None)
        return {} if table is None else {"version_id_col": table.c.version}


class FollowUpAnswer(SQLModel, table=True):
    """A follow-up settled by hand: done, or not needed and why; once for an event and a code."""

    __tablename__ = "follow_up_answer"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "code"),
        sa.Index("ix_follow_up_answer_elder_id", "elder_id", "code"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    event_id: UUID = Field(foreign_key="elder_event.id")
    elder_id: UUID = Field(foreign_key="elder.id")
    code: str = Field(max_length=16)
    outcome: str = Field(max_length=12)
    note: str = Field(default="", max_length=300)
    answered_on: date
    answered_at: datetime
    answered_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    answered_by_name: str = Field(max_length=200)


@sa.event.listens_for(Event, "before_update")
def _keep_as_it_was(_mapper: object, _connection: object, row: Event) -> None:
    """Refuse every change but a withdrawal, once."""
    for name, attribute in sa.inspect(row).attrs.items():
        history = attribute.history
        if history.has_changes() and (name not in WITHDRAWING or any(history.deleted)):
            raise AssertionError(f"an event is never edited: {name}")


@sa.event.listens_for(Event, "before_delete")
def _never_deleted(_mapper: object, _connection: object, _row: Event) -> None:
    """Refuse to delete: a wrong event is withdrawn, and stays to be read."""
    raise AssertionError("an event is never deleted")
