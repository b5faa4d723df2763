"""A fresh, migrated database for every test that asks for one, on both kinds of database.

Import these fixtures into ``conftest.py``. ``database_url`` runs a test once on each kind (only on
SQLite when ``LTC_TEST_FAST=1``). The schema is migrated once a run into a template; a test gets a
copy: a copied file, or a PostgreSQL database made from the template.

To tie a test to one kind: ``@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)``.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from tests.postgres import Cluster, Server, ServerMissing

TEST_KEY = b"\x01" * 32
TEST_MASTER = b"\x02" * 32
TEMPLATE = "ltc_template"
TOWN = "ltc_town"  # the same, with the cast living in it
BUILD_LOCK = 20_261_122  # any number; it names the advisory lock under which the template is made
IS_FAST = os.environ.get("LTC_TEST_FAST") == "1"
KINDS = ["sqlite"] if IS_FAST else ["sqlite", "postgresql"]


def migrate(url: str) -> None:
    """Bring the empty database at ``url`` to the newest schema."""
    from ltc.upkeep import migrations

    migrations.upgrade(url, key=TEST_KEY)


def people(url: str) -> None:
    """Put the town and its people into the migrated database at ``url``."""
    from ltc.foundation.core import clock
    from ltc.foundation.core.db import make_engine, session_factory
    from ltc.foundation.core.vault import Vault
    from tests.cast import TODAY, engage

    engine = make_engine(url, key=TEST_KEY)
    with clock.living_on(TODAY):
        engage(session_factory(engine, Vault(TEST_MASTER)))
    engine.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """The run's PostgreSQL: the runner's when it started one, else one of this process's own."""
    if admin_url := os.environ.get("LTC_TEST_PG"):
        cluster = Cluster(admin_url)
        yield cluster
        cluster.close()
        return
    try:
        server = Server().__enter__()
    except ServerMissing as problem:
        if os.environ.get("CI"):
            pytest.fail(f"no PostgreSQL: {problem}")
        pytest.skip(f"no PostgreSQL: {problem}")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres: Cluster) -> str:
    """The name of the migrated template database; the first worker to come makes it."""
    return _made_on_postgres(postgres, TEMPLATE, None, migrate)


@pytest.fixture(scope="session")
def postgres_town(postgres: Cluster, postgres_template: str) -> str:
    """The name of the template in which the cast lives."""
    return _made_on_postgres(postgres, TOWN, postgres_template, people)


def _made_on_postgres(
    cluster: Cluster, name: str, template: str | None, fill: Callable[[str], None]
) -> str:
    admin = cluster.admin
    admin.execute("select pg_advisory_lock(%s)", [BUILD_LOCK])
    try:
        if not _exists(cluster, name):
            half_made = f"{name}_half_made"
            cluster.drop_database(half_made)
            cluster.create_database(half_made, template)
            fill(cluster.url(half_made))
            admin.execute(f"alter database {half_made} rename to {name}")
    finally:
        admin.execute("select pg_advisory_unlock(%s)", [BUILD_LOCK])
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The migrated file that tests copy; the first worker to come makes it."""
    return _made_as_file(_shared(tmp_path_factory), TEMPLATE, None, migrate)


@pytest.fixture(scope="session")
def sqlite_town(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """The file in which the cast lives."""
    return _made_as_file(_shared(tmp_path_factory), TOWN, sqlite_template, people)


def _shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.getbasetemp()
    # The workers' folders lie side by side in the run's folder.
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


def _made_as_file(
    folder: Path, name: str, template: Path | None, fill: Callable[[str], None]
) -> Path:
    made = folder / f"{name}.db"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            half_made = folder / f"{name}.half_made"
            if template is not None:
                shutil.copyfile(template, half_made)
            fill(f"sqlite:///{half_made}")
            half_made.rename(made)
    return made


@contextmanager
def fresh_postgres(cluster: Cluster, template: str | None) -> Iterator[str]:
    """Give the address of a new database (empty without ``template``) and drop it afterwards."""
    name = f"t_{uuid4().hex[:16]}"
    cluster.create_database(name, template)
    try:
        yield cluster.url(name)
    finally:
        cluster.drop_database(name)


@contextmanager
def fresh_sqlite(folder: Path, template: Path | None) -> Iterator[str]:
    """Give the address of a new file (not there yet without ``template``), later remove it."""
    file = folder / f"{uuid4().hex[:16]}.db"
    if template is not None:
        shutil.copyfile(template, file)
    try:
        yield f"sqlite:///{file}"
    finally:
        for left in folder.glob(f"{file.name}*"):  # with its -wal and -shm
            left.unlink()


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database of this test's own; the cast, if named, lives in it."""
    which = "town" if "cast" in request.fixturenames else "template"
    if request.param == "sqlite":
        with fresh_sqlite(tmp_path, request.getfixturevalue(f"sqlite_{which}")) as url:
            yield url
    else:
        template = request.getfixturevalue(f"postgres_{which}")
        with fresh_postgres(request.getfixturevalue("postgres"), template) as url:
            yield url


@pytest.fixture(params=KINDS)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database without any table: for tests of the migrations."""
    if request.param == "sqlite":
        with fresh_sqlite(tmp_path, None) as url:
            yield url
    else:
        with fresh_postgres(request.getfixturevalue("postgres"), None) as url:
            yield url


def _exists(cluster: Cluster, name: str) -> bool:
    found = cluster.admin.execute("select 1 from pg_database where datname = %s", [name])
    return found.fetchone() is not None
