"""Alembic's way in: runs on the connection it is given, on either database."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString


def render_item(kind: str, thing: Any, _autogen: Any) -> str | Literal[False]:
    """Write SQLModel's own string type as plain SQLAlchemy, so that migrations need no models."""
    if kind == "type" and isinstance(thing, AutoString):
        return f"sa.String(length={thing.length})"
    if kind == "type" and type(thing) is sa.String and "postgresql" in thing._variant_mapping:
        size = thing.length
        return (
            f"sa.String(length={size}).with_variant("
            f"sa.String(length={size}, collation='C'), 'postgresql')"
        )
    return False


connection: sa.Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
    transaction_per_migration=False,
)
context.run_migrations()
