"""The file and its indexes (SQLite), the server's indexes (PostgreSQL)."""

from collections.abc import Iterator

from sqlalchemy import Table, text
from sqlalchemy.orm import Session

from db.maintenance.findings import Finding
from db.models import Base
from db.spatial import ShapelyGeometry

REBUILD = "run `quanmap db check --repair`, which builds it anew"
RESTORE = "restore a backup: `quanmap db restore FILE` into an empty database"
_PROBLEMS_MAX = 100
# Boxes are 32-bit floats, rounded outward: some 1e-5 degrees at longitude 180.
_WIDER_DEG = 1e-4
# An end of a box, its axis, and how it compares where it leaves a part out.
_SIDES = (("Min", "X", ">"), ("Max", "X", "<"), ("Min", "Y", ">"), ("Max", "Y", "<"))
_SCANS = ("seqscan", "indexscan", "bitmapscan", "indexonlyscan")

_UNUSABLE = """
    SELECT index.relname, owner.relname
    FROM pg_index
    JOIN pg_class index ON index.oid = indexrelid
    JOIN pg_class owner ON owner.oid = indrelid
    WHERE owner.relnamespace = current_schema()::regnamespace
        AND NOT (indisvalid AND indisready AND indislive)
    ORDER BY 1
"""
_BTREES = """
    SELECT index.oid, index.relname
    FROM pg_index
    JOIN pg_class index ON index.oid = indexrelid
    JOIN pg_class owner ON owner.oid = indrelid
    JOIN pg_am ON pg_am.oid = index.relam AND amname = 'btree'
    WHERE owner.relnamespace = current_schema()::regnamespace AND indisvalid
    ORDER BY 2
"""
_SPATIAL = """
    SELECT index.relname
    FROM pg_index
    JOIN pg_class index ON index.oid = indexrelid
    JOIN pg_am ON pg_am.oid = index.relam AND amname = 'gist'
    JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey::smallint[])
    WHERE indrelid = to_regclass(:table) AND attname = :column
"""


def storage(session: Session) -> Iterator[Finding]:
    """Check every page and index of a file; on PostgreSQL the indexes that are out of use."""
    if session.get_bind().dialect.name == "sqlite":
        for (problem,) in session.execute(text(f"PRAGMA integrity_check({_PROBLEMS_MAX})")):
            if problem != "ok":
                yield Finding("the file", problem, RESTORE)
        return
    for name, owner in session.execute(text(_UNUSABLE)):
        yield Finding(
            f"index {name} of {owner}", "the server does not use it", f"REINDEX INDEX {name}"
        )
    if session.scalar(text("SELECT 1 FROM pg_extension WHERE extname = 'amcheck'")) is None:
        return  # checked by `pg_amcheck` or not at all
    for identifier, name in session.execute(text(_BTREES)).all():
        yield from _btree(session, identifier, name)


def _btree(session: Session, identifier: int, name: str) -> Iterator[Finding]:
    try:
        with session.begin_nested():
            session.execute(text("SELECT bt_index_check(:index, true)"), {"index": identifier})
    except Exception as error:  # noqa: BLE001 (whatever it says is the finding)
        yield Finding(f"index {name}", str(getattr(error, "orig", error)), f"REINDEX INDEX {name}")


def spatial_columns() -> Iterator[tuple[Table, str]]:
    """Return every geometry column that has a spatial index, with its table."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, ShapelyGeometry) and column.type.spatial_index:
                yield table, column.name


def indexes(session: Session) -> Iterator[Finding]:
    """Compare every spatial index with the rows of its table."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    for table, column in spatial_columns():
        compare = _on_sqlite if on_sqlite else _on_postgresql
        yield from compare(session, table.name, column)


def _on_sqlite(session: Session, table: str, column: str) -> Iterator[Finding]:
    """Check the R*Tree itself, the triggers that keep it, its rows and its boxes."""
    index = f"idx_{table}_{column}"
    names = {"table": table, "column": column, "index": index}
    if session.scalar(text("SELECT CheckSpatialIndex(:table, :column)"), names) is None:
        yield Finding(index, "it is not there, though the models want it", REBUILD)
        return
    wanted = {index, *(f"{part}_{table}_{column}" for part in ("gii", "giu", "gid"))}
    found = set(session.scalars(text("SELECT name FROM sqlite_master")))
    for missing in sorted(wanted - found):
        yield Finding(index, f"{missing} is missing", REBUILD)
    if index not in found:
        return
    problem = session.scalar(text("SELECT rtreecheck(:index)"), names)
    if problem != "ok":
        yield Finding(index, str(problem), REBUILD)
        return
    for statement, fault in _comparisons(table, column):
        for (row,) in session.execute(text(statement)):
            yield Finding(f"{index}, row {row}", fault, REBUILD)


def _comparisons(table: str, column: str) -> Iterator[tuple[str, str]]:
    """Return statements of the rows that differ, and how; the names are the models'."""
    index, west = f"idx_{table}_{column}", f"MbrMinX(t.{column})"
    missing = (
        f"SELECT t.rowid FROM {table} t LEFT JOIN {index} i ON i.pkid = t.rowid"  # noqa: S608
        f" WHERE {west} IS NOT NULL AND i.pkid IS NULL ORDER BY 1"
    )
    yield missing, f"the row of {table} is not in the index"
    left_over = (
        f"SELECT i.pkid FROM {index} i LEFT JOIN {table} t ON t.rowid = i.pkid"  # noqa: S608
        f" WHERE {west} IS NULL ORDER BY 1"
    )
    yield left_over, f"the index has it, but {table} has no such row, or it lies nowhere"
    faults = []
    for end, axis, sign in _SIDES:
        boxed, lies = f"i.{axis.lower()}{end.lower()}", f"Mbr{end}{axis}(t.{column})"
        faults += [f"{boxed} {sign} {lies}", f"abs({boxed} - {lies}) > {_WIDER_DEG}"]
    other = (
        f"SELECT t.rowid FROM {table} t JOIN {index} i ON i.pkid = t.rowid"  # noqa: S608
        f" WHERE {west} IS NOT NULL AND ({' OR '.join(faults)}) ORDER BY 1"
    )
    yield other, f"the index has another box than the row of {table}"


def _on_postgresql(session: Session, table: str, column: str) -> Iterator[Finding]:
    """Compare the rows that the index finds in the whole world with those of the table."""
    names = {"table": table, "column": column}
    index = session.scalar(text(_SPATIAL), names)
    if index is None:
        yield Finding(f"{table}.{column}", "its spatial index is not there", REBUILD)
        return
    counts = []
    for through_index in (True, False):
        for way in _SCANS:
            is_on = "on" if (way != "seqscan") == through_index else "off"
            session.execute(text(f"SET LOCAL enable_{way} = {is_on}"))
        statement = (  # names of the models
            f"SELECT count(*) FROM {table}"  # noqa: S608
            f" WHERE {column} && ST_MakeEnvelope(-1e9, -1e9, 1e9, 1e9, 4326)"
        )
        counts.append(session.scalar(text(statement)))
    for way in _SCANS:
        session.execute(text(f"SET LOCAL enable_{way} = on"))
    if counts[0] != counts[1]:
        yield Finding(
            f"index {index} of {table}",
            f"it finds {counts[0]} rows of {counts[1]}",
            f"{REBUILD} (REINDEX INDEX {index})",
        )
