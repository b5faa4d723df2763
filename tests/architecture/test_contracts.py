"""The import contracts of pyproject.toml hold, and what they cannot say holds as well."""

import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = "import sys; from importlinter.cli import lint_imports_command as lint; sys.exit(lint())"
# What only the feature itself may import.
OWN = ("views", "api", "forms", "drafts")
SHARED = "ltc.foundation.web."  # the base of every form


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """Who imports whom inside the program."""
    return grimp.build_graph("ltc", exclude_type_checking_imports=True, cache_dir=None)


def feature_of(module: str) -> str:
    """The package in which a door or a form stands: all before the name of its kind."""
    parts = module.split(".")
    kinds = [parts.index(kind) for kind in OWN if kind in parts]
    return ".".join(parts[: min(kinds)]) if kinds else module


def test_contracts_hold() -> None:
    command = [sys.executable, "-c", LINT, "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout.rpartition("Broken contracts")[2] + done.stderr


# Papers types a sheet in through the very form of the page, so that the same checks hold.
LENT = {
    "ltc.care.papers": {"ltc.care.visits", "ltc.care.assessment"},
}


def test_features_import_only_their_own_forms_and_drafts(graph: grimp.ImportGraph) -> None:
    strangers = [
        f"{importer} imports {module}"
        for module in graph.modules
        if set(module.split(".")) & set(OWN) and not module.startswith(SHARED)
        for importer in graph.find_modules_that_directly_import(module)
        if importer != "ltc.app" and feature_of(importer) != feature_of(module)
        if feature_of(module) not in LENT.get(feature_of(importer), set())
    ]
    assert not strangers


def test_contracts_name_every_module_of_core(graph: grimp.ImportGraph) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = {c["id"]: c for c in settings["tool"]["importlinter"]["contracts"]}
    core = graph.find_children("ltc.foundation.core") - {"ltc.foundation.core.clock"}
    assert core <= set(contracts["no-web-in-domain"]["source_modules"])


def test_only_doors_read_the_clock(graph: grimp.ImportGraph) -> None:
    doors = {"views", "api", "jobs", "cli", "scheduler", "app", "upkeep", "guard"}
    readers = graph.find_modules_that_directly_import("ltc.foundation.core.clock")
    assert [reader for reader in readers if not set(reader.split(".")) & doors] == []
