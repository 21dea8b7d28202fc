"""A full disk and a file that may not be written: a clear error, and nothing lost."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from db import models
from db.engine import Database, open_database
from db.errors import BackupError, DatabaseUnavailableError, StorageError
from db.maintenance.backup import back_up
from db.maintenance.check import check_database
from db.repositories import changes
from db.repositories.journal import recorded_write
from tests import postgis
from tests.db import city

ROOM_BYTES = 2 * 2**20


def write(database: Database, number: int, n_rows: int = 1) -> None:
    with recorded_write(database, "a", "registerOrganization") as session:
        for row in range(n_rows):
            changes.add(session, city.organization(number * 10_000 + row))


def n_organizations(database: Database) -> int:
    with database.read() as session:
        statement = sa.select(sa.func.count()).select_from(models.Organization)
        return session.scalar(statement) or 0


def fill_up(database: Database) -> int:
    """Write until nothing more can be, and return how many rows were acknowledged."""
    for number in range(1_000):
        try:
            write(database, number + 1, 40)
        except StorageError as error:
            assert "nothing was changed, make room and repeat" in str(error)  # noqa: PT017 (the n-th)
            return 40 * number
    raise AssertionError("the disk has room without end")


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Hold a folder on a file system of its own, of few megabytes."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can make a small disk")
    folder.mkdir()
    options = f"size={ROOM_BYTES}"
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)],
        check=False,
        capture_output=True,
    )
    if made.returncode != 0:
        pytest.skip("no small disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as folder:
        database = open_database(folder / "city.db")
        database.upgrade()
        ballast = folder / "ballast"
        ballast.write_bytes(bytes(256 * 1024))

        n_rows = fill_up(database)

        assert n_organizations(database) == n_rows > 0
        database.dispose()
        assert n_organizations(database) == n_rows
        with pytest.raises(BackupError, match=r"cannot be written: No space left"):
            back_up(database, folder / "city.backup")
        ballast.unlink()
        assert check_database(database).is_sound
        write(database, 9_999)
        assert n_organizations(database) == n_rows + 1
        assert not list(folder.glob("*backup*"))
        database.dispose()


def test_a_limit_of_pages_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    database = open_database(tmp_path / "city.db")
    database.upgrade()
    with database.engines[0].connect() as connection:
        n_pages = connection.scalar(sa.text("PRAGMA page_count")) or 0
    # The one connection of writes keeps the limit.
    pooled = database.engines[0].raw_connection()
    assert pooled.driver_connection is not None
    pooled.driver_connection.execute(f"PRAGMA max_page_count = {n_pages + 40}")
    pooled.close()

    n_rows = fill_up(database)

    assert n_organizations(database) == n_rows
    database.dispose()
    write(database, 9_999)
    assert n_organizations(database) == n_rows + 1
    assert check_database(database).is_sound
    database.dispose()


def limited(path: Path, told: Connection, limit_bytes: int) -> None:
    """Write in a process whose files may not grow beyond a limit."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))
    database = open_database(path)
    n_rows = 0
    try:
        for number in range(1_000):
            write(database, number + 1, 40)
            n_rows += 40
    except StorageError as error:
        told.send((n_rows, n_organizations(database), str(error)))


@pytest.mark.slow
def test_a_limit_of_a_file_s_size_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    database = open_database(tmp_path / "city.db")
    database.upgrade()
    database.dispose()
    forks: Any = multiprocessing.get_context("spawn")
    receiver, sender = forks.Pipe(duplex=False)
    size = (tmp_path / "city.db").stat().st_size
    process = forks.Process(target=limited, args=(tmp_path / "city.db", sender, size + 200_000))
    process.start()
    n_rows, n_seen, words = receiver.recv()
    process.join()

    assert n_rows == n_seen == n_organizations(database) > 0
    assert "nothing was changed" in words or "look after its disk" in words
    assert check_database(database).is_sound
    database.dispose()


def protect_by_mode(path: Path) -> Callable[[], None]:
    path.chmod(0o444)
    path.parent.chmod(0o555)

    def release() -> None:
        path.parent.chmod(0o755)
        path.chmod(0o644)

    return release


def protect_by_mount(path: Path) -> Callable[[], None]:
    """Root may write everything, but to a file system that is mounted for reading."""
    folder = str(path.parent)
    for command in (
        ["mount", "--bind", folder, folder],
        ["mount", "-o", "remount,ro,bind", folder],
    ):
        if subprocess.run(command, check=False, capture_output=True).returncode != 0:
            pytest.skip("nothing can be mounted here")

    def release() -> None:
        subprocess.run(["umount", "-l", folder], check=True)

    return release


def test_a_file_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    path = folder / "city.db"
    database = open_database(path)
    database.upgrade()
    write(database, 1)
    database.dispose()
    protect = protect_by_mount if os.geteuid() == 0 else protect_by_mode
    release = protect(path)
    try:
        with pytest.raises(DatabaseUnavailableError, match=r"city\.db cannot be (written|opened)"):
            write(database, 2)
        database.dispose()
    finally:
        release()

    assert n_organizations(database) == 1
    write(database, 2)
    assert n_organizations(database) == 2
    assert check_database(database).is_sound
    database.dispose()


def without_transaction(database: Database, *statements: str) -> None:
    engine = database.engines[0].execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    database.dispose()


@pytest.mark.slow
def test_a_full_disk_of_the_server_keeps_what_was_acknowledged(
    postgis_cluster: postgis.Cluster,
) -> None:
    name = postgis.unique_name()
    postgis_cluster.create(name)
    database = open_database(postgis_cluster.url(name))
    database.upgrade()
    above = Path(tempfile.mkdtemp(prefix="quanmap-disk-"))
    above.chmod(0o755)
    try:
        with small_disk(above / "disk") as folder:
            # The tables alone lie on the small disk: a server whose log has no room stops.
            shutil.chown(folder, postgis_cluster.user)
            without_transaction(
                database,
                f"CREATE TABLESPACE small LOCATION '{folder}'",
                "ALTER TABLE organizations SET TABLESPACE small",
                "ALTER TABLE audit_entries SET TABLESPACE small",
            )
            ballast = folder / "ballast"
            ballast.write_bytes(bytes(512 * 1024))

            n_rows = fill_up(database)

            assert n_organizations(database) == n_rows > 0
            ballast.unlink()
            write(database, 9_999)
            assert n_organizations(database) == n_rows + 1
            assert check_database(database).is_sound
            database.dispose()
            postgis_cluster.drop(name)
            without_transaction(
                open_database(postgis_cluster.url("postgres")), "DROP TABLESPACE small"
            )
    finally:
        shutil.rmtree(above, ignore_errors=True)
