"""The pick list of common diagnoses, read once from its seed file."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from ltc.care.health.terms import CommonDiagnosis
from ltc.settings import CHECKOUT


@cache
def common_diagnoses() -> tuple[CommonDiagnosis, ...]:
    """Return the diagnoses that are offered by a tap, in the order of the file."""
    table = _read()
    return tuple(
        CommonDiagnosis(
            row["icd10"], row["words_th"], row.get("source", table["source"]),
            row.get("confidence", table["confidence"]),
        )
        for row in table["diagnoses"]
    )  # fmt: skip


def sureness_words() -> str:
    """Return the sentence that says how sure the list is, for the screen."""
    return str(_read()["screen_th"])


@cache
def _read() -> Mapping[str, Any]:
    path = CHECKOUT / "seeds" / "reference" / "common_diagnoses.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
