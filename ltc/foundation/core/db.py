"""The engine, the session and the transaction, the same on the embedded file and on PostgreSQL.

The embedded database is SQLCipher. ``BEGIN IMMEDIATE`` for everything that may write: with a plain
``BEGIN`` two readers that both turn writers lose work or fail at once (tried: 71 of 360 kept).
"""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, SQLModel

from ltc.foundation.core.errors import Unusable
from ltc.foundation.core.vault import Vault

BUSY_MILLISECONDS = 5_000

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# Rows are checked by forms, drafts and the database, never by pydantic: it need not prepare to.
SQLModel.model_config["defer_build"] = True

# A counter that the server gives out; SQLite counts only columns declared INTEGER.
Sequence = sa.BigInteger().with_variant(sa.Integer, "sqlite")
Json = sa.JSON()


def sorted_text(most: int) -> sa.types.TypeEngine[str]:
    """Return a text type whose order is that of its characters, whatever the server's locale."""
    return sa.String(most).with_variant(sa.String(most, collation="C"), "postgresql")


def make_engine(url: str, *, key: bytes | None, pool_size: int = 4) -> sa.Engine:
    """Return an engine for ``url``; ``key`` (32 bytes) opens the embedded file.

    Raises Unusable when the embedded database is asked for without a key.
    """
    if not url.startswith("sqlite"):
        return sa.create_engine(
            url,
            pool_size=pool_size,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args=_patience(url),
        )
    if key is None:
        raise Unusable("the key of the embedded database is missing (keys/database.key)")
    import sqlcipher3.dbapi2 as sqlcipher

    engine = sa.create_engine(
        url,
        module=sqlcipher,
        pool_size=pool_size,
        hide_parameters=True,  # values of rows have no place in error messages
        connect_args={"timeout": BUSY_MILLISECONDS / 1000, "check_same_thread": False},
    )
    _prepare_embedded(engine, key, sqlcipher.sqlite_version_info)
    return engine


def _patience(url: str) -> dict[str, str]:
    """Wait for another's lock no longer than on the embedded file; an address may say otherwise."""
    if "options=" in url:
        return {}
    return {"options": f"-c lock_timeout={BUSY_MILLISECONDS}"}


def _prepare_embedded(engine: sa.Engine, key: bytes, version: tuple[int, ...]) -> None:
    # SQLite before 3.51.3 can corrupt a WAL file when two checkpoints race: no WAL there.
    is_wal_safe = version >= (3, 51, 3)

    @sa.event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # else the driver begins transactions of its own
        cursor = connection.cursor()
        cursor.execute("PRAGMA cipher_log_level = NONE")  # it would write beside our own sentence
        cursor.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in (
            f"busy_timeout={BUSY_MILLISECONDS}",
            f"journal_mode={'WAL' if is_wal_safe else 'TRUNCATE'}",
            f"synchronous={'FULL' if is_wal_safe else 'EXTRA'}",
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "cache_size=-8000",  # KB a connection
            "trusted_schema=OFF",
        ):
            cursor.execute("PRAGMA " + pragma)
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        is_read_only = connection.get_execution_options().get("ltc_read_only")
        connection.exec_driver_sql("BEGIN" if is_read_only else "BEGIN IMMEDIATE")


def is_busy(problem: BaseException) -> bool:
    """True when trying again may help: another writer was in the way, or the server is away."""
    if isinstance(problem, sa.exc.TimeoutError):
        return True  # every connection of the pool was in use
    if not isinstance(problem, sa.exc.OperationalError):
        return False
    if not type(problem.orig).__module__.startswith("psycopg"):
        return "database is locked" in str(problem.orig)
    # No state: the connection itself failed. Classes 08, 40, 53, 55 and 57: see PostgreSQL's
    # appendix A (connection, transaction rolled back, resources, not in state, operator).
    state = getattr(problem.orig, "sqlstate", None)
    return state is None or state[:2] in ("08", "40", "53", "55", "57")


def is_taken(problem: BaseException) -> bool:
    """True when somebody saved the same unique thing a moment earlier."""
    if not isinstance(problem, sa.exc.IntegrityError):
        return False
    state = getattr(problem.orig, "sqlstate", None)
    return state == "23505" or "UNIQUE constraint failed" in str(problem.orig)


def session_factory(engine: sa.Engine, vault: Vault) -> sessionmaker[Session]:
    """Return a maker of sessions; each carries the vault that seals personal values."""
    return sessionmaker(engine, class_=Session, expire_on_commit=False, info={"vault": vault})


def vault_of(session: Session) -> Vault:
    """Return the vault that came with the session."""
    vault: Vault = session.info["vault"]
    return vault


def fetch(
    session: Session, statement: sa.Executable, values: dict[str, Any] | None = None
) -> sa.CursorResult[*tuple[Any, ...]]:
    """Execute a statement on columns, past the layer that makes objects of rows (a third faster).

    Pending changes are written first, as by ``session.execute``.
    """
    session.flush()
    return session.connection().execute(statement, values)


def write(
    session: Session, statement: sa.Executable, values: dict[str, Any] | list[dict[str, Any]]
) -> sa.CursorResult[Any]:
    """Execute an insert past the layer that makes rows of objects (a tenth of its time).

    Raises AssertionError in the session of a reading request, as that layer does.
    """
    connection = session.connection()
    if connection.get_execution_options().get("ltc_read_only"):
        raise AssertionError("a reading request tried to change the database")
    return connection.execute(statement, values)


def insert_once(session: Session, row: SQLModel) -> bool:
    """Insert a new row unless one of its unique values is taken; says whether it was inserted.

    One statement does it: no savepoint, nothing to undo. A twin that is just being saved by
    somebody else is waited for. Afterwards the row belongs to the session like one it has read.
    """
    session.flush()
    table: sa.Table = row.__table__  # type: ignore[attr-defined]
    values = {name: value for name, value in vars(row).items() if name in table.c}
    is_new = (
        write(session, _inserting(table, session.get_bind().dialect.name), values).rowcount == 1
    )
    if is_new:
        sa.orm.make_transient_to_detached(row)
        session.add(row)
    return is_new


@functools.cache
def _inserting(table: sa.Table, dialect: str) -> sa.Insert:
    """Return the insert of a table; both databases say it alike, the library by two names."""
    insert = import_module(f"sqlalchemy.dialects.{dialect}").insert
    inserting: sa.Insert = insert(table).on_conflict_do_nothing()
    return inserting.execution_options(preserve_rowcount=True)


@contextmanager
def transaction(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """Open a session for one unit of work of a job or command: commits or rolls back."""
    with sessions() as session, session.begin():
        yield session
