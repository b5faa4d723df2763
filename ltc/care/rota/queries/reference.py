"""The dated configuration of the week, read once from its seed file."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from ltc.care.rota.rules.load import Load, load_on
from ltc.settings import CHECKOUT


@cache
def get_load(on: date) -> Load:
    """Return how much one caregiver can carry on a day, and on which days one works."""
    return load_on(_table(), on)


@cache
def _table() -> Mapping[str, Any]:
    with (CHECKOUT / "seeds" / "reference" / "rota_rules.toml").open("rb") as file:
        return tomllib.load(file)
