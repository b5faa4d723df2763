"""Forms of screening rounds."""

from uuid import UUID

from ltc.foundation.core.errors import RuleViolation


def version_of(text: str | None) -> int:
    """Return a version number; anything else is no version we ever gave out."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else -1


def id_of(text: str | None, field: str) -> UUID:
    """Return an id that a choice sends; raises RuleViolation for anything else."""
    try:
        return UUID(text or "")
    except ValueError as unreadable:
        raise RuleViolation("not_a_choice", "กรุณาเลือกจากรายการ", field) from unreadable
