"""Reading a gazetteer: a CSV, a workbook, GeoJSON or whatever registers are read from."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from db.transfer.cells import plain
from db.transfer.errors import TransferError
from db.transfer.gazetteer import Entry
from db.transfer.matching import normalized
from db.transfer.places import numbers
from db.transfer.reading import ReadOptions, opened_table
from db.transfer.table import Chunk, Table
from db.transfer.words import LATITUDE, LONGITUDE
from geo.reading import Reading, reading_of

_NAMES = ("名称", "地名", "地址", "详细地址", "标准地址", "name", "address", "place", "title")
_X = (*LONGITUDE, "lon", "lng", "long", "x", "东经")
_Y = (*LATITUDE, "lat", "y", "北纬")

Floats = NDArray[np.float64]


def read_gazetteer(
    file: Path, *, crs: str | None = None
) -> tuple[list[Entry], list[tuple[str, str]]]:
    """Read named places, and say what was left out, in Chinese and English.

    Parameters
    ----------
    file
        With a column of names or addresses, and longitude and latitude or points.
    crs
        What its coordinates are in (`geo.reading.reading_of`); what the file says if not given,
        WGS 84 if it says nothing.

    Raises
    ------
    TransferError
        A column is missing, or no row has a name and a place.
    """
    known = {normalized(name) for name in (*_NAMES, *_X, *_Y)}
    options = ReadOptions(is_header=lambda cell: normalized(cell) in known)
    left_out: Counter[str] = Counter()
    with opened_table(file, options) as table:
        reading = _reading(table, crs)
        named = _column(table, _NAMES, "name")
        located = None
        if not table.has_geometry:
            located = (_column(table, _X, "longitude"), _column(table, _Y, "latitude"))
        entries = [
            entry
            for chunk in table.read()
            for entry in _entries(chunk, named, located, reading, left_out)
        ]
    if not entries:
        raise TransferError(f"{file.name} has no row with a name and a place")
    remarks = []
    if left_out:
        count = sum(left_out.values())
        remarks.append(
            (
                f"地名表有 {count} 行缺少名称或坐标,已略过",
                f"{count} rows of the gazetteer have no name or no place, and were left out",
            )
        )
    return entries, remarks


def _reading(table: Table, crs: str | None) -> Reading:
    if crs is not None:
        return reading_of(crs)
    return Reading() if table.crs is None else reading_of(table.crs)


def _column(table: Table, names: Sequence[str], wanted: str) -> int:
    headers = [normalized(header) for header in table.headers]
    for name in names:
        if normalized(name) in headers:
            return headers.index(normalized(name))
    raise TransferError(
        f"the gazetteer {table.name} has no column of {wanted}; name one {names[0]} or "
        f"{names[-1]}. Its headers are {', '.join(table.headers)}"
    )


def _entries(
    chunk: Chunk,
    named: int,
    located: tuple[int, int] | None,
    reading: Reading,
    left_out: Counter[str],
) -> Iterator[Entry]:
    if located is None:
        shapes = chunk.geometry
        points = shapely.point_on_surface(shapes)
        xy = np.column_stack([shapely.get_x(points), shapely.get_y(points)])
    else:
        xy = np.column_stack([numbers(chunk.columns[place]) for place in located])
    xy[~np.isfinite(xy).all(axis=1)] = np.nan
    moved: Floats = reading.to_wgs84(np.ascontiguousarray(xy))
    is_position = np.all(np.abs(moved) <= (180.0, 90.0), axis=1).tolist()
    for cell, place, is_placed in zip(
        chunk.columns[named], moved.tolist(), is_position, strict=True
    ):
        name = plain(cell)
        if name and is_placed:
            yield Entry(name, place[0], place[1])
        else:
            left_out["row"] += 1
