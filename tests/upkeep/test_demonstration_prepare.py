"""Preparing: whole or not at all, once, and never over somebody's real installation."""

from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.foundation.accounts.actions.people import add_user
from ltc.foundation.accounts.models import User
from ltc.foundation.areas.models import Area
from ltc.foundation.core.actor import system_actor
from ltc.foundation.core.db import transaction
from ltc.foundation.core.errors import Unusable
from ltc.foundation.core.vault import Vault
from ltc.settings import Settings
from ltc.upkeep.demo_accounts import read_demo_accounts, write_demo_accounts
from ltc.upkeep.demonstration.prepare import prepare
from ltc.upkeep.demonstration.town import Builder
from ltc.upkeep.installation import Installation
from tests.cast import AT, TODAY


@pytest.fixture
def installation(sessions: sessionmaker[Session], vault: Vault, tmp_path: Path) -> Installation:
    """An installation on this test's database, with an empty folder."""
    return Installation(Settings(home=tmp_path), sessions.kw["bind"], sessions, vault, False)


def test_a_preparation_broken_off_leaves_nothing(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_builder: Builder) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(Builder, "people", stop)
    with pytest.raises(KeyboardInterrupt):
        prepare(installation, on=TODAY)
    assert read_demo_accounts(installation.settings.home) == []
    with installation.sessions() as session:
        assert session.exec(select(User)).all() == []
        assert session.exec(select(Area)).all() == []


def _add_somebody(installation: Installation) -> None:
    with transaction(installation.sessions) as session:
        add_user(session, "nok", "lantern-of-lamphun", "นก แสงทอง", by=system_actor("test"), at=AT)


def test_what_is_there_is_left_alone(
    installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    _add_somebody(installation)
    write_demo_accounts(installation.settings.home, [{"username": "nok"}])
    prepare(installation, on=TODAY)
    assert capsys.readouterr().err == ""


def test_a_real_installation_is_refused(installation: Installation) -> None:
    _add_somebody(installation)
    with pytest.raises(Unusable, match="no demonstration"):
        prepare(installation, on=TODAY)
