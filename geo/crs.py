"""All work with coordinate systems: the shifted Chinese ones and the metric projections.

Positions are float64 arrays of shape (n, 2) with x = longitude and y = latitude in degrees, or
Shapely geometries, or object arrays of them; the answer has the form of the question.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.errors import ArrayShapeError, InvalidBboxError, UnknownCoordinateSystemError
from geo.shifted_systems import (
    bd09_from_wgs84,
    gcj02_from_wgs84,
    wgs84_from_bd09,
    wgs84_from_gcj02,
)

if TYPE_CHECKING:
    import pyproj

Positions = NDArray[np.float64]
Spatial = TypeVar("Spatial", bound=NDArray[np.float64] | NDArray[np.object_] | BaseGeometry | None)

N_AXES = 2
HALF_TURN, POLE = 180.0, 90.0
# EPSG:4534 to 4554 are the CGCS2000 3-degree zones of the central meridians 75 E to 135 E.
_ZONE_SRID_AT_75_E = 4534
_CGCS2000_SRID = 4490
_CHINA_WEST, _CHINA_SOUTH, _CHINA_EAST, _CHINA_NORTH = 73.4, 3.3, 135.2, 53.7


class CoordinateSystem(StrEnum):
    """The geographic coordinate systems that positions come in and go out by."""

    WGS84 = "WGS84"
    CGCS2000 = "CGCS2000"
    """国家大地坐标系, EPSG:4490; equal to WGS 84 within centimetres, taken as equal."""
    GCJ02 = "GCJ02"
    """火星坐标系, the shifted system of Amap and Tencent; 100 m to 700 m off."""
    BD09 = "BD09"
    """百度坐标系, Baidu's further shift of GCJ-02."""


def to_wgs84(value: Spatial, system: CoordinateSystem | str) -> Spatial:
    """Turn positions of a coordinate system into WGS 84.

    The inverses of GCJ-02 and BD-09 are iterated to convergence: a round trip is exact to 1e-6 m.
    Points outside the rectangle 72.004-137.8347 E, 0.8293-55.8271 N are not shifted and come back
    unchanged. Where two WGS 84 points give one shifted point (within 1 km of that rectangle's
    edge, outside China), the unshifted one is given.

    Parameters
    ----------
    value : float64 array of shape (n, 2) in degrees, geometry, or object array of geometries
        NaN stays NaN, an empty geometry stays empty, None stays None.
    system : CoordinateSystem or its name
        What `value` is in.

    Raises
    ------
    UnknownCoordinateSystemError
        For a name that is none of the four.
    ArrayShapeError
        For a float array that is not of shape (n, 2).

    Examples
    --------
    >>> to_wgs84(np.array([[101.7800, 36.6200]]), "GCJ02").round(6).tolist()
    [[101.778067, 36.62008]]
    """
    match coordinate_system(system):
        case CoordinateSystem.GCJ02:
            return apply_to_positions(value, wgs84_from_gcj02)
        case CoordinateSystem.BD09:
            return apply_to_positions(value, wgs84_from_bd09)
        case _:
            return apply_to_positions(value, None)


def from_wgs84(value: Spatial, system: CoordinateSystem | str) -> Spatial:
    """Turn WGS 84 positions into a coordinate system; the counterpart of `to_wgs84`.

    Examples
    --------
    >>> from_wgs84(np.array([[101.778067, 36.620080]]), "GCJ02").round(5).tolist()
    [[101.78, 36.62]]
    """
    match coordinate_system(system):
        case CoordinateSystem.GCJ02:
            return apply_to_positions(value, gcj02_from_wgs84)
        case CoordinateSystem.BD09:
            return apply_to_positions(value, bd09_from_wgs84)
        case _:
            return apply_to_positions(value, None)


def coordinate_system(name: CoordinateSystem | str) -> CoordinateSystem:
    """Give the coordinate system of a name, in either case; "GCJ-02" is "GCJ02"."""
    try:
        return CoordinateSystem(name.upper().replace("-", ""))
    except ValueError:
        known = ", ".join(CoordinateSystem)
        raise UnknownCoordinateSystemError(
            f"{name!r} is no known coordinate system; give one of {known}"
        ) from None


def apply_to_positions(
    value: Spatial, function: Callable[[Positions], Positions] | None
) -> Spatial:
    """Apply a function of positions to an array, a geometry or an array of geometries.

    `None` for the function checks the form and hands the value back.
    """
    if isinstance(value, np.ndarray) and value.dtype != np.object_:
        positions = np.asarray(value, dtype=np.float64)
        if positions.shape[1:] != (N_AXES,):
            raise ArrayShapeError(f"positions need the shape (n, 2), these have {positions.shape}")
        return value if function is None else function(positions)  # type: ignore[return-value]
    if function is None:
        return value
    return shapely.transform(value, function)  # type: ignore[type-var]


