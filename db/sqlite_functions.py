"""SpatiaLite's SQL functions for the standard library's `sqlite3`, with Shapely behind them.

They let GeoAlchemy2 work on a file without the SpatiaLite extension. Geometries travel as
SpatiaLite BLOBs. Every function returns NULL where an argument is NULL, as PostGIS does
(SpatiaLite's predicates return -1), and raises on bytes that are no geometry.
"""

import json
import math
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from db import geodesic, spatialite_blob, sqlite_json, sqlite_metadata

SqlValue = Any
SqlFunction = Callable[..., SqlValue]

_CACHE_SIZE = 256
_HEADER_LENGTH = 43
_NO_SRID = 0


class GeometryCache:
    """The geometries last decoded on one connection, prepared for many tests.

    A statement hands the same area to a function once a row. The key is what is cheap to
    hash; comparing the whole BLOB then makes sure. One cache a connection, because a prepared
    geometry must not be used by two threads at once.
    """

    def __init__(self) -> None:
        self._geometries: dict[tuple[bytes, int], tuple[bytes, BaseGeometry]] = {}

    def decode(self, blob: bytes) -> BaseGeometry:
        """Return the geometry in a BLOB; areas and lines prepared."""
        if spatialite_blob.is_point(blob):
            return spatialite_blob.decode(blob)
        key = (blob[:_HEADER_LENGTH], len(blob))
        known = self._geometries.get(key)
        if known is not None and known[0] == blob:
            return known[1]
        geometry = spatialite_blob.decode(blob)
        shapely.prepare(geometry)
        if len(self._geometries) >= _CACHE_SIZE:
            del self._geometries[next(iter(self._geometries))]
        self._geometries[key] = (blob, geometry)
        return geometry


class Union:
    """The aggregate ST_Union: NULLs are left out, nothing gives NULL."""

    def __init__(self) -> None:
        self._geometries: list[BaseGeometry] = []
        self._srid = _NO_SRID

    def step(self, blob: bytes | None) -> None:
        """Take one row."""
        if blob is not None:
            self._geometries.append(spatialite_blob.decode(blob))
            self._srid = spatialite_blob.srid(blob)

    def finalize(self) -> bytes | None:
        """Return the union of all rows."""
        if not self._geometries:
            return None
        return spatialite_blob.encode(shapely.union_all(self._geometries), self._srid)


def register(connection: sqlite3.Connection) -> None:
    """Add the functions to a connection; its database is not touched."""
    cache = GeometryCache()
    for names, n_arguments, function in (
        *_conversions(),
        *_accessors(),
        *_measures(cache),
        *_constructions(),
        *_predicates(cache),
    ):
        for name in names.split():
            connection.create_function(name, n_arguments, _strict(function), deterministic=True)
    connection.create_aggregate("ST_Union", 1, Union)  # type: ignore[arg-type]
    sqlite_metadata.register(connection)
    sqlite_json.register(connection)


def _strict(function: SqlFunction) -> SqlFunction:
    def call(*arguments: SqlValue) -> SqlValue:
        return None if None in arguments else function(*arguments)

    return call


def _conversions() -> Iterator[tuple[str, int, SqlFunction]]:
    decode = spatialite_blob.decode
    for n_arguments in (1, 2):
        yield "GeomFromText ST_GeomFromText", n_arguments, _from_text
        yield "GeomFromWKB ST_GeomFromWKB", n_arguments, _from_wkb
    yield "GeomFromEWKT", 1, _from_ewkt
    yield "GeomFromEWKB", 1, _from_ewkb
    yield "AsText ST_AsText", 1, lambda blob: decode(blob).wkt
    yield "AsEWKT", 1, lambda blob: f"SRID={spatialite_blob.srid(blob)};{decode(blob).wkt}"
    yield "AsBinary ST_AsBinary", 1, lambda blob: shapely.to_wkb(decode(blob), byte_order=1)
    yield "AsEWKB", 1, _as_ewkb
    yield "AsGeoJSON", 1, lambda blob: _as_geojson(decode(blob))


