"""papers that were printed, photos of those that were signed, files of many papers

Revision: 024, after 023
"""

from typing import Any

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from ltc.foundation.core.db import Json

revision = "024"
down_revision = "023"
branch_labels = None
depends_on = None


def _at(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sqlmodel.sql.sqltypes.UTCDateTime(), nullable=nullable)


def _by(table: str, name: str, *, nullable: bool = True) -> tuple[sa.Column[Any], sa.Constraint]:
    key = sa.ForeignKeyConstraint([name], ["user_account.id"], name=op.f(f"fk_{table}_{name}"))
    return sa.Column(name, sa.Uuid(), nullable=nullable), key


def upgrade() -> None:
    _documents()
    _sheets()
    _runs()


def _documents() -> None:
    printed_by, printed_key = _by("printed_document", "printed_by")
    op.create_table(
        "printed_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("subject_kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("elder_id", sa.Uuid(), nullable=True),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        _at("printed_at"),
        printed_by,
        sa.Column("printed_by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["elder_id"], ["elder.id"], name=op.f("fk_printed_document_elder_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["area.id"], name=op.f("fk_printed_document_municipality_id")
        ),
        printed_key,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed_document")),
    )
    op.create_index("ix_printed_document_subject", "printed_document", ["subject_id", "printed_at"])
    op.create_index("ix_printed_document_elder_id", "printed_document", ["elder_id", "printed_at"])


def _sheets() -> None:
    attached_by, attached_key = _by("signed_sheet", "attached_by")
    op.create_table(
        "signed_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("how", sa.String(length=8), nullable=False),
        _at("attached_at"),
        attached_by,
        sa.Column("attached_by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["printed_document.id"],
            name=op.f("fk_signed_sheet_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_signed_sheet_file_id")
        ),
        attached_key,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_sheet")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_signed_sheet_operation_id")),
    )
    op.create_index("ix_signed_sheet_document_id", "signed_sheet", ["document_id"])


def _runs() -> None:
    person_id, person_key = _by("print_run", "person_id", nullable=False)
    op.create_table(
        "print_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("codes", Json, nullable=False),
        sa.Column("elder_ids", Json, nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        _at("asked_at"),
        _at("beat_at", nullable=True),
        _at("ready_at", nullable=True),
        person_id,
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["area.id"], name=op.f("fk_print_run_municipality_id")
        ),
        person_key,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_run")),
    )
    op.create_index("ix_print_run_state", "print_run", ["state", "asked_at"])
    op.create_table(
        "print_run_file",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["print_run.id"], name=op.f("fk_print_run_file_run_id")
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_print_run_file")),
    )


def downgrade() -> None:
    op.drop_table("print_run_file")
    op.drop_index("ix_print_run_state", table_name="print_run")
    op.drop_table("print_run")
    op.drop_index("ix_signed_sheet_document_id", table_name="signed_sheet")
    op.drop_table("signed_sheet")
    op.drop_index("ix_printed_document_elder_id", table_name="printed_document")
    op.drop_index("ix_printed_document_subject", table_name="printed_document")
    op.drop_table("printed_document")
