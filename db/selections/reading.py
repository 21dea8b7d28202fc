"""Reading the JSON text of a rendered statement by the database's ordinary driver.

One statement is a transaction by itself, so that nothing is sent beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from db.engine import Database


def read(database: Database, text: str, values: Sequence[Any]) -> bytes | None:
    """Read the one value of a statement; None where there is no row.

    Raises
    ------
    DatabaseUnavailableError, StatementTimeoutError
        As `Database.read` does.
    """
    read_one = _read_on_sqlite if database.dialect == "sqlite" else _read_on_postgresql
    with database.read_by_driver() as connection:
        row = read_one(connection, text, values)
    if row is None:
        return None
    answer = row[0]
    return answer.encode() if isinstance(answer, str) else bytes(answer)


def _read_on_sqlite(connection: Any, text: str, values: Sequence[Any]) -> Any:
    return connection.execute(text, values).fetchone()


def _read_on_postgresql(connection: Any, text: str, values: Sequence[Any]) -> Any:
    import psycopg  # noqa: PLC0415, only on PostgreSQL

    connection.autocommit = True
    with psycopg.RawCursor(connection) as cursor:
        row = cursor.execute(text, values, binary=True).fetchone()
    connection.autocommit = False
    return row
