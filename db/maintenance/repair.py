"""Building anew what follows from the rest: spatial indexes, derived columns and links."""

from sqlalchemy import Connection, text

from db.engine import Database
from db.maintenance.storage_checks import spatial_columns
from db.repositories.audit import ImportedFile
from db.repositories.derived import refresh_derived
from db.repositories.journal import recorded_write, set_import

_TABLES = ("organizations", "commercial_circles", "guidance_stations")


def repair(database: Database, author: str) -> None:
    """Build every spatial index and every derived column anew, in one transaction each.

    Nothing that somebody wrote is changed. The audit gets an entry.

    Raises
    ------
    DatabaseUnavailableError, SchemaVersionError
        As `Database.write` does.
    """
    with database.write() as session:
        for table, column in spatial_columns():
            _rebuild(session.connection(), table.name, column)
    with recorded_write(database, author, "repairDatabase") as session:
        refresh_derived(session)
        set_import(session, ImportedFile("derived columns", None, None, 0), tables=_TABLES)


def _rebuild(connection: Connection, table: str, column: str) -> None:
    if connection.dialect.name == "sqlite":
        names = {"table": table, "column": column}
        connection.execute(text("SELECT CreateSpatialIndex(:table, :column)"), names)
        return
    # Names of the models, which no caller chooses.
    connection.execute(
        text(f"CREATE INDEX IF NOT EXISTS idx_{table}_{column} ON {table} USING gist ({column})")
    )
    connection.execute(text(f"REINDEX INDEX idx_{table}_{column}"))
