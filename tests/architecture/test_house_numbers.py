"""Sizes stay readable: functions, files and templates. Complexity is ruff's affair.

The medians are printed (``pytest -rP`` shows them), to be looked at, not enforced.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[2]
FUNCTION, FILE, TEMPLATE, SCRIPT, SHARED_TEST_CODE = 60, 500, 150, 500, 700
SHARED = ("conftest.py", "cast.py", "makers.py", "browser.py")
# Words that say nothing about what is inside.
REFUSED = {"utils", "util", "helpers", "managers", "common", "misc", "base"}


def python_files(*folders: str) -> list[Path]:
    """Every module below the folders."""
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


def functions(file: Path) -> Iterator[tuple[str, int]]:
    """Each function of a module with its number of lines."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno
            yield f"{named(file)}:{node.name}", node.end_lineno - node.lineno + 1


def named(file: Path) -> str:
    """The file's name as a person would write it."""
    return file.relative_to(ROOT).as_posix()


def lines(file: Path) -> int:
    """The number of lines of a file."""
    return len(file.read_text("utf-8").splitlines())


def show(what: str, sizes: list[int]) -> None:
    """Print the median, the ninetieth percentile and the largest."""
    if len(sizes) > 1:
        ninety = quantiles(sizes, n=10)[-1]
        print(f"{what}: {len(sizes)}, median {median(sizes):g}, p90 {ninety:g}, max {max(sizes)}")


def test_functions_fit_a_screen() -> None:
    sizes = dict(found for file in python_files("ltc", "tests") for found in functions(file))
    ours = [size for name, size in sizes.items() if name.startswith("ltc/")]
    show("functions of ltc", ours)
    # A migration is one long list of what changes.
    named_long = [name for name, size in sizes.items() if size > FUNCTION]
    assert [name for name in named_long if not name.startswith("ltc/migrations/versions/")] == []


def test_files_stay_short() -> None:
    sizes = {named(file): lines(file) for file in python_files("ltc", "tests")}
    show("files of ltc", [size for name, size in sizes.items() if name.startswith("ltc/")])
    assert [name for name, size in sizes.items() if size > FILE] == []


def test_templates_and_scripts_stay_short() -> None:
    templates = {named(file): lines(file) for file in (ROOT / "templates").rglob("*.html")}
    scripts = {named(file): lines(file) for file in (ROOT / "static").rglob("*.js")}
    show("templates", list(templates.values()))
    long = [name for name, size in templates.items() if size > TEMPLATE]
    assert long + [name for name, size in scripts.items() if size > SCRIPT] == []


def test_shared_test_code_stays_small() -> None:
    shared = [ROOT / "tests" / name for name in SHARED]
    assert sum(lines(file) for file in shared if file.exists()) <= SHARED_TEST_CODE


def test_file_names_say_something() -> None:
    assert [named(f) for f in python_files("ltc") if set(f.with_suffix("").parts) & REFUSED] == []
