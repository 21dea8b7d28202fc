"""Geometries on their way to a client: other coordinate systems, simplified, rounded."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo.coverage import M2_PER_KM2
from geo.crs import CoordinateSystem, MetricCrs, from_wgs84, metric_crs
from geo.geojson import geojson_from_geometry
from geo.service_area import service_areas
from schema.operations.errors import ArgumentError, argument

PRECISION_DEFAULT = 7
PRECISION_MAX = 15


def geojson(
    geometry: BaseGeometry | None,
    *,
    crs: CoordinateSystem | None = None,
    precision: int | None = None,
) -> dict[str, Any] | None:
    """Give a WGS 84 geometry as GeoJSON in the asked coordinate system.

    Parameters
    ----------
    precision : int, optional
        Decimals of a degree, 0 to 15; 7 (0.01 m) where not given.

    Raises
    ------
    ArgumentError
        For a precision out of range.
    """
    decimals = PRECISION_DEFAULT if precision is None else precision
    if not 0 <= decimals <= PRECISION_MAX:
        raise ArgumentError("precision", f"{decimals} is out of range; give 0 to {PRECISION_MAX}")
    if geometry is None:
        return None
    shifted = from_wgs84(geometry, crs or CoordinateSystem.WGS84)
    return geojson_from_geometry(shifted, precision=decimals)


def boundary_geojson(
    boundary: BaseGeometry,
    *,
    crs: CoordinateSystem | None,
    tolerance_m: float | None,
    precision: int | None,
) -> dict[str, Any] | None:
    """Give an area as GeoJSON, simplified so that no line moves by more than the tolerance.

    Douglas and Peucker (1973), in metres; parts and holes are kept, rings never cross.

    Raises
    ------
    ArgumentError
        For a tolerance that is negative or not finite, or a precision out of range.
    """
    if tolerance_m is not None:
        if not 0.0 <= tolerance_m < np.inf:
            raise ArgumentError("tolerance", f"{tolerance_m} is no distance; give metres from 0 up")
        projection = equal_area_crs(boundary)
        line = shapely.simplify(projection.project(boundary), tolerance_m, preserve_topology=True)
        parts: BaseGeometry = shapely.multipolygons(shapely.get_parts(line))  # type: ignore[assignment]
        boundary = projection.unproject(parts)
    return geojson(boundary, crs=crs, precision=precision)


def equal_area_crs(geometry: BaseGeometry) -> MetricCrs:
    """Choose the equal-area projection in metres around a geometry that is not empty."""
    west, south, east, north = geometry.bounds
    return metric_crs((west, south, east, north), areal_error_max=0.0)


def area_km2(area: BaseGeometry) -> float:
    """Give the area of a WGS 84 polygon in km²; 0 for an empty one."""
    if area.is_empty:
        return 0.0
    return float(equal_area_crs(area).project(area).area / M2_PER_KM2)


def service_area(location: Point, radius_m: float) -> BaseGeometry:
    """Give the disc around a station in WGS 84; its area is the disc's own."""
    projection = equal_area_crs(location)
    position = np.array([[location.x, location.y]])
    with argument("serviceRadius"):
        disc = service_areas(position, radius_m, projection)[0]
    area: BaseGeometry = projection.unproject(disc)
    return area
