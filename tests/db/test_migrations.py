from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from geoalchemy2 import alembic_helpers
from shapely import Point

from db import models
from db.engine import Database, open_database
from db.errors import SchemaVersionError
from db.models import Base
from tests import postgis
from tests.conftest import Backend


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
