"""What takes too long ends, says the limit, and leaves the database usable."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from db import models
from db.engine import Database, open_database
from db.errors import (
    DatabaseBusyError,
    DatabaseUnavailableError,
    PoolExhaustedError,
    StatementTimeoutError,
)
from tests.conftest import Backend
from tests.db import city

ENDLESS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000)"
    " SELECT count(*) FROM n"
)
LIMIT_S = 0.2
SOON_S = 2.0


def impatient(database: Database, **waits: float) -> Database:
    url = database.engines[0].url.render_as_string(hide_password=False)
    return open_database(url, **waits)  # type: ignore[arg-type]


@pytest.fixture(params=["a session", "the driver"])
def limited(request: pytest.FixtureRequest, database: Database) -> Iterator[tuple[Database, bool]]:
    made = impatient(database, statement_timeout_s=LIMIT_S)
    yield made, request.param == "the driver"
    made.dispose()


def run(database: Database, statement: str, *, by_driver: bool) -> int:
    if by_driver:
        with database.read_by_driver() as connection:
            return int(connection.execute(statement).fetchone()[0])
    with database.read() as session:
        return int(session.scalar(sa.text(statement)) or 0)


def test_a_statement_over_its_limit_ends_and_the_next_one_is_answered(
    limited: tuple[Database, bool],
) -> None:
    database, by_driver = limited
    started = time.monotonic()

    with pytest.raises(StatementTimeoutError, match=r"longer than 0\.2 s.*smaller area") as caught:
        run(database, ENDLESS, by_driver=by_driver)

    assert time.monotonic() - started < SOON_S
    assert caught.value.limit_s == LIMIT_S
    time.sleep(LIMIT_S)  # what is left of the deadline hits nobody else
    assert run(database, "SELECT 7", by_driver=by_driver) == 7


def test_many_short_statements_are_not_one_long_one(limited: tuple[Database, bool]) -> None:
    database, _ = limited
    with database.read() as session:
        for _ in range(4):
            assert session.scalar(sa.text("SELECT 7")) == 7
            time.sleep(LIMIT_S / 3)


def test_writes_have_no_limit_of_a_statement(database: Database) -> None:
    made = impatient(database, statement_timeout_s=0.05)
    statement = ENDLESS.replace("100000000", "1000000")
    with made.write() as session:
        assert session.scalar(sa.text(statement)) == 1_000_000
    made.dispose()


def test_a_read_that_gets_no_connection_is_told_so_at_once(database: Database) -> None:
    made = impatient(database, pool_size=1, max_overflow=0, pool_timeout_s=0.1)
    with made.read() as session:
        session.scalar(sa.text("SELECT 1"))
        started = time.monotonic()
        with pytest.raises(PoolExhaustedError, match="no connection"), made.read() as other:
            other.scalar(sa.text("SELECT 1"))
        with pytest.raises(PoolExhaustedError), made.read_by_driver():
            pass
        assert time.monotonic() - started < SOON_S
    assert run(made, "SELECT 7", by_driver=False) == 7
    made.dispose()


def test_what_others_read_names_neither_driver_nor_file(database: Database) -> None:
    made = impatient(database, pool_size=1, max_overflow=0, pool_timeout_s=0.01)
    with made.read() as session:
        session.scalar(sa.text("SELECT 1"))
        with pytest.raises(DatabaseUnavailableError) as caught, made.read() as other:
            other.scalar(sa.text("SELECT 1"))
    assert caught.value.public_message.startswith("too many requests wait")
    assert caught.value.retry_after_s == 1
    made.dispose()


def test_a_write_waits_so_long_for_another_one_and_changes_nothing(database: Database) -> None:
    made = impatient(database, busy_timeout_s=0.2)
    with made.write() as session:
        session.add(city.organization(1))

    def change(other: Database) -> None:
        with other.write() as second:
            row = second.get_one(models.Organization, 1, with_for_update=True)
            row.name = "second"

    with database.write() as first:
        first.get_one(models.Organization, 1, with_for_update=True).name = "first"
        first.flush()
        started = time.monotonic()
        with pytest.raises(DatabaseBusyError, match=r"nothing was changed, try again"):
            change(made)
        assert time.monotonic() - started < SOON_S
    change(made)
    with made.read() as session:
        assert session.get_one(models.Organization, 1).name == "second"
    made.dispose()


def test_a_writer_that_waits_in_vain_for_another_of_its_process_is_told_so(tmp_path: Path) -> None:
    database = open_database(tmp_path / "city.db", busy_timeout_s=0.1)
    database.upgrade()
    errors: list[BaseException] = []

    def write() -> None:
        try:
            with database.write() as session:
                session.add(city.organization(2))
        except DatabaseBusyError as error:
            errors.append(error)

    with database.write() as session:
        session.add(city.organization(1))
        session.flush()
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert "nothing was changed, try again" in str(errors[0])
    database.dispose()


def test_writers_of_one_process_all_get_their_turn(tmp_path: Path) -> None:
    database = open_database(tmp_path / "city.db", busy_timeout_s=5.0)
    database.upgrade()
    errors: list[BaseException] = []

    def write(number: int) -> None:
        try:
            for part in range(5):
                with database.write() as session:
                    session.add(city.organization(10 * number + part))
        except BaseException as error:  # noqa: BLE001 (shown by the assertion)
            errors.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(models.Organization)) == 80
    database.dispose()


def test_nothing_is_kept_of_a_limit_on_the_server(backend: Backend) -> None:
    """What pgbouncer's transaction mode needs: limits end with their transaction."""
    with backend.database() as database:
        if database.dialect == "sqlite":
            return
        made = impatient(database, statement_timeout_s=1.0, pool_size=1, max_overflow=0)
        with made.read() as session:
            assert session.scalar(sa.text("SHOW statement_timeout")) == "1s"
        with made.write() as session:
            assert session.scalar(sa.text("SHOW lock_timeout")) == "10s"
        for setting in ("statement_timeout", "lock_timeout"):
            with made.read_by_driver() as connection:
                assert connection.execute(f"SHOW {setting}").fetchone() == ("0",)
                connection.rollback()
        made.dispose()
