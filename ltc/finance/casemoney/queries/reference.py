"""The dated rules of money and the pay regimes, read once from their seed files."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from ltc.finance.casemoney.rules.settings import (
    MoneyRules,
    Regime,
    money_rules_on,
    regimes_on,
)
from ltc.settings import CHECKOUT


@cache
def get_money_rules(on: date) -> MoneyRules:
    """Return what holds on a day for rates, leftovers and nappies."""
    return money_rules_on(_read("money_rules.toml"), on)


@cache
def list_regimes(on: date) -> Mapping[str, Regime]:
    """Return the pay regimes of a day by code, in the order of the file."""
    return regimes_on(_read("pay_regimes.toml"), on)


@cache
def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads((CHECKOUT / "seeds" / "reference" / name).read_text(encoding="utf-8"))
