"""lines of a plan keep an identity of their own; a plan knows whether it was agreed and approved

Revision: 019, after 018
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from ltc.foundation.core.ids import new_id

revision = "019"
down_revision = "018"
branch_labels = None
depends_on = None

LINES = {"plan_problem": ("text",), "planned_service": ("kind", "text", "doer_role")}
STAMPS = ("agreed_at", "proposed_at", "approved_at")


def upgrade() -> None:
    for name in STAMPS:
        op.add_column(
            "care_plan", sa.Column(name, sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True)
        )
    op.add_column("care_plan", sa.Column("approved_on", sa.Date(), nullable=True))
    op.add_column(
        "care_plan",
        sa.Column("approved_by", sa.String(length=160), nullable=False, server_default=""),
    )
    with op.batch_alter_table("care_plan", schema=None) as batch_op:
        batch_op.alter_column(
            "approved_by", existing_type=sa.String(length=160), server_default=None
        )
    for table in LINES:
        op.add_column(table, sa.Column("line_id", sa.Uuid(), nullable=True))
        _name_lines(table)
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("line_id", existing_type=sa.Uuid(), nullable=False)
            batch_op.create_unique_constraint(
                op.f(f"uq_{table}_plan_id_line_id"), ["plan_id", "line_id"]
            )


def downgrade() -> None:
    for table in LINES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f"uq_{table}_plan_id_line_id"), type_="unique")
            batch_op.drop_column("line_id")
    for name in ("approved_by", "approved_on", *reversed(STAMPS)):
        op.drop_column("care_plan", name)


def _name_lines(table: str) -> None:
    """Give each line of before an identity; which line of the next version it became, nobody said.

    Lines at the same place with the same words in versions of one case are the same line.
    """
    words = [sa.column(name, sa.String()) for name in LINES[table]]
    lines = sa.table(
        table, sa.column("id", sa.Uuid()), sa.column("line_id", sa.Uuid()),
        sa.column("plan_id", sa.Uuid()), sa.column("position", sa.Integer()), *words,
    )  # fmt: skip
    plans = sa.table("care_plan", sa.column("id", sa.Uuid()), sa.column("case_id", sa.Uuid()))
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(
            lines.c.id, plans.c.case_id, lines.c.position, *(lines.c[name] for name in LINES[table])
        ).join(plans, plans.c.id == lines.c.plan_id)
    ).all()
    known: dict[tuple[object, ...], object] = {}
    for row_id, *same in rows:
        line_id = known.setdefault(tuple(same), new_id())
        connection.execute(lines.update().where(lines.c.id == row_id).values(line_id=line_id))
