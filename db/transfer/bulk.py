"""Inserting many rows given by columns: COPY on PostgreSQL, one prepared statement on SQLite."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.spatialite_blob import WGS84_SRID, encode_point
from db.transfer.table import CHUNK_ROWS

Columns = Mapping[str, Sequence[Any] | NDArray[np.float64]]
"""By name, n values each; points as coordinates, shape (n, 2), NaN where there is none."""

_POINT_BLOB = np.frombuffer(encode_point(0.0, 0.0), np.uint8)
_BLOB_BOX, _BLOB_XY = 6, 43
_EWKB_HEADER = "0101000020" + WGS84_SRID.to_bytes(4, "little").hex().upper()
_BAND_DEG = 0.01
_SORT_MEMORY = "256MB"
_SPECIAL = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def insert_columns(session: Session, table: Table, batches: Iterable[Columns]) -> int:
    """Insert rows, batch by batch, all with the same columns; return how many.

    On PostgreSQL the batches are read while the connection copies: they must not use it.
    """
    if session.get_bind().dialect.name == "postgresql":
        return _copy(session, table, batches)
    n_rows = 0
    connection = session.connection()
    for batch in batches:
        names = list(batch)
        quoted = ", ".join(f'"{name}"' for name in names)
        marks = ", ".join("?" * len(names))
        statement = f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})'  # noqa: S608 (names of the models)
        values = [_for_sqlite(session, table, name, batch[name]) for name in names]
        rows = list(zip(*values, strict=True))
        if rows:
            connection.exec_driver_sql(statement, rows)
        n_rows += len(rows)
    return n_rows


def _for_sqlite(session: Session, table: Table, name: str, values: Any) -> Sequence[Any]:
    if isinstance(values, np.ndarray):
        return point_blobs(values)
    return _encoded(values, _encoder(session, table, name))


def _copy(session: Session, table: Table, batches: Iterable[Columns]) -> int:
    import psycopg  # noqa: PLC0415, only on PostgreSQL
    from psycopg import sql  # noqa: PLC0415, as above

    connection = session.connection()
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError(f"rows are copied through psycopg, not through {type(driver).__name__}")
    iterator = iter(batches)
    first = next(iterator, None)
    if first is None:
        return 0
    names = list(first)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    n_rows = 0
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for batch in _chained(first, iterator):
                texts = [_for_copy(session, table, name, batch[name]) for name in names]
                lines = list(map("\t".join, zip(*texts, strict=True)))
                if lines:
                    copy.write("\n".join(lines) + "\n")
                n_rows += len(lines)
    except psycopg.Error as error:
        # What a statement of the session would have raised.
        raise DBAPIError.instance(
            statement.as_string(driver), None, error, psycopg.Error, dialect=connection.dialect
        ) from error
    return n_rows


def _chained(first: Columns, rest: Iterator[Columns]) -> Iterator[Columns]:
    yield first
    yield from rest


def _for_copy(session: Session, table: Table, name: str, values: Any) -> Sequence[str]:
    if isinstance(values, np.ndarray):
        return _point_hexes(values)
    encode = _encoder(session, table, name)
    return _encoded(values, lambda value: _copy_text(encode(value) if encode else value))


def _copy_text(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    text = str(value)
    return text.translate(_SPECIAL) if any(mark in text for mark in "\\\t\n\r") else text


def _encoder(session: Session, table: Table, name: str) -> Callable[[Any], Any] | None:
    """Give what turns a value into the one that the driver takes, None where it stays."""
    dialect = session.connection().dialect
    return table.c[name].type.dialect_impl(dialect).bind_processor(dialect)


def _encoded(values: Sequence[Any], encode: Callable[[Any], Any] | None) -> Sequence[Any]:
    """Encode a column; values that repeat are encoded once."""
    if encode is None:
        return values
    try:
        distinct = set(values)
    except TypeError:
        return [encode(value) for value in values]
    if 2 * len(distinct) > len(values):
        return [encode(value) for value in values]
    known = {value: encode(value) for value in distinct}
    return [known[value] for value in values]


def point_blobs(xy: NDArray[np.float64]) -> list[bytes | None]:
    """Give many points as SpatiaLite's BLOBs; None for NaN."""
    records = np.tile(_POINT_BLOB, (len(xy), 1))
    raw = np.ascontiguousarray(xy, dtype="<f8").view(np.uint8).reshape(len(xy), 16)
    for start in (_BLOB_BOX, _BLOB_BOX + 16, _BLOB_XY):
        records[:, start : start + 16] = raw
    size = records.shape[1]
    joined = records.tobytes()
    return [
        None if math.isnan(x) else joined[place * size : (place + 1) * size]
        for place, x in enumerate(xy[:, 0].tolist())
    ]


