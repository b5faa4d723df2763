"""The lock files match pyproject.toml, carry hashes, and name no host; the README explains each."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
RUN = [Requirement(line) for line in PROJECT["dependencies"]]
TEST = [Requirement(line) for line in PROJECT["optional-dependencies"]["test"]]
ASKED = {"requirements.lock": RUN, "requirements-test.lock": RUN + TEST}
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)", re.MULTILINE)
HASHED = re.compile(r"^[a-z0-9-]+==\S+(?: ; [^\\\n]+)? \\\n(?:    --hash=sha256:[0-9a-f]{64}\s*)+")

both = pytest.mark.parametrize("lock", ASKED)


def text_of(lock: str) -> str:
    """The text of a lock file."""
    return (ROOT / lock).read_text("utf-8")


def pins(lock: str) -> set[tuple[str, str]]:
    """The packages of a lock file with their versions."""
    return {(found["name"], found["version"]) for found in PIN.finditer(text_of(lock))}


@both
def test_lock_has_every_package_asked_for(lock: str) -> None:
    locked = pins(lock)
    missing = [
        str(asked)
        for asked in ASKED[lock]
        if not any(
            name == canonicalize_name(asked.name) and asked.specifier.contains(version)
            for name, version in locked
        )
    ]
    assert not missing, "run: python3 -m ltc lock"


@both
def test_every_pin_has_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", text_of(lock).strip())
    assert [entry.splitlines()[0] for entry in entries if not HASHED.match(entry + "\n")] == []


@both
def test_lock_names_no_host(lock: str) -> None:
    assert not re.search(r"https?:|file:|--(extra-)?index-url|--find-links|@", text_of(lock))


def test_the_test_lock_contains_the_run_lock() -> None:
    assert pins("requirements.lock") <= pins("requirements-test.lock")


@pytest.mark.skipif(not (ROOT / "README.md").exists(), reason="no README yet")
def test_readme_says_why_each_package_is_there() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    sections = re.split(r"^(#+ .*)$", readme, flags=re.MULTILINE)
    titled = zip(sections[1::2], sections[2::2], strict=True)
    explained = "\n".join(body for title, body in titled if "depend" in title.lower()).lower()
    lines = [line for line in explained.splitlines() if line.startswith(("|", "-", "*"))]
    unexplained = [
        asked.name
        for asked in RUN + TEST
        if not any(re.search(rf"(?<![\w-]){re.escape(asked.name)}(?![\w-])", x) for x in lines)
    ]
    assert not unexplained
