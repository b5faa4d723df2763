"""Opening an installation: its folder, its keys, its engine; every trouble is one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from ltc.care.elders.queries.register import a_sealed_elder
from ltc.foundation.core.db import make_engine, session_factory
from ltc.foundation.core.errors import Unusable
from ltc.foundation.core.keys import load_or_make
from ltc.foundation.core.vault import Vault
from ltc.settings import Settings
from ltc.upkeep import schema

KEY_ADVICE = """New keys were made in {folder}.
Keep a copy of that folder somewhere else (a safe, another office): without it nobody,
not even we, can read the data again. Backups leave it out on purpose."""


@dataclass(frozen=True)
class Installation:
    """An opened installation; ``has_new_keys`` asks for the advice about keeping them."""

    settings: Settings
    engine: sa.Engine
    sessions: sessionmaker[Session]
    vault: Vault
    has_new_keys: bool


def open_installation(settings: Settings) -> Installation:
    """Return the installation of ``settings``; opens no connection.

    Raises Unusable when the folder cannot be written, or keys are missing or damaged.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        has_data = settings.is_embedded and database_file(settings).exists()
        keys, has_new_keys = load_or_make(settings.home, has_data=has_data)
    except PermissionError as refused:
        raise Unusable(f"no permission to use {refused.filename or settings.home}") from refused
    except OSError as trouble:
        raise Unusable(f"cannot use {settings.home}: {trouble.strerror}") from trouble
    try:
        engine = make_engine(settings.url, key=keys.database)
    except (ArgumentError, ModuleNotFoundError) as unreadable:
        raise Unusable(
            "LTC_DATABASE_URL must look like postgresql://user@host/name"
        ) from unreadable
    vault = Vault(keys.fields)
    return Installation(settings, engine, session_factory(engine, vault), vault, has_new_keys)


def database_file(settings: Settings) -> Path:
    """Return the path of the embedded database."""
    return Path(make_url(settings.url).database or "")


@contextmanager
def told_in_words() -> Iterator[None]:
    """Turn what a database driver says at the door into one sentence."""
    try:
        yield
    except DBAPIError as trouble:
        words = str(trouble.orig)
        if "not a database" in words or "malformed" in words:
            raise Unusable(
                "the database does not open with keys/database.key: wrong key or damaged file"
            ) from trouble
        if "unable to open" in words or "readonly" in words:
            raise Unusable("no permission to open the database file") from trouble
        if "no such table" in words or "UndefinedTable" in type(trouble.orig).__name__:
            raise Unusable("the database has no schema yet: run migrate") from trouble
        first_line = words.strip().splitlines()[0] if words.strip() else type(trouble).__name__
        raise Unusable(f"the database cannot be reached: {first_line}") from trouble


def bring_up_to_date(installation: Installation) -> None:
    """Migrate when needed; raises Unusable for a newer database or one that does not open."""
    with told_in_words():
        revision = schema.current(installation.engine)
        schema.check_known(revision)
        if revision != schema.head():
            from ltc.upkeep import migrations  # loads alembic

            migrations.upgrade_engine(installation.engine)
    check_vault_key(installation)


def check_schema(installation: Installation) -> None:
    """Raise Unusable unless the schema is exactly this program's; changes nothing."""
    with told_in_words():
        revision = schema.current(installation.engine)
    schema.check_known(revision)
    if revision is None:
        raise Unusable("the database has no schema yet: run migrate")
    if revision != schema.head():
        raise Unusable(f"the database is at schema {revision}, not {schema.head()}: run migrate")


def check_vault_key(installation: Installation) -> None:
    """Raise Unusable when the sealed values were not sealed with the key of these fields.

    New keys beside old data (a lost folder, PostgreSQL moved to another host) would otherwise go
    unseen until somebody asks for a national ID.
    """
    with installation.sessions() as session:
        elder = a_sealed_elder(session)
        if elder is None or elder.citizen_id_sealed is None:
            return
        try:
            installation.vault.open(elder.citizen_id_sealed, about=elder.id)
        except InvalidTag as wrong:
            raise Unusable(
                "the data were not sealed with keys/fields.key: put the kept key back"
            ) from wrong
