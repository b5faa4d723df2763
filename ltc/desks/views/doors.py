"""The blueprint of the desks, and reading an id from an address."""

from uuid import UUID

from flask import Blueprint

bp = Blueprint("desks", __name__)


def read_id(text: str | None) -> UUID | None:
    """Return an id, or None for what is none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
