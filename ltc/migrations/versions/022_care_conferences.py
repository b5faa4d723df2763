"""conferences: who was asked, what each said to each line, what was decided

Revision: 022, after 021
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "022"
down_revision = "021"
branch_labels = None
depends_on = None

OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "conference",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("note", sa.String(length=600), nullable=False),
        sa.Column("called_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("called_by", sa.Uuid(), nullable=True),
        sa.Column("called_by_name", sa.String(length=200), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("ended_by_name", sa.String(length=200), nullable=False),
        sa.Column("because", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["area.id"], name=op.f("fk_conference_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["called_by"], ["user_account.id"], name=op.f("fk_conference_called_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_conference_operation_id")),
    )
    op.create_index("ix_conference_of_town", "conference", ["municipality_id", "held_on"])
    op.create_table(
        "conference_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conference_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("elder_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("ended_by_name", sa.String(length=200), nullable=False),
        sa.Column("ending", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_conference_case_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["care_case.id"], name=op.f("fk_conference_case_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["elder_id"], ["elder.id"], name=op.f("fk_conference_case_elder_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["care_plan.id"], name=op.f("fk_conference_case_plan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_case")),
        sa.UniqueConstraint(
            "conference_id", "position", name=op.f("uq_conference_case_conference_id_position")
        ),
    )
    op.create_index("ix_conference_case_elder_id", "conference_case", ["elder_id"])
    op.create_index("ix_conference_case_plan_id", "conference_case", ["plan_id"])
    op.create_index(
        "uq_conference_case_open_plan_id",
        "conference_case",
        ["plan_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "conference_party",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hearing_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("relation", sa.String(length=60), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("presence", sa.String(length=8), nullable=False),
        sa.Column("absent_because", sa.String(length=200), nullable=False),
        sa.Column("added_because", sa.String(length=200), nullable=False),
        sa.Column("removed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("removed_because", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["hearing_id"], ["conference_case.id"], name=op.f("fk_conference_party_hearing_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_conference_party_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_party")),
        sa.UniqueConstraint(
            "hearing_id", "position", name=op.f("uq_conference_party_hearing_id_position")
        ),
        sa.CheckConstraint(
            "(presence = 'absent') = (absent_because != '')",
            name=op.f("ck_conference_party_absent_with_reason"),
        ),
        sa.CheckConstraint(
            "removed_at IS NULL OR removed_because != ''",
            name=op.f("ck_conference_party_removed_with_reason"),
        ),
    )
    op.create_index("ix_conference_party_user_id", "conference_party", ["user_id"])
    op.create_table(
        "voicing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("hearing_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=12), nullable=False),
        sa.Column("plan_stage", sa.String(length=10), nullable=False),
        sa.Column("mark", sa.String(length=10), nullable=False),
        sa.Column("mark_file_id", sa.Uuid(), nullable=True),
        sa.Column("heard_by", sa.String(length=120), nullable=False),
        sa.Column("witness", sa.String(length=120), nullable=False),
        sa.Column("given_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["hearing_id"], ["conference_case.id"], name=op.f("fk_voicing_hearing_id")
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["conference_party.id"], name=op.f("fk_voicing_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["mark_file_id"], ["stored_file.id"], name=op.f("fk_voicing_mark_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user_account.id"], name=op.f("fk_voicing_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voicing")),
        sa.UniqueConstraint("hearing_id", "number", name=op.f("uq_voicing_hearing_id_number")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_voicing_operation_id")),
    )
    op.create_index("ix_voicing_party_id", "voicing", ["party_id"])
    op.create_table(
        "voice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("voicing_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("stance", sa.String(length=10), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["voicing_id"], ["voicing.id"], name=op.f("fk_voice_voicing_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["care_plan.id"], name=op.f("fk_voice_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice")),
        sa.UniqueConstraint("voicing_id", "line_id", name=op.f("uq_voice_voicing_id_line_id")),
        sa.CheckConstraint("stance = 'agree' OR words != ''", name=op.f("ck_voice_with_words")),
    )
    op.create_index("ix_voice_plan_id", "voice", ["plan_id", "line_id"])
    op.create_table(
        "line_wording",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("words", sa.String(length=4000), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["care_plan.id"], name=op.f("fk_line_wording_plan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_wording")),
        sa.UniqueConstraint(
            "plan_id", "line_id", "digest", name=op.f("uq_line_wording_plan_id_line_id_digest")
        ),
    )
    op.create_table(
        "line_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hearing_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["hearing_id"], ["conference_case.id"], name=op.f("fk_line_decision_hearing_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["care_plan.id"], name=op.f("fk_line_decision_plan_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["user_account.id"], name=op.f("fk_line_decision_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_decision")),
        sa.UniqueConstraint(
            "hearing_id", "number", name=op.f("uq_line_decision_hearing_id_number")
        ),
    )
    op.create_index("ix_line_decision_plan_id", "line_decision", ["plan_id", "line_id"])
    op.create_table(
        "voice_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("elder_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_by_name", sa.String(length=200), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("used_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("revoked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("revoked_by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["party_id"], ["conference_party.id"], name=op.f("fk_voice_link_party_id")
        ),
        sa.ForeignKeyConstraint(["elder_id"], ["elder.id"], name=op.f("fk_voice_link_elder_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["area.id"], name=op.f("fk_voice_link_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["user_account.id"], name=op.f("fk_voice_link_made_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice_link")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_voice_link_operation_id")),
    )
    op.create_index("ix_voice_link_party_id", "voice_link", ["party_id", "made_at"])
    op.create_table(
        "minute_addition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("conference_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("added_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("added_by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_minute_addition_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["added_by"], ["user_account.id"], name=op.f("fk_minute_addition_added_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minute_addition")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_minute_addition_operation_id")),
    )
    op.create_index(
        "ix_minute_addition_conference_id", "minute_addition", ["conference_id", "added_at"]
    )
    op.create_table(
        "minute_signature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conference_id", sa.Uuid(), nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=False),
        sa.Column("signed_by_name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("additions", sa.Integer(), nullable=False),
        sa.Column("signed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_minute_signature_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["user_account.id"], name=op.f("fk_minute_signature_signed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minute_signature")),
        sa.UniqueConstraint(
            "conference_id",
            "signed_by",
            "additions",
            name=op.f("uq_minute_signature_conference_id_signed_by_additions"),
        ),
    )


def downgrade() -> None:
    op.drop_table("minute_signature")
    op.drop_index("ix_minute_addition_conference_id", table_name="minute_addition")
    op.drop_table("minute_addition")
    op.drop_index("ix_voice_link_party_id", table_name="voice_link")
    op.drop_table("voice_link")
    op.drop_index("ix_line_decision_plan_id", table_name="line_decision")
    op.drop_table("line_decision")
    op.drop_table("line_wording")
    op.drop_index("ix_voice_plan_id", table_name="voice")
    op.drop_table("voice")
    op.drop_index("ix_voicing_party_id", table_name="voicing")
    op.drop_table("voicing")
    op.drop_index("ix_conference_party_user_id", table_name="conference_party")
    op.drop_table("conference_party")
    op.drop_index("ix_conference_case_elder_id", table_name="conference_case")
    op.drop_index("ix_conference_case_plan_id", table_name="conference_case")
    op.drop_index("uq_conference_case_open_plan_id", table_name="conference_case")
    op.drop_table("conference_case")
    op.drop_index("ix_conference_of_town", table_name="conference")
    op.drop_table("conference")
