"""The migrations give exactly the tables of the models, go up and down, and know their head."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from ltc.foundation.core.db import make_engine
from ltc.foundation.core.errors import Unusable
from ltc.foundation.core.vault import Vault
from ltc.settings import Settings
from ltc.upkeep import migrations, schema
from ltc.upkeep.installation import Installation, bring_up_to_date
from tests.databases import TEST_KEY


@pytest.fixture
def engine(empty_database_url: str) -> Iterator[sa.Engine]:
    """An engine on a database without any table."""
    made = make_engine(empty_database_url, key=TEST_KEY)
    yield made
    made.dispose()


def tables(engine: sa.Engine) -> set[str]:
    """The tables that are there."""
    return set(sa.inspect(engine).get_table_names()) - {"alembic_version"}


def scripts() -> ScriptDirectory:
    """The chain of migrations."""
    return ScriptDirectory(str(migrations.SCRIPTS))


def test_one_chain_with_one_head() -> None:
    assert scripts().get_heads() == [schema.head()]
    assert len(scripts().get_bases()) == 1
    names = sorted(file.stem for file in (migrations.SCRIPTS / "versions").glob("*.py"))
    assert [name[:3] for name in names] == [f"{n:03d}" for n in range(1, len(names) + 1)]


def test_migrated_database_equals_the_models(engine: sa.Engine) -> None:
    migrations.upgrade_engine(engine)
    migrations.check_models(engine)
    assert tables(engine) == set(migrations.table_names())
    assert schema.current(engine) == schema.head()


def test_down_to_nothing_and_up_again(engine: sa.Engine) -> None:
    migrations.upgrade_engine(engine)
    migrations.downgrade_engine(engine, "base")
    assert tables(engine) == set()
    migrations.upgrade_engine(engine)
    assert tables(engine) == set(migrations.table_names())


def test_every_step_down_leads_up_again(engine: sa.Engine) -> None:
    migrations.upgrade_engine(engine)
    chain = [script.revision for script in scripts().walk_revisions()]
    for revision in chain[1:]:
        migrations.downgrade_engine(engine, revision)
        assert schema.current(engine) == revision
    migrations.upgrade_engine(engine)
    migrations.check_models(engine)


def test_every_constraint_has_a_name(engine: sa.Engine) -> None:
    migrations.upgrade_engine(engine)
    found = sa.inspect(engine)
    for table in tables(engine):
        constraints = found.get_unique_constraints(table) + found.get_foreign_keys(table)
        constraints += found.get_check_constraints(table)
        assert all(constraint["name"] for constraint in constraints), table


def test_newer_database_is_a_sentence(engine: sa.Engine, vault: Vault, tmp_path: object) -> None:
    migrations.upgrade_engine(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '999'"))
    sessions = sessionmaker(engine, class_=Session)
    settings = Settings(home=tmp_path)  # type: ignore[arg-type]
    installation = Installation(settings, engine, sessions, vault, has_new_keys=False)
    with pytest.raises(Unusable, match=r"schema 999\) is newer than this program"):
        bring_up_to_date(installation)