def _accessors() -> Iterator[tuple[str, int, SqlFunction]]:
    decode = spatialite_blob.decode
    yield "ST_X", 1, lambda blob: _coordinate(blob, 0)
    yield "ST_Y", 1, lambda blob: _coordinate(blob, 1)
    for index, side in enumerate(("MinX", "MinY", "MaxX", "MaxY")):
        yield f"Mbr{side} ST_{side}", 1, _side_of_bounds(index)
    yield "ST_SRID", 1, spatialite_blob.srid
    yield "ST_GeometryType", 1, lambda blob: decode(blob).geom_type.upper()
    yield "ST_IsEmpty", 1, lambda blob: int(decode(blob).is_empty)
    yield "ST_IsValid", 1, lambda blob: int(decode(blob).is_valid)
    yield "ST_NPoints", 1, lambda blob: int(shapely.get_num_coordinates(decode(blob)))


def _measures(cache: GeometryCache) -> Iterator[tuple[str, int, SqlFunction]]:
    decode = spatialite_blob.decode
    yield "ST_Area", 1, lambda blob: decode(blob).area
    yield "ST_Length", 1, lambda blob: _length(decode(blob))
    yield "ST_Distance", 2, lambda a, b: _planar_distance(cache, a, b)
    yield "ST_Distance", 3, lambda a, b, ellipsoid: _distance(cache, a, b, ellipsoid)


def _constructions() -> Iterator[tuple[str, int, SqlFunction]]:
    decode, encode, srid = spatialite_blob.decode, spatialite_blob.encode, spatialite_blob.srid
    yield "MakePoint", 3, spatialite_blob.encode_point
    yield "ST_MakePoint", 2, lambda x, y: spatialite_blob.encode_point(x, y, _NO_SRID)
    yield "BuildMbr ST_MakeEnvelope", 5, _box
    yield "ST_SetSRID", 2, spatialite_blob.with_srid
    yield "ST_Centroid", 1, lambda blob: encode(decode(blob).centroid, srid(blob))
    yield "ST_Intersection", 2, lambda a, b: encode(decode(a).intersection(decode(b)), srid(a))
    yield "ST_Difference", 2, lambda a, b: encode(decode(a).difference(decode(b)), srid(a))
    yield "ST_Union", 2, lambda a, b: encode(decode(a).union(decode(b)), srid(a))


def _predicates(cache: GeometryCache) -> Iterator[tuple[str, int, SqlFunction]]:
    yield "MbrIntersects", 2, lambda a, b: int(_bounds_meet(a, b))
    yield "ST_Disjoint", 2, lambda a, b: int(not _meet(cache, a, b))
    yield "ST_Equals", 2, lambda a, b: int(shapely.equals(cache.decode(a), cache.decode(b)))
    yield "ST_Intersects", 2, lambda a, b: int(_meet(cache, a, b))
    for name in ("contains", "covers", "touches", "crosses", "overlaps"):
        yield f"ST_{name}", 2, _relation(cache, getattr(shapely, name))
    # Only the first geometry of a relation is prepared, so the outer one goes there.
    contains, covers = _relation(cache, shapely.contains), _relation(cache, shapely.covers)
    yield "ST_Within", 2, lambda a, b: contains(b, a)
    yield "ST_CoveredBy", 2, lambda a, b: covers(b, a)


def _relation(cache: GeometryCache, relation: Callable[..., Any]) -> SqlFunction:
    """Return a test that, like PostGIS's, is false for every empty geometry."""

    def test(a: bytes, b: bytes) -> int:
        return int(_bounds_meet(a, b) and relation(cache.decode(a), cache.decode(b)))

    return test


def _meet(cache: GeometryCache, a: bytes, b: bytes) -> bool:
    if not _bounds_meet(a, b):
        return False
    if spatialite_blob.is_point(a):
        a, b = b, a
    return bool(shapely.intersects(cache.decode(a), cache.decode(b)))


