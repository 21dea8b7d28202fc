"""A table as readers give it and writers take it, whatever the format of the file.

Rows come in chunks and, within a chunk, column by column: of a million rows, no more than one
chunk's values are Python objects at a time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

CHUNK_ROWS = 50_000
"""Rows of a chunk, as readers cut them and writers had best be given them."""

Geometries = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Chunk:
    """Some rows of a table, column by column.

    Attributes
    ----------
    row_numbers
        Where each row stands in its file for a person to find it, the first line or feature 1;
        shape (n,).
    columns
        One sequence of n values a header: str, int, float, bool, date, datetime, Decimal, None.
    geometry
        Shapely geometries or None, shape (n,), in the table's `crs`; None where files have none.
    faults
        Rows that the reader could not take as they are, by their place in the chunk: why, in
        Chinese and English.
    """

    row_numbers: Sequence[int]
    columns: tuple[Sequence[Any], ...]
    geometry: Geometries | None = None
    faults: Mapping[int, tuple[str, str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.row_numbers)


@dataclass(frozen=True, eq=False)
class Table:
    """A table of a file.

    Attributes
    ----------
    name
        The file's name, for messages.
    headers
        As they stand in the file, one a column, without the geometry.
    read
        Gives the chunks from the first row on, each time anew.
    sheet
        The sheet or layer; None where the format has none.
    n_rows
        How many, where that is known beforehand.
    geometry_type
        As GeoJSON calls it; "Unknown" where types are mixed, None without a geometry.
    crs
        "EPSG:4326", WKT, or "GCJ02", "BD09"; None where the file does not say.
    encoding
        Of its text; None where the format settles that.
    remarks
        What a reader noticed and a person should know, Chinese and English.
    """

    name: str
    headers: tuple[str, ...]
    read: Callable[[], Iterator[Chunk]]
    sheet: str | None = None
    n_rows: int | None = None
    geometry_type: str | None = None
    crs: str | None = None
    encoding: str | None = None
    remarks: Sequence[tuple[str, str]] = field(default=())

    @property
    def has_geometry(self) -> bool:
        """Whether its rows have places beside their columns."""
        return self.geometry_type is not None


def table_of(
    name: str,
    headers: Sequence[str],
    chunks: Iterable[Chunk],
    *,
    geometry_type: str | None = None,
    crs: str | None = None,
) -> Table:
    """Make a table of chunks that are at hand."""
    kept = tuple(chunks)
    return Table(
        name,
        tuple(headers),
        lambda: iter(kept),
        n_rows=sum(len(chunk) for chunk in kept),
        geometry_type=geometry_type,
        crs=crs,
    )


def split(columns: Sequence[Sequence[Any]], n_rows: int, *, first_row: int = 1) -> Iterator[Chunk]:
    """Cut whole columns into chunks; rows are numbered from `first_row`."""
    for start in range(0, n_rows, CHUNK_ROWS):
        stop = min(start + CHUNK_ROWS, n_rows)
        yield Chunk(
            range(first_row + start, first_row + stop),
            tuple(column[start:stop] for column in columns),
        )
