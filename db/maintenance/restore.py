"""Bringing a backup into an empty database, and comparing what is there then."""

import re
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from db import migrations
from db.engine import Database
from db.errors import BackupError, RestoreTargetError
from db.maintenance import archive, postgresql_programs
from db.maintenance.archive import Manifest
from db.maintenance.backup import unpacked
from db.maintenance.content import content, first_difference, holds_rows

# The schema is made before; whose it was and who may do what is the server's own affair.
_LEFT_OUT = re.compile(r"^\d+; \d+ \d+ (SCHEMA|ACL|COMMENT - SCHEMA|EXTENSION) ")


def restore(database: Database, file: Path) -> Manifest:
    """Bring a backup into a database that holds no rows, and return what it holds now.

    All of it is there at the end, or nothing; every table is compared with what was backed up.

    Raises
    ------
    RestoreTargetError
        The database holds rows; nothing is changed.
    BackupError
        The file is no backup, is of another kind of database or of a newer program, is damaged,
        or what is there afterwards is not what was backed up.
    DatabaseUnavailableError
        The database cannot be written.
    """
    _require_empty(database)
    with archive.opened(file) as (packed, manifest):
        _require_fit(database, manifest, file)
        with tempfile.TemporaryDirectory(prefix="quanmap-restore-") as folder:
            taken = Path(folder) / "taken"
            unpacked(packed, manifest, taken)
            if manifest.dialect == "sqlite":
                _into_sqlite(database, taken, file)
            else:
                _into_postgresql(database, taken)
    with database.engines[1].connect() as connection:
        difference = first_difference(manifest.tables, content(connection))
    if difference is not None:
        raise BackupError(
            f"{database.address} does not hold what {file} does: {difference}; do not use it,"
            " and restore another backup into an empty database"
        )
    return manifest


def _require_empty(database: Database) -> None:
    if database.revision() is None:
        return
    with database.engines[1].connect() as connection:
        table = holds_rows(connection)
    if table is not None:
        raise RestoreTargetError(
            f"{database.address} holds rows, in {table} among others; a backup goes into an empty"
            " database only, so name another one by QUANMAP_DATABASE_URL"
        )


def _require_fit(database: Database, manifest: Manifest, file: Path) -> None:
    if manifest.dialect != database.dialect:
        raise BackupError(
            f"{file} is a backup of {manifest.dialect}, but {database.address} is"
            f" {database.dialect}; name a database of that kind"
        )
    if manifest.schema != database.schema:
        raise BackupError(
            f"{file} is a backup of the schema {manifest.schema or 'public'}; name it by"
            f" QUANMAP_DATABASE_SCHEMA, which is {database.schema or 'not set'}"
        )
    if manifest.revision not in migrations.revisions():
        raise BackupError(
            f"{file} is of revision {manifest.revision}, which this program does not know; use the"
            " newer program that made it"
        )


def _into_sqlite(database: Database, taken: Path, file: Path) -> None:
    pooled = database.engines[0].raw_connection()
    try:
        with closing(sqlite3.connect(taken)) as source:
            problem = source.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if problem != "ok":
                raise BackupError(f"{file} is damaged: {problem}; nothing was changed")
            # One transaction of the target: a crash leaves it as empty as it was.
            source.backup(pooled.driver_connection)  # type: ignore[arg-type]
    finally:
        pooled.invalidate()
    database.dispose()


def _into_postgresql(database: Database, taken: Path) -> None:
    program = postgresql_programs.found("pg_restore")
    database.upgrade()  # makes the schema and enables PostGIS
    database.downgrade("base")
    entries = postgresql_programs.run((program, "--list", taken)).splitlines()
    kept = taken.with_name("list")
    kept.write_text("\n".join(each for each in entries if not _LEFT_OUT.match(each)), "utf-8")
    writer = database.engines[0]
    with writer.begin() as connection:
        schema = str(connection.scalar(text("SELECT current_schema()")))
        quoted = writer.dialect.identifier_preparer.quote(schema)
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {quoted}.alembic_version")
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    postgresql_programs.run((program, *options, f"--use-list={kept}", taken), writer.url)
    with writer.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
