"""What a database holds, as row counts and hashes, whatever the revision of its tables."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import ColumnClause, Connection, column, inspect, select, table

_ROWS_AT_ONCE = 5_000
_NOT_OURS = ("geometry_columns", "spatial_ref_sys")
# The R*Trees and what SQLite keeps of them; they follow from the rows.
_INDEX_PREFIX = "idx_"


@dataclass(frozen=True)
class TableContent:
    """How many rows a table holds, and the SHA-256 of them all in the order of their keys."""

    n_rows: int
    sha256: str


def tables_of(connection: Connection) -> list[str]:
    """Return the program's tables, by name; other extensions' and the indexes' are left out."""
    names = inspect(connection).get_table_names()
    return sorted(
        name for name in names if name not in _NOT_OURS and not name.startswith(_INDEX_PREFIX)
    )


def content(connection: Connection) -> dict[str, TableContent]:
    """Return what every table holds.

    Columns are hashed by name and by the values that the driver gives, so that the same rows have
    the same hash in every database of one kind.
    """
    return {name: _of_table(connection, name) for name in tables_of(connection)}


def first_difference(wanted: dict[str, TableContent], found: dict[str, TableContent]) -> str | None:
    """Say where two contents differ first, None where they are equal."""
    for name in sorted(wanted | found):
        one, other = wanted.get(name), found.get(name)
        if one is None or other is None:
            return f"the table {name} is {'missing' if other is None else 'one too many'}"
        if one.n_rows != other.n_rows:
            return f"{name} holds {other.n_rows} rows instead of {one.n_rows}"
        if one.sha256 != other.sha256:
            return f"the {one.n_rows} rows of {name} are not those that were backed up"
    return None


def holds_rows(connection: Connection) -> str | None:
    """Return the name of a table that holds rows which somebody wrote, None without one."""
    for name in tables_of(connection):
        if name == "alembic_version":
            continue
        found = select(table(name, column("number"))).where(column("number") > 0)
        if name != "audit_head":
            found = select(1).select_from(table(name))
        if connection.execute(found.limit(1)).first() is not None:
            return name
    return None


def _of_table(connection: Connection, name: str) -> TableContent:
    inspector = inspect(connection)
    names = sorted(each["name"] for each in inspector.get_columns(name))
    keys = inspector.get_pk_constraint(name)["constrained_columns"] or names
    columns: list[ColumnClause[Any]] = [column(each) for each in names]
    statement = select(*columns).select_from(table(name, *columns))
    digest = hashlib.sha256(orjson.dumps(names))
    n_rows = 0
    ordered = statement.order_by(*(column(each) for each in keys))
    for row in _rows(connection, ordered):
        digest.update(orjson.dumps(tuple(row), default=_plain, option=_OPTIONS))
        n_rows += 1
    return TableContent(n_rows, digest.hexdigest())


def _rows(connection: Connection, statement: Any) -> Iterator[Any]:
    result = connection.execution_options(stream_results=True).execute(statement)
    for part in result.partitions(_ROWS_AT_ONCE):
        yield from part


_OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat() if value.tzinfo else value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else repr(value)
