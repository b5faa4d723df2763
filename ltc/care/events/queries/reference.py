"""The dated rules of events, read once from their seed file."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from ltc.care.events.rules.dated_rules import holds_from, rules_on
from ltc.care.events.terms import EventRules
from ltc.settings import CHECKOUT

FILE = CHECKOUT / "seeds" / "reference" / "event_rules.toml"


@cache
def get_event_rules(on: date) -> EventRules:
    """Return what holds on a day: what follows an event, when to ask, what is left to do."""
    return rules_on(_read(), on)


@cache
def event_rules_from() -> date:
    """Return the first day for which there are rules: no event is dated before it."""
    return holds_from(_read())


@cache
def _read() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
