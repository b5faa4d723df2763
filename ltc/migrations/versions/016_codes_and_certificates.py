"""codes for the first sign-in, certificates of training

Revision: 016, after 015
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "016"
down_revision = "015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entry_code",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=200), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("made_by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_entry_code_user_id")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_entry_code")),
    )
    op.create_table(
        "training_certificate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("course", sa.String(length=30), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("holds_until", sa.Date(), nullable=True),
        sa.Column("noted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("noted_by_name", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("withdrawn_by_name", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_why", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["area.id"], name=op.f("fk_training_certificate_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_training_certificate_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_certificate")),
    )
    with op.batch_alter_table("training_certificate", schema=None) as batch_op:
        batch_op.create_index("ix_training_certificate_user_id", ["user_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("training_certificate", schema=None) as batch_op:
        batch_op.drop_index("ix_training_certificate_user_id")
    op.drop_table("training_certificate")
    op.drop_table("entry_code")
