"""What is put into one field at a time."""

import random
from collections.abc import Sequence
from io import BytesIO
from typing import Any
from uuid import UUID

from tests.sweep.sheets import Control

SEED = 20_261_122
MISSING = object()
FILE = object()
SCRIPT = "<script>alert(1)</script>"

WORDS = {
    "empty": "",
    "missing": MISSING,
    "long": "ก" * 10_000,
    "words for a number": "สิบสอง",
    "thai digits": "๑๒",
    "a thai date": "๒๒/๑๑/๒๕๖๙",
    "a float": "1e400",
    "below zero": "-1",
    "huge": "9" * 400,
    "buddhist year as common": "2562-02-02",
    "1948": "1/1/1948",
    "2119": "1/1/2119",
    "no such day": "29/2/2569",
    "nor this": "2025-02-29",
    "zero width": "\u200b\u200d\ufeff",
    "combining": "ก\u0e49\u0e49\u0e49\u0e4d\u0e32e\u0301\u0301",
    "emoji": "👵🏽‍🦽 ยายสบายดี",
    "nul": "\0",
    "nul inside": "ก\0ข\x07",
    "turned around": "\u202eกลับหลัง",
    "script": SCRIPT,
    "sql": "' OR 1=1 --",
    "template": "{{ 7*7 }}%s%(x)s",
    "quotes": "\"'><img src=x>&amp;",
    "a list": ["ก", "ข"],
    "a file": FILE,
}
# (field, poison): a failure, typed answers lost, or saved as it should not be, once upon a time.
WENT_WRONG = frozenset(
    {
        ("assessed_on", "1948"), ("opened_on", "1948"), ("given_on", "1948"),
        ("could_not-operation_id", "missing"), ("landmark", "a file"), ("version", "stale"),
    }
)  # fmt: skip
# Where one only chooses, all typing is the same one mistake.
CHOICES = (
    "empty", "missing", "long", "thai digits", "below zero", "nul", "script", "sql", "a list",
    "a file", "a uuid of elsewhere", "huge", "emoji",
)  # fmt: skip


def poisons(control: Control, elsewhere: UUID) -> dict[str, Any]:
    """Return what this field is tried with, by a name for messages."""
    found = dict(WORDS) | {"a uuid of elsewhere": str(elsewhere)}
    if control.name.endswith("version"):
        found |= {"stale": "0", "far": "99999999"}
    if control.is_text or control.kind == "hidden":
        return found
    some = {name: found[name] for name in CHOICES}
    if len(control.offered) > 1:
        some["two answers"] = [control.offered[-1], control.offered[0]]
        some["twice the same"] = [control.offered[-1]] * 2
    return some


def cases(
    controls: Sequence[Control], elsewhere: UUID, *, most: int | None, salt: str
) -> list[tuple[str, str, Any]]:
    """Return (field, name of the poison, poison); with ``most`` a sample, fields taking turns.

    The sample is the same in every run: it depends on ``salt`` alone. What went wrong once is
    always in it.
    """
    dice = random.Random(f"{SEED} {salt}")
    turns = []
    for control in controls:
        mine = [(control.name, name, value) for name, value in poisons(control, elsewhere).items()]
        if most is not None:
            dice.shuffle(mine)
        turns.append(mine)
    longest = max((len(mine) for mine in turns), default=0)
    found = [mine[turn] for turn in range(longest) for mine in turns if turn < len(mine)]
    if most is None:
        return found
    known = [one for one in found[most:] if (one[0], one[1]) in WENT_WRONG]
    return found[:most] + known


def poisoned(filled: dict[str, list[str]], name: str, value: Any) -> dict[str, Any]:
    """Return a filled form with one field replaced."""
    sent: dict[str, Any] = {key: list(values) for key, values in filled.items()}
    sent.pop(name, None)
    if value is FILE:
        sent[name] = (BytesIO(b"%PDF-1.4 x"), "x.pdf")
    elif isinstance(value, list):
        sent[name] = list(value)
    elif value is not MISSING:
        sent[name] = [value]
    return sent
