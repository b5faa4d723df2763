"""The words of stored files."""

from dataclasses import dataclass

from ltc.foundation.core.words import Word

MOST_BYTES = 12 * 1024 * 1024  # what a telephone's camera makes, before it is made small
MOST_VOICE_BYTES = 3 * 1024 * 1024  # some five minutes of speech
MOST_PIXELS = 60_000_000
LONG_SIDE = 1_600  # enough to judge a wound on a laptop; about 300 KB


class FileKind(Word):
    """What kind of thing was kept."""

    IMAGE = "image", "รูป"
    VOICE = "voice", "เสียง"


@dataclass(frozen=True)
class Recognised:
    """What the first bytes say a file is."""

    kind: FileKind
    mime: str
