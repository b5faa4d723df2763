"""The quick commands of the README, started as people start them, in a home of their own.

``demo`` and its preparation are tested with the demonstration, ``test`` is what runs this.
"""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ltc.cli import parser_of_commands
from ltc.settings import CHECKOUT
from tests.cast import PASSWORD

Run = Callable[..., "subprocess.CompletedProcess[str]"]
FIGURES = {
    "as_of",
    "population",
    "elders_60_plus",
    "elders_percent",
    "communities",
    "dependent_elders",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose path has a space and Thai letters."""
    return tmp_path / "บ้าน ของเรา"


@pytest.fixture
def run(home: Path, tmp_path: Path) -> Run:
    """Run ``python -m ltc`` from a folder that is not ours; also sees what drivers write."""
    settings = {name: text for name, text in os.environ.items() if not name.startswith("LTC_")}
    settings |= {"LTC_HOME": str(home), "PYTHONPATH": str(CHECKOUT)}

    def start(*words: str, pipe: str = "", **also: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-P", "-m", "ltc", *words], cwd=tmp_path, env=settings | also,
            input=pipe, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    return start


def test_help_lists_every_command(run: Run) -> None:
    told = run("help")
    assert told.returncode == 0
    for action in parser_of_commands()._actions:
        for command in action.choices or ():
            assert re.search(rf"^    {command}\s", told.stdout, re.MULTILINE)


def test_no_command_shows_the_help(run: Run) -> None:
    told = run()
    assert told.returncode == 2
    assert "figures" in told.stdout


def test_a_real_installation_from_nothing(run: Run, home: Path) -> None:
    """The order of the README: schema, reference data, first administrator, figures, doctor."""
    assert "Keep a copy" in run("migrate").stdout
    assert "เทศบาลเมืองลำพูน" in run("seed").stdout
    added = run("user", "add", "wichai", "--name", "วิชัย ระบบดี", pipe=PASSWORD + "\n")
    assert added.stdout == "wichai may sign in as administrator\n"
    found = json.loads(run("figures", "--json", "--today", "2027-01-05").stdout)
    assert set(found) == FIGURES
    assert (found["as_of"], found["communities"]) == ("2027-01-05", 17)
    assert "ok    the database opens" in run("doctor").stdout
    told = run("db", "shell", pipe="SELECT count(*) AS people FROM user_account;\n")
    assert told.stdout == "people\n1\n"
    assert {file.name for file in home.iterdir()} >= {"keys", "ltc.db"}


COMMANDS = (
    ["demo", "--no-serve"],
    ["serve", "--port", "0"],
    ["scheduler"],
    ["migrate"],
    ["seed"],
    ["figures", "--json"],
)


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation that is whole; tests copy it before they spoil it."""
    folder = tmp_path_factory.mktemp("whole") / "home"
    subprocess.run(
        [sys.executable, "-m", "ltc", "migrate"], cwd=CHECKOUT, check=True, capture_output=True,
        env=dict(os.environ, LTC_HOME=str(folder), LTC_DATABASE_URL=""), timeout=60,
    )  # fmt: skip
    return folder


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_a_newer_database_is_one_sentence(
    run: Run, home: Path, spoilt: Path, words: list[str]
) -> None:
    shutil.copytree(spoilt, home)
    run("db", "shell", pipe="UPDATE alembic_version SET version_num = '999';\n")
    told = run(*words)
    assert told.returncode == 2
    assert told.stderr == (
        "ltc: the database (schema 999) is newer than this program: use a newer one\n"
    )


@pytest.mark.parametrize("words", COMMANDS[:3], ids=lambda words: words[0])
def test_a_wrong_key_is_one_sentence(run: Run, home: Path, spoilt: Path, words: list[str]) -> None:
    """Nothing of the database driver's own words stands beside it."""
    shutil.copytree(spoilt, home)
    (home / "keys" / "database.key").write_bytes(secrets.token_bytes(32))
    told = run(*words)
    assert told.returncode == 2
    assert told.stderr == (
        "ltc: the database does not open with keys/database.key: wrong key or damaged file\n"
    )


@pytest.mark.parametrize("words", [["scheduler"], ["figures"]], ids=lambda words: words[0])
def test_an_older_database_is_left_alone(
    run: Run, home: Path, spoilt: Path, words: list[str]
) -> None:
    """Commands that do not migrate say what to do."""
    shutil.copytree(spoilt, home)
    run("db", "shell", pipe="UPDATE alembic_version SET version_num = '001';\n")
    told = run(*words)
    assert told.returncode == 2
    assert told.stderr.endswith(": run migrate\n")


def test_without_psql_the_shell_says_so(run: Run) -> None:
    told = run("db", "shell", LTC_DATABASE_URL="postgresql://ltc@/town", PATH="/nowhere")
    assert told.returncode == 2
    assert told.stderr == "ltc: psql is not installed here (package postgresql-client)\n"
