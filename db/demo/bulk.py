"""Writing many rows of one table at once, on either database."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import psycopg
from psycopg import sql
from sqlalchemy import Table, insert
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

_Encoder = Callable[[Any], Any]


def write_rows(session: Session, table: Table, rows: Sequence[NamedTuple]) -> None:
    """Insert rows whose fields are named as columns; the other columns get their defaults.

    PostgreSQL takes them by COPY: one statement a row, even pipelined, takes it five times as long.
    Nothing is read back, and no object of the session learns of the rows.
    """
    if not rows:
        return
    if session.get_bind().dialect.name == "postgresql":
        _copy(session, table, rows)
    else:
        session.execute(insert(table), [row._asdict() for row in rows])


def _copy(session: Session, table: Table, rows: Sequence[NamedTuple]) -> None:
    connection = session.connection()
    fields = rows[0]._fields
    encoders = [_encoder(table, name, connection.dialect) for name in fields]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, fields))
    )
    # The driver's own connection, in the session's transaction.
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError(f"rows are copied through psycopg, not through {type(driver).__name__}")
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(
                    [
                        value if encode is None else encode(value)
                        for encode, value in zip(encoders, row, strict=True)
                    ]
                )
    except psycopg.Error as error:
        # What a statement of the session would have raised.
        text = statement.as_string(driver)
        raise DBAPIError.instance(
            text, None, error, psycopg.Error, dialect=connection.dialect
        ) from error


def _encoder(table: Table, name: str, dialect: Dialect) -> _Encoder | None:
    """Return what turns a value into the one that the driver takes, None where it stays."""
    return table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
