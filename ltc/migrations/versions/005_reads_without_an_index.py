"""reads without an index by elder

The index made every list of 100 write 100 scattered pages: 3 to 4 ms and 400 KB of log a view,
most of what the page cost. Who saw an elder is asked seldom, and for a span of time.

Revision: 005, after 004
"""

from alembic import op

revision = "005"
down_revision = "004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_access_subject_elder_id", table_name="access_subject")


def downgrade() -> None:
    op.create_index("ix_access_subject_elder_id", "access_subject", ["elder_id"])
