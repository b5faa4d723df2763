"""The table of assessments: one row for one instrument filled in once, kept as it was."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Column, Field, SQLModel

from ltc.foundation.core.db import Json
from ltc.foundation.core.ids import new_id

# What may still happen to a saved row; each of these is written once, from nothing to something.
WRITTEN_ONCE = frozenset(
    {
        "is_superseded",
        "tai_class",
        "tai_reason",
        "tai_decided_at",
        "tai_decided_by",
        "safety_seen_at",
        "safety_seen_by",
        "version",
    }
)


class Assessment(SQLModel, table=True):
    """One instrument filled in once. Never edited: an amendment is a new row.

    ``is_superseded`` marks the row that an amendment took the place of; ``amends_id`` points from
    the amendment back to it. ``answers`` maps item codes to scores, ``total`` and ``band`` were
    computed from them on the server by the cut-offs of ``assessed_on`` (``total`` is None only for
    a result that was brought in without one; ``answers`` are empty for one of which a town had
    kept nothing but the total). ``doubts`` holds what was asked back and answered,
    ``alerts`` the codes of dangers to life. ``operation_id`` is made with the form: a form that
    arrives twice is saved once.
    """

    __table_args__ = (
        sa.UniqueConstraint("operation_id"),
        sa.UniqueConstraint("amends_id"),
        # the latest valid one of a kind, for one elder or for all: every column of the order is in
        sa.Index(
            "ix_assessment_latest", "instrument", "purpose", "is_superseded", "elder_id",
            "assessed_on", "recorded_at", "id",
        ),
        sa.Index(
            "ix_assessment_history", "elder_id", "instrument", "assessed_on", "recorded_at", "id"
        ),
        # screening of whole towns: every column that progress counts is in
        sa.Index(
            "ix_assessment_screening", "municipality_id", "instrument", "elder_id", "assessed_on",
            "is_superseded", "band",
            sqlite_where=sa.text("purpose = 'screening'"),
            postgresql_where=sa.text("purpose = 'screening'"),
        ),
        sa.Index("ix_assessment_assessor", "assessor_id", "assessed_on", "instrument"),
        # short lists of what waits for somebody
        sa.Index(
            "ix_assessment_open_alert", "municipality_id", "recorded_at",
            sqlite_where=sa.text("is_alarming = 1 AND safety_seen_at IS NULL"),
            postgresql_where=sa.text("is_alarming AND safety_seen_at IS NULL"),
        ),
        sa.Index(
            "ix_assessment_wants_formal", "municipality_id", "assessed_on",
            sqlite_where=sa.text("wants_formal = 1"), postgresql_where=sa.text("wants_formal"),
        ),
        sa.CheckConstraint("total IS NULL OR total >= 0", name="total_not_negative"),
        sa.CheckConstraint("amends_id IS NULL OR amend_reason != ''", name="amended_with_reason"),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    operation_id: UUID
    elder_id: UUID = Field(foreign_key="elder.id")
    municipality_id: UUID = Field(foreign_key="area.id")
    instrument: str = Field(max_length=30)
    instrument_version: int
    purpose: str = Field(max_length=16)
    method: str = Field(max_length=16)
    place: str = Field(max_length=16)
    assessed_on: date
    recorded_at: datetime
    assessor_id: UUID | None = Field(default=None, foreign_key="user_account.id")
    assessor_name: str = Field(max_length=200)
    assessor_role: str = Field(max_length=40)
    answers: dict[str, int] = Field(sa_column=Column(Json, nullable=False))
    variant: str | None = Field(default=None, max_length=30)
    total: int | None = None
    band: str | None = Field(default=None, max_length=30)
    note: str = Field(default="", max_length=2_000)
    doubts: list[dict[str, str]] = Field(
        default_factory=list, sa_column=Column(Json, nullable=False)
    )
    alerts: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    is_alarming: bool = False
    safety_seen_at: datetime | None = None
    safety_seen_by: str | None = Field(default=None, max_length=200)
    wants_formal: bool = False
    amends_id: UUID | None = Field(default=None, foreign_key="assessment.id")
    amend_reason: str = Field(default="", max_length=300)
    is_superseded: bool = False
    tai_class: str | None = Field(default=None, max_length=2)
    tai_proposed: str | None = Field(default=None, max_length=2)
    tai_reason: str | None = Field(default=None, max_length=300)
    tai_decided_at: datetime | None = None
    tai_decided_by: str | None = Field(default=None, max_length=200)
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        table = getattr(cls, "__table__", None)
        return {} if table is None else {"version_id_col": table.c.version}


@sa.event.listens_for(Assessment, "before_update")
def _keep_as_it_was(_mapper: object, _connection: object, row: Assessment) -> None:
    """Refuse every change but the few that are written once."""
    changed = {
        name: attribute.history
        for name, attribute in sa.inspect(row).attrs.items()
        if attribute.history.has_changes()
    }
    for name, history in changed.items():
        is_again = name != "version" and any(history.deleted)
        if name not in WRITTEN_ONCE or is_again:
            raise AssertionError(f"an assessment is never edited: {name}")


@sa.event.listens_for(Assessment, "before_delete")
def _never_deleted(_mapper: object, _connection: object, _row: Assessment) -> None:
    """Refuse to delete: a wrong assessment is amended, and both stay."""
    raise AssertionError("an assessment is never deleted")
