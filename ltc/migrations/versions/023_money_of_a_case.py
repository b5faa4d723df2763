"""money of a case

Revision: 023, after 022
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "023"
down_revision = "022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "money_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("purse", sa.String(length=8), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("amount_satang", sa.BigInteger(), nullable=False),
        sa.Column("to_th", sa.String(length=160), nullable=False),
        sa.Column("because", sa.String(length=300), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_by_name", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "reverses_id IS NULL OR because != ''",
            name=op.f("ck_money_document_reversed_with_reason"),
        ),
        sa.CheckConstraint(
            "(reverses_id IS NULL) = (amount_satang > 0)",
            name=op.f("ck_money_document_negative_when_reversing"),
        ),
        sa.CheckConstraint("amount_satang != 0", name=op.f("ck_money_document_some_money")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["area.id"], name=op.f("fk_money_document_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user_account.id"], name=op.f("fk_money_document_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["money_document.id"], name=op.f("fk_money_document_reverses_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_document")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_money_document_operation_id")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_money_document_reverses_id")),
    )
    with op.batch_alter_table("money_document", schema=None) as batch_op:
        batch_op.create_index(
            "ix_money_document_municipality_id",
            ["municipality_id", "fiscal_year", "kind"],
            unique=False,
        )

    op.create_table(
        "pay_statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("regime", sa.String(length=16), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("amount_satang", sa.BigInteger(), nullable=False),
        sa.Column("holiday_satang", sa.BigInteger(), nullable=True),
        sa.Column("order_no", sa.String(length=80), nullable=False),
        sa.Column("total_satang", sa.BigInteger(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("paid_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("paid_reference", sa.String(length=80), nullable=False),
        sa.Column("paid_by", sa.Uuid(), nullable=True),
        sa.Column("paid_by_name", sa.String(length=200), nullable=False),
        sa.Column("voided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("voided_by_name", sa.String(length=200), nullable=False),
        sa.Column("void_because", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (void_because = '')",
            name=op.f("ck_pay_statement_voided_with_reason"),
        ),
        sa.CheckConstraint(
            "voided_at IS NULL OR paid_at IS NULL", name=op.f("ck_pay_statement_paid_is_paid")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["area.id"], name=op.f("fk_pay_statement_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["paid_by"], ["user_account.id"], name=op.f("fk_pay_statement_paid_by")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["user_account.id"], name=op.f("fk_pay_statement_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_statement")),
    )
    with op.batch_alter_table("pay_statement", schema=None) as batch_op:
        batch_op.create_index(
            "ix_pay_statement_municipality_id", ["municipality_id", "month_on"], unique=False
        )
        batch_op.create_index(
            "uq_pay_statement_standing",
            ["person_id", "regime", "month_on"],
            unique=True,
            sqlite_where=sa.text("voided_at IS NULL"),
            postgresql_where=sa.text("voided_at IS NULL"),
        )

    op.create_table(
        "regime_holding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("regime", sa.String(length=16), nullable=False),
        sa.Column("amount_satang", sa.BigInteger(), nullable=False),
        sa.Column("holiday_satang", sa.BigInteger(), nullable=True),
        sa.Column("order_no", sa.String(length=80), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("noted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("noted_by_name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until > valid_from", name=op.f("ck_regime_holding_lasts")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["area.id"], name=op.f("fk_regime_holding_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["user_account.id"], name=op.f("fk_regime_holding_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regime_holding")),
        sa.UniqueConstraint(
            "municipality_id",
            "person_id",
            "valid_from",
            name=op.f("uq_regime_holding_municipality_id_person_id_valid_from"),
        ),
    )
    op.create_table(
        "pay_signature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(length=8), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("signed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["user_account.id"], name=op.f("fk_pay_signature_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["pay_statement.id"], name=op.f("fk_pay_signature_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_signature")),
        sa.UniqueConstraint(
            "statement_id", "person_id", name=op.f("uq_pay_signature_statement_id_person_id")
        ),
        sa.UniqueConstraint(
            "statement_id", "step", name=op.f("uq_pay_signature_statement_id_step")
        ),
    )
    op.create_table(
        "nappy_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("elder_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("is_granted", sa.Boolean(), nullable=False),
        sa.Column("ground", sa.String(length=12), nullable=False),
        sa.Column("indication", sa.String(length=300), nullable=False),
        sa.Column("adl_total", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("pieces", sa.JSON(), nullable=False),
        sa.Column("a_day_satang", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_by_name", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "is_granted OR reason != ''", name=op.f("ck_nappy_decision_refused_with_reason")
        ),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on > from_on", name=op.f("ck_nappy_decision_lasts")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["user_account.id"], name=op.f("fk_nappy_decision_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["elder_id"], ["elder.id"], name=op.f("fk_nappy_decision_elder_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["area.id"], name=op.f("fk_nappy_decision_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nappy_decision")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_nappy_decision_operation_id")),
    )
    with op.batch_alter_table("nappy_decision", schema=None) as batch_op:
        batch_op.create_index("ix_nappy_decision_elder_id", ["elder_id", "from_on"], unique=False)
        batch_op.create_index(
            "ix_nappy_decision_municipality_id", ["municipality_id"], unique=False
        )

    op.create_table(
        "nappy_delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("elder_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("for_days", sa.Integer(), nullable=False),
        sa.Column("pieces", sa.JSON(), nullable=False),
        sa.Column("prices", sa.JSON(), nullable=False),
        sa.Column("amount_satang", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_by_name", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "reverses_id IS NULL OR reason != ''",
            name=op.f("ck_nappy_delivery_reversed_with_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["nappy_decision.id"], name=op.f("fk_nappy_delivery_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["elder_id"], ["elder.id"], name=op.f("fk_nappy_delivery_elder_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["area.id"], name=op.f("fk_nappy_delivery_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user_account.id"], name=op.f("fk_nappy_delivery_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["nappy_delivery.id"], name=op.f("fk_nappy_delivery_reverses_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nappy_delivery")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_nappy_delivery_operation_id")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_nappy_delivery_reverses_id")),
    )
    with op.batch_alter_table("nappy_delivery", schema=None) as batch_op:
        batch_op.create_index(
            "ix_nappy_delivery_elder_id", ["elder_id", "delivered_on"], unique=False
        )
        batch_op.create_index(
            "ix_nappy_delivery_municipality_id", ["municipality_id", "delivered_on"], unique=False
        )

    op.create_table(
        "money_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("statement_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("elder_id", sa.Uuid(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("purse", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("amount_satang", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("source_th", sa.String(length=300), nullable=False),
        sa.Column("because", sa.String(length=300), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_by_name", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "reverses_id IS NULL OR because != ''", name=op.f("ck_money_entry_reversed_with_reason")
        ),
        sa.CheckConstraint("amount_satang != 0", name=op.f("ck_money_entry_some_money")),
        sa.ForeignKeyConstraint(["case_id"], ["care_case.id"], name=op.f("fk_money_entry_case_id")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["money_document.id"], name=op.f("fk_money_entry_document_id")
        ),
        sa.ForeignKeyConstraint(["elder_id"], ["elder.id"], name=op.f("fk_money_entry_elder_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["area.id"], name=op.f("fk_money_entry_municipality_id")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["care_plan.id"], name=op.f("fk_money_entry_plan_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user_account.id"], name=op.f("fk_money_entry_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["money_entry.id"], name=op.f("fk_money_entry_reverses_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["pay_statement.id"], name=op.f("fk_money_entry_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_entry")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_money_entry_reverses_id")),
    )
    with op.batch_alter_table("money_entry", schema=None) as batch_op:
        batch_op.create_index("ix_money_entry_case_id", ["case_id", "fiscal_year"], unique=False)
        batch_op.create_index("ix_money_entry_document_id", ["document_id"], unique=False)
        batch_op.create_index(
            "ix_money_entry_municipality_id", ["municipality_id", "fiscal_year"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_money_entry_statement_id"), ["statement_id"], unique=False
        )

    op.create_table(
        "pay_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("root_visit_id", sa.Uuid(), nullable=True),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("elder_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("plan_id", sa.Uuid(), nullable=True),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("started_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("amount_satang", sa.BigInteger(), nullable=False),
        sa.Column("purse", sa.String(length=8), nullable=False),
        sa.Column("why_not", sa.String(length=12), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("is_void", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "NOT holds OR root_visit_id IS NOT NULL", name=op.f("ck_pay_line_holds_a_visit")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["care_case.id"], name=op.f("fk_pay_line_case_id")),
        sa.ForeignKeyConstraint(["elder_id"], ["elder.id"], name=op.f("fk_pay_line_elder_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["care_plan.id"], name=op.f("fk_pay_line_plan_id")),
        sa.ForeignKeyConstraint(
            ["root_visit_id"], ["visit.id"], name=op.f("fk_pay_line_root_visit_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["pay_statement.id"], name=op.f("fk_pay_line_statement_id")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_pay_line_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_line")),
        sa.UniqueConstraint(
            "statement_id", "position", name=op.f("uq_pay_line_statement_id_position")
        ),
    )
    with op.batch_alter_table("pay_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pay_line_elder_id"), ["elder_id"], unique=False)
        batch_op.create_index(
            "uq_pay_line_held_visit",
            ["root_visit_id"],
            unique=True,
            sqlite_where=sa.text("holds AND NOT is_void"),
            postgresql_where=sa.text("holds AND NOT is_void"),
        )
        batch_op.create_index(
            "uq_pay_line_settled_visit",
            ["root_visit_id", "visit_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'difference' AND NOT is_void"),
            postgresql_where=sa.text("kind = 'difference' AND NOT is_void"),
        )


def downgrade() -> None:
    with op.batch_alter_table("pay_line", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_pay_line_settled_visit",
            sqlite_where=sa.text("kind = 'difference' AND NOT is_void"),
            postgresql_where=sa.text("kind = 'difference' AND NOT is_void"),
        )
        batch_op.drop_index(
            "uq_pay_line_held_visit",
            sqlite_where=sa.text("holds AND NOT is_void"),
            postgresql_where=sa.text("holds AND NOT is_void"),
        )
        batch_op.drop_index(batch_op.f("ix_pay_line_elder_id"))

    op.drop_table("pay_line")
    with op.batch_alter_table("money_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_money_entry_statement_id"))
        batch_op.drop_index("ix_money_entry_municipality_id")
        batch_op.drop_index("ix_money_entry_document_id")
        batch_op.drop_index("ix_money_entry_case_id")

    op.drop_table("money_entry")
    with op.batch_alter_table("nappy_delivery", schema=None) as batch_op:
        batch_op.drop_index("ix_nappy_delivery_municipality_id")
        batch_op.drop_index("ix_nappy_delivery_elder_id")

    op.drop_table("nappy_delivery")
    with op.batch_alter_table("nappy_decision", schema=None) as batch_op:
        batch_op.drop_index("ix_nappy_decision_municipality_id")
        batch_op.drop_index("ix_nappy_decision_elder_id")

    op.drop_table("nappy_decision")
    op.drop_table("pay_signature")
    op.drop_table("regime_holding")
    with op.batch_alter_table("pay_statement", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_pay_statement_standing",
            sqlite_where=sa.text("voided_at IS NULL"),
            postgresql_where=sa.text("voided_at IS NULL"),
        )
        batch_op.drop_index("ix_pay_statement_municipality_id")

    op.drop_table("pay_statement")
    with op.batch_alter_table("money_document", schema=None) as batch_op:
        batch_op.drop_index("ix_money_document_municipality_id")

    op.drop_table("money_document")
