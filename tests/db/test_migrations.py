from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from geoalchemy2 import alembic_helpers
from shapely import Point

from db import migrations, models
from db.engine import Database, open_database
from db.errors import SchemaVersionError
from db.maintenance.check import check_database
from db.maintenance.content import TableContent, content
from db.models import Base
from tests import postgis
from tests.conftest import Backend
from tests.db.city import add_random_city


def differences(database: Database) -> list[object]:
    options = {
        "include_object": alembic_helpers.include_object,
        "version_table_schema": database.schema,
        "compare_type": True,
        "compare_server_default": True,
    }
    with database.engines[0].connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, Base.metadata))


def test_upgraded_tables_are_the_models(database: Database) -> None:
    assert differences(database) == []


def test_downgrade_leaves_nothing_and_upgrade_brings_it_back(database: Database) -> None:
    database.downgrade("base")
    assert database.revision() is None
    with database.engines[0].connect() as connection:
        tables = set(sa.inspect(connection).get_table_names())
    assert not tables & set(Base.metadata.tables)
    assert not [name for name in tables if name.startswith("idx_")]
    database.upgrade()
    assert differences(database) == []


def test_check_constraints_of_the_models_are_in_the_tables(database: Database) -> None:
    with database.engines[0].connect() as connection:
        inspector = sa.inspect(connection)
        for table in Base.metadata.sorted_tables:
            wanted = {
                item.name for item in table.constraints if isinstance(item, sa.CheckConstraint)
            }
            found = {item["name"] for item in inspector.get_check_constraints(table.name)}
            assert {str(name) for name in wanted} == found


def test_reading_without_tables_says_what_to_run(backend: Backend) -> None:
    with backend.database() as database:
        database.downgrade("base")
        with pytest.raises(SchemaVersionError, match="quanmap db upgrade"), database.read():
            pass


def test_a_newer_database_is_refused(database: Database) -> None:
    with database.engines[0].begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaVersionError, match=r"9999.*does not know"), database.write():
        pass


def test_unknown_revision_is_refused(database: Database) -> None:
    with pytest.raises(SchemaVersionError, match="nonsense"):
        database.upgrade("nonsense")


def test_a_rebuilt_table_gets_its_index_back_with_the_next_upgrade(tmp_path: Path) -> None:
    database = open_database(tmp_path / "city.db")
    database.upgrade()
    with database.write() as session:
        session.add(
            models.Activity(
                series=models.enums.ActivitySeries.OTHER,
                title="a",
                on=date(2017, 1, 1),
                location=Point(101, 36),
            )
        )
    with database.engines[0].begin() as connection:
        for prefix in ("gii", "giu", "gid"):
            connection.execute(sa.text(f"DROP TRIGGER {prefix}_activities_location"))
        connection.execute(sa.text("DELETE FROM idx_activities_location"))
    database.upgrade()
    with database.engines[0].connect() as connection:
        check = sa.text("SELECT CheckSpatialIndex('activities', 'location')")
        assert connection.scalar(check) == 1
        assert connection.scalar(sa.text("SELECT count(*) FROM idx_activities_location")) == 1
    database.dispose()


def test_cities_lie_beside_each_other_as_schemas(postgis_cluster: postgis.Cluster) -> None:
    name = postgis.unique_name()
    postgis_cluster.create(name)
    cities = [open_database(postgis_cluster.url(name), schema=city) for city in ("xining", "Other")]
    for city in cities:
        with pytest.raises(SchemaVersionError, match="has no tables"):
            city.check()
        city.upgrade()
    with cities[0].write() as session:
        session.add(models.PartyOrganization(name="a", kind="BRANCH"))
    counts = []
    for city in cities:
        with city.read() as session:
            counts.append(
                session.scalar(sa.select(sa.func.count()).select_from(models.PartyOrganization))
            )
        city.dispose()
    assert counts == [1, 0]


VERSION = "alembic_version"
TOKEN = {
    "name": "a",
    "role": models.enums.TokenRole.ADMIN,
    "secret_sha256": "0" * 64,
    "created_at": datetime(2017, 11, 1, tzinfo=UTC),
}


@pytest.mark.parametrize(
    "older",
    ["0004", *(pytest.param(older, marks=pytest.mark.slow) for older in ("0005", "0006"))],
)
def test_rows_stay_as_they_are_down_and_up_again(database: Database, older: str) -> None:
    with database.write() as session:
        add_random_city(session, 60)
        session.add(models.AccessToken(**TOKEN))
    before = held(database)

    database.downgrade(older)
    on_the_way = held(database)
    database.upgrade()

    assert before["organizations"].n_rows == 60
    assert {name: before[name] for name in on_the_way if name != VERSION} == {
        name: each for name, each in on_the_way.items() if name != VERSION
    }
    assert held(database) == before
    assert differences(database) == []
    assert check_database(database).is_sound


def test_every_revision_goes_down_to_nothing_and_up_step_by_step(database: Database) -> None:
    with database.write() as session:
        add_random_city(session, 20)
    steps = sorted(migrations.revisions())

    for revision in reversed(steps):
        below = f"{int(revision) - 1:04d}" if revision != steps[0] else "base"
        database.downgrade(below)
        assert database.revision() == (None if below == "base" else below)
    for revision in steps:
        database.upgrade(revision)

    assert differences(database) == []
    assert check_database(database).is_sound


def held(database: Database) -> dict[str, TableContent]:
    with database.engines[1].connect() as connection:
        return content(connection)
