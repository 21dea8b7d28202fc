"""Where the rows of a file lie: coordinates, WKT or geometries, in WGS 84 and checked."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from db.transfer.cells import is_empty, word
from db.transfer.city import City, Positions
from db.transfer.findings import Problem, Rule
from db.transfer.flat_geometries import flat_wkt
from db.transfer.kind_columns import Column
from db.transfer.matching import LATITUDE, LONGITUDE, WKT, Match
from db.transfer.table import Chunk, Geometries
from geo.errors import GeoError
from geo.reading import Reading
from geo.validation import checked_geometry, checked_positions

_DEGREES_MINUTES = re.compile(
    r"""([+-]?\d{1,3}(?:\.\d+)?)[°度d]\s*(?:(\d{1,2}(?:\.\d+)?)['′’分]\s*)?"""
    r"""(?:(\d{1,2}(?:\.\d+)?)(?:["″”秒]|''|′′)\s*)?([NESW东西南北]?)""",
    re.IGNORECASE,
)
_VERTICES_MAX = 2_000_000
_EMPTY: Mapping[int, Problem] = {}


@dataclass(frozen=True, eq=False)
class Places:
    """The places of a chunk in WGS 84 degrees.

    Attributes
    ----------
    xy : float64 array (n, 2)
        Of a register of points; NaN where a row has none.
    shapes : object array (n,)
        Of a register of areas; None where a row has none.
    problems
        By the place of the row in the chunk.
    given
        What stands in the file where there is a problem.
    raw_xy : float64 array (n, 2)
        Points as they stand in the file.
    """

    xy: Positions | None
    shapes: Geometries | None
    problems: Mapping[int, Problem]
    given: Mapping[int, str] = field(default_factory=dict)
    raw_xy: Positions | None = None


def place_reader(
    column: Column, match: Match, reading: Reading, city: City, *, has_geometry: bool
) -> tuple[str, Callable[[Chunk], Places]] | None:
    """Give the header of places and what reads them; None where the file has none.

    Parameters
    ----------
    reading
        What the numbers of the file mean.
    city
        Points of the city lie near it; the districts themselves lie anywhere.
    """
    found = match.columns
    if column.geometry_type != "POINT":
        if not has_geometry and WKT not in found:
            return None
        header = column.zh if has_geometry else found[WKT].header
        return header, lambda chunk: _areas(chunk, match, reading, has_geometry)
    reach = city.reach
    if has_geometry:
        return column.zh, lambda chunk: _points(chunk.geometry, reading, reach)
    if LONGITUDE in found and LATITUDE in found:
        header = f"{found[LONGITUDE].header}, {found[LATITUDE].header}"
        return header, lambda chunk: _from_numbers(chunk, match, reading, reach)
    if WKT in found:
        index = found[WKT].index
        return found[WKT].header, lambda chunk: _points(
            _from_wkt(chunk.columns[index]), reading, reach
        )
    return None


def numbers(cells: Sequence[Any]) -> NDArray[np.float64]:
    """Read cells as coordinates, shape (n,): NaN for an empty cell, infinity for no number.

    Degrees, minutes and seconds are understood: 101°46′30″E.
    """
    try:
        return np.array([cell if cell not in ("", None) else np.nan for cell in cells], np.float64)
    except (TypeError, ValueError):
        return np.array([_number(cell) for cell in cells], np.float64)


def _number(cell: Any) -> float:
    if is_empty(cell):
        return float("nan")
    if isinstance(cell, bool):
        return float("inf")
    text = word(cell)
    try:
        return float(text)
    except ValueError:
        match = _DEGREES_MINUTES.fullmatch(text)
    if match is None:
        return float("inf")
    degrees, minutes, seconds = (float(part or 0) for part in match.groups()[:3])
    value = abs(degrees) + minutes / 60 + seconds / 3600
    is_negative = match[1].startswith("-") or match[4].upper() in ("S", "W", "南", "西")
    return -value if is_negative else value


def _from_numbers(chunk: Chunk, match: Match, reading: Reading, reach: Any) -> Places:
    x = numbers(chunk.columns[match.columns[LONGITUDE].index])
    y = numbers(chunk.columns[match.columns[LATITUDE].index])
    problems: dict[int, Problem] = {}
    for index in np.flatnonzero(np.isinf(x) | np.isinf(y)).tolist():
        problems[index] = Problem(
            Rule.POSITION,
            "坐标不是数字",
            "a coordinate is no number",
            "填写十进制度数, 如 101.7782",
            "give decimal degrees, such as 101.7782",
        )
    for index in np.flatnonzero(np.isnan(x) != np.isnan(y)).tolist():
        problems.setdefault(
            index,
            Problem(
                Rule.POSITION,
                "经纬度只有一个",
                "one of the two coordinates is missing",
                "补全或全部留空",
                "give both, or neither",
            ),
        )
    return _checked(np.column_stack([x, y]), problems, reading, reach)


def _from_wkt(cells: Sequence[Any]) -> Geometries:
    """Read WKT; a cell that is none becomes an empty collection, which no column takes."""
    texts = [None if is_empty(cell) else str(cell) for cell in cells]
    read = flat_wkt(texts)
    for index in np.flatnonzero(shapely.is_missing(read)).tolist():
        if texts[index] is not None:
            read[index] = shapely.GeometryCollection()
    return read


def _points(geometry: Geometries | None, reading: Reading, reach: Any) -> Places:
    if geometry is None:
        return Places(None, None, _EMPTY)
    kinds = shapely.get_type_id(geometry)
    single = geometry.copy()
    is_multi = (kinds == 4) & (shapely.get_num_geometries(geometry) == 1)
    single[is_multi] = shapely.get_geometry(geometry[is_multi], 0)
    is_point = (kinds == 0) | is_multi
    problems = {
        index: _wrong_type(geometry[index], "点", "a point")
        for index in np.flatnonzero(~is_point & ~shapely.is_missing(geometry)).tolist()
    }
    xy = np.column_stack([shapely.get_x(single), shapely.get_y(single)])
    return _checked(xy, problems, reading, reach)


def _checked(xy: Positions, problems: dict[int, Problem], reading: Reading, reach: Any) -> Places:
    """Turn positions into WGS 84, and find those that lie nowhere near the city."""
    given = {index: f"{xy[index, 0]:.9g}, {xy[index, 1]:.9g}" for index in problems}
    xy[list(problems)] = np.nan
    is_given = np.isfinite(xy).all(axis=1)
    # A copy: in WGS 84 the positions themselves come back, and `raw_xy` is to stay as it is.
    moved = np.array(reading.to_wgs84(xy), order="C")
    west, south, east, north = reach or (-180.0, -90.0, 180.0, 90.0)
    x, y = moved[:, 0], moved[:, 1]
    is_near = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    for index in np.flatnonzero(is_given & ~is_near).tolist():
        problems[index] = _far(xy[index], moved[index], reach)
        given[index] = f"{xy[index, 0]:.9g}, {xy[index, 1]:.9g}"
    moved[list(problems)] = np.nan
    return Places(moved, None, problems, given, xy)


def _far(given: Positions, moved: Positions, reach: Any) -> Problem:
    position = moved if np.isfinite(moved).all() else given
    try:
        checked_positions(position.reshape(1, 2), reach_bounds=reach)
        english = "it has no place in the coordinate system of the file"
    except GeoError as error:
        english = str(error)
    said, _, cause = english.rpartition("; ")
    return Problem(
        Rule.POSITION if reach is None else Rule.OUTSIDE_CITY,
        "坐标不在本市范围内" if reach is not None else "不是经纬度",
        said or english,
        "检查坐标系 (crs)、经纬度是否颠倒",
        cause if said else "give the coordinate system (crs)",
    )


def _areas(chunk: Chunk, match: Match, reading: Reading, has_geometry: bool) -> Places:
    geometry = chunk.geometry if has_geometry else None
    if geometry is None:
        geometry = _from_wkt(chunk.columns[match.columns[WKT].index])
    shapes = np.full(len(geometry), None, dtype=np.object_)
    problems: dict[int, Problem] = {}
    for index, one in enumerate(geometry):
        if one is None:
            continue
        found = _area(one, reading)
        if isinstance(found, Problem):
            problems[index] = found
        else:
            shapes[index] = found
    given = {index: str(geometry[index])[:100] for index in problems}
    return Places(None, shapes, problems, given)


def _area(geometry: BaseGeometry, reading: Reading) -> BaseGeometry | Problem:
    if geometry.geom_type not in ("Polygon", "MultiPolygon") or geometry.is_empty:
        return _wrong_type(geometry, "面", "an area")
    n_vertices = int(shapely.get_num_coordinates(geometry))
    if n_vertices > _VERTICES_MAX:
        return Problem(
            Rule.GEOMETRY,
            f"顶点过多 ({n_vertices})",
            f"has {n_vertices:,} vertices, more than {_VERTICES_MAX:,}",
            "先简化边界",
            "simplify the boundary first",
        )
    moved = reading.to_wgs84(shapely.force_2d(geometry))
    try:
        checked_geometry(moved)
    except GeoError as error:
        said, _, remedy = str(error).rpartition("; ")
        return Problem(
            Rule.GEOMETRY,
            "边界无效 (自相交、坐标错误或面积为零)",
            said or str(error),
            "在 GIS 软件中修复该几何",
            remedy,
        )
    parts: BaseGeometry = shapely.multipolygons(shapely.get_parts(moved))  # type: ignore[assignment]
    return parts


def _wrong_type(geometry: BaseGeometry, zh: str, en: str) -> Problem:
    return Problem(
        Rule.GEOMETRY,
        f"几何类型 {geometry.geom_type} 不是{zh}"
        if not geometry.is_empty
        else "几何为空或无法读取",
        f"a {geometry.geom_type} is not {en}" if not geometry.is_empty else "cannot be read",
        f"改为{zh}",
        f"give {en}",
    )
