"""The few ways in which work is refused; the web layer turns each into one kind of answer."""


class RuleViolation(Exception):
    """A rule of the field forbids what was asked.

    ``code`` is stable (tests and programs lean on it), ``message`` is the sentence a person reads
    in Thai, ``field`` names the form field it belongs to, or None for the form as a whole.
    """

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.field = field


class NotFound(Exception):
    """No such record, or not one that this person may see: both look alike on purpose."""


class Forbidden(Exception):
    """The person's role does not allow this kind of act at all."""


class Conflict(Exception):
    """Somebody else changed the record since this person opened it.

    ``theirs`` is the row as it stands now; the view that raised or caught it knows its own draft.
    """

    def __init__(self, theirs: object) -> None:
        super().__init__("the record was changed by somebody else meanwhile")
        self.theirs = theirs


class Unusable(Exception):
    """The installation cannot start or go on; the message is one clear sentence for its keeper."""
