"""Forms of cases and plans."""

from ltc.foundation.core.words import Word


def words(kind: type[Word], empty: str | None = None) -> dict[str, str]:
    """Return the members of a vocabulary as form choices, after an optional empty one."""
    first = {} if empty is None else {"": empty}
    return first | {str(word): word.label_th for word in kind}


def version_of(text: str | None) -> int:
    """Return a version number; anything else is no version we ever gave out."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else -1
