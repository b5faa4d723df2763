"""Reading a table of a seed file strictly: a slip of the pen stops the start, not a visit."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from ltc.foundation.core.errors import Unusable

Member = TypeVar("Member", bound=StrEnum)


def keys_of(*kinds: type[Any], also: str = "") -> frozenset[str]:
    """Return the keys a table may have: the fields of dataclasses and the words of ``also``."""
    named = {field.name for kind in kinds for field in fields(kind)}
    return frozenset(named | set(also.split()))


class Row:
    """One table of a TOML file. ``where`` says in every error which file and line of thought."""

    def __init__(self, table: Mapping[str, Any], where: str, known: frozenset[str]) -> None:
        self.where = where
        self._table = table
        unknown = sorted(set(table) - known)
        if unknown:
            raise self.broken(f"unknown key {', '.join(unknown)}")

    def broken(self, what: str) -> Unusable:
        """Return the error to raise when this table cannot be used."""
        return Unusable(f"{self.where}: {what}")

    def has(self, key: str) -> bool:
        """True when the table names ``key``."""
        return key in self._table

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without a default it must be there and not be empty."""
        value = self._table.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.broken(f"{key} must be a text")
        return value

    def maybe_text(self, key: str) -> str | None:
        """Return a text, or None when the key is absent."""
        return self.text(key) if self.has(key) else None

    def whole(self, key: str) -> int:
        """Return a whole number that must be there."""
        value = self._table.get(key)
        if type(value) is not int:
            raise self.broken(f"{key} must be a whole number")
        return value

    def maybe_whole(self, key: str) -> int | None:
        """Return a whole number, or None when the key is absent."""
        return self.whole(key) if self.has(key) else None

    def number(self, key: str) -> float:
        """Return a number that must be there."""
        value = self._table.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.broken(f"{key} must be a number")
        return float(value)

    def flag(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self._table.get(key, default)
        if not isinstance(value, bool):
            raise self.broken(f"{key} must be true or false")
        return value

    def day(self, key: str) -> date:
        """Return a date that must be there."""
        value = self._table.get(key)
        if type(value) is not date:
            raise self.broken(f"{key} must be a date")
        return value

    def maybe_day(self, key: str) -> date | None:
        """Return a date, or None when the key is absent."""
        return self.day(key) if self.has(key) else None

    def holds_on(self, on: date) -> bool:
        """True when the row is in force on a day: from valid_from until (excluded) valid_until."""
        end = self.maybe_day("valid_until")
        return self.day("valid_from") <= on and (end is None or on < end)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty when the key is absent."""
        value = self._table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise self.broken(f"{key} must be a list of texts")
        return tuple(value)

    def wholes(self, key: str) -> tuple[int, ...]:
        """Return a list of whole numbers, empty when the key is absent."""
        value = self._table.get(key, [])
        if not isinstance(value, list) or any(type(one) is not int for one in value):
            raise self.broken(f"{key} must be a list of whole numbers")
        return tuple(value)

    def tables(self, key: str) -> list[Mapping[str, Any]]:
        """Return a list of tables, empty when the key is absent."""
        value = self._table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise self.broken(f"{key} must be a list of tables")
        return value

    def table(self, key: str) -> Mapping[str, Any]:
        """Return one table that must be there."""
        value = self._table.get(key)
        if not isinstance(value, dict):
            raise self.broken(f"{key} must be a table")
        return value

    def one_of(self, key: str, kind: type[Member]) -> Member:
        """Return the member of the enum ``kind`` whose code stands there."""
        try:
            return kind(self.text(key))
        except ValueError:
            raise self.broken(f"{key} must be one of {', '.join(kind)}") from None

    def members(self, key: str, kind: type[Member]) -> tuple[Member, ...]:
        """Return the members of the enum ``kind`` that a list of texts names."""
        try:
            return tuple(kind(text) for text in self.texts(key))
        except ValueError:
            raise self.broken(f"{key} must each be one of {', '.join(kind)}") from None
