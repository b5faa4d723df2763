"""Writing rows by the hundred thousand: the driver's own executemany, or COPY on PostgreSQL."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

AT_ONCE = 20_000


@contextmanager
def filling(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open one transaction for a great many rows; the room it needs in memory is given back."""
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA cache_size=-800000")
        yield connection
    engine.dispose()


def insert_all(
    connection: sa.Connection, model: type[SQLModel], rows: Iterable[Mapping[str, Any]]
) -> None:
    """Insert rows that all name the same columns of ``model``."""
    source = iter(rows)
    first = next(source, None)
    if first is not None:
        columns = list(first)
        everything = _chain(first, source)
        insert_tuples(connection, model, columns, (tuple(r.values()) for r in everything))


def insert_tuples(
    connection: sa.Connection,
    model: type[SQLModel],
    columns: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
) -> None:
    """Insert rows given as tuples in the order of ``columns``."""
    table: sa.Table = model.__table__  # type: ignore[attr-defined]
    names = ", ".join(columns)
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.dbapi_connection
        with (
            driver.cursor() as cursor,
            cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as to,
        ):
            for row in rows:
                to.write_row([json.dumps(v) if isinstance(v, list | dict) else v for v in row])
        return
    ready = _bound(connection.dialect, [table.c[name] for name in columns], rows)
    marks = ", ".join("?" * len(columns))
    while some := list(islice(ready, AT_ONCE)):
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", some)


def _bound(
    dialect: sa.Dialect, columns: list[sa.Column[Any]], rows: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    """Turn values into what the driver stores, the way the application's own inserts do."""
    turns = [c.type.dialect_impl(dialect).bind_processor(dialect) for c in columns]
    for row in rows:
        yield tuple(t(v) if t else v for t, v in zip(turns, row, strict=True))


def _chain(
    first: Mapping[str, Any], rest: Iterator[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    yield first
    yield from rest
