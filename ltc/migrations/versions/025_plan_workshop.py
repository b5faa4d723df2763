"""all fields of the plan's form, who gives a service, and the week of a plan

Revision: 025, after 024
"""

import sqlalchemy as sa
from alembic import op

from ltc.foundation.core.db import Json

revision = "025"
down_revision = "024"
branch_labels = None
depends_on = None

TEXTS = {
    "care_plan": {
        "urgency": 12, "outside_week": 2000, "budget_reason": 300, "over_rate_reason": 300,
        "other_funding": 200,
    },
    "planned_service": {"referred_to": 120},
}  # fmt: skip
MORE = (
    ("care_plan", "budget_satang", sa.BigInteger()),
    ("care_plan", "health_words", Json),
    ("care_plan", "daily_life", Json),
    ("planned_service", "cost_satang", sa.BigInteger()),
)


def upgrade() -> None:
    for table, texts in TEXTS.items():
        for name, length in texts.items():
            text = sa.String(length=length)
            op.add_column(table, sa.Column(name, text, nullable=False, server_default=""))
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, length in texts.items():
                text = sa.String(length=length)
                batch_op.alter_column(name, existing_type=text, server_default=None)
    for table, name, kind in MORE:
        op.add_column(table, sa.Column(name, kind, nullable=True))
    op.create_table(
        "plan_slot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("start_minute", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("is_by_hand", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["care_plan.id"], name=op.f("fk_plan_slot_plan_id_care_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_slot")),
    )
    op.create_index("ix_plan_slot_plan_id", "plan_slot", ["plan_id"])


def downgrade() -> None:
    op.drop_index("ix_plan_slot_plan_id", table_name="plan_slot")
    op.drop_table("plan_slot")
    for table, name, _kind in reversed(MORE):
        op.drop_column(table, name)
    for table, texts in TEXTS.items():
        for name in texts:
            op.drop_column(table, name)
