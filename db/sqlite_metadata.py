"""SpatiaLite's catalogue and spatial index on plain SQLite, as GeoAlchemy2 asks for them.

A geometry column C of a table T is a row of `geometry_columns`; its index is the R*Tree
`idx_T_C(pkid, xmin, xmax, ymin, ymax)`, kept by the triggers `gii_T_C`, `giu_T_C` and `gid_T_C`.
The boxes are stored as 32-bit floats rounded outward, so an index hit needs the exact test.
"""

# Names of tables and columns cannot be bound; every one is quoted by `_quoted`.
# ruff: noqa: S608

import sqlite3
from collections.abc import Callable

_GEOMETRY_TYPES = {
    "GEOMETRY": 0,
    "POINT": 1,
    "LINESTRING": 2,
    "POLYGON": 3,
    "MULTIPOINT": 4,
    "MULTILINESTRING": 5,
    "MULTIPOLYGON": 6,
    "GEOMETRYCOLLECTION": 7,
}
_TRIGGERS = ("gii", "giu", "gid")
_CREATE_CATALOGUE = """
    CREATE TABLE IF NOT EXISTS geometry_columns (
        f_table_name TEXT NOT NULL,
        f_geometry_column TEXT NOT NULL,
        geometry_type INTEGER NOT NULL,
        coord_dimension INTEGER NOT NULL,
        srid INTEGER NOT NULL,
        spatial_index_enabled INTEGER NOT NULL,
        CONSTRAINT pk_geom_cols PRIMARY KEY (f_table_name, f_geometry_column)
    )
"""


def register(connection: sqlite3.Connection) -> None:
    """Add the catalogue's functions to a connection; its database is not touched."""
    catalogue = _Catalogue(connection)
    functions: tuple[tuple[str, int, Callable[..., int | None]], ...] = (
        ("RecoverGeometryColumn", 5, catalogue.recover_geometry_column),
        ("AddGeometryColumn", 5, catalogue.add_geometry_column),
        ("AddGeometryColumn", 6, catalogue.add_geometry_column),
        ("DiscardGeometryColumn", 2, catalogue.discard_geometry_column),
        ("CreateSpatialIndex", 2, catalogue.create_spatial_index),
        ("CheckSpatialIndex", 2, catalogue.check_spatial_index),
        ("DisableSpatialIndex", 2, catalogue.disable_spatial_index),
        ("DropTable", 2, catalogue.drop_table),
        ("RenameTable", 3, catalogue.rename_table),
    )
    for name, n_arguments, function in functions:
        connection.create_function(name, n_arguments, function)
    connection.create_function("CheckSpatialMetaData", 0, lambda: 3)


