"""who sits on the committee, what is proposed, what a meeting decides, what the nation shows

Revision: 021, after 020
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "021"
down_revision = "020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "committee_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("name_th", sa.String(length=120), nullable=False),
        sa.Column("position", sa.String(length=160), nullable=False),
        sa.Column("order_no", sa.String(length=80), nullable=False),
        sa.Column("is_chair", sa.Boolean(), nullable=False),
        sa.Column("appointed_from", sa.Date(), nullable=False),
        sa.Column("appointed_until", sa.Date(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "appointed_until IS NULL OR appointed_until > appointed_from",
            name=op.f("ck_committee_member_lasts"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["area.id"], name=op.f("fk_committee_member_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_committee_member_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_member")),
    )
    with op.batch_alter_table("committee_member", schema=None) as batch_op:
        batch_op.create_index(
            "ix_committee_member_municipality_id",
            ["municipality_id", "appointed_from"],
            unique=False,
        )

    op.create_table(
        "provider",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("name_th", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("added_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["area.id"], name=op.f("fk_provider_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider")),
        sa.UniqueConstraint(
            "municipality_id", "name_th", name=op.f("uq_provider_municipality_id_name_th")
        ),
    )
    op.create_table(
        "approval_round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("chair_id", sa.Uuid(), nullable=True),
        sa.Column("minutes_no", sa.String(length=80), nullable=False),
        sa.Column("letter_no", sa.String(length=80), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=True),
        sa.Column("opened_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_by_name", sa.String(length=120), nullable=False),
        sa.Column("signed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_approval_round_closed_at")
        ),
        sa.ForeignKeyConstraint(
            ["chair_id"], ["committee_member.id"], name=op.f("fk_approval_round_chair_id")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["user_account.id"], name=op.f("fk_approval_round_closed_by")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["area.id"], name=op.f("fk_approval_round_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["user_account.id"], name=op.f("fk_approval_round_opened_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_round")),
        sa.UniqueConstraint(
            "municipality_id",
            "year",
            "number",
            name=op.f("uq_approval_round_municipality_id_year_number"),
        ),
    )
    with op.batch_alter_table("approval_round", schema=None) as batch_op:
        batch_op.create_index(
            "ix_approval_round_municipality_id", ["municipality_id", "held_on"], unique=False
        )

    op.create_table(
        "proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("document_no", sa.String(length=80), nullable=False),
        sa.Column("letter_no", sa.String(length=80), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=True),
        sa.Column("proposer_name", sa.String(length=120), nullable=False),
        sa.Column("proposer_position", sa.String(length=160), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("begun_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("begun_by", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("until_on > from_on", name=op.f("ck_proposal_lasts")),
        sa.ForeignKeyConstraint(
            ["begun_by"], ["user_account.id"], name=op.f("fk_proposal_begun_by")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["area.id"], name=op.f("fk_proposal_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_proposal_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["user_account.id"], name=op.f("fk_proposal_submitted_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint(
            "municipality_id",
            "fiscal_year",
            "number",
            name=op.f("uq_proposal_municipality_id_fiscal_year_number"),
        ),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(
            "ix_proposal_municipality_id", ["municipality_id", "state"], unique=False
        )

    op.create_table(
        "round_attendance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "is_present OR reason != ''", name=op.f("ck_round_attendance_absent_with_reason")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["committee_member.id"], name=op.f("fk_round_attendance_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["approval_round.id"], name=op.f("fk_round_attendance_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_attendance")),
        sa.UniqueConstraint(
            "round_id", "member_id", name=op.f("uq_round_attendance_round_id_member_id")
        ),
    )
    op.create_table(
        "national_sighting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("elder_id", sa.Uuid(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("noted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=True),
        sa.Column("noted_by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["care_case.id"], name=op.f("fk_national_sighting_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["elder_id"], ["elder.id"], name=op.f("fk_national_sighting_elder_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["area.id"], name=op.f("fk_national_sighting_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by"], ["user_account.id"], name=op.f("fk_national_sighting_noted_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_national_sighting")),
    )
    with op.batch_alter_table("national_sighting", schema=None) as batch_op:
        batch_op.create_index(
            "ix_national_sighting_case_id", ["case_id", "fiscal_year", "seen_on"], unique=False
        )
        batch_op.create_index(
            "ix_national_sighting_municipality_id", ["municipality_id", "fiscal_year"], unique=False
        )

    op.create_table(
        "copied_field",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("field_code", sa.String(length=24), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("entered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("entered_by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["user_account.id"], name=op.f("fk_copied_field_entered_by")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["care_plan.id"], name=op.f("fk_copied_field_plan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copied_field")),
    )
    with op.batch_alter_table("copied_field", schema=None) as batch_op:
        batch_op.create_index(
            "ix_copied_field_plan_id", ["plan_id", "field_code", "entered_at"], unique=False
        )

    op.create_table(
        "minor_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("from_plan_id", sa.Uuid(), nullable=False),
        sa.Column("approved_plan_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_plan_id"], ["care_plan.id"], name=op.f("fk_minor_change_approved_plan_id")
        ),
        sa.ForeignKeyConstraint(
            ["from_plan_id"], ["care_plan.id"], name=op.f("fk_minor_change_from_plan_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["user_account.id"], name=op.f("fk_minor_change_made_by")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["care_plan.id"], name=op.f("fk_minor_change_plan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minor_change")),
        sa.UniqueConstraint("plan_id", name=op.f("uq_minor_change_plan_id")),
    )
    with op.batch_alter_table("minor_change", schema=None) as batch_op:
        batch_op.create_index(
            "ix_minor_change_approved_plan_id", ["approved_plan_id"], unique=False
        )

    op.create_table(
        "proposal_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("elder_id", sa.Uuid(), nullable=False),
        sa.Column("group_code", sa.String(length=2), nullable=False),
        sa.Column("adl_total", sa.Integer(), nullable=False),
        sa.Column("tai_class", sa.String(length=4), nullable=False),
        sa.Column("requested_satang", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "requested_satang >= 0", name=op.f("ck_proposal_case_nothing_below_nought")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["care_case.id"], name=op.f("fk_proposal_case_case_id")
        ),
        sa.ForeignKeyConstraint(["elder_id"], ["elder.id"], name=op.f("fk_proposal_case_elder_id")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["care_plan.id"], name=op.f("fk_proposal_case_plan_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_case_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_case")),
        sa.UniqueConstraint(
            "proposal_id", "plan_id", name=op.f("uq_proposal_case_proposal_id_plan_id")
        ),
    )
    with op.batch_alter_table("proposal_case", schema=None) as batch_op:
        batch_op.create_index("ix_proposal_case_case_id", ["case_id"], unique=False)
        batch_op.create_index(
            "uq_proposal_case_live_plan_id",
            ["plan_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "abstention",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_case_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(length=10), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("noted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("noted_by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["committee_member.id"], name=op.f("fk_abstention_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_case_id"], ["proposal_case.id"], name=op.f("fk_abstention_proposal_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["approval_round.id"], name=op.f("fk_abstention_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_abstention")),
        sa.UniqueConstraint(
            "round_id",
            "proposal_case_id",
            "member_id",
            name=op.f("uq_abstention_round_id_proposal_case_id_member_id"),
        ),
    )
    with op.batch_alter_table("abstention", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_abstention_proposal_case_id"), ["proposal_case_id"], unique=False
        )

    op.create_table(
        "case_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_case_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("ltc_satang", sa.BigInteger(), nullable=False),
        sa.Column("local_satang", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("counted_present", sa.Integer(), nullable=False),
        sa.Column("quorum_needed", sa.Integer(), nullable=False),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_by_name", sa.String(length=200), nullable=False),
        sa.Column("taken_back_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("taken_back_by", sa.Uuid(), nullable=True),
        sa.Column("taken_back_by_name", sa.String(length=200), nullable=False),
        sa.Column("taken_back_because", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_because = '')",
            name=op.f("ck_case_decision_back_with_reason"),
        ),
        sa.CheckConstraint(
            "outcome = 'approved' OR reason != ''",
            name=op.f("ck_case_decision_refused_with_reason"),
        ),
        sa.CheckConstraint(
            "counted_present >= quorum_needed", name=op.f("ck_case_decision_with_quorum")
        ),
        sa.CheckConstraint(
            "ltc_satang >= 0 AND local_satang >= 0",
            name=op.f("ck_case_decision_nothing_below_nought"),
        ),
        sa.ForeignKeyConstraint(
            ["proposal_case_id"],
            ["proposal_case.id"],
            name=op.f("fk_case_decision_proposal_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user_account.id"], name=op.f("fk_case_decision_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["approval_round.id"], name=op.f("fk_case_decision_round_id")
        ),
        sa.ForeignKeyConstraint(
            ["taken_back_by"], ["user_account.id"], name=op.f("fk_case_decision_taken_back_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_decision")),
    )
    with op.batch_alter_table("case_decision", schema=None) as batch_op:
        batch_op.create_index("ix_case_decision_round_id", ["round_id"], unique=False)
        batch_op.create_index(
            "uq_case_decision_standing",
            ["proposal_case_id"],
            unique=True,
            sqlite_where=sa.text("taken_back_at IS NULL"),
            postgresql_where=sa.text("taken_back_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("case_decision", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_decision_standing",
            sqlite_where=sa.text("taken_back_at IS NULL"),
            postgresql_where=sa.text("taken_back_at IS NULL"),
        )
        batch_op.drop_index("ix_case_decision_round_id")

    op.drop_table("case_decision")
    with op.batch_alter_table("abstention", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_abstention_proposal_case_id"))

    op.drop_table("abstention")
    with op.batch_alter_table("proposal_case", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_proposal_case_live_plan_id",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_proposal_case_case_id")

    op.drop_table("proposal_case")
    with op.batch_alter_table("minor_change", schema=None) as batch_op:
        batch_op.drop_index("ix_minor_change_approved_plan_id")

    op.drop_table("minor_change")
    with op.batch_alter_table("copied_field", schema=None) as batch_op:
        batch_op.drop_index("ix_copied_field_plan_id")

    op.drop_table("copied_field")
    with op.batch_alter_table("national_sighting", schema=None) as batch_op:
        batch_op.drop_index("ix_national_sighting_municipality_id")
        batch_op.drop_index("ix_national_sighting_case_id")

    op.drop_table("national_sighting")
    op.drop_table("round_attendance")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index("ix_proposal_municipality_id")

    op.drop_table("proposal")
    with op.batch_alter_table("approval_round", schema=None) as batch_op:
        batch_op.drop_index("ix_approval_round_municipality_id")

    op.drop_table("approval_round")
    op.drop_table("provider")
    with op.batch_alter_table("committee_member", schema=None) as batch_op:
        batch_op.drop_index("ix_committee_member_municipality_id")

    op.drop_table("committee_member")