def _bounds_meet(a: bytes, b: bytes) -> bool:
    """Tell whether the boxes of two BLOBs share a point; an empty geometry meets nothing."""
    box_a, box_b = spatialite_blob.bounds(a), spatialite_blob.bounds(b)
    return (
        box_a is not None
        and box_b is not None
        and box_a[0] <= box_b[2]
        and box_a[2] >= box_b[0]
        and box_a[1] <= box_b[3]
        and box_a[3] >= box_b[1]
    )


def _from_text(wkt: str, srid: int = _NO_SRID) -> bytes:
    return spatialite_blob.encode(shapely.from_wkt(wkt), srid)


def _from_wkb(wkb: bytes, srid: int = _NO_SRID) -> bytes:
    return spatialite_blob.encode(shapely.from_wkb(wkb), srid)


def _from_ewkt(ewkt: str) -> bytes:
    if not ewkt.startswith("SRID="):
        return _from_text(ewkt)
    srid, wkt = ewkt.removeprefix("SRID=").split(";", 1)
    return _from_text(wkt, int(srid))


def _from_ewkb(ewkb: str) -> bytes:
    """Read hexadecimal EWKB, which is what SpatiaLite's function of this name takes."""
    geometry = shapely.from_wkb(ewkb)
    return spatialite_blob.encode(geometry, int(shapely.get_srid(geometry)))


def _as_ewkb(blob: bytes) -> str:
    geometry = shapely.set_srid(spatialite_blob.decode(blob), spatialite_blob.srid(blob))
    return str(shapely.to_wkb(geometry, hex=True, byte_order=1, include_srid=True))


def _as_geojson(geometry: BaseGeometry) -> str:
    return json.dumps(shapely.geometry.mapping(geometry), separators=(",", ":"))


def _coordinate(blob: bytes, axis: int) -> float | None:
    """Return x or y of a point; NULL for the empty point and for every other kind."""
    if not spatialite_blob.is_point(blob):
        return None
    value = spatialite_blob.point_xy(blob)[axis]
    return None if math.isnan(value) else value


def _side_of_bounds(index: int) -> SqlFunction:
    def side(blob: bytes) -> float | None:
        bounds = spatialite_blob.bounds(blob)
        return None if bounds is None else bounds[index]

    return side


def _length(geometry: BaseGeometry) -> float:
    """Return the length of lines; areas have none, as in PostGIS."""
    lines = [part for part in shapely.get_parts(geometry) if part.geom_type == "LineString"]
    return float(sum(line.length for line in lines))


def _box(x_a: float, y_a: float, x_b: float, y_b: float, srid: int) -> bytes:
    """Return the rectangle between two corners, wound as PostGIS winds it."""
    box = shapely.Polygon(((x_a, y_a), (x_a, y_b), (x_b, y_b), (x_b, y_a), (x_a, y_a)))
    return spatialite_blob.encode(box, srid)


def _planar_distance(cache: GeometryCache, a: bytes, b: bytes) -> float | None:
    """Return the distance in the units of the coordinates; NULL for an empty geometry."""
    distance = float(shapely.distance(cache.decode(a), cache.decode(b)))
    return None if math.isnan(distance) else distance


def _distance(cache: GeometryCache, a: bytes, b: bytes, ellipsoid: int) -> float | None:
    """Return the distance: planar, or (`ellipsoid` not 0) in metres on WGS 84 from a point."""
    if not ellipsoid:
        return _planar_distance(cache, a, b)
    if spatialite_blob.bounds(a) is None or spatialite_blob.bounds(b) is None:
        return None
    if not spatialite_blob.is_point(a):
        a, b = b, a
    if not spatialite_blob.is_point(a):
        raise ValueError("a distance in metres needs a point on one side")
    x, y = spatialite_blob.point_xy(a)
    if spatialite_blob.is_point(b):
        return geodesic.distance_m(x, y, *spatialite_blob.point_xy(b))
    return geodesic.point_to_geometry_m(x, y, cache.decode(b))