class _Catalogue:
    """The functions that change tables, run on the connection that calls them.

    Each returns 1 where it did what its name says, like SpatiaLite's.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def recover_geometry_column(
        self, table: str, column: str, srid: int, geometry_type: str, dimension: str | int
    ) -> int:
        """Enter an existing column; its index comes from `create_spatial_index`."""
        kind = _GEOMETRY_TYPES.get(geometry_type.upper())
        if kind is None or str(dimension).upper() not in ("XY", "2"):
            raise ValueError(f"{table}.{column}: no two-dimensional type {geometry_type}")
        self._execute(_CREATE_CATALOGUE)
        self._execute(
            "INSERT OR REPLACE INTO geometry_columns VALUES (lower(?), lower(?), ?, 2, ?, 0)",
            (table, column, kind, srid),
        )
        return 1

    def add_geometry_column(
        self,
        table: str,
        column: str,
        srid: int,
        geometry_type: str,
        dimension: str | int,
        not_null: int = 0,
    ) -> int:
        """Add a geometry column to a table and enter it."""
        # SQLite demands a default for a NOT NULL column that is added; SpatiaLite's is ''.
        constraint = " NOT NULL DEFAULT ''" if not_null else ""
        self._execute(
            f"ALTER TABLE {_quoted(table)} ADD COLUMN {_quoted(column)} {geometry_type}{constraint}"
        )
        return self.recover_geometry_column(table, column, srid, geometry_type, dimension)

    def discard_geometry_column(self, table: str, column: str) -> int:
        """Take a column out of the catalogue; its values stay."""
        self._execute(
            "DELETE FROM geometry_columns"
            " WHERE f_table_name = lower(?) AND f_geometry_column = lower(?)",
            (table, column),
        )
        return 1

    def create_spatial_index(self, table: str, column: str) -> int:
        """Build the R*Tree from the rows that are there, and the triggers that keep it."""
        self._drop_index(table, column)
        index, source, value = _quoted(f"idx_{table}_{column}"), _quoted(table), _quoted(column)
        self._execute(f"CREATE VIRTUAL TABLE {index} USING rtree(pkid, xmin, xmax, ymin, ymax)")
        self._execute(
            f"INSERT INTO {index} SELECT rowid, {_box(value)} FROM {source}"
            f" WHERE MbrMinX({value}) IS NOT NULL"
        )
        new = f"NEW.{value}"
        # OR REPLACE, because a REPLACE on the table deletes the old row without a trigger.
        write = (
            f"INSERT OR REPLACE INTO {index} SELECT NEW.rowid, {_box(new)}"
            f" WHERE MbrMinX({new}) IS NOT NULL;"
        )
        forget = f"DELETE FROM {index} WHERE pkid = OLD.rowid;"
        changed = f"OLD.rowid <> NEW.rowid OR OLD.{value} IS NOT {new}"
        events = (
            ("gii", f"AFTER INSERT ON {source}", f"{forget.replace('OLD', 'NEW')} {write}"),
            ("giu", f"AFTER UPDATE ON {source} WHEN {changed}", f"{forget} {write}"),
            ("gid", f"AFTER DELETE ON {source}", forget),
        )
        for prefix, event, action in events:
            trigger = _quoted(f"{prefix}_{table}_{column}")
            self._execute(f"CREATE TRIGGER {trigger} {event} BEGIN {action} END")
        self._mark_index(table, column, enabled=1)
        return 1

    def check_spatial_index(self, table: str, column: str) -> int | None:
        """Return 1 for a sound index, 0 for one that lacks a part or a row, NULL for none."""
        enabled = self._connection.execute(
            "SELECT spatial_index_enabled FROM geometry_columns"
            " WHERE f_table_name = lower(?) AND f_geometry_column = lower(?)",
            (table, column),
        ).fetchone()
        if enabled is None or not enabled[0]:
            return None
        parts = [f"idx_{table}_{column}", *(f"{p}_{table}_{column}" for p in _TRIGGERS)]
        found = self._connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE name IN (?, ?, ?, ?)", parts
        ).fetchone()[0]
        if found != len(parts):
            return 0
        n_indexed = self._count(f"SELECT count(*) FROM {_quoted(parts[0])}")
        n_rows = self._count(
            f"SELECT count(*) FROM {_quoted(table)} WHERE MbrMinX({_quoted(column)}) IS NOT NULL"
        )
        return int(n_indexed == n_rows)

    def disable_spatial_index(self, table: str, column: str) -> int:
        """Drop the index and its triggers."""
        self._drop_index(table, column)
        self._mark_index(table, column, enabled=0)
        return 1

    def drop_table(self, _database: str | None, table: str) -> int:
        """Drop a table with its indexes and its rows in the catalogue."""
        for column, _ in self._columns(table):
            self._drop_index(table, column)
            self.discard_geometry_column(table, column)
        self._execute(f"DROP TABLE {_quoted(table)}")
        return 1

    def rename_table(self, _database: str | None, table: str, new_table: str) -> int:
        """Rename a table and rebuild its indexes under the new name."""
        columns = self._columns(table)
        for column, _ in columns:
            self._drop_index(table, column)
        self._execute(f"ALTER TABLE {_quoted(table)} RENAME TO {_quoted(new_table)}")
        self._execute(
            "UPDATE geometry_columns SET f_table_name = lower(?) WHERE f_table_name = lower(?)",
            (new_table, table),
        )
        for column, has_index in columns:
            if has_index:
                self.create_spatial_index(new_table, column)
        return 1

    def _execute(self, sql: str, parameters: tuple[object, ...] = ()) -> None:
        self._connection.execute(sql, parameters)

    def _count(self, sql: str) -> int:
        return int(self._connection.execute(sql).fetchone()[0])

    def _columns(self, table: str) -> list[tuple[str, int]]:
        return self._connection.execute(
            "SELECT f_geometry_column, spatial_index_enabled FROM geometry_columns"
            " WHERE f_table_name = lower(?)",
            (table,),
        ).fetchall()

    def _drop_index(self, table: str, column: str) -> None:
        for prefix in _TRIGGERS:
            self._execute(f"DROP TRIGGER IF EXISTS {_quoted(f'{prefix}_{table}_{column}')}")
        self._execute(f"DROP TABLE IF EXISTS {_quoted(f'idx_{table}_{column}')}")

    def _mark_index(self, table: str, column: str, *, enabled: int) -> None:
        self._execute(
            "UPDATE geometry_columns SET spatial_index_enabled = ?"
            " WHERE f_table_name = lower(?) AND f_geometry_column = lower(?)",
            (enabled, table, column),
        )


def _box(value: str) -> str:
    return f"MbrMinX({value}), MbrMaxX({value}), MbrMinY({value}), MbrMaxY({value})"


def _quoted(name: str) -> str:
    return '"' + name.strip('"').replace('"', '""') + '"'
