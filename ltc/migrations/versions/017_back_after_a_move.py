"""back after a move

Revision: 017, after 016
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "017"
down_revision = "016"
branch_labels = None
depends_on = None

NAME, COLUMNS = "uq_departure_elder_id_kind", ["elder_id", "kind"]
LASTS = sa.text("taken_back_at IS NULL AND returned_on IS NULL")
STANDS = sa.text("taken_back_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "elder_return",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("elder_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("departure_id", sa.Uuid(), nullable=True),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_by_name", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "returned_on >= moved_on", name=op.f("ck_elder_return_returned_after_move")
        ),
        sa.ForeignKeyConstraint(
            ["departure_id"], ["departure.id"], name=op.f("fk_elder_return_departure_id")
        ),
        sa.ForeignKeyConstraint(["elder_id"], ["elder.id"], name=op.f("fk_elder_return_elder_id")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["elder_event.id"], name=op.f("fk_elder_return_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["area.id"], name=op.f("fk_elder_return_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user_account.id"], name=op.f("fk_elder_return_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elder_return")),
        sa.UniqueConstraint("departure_id", name=op.f("uq_elder_return_departure_id")),
        sa.UniqueConstraint("event_id", name=op.f("uq_elder_return_event_id")),
    )
    op.create_index("ix_elder_return_elder_id", "elder_return", ["elder_id", "recorded_at"])
    op.add_column("departure", sa.Column("returned_on", sa.Date(), nullable=True))
    _one_of_a_kind(LASTS)


def downgrade() -> None:
    op.drop_index(NAME, table_name="departure")
    op.drop_column("departure", "returned_on")
    op.create_index(
        NAME, "departure", COLUMNS, unique=True, sqlite_where=STANDS, postgresql_where=STANDS
    )
    op.drop_index("ix_elder_return_elder_id", table_name="elder_return")
    op.drop_table("elder_return")


def _one_of_a_kind(where: sa.TextClause) -> None:
    op.drop_index(NAME, table_name="departure")
    op.create_index(
        NAME, "departure", COLUMNS, unique=True, sqlite_where=where, postgresql_where=where
    )
