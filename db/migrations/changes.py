"""Applying the revisions, by Alembic.

A revision uses the operations that GeoAlchemy2 adds (`create_geospatial_table`, ...). On SQLite
`batch_alter_table` copies a table, and with the old one its index triggers go: every index
that is found broken after an upgrade is therefore built anew.
"""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import ProgrammingError

from db.errors import DatabaseUnavailableError, SchemaVersionError

_FOLDER = Path(__file__).parent
# Any number that this program alone uses: two servers that start at once upgrade in turn.
_UPGRADE_LOCK = 7_109_327_001


def upgrade(engine: Engine, revision: str, *, schema: str | None = None) -> None:
    """Bring the tables up to a revision, in one transaction."""
    _run(engine, lambda config: command.upgrade(config, revision), schema)


def downgrade(engine: Engine, revision: str, *, schema: str | None = None) -> None:
    """Bring the tables back to a revision, in one transaction."""
    _run(engine, lambda config: command.downgrade(config, revision), schema)


def _run(engine: Engine, change: Callable[[Config], None], schema: str | None) -> None:
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            _change_on_sqlite(connection, change)
        else:
            _change_on_postgresql(connection, change, schema)


def _change_on_sqlite(connection: Connection, change: Callable[[Config], None]) -> None:
    # A batch rebuild drops the old table: with foreign keys on, that deletes what refers to it.
    # The pragma does nothing inside a transaction, so it goes to the driver before one begins.
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 (a connection that is open has one)
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        with connection.begin():
            _apply(connection, change, None)
            _rebuild_broken_indexes(connection)
            orphan = connection.execute(text("PRAGMA foreign_key_check")).first()
            if orphan is not None:
                raise SchemaVersionError(
                    f"row {orphan[1]} of {orphan[0]} refers to a missing row of {orphan[2]};"
                    " nothing was changed"
                )
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def _change_on_postgresql(
    connection: Connection, change: Callable[[Config], None], schema: str | None
) -> None:
    with connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        _require_postgis(connection)
        if schema is not None:
            quoted = connection.dialect.identifier_preparer.quote(schema)
            connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {quoted}")
        _apply(connection, change, schema)


def _require_postgis(connection: Connection) -> None:
    found = connection.scalar(text("SELECT 1 FROM pg_extension WHERE extname = 'postgis'"))
    if found is not None:
        return
    try:
        with connection.begin_nested():
            connection.execute(text("CREATE EXTENSION postgis SCHEMA public"))
    except ProgrammingError as error:
        raise DatabaseUnavailableError(
            f"PostGIS is not enabled here and cannot be: {error.orig}; let an administrator run"
            " CREATE EXTENSION postgis SCHEMA public"
        ) from error


def _apply(connection: Connection, change: Callable[[Config], None], schema: str | None) -> None:
    config = _config()
    config.attributes.update(connection=connection, schema=schema)
    try:
        change(config)
    except CommandError as error:
        raise SchemaVersionError(str(error)) from error


def _rebuild_broken_indexes(connection: Connection) -> None:
    has_catalogue = connection.scalar(
        text("SELECT 1 FROM sqlite_master WHERE name = 'geometry_columns'")
    )
    if not has_catalogue:
        return
    columns = connection.execute(
        text("SELECT f_table_name, f_geometry_column FROM geometry_columns")
    ).all()
    for table, column in columns:
        names = {"table": table, "column": column}
        sound = connection.scalar(text("SELECT CheckSpatialIndex(:table, :column)"), names)
        if sound == 0:
            connection.execute(text("SELECT CreateSpatialIndex(:table, :column)"), names)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
