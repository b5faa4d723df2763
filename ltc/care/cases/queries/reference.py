"""The dated rules of cases, the service catalogue and their like, read once from seed files."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from ltc.care.cases.rules.costs import Prices, prices_on
from ltc.care.cases.rules.dated_rules import CaseRules, holds_from, rules_on
from ltc.care.cases.rules.services import read_services
from ltc.care.cases.rules.templates import Template, read_templates
from ltc.care.cases.rules.timetable import read_day
from ltc.care.cases.rules.urgency import Urgency, read_urgency
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


@cache
def service_kinds() -> Mapping[str, ServiceKind]:
    """Return the service catalogue by code."""
    return {service.code: service for service in list_services()}


@cache
def get_urgency() -> Urgency:
    """Return the levels of urgency."""
    return read_urgency(_read("urgency_levels.toml"))


@cache
def list_templates() -> tuple[Template, ...]:
    """Return the beginnings of a plan by dependency group."""
    return read_templates(_read("plan_templates.toml"), list_services())


@cache
def get_prices(on: date) -> Prices:
    """Return what the services of a plan are counted with on a day."""
    return prices_on(_read("prices.toml"), on)


@cache
def usual_day() -> Mapping[str, str]:
    """Return what an ordinary day looks like, by the hour as a plan keeps it."""
    return read_day(_read("daily_life.toml"))
