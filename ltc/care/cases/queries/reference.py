"""The dated rules of cases and the service catalogue, read once from their seed files."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from ltc.care.cases.rules.dated_rules import CaseRules, holds_from, rules_on
from ltc.care.cases.rules.services import read_services
from ltc.care.cases.terms import ServiceKind
from ltc.settings import CHECKOUT

FOLDER = CHECKOUT / "seeds" / "reference"


@cache
def get_case_rules(on: date) -> CaseRules:
    """Return what holds on a day: eligibility, review, length, the words of consent."""
    return rules_on(_read("case_rules.toml"), on)


@cache
def case_rules_from() -> date:
    """Return the first day for which there are rules."""
    return holds_from(_read("case_rules.toml"))


@cache
def list_services() -> tuple[ServiceKind, ...]:
    """Return the service catalogue in its order."""
    return read_services(_read("services.toml"))


def service_words() -> dict[str, str]:
    """Return the Thai words of each service by its code."""
    return {service.code: service.label_th for service in list_services()}


@cache
def _read(name: str) -> Mapping[str, Any]:
    with (FOLDER / name).open("rb") as file:
        return tomllib.load(file)
