import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from shapely import Point
from sqlalchemy.exc import DBAPIError

from db import models
from db.engine import Database, open_database
from db.errors import DatabaseUnavailableError, DatabaseUrlError, StaleVersionError
from db.repositories import changes
from tests import postgis
from tests.db import city


def names(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(sa.select(models.Organization.name).order_by("id")))


def test_write_commits_at_the_end(database: Database) -> None:
    with database.write() as session:
        session.add(city.organization(1))
    assert names(database) == ["Organization 1"]


def test_write_rolls_back_whole_on_an_error(database: Database) -> None:
    def fail() -> None:
        with database.write() as session:
            session.add(city.organization(1))
            session.flush()
            raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        fail()
    assert names(database) == []


def test_read_refuses_writes(database: Database) -> None:
    with database.read() as session:
        session.add(city.organization(1))
        with pytest.raises(DBAPIError):
            session.flush()


def test_rows_stay_usable_after_the_session(database: Database) -> None:
    with database.write() as session:
        session.add(city.organization(1, Point(101.7, 36.6)))
    with database.read() as session:
        row = session.get_one(models.Organization, 1)
    assert (row.name, row.location) == ("Organization 1", Point(101.7, 36.6))


def test_foreign_keys_hold(database: Database) -> None:
    made = city.organization(1)
    made.named_district_id = 99
    with pytest.raises(DBAPIError), database.write() as session:
        session.add(made)


def test_a_change_against_an_old_version_is_refused(database: Database) -> None:
    with database.write() as session:
        changes.add(session, city.organization(1))
    with database.write() as session:
        changed = changes.correct(session, models.Organization, 1, 1, {"name": "new"})
        assert changed.version == 2
    with pytest.raises(StaleVersionError, match="version 2, not 1"), database.write() as session:
        changes.correct(session, models.Organization, 1, 1, {"name": "newer"})
    assert names(database) == ["new"]


def test_a_change_under_one_s_feet_is_refused(postgis_database: Database) -> None:
    with postgis_database.write() as session:
        changes.add(session, city.organization(1))

    def change_under_one_s_feet() -> None:
        with postgis_database.write() as first:
            row = first.get_one(models.Organization, 1)
            with postgis_database.write() as second:
                changes.correct(second, models.Organization, 1, row.version, {"name": "second"})
            row.name = "first"

    with pytest.raises(StaleVersionError, match="read it again"):
        change_under_one_s_feet()


def test_writers_that_read_first_wait_for_each_other(database: Database) -> None:
    with database.write() as session:
        session.add(city.organization(1))
    errors: list[BaseException] = []

    def count_up() -> None:
        try:
            for _ in range(10):
                with database.write() as session:
                    row = session.get_one(models.Organization, 1, with_for_update=True)
                    row.employees += 1
        except BaseException as error:  # noqa: BLE001 (shown by the assertion)
            errors.append(error)

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with database.read() as session:
        assert session.get_one(models.Organization, 1).employees == 40


def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    with database.write() as session:
        session.add(city.organization(1))
        session.flush()
        assert names(database) == []
    assert names(database) == ["Organization 1"]


def test_sqlite_keeps_its_settings(sqlite_database: Database) -> None:
    shared = {"journal_mode": "wal", "foreign_keys": 1, "trusted_schema": 1}
    # 2 is FULL: what was acknowledged is on the disk.
    own = ({"query_only": 0, "synchronous": 2}, {"query_only": 1, "synchronous": 1})
    for engine, more in zip(sqlite_database.engines, own, strict=True):
        with engine.connect() as connection:
            for pragma, value in {**shared, **more}.items():
                assert connection.scalar(sa.text(f"PRAGMA {pragma}")) == value


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("mysql://host/db", "not supported; use postgresql:// or sqlite:///FILE"),
        ("postgresql+asyncpg://host/db", "not supported"),
        ("://", "not a database URL"),
    ],
)
def test_urls_that_cannot_be_used_are_refused(url: str, message: str) -> None:
    with pytest.raises(DatabaseUrlError, match=message):
        open_database(url)