@dataclass(frozen=True)
class MetricCrs:
    """A projection in metres; choose it by `metric_crs`.

    Attributes
    ----------
    definition : str
        What PROJ, PostGIS and geopandas take: "EPSG:4543" or a PROJ string.
    srid : int or None
        The EPSG number, None for a local projection.
    """

    definition: str
    srid: int | None = None

    def project(self, value: Spatial) -> Spatial:
        """Turn WGS 84 degrees into metres, x to the east; rows with NaN stay NaN."""
        return apply_to_positions(value, lambda xy: _moved(self.definition, xy, "FORWARD"))

    def unproject(self, value: Spatial) -> Spatial:
        """Turn metres back into WGS 84 degrees; the round trip is exact to 1e-6 m."""
        return apply_to_positions(value, lambda xy: _moved(self.definition, xy, "INVERSE"))

    def areal_scale(self, xy_deg: Positions) -> NDArray[np.float64]:
        """Give the projected area over the true area at positions (n, 2) in degrees."""
        factors = _projection(self.definition).get_factors(xy_deg[:, 0], xy_deg[:, 1])
        return np.asarray(factors.areal_scale, dtype=np.float64)


def metric_crs(
    bounds_deg: tuple[float, float, float, float], *, areal_error_max: float = 1e-4
) -> MetricCrs:
    """Choose the projection in metres for data of an extent.

    In China it is the CGCS2000 3-degree Gauss-Kruger zone of the extent's centre (EPSG:4543 for
    the urban districts of Xining), as long as no corner of the extent has its area wrong by more
    than `areal_error_max`; it grows as the square of the distance from the central meridian. Else
    it is Lambert's azimuthal equal-area projection around the centre, rounded to 0.01 degrees: its
    areas are exact and its lengths within 1e-5 up to 50 km from the centre.

    Parameters
    ----------
    bounds_deg : (west, south, east, north)
        WGS 84 degrees; a single point is allowed.

    Raises
    ------
    InvalidBboxError
        If the bounds are not finite, reversed or no positions on the Earth.

    Examples
    --------
    >>> metric_crs((101.65, 36.55, 101.92, 36.75)).srid
    4543
    >>> metric_crs((100.87, 36.22, 101.92, 37.47)).definition
    '+proj=laea +lat_0=36.84 +lon_0=101.4 +datum=WGS84 +units=m +no_defs'
    """
    west, south, east, north = (float(bound) for bound in bounds_deg)
    if not (-HALF_TURN <= west <= east <= HALF_TURN and -POLE <= south <= north <= POLE):
        raise InvalidBboxError(
            f"no projection for the extent {west}, {south}, {east}, {north}: it needs west <= east "
            "within -180 to 180 and south <= north within -90 to 90 degrees"
        )
    longitude, latitude = (west + east) / 2.0, (south + north) / 2.0
    if west >= _CHINA_WEST and east <= _CHINA_EAST and south >= _CHINA_SOUTH:
        meridian = min(max(3 * round(longitude / 3.0), 75), 135)
        srid = _ZONE_SRID_AT_75_E + (meridian - 75) // 3
        zone = MetricCrs(f"EPSG:{srid}", srid)
        corners = np.array([[west, south], [east, south], [west, north], [east, north]])
        error = np.abs(zone.areal_scale(corners) - 1.0).max()
        if north <= _CHINA_NORTH and error <= areal_error_max:
            return zone
    centre = f"+lat_0={latitude:.4g} +lon_0={longitude:.5g}"
    return MetricCrs(f"+proj=laea {centre} +datum=WGS84 +units=m +no_defs")


# Transformers are thread-safe since pyproj 3.1; the bound keeps a server of many extents small.
@lru_cache(maxsize=64)
def _transformer(definition: str) -> pyproj.Transformer:
    import pyproj  # noqa: PLC0415, only where something is projected

    # CGCS2000 counts as WGS 84 here: its own geographic system avoids PROJ's choice of a shift.
    target = pyproj.CRS.from_user_input(definition)
    base = target.geodetic_crs
    is_cgcs2000 = base is not None and base.to_epsg() == _CGCS2000_SRID
    geographic = "EPSG:4490" if is_cgcs2000 else "EPSG:4326"
    return pyproj.Transformer.from_crs(geographic, target, always_xy=True)


@lru_cache(maxsize=64)
def _projection(definition: str) -> pyproj.Proj:
    import pyproj  # noqa: PLC0415, only where something is projected

    return pyproj.Proj(definition)


def _moved(definition: str, xy: Positions, direction: str) -> Positions:
    moved = _transformed(definition, xy, direction)
    if direction == "INVERSE" and "+proj=laea" in definition:
        # PROJ's series for this inverse is a millimetre off; the residual mends it.
        residual = xy - _transformed(definition, moved, "FORWARD")
        moved = _transformed(definition, xy + residual, direction)
    return moved


def _transformed(definition: str, xy: Positions, direction: str) -> Positions:
    x, y = _transformer(definition).transform(xy[:, 0], xy[:, 1], direction=direction)
    moved = np.column_stack([x, y])
    moved[~np.isfinite(moved).all(axis=1)] = np.nan
    return moved
