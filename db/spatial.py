"""Geometry columns that take and give Shapely, and conditions that go through the spatial index.

The same expressions render for PostGIS (GiST index, `geography` for metres) and for SQLite
(R*Tree, the functions of `db.sqlite_functions`). All coordinates are WGS 84 degrees, x = longitude.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import shapely
from geoalchemy2 import Geometry
from numpy.typing import NDArray
from shapely import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, Float, and_, func, literal
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from db import geodesic, spatialite_blob
from db.errors import GeometryTypeError
from db.spatialite_blob import WGS84_SRID

Bbox = tuple[float, float, float, float]

# Far below what a place means, far above what two releases of PROJ differ by (1e-8 m).
LIMIT_TOLERANCE_M = 1e-6

_COLLECTORS: dict[str, Callable[..., Any]] = {
    "MULTIPOINT": shapely.multipoints,
    "MULTILINESTRING": shapely.multilinestrings,
    "MULTIPOLYGON": shapely.multipolygons,
}
_EWKB_POINT = np.dtype({"names": ["xy"], "formats": ["2<f8"], "offsets": [9], "itemsize": 25})
_MISSING_EWKB_POINT = "0101000020E6100000000000000000F87F000000000000F87F"


class _GeometryLiteral(FunctionElement[Any]):
    """A bound geometry: a BLOB as it is on SQLite, hexadecimal EWKB cast on PostGIS."""

    inherit_cache = True
    name = "geometry_literal"


@compiles(_GeometryLiteral, "sqlite")
def _render_literal_on_sqlite(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return compiler.process(next(iter(element.clauses)), **kw)


@compiles(_GeometryLiteral, "postgresql")
def _render_literal_on_postgresql(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST({compiler.process(next(iter(element.clauses)), **kw)} AS geometry)"


class ShapelyGeometry(Geometry):
    """A geometry column in EPSG:4326 with a spatial index, whose values are Shapely's.

    Raw values cross the driver (a BLOB, or EWKB), so that reading and writing a row calls no SQL
    function. Only two dimensions are stored; a single part becomes a collection of one where
    the column holds collections.
    """

    cache_ok = True

    def __init__(self, geometry_type: str = "GEOMETRY", srid: int = WGS84_SRID, **kw: Any) -> None:
        super().__init__(geometry_type, srid, **kw)

    def column_expression(self, col: Any) -> Any:
        """Read the column as it is stored."""
        return col

    def bind_expression(self, bindvalue: Any) -> Any:
        """Write the value as it is stored."""
        element = _GeometryLiteral(bindvalue)
        element.type = self
        return element

    def bind_processor(
        self, dialect: Dialect
    ) -> Callable[[BaseGeometry | None], bytes | str | None]:
        """Return what turns a geometry into the value that the driver takes."""
        on_sqlite = dialect.name == "sqlite"

        def process(geometry: BaseGeometry | None) -> bytes | str | None:
            if geometry is None:
                return None
            checked = self._checked(geometry)
            if on_sqlite:
                return spatialite_blob.encode(checked, self.srid)
            return _to_ewkb(checked, self.srid)

        return process

    def result_processor(
        self,
        dialect: Dialect,
        coltype: object,  # noqa: ARG002 (the base class's)
    ) -> Callable[[Any], BaseGeometry | None]:
        """Return what turns the driver's value into a geometry."""
        decode = spatialite_blob.decode if dialect.name == "sqlite" else shapely.from_wkb

        def process(value: Any) -> BaseGeometry | None:
            return None if value is None else decode(value)

        return process

    def _checked(self, geometry: BaseGeometry) -> BaseGeometry:
        if not isinstance(geometry, BaseGeometry):
            raise GeometryTypeError(
                f"a geometry column takes a Shapely geometry, not {type(geometry).__name__}"
            )
        wanted, given = self.geometry_type, geometry.geom_type.upper()
        if wanted in _COLLECTORS and f"MULTI{given}" == wanted:
            geometry = _COLLECTORS[wanted]([] if geometry.is_empty else [geometry])
        elif wanted not in (given, "GEOMETRY", None):
            raise GeometryTypeError(f"the column holds {wanted}, not {given}")
        if not geometry.is_empty and not np.isfinite(shapely.bounds(geometry)).all():
            raise GeometryTypeError(f"a {given} has a coordinate that is not a finite number")
        return geometry


def _to_ewkb(geometry: BaseGeometry, srid: int) -> str:
    with_srid = shapely.set_srid(geometry, srid)
    return str(
        shapely.to_wkb(with_srid, hex=True, byte_order=1, output_dimension=2, include_srid=True)
    )


def decode_points(values: Sequence[bytes | str | None]) -> NDArray[np.float64]:
    """Return raw values of a POINT column as coordinates, shape (n, 2); NaN where there is none.

    Raw values are what the driver gives when the column is read with its type taken off.
    """
    sample = next((value for value in values if value is not None), None)
    if not isinstance(sample, str):
        return spatialite_blob.decode_points(values)  # type: ignore[arg-type]
    joined = "".join([_MISSING_EWKB_POINT if value is None else str(value) for value in values])
    return np.ascontiguousarray(np.frombuffer(bytes.fromhex(joined), _EWKB_POINT)["xy"])


def decode_lines(values: Sequence[bytes | str]) -> NDArray[np.object_]:
    """Return raw values of a LINESTRING column as Shapely lines, shape (n,)."""
    sample = next(iter(values), None)
    if isinstance(sample, bytes):
        return spatialite_blob.decode_lines(values)  # type: ignore[arg-type]
    lines = np.empty(len(values), dtype=np.object_)
    lines[:] = shapely.from_wkb(list(values))
    return lines


