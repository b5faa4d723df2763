"""The checklist and the vital signs, read once from the reference files."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from ltc.care.visits.rules.checklist import read_checklist
from ltc.care.visits.rules.vitals import read_signs
from ltc.care.visits.terms import Checklist, VitalSigns
from ltc.settings import CHECKOUT


@cache
def get_checklist() -> Checklist:
    """Return the ten parts with their lines, and the limits of times."""
    return read_checklist(_read("visit_checklist.toml"))


@cache
def get_signs() -> VitalSigns:
    """Return the vital signs with their ranges."""
    return read_signs(_read("vital_signs.toml"))


def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads((CHECKOUT / "seeds" / "reference" / name).read_text(encoding="utf-8"))
