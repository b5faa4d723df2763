"""Writing many rows at once: past the unit of work, with every column given."""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from functools import cache
from types import SimpleNamespace
from typing import Any, TypeVar, cast
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from ltc.care.elders.models import ElderGram

BATCH = 2_000
Model = TypeVar("Model", bound=SQLModel)


class _Light(SimpleNamespace):
    """Exactly the columns of one row as attributes; ``stands_for`` is the model it stands for."""

    __slots__ = ("stands_for",)
    stands_for: type[SQLModel]


def light(model: type[Model], **given: Any) -> Model:
    """Return a stand-in for a row of ``model``: its columns and defaults, none of its machinery.

    Twenty thousand real rows would take half of the whole preparation. Raises TypeError for a
    column that is not there or was not given, as a slip here would be found by no checker.
    """
    columns, plain, factories = _columns(model)
    if not given.keys() <= columns:
        raise TypeError(f"{model.__name__} has no {given.keys() - columns}")
    made = {name: make() for name, make in factories.items() if name not in given}
    row = _Light(**{**plain, **made, **given})
    if len(vars(row)) != len(columns):
        raise TypeError(f"{model.__name__} needs {columns - vars(row).keys()}")
    row.stands_for = model
    return cast(Model, row)


@cache
def _columns(
    model: type[SQLModel],
) -> tuple[frozenset[str], dict[str, Any], dict[str, Callable[[], Any]]]:
    """Return the names of all columns, the plain defaults, and the functions that make others."""
    names = frozenset(column.key for column in table_of(model).columns)
    fields = {name: model.model_fields[name] for name in names}
    plain = {
        name: field.default
        for name, field in fields.items()
        if field.default_factory is None and not field.is_required()
    }
    factories: dict[str, Any] = {
        name: field.default_factory for name, field in fields.items() if field.default_factory
    }
    return names, plain, factories


def table_of(model: type[SQLModel]) -> sa.Table:
    """Return the table of a model."""
    table: sa.Table = model.__table__  # type: ignore[attr-defined]
    return table


def kind_of(row: SQLModel) -> type[SQLModel]:
    """Return the model that a stand-in stands for."""
    return cast(_Light, row).stands_for


def insert(session: Session, rows: Sequence[SQLModel]) -> int:
    """Insert stand-ins of one table; returns how many."""
    for start in range(0, len(rows), BATCH):
        values = [
            {name: _plain(value) for name, value in vars(row).items()}
            for row in rows[start : start + BATCH]
        ]
        session.execute(sa.insert(table_of(kind_of(rows[0]))), values)
    return len(rows)


def _plain(value: Any) -> Any:
    """Return a code as plain text: a driver may store an enum's name instead of its value."""
    return str(value) if isinstance(value, StrEnum) else value


def insert_grams(session: Session, grams: Iterable[tuple[str, UUID]]) -> None:
    """Insert search pieces, over a hundred thousand of them, the fastest way of each database."""
    ordered = sorted((gram, elder_id.hex) for gram, elder_id in set(grams))
    connection = session.connection()
    table = ElderGram.__tablename__
    if connection.dialect.name == "sqlite":
        # in key order the tree grows at its end
        connection.exec_driver_sql(f"INSERT INTO {table} (gram, elder_id) VALUES (?, ?)", ordered)
        return
    driver: Any = connection.connection.dbapi_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} (gram, elder_id) FROM STDIN") as out:
        out.write("".join(f"{gram}\t{elder_id}\n" for gram, elder_id in ordered))
