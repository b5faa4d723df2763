"""Tables of money: documents and entries, pay, nappies. Amounts are whole satang.

What was booked, signed or delivered is never edited and never deleted: a mistake gets a
counter-entry or is taken back with a reason, and both stay.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Column, Field, SQLModel

from ltc.foundation.core.db import Json
from ltc.foundation.core.ids import new_id

_STANDS = sa.text("voided_at IS NULL")
_HOLDS = sa.text("holds AND NOT is_void")
_SETTLES = sa.text("kind = 'difference' AND NOT is_void")


def _satang() -> Any:
    return Field(sa_type=sa.BigInteger)


class MoneyDocument(SQLModel, table=True):
    """One paper that moved money of many cases: a transfer, or what became of a leftover.

    ``amount_satang`` is what the entries of its kind add up to. ``reverses_id`` points at the
    document that this one takes back whole, with ``because``; its amount is then negative.
    """

    __tablename__ = "money_document"
    __table_args__ = (
        sa.UniqueConstraint("operation_id"),
        sa.UniqueConstraint("reverses_id"),
        sa.Index("ix_money_document_municipality_id", "municipality_id", "fiscal_year", "kind"),
        sa.CheckConstraint("amount_satang != 0", name="some_money"),
        sa.CheckConstraint(
            "(reverses_id IS NULL) = (amount_satang > 0)", name="negative_when_reversing"
        ),
        sa.CheckConstraint("reverses_id IS NULL OR because != ''", name="reversed_with_reason"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    municipality_id: UUID = Field(foreign_key="area.id")
    operation_id: UUID
    kind: str = Field(max_length=12)
    purse: str = Field(max_length=8)
    fiscal_year: int
    reference: str = Field(max_length=80)
    dated_on: date
    amount_satang: int = _satang()
    to_th: str = Field(default="", max_length=160)
    because: str = Field(default="", max_length=300)
    reverses_id: UUID | None = Field(default=None, foreign_key="money_document.id")
    recorded_at: datetime
    recorded_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    recorded_by_name: str = Field(max_length=200)


class PayStatement(SQLModel, table=True):
    """A person's pay for a month under one regime, as it stood when the first signature was given.

    At most one that stands for a person, regime and month; it may be taken back with a reason
    until it is paid. ``total_satang`` may be negative when a later month settles a difference.
    """

    __tablename__ = "pay_statement"
    __table_args__ = (
        sa.Index(
            "uq_pay_statement_standing", "person_id", "regime", "month_on", unique=True,
            sqlite_where=_STANDS, postgresql_where=_STANDS,
        ),
        sa.Index("ix_pay_statement_municipality_id", "municipality_id", "month_on"),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (void_because = '')", name="voided_with_reason"
        ),
        sa.CheckConstraint("voided_at IS NULL OR paid_at IS NULL", name="paid_is_paid"),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    municipality_id: UUID = Field(foreign_key="area.id")
    person_id: UUID = Field(foreign_key="user_account.id")
    person_name: str = Field(max_length=200)
    regime: str = Field(max_length=16)
    month_on: date
    amount_satang: int = _satang()
    holiday_satang: int | None = Field(default=None, sa_type=sa.BigInteger)
    order_no: str = Field(default="", max_length=80)
    total_satang: int = _satang()
    days: int
    minutes: int
    frozen_at: datetime
    paid_at: datetime | None = None
    paid_on: date | None = None
    paid_reference: str = Field(default="", max_length=80)
    paid_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    paid_by_name: str = Field(default="", max_length=200)
    voided_at: datetime | None = None
    voided_by_name: str = Field(default="", max_length=200)
    void_because: str = Field(default="", max_length=300)
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        table = getattr(cls, "__table__", None)
        return {} if table is None else {"version_id_col": table.c.version}


class PayLineRow(SQLModel, table=True):
    """One line of a statement. A visit (by its ``root_visit_id``, which amendments keep) is counted
    by one statement that stands, whatever the regime; a changed visit is settled once.
    """

    __tablename__ = "pay_line"
    __table_args__ = (
        sa.UniqueConstraint("statement_id", "position"),
        sa.Index(
            "uq_pay_line_held_visit", "root_visit_id", unique=True,
            sqlite_where=_HOLDS, postgresql_where=_HOLDS,
        ),
        sa.Index(
            "uq_pay_line_settled_visit", "root_visit_id", "visit_id", unique=True,
            sqlite_where=_SETTLES, postgresql_where=_SETTLES,
        ),
        sa.CheckConstraint("NOT holds OR root_visit_id IS NOT NULL", name="holds_a_visit"),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    statement_id: UUID = Field(foreign_key="pay_statement.id")
    position: int
    kind: str = Field(max_length=12)
    root_visit_id: UUID | None = Field(default=None, foreign_key="visit.id")
    visit_id: UUID | None = Field(default=None, foreign_key="visit.id")
    elder_id: UUID | None = Field(default=None, foreign_key="elder.id", index=True)
    case_id: UUID | None = Field(default=None, foreign_key="care_case.id")
    plan_id: UUID | None = Field(default=None, foreign_key="care_plan.id")
    fiscal_year: int
    visited_on: date | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    minutes: int = 0
    amount_satang: int = _satang()
    purse: str = Field(default="", max_length=8)
    why_not: str = Field(default="", max_length=12)
    holds: bool = False
    is_void: bool = False


class PaySignature(SQLModel, table=True):
    """One of the four signatures of a statement: each step once, each person once."""

    __tablename__ = "pay_signature"
    __table_args__ = (
        sa.UniqueConstraint("statement_id", "step"),
        sa.UniqueConstraint("statement_id", "person_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    statement_id: UUID = Field(foreign_key="pay_statement.id")
    step: str = Field(max_length=8)
    person_id: UUID = Field(foreign_key="user_account.id")
    person_name: str = Field(max_length=200)
    role: str = Field(max_length=40)
    signed_at: datetime


class RegimeHolding(SQLModel, table=True):
    """Under which pay regime somebody is from a day until (excluded) a day, by whose order."""

    __tablename__ = "regime_holding"
    __table_args__ = (
        sa.UniqueConstraint("municipality_id", "person_id", "valid_from"),
        sa.CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="lasts"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    municipality_id: UUID = Field(foreign_key="area.id")
    person_id: UUID = Field(foreign_key="user_account.id")
    regime: str = Field(max_length=16)
    amount_satang: int = _satang()
    holiday_satang: int | None = Field(default=None, sa_type=sa.BigInteger)
    order_no: str = Field(default="", max_length=80)
    valid_from: date
    valid_until: date | None = None
    noted_at: datetime
    noted_by_name: str = Field(max_length=200)
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        table = getattr(cls, "__table__", None)
        return {} if table is None else {"version_id_col": table.c.version}


class MoneyEntry(SQLModel, table=True):
    """One sum of one case: of which year and purse, by which paper, when, recorded by whom.

    Never updated or deleted. A counter-entry names what it reverses and why, and has the opposite
    amount. ``document_id`` for transfers and leftovers, ``statement_id`` for pay.
    """

    __tablename__ = "money_entry"
    __table_args__ = (
        sa.UniqueConstraint("reverses_id"),
        sa.Index("ix_money_entry_municipality_id", "municipality_id", "fiscal_year"),
        sa.Index("ix_money_entry_case_id", "case_id", "fiscal_year"),
        sa.Index("ix_money_entry_document_id", "document_id"),
        sa.CheckConstraint("amount_satang != 0", name="some_money"),
        sa.CheckConstraint("reverses_id IS NULL OR because != ''", name="reversed_with_reason"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    municipality_id: UUID = Field(foreign_key="area.id")
    document_id: UUID | None = Field(default=None, foreign_key="money_document.id")
    statement_id: UUID | None = Field(default=None, foreign_key="pay_statement.id", index=True)
    case_id: UUID = Field(foreign_key="care_case.id")
    plan_id: UUID = Field(foreign_key="care_plan.id")
    elder_id: UUID = Field(foreign_key="elder.id")
    fiscal_year: int
    purse: str = Field(max_length=8)
    kind: str = Field(max_length=12)
    amount_satang: int = _satang()
    reference: str = Field(max_length=80)
    dated_on: date
    source_th: str = Field(default="", max_length=300)
    because: str = Field(default="", max_length=300)
    reverses_id: UUID | None = Field(default=None, foreign_key="money_entry.id")
    recorded_at: datetime
    recorded_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    recorded_by_name: str = Field(max_length=200)


class NappyDecision(SQLModel, table=True):
    """Whether somebody gets nappies, why, how many pieces of which kind a day; the newest counts.

    ``pieces`` maps codes of NappyKind to pieces a day; ``reason`` says why not, or why beyond.
    """

    __tablename__ = "nappy_decision"
    __table_args__ = (
        sa.UniqueConstraint("operation_id"),
        sa.Index("ix_nappy_decision_elder_id", "elder_id", "from_on"),
        sa.Index("ix_nappy_decision_municipality_id", "municipality_id"),
        sa.CheckConstraint("until_on IS NULL OR until_on > from_on", name="lasts"),
        sa.CheckConstraint("is_granted OR reason != ''", name="refused_with_reason"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    operation_id: UUID
    elder_id: UUID = Field(foreign_key="elder.id")
    municipality_id: UUID = Field(foreign_key="area.id")
    is_granted: bool
    ground: str = Field(default="", max_length=12)
    indication: str = Field(default="", max_length=300)
    adl_total: int | None = None
    from_on: date
    until_on: date | None = None
    pieces: dict[str, int] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    a_day_satang: int = _satang()
    reason: str = Field(default="", max_length=300)
    decided_at: datetime
    decided_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    decided_by_name: str = Field(max_length=200)


class NappyDelivery(SQLModel, table=True):
    """What was brought on a day and what it cost; taken back by a row with the opposite amount."""

    __tablename__ = "nappy_delivery"
    __table_args__ = (
        sa.UniqueConstraint("operation_id"),
        sa.UniqueConstraint("reverses_id"),
        sa.Index("ix_nappy_delivery_elder_id", "elder_id", "delivered_on"),
        sa.Index("ix_nappy_delivery_municipality_id", "municipality_id", "delivered_on"),
        sa.CheckConstraint("reverses_id IS NULL OR reason != ''", name="reversed_with_reason"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    operation_id: UUID
    decision_id: UUID = Field(foreign_key="nappy_decision.id")
    elder_id: UUID = Field(foreign_key="elder.id")
    municipality_id: UUID = Field(foreign_key="area.id")
    delivered_on: date
    for_days: int
    pieces: dict[str, int] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    prices: dict[str, int] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    amount_satang: int = _satang()
    reference: str = Field(default="", max_length=80)
    reason: str = Field(default="", max_length=300)
    reverses_id: UUID | None = Field(default=None, foreign_key="nappy_delivery.id")
    recorded_at: datetime
    recorded_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    recorded_by_name: str = Field(max_length=200)


def _keep_as_it_was(_mapper: object, _connection: object, row: SQLModel) -> None:
    """Refuse every change of what was booked; a line of pay falls with its statement."""
    may_change = {"is_void"} if isinstance(row, PayLineRow) else set()
    for name, attribute in sa.inspect(row).attrs.items():
        if attribute.history.has_changes() and name not in may_change:
            raise AssertionError(f"{type(row).__name__} is never edited: {name}")


def _never_deleted(_mapper: object, _connection: object, row: SQLModel) -> None:
    """Refuse to delete: a mistake gets a counter-entry, and both stay."""
    raise AssertionError(f"{type(row).__name__} is never deleted")


for _kind in (MoneyDocument, MoneyEntry, PayLineRow, PaySignature, NappyDecision, NappyDelivery):
    sa.event.listen(_kind, "before_update", _keep_as_it_was)
    sa.event.listen(_kind, "before_delete", _never_deleted)
sa.event.listen(PayStatement, "before_delete", _never_deleted)