def test_schema_and_read_url_need_postgresql(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUrlError, match="PostgreSQL"):
        open_database(tmp_path / "a.db", schema="xining")
    with pytest.raises(DatabaseUrlError, match="PostgreSQL"):
        open_database(tmp_path / "a.db", read_url="sqlite:///b.db")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_every_postgresql_scheme_is_psycopg_s_and_the_password_is_hidden(scheme: str) -> None:
    database = open_database(f"{scheme}://someone:secret@host/city")
    assert database.dialect == "postgresql"
    assert database.address == "postgresql+psycopg://someone:***@host/city"


def test_a_path_and_its_url_are_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "city.db"
    for url in (path, str(path), f"sqlite:///{path}"):
        assert open_database(url).address == f"sqlite:///{path}"


def test_a_file_that_is_no_database_is_told_from_an_empty_one(tmp_path: Path) -> None:
    path = tmp_path / "city.db"
    path.write_bytes(b"not a database " * 100)
    database = open_database(path)
    with pytest.raises(DatabaseUnavailableError, match="file is not a database"):
        database.check()
    database.dispose()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    database = open_database(tmp_path / "missing" / "city.db")
    with pytest.raises(DatabaseUnavailableError, match=r"missing/city\.db cannot be opened"):
        database.upgrade()
    database.dispose()


def test_a_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    database = open_database(f"postgresql://nobody@/city?host={tmp_path}")
    with pytest.raises(DatabaseUnavailableError, match="cannot be opened"), database.read():
        pass
    database.dispose()


def test_nothing_outlives_a_transaction_on_postgresql(postgis_cluster: postgis.Cluster) -> None:
    """What pgbouncer's transaction mode needs: the next client gets a connection without state."""
    name = postgis.unique_name()
    postgis_cluster.create(name)
    database = open_database(
        postgis_cluster.url(name), schema="xining", pool_size=1, max_overflow=0
    )
    database.upgrade()
    for _ in range(12):
        with database.write() as session:
            assert session.scalar(sa.text("SHOW search_path")) == "xining, public"
            session.scalars(sa.select(models.Organization)).all()
        with database.read() as session:
            assert session.scalar(sa.text("SHOW transaction_read_only")) == "on"
    with database.engines[0].connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.rollback()
        raw.autocommit = True
        assert raw.execute("SHOW search_path").fetchone() == ('"$user", public',)
        assert raw.execute("SHOW default_transaction_read_only").fetchone() == ("off",)
        assert raw.execute("SELECT count(*) FROM pg_prepared_statements").fetchone() == (0,)
        raw.autocommit = False
    database.dispose()


def test_reads_go_to_the_read_url(postgis_cluster: postgis.Cluster) -> None:
    urls = []
    for number in (1, 2):
        name = postgis.unique_name()
        postgis_cluster.create(name)
        urls.append(postgis_cluster.url(name))
        each = open_database(urls[-1])
        each.upgrade()
        with each.write() as session:
            session.add(city.organization(number))
        each.dispose()
    database = open_database(urls[0], read_url=urls[1])
    assert names(database) == ["Organization 2"]
    with database.write() as session:
        assert session.scalars(sa.select(models.Organization.name)).all() == ["Organization 1"]
    database.dispose()


def test_a_file_that_another_program_writes_to_for_too_long_is_named(tmp_path: Path) -> None:
    first, second = (open_database(tmp_path / "city.db", busy_timeout_s=s) for s in (15.0, 0.05))
    first.upgrade()

    def write_beside() -> None:
        with second.write() as session:
            session.add(city.organization(1))

    with first.write() as session:
        session.add(city.organization(2))
        session.flush()
        with pytest.raises(DatabaseUnavailableError, match=r"write to .*city\.db.* try again"):
            write_beside()
    write_beside()
    assert sorted(names(first)) == ["Organization 1", "Organization 2"]
    first.dispose()
    second.dispose()


def test_a_server_that_goes_away_is_named_and_found_again(postgis_database: Database) -> None:
    def lose_it() -> None:
        with postgis_database.read() as session:
            session.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(DatabaseUnavailableError, match="does not answer"):
        lose_it()
    names(postgis_database)
