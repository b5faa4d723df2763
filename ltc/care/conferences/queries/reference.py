"""The dated rules of conferences, read once from their seed file."""

import functools
import tomllib
from datetime import date

from ltc.care.conferences.rules.dated_rules import rules_on
from ltc.care.conferences.terms import ConferenceRules
from ltc.settings import CHECKOUT


@functools.cache
def get_conference_rules(on: date) -> ConferenceRules:
    """Return what holds on a day: quorum, window, life of a link, how often an open page asks."""
    path = CHECKOUT / "seeds" / "reference" / "conference_rules.toml"
    return rules_on(tomllib.loads(path.read_text("utf-8")), on)
