"""Backups while others write, and what comes of them in an empty database."""

from __future__ import annotations

import threading
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from db import models
from db.engine import Database, open_database
from db.errors import BackupError, RestoreTargetError
from db.maintenance.backup import back_up
from db.maintenance.check import check_database
from db.maintenance.content import content, first_difference
from db.maintenance.restore import restore
from db.repositories.journal import recorded_write
from tests.conftest import Backend, SqliteBackend
from tests.db import city


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgis", marks=pytest.mark.slow)])
def backend(request: pytest.FixtureRequest) -> Backend:
    """Each kind of database; PostgreSQL's programs take seconds."""
    made: Backend = request.getfixturevalue(f"{request.param}_backend")
    return made


def everything(database: Database) -> dict[str, object]:
    with database.engines[1].connect() as connection:
        return dict(content(connection))


def test_a_backup_brings_every_row_back(
    random_city: Database, backend: Backend, tmp_path: Path
) -> None:
    made = back_up(random_city, tmp_path / "city.backup")
    with backend.database() as empty:
        restored = restore(empty, made.file)

        assert everything(empty) == everything(random_city) == restored.tables
        assert check_database(empty).is_sound
        with recorded_write(empty, "a", "registerOrganization") as session:
            session.add(city.organization(9_001))
    assert made.manifest.tables["organizations"].n_rows == 121
    assert made.n_rows == sum(each.n_rows for each in restored.tables.values())
    assert [file.name for file in tmp_path.iterdir()] == ["city.backup"]


def test_a_backup_while_others_write_is_one_moment(
    random_city: Database, backend: Backend, tmp_path: Path
) -> None:
    ended = threading.Event()
    written = [0]

    def write() -> None:
        while not ended.is_set():
            with recorded_write(random_city, "a", "registerOrganization") as session:
                session.add(city.organization(10_000 + written[0]))
            written[0] += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = back_up(random_city, tmp_path / "city.backup")
    finally:
        ended.set()
        writer.join()
    with backend.database() as empty:
        restore(empty, made.file)

        assert check_database(empty).is_sound
        with empty.read() as session:
            n_entries = session.scalar(sa.select(sa.func.max(models.AuditEntry.number)))
            n_rows = session.scalar(sa.select(sa.func.count()).select_from(models.Organization))
    assert n_rows == 120 + (n_entries or 0)
    assert written[0] > 0


def test_nothing_is_restored_over_rows(random_city: Database, tmp_path: Path) -> None:
    made = back_up(random_city, tmp_path / "city.backup")
    before = everything(random_city)

    with pytest.raises(RestoreTargetError, match="holds rows"):
        restore(random_city, made.file)

    assert everything(random_city) == before


def test_a_backup_never_takes_another_file_s_place(random_city: Database, tmp_path: Path) -> None:
    file = tmp_path / "mine"
    file.write_text("mine")

    with pytest.raises(BackupError, match="is there already"):
        back_up(random_city, file)

    assert file.read_text() == "mine"


def test_a_backup_into_a_missing_folder_names_it(random_city: Database, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="missing is not there; make it"):
        back_up(random_city, tmp_path / "missing" / "city.backup")


def test_a_backup_that_breaks_leaves_nothing(
    random_city: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("db.maintenance.archive.write_manifest", breaks)

    with pytest.raises(BackupError, match="No space left on device; nothing is left"):
        back_up(random_city, tmp_path / "city.backup")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("part", [0.3, 0.8])
def test_a_damaged_backup_is_refused_and_changes_nothing(
    random_city: Database, backend: Backend, tmp_path: Path, part: float
) -> None:
    made = back_up(random_city, tmp_path / "city.backup")
    damaged = bytearray(made.file.read_bytes())
    place = int(len(damaged) * part)
    damaged[place : place + 64] = bytes(64)
    made.file.write_bytes(damaged)

    with backend.database() as empty:
        with pytest.raises(BackupError, match="damaged"):
            restore(empty, made.file)
        assert empty.revision() is not None
        restore_is_possible_afterwards(random_city, empty, tmp_path)


def restore_is_possible_afterwards(source: Database, empty: Database, folder: Path) -> None:
    again = back_up(source, folder / "again.backup")
    restore(empty, again.file)
    assert everything(empty) == everything(source)


@pytest.mark.parametrize("content", [b"", b"no backup", b"PK\x05\x06" + bytes(18)])
def test_other_files_are_refused(
    sqlite_backend: SqliteBackend, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "other"
    file.write_bytes(content)
    with sqlite_backend.database() as empty, pytest.raises(BackupError, match="no backup of this"):
        restore(empty, file)


def test_a_missing_file_is_named(sqlite_database: Database, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="cannot be read: No such file"):
        restore(sqlite_database, tmp_path / "missing")


def test_a_backup_of_another_kind_of_database_is_refused(
    sqlite_database: Database, postgis_database: Database, tmp_path: Path
) -> None:
    made = back_up(sqlite_database, tmp_path / "city.backup")

    with pytest.raises(BackupError, match=r"is a backup of sqlite, but .* is postgresql"):
        restore(postgis_database, made.file)


def test_without_pg_dump_the_remedy_is_said(
    postgis_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(BackupError, match=r"pg_dump is not on the PATH; install"):
        back_up(postgis_database, tmp_path / "city.backup")

    assert list(tmp_path.iterdir()) == []


def test_a_sqlite_backup_goes_into_a_file_that_is_not_there_yet(
    sqlite_database: Database, tmp_path: Path
) -> None:
    made = back_up(sqlite_database, tmp_path / "city.backup")
    target = open_database(tmp_path / "new.sqlite3")

    restore(target, made.file)

    assert everything(target) == everything(sqlite_database)
    assert zipfile.ZipFile(made.file).namelist() == ["city.sqlite3", "manifest.json"]
    target.dispose()


def test_a_difference_is_told_by_table(sqlite_backend: SqliteBackend) -> None:
    contents = []
    for number in (1, 2, None):
        with sqlite_backend.database() as database:
            with database.write() as session:
                session.add(city.organization(number or 1))
                if number is None:
                    session.add(city.organization(3))
            with database.engines[1].connect() as connection:
                contents.append(content(connection))

    one, other, more = contents
    assert first_difference(one, one) is None
    assert first_difference(one, other) == (
        "the 1 rows of organizations are not those that were backed up"
    )
    assert first_difference(one, more) == "organizations holds 2 rows instead of 1"
    assert first_difference(one, {}) == "the table access_token_districts is missing"
