"""The dated rules of approval, read once from their seed file."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from ltc.care.approval.rules.dated_rules import ApprovalRules, rules_on
from ltc.settings import CHECKOUT


@cache
def get_approval_rules(on: date) -> ApprovalRules:
    """Return what holds on a day: the quorum, which changes are small."""
    return rules_on(_table(), on)


@cache
def _table() -> Mapping[str, Any]:
    with (CHECKOUT / "seeds" / "reference" / "approval_rules.toml").open("rb") as file:
        return tomllib.load(file)
