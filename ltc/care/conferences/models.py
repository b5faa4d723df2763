"""Tables of conferences. Of voices, decisions and wordings no row is ever changed or deleted."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ltc.foundation.core.ids import new_id

_OPEN = sa.text("ended_at IS NULL")


class Conference(SQLModel, table=True):
    """A coming together about one or more cases. ``because`` says why it was cancelled."""

    __tablename__ = "conference"
    __table_args__ = (
        sa.UniqueConstraint("operation_id"),
        sa.Index("ix_conference_of_town", "municipality_id", "held_on"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    operation_id: UUID
    municipality_id: UUID = Field(foreign_key="area.id")
    kind: str = Field(max_length=12)
    held_on: date
    starts_at: datetime
    place: str = Field(max_length=200)
    state: str = Field(max_length=12)
    note: str = Field(default="", max_length=600)
    called_at: datetime
    called_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    called_by_name: str = Field(max_length=200)
    ended_at: datetime | None = None
    ended_by_name: str = Field(default="", max_length=200)
    because: str = Field(default="", max_length=300)
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        table = getattr(cls, "__table__", None)
        return {} if table is None else {"version_id_col": table.c.version}


class Hearing(SQLModel, table=True):
    """One case of a conference; open while ``ended_at`` is empty, one at most per plan.

    ``ending`` is then a code of Ending.

    ``last_number`` counts what was said and decided here: the order of voices comes from it, taken
    under the row's lock, never from a clock. It also tells an open page whether anything is new.
    """

    __tablename__ = "conference_case"
    __table_args__ = (
        sa.UniqueConstraint("conference_id", "position"),
        sa.Index(
            "uq_conference_case_open_plan_id", "plan_id", unique=True,
            sqlite_where=_OPEN, postgresql_where=_OPEN,
        ),
        sa.Index("ix_conference_case_plan_id", "plan_id"),
        sa.Index("ix_conference_case_elder_id", "elder_id"),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    conference_id: UUID = Field(foreign_key="conference.id")
    case_id: UUID = Field(foreign_key="care_case.id")
    elder_id: UUID = Field(foreign_key="elder.id")
    plan_id: UUID = Field(foreign_key="care_plan.id")
    position: int
    last_number: int = Field(default=0)
    ended_at: datetime | None = None
    ended_by_name: str = Field(default="", max_length=200)
    ending: str = Field(default="", max_length=10)


class Party(SQLModel, table=True):
    """Somebody whose voice is asked for in one case; ``kind`` is a code of PartyKind.

    Who was invited and then left out stays, with ``removed_because``.
    """

    __tablename__ = "conference_party"
    __table_args__ = (
        sa.UniqueConstraint("hearing_id", "position"),
        sa.Index("ix_conference_party_user_id", "user_id"),
        sa.CheckConstraint(
            "(presence = 'absent') = (absent_because != '')", name="absent_with_reason"
        ),
        sa.CheckConstraint(
            "removed_at IS NULL OR removed_because != ''", name="removed_with_reason"
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    hearing_id: UUID = Field(foreign_key="conference_case.id")
    position: int
    kind: str = Field(max_length=20)
    name: str = Field(max_length=120)
    relation: str = Field(default="", max_length=60)
    user_id: UUID | None = Field(default=None, foreign_key="user_account.id")
    presence: str = Field(max_length=8)
    absent_because: str = Field(default="", max_length=200)
    added_because: str = Field(default="", max_length=200)
    removed_at: datetime | None = None
    removed_because: str = Field(default="", max_length=200)


class Voicing(SQLModel, table=True):
    """One act of one party: it spoke to all lines that it saw. Never changed, never deleted.

    ``plan_stage``: where the plan was at that moment. ``mark_file_id`` names the drawn signature.
    """

    __tablename__ = "voicing"
    __table_args__ = (
        sa.UniqueConstraint("operation_id"),
        sa.UniqueConstraint("hearing_id", "number"),
        sa.Index("ix_voicing_party_id", "party_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    operation_id: UUID
    hearing_id: UUID = Field(foreign_key="conference_case.id")
    party_id: UUID = Field(foreign_key="conference_party.id")
    number: int
    how: str = Field(max_length=12)
    plan_stage: str = Field(max_length=10)
    mark: str = Field(max_length=10)
    mark_file_id: UUID | None = Field(default=None, foreign_key="stored_file.id")
    heard_by: str = Field(default="", max_length=120)
    witness: str = Field(default="", max_length=120)
    given_at: datetime
    recorded_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    recorded_by_name: str = Field(max_length=200)


class Voice(SQLModel, table=True):
    """What a party said to one line in one wording. Never changed, never deleted."""

    __tablename__ = "voice"
    __table_args__ = (
        sa.UniqueConstraint("voicing_id", "line_id"),
        sa.Index("ix_voice_plan_id", "plan_id", "line_id"),
        sa.CheckConstraint("stance = 'agree' OR words != ''", name="with_words"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    voicing_id: UUID = Field(foreign_key="voicing.id")
    plan_id: UUID = Field(foreign_key="care_plan.id")
    line_id: UUID
    digest: str = Field(max_length=32)
    stance: str = Field(max_length=10)
    words: str = Field(default="", max_length=500)


class LineWording(SQLModel, table=True):
    """What a line said when somebody spoke about it: readable after it was changed or taken out."""

    __tablename__ = "line_wording"
    __table_args__ = (sa.UniqueConstraint("plan_id", "line_id", "digest"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    plan_id: UUID = Field(foreign_key="care_plan.id")
    line_id: UUID
    digest: str = Field(max_length=32)
    place: str = Field(max_length=60)
    words: str = Field(max_length=4000)


class LineDecision(SQLModel, table=True):
    """What was decided about a line in one wording; the newest counts. Never changed or deleted."""

    __tablename__ = "line_decision"
    __table_args__ = (
        sa.UniqueConstraint("hearing_id", "number"),
        sa.Index("ix_line_decision_plan_id", "plan_id", "line_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    hearing_id: UUID = Field(foreign_key="conference_case.id")
    plan_id: UUID = Field(foreign_key="care_plan.id")
    line_id: UUID
    digest: str = Field(max_length=32)
    number: int
    outcome: str = Field(max_length=10)
    words: str = Field(default="", max_length=500)
    decided_at: datetime
    decided_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    decided_by_name: str = Field(max_length=200)


class VoiceLink(SQLModel, table=True):
    """A link by which one party speaks once. Its address is the id, signed; it is stored nowhere.

    ``operation_id`` is made with the button: a double click makes one link.
    """

    __tablename__ = "voice_link"
    __table_args__ = (
        sa.UniqueConstraint("operation_id"),
        sa.Index("ix_voice_link_party_id", "party_id", "made_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    operation_id: UUID
    party_id: UUID = Field(foreign_key="conference_party.id")
    elder_id: UUID = Field(foreign_key="elder.id")
    municipality_id: UUID = Field(foreign_key="area.id")
    made_at: datetime
    made_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    made_by_name: str = Field(max_length=200)
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by_name: str = Field(default="", max_length=200)


class MinuteAddition(SQLModel, table=True):
    """A correction of minutes: they are made from what was recorded, and only added to."""

    __tablename__ = "minute_addition"
    __table_args__ = (
        sa.UniqueConstraint("operation_id"),
        sa.Index("ix_minute_addition_conference_id", "conference_id", "added_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    operation_id: UUID
    conference_id: UUID = Field(foreign_key="conference.id")
    text: str = Field(max_length=2000)
    added_at: datetime
    added_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    added_by_name: str = Field(max_length=200)


class MinuteSignature(SQLModel, table=True):
    """Who stands for the minutes by name; ``additions``: how many corrections they had read."""

    __tablename__ = "minute_signature"
    __table_args__ = (sa.UniqueConstraint("conference_id", "signed_by", "additions"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    conference_id: UUID = Field(foreign_key="conference.id")
    signed_by: UUID = Field(foreign_key="user_account.id")
    signed_by_name: str = Field(max_length=200)
    role: str = Field(max_length=20)
    additions: int
    signed_at: datetime
