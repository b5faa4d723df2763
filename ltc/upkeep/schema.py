"""Which schema the database has and which one this code knows, told without loading alembic.

Every start and every health check asks this; alembic itself (a tenth of a second and 8 MB) is
needed only when there is something to migrate.
"""

from functools import cache

import sqlalchemy as sa

from ltc.foundation.core.errors import Unusable
from ltc.settings import CHECKOUT

SCRIPTS = CHECKOUT / "ltc" / "migrations"


@cache
def revisions() -> tuple[str, ...]:
    """Return all revisions that this code knows, oldest first: the numbers of their files."""
    return tuple(sorted(file.name.split("_")[0] for file in SCRIPTS.glob("versions/[0-9]*_*.py")))


def head() -> str:
    """Return the newest revision that this code knows."""
    return revisions()[-1]


def current(engine: sa.Engine) -> str | None:
    """Return the revision the database is at, or None for an empty one."""
    with engine.connect().execution_options(ltc_read_only=True) as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        found = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return None if found is None else str(found)


def check_known(revision: str | None) -> None:
    """Raise Unusable when the database is newer than this code."""
    if revision is not None and revision not in revisions():
        raise Unusable(
            f"the database (schema {revision}) is newer than this program: use a newer one"
        )
