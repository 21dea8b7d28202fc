"""Distances on the WGS 84 ellipsoid, equal to those of PostGIS's geography type.

PostGIS finds the nearest point of a line or an area on the sphere (longitude and latitude
taken as spherical, edges as great circles) and measures to it on the ellipsoid; so does this
module, and like PostGIS it rounds to 1e-8 m.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

if TYPE_CHECKING:
    from pyproj import Geod

_A_M = 6378137.0
_FLATTENING = 1 / 298.257223563
_E2 = _FLATTENING * (2 - _FLATTENING)
# The smallest radius of curvature of any geodesic: the meridian's at the equator.
_SMALLEST_RADIUS_M = _A_M * (1 - _E2)
_PARTS_OF_A_METRE = 1e8
_POLE_DEG, _HALF_TURN_DEG = 90.0, 180.0
_FURTHEST_COSINE = math.cos(math.radians(85.0))


@cache
def _geod() -> Geod:
    from pyproj import Geod  # noqa: PLC0415, only where a geodesic is measured

    return Geod(ellps="WGS84")


def distance_m(
    longitude_a: float, latitude_a: float, longitude_b: float, latitude_b: float
) -> float:
    """Return the geodesic distance of two points in metres (Karney 2013), rounded to 1e-8."""
    return _rounded(float(_geod().inv(longitude_a, latitude_a, longitude_b, latitude_b)[2]))


def distances_m(
    longitude: float, latitude: float, coordinates: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the distances in metres from a point to others, shape (n, 2) in degrees."""
    n = len(coordinates)
    longitudes, latitudes = np.full(n, longitude), np.full(n, latitude)
    metres = _geod().inv(longitudes, latitudes, coordinates[:, 0], coordinates[:, 1])[2]
    return np.floor(np.asarray(metres) * _PARTS_OF_A_METRE + 0.5) / _PARTS_OF_A_METRE


def point_to_geometry_m(longitude: float, latitude: float, geometry: BaseGeometry) -> float:
    """Return the distance in metres from a point to a geometry; 0 inside it and on its line.

    Around the point the geometry is drawn in the gnomonic projection of the sphere, where
    great circles are straight and the nearest point stays the nearest.

    Raises
    ------
    ValueError
        The geometry is empty, or reaches further than 85 degrees from the point.
    """
    parts = [part for part in shapely.get_parts(geometry) if not part.is_empty]
    if not parts:
        raise ValueError("an empty geometry has no distance")
    return min(_point_to_part_m(longitude, latitude, part) for part in parts)


def box_around(
    longitude: float, latitude: float, radius_m: float
) -> tuple[float, float, float, float]:
    """Return west, south, east, north of a box that holds every point within `radius_m` metres.

    One thousandth wider than the disc. Where the disc holds a pole or crosses the 180th
    meridian, the box takes all longitudes.
    """
    # A degree of latitude is shortest at the equator.
    half_height = radius_m / (math.radians(1.0) * _SMALLEST_RADIUS_M) * 1.001 + 1e-9
    south, north = latitude - half_height, latitude + half_height
    if south <= -_POLE_DEG or north >= _POLE_DEG:
        return -_HALF_TURN_DEG, max(south, -_POLE_DEG), _HALF_TURN_DEG, min(north, _POLE_DEG)
    # A degree of longitude is shortest at the latitude furthest from the equator.
    cosine = math.cos(math.radians(max(abs(south), abs(north))))
    half_width = radius_m / (math.radians(1.0) * _A_M * cosine) * 1.001 + 1e-9
    west, east = longitude - half_width, longitude + half_width
    if west < -_HALF_TURN_DEG or east > _HALF_TURN_DEG:
        return -_HALF_TURN_DEG, south, _HALF_TURN_DEG, north
    return west, south, east, north


def _point_to_part_m(longitude: float, latitude: float, part: BaseGeometry) -> float:
    origin = shapely.Point(0.0, 0.0)
    plane = shapely.transform(part, lambda xy: _to_gnomonic(xy, longitude, latitude))
    nearest = shapely.get_coordinates(shapely.shortest_line(origin, plane))[-1]
    east, north = float(nearest[0]), float(nearest[1])
    if east == 0.0 and north == 0.0:
        return 0.0
    return distance_m(longitude, latitude, *_from_gnomonic(east, north, longitude, latitude))


def _to_gnomonic(
    coordinates: NDArray[np.float64], longitude: float, latitude: float
) -> NDArray[np.float64]:
    """Project degrees, shape (n, 2), from the centre of the unit sphere onto its tangent plane."""
    longitudes, latitudes = np.radians(coordinates[:, 0] - longitude), np.radians(coordinates[:, 1])
    sine, cosine = math.sin(math.radians(latitude)), math.cos(math.radians(latitude))
    depth = sine * np.sin(latitudes) + cosine * np.cos(latitudes) * np.cos(longitudes)
    if depth.min(initial=1.0) < _FURTHEST_COSINE:
        raise ValueError("the geometry reaches further than 85 degrees from the point")
    east = np.cos(latitudes) * np.sin(longitudes) / depth
    # The difference of latitudes and the half-angle sine keep near points exact.
    half = np.sin(longitudes / 2)
    north = np.sin(latitudes - math.radians(latitude)) + 2 * sine * np.cos(latitudes) * half**2
    return np.column_stack([east, north / depth])


def _from_gnomonic(
    east: float, north: float, longitude: float, latitude: float
) -> tuple[float, float]:
    sine, cosine = math.sin(math.radians(latitude)), math.cos(math.radians(latitude))
    x, y, z = cosine - north * sine, east, sine + north * cosine
    return longitude + math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def _rounded(distance_m: float) -> float:
    return math.floor(distance_m * _PARTS_OF_A_METRE + 0.5) / _PARTS_OF_A_METRE
