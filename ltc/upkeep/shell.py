"""A small SQL prompt for the embedded database, which ordinary tools cannot open."""

import sys

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from ltc.settings import Settings
from ltc.upkeep.installation import open_installation, told_in_words


def run_shell(settings: Settings) -> int:
    """Read statements until the end of input; each runs and commits by itself."""
    engine = open_installation(settings).engine
    with told_in_words(), engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    prompt = "ltc> " if sys.stdin.isatty() else ""
    while True:
        try:
            statement = input(prompt).strip().rstrip(";")
        except EOFError:
            return 0
        if statement in ("exit", "quit"):
            return 0
        if statement:
            _run(engine, statement)


def _run(engine: sa.Engine, statement: str) -> None:
    try:
        with engine.begin() as connection:
            result = connection.exec_driver_sql(statement)
            if result.returns_rows:
                print("\t".join(result.keys()))
                for row in result:
                    print("\t".join("" if value is None else str(value) for value in row))
            else:
                print(f"{result.rowcount} rows")
    except SQLAlchemyError as problem:
        print(f"error: {getattr(problem, 'orig', problem)}")
