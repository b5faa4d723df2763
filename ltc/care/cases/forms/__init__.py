"""Forms of cases and plans."""


def version_of(text: str | None) -> int:
    """Return a version number; anything else is no version we ever gave out."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else -1
