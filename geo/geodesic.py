"""The geodesic on the WGS 84 ellipsoid, and the chord that stands for it on arrays.

Chords between Earth-centred coordinates are cheap and ordered nearly as the geodesics are; turned
into arcs they are as long. Within 5 mm of a limit only Karney's geodesic (`pyproj.Geod`) decides.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.crs import N_AXES
from geo.errors import ArrayShapeError, InvalidRadiusError

if TYPE_CHECKING:
    from pyproj import Geod

Floats = NDArray[np.float64]

EQUATOR_M = 6378137.0
FLATTENING = 1.0 / 298.257223563
RADIUS_MAX_M = 200_000.0
# The databases round distances to 1e-8 m and give them so: one that comes back as a radius still
# reaches what it was measured to. Theirs is `db.spatial.LIMIT_TOLERANCE_M`.
LIMIT_TOLERANCE_M = 1e-6

_POLE_M = EQUATOR_M * (1.0 - FLATTENING)
_E2 = FLATTENING * (2.0 - FLATTENING)
# The least and the greatest radius of curvature that the ellipsoid has anywhere.
CURVATURE_MIN_M = EQUATOR_M * (1.0 - _E2)
CURVATURE_MAX_M = EQUATOR_M / np.sqrt(1.0 - _E2)
_BORDER_M = 0.005


def ecef(xy_deg: Floats) -> Floats:
    """Give Earth-centred, Earth-fixed coordinates (n, 3) in metres of positions (n, 2) in degrees.

    At height 0 on the WGS 84 ellipsoid: X = N cos(lat) cos(lon), Y = N cos(lat) sin(lon),
    Z = N (1 - e2) sin(lat), N = a / sqrt(1 - e2 sin2(lat)). NaN stays NaN.

    Examples
    --------
    >>> ecef(np.array([[0.0, 0.0], [90.0, 0.0]])).round(3).tolist()
    [[6378137.0, 0.0, 0.0], [0.0, 6378137.0, 0.0]]
    """
    xy = positions(xy_deg)
    longitude, latitude = np.radians(xy[:, 0]), np.radians(xy[:, 1])
    sine = np.sin(latitude)
    normal_m = EQUATOR_M / np.sqrt(1.0 - _E2 * sine * sine)
    flat_m = normal_m * np.cos(latitude)
    xyz = np.empty((len(xy), 3))
    np.multiply(flat_m, np.cos(longitude), out=xyz[:, 0])
    np.multiply(flat_m, np.sin(longitude), out=xyz[:, 1])
    np.multiply(normal_m * (1.0 - _E2), sine, out=xyz[:, 2])
    return xyz


def geodesic_m(a_deg: Floats, b_deg: Floats) -> Floats:
    """Give the geodesic distances in metres between positions, row by row (Karney 2013).

    Parameters
    ----------
    a_deg, b_deg : arrays of shape (n, 2) or (2,) in degrees
        One position against many is repeated. A row with NaN gives NaN.

    Examples
    --------
    >>> geodesic_m(np.array([101.78, 36.62]), np.array([[101.79, 36.62]])).round(3).tolist()
    [894.527]
    """
    pairs = np.broadcast_arrays(np.atleast_2d(a_deg), np.atleast_2d(b_deg))
    a, b = (np.ascontiguousarray(side, dtype=np.float64) for side in pairs)
    metres = np.asarray(wgs84_geod().inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2], dtype=np.float64)
    return np.where(np.isnan(a).any(axis=1) | np.isnan(b).any(axis=1), np.nan, metres)


def arc_m(a_xyz: Floats, b_xyz: Floats) -> Floats:
    """Turn the chords between Earth-centred points (n, 3) into geodesic lengths in metres.

    s = 2 R asin(c / 2R) with the ellipsoid's radius of curvature R at the chord's middle m in the
    chord's direction d: 1/R = (d' A d / d' d) / |A m|, A = diag(1/a2, 1/a2, 1/b2), which is the
    normal curvature of the quadric x' A x = 1 (Euler's theorem without angles). Less than 0.1 mm
    from the geodesic up to 50 km.
    """
    flat, polar = 1.0 / EQUATOR_M**2, 1.0 / _POLE_M**2
    chords, middles = b_xyz - a_xyz, (a_xyz + b_xyz) / 2.0
    squared = np.einsum("ij,ij->i", chords, chords)
    upright = chords[:, 2] ** 2
    bend = flat + (polar - flat) * upright / np.where(squared > 0.0, squared, 1.0)
    level = middles[:, 0] ** 2 + middles[:, 1] ** 2
    twice_radius = 2.0 * np.sqrt(flat**2 * level + polar**2 * middles[:, 2] ** 2) / bend
    arcs: Floats = twice_radius * np.arcsin(np.minimum(np.sqrt(squared) / twice_radius, 1.0))
    return arcs


def checked_radii(radii_m: ArrayLike, n_stations: int) -> Floats:
    """Give one service radius a station, in metres.

    Raises
    ------
    InvalidRadiusError
        For a radius that is negative, not finite or over 200 km.
    ArrayShapeError
        For another number of radii than one or `n_stations`.
    """
    radii = np.asarray(radii_m, dtype=np.float64)
    if radii.shape not in {(), (n_stations,)}:
        raise ArrayShapeError(
            f"{n_stations} stations need one radius or {n_stations}, not the shape {radii.shape}"
        )
    if not ((radii >= 0.0) & (radii <= RADIUS_MAX_M)).all():
        wrong = radii[~((radii >= 0.0) & (radii <= RADIUS_MAX_M))].flat[0]
        raise InvalidRadiusError(
            f"a service radius is {wrong} m; give metres from 0 to {RADIUS_MAX_M:g}"
        )
    return np.broadcast_to(radii, (n_stations,))


def chord_limits_m(radii_m: Floats) -> tuple[Floats, Floats]:
    """Give the chords up to which a pair is surely within a radius, and beyond which surely not.

    Between the two, some 10 mm apart, only the geodesic decides.
    """
    surely = 2.0 * CURVATURE_MIN_M * np.sin(radii_m / (2.0 * CURVATURE_MIN_M)) - _BORDER_M
    at_most = 2.0 * CURVATURE_MAX_M * np.sin(radii_m / (2.0 * CURVATURE_MAX_M)) + _BORDER_M
    return surely, at_most


def positions(xy_deg: ArrayLike) -> Floats:
    """Give positions as a float64 array (n, 2); raise `ArrayShapeError` for another shape."""
    xy = np.asarray(xy_deg, dtype=np.float64)
    if xy.shape[1:] != (N_AXES,):
        raise ArrayShapeError(f"positions need the shape (n, 2), these have {xy.shape}")
    return xy


def is_located(xy: Floats) -> NDArray[np.bool_]:
    """Say for each position (n, 2) whether both its coordinates are finite numbers."""
    # A sum is finite where both terms are, at a third of the cost of testing them in pairs.
    located: NDArray[np.bool_] = np.isfinite(xy[:, 0] + xy[:, 1])
    return located


def located_stations(xy_deg: ArrayLike) -> Floats:
    """Give stations (m, 2) back if each has a location; raise `ArrayShapeError` if not."""
    stations = positions(xy_deg)
    located = is_located(stations)
    if not located.all():
        number = int(np.argmin(located))
        raise ArrayShapeError(f"station {number} has no location; leave it out")
    return stations


@lru_cache(maxsize=1)
def wgs84_geod() -> Geod:
    """Give the geodesics of the WGS 84 ellipsoid; safe to share between threads."""
    from pyproj import Geod  # noqa: PLC0415, only where a geodesic is measured

    return Geod(ellps="WGS84")
