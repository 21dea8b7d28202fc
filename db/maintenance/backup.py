"""Copying a database into a file while others write to it."""

import shutil
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, text

from db.engine import Database, open_database
from db.errors import BackupError
from db.maintenance import archive, postgresql_programs
from db.maintenance.archive import MEMBERS, Manifest
from db.maintenance.content import content
from db.migrations import current_revision


@dataclass(frozen=True)
class Backup:
    """A backup that was made: its file, size and content."""

    file: Path
    n_bytes: int
    manifest: Manifest

    @property
    def n_rows(self) -> int:
        """How many rows it holds, of all tables."""
        return sum(each.n_rows for each in self.manifest.tables.values())


def back_up(database: Database, file: Path) -> Backup:
    """Write one consistent snapshot of a database into a file; writers go on meanwhile.

    The file is there at the end, whole, or not at all.

    Raises
    ------
    BackupError
        The file is there already; there is nothing to back up; `pg_dump` is missing or fails.
    DatabaseUnavailableError
        The database cannot be read.
    """
    if database.revision() is None:
        raise BackupError(f"{database.address} has no tables yet, so there is nothing to back up")
    try:
        with archive.drafted(file) as draft:
            if database.dialect == "sqlite":
                manifest = _of_sqlite(database, draft)
            else:
                manifest = _of_postgresql(database, draft)
    except OSError as error:
        raise BackupError(f"{file} cannot be written: {error.strerror}; nothing is left") from error
    return Backup(file, file.stat().st_size, manifest)


def _of_sqlite(database: Database, draft: Path) -> Manifest:
    copy = draft.with_name(f"{draft.name}.copy")
    # The draft first, so that a folder that cannot be written is said at once.
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        with database.read_by_driver() as source, closing(sqlite3.connect(copy)) as target:
            # All pages in one step are one snapshot, the log's included; readers block no writer.
            source.backup(target)
        taken = open_database(copy)
        try:
            with taken.engines[1].connect() as connection:
                manifest = _manifest(connection, "sqlite", None)
        finally:
            taken.dispose()
        packed.write(copy, MEMBERS["sqlite"])
        archive.write_manifest(packed, manifest)
    return manifest


def _of_postgresql(database: Database, draft: Path) -> Manifest:
    program = postgresql_programs.found("pg_dump")
    writer = database.engines[0]
    with (
        writer.execution_options(isolation_level="REPEATABLE READ").connect() as connection,
        connection.begin(),
        zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as packed,
    ):
        # The dump and the hashes see the same moment.
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        schema = str(connection.scalar(text("SELECT current_schema()")))
        dumped = draft.with_name(f"{draft.name}.copy")
        options = ("--format=custom", f"--snapshot={snapshot}", f"--schema={schema}")
        postgresql_programs.run(
            (program, *options, "--no-owner", "--no-privileges", f"--file={dumped}"), writer.url
        )
        packed.write(dumped, MEMBERS["postgresql"])
        manifest = _manifest(connection, "postgresql", database.schema)
        archive.write_manifest(packed, manifest)
    return manifest


def _manifest(connection: Connection, dialect: str, schema: str | None) -> Manifest:
    revision = str(current_revision(connection, schema=schema))
    made_at = datetime.now(tz=UTC).isoformat(timespec="seconds")
    return Manifest(dialect, revision, schema, made_at, content(connection))


def unpacked(packed: zipfile.ZipFile, manifest: Manifest, target: Path) -> None:
    """Write an archive's database into a file; its checksum is compared on the way."""
    with packed.open(MEMBERS[manifest.dialect]) as source, target.open("xb") as file:
        shutil.copyfileobj(source, file)
