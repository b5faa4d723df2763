"""Forms of screening rounds."""

from uuid import UUID

from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.words import Word


def words(kinds: type[Word], empty: str | None = None) -> dict[str, str]:
    """Return the members of a vocabulary as form choices, after an optional empty one."""
    first = {} if empty is None else {"": empty}
    return first | {str(kind): kind.label_th for kind in kinds}


def version_of(text: str | None) -> int:
    """Return a version number; anything else is no version we ever gave out."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else -1


def id_of(text: str | None, field: str) -> UUID:
    """Return an id that a choice sends; raises RuleViolation for anything else."""
    try:
        return UUID(text or "")
    except ValueError as unreadable:
        raise RuleViolation("not_a_choice", "กรุณาเลือกจากรายการ", field) from unreadable