def line_ends(lines: NDArray[np.object_], vertex: int) -> NDArray[np.float64]:
    """Return the coordinates of one vertex of each line, 0 the first and -1 the last, (n, 2)."""
    return shapely.get_coordinates(shapely.get_point(lines, vertex)).reshape(-1, 2)


class bbox_index(FunctionElement[Any]):  # noqa: N801 (reads as the SQL function that it is)
    """bbox_index(column, west, south, east, north): the rows that the index finds for a box.

    A superset of the rows whose boxes meet the box, because both indexes round to 32-bit floats:
    always add the exact test. The type stays unset: a Boolean would render as `= 1` on
    SQLite, which keeps the index from being used.
    """

    inherit_cache = True
    name = "bbox_index"


@compiles(bbox_index, "postgresql")
def _render_bbox_on_postgresql(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    column, *box = [compiler.process(clause, **kw) for clause in element.clauses]
    return f"{column} && ST_MakeEnvelope({', '.join(box)}, {WGS84_SRID})"


@compiles(bbox_index, "sqlite")
def _render_bbox_on_sqlite(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    column, *box = element.clauses
    west, south, east, north = [compiler.process(clause, **kw) for clause in box]
    table = getattr(column.table, "element", column.table)
    index = compiler.preparer.quote(f"idx_{table.name}_{column.name}")
    key = compiler.process(next(iter(column.table.primary_key)), **kw)
    return (  # every part is a quoted name or a bound parameter
        f"{key} IN (SELECT pkid FROM {index}"  # noqa: S608
        f" WHERE xmin <= {east} AND xmax >= {west} AND ymin <= {north} AND ymax >= {south})"
    )


class geodesic_distance(FunctionElement[float]):  # noqa: N801 (reads as the SQL function that it is)
    """geodesic_distance(a, b): metres on the WGS 84 ellipsoid; on SQLite one of them a point."""

    inherit_cache = True
    name = "geodesic_distance"
    type = Float()


@compiles(geodesic_distance, "postgresql")
def _render_distance_on_postgresql(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    a, b = [compiler.process(clause, **kw) for clause in element.clauses]
    return f"ST_Distance(CAST({a} AS geography), CAST({b} AS geography))"


@compiles(geodesic_distance, "sqlite")
def _render_distance_on_sqlite(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    a, b = [compiler.process(clause, **kw) for clause in element.clauses]
    return f"ST_Distance({a}, {b}, 1)"


def geometry_literal(geometry: BaseGeometry) -> ColumnElement[Any]:
    """Return a geometry as a bound value."""
    return literal(geometry, ShapelyGeometry())


def in_bbox(column: Any, bbox: Bbox) -> ColumnElement[bool]:
    """Return the condition that a geometry shares a point with a box, its lines included.

    Parameters
    ----------
    column
        A mapped geometry attribute or geometry column.
    bbox
        West, south, east, north in degrees.
    """
    west, south, east, north = bbox
    corners = ((west, south), (west, north), (east, north), (east, south))
    # The hull is a point or a line where the box has no area: PostGIS finds nothing in a
    # polygon without one.
    return intersects(column, shapely.MultiPoint(corners).convex_hull)


def intersects(column: Any, geometry: BaseGeometry) -> ColumnElement[bool]:
    """Return the condition that a geometry shares a point with another, lines included."""
    return _through_index(column, geometry, func.ST_Intersects(column, geometry_literal(geometry)))


def within(column: Any, geometry: BaseGeometry) -> ColumnElement[bool]:
    """Return the condition that a geometry lies in another; a point on its line does not."""
    return _through_index(column, geometry, func.ST_Within(column, geometry_literal(geometry)))


def covered_by(column: Any, geometry: BaseGeometry) -> ColumnElement[bool]:
    """Return the condition that a geometry lies in another or on its line."""
    return _through_index(column, geometry, func.ST_CoveredBy(column, geometry_literal(geometry)))


def covers(column: Any, geometry: BaseGeometry) -> ColumnElement[bool]:
    """Return the condition that a geometry holds another, which may lie on its line."""
    return _through_index(column, geometry, func.ST_Covers(column, geometry_literal(geometry)))


def distance_m(column: Any, point: Point) -> ColumnElement[float]:
    """Return the distance from a geometry to a point in metres; NULL where there is none."""
    return geodesic_distance(column, geometry_literal(point))


def distance_to_the_millimetre(column: Any, point: Point) -> ColumnElement[float]:
    """Return `distance_m` rounded to 0.001, to put rows in an order.

    Two releases of PROJ differ by some 1e-8 m, so that two places equally far would come in
    one order here and in the other there.
    """
    return func.round(distance_m(column, point) * 1000.0, type_=Float()) / 1000.0


def dwithin_m(column: Any, point: Point, limit_m: float) -> ColumnElement[bool]:
    """Return the condition that a geometry is at most `limit_m` metres from a point (d <= S).

    A place on the limit is within it on every database: the two may be a micrometre apart.
    """
    limit_m = float(limit_m) + LIMIT_TOLERANCE_M
    box = geodesic.box_around(point.x, point.y, limit_m)
    return and_(_index_condition(column, box), distance_m(column, point) <= limit_m)


def _through_index(
    column: Any, geometry: BaseGeometry, condition: ColumnElement[Any]
) -> ColumnElement[bool]:
    return and_(_index_condition(column, geometry.bounds), condition)


def _index_condition(column: Any, box: Sequence[float]) -> ColumnElement[Any]:
    # The bounds of an empty geometry are NaN, which no box meets on SQLite, but on PostGIS raises.
    bounds = box if np.isfinite(box).all() else (1.0, 1.0, -1.0, -1.0)
    return bbox_index(column, *(literal(float(side), Float()) for side in bounds))
