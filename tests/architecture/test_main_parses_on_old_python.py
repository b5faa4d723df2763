"""The start must be readable by an old interpreter, or it cannot say which one is needed."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
START = ROOT / "ltc" / "__main__.py"


def test_start_parses_on_python_3_8() -> None:
    ast.parse(START.read_text("utf-8"), feature_version=(3, 8))
    ast.parse((ROOT / "ltc" / "__init__.py").read_text("utf-8"), feature_version=(3, 8))


def test_start_needs_the_standard_library_only() -> None:
    names: set[str] = set()
    for node in ast.walk(ast.parse(START.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    assert names <= set(sys.stdlib_module_names)


def test_importing_the_program_costs_nothing() -> None:
    """``ltc/__init__.py`` runs before the start can choose an interpreter."""
    assert not ast.parse((ROOT / "ltc" / "__init__.py").read_text("utf-8")).body[1:]


@pytest.mark.parametrize("version", [(3, 8, 18), (3, 10, 1)])
def test_old_interpreter_gets_a_sentence(version: tuple[int, ...]) -> None:
    pretend = f"import sys; sys.version_info = {version}; import ltc.__main__ as m; m.main([])"
    done = subprocess.run(
        [sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "Python 3.11 or newer is needed" in done.stderr
