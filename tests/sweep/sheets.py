"""The forms of a page as a browser holds them, read fast: thousands of pages go through here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

TEXTUAL = frozenset({"text", "password", "textarea", "tel", "number", "date"})
_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
_ENGLISH = re.compile(r"\b[A-Za-z][a-z']+(?: [a-z']{2,}){2,}\b")


@dataclass
class Control:
    """All inputs of one name: what could be sent, and what is."""

    name: str
    kind: str
    offered: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)

    @property
    def is_text(self) -> bool:
        """True for what one types."""
        return self.kind in TEXTUAL


@dataclass
class Sheet:
    """One form."""

    action: str
    controls: dict[str, Control] = field(default_factory=dict)

    def filled(self) -> dict[str, list[str]]:
        """Return what the browser would send, as it stands."""
        return {
            name: list(one.sent)
            for name, one in self.controls.items()
            if one.sent and one.kind != "button"
        }

    def put(self, name: str, kind: str) -> Control:
        """Return the control of a name, made when it is new; what one sees decides the kind."""
        found = self.controls.setdefault(name, Control(name, kind))
        if found.kind == "hidden":
            found.kind = kind
        return found


class _Reader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sheets: list[Sheet] = []
        self.sheet: Sheet | None = None
        self.open: Control | None = None  # a select or textarea that is being read
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.sheet = Sheet(given.get("action", ""))
            self.sheets.append(self.sheet)
        elif self.sheet is None:
            return
        elif tag == "option" and self.open is not None:
            self.open.offered.append(given.get("value", ""))
            if "selected" in given:
                self.open.sent = [given.get("value", "")]
        elif name := given.get("name"):
            self._named(tag, name, given)

    def _named(self, tag: str, name: str, given: dict[str, str]) -> None:
        assert self.sheet is not None
        value = given.get("value", "")
        if tag in ("select", "textarea"):
            self.open = self.sheet.put(name, tag)
            self.words = []
        elif tag == "button":
            self.sheet.put(name, "button").offered.append(value)
        elif tag == "input":
            kind = given.get("type", "text")
            control = self.sheet.put(name, kind)
            if kind in ("radio", "checkbox"):
                control.offered.append(given.get("value", "y"))
                if "checked" in given:
                    control.sent.append(given.get("value", "y"))
            else:
                control.sent.append(value)

    def handle_data(self, data: str) -> None:
        if self.open is not None:
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.sheet = None
        elif self.open is not None and tag == self.open.kind:
            if tag == "textarea":
                self.open.sent = ["".join(self.words).removeprefix("\r\n").removeprefix("\n")]
            elif not self.open.sent:
                self.open.sent = self.open.offered[:1]
            self.open = None


def sheets_of(html: str) -> list[Sheet]:
    """Return all forms of a page."""
    reader = _Reader()
    reader.feed(html)
    return reader.sheets


def pick(html: str, mark: str) -> Sheet:
    """Return the form that holds a field, or whose address ends with ``mark``."""
    for sheet in sheets_of(html):
        if sheet.action.endswith(mark) if sheet.action else mark in sheet.controls:
            return sheet
    raise AssertionError(f"no form with {mark}")


def words(html: str, most: int = 300) -> str:
    """Return the first words of a page's own part, for messages."""
    return " ".join(unescape(_TAGS.sub(" ", html[html.find("<main") :])).split())[:most]


def english(html: str) -> set[str]:
    """Return runs of three English words and more: what a machine says, not our people."""
    return set(_ENGLISH.findall(unescape(_TAGS.sub(" ", html))))


def shown(html: str) -> Iterator[str]:
    """Yield everything that the forms of a page hold."""
    for sheet in sheets_of(html):
        for control in sheet.controls.values():
            yield from control.sent
            yield from control.offered
