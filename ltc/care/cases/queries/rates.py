"""The dated rates of the programme, read once from their seed file."""

import tomllib
from functools import cache

from ltc.care.cases.rules.rates import Rate, read_rates
from ltc.settings import CHECKOUT


@cache
def list_rates() -> tuple[Rate, ...]:
    """Return every rate, the newest first."""
    with (CHECKOUT / "seeds" / "reference" / "rates.toml").open("rb") as file:
        return read_rates(tomllib.load(file))