def _point_hexes(xy: NDArray[np.float64]) -> list[str]:
    """Give many points as PostGIS takes them in text; the mark of NULL for NaN."""
    joined = np.ascontiguousarray(xy, dtype="<f8").tobytes().hex().upper()
    return [
        r"\N" if math.isnan(x) else _EWKB_HEADER + joined[32 * place : 32 * place + 32]
        for place, x in enumerate(xy[:, 0].tolist())
    ]


@contextmanager
def indexes_built_at_the_end(session: Session, table: Table, points: str | None) -> Iterator[None]:
    """Drop a table's plain indexes and references for a while: built at once they cost a third.

    Meanwhile, and until the commit, nobody else can use the table on PostgreSQL, nor write to those
    that it refers to; on SQLite nobody else writes anyway. Keys and rules of values stay.

    Parameters
    ----------
    points
        A column whose index on SQLite is not kept meanwhile: `index_points` fills it.
    """
    connection = session.connection()
    is_sqlite = connection.dialect.name == "sqlite"
    made = _sqlite_indexes(connection, table, points) if is_sqlite else _indexes(connection, table)
    for drop, _ in made:
        connection.exec_driver_sql(drop)
    yield
    if not is_sqlite and made:
        connection.exec_driver_sql(f"SET LOCAL maintenance_work_mem = '{_SORT_MEMORY}'")
    for _, build in made:
        connection.exec_driver_sql(build)


def _sqlite_indexes(
    connection: Connection, table: Table, points: str | None
) -> list[tuple[str, str]]:
    """Give what drops and what makes anew each plain index, and the trigger of a spatial one."""
    rows = connection.exec_driver_sql(
        "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = ? AND"
        " (type = 'index' AND sql IS NOT NULL OR name = ?)",
        (table.name, f"gii_{table.name}_{points}"),
    )
    return [(f'DROP {kind} "{name}"', build) for kind, name, build in rows]


def _indexes(connection: Connection, table: Table) -> list[tuple[str, str]]:
    """Give what drops and what makes anew each plain index and each reference to other tables.

    A reference that is made anew is checked for all rows at once. Only an owner may do either:
    others insert with both in place.
    """
    rows = connection.exec_driver_sql(
        "SELECT format('DROP INDEX %%s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)"
        " FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid"
        " WHERE t.oid = to_regclass(%s) AND pg_has_role(t.relowner, 'USAGE') AND NOT EXISTS"
        " (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)"
        " UNION ALL"
        " SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', t.oid::regclass, c.conname),"
        " format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', t.oid::regclass, c.conname,"
        " pg_get_constraintdef(c.oid))"
        " FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid"
        " WHERE t.oid = to_regclass(%s) AND pg_has_role(t.relowner, 'USAGE') AND c.contype = 'f'",
        (table.name, table.name),
    )
    return [(drop, build) for drop, build in rows]


def index_points(
    session: Session, table: Table, points: str, first_id: int, xy: NDArray[np.float64]
) -> None:
    """Put new rows into SQLite's index of a column whose trigger did not; nothing on PostgreSQL.

    Neighbours come one after the other, so that the boxes of the tree are small.

    Parameters
    ----------
    first_id
        Of the rows, which follow one another.
    xy : float64 array (n, 2)
        NaN where a row has no place.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return
    ids = first_id + np.flatnonzero(np.isfinite(xy).all(axis=1))
    placed = xy[ids - first_id]
    bands = np.floor((placed[:, 1] - placed[:, 1].min(initial=0.0)) / _BAND_DEG)
    order = np.lexsort((placed[:, 0], bands))
    statement = f'INSERT INTO "idx_{table.name}_{points}" VALUES (?, ?, ?, ?, ?)'  # noqa: S608
    for start in range(0, len(order), CHUNK_ROWS):
        part = order[start : start + CHUNK_ROWS]
        boxes = placed[part][:, [0, 0, 1, 1]].tolist()
        rows = [(key, *box) for key, box in zip(ids[part].tolist(), boxes, strict=True)]
        connection.exec_driver_sql(statement, rows)


def reserved_ids(session: Session, table: Table, n_rows: int) -> int:
    """Give the first of so many identifiers in a row that nobody else takes.

    On PostgreSQL the table is locked against other writers until the commit: what the import
    compared itself with stays so.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        last = connection.exec_driver_sql(f'SELECT max(id) FROM "{table.name}"').scalar()  # noqa: S608
        return (last or 0) + 1
    first = connection.exec_driver_sql(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id'))", (table.name,)
    ).scalar_one()
    if n_rows > 1:
        connection.exec_driver_sql(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)",
            (table.name, first + n_rows - 1),
        )
    return int(first)


def lock_against_writers(session: Session, table: Table) -> None:
    """Keep others from writing to a table until the commit; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().exec_driver_sql(
            f'LOCK TABLE "{table.name}" IN SHARE ROW EXCLUSIVE MODE'
        )
