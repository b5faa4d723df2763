"""The instruments and dated rules that are shipped as seed files."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ltc.care.assessment.rules.dated_rules import AssessmentRules, holds_from, rules_on
from ltc.care.assessment.rules.instrument_shape import build_all
from ltc.care.assessment.terms import Instrument
from ltc.foundation.accounts.queries import policy
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound

SEEDS = Path(__file__).resolve().parents[4] / "seeds"


def get_instrument(code: str, version: int | None = None) -> Instrument:
    """Return the instrument ``code`` in a version, or in its newest; raises NotFound."""
    for instrument in reversed(_every_version()):
        if instrument.code == code and version in (None, instrument.version):
            return instrument
    raise NotFound


def list_instruments() -> list[Instrument]:
    """Return the newest version of every instrument, in the order in which they are offered."""
    newest = {instrument.code: instrument for instrument in _every_version()}
    return sorted(newest.values(), key=lambda instrument: instrument.position)


def readable(actor: Actor, action: str = "read") -> list[str]:
    """Return the codes of instruments whose results the actor's role may see at all.

    The policy names classes of fields for each role; an instrument says which class its results
    belong to. A relative reads how somebody manages, not what they said about wanting to die.
    """
    if actor.is_system:
        return sorted({instrument.code for instrument in _every_version()})
    shown = policy().fields(actor.role, action, "assessment")
    return sorted({one.code for one in _every_version() if one.field_class in shown})


@cache
def get_assessment_rules(on: date) -> AssessmentRules:
    """Return the thresholds and permissions that hold on the day ``on``."""
    return rules_on(_dated_rules(), on)


@cache
def assessment_rules_from() -> date:
    """Return the first day for which there are thresholds and permissions."""
    return holds_from(_dated_rules())


@cache
def _every_version() -> tuple[Instrument, ...]:
    """Return all shipped instruments, older versions first."""
    return build_all(_read(path) for path in (SEEDS / "instruments").glob("*.toml"))


@cache
def _dated_rules() -> Mapping[str, Any]:
    return _read(SEEDS / "reference" / "assessment_rules.toml")


def _read(path: Path) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
