"""The nine domains, read once from their seed file."""

import tomllib
from collections.abc import Mapping
from functools import cache

from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.terms import Instrument
from ltc.care.rounds.rules.plan import read_domains
from ltc.care.rounds.terms import Domain, DomainList
from ltc.settings import CHECKOUT

FILE = CHECKOUT / "seeds" / "reference" / "screening_domains.toml"


@cache
def get_domains() -> DomainList:
    """Return the domains in their order, with the words about what is not verified."""
    with FILE.open("rb") as file:
        return read_domains(tomllib.load(file))


def domains_of(instruments: Mapping[str, str]) -> list[tuple[Domain, Instrument]]:
    """Return the domains of a round in their order, each with its instrument."""
    return [
        (domain, get_instrument(instruments[domain.code]))
        for domain in get_domains().domains
        if domain.code in instruments
    ]
