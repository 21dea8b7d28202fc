"""GeoJSON in and out, RFC 7946; what comes in is checked before a geometry is built of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.errors import GeometryTooLargeError, InvalidGeoJsonError
from geo.geojson_checks import COORDINATE_DEPTHS, VertexBudget, checked_coordinates, shown

N_VERTICES_MAX = 50_000
NESTING_MAX = 8

# The name by which old files said what RFC 7946 section 4 now fixes: WGS 84, longitude first.
_WGS84_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326", "EPSG::4490", "EPSG:4490")


def geometry_from_geojson(
    mapping: object, *, n_vertices_max: int = N_VERTICES_MAX, nesting_max: int = NESTING_MAX
) -> BaseGeometry:
    """Build the geometry of a GeoJSON geometry or feature.

    Everything that RFC 7946 asks of the text is checked first, so that no hostile value reaches
    GEOS: known types, arrays as deep as the type says, finite numbers (no booleans, no text), two
    numbers a position, at least 2 positions a line and 4 a ring, closed rings, at most
    `n_vertices_max` positions and geometry collections at most `nesting_max` deep. Empty
    geometries and heights are refused. Whether rings cross is the matter of `geo.validation`; the
    winding order is free, as RFC 7946 section 3.1.6 asks of a reader.

    Parameters
    ----------
    mapping : mapping
        The parsed JSON object: one of the seven geometry types, or a Feature with a geometry.
    n_vertices_max : int
        Positions allowed in all, closing ones counted.
    nesting_max : int
        Levels allowed; a geometry in no collection has level 1.

    Raises
    ------
    InvalidGeoJsonError
        With the path of the wrong value, such as ``coordinates[0][3]``, and its place if known.
    GeometryTooLargeError
        For too many positions or levels.

    Examples
    --------
    >>> geometry_from_geojson({"type": "Point", "coordinates": [101.78, 36.62]})
    <POINT (101.78 36.62)>
    """
    budget = VertexBudget(n_vertices_max)
    if isinstance(mapping, Mapping) and mapping.get("type") == "Feature":
        _check_crs(mapping)
        return _geometry(mapping.get("geometry"), "geometry.", budget, nesting_max)
    return _geometry(mapping, "", budget, nesting_max)


def geojson_from_geometry(geometry: BaseGeometry, precision: int | None = None) -> dict[str, Any]:
    """Give a geometry as a GeoJSON object of plain dicts, lists and floats.

    Polygons are wound as RFC 7946 section 3.1.6 asks: outer rings anticlockwise, holes clockwise.

    Parameters
    ----------
    geometry : geometry
        An empty one gives empty coordinates; heights are dropped.
    precision : int, optional
        Decimals to round to: 6 are 0.1 m in degrees. None keeps the exact values.

    Examples
    --------
    >>> geojson_from_geometry(shapely.Point(101.78123456, 36.62), precision=6)
    {'type': 'Point', 'coordinates': [101.781235, 36.62]}
    """
    kind = geometry.geom_type
    if kind == "GeometryCollection":
        parts = [geojson_from_geometry(part, precision) for part in shapely.get_parts(geometry)]
        return {"type": kind, "geometries": parts}
    if kind == "LinearRing":
        kind = "LineString"
    return {"type": kind, "coordinates": _coordinates(geometry, precision)}


def geojson_from_points(
    xy: NDArray[np.float64], precision: int | None = None
) -> list[dict[str, Any] | None]:
    """Give points (n, 2) as GeoJSON points, without a geometry in between.

    A row with NaN, an unlocated point, gives None: the geometry of an unlocated feature
    (RFC 7946 section 3.2).

    Examples
    --------
    >>> geojson_from_points(np.array([[101.78, 36.62], [np.nan, np.nan]]))
    [{'type': 'Point', 'coordinates': [101.78, 36.62]}, None]
    """
    positions = _rounded(xy, precision)
    located = np.atleast_1d(np.isfinite(xy).all(axis=1)).tolist()
    return [
        {"type": "Point", "coordinates": position} if is_located else None
        for position, is_located in zip(positions, located, strict=True)
    ]


def feature(
    geometry: Mapping[str, Any] | BaseGeometry | None,
    properties: Mapping[str, Any] | None = None,
    *,
    feature_id: str | int | None = None,
) -> dict[str, Any]:
    """Give a GeoJSON feature of a geometry (or its GeoJSON) and properties."""
    if isinstance(geometry, BaseGeometry):
        geometry = geojson_from_geometry(geometry)
    members: dict[str, Any] = {"type": "Feature"}
    if feature_id is not None:
        members["id"] = feature_id
    members["geometry"] = geometry
    members["properties"] = properties
    return members


def feature_collection(
    features: Iterable[Mapping[str, Any]],
    *,
    bbox: tuple[float, float, float, float] | None = None,
) -> dict[str, Any]:
    """Give a GeoJSON feature collection; `bbox` is west, south, east, north."""
    members: dict[str, Any] = {"type": "FeatureCollection"}
    if bbox is not None:
        members["bbox"] = list(bbox)
    members["features"] = list(features)
    return members


def _geometry(value: object, path: str, budget: VertexBudget, levels_left: int) -> BaseGeometry:
    if levels_left < 1:
        raise GeometryTooLargeError(
            f"{path or 'the geometry'} is nested deeper than allowed; take the collection apart"
        )
    if not isinstance(value, Mapping):
        raise InvalidGeoJsonError(
            f"{path.rstrip('.') or 'a GeoJSON geometry'} must be an object with a type, "
            f"not {shown(value)}"
        )
    _check_crs(value)
    kind = value.get("type")
    if kind == "GeometryCollection":
        return _collection(value, path, budget, levels_left)
    if not isinstance(kind, str) or kind not in COORDINATE_DEPTHS:
        raise InvalidGeoJsonError(
            f"{path}type is {shown(kind)}; it must be one of {', '.join(COORDINATE_DEPTHS)} or "
            "GeometryCollection (of a FeatureCollection, give the features one by one)"
        )
    coordinates = checked_coordinates(kind, value.get("coordinates"), f"{path}coordinates", budget)
    return _built(kind, coordinates)


def _collection(
    value: Mapping[str, Any], path: str, budget: VertexBudget, levels_left: int
) -> BaseGeometry:
    members = value.get("geometries")
    if not isinstance(members, list | tuple) or not members:
        raise InvalidGeoJsonError(f"{path}geometries must be a list with a geometry or more")
    budget.spend(len(members), f"{path}geometries")
    parts = [
        _geometry(member, f"{path}geometries[{number}].", budget, levels_left - 1)
        for number, member in enumerate(members)
    ]
    return shapely.GeometryCollection(parts)


def _check_crs(mapping: Mapping[str, Any]) -> None:
    crs = mapping.get("crs")
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    name = properties.get("name") if isinstance(properties, Mapping) else None
    if not isinstance(name, str) or not name.endswith(_WGS84_NAMES):
        raise InvalidGeoJsonError(
            f"crs is {name!r:.60}; RFC 7946 knows WGS 84 longitude and latitude only: convert the "
            "coordinates first and leave crs out"
        )


def _built(kind: str, coordinates: list[Any]) -> BaseGeometry:
    match kind:
        case "Point":
            return shapely.Point(*coordinates)
        case "MultiPoint":
            return shapely.MultiPoint(coordinates)
        case "LineString":
            return shapely.LineString(coordinates)
        case "MultiLineString":
            return shapely.MultiLineString(coordinates)
        case "Polygon":
            return shapely.Polygon(coordinates[0], coordinates[1:])
        case _:
            return shapely.MultiPolygon([(rings[0], rings[1:]) for rings in coordinates])


def _coordinates(geometry: BaseGeometry, precision: int | None) -> list[Any]:
    match geometry:
        case shapely.Point():
            positions = _rounded(shapely.get_coordinates(geometry), precision)
            return positions[0] if positions else []
        case shapely.Polygon():
            wound = shapely.orient_polygons(geometry)
            rings = [] if wound.is_empty else [wound.exterior, *wound.interiors]
            return [_rounded(shapely.get_coordinates(ring), precision) for ring in rings]
        case shapely.MultiPoint():
            return _rounded(shapely.get_coordinates(geometry), precision)
        case shapely.LineString():
            return _rounded(shapely.get_coordinates(geometry), precision)
        case _:
            return [_coordinates(part, precision) for part in shapely.get_parts(geometry)]


def _rounded(xy: NDArray[np.float64], precision: int | None) -> list[Any]:
    rounded: list[Any] = (xy if precision is None else xy.round(precision)).tolist()
    return rounded
