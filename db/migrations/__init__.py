"""Changes of the tables over time, the same set for SQLite and PostGIS.

The files in `versions` are numbered; the newest number is the revision that this program needs.
Alembic, which applies them, is imported only where something is to be applied.
"""

from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, Table, inspect, select

from db.errors import SchemaVersionError

_VERSIONS = Path(__file__).parent / "versions"
_TABLE = "alembic_version"


def head() -> str:
    """Return the newest revision."""
    return max(revisions())


def current_revision(connection: Connection, *, schema: str | None = None) -> str | None:
    """Return the revision of a database; None where it has no tables."""
    if not inspect(connection).has_table(_TABLE, schema=schema):
        return None
    table = Table(_TABLE, MetaData(), schema=schema, autoload_with=connection)
    return connection.scalar(select(table.c.version_num))


def require_head(connection: Connection, address: str, *, schema: str | None = None) -> None:
    """Raise `SchemaVersionError` unless the tables are at the newest revision."""
    current = current_revision(connection, schema=schema)
    place = address if schema is None else f"{address}, schema {schema}"
    if current is None:
        raise SchemaVersionError(f"{place} has no tables yet; run `quanmap db upgrade`")
    if current == head():
        return
    if current in revisions():
        raise SchemaVersionError(
            f"the tables of {place} are of revision {current}, this program's of {head()};"
            " run `quanmap db upgrade`"
        )
    raise SchemaVersionError(
        f"the tables of {place} are of revision {current}, which this program does not know;"
        " use the newer program that made them"
    )


def upgrade(engine: Engine, revision: str, *, schema: str | None = None) -> None:
    """Bring the tables up to a revision, in one transaction."""
    from db.migrations import changes  # noqa: PLC0415, Alembic is slow to import

    changes.upgrade(engine, revision, schema=schema)


def downgrade(engine: Engine, revision: str, *, schema: str | None = None) -> None:
    """Bring the tables back to a revision, in one transaction."""
    from db.migrations import changes  # noqa: PLC0415, Alembic is slow to import

    changes.downgrade(engine, revision, schema=schema)


def revisions() -> set[str]:
    """Return every revision that this program knows."""
    return {file.name.split("_")[0] for file in _VERSIONS.glob("[0-9]*_*.py")}
