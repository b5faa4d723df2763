"""The command line: what it says and how it ends when something is wrong, and when all is well."""

import io
import json
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from ltc.app import create_app
from ltc.care.elders.actions.register import register_elder
from ltc.cli import main
from ltc.foundation.core.actor import system_actor
from ltc.foundation.core.citizen_id import check_digit
from ltc.foundation.core.errors import Unusable
from ltc.foundation.core.vault import Vault
from ltc.settings import Settings, from_environment
from ltc.upkeep.installation import Installation, check_vault_key, open_installation
from tests.cast import AT, PASSWORD, TODAY, Cast, elder_draft
from tests.client import Client

ROOT = Path(__file__).resolve().parents[2]
TWELVE = "912345678901"
CITIZEN_ID = TWELVE + check_digit(TWELVE)
Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a new installation, in a place with a Thai name and a space."""
    folder = tmp_path / "เทศบาล ลำพูน"
    for name in ("LTC_DATABASE_URL", "LTC_TODAY", "LTC_DEMONSTRATION", "LTC_HTTPS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LTC_HOME", str(folder))
    return folder


@pytest.fixture
def say(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    """Give a command in this process, with words on a pipe; its exit code and what it said."""

    def give(*words: str, pipe: str = "") -> tuple[int, str, str]:
        capsys.readouterr()
        monkeypatch.setattr("sys.stdin", io.StringIO(pipe))
        code = main(list(words))
        told = capsys.readouterr()
        return code, told.out, told.err

    return give


def refused(answer: tuple[int, str, str]) -> str:
    """The one sentence with which a command gives up."""
    code, _, err = answer
    assert code == 2
    assert err.startswith("ltc: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


def test_folder_that_is_none(say: Say, home: Path) -> None:
    home.write_text("a file")
    assert "cannot use" in refused(say("migrate"))


def test_missing_key(say: Say, home: Path) -> None:
    say("migrate")
    (home / "keys" / "database.key").unlink()
    assert "put the kept key back" in refused(say("seed"))


def test_damaged_key(say: Say, home: Path) -> None:
    say("migrate")
    (home / "keys" / "database.key").write_bytes(b"short")
    assert "damaged" in refused(say("figures"))


def test_wrong_key(say: Say, home: Path) -> None:
    say("migrate")
    (home / "keys" / "database.key").write_bytes(secrets.token_bytes(32))
    for command in (
        ["seed"],
        ["figures", "--json"],
        ["scheduler"],
        ["user", "add", "a", "--name", "ก"],
    ):
        assert "wrong key or damaged file" in refused(say(*command))
    code, out, _ = say("doctor")
    assert code == 1
    assert "WRONG the database does not open with keys/database.key" in out


def test_damaged_file(say: Say, home: Path) -> None:
    say("migrate")
    (home / "ltc.db").write_bytes(secrets.token_bytes(8_192))
    assert "wrong key or damaged file" in refused(say("migrate"))


def test_port_in_use(say: Say) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"port {port} is in use" in refused(say("serve", "--port", port))
        assert f"port {port} is in use" in refused(say("demo", "--port", port))
    assert "cannot listen" in refused(say("serve", "--port", "99999"))


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("LTC_TODAY", "tomorrow", "LTC_TODAY must look like"),
        ("LTC_DATABASE_URL", "nonsense", "LTC_DATABASE_URL must look like"),
        ("LTC_DATABASE_URL", "oracle://a/b", "LTC_DATABASE_URL must look like"),
        ("LTC_DATABASE_URL", "postgres://ltc@127.0.0.1:1/x", "the database cannot be reached"),
    ],
)
def test_settings_that_cannot_be(
    say: Say, monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    assert sentence in refused(say("seed"))


def test_before_the_first_migration(say: Say) -> None:
    assert "run migrate" in refused(say("figures"))


def test_first_administrator_signs_in(say: Say) -> None:
    words = ("user", "add", "Wichai", "--name", "วิชัย ระบบดี")
    assert say(*words, pipe=PASSWORD + "\n")[0] == 0
    assert "มีชื่อผู้ใช้" in refused(say(*words, pipe=PASSWORD + "\n"))
    assert "อย่างน้อย 12" in refused(say("user", "add", "b2", "--name", "ข", pipe="short\n"))
    assert "อย่างน้อย 12" in refused(say("user", "add", "b2", "--name", "ข"))
    odd = ("user", "add", "b2", "--name", "ข", "--role", "king")
    assert "ไม่มีหน้าที่" in refused(say(*odd, pipe=PASSWORD))
    opened = open_installation(from_environment())
    app = create_app(opened.settings, opened.sessions, opened.vault)
    assert "ผู้ดูแลระบบ" in Client(app).sign_in("wichai", PASSWORD).get("/my-role").heading
    opened.engine.dispose()


def test_figures_are_one_flat_object(say: Say) -> None:
    say("seed")
    code, out, _ = say("figures", "--json")
    found = json.loads(out)
    assert code == 0
    assert {"as_of", "population", "elders_60_plus", "elders_percent", "communities"} <= set(found)
    assert all(isinstance(value, str | int | float | None) for value in found.values())
    assert found["elders_60_plus"] == 0
    assert found["communities"] > 0


def test_new_keys_are_announced_once(say: Say, home: Path) -> None:
    assert "Keep a copy" in say("migrate")[1]
    assert "Keep a copy" not in say("migrate")[1]
    out = say("doctor")[1]
    assert "ok    the database opens" in out
    assert "ok    the audit is whole" in out
    assert "WRONG the scheduler: never started" in out


def test_doctor_tells_one_wrong_key_from_the_other(say: Say, home: Path) -> None:
    say("seed")
    opened = open_installation(from_environment())
    with opened.sessions() as session, session.begin():
        _with_an_id(session)
    opened.engine.dispose()
    (home / "keys" / "fields.key").write_bytes(secrets.token_bytes(32))
    assert "keys/fields.key" in refused(say("seed"))
    out = say("doctor")[1]
    assert "ok    the database opens" in out
    assert "WRONG the data were not sealed with keys/fields.key" in out


def _with_an_id(session: Session) -> None:
    from ltc.foundation.areas.queries import list_communities, list_municipalities

    town = list_municipalities(session)[0]
    draft = elder_draft(
        list_communities(session, town.id)[0].id, citizen_id=CITIZEN_ID, no_citizen_id_reason=None
    )
    register_elder(session, town.id, draft, by=system_actor("test"), at=AT, on=TODAY)


def test_new_keys_beside_old_data_are_noticed(
    sessions: sessionmaker[Session], cast: Cast, vault: Vault, tmp_path: Path
) -> None:
    """On PostgreSQL the keys do not lie beside the data: a lost folder must not go unseen."""
    settings = Settings(home=tmp_path)
    right = Installation(settings, sessions.kw["bind"], sessions, vault, has_new_keys=False)
    with sessions() as session, session.begin():
        draft = elder_draft(
            cast.community_id, given_name="คำ", citizen_id=CITIZEN_ID, no_citizen_id_reason=None
        )
        by = system_actor("test")
        register_elder(session, cast.town_id, draft, by=by, at=AT, on=TODAY)
    check_vault_key(right)
    with pytest.raises(Unusable, match=r"fields\.key"):
        check_vault_key(replace(right, vault=Vault(b"\x09" * 32)))


def test_started_as_people_start_it(home: Path) -> None:
    """One start through ``python -m ltc``, with a trouble: its code and sentence come through."""
    home.write_text("a file")
    done = subprocess.run(
        [sys.executable, "-m", "ltc", "migrate"],
        cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("ltc: cannot use")
    assert "Traceback" not in done.stderr
