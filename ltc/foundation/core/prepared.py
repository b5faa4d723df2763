"""Reads that are asked all day: built and compiled once, answered in plain tuples.

For each execution SQLAlchemy looks the statement up by its structure, prepares a context, describes
the answer's columns and wraps every row; for a read of a few rows that costs several times what the
database needs. Here the statement's text and the converters of its values are kept, one set for
each kind of database, and the driver is asked by its own means. Transactions, errors and listeners
that count statements are the same as for anything else.
"""

import functools
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ParamSpec

import sqlalchemy as sa
from sqlmodel import Session

Columns = sa.Select[*tuple[Any, ...]]
Row = tuple[Any, ...]
Day = date | sa.BindParameter[Any]  # a condition may be told its day now, or be asked with it
Shape = ParamSpec("Shape")
_Convert = Callable[[Any], Any]


def asked(name: str, kind: type[sa.types.TypeEngine[Any]] = sa.Uuid) -> sa.BindParameter[Any]:
    """Return the place of a value that is given each time the statement is asked: an id, a day."""
    return sa.bindparam(name, type_=kind())


class Prepared:
    """A select of columns; its values are given by name each time it is asked."""

    def __init__(self, statement: Columns) -> None:
        self._statement = statement
        self._texts: dict[str, _Text] = {}

    def all(self, session: Session, **values: Any) -> Sequence[Row]:
        """Return all rows. Pending changes are written first, as by ``session.execute``."""
        session.flush()
        connection = session.connection()
        text = self._text_for(connection.dialect)
        return text.converted(_answer(connection, text.sql, text.bound(values)))

    def first(self, session: Session, **values: Any) -> Row | None:
        """Return the first row, or None; for statements that answer with one row or few."""
        found = self.all(session, **values)
        return found[0] if found else None

    def _text_for(self, dialect: sa.Dialect) -> "_Text":
        if dialect.name not in self._texts:
            self._texts[dialect.name] = _Text(self._statement, dialect)
        return self._texts[dialect.name]


def prepared(build: Callable[Shape, Columns]) -> Callable[Shape, Prepared]:
    """Turn a function that builds a select into one that prepares it once for each shape.

    Arguments decide the shape (which conditions, how many rows); values that differ from one
    request to the next are ``asked`` for by name, never arguments.
    """

    known: dict[Any, Prepared] = {}

    @functools.wraps(build)
    def once(*shape: Shape.args, **named: Shape.kwargs) -> Prepared:
        key = (shape, *named.items())
        if key not in known:
            known[key] = Prepared(build(*shape, **named))
        return known[key]

    return once


def _answer(connection: sa.Connection, sql: str, values: Any) -> Sequence[Row]:
    """Return what the driver answers; its errors come as those of the engine."""
    cursor = connection.connection.cursor()
    try:
        for hears in connection.dispatch.before_cursor_execute:
            hears(connection, cursor, sql, values, None, False)
        cursor.execute(sql, values)
        return cursor.fetchall()
    except connection.dialect.loaded_dbapi.Error as trouble:
        known = connection.dialect.loaded_dbapi.Error
        raise sa.exc.DBAPIError.instance(
            sql, values, trouble, known, hide_parameters=True, dialect=connection.dialect
        ) from trouble
    finally:
        cursor.close()


class _Text:
    """A statement as one kind of database takes it."""

    def __init__(self, statement: Columns, dialect: sa.Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        asked_for = {name for name, place in compiled.binds.items() if place.required}
        # Lists of constants (IN) become one place each.
        spread = compiled.construct_expanded_state(dict.fromkeys(asked_for))
        converts = {
            name: place.type.dialect_impl(dialect).bind_processor(dialect)
            for name, place in compiled.binds.items()
        } | dict(spread.processors)
        self.sql = spread.statement
        self._order = spread.positiontup
        self._asked = [(name, converts.get(name)) for name in asked_for]
        self._fixed = {
            name: convert(value) if (convert := converts.get(name)) else value
            for name, value in spread.parameters.items()
            if name not in asked_for
        }
        found = (
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in statement.selected_columns
        )
        self._converts = [(place, convert) for place, convert in enumerate(found) if convert]

    def bound(self, values: dict[str, Any]) -> Any:
        """Return the values as the driver takes them; raises KeyError for one not given."""
        found = dict(self._fixed)
        for name, convert in self._asked:
            found[name] = convert(values[name]) if convert else values[name]
        return found if self._order is None else tuple([found[name] for name in self._order])

    def converted(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Return what the driver gave, as Python values."""
        if not self._converts:
            return rows
        return [self._converted(list(row)) for row in rows]

    def _converted(self, row: list[Any]) -> Row:
        for place, convert in self._converts:
            row[place] = convert(row[place])
        return tuple(row)
