"""A lost race, field by field: what stands now, what was typed, which to send."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from wtforms import Form as AnyForm
from wtforms import SelectMultipleField

_LEFT_ALONE = frozenset({"csrf_token", "version"})


@dataclass(frozen=True)
class Side:
    """One of the two values: as words for the screen, and as the form sends it."""

    words: str
    value: str


@dataclass(frozen=True)
class Choice:
    """One field in which the two drafts differ."""

    name: str
    label: str
    theirs: Side
    mine: Side


def differences(
    theirs: AnyForm, mine: AnyForm, *, only_mine: Collection[str] = ()
) -> tuple[list[Choice], dict[str, str]]:
    """Return the fields in which two forms differ, and all other values to send again.

    ``only_mine`` names what belongs to this change alone, such as its reason: sent as typed.
    """
    choices: list[Choice] = []
    same: dict[str, str] = {}
    for name, field in mine._fields.items():
        if name in _LEFT_ALONE:
            continue
        other = theirs._fields[name]
        is_same = field.data == other.data or _sent(field) == _sent(other)
        if is_same or name in only_mine:
            if _sent(field):
                same[name] = _sent(field)
        else:
            choices.append(
                Choice(
                    name,
                    field.label.text,
                    Side(_words(other), _sent(other)),
                    Side(_words(field), _sent(field)),
                )
            )
    return choices, same


def _sent(field: Any) -> str:
    """Return what the browser would send for this field's value."""
    if field.data is None or field.data is False:
        return ""
    if isinstance(field, SelectMultipleField):
        return " ".join(field.data or ())
    if hasattr(field, "show"):
        return str(field.show(field.data))
    return "y" if field.data is True else str(field.data)


def _words(field: Any) -> str:
    choices: Mapping[str, str] = getattr(field, "choices", None) or {}
    if isinstance(field, SelectMultipleField):
        return " ".join(choices.get(code, code) for code in field.data or ())
    sent = _sent(field)
    return choices.get(sent, "ใช่" if field.data is True else sent)
