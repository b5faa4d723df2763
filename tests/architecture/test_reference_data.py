"""Reference data never stands without its source and a mark of how sure it is."""

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ltc.foundation.accounts.queries import policy
from ltc.settings import CHECKOUT

REFERENCE = CHECKOUT / "seeds" / "reference"
POLICY = CHECKOUT / "ltc" / "foundation" / "accounts" / "policy.toml"
MARKS = {"V", "G", "U"}
ROLES = {
    "administrator",
    "care_manager",
    "caregiver",
    "team_nurse",
    "family_doctor",
    "finance_officer",
    "provider_head",
    "health_director",
    "committee_secretary",
    "committee_chair",
    "relative",
    "internal_auditor",
    "privacy_officer",
}


def rows_of(file: Path) -> Iterator[dict[str, Any]]:
    """Yield each row of a file; what the head of a TOML file says holds for all its rows."""
    if file.suffix == ".csv":
        with file.open(encoding="utf-8", newline="") as text:
            yield from csv.DictReader(text)
        return
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    head = {key: table[key] for key in ("source", "confidence") if key in table}
    for name, part in table.items():
        for row in part if isinstance(part, list) else [part]:
            if isinstance(row, dict) and name != "sources":  # a list of sources, named by rows
                yield head | row


@pytest.mark.parametrize("file", sorted(REFERENCE.iterdir()), ids=lambda file: file.name)
def test_every_row_has_a_source_and_a_mark(file: Path) -> None:
    rows = list(rows_of(file))
    assert rows
    for row in rows:
        assert str(row.get("source", "")).strip(), row
        assert row.get("confidence") in MARKS, row


def test_all_roles_have_a_source_and_a_mark() -> None:
    labels = tomllib.loads(POLICY.read_text(encoding="utf-8"))["labels"]
    assert set(labels) == set(policy().labels) == ROLES
    assert all(row["source"] and row["confidence"] in MARKS for row in labels.values())


def test_sixteen_communities_have_names_and_one_waits() -> None:
    communities = tomllib.loads((REFERENCE / "areas.toml").read_text("utf-8"))["communities"]
    waiting = [row["name_th"] for row in communities if row.get("is_placeholder")]
    assert (len(communities), len(waiting)) == (17, 1)
    assert "รอเทศบาลระบุชื่อ" in waiting[0]
