"""reviews of plans, goal by goal; which lines a proposal added

Revision: 020, after 019
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "020"
down_revision = "019"
branch_labels = None
depends_on = None

ADDED = ("problem_line_id", "service_line_id")


def upgrade() -> None:
    for name in ADDED:
        op.add_column("proposal_answer", sa.Column(name, sa.Uuid(), nullable=True))
    op.add_column("care_plan", sa.Column("reviewed_on", sa.Date(), nullable=True))
    op.create_table(
        "plan_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("elder_id", sa.Uuid(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("because", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("took_part", sa.String(length=300), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["elder_id"], ["elder.id"], name=op.f("fk_plan_review_elder_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["care_plan.id"], name=op.f("fk_plan_review_plan_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user_account.id"], name=op.f("fk_plan_review_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_review")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_plan_review_operation_id")),
    )
    op.create_index("ix_plan_review_plan_id", "plan_review", ["plan_id", "reviewed_on"])
    op.create_table(
        "goal_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("goal", sa.String(length=400), nullable=False),
        sa.Column("reached", sa.String(length=10), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["plan_review.id"], name=op.f("fk_goal_review_review_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_review")),
        sa.UniqueConstraint("review_id", "line_id", name=op.f("uq_goal_review_review_id_line_id")),
    )
    op.create_index(op.f("ix_goal_review_line_id"), "goal_review", ["line_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_goal_review_line_id"), table_name="goal_review")
    op.drop_table("goal_review")
    op.drop_index("ix_plan_review_plan_id", table_name="plan_review")
    op.drop_table("plan_review")
    op.drop_column("care_plan", "reviewed_on")
    for name in reversed(ADDED):
        op.drop_column("proposal_answer", name)
