"""A code with the words that people read: the base of every vocabulary."""

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """Stored and compared by its code; ``label_th`` is what stands on the screen."""

    label_th: str

    def __new__(cls, value: str, label_th: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label_th = label_th
        return member
