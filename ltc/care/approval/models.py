"""Tables of approval: members, providers, proposals, rounds, decisions, what the nation shows."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ltc.foundation.core.ids import new_id

_LIVE = sa.text("ended_at IS NULL")
_STANDS = sa.text("taken_back_at IS NULL")
TAKING_BACK = frozenset(
    {"taken_back_at", "taken_back_by", "taken_back_by_name", "taken_back_because"}
)


def _versioned(cls: Any) -> dict[str, Any]:
    table = getattr(cls, "__table__", None)
    return {} if table is None else {"version_id_col": table.c.version}


class CommitteeMember(SQLModel, table=True):
    """Somebody appointed to the sub-committee, from a day until (excluded) a day.

    ``order_no`` names the order of appointment (คำสั่งแต่งตั้ง), ``position`` the office held.
    ``user_id`` is set for a member who signs in here too: only such a one can be told to abstain
    by the records alone.
    """

    __tablename__ = "committee_member"
    __table_args__ = (
        sa.Index("ix_committee_member_municipality_id", "municipality_id", "appointed_from"),
        sa.CheckConstraint(
            "appointed_until IS NULL OR appointed_until > appointed_from", name="lasts"
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    municipality_id: UUID = Field(foreign_key="area.id")
    name_th: str = Field(max_length=120)
    position: str = Field(max_length=160)
    order_no: str = Field(max_length=80)
    is_chair: bool = False
    appointed_from: date
    appointed_until: date | None = None
    user_id: UUID | None = Field(default=None, foreign_key="user_account.id")
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return _versioned(cls)


class Provider(SQLModel, table=True):
    """Who gives the services and proposes the plans: a centre, a service unit, another place."""

    __table_args__ = (sa.UniqueConstraint("municipality_id", "name_th"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    municipality_id: UUID = Field(foreign_key="area.id")
    name_th: str = Field(max_length=160)
    kind: str = Field(max_length=8)
    added_at: datetime


class Proposal(SQLModel, table=True):
    """What a provider lays before the committee: plans of some people for one fiscal year.

    ``fiscal_year`` is of the Buddhist era; ``number`` counts within it. ``until_on`` is excluded.
    """

    __table_args__ = (
        sa.UniqueConstraint("municipality_id", "fiscal_year", "number"),
        sa.Index("ix_proposal_municipality_id", "municipality_id", "state"),
        sa.CheckConstraint("until_on > from_on", name="lasts"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    municipality_id: UUID = Field(foreign_key="area.id")
    provider_id: UUID = Field(foreign_key="provider.id")
    fiscal_year: int
    number: int
    from_on: date
    until_on: date
    document_no: str = Field(default="", max_length=80)
    letter_no: str = Field(default="", max_length=80)
    letter_on: date | None = None
    proposer_name: str = Field(default="", max_length=120)
    proposer_position: str = Field(default="", max_length=160)
    state: str = Field(max_length=10)
    begun_at: datetime
    begun_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    submitted_at: datetime | None = None
    submitted_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return _versioned(cls)


class ProposalCase(SQLModel, table=True):
    """One plan of a proposal, with group and scores as they stood when it was put there.

    At most one that lives for a plan: it ends when it is withdrawn, taken out, refused or returned.
    """

    __tablename__ = "proposal_case"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "plan_id"),
        sa.Index(
            "uq_proposal_case_live_plan_id", "plan_id", unique=True,
            sqlite_where=_LIVE, postgresql_where=_LIVE,
        ),
        sa.Index("ix_proposal_case_case_id", "case_id"),
        sa.CheckConstraint("requested_satang >= 0", name="nothing_below_nought"),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    proposal_id: UUID = Field(foreign_key="proposal.id")
    plan_id: UUID = Field(foreign_key="care_plan.id")
    case_id: UUID = Field(foreign_key="care_case.id")
    elder_id: UUID = Field(foreign_key="elder.id")
    group_code: str = Field(max_length=2)
    adl_total: int
    tai_class: str = Field(max_length=4)
    requested_satang: int = Field(sa_type=sa.BigInteger)
    added_at: datetime
    ended_at: datetime | None = None


class ApprovalRound(SQLModel, table=True):
    """One meeting of the committee, numbered within a year of the Buddhist era.

    Closed means: the chair has signed, and nothing of it changes any more.
    """

    __tablename__ = "approval_round"
    __table_args__ = (
        sa.UniqueConstraint("municipality_id", "year", "number"),
        sa.Index("ix_approval_round_municipality_id", "municipality_id", "held_on"),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    municipality_id: UUID = Field(foreign_key="area.id")
    year: int
    number: int
    held_on: date
    place: str = Field(default="", max_length=160)
    state: str = Field(max_length=8)
    chair_id: UUID | None = Field(default=None, foreign_key="committee_member.id")
    minutes_no: str = Field(default="", max_length=80)
    letter_no: str = Field(default="", max_length=80)
    letter_on: date | None = None
    opened_at: datetime | None = None
    opened_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    closed_at: datetime | None = None
    closed_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    signed_by_name: str = Field(default="", max_length=120)
    signed_at: datetime | None = None
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return _versioned(cls)


class RoundAttendance(SQLModel, table=True):
    """Whether a member came to a round; who did not has a reason."""

    __tablename__ = "round_attendance"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "member_id"),
        sa.CheckConstraint("is_present OR reason != ''", name="absent_with_reason"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    round_id: UUID = Field(foreign_key="approval_round.id")
    member_id: UUID = Field(foreign_key="committee_member.id")
    is_present: bool
    reason: str = Field(default="", max_length=200)


class Abstention(SQLModel, table=True):
    """A member who takes no part in one case of a round, and why."""

    __table_args__ = (sa.UniqueConstraint("round_id", "proposal_case_id", "member_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    round_id: UUID = Field(foreign_key="approval_round.id")
    proposal_case_id: UUID = Field(foreign_key="proposal_case.id", index=True)
    member_id: UUID = Field(foreign_key="committee_member.id")
    why: str = Field(max_length=10)
    words: str = Field(default="", max_length=200)
    noted_at: datetime
    noted_by_name: str = Field(max_length=200)


class CaseDecision(SQLModel, table=True):
    """What a round decided on one plan. Never edited; a slip is taken back while the round is open.

    ``ltc_satang`` and ``local_satang`` are the two accounts of the form: long-term care, and the
    general local fund. ``counted_present`` are those who took part after abstentions,
    ``quorum_needed`` how many had to.
    """

    __tablename__ = "case_decision"
    __table_args__ = (
        sa.Index(
            "uq_case_decision_standing", "proposal_case_id", unique=True,
            sqlite_where=_STANDS, postgresql_where=_STANDS,
        ),
        sa.Index("ix_case_decision_round_id", "round_id"),
        sa.CheckConstraint("ltc_satang >= 0 AND local_satang >= 0", name="nothing_below_nought"),
        sa.CheckConstraint("counted_present >= quorum_needed", name="with_quorum"),
        sa.CheckConstraint("outcome = 'approved' OR reason != ''", name="refused_with_reason"),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_because = '')", name="back_with_reason"
        ),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    proposal_case_id: UUID = Field(foreign_key="proposal_case.id")
    round_id: UUID = Field(foreign_key="approval_round.id")
    outcome: str = Field(max_length=10)
    ltc_satang: int = Field(sa_type=sa.BigInteger)
    local_satang: int = Field(sa_type=sa.BigInteger)
    reason: str = Field(default="", max_length=400)
    counted_present: int
    quorum_needed: int
    decided_at: datetime
    recorded_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    recorded_by_name: str = Field(max_length=200)
    taken_back_at: datetime | None = None
    taken_back_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    taken_back_by_name: str = Field(default="", max_length=200)
    taken_back_because: str = Field(default="", max_length=300)


class MinorChange(SQLModel, table=True):
    """A version that took over an approval, as a dated rule allows, without a round of its own.

    ``approved_plan_id`` is the version that a round decided on; ``from_plan_id`` the one before.
    """

    __tablename__ = "minor_change"
    __table_args__ = (
        sa.UniqueConstraint("plan_id"),
        sa.Index("ix_minor_change_approved_plan_id", "approved_plan_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    plan_id: UUID = Field(foreign_key="care_plan.id")
    from_plan_id: UUID = Field(foreign_key="care_plan.id")
    approved_plan_id: UUID = Field(foreign_key="care_plan.id")
    why: str = Field(max_length=300)
    made_at: datetime
    made_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    made_by_name: str = Field(max_length=200)


class NationalSighting(SQLModel, table=True):
    """What somebody saw of a case in the national program on a day; the newest one counts."""

    __tablename__ = "national_sighting"
    __table_args__ = (
        sa.Index("ix_national_sighting_case_id", "case_id", "fiscal_year", "seen_on"),
        sa.Index("ix_national_sighting_municipality_id", "municipality_id", "fiscal_year"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    municipality_id: UUID = Field(foreign_key="area.id")
    case_id: UUID = Field(foreign_key="care_case.id")
    elder_id: UUID = Field(foreign_key="elder.id")
    fiscal_year: int
    state: str = Field(max_length=12)
    seen_on: date
    reference: str = Field(default="", max_length=80)
    noted_at: datetime
    noted_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    noted_by_name: str = Field(max_length=200)


class CopiedField(SQLModel, table=True):
    """That one field of a plan was typed into the national program; the newest one counts.

    The digest tells whether our value has changed since; the value itself is not kept twice.
    """

    __tablename__ = "copied_field"
    __table_args__ = (sa.Index("ix_copied_field_plan_id", "plan_id", "field_code", "entered_at"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    plan_id: UUID = Field(foreign_key="care_plan.id")
    field_code: str = Field(max_length=24)
    digest: str = Field(max_length=64)
    entered_at: datetime
    entered_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    entered_by_name: str = Field(max_length=200)


def _keep_as_it_was(_mapper: object, _connection: object, row: SQLModel) -> None:
    """Refuse every change but taking a decision back, once."""
    for name, attribute in sa.inspect(row).attrs.items():  #
        history = attribute.history
        if history.has_changes() and (name not in TAKING_BACK or any(history.deleted)):
            raise AssertionError(f"{type(row).__name__} is never edited: {name}")


def _never_deleted(_mapper: object, _connection: object, row: SQLModel) -> None:
    """Refuse to delete what was decided, seen or entered."""
    raise AssertionError(f"{type(row).__name__} is never deleted")


for _kind in (CaseDecision, MinorChange, NationalSighting, CopiedField):
    sa.event.listen(_kind, "before_update", _keep_as_it_was)
    sa.event.listen(_kind, "before_delete", _never_deleted)
