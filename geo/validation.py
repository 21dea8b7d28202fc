"""Geometries and boxes that make sense: what fails is refused with the place and a likely cause."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.crs import HALF_TURN, N_AXES, POLE, CoordinateSystem, to_wgs84
from geo.errors import (
    ArrayShapeError,
    CoordinateOutOfReachError,
    CoordinateValueError,
    GeoError,
    InvalidBboxError,
    InvalidGeometryError,
)

Bounds = tuple[float, float, float, float]

_REASONS = {
    "Self-intersection": "crosses itself",
    "Ring Self-intersection": "touches itself along its ring",
    "Hole lies outside shell": "has a hole outside its outline",
    "Holes are nested": "has a hole inside another hole",
    "Interior is disconnected": "is cut in two by its holes",
    "Nested shells": "has a part inside another part",
    "Duplicate Rings": "has the same ring twice",
    "Too few points in geometry component": "has a line or ring of too few different points",
}


def checked_geometry(
    geometry: BaseGeometry,
    *,
    reach_bounds: Bounds | None = None,
    kinds: Sequence[str] = (),
) -> BaseGeometry:
    """Give the geometry back if it can be worked with.

    Parameters
    ----------
    geometry : geometry in WGS 84 degrees
        It must have coordinates, all finite and positions on the Earth; a polygon must be valid
        by the OGC's rules (no ring crosses another or itself) and enclose an area, a line must
        have a length. Repeated vertices are allowed.
    reach_bounds : (west, south, east, north), optional
        Where the data can lie; the edge belongs to it. Outside, the refusal names the cause that
        would explain it: swapped axes, GCJ-02 or BD-09, or metres in place of degrees.
    kinds : sequence of str
        The geometry types allowed, such as ``("Polygon", "MultiPolygon")``; all if empty.

    Raises
    ------
    InvalidGeometryError, CoordinateValueError, CoordinateOutOfReachError
        With the value, the place and the remedy.

    Examples
    --------
    >>> checked_geometry(shapely.from_wkt("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))"))
    Traceback (most recent call last):
    geo.errors.InvalidGeometryError: the polygon crosses itself at (1, 1); draw its ring again ...
    """
    noun = _noun(geometry)
    if kinds and geometry.geom_type not in kinds:
        raise InvalidGeometryError(f"a {geometry.geom_type} was given; give a {' or '.join(kinds)}")
    if geometry.is_empty:
        raise InvalidGeometryError(f"the {noun} is empty; give it coordinates")
    checked_positions(shapely.get_coordinates(geometry), reach_bounds=reach_bounds)
    _check_valid(geometry, noun)
    _check_extent(geometry, noun)
    return geometry


def checked_positions(
    xy: NDArray[np.float64], *, reach_bounds: Bounds | None = None
) -> NDArray[np.float64]:
    """Give positions (n, 2) in WGS 84 degrees back if all are finite, on the Earth and in reach.

    Raises
    ------
    CoordinateValueError
        For the first row that is not finite, or no longitude and latitude.
    CoordinateOutOfReachError
        For the first row outside `reach_bounds`, with the likely cause; the edge is inside.
    """
    if xy.shape[1:] != (N_AXES,):
        raise ArrayShapeError(f"positions need the shape (n, 2), these have {xy.shape}")
    is_finite = np.isfinite(xy).all(axis=1)
    if not is_finite.all():
        x, y = xy[int(np.argmin(is_finite))].tolist()
        raise CoordinateValueError(f"({x}, {y}) is no position; give finite numbers", place=(x, y))
    bounds = (-HALF_TURN, -POLE, HALF_TURN, POLE) if reach_bounds is None else reach_bounds
    west, south, east, north = bounds
    is_inside = ((xy >= (west, south)) & (xy <= (east, north))).all(axis=1)
    if is_inside.all():
        return xy
    x, y = xy[int(np.argmin(is_inside))].tolist()
    raise _out_of_bounds(x, y, bounds, is_city=reach_bounds is not None)


def checked_bbox(west: float, south: float, east: float, north: float) -> Bounds:
    """Give a bounding box in degrees back if west <= east and south <= north, all in range.

    A box without width or height is allowed: it holds what lies on it. A box over the 180th
    meridian is refused, since the data of a city never needs it.

    Raises
    ------
    InvalidBboxError
        With the value that is wrong and the remedy.

    Examples
    --------
    >>> checked_bbox(101.9, 36.5, 101.6, 36.8)
    Traceback (most recent call last):
    geo.errors.InvalidBboxError: west 101.9 is greater than east 101.6; exchange the two
    """
    sides: Mapping[str, tuple[float, float]] = {
        "west": (west, HALF_TURN),
        "south": (south, POLE),
        "east": (east, HALF_TURN),
        "north": (north, POLE),
    }
    for name, (value, limit) in sides.items():
        if not math.isfinite(value):
            raise InvalidBboxError(f"{name} is {value}; give a finite number of degrees")
        if abs(value) > limit:
            raise InvalidBboxError(
                f"{name} is {value}, beyond {limit:g} degrees; give degrees, not metres, and "
                "longitude for west and east"
            )
    for low, high in (("west", "east"), ("south", "north")):
        if sides[low][0] > sides[high][0]:
            raise InvalidBboxError(
                f"{low} {sides[low][0]} is greater than {high} {sides[high][0]}; exchange the two"
            )
    return float(west), float(south), float(east), float(north)


def _out_of_bounds(x: float, y: float, bounds: Bounds, *, is_city: bool) -> GeoError:
    cause = _likely_cause(x, y, bounds)
    if not is_city:
        return CoordinateValueError(
            f"({x}, {y}) is no longitude and latitude; {cause}", place=(x, y)
        )
    west, south, east, north = bounds
    return CoordinateOutOfReachError(
        f"({x:.10g}, {y:.10g}) lies outside {west:.6g} to {east:.6g} E, {south:.6g} to "
        f"{north:.6g} N; {cause}",
        place=(x, y),
    )


def _likely_cause(x: float, y: float, bounds: Bounds) -> str:
    if _is_within(y, x, bounds):
        return "the axes look swapped: give longitude first, then latitude"
    if not _is_within(x, y, (-HALF_TURN, -POLE, HALF_TURN, POLE)):
        if max(abs(x), abs(y)) > 2.0 * HALF_TURN:
            return "the values look like projected metres: convert them to degrees first"
        return "longitude must be within -180 to 180 and latitude within -90 to 90"
    for system in (CoordinateSystem.GCJ02, CoordinateSystem.BD09):
        unshifted = to_wgs84(np.array([[x, y]]), system)[0].tolist()
        if _is_within(unshifted[0], unshifted[1], bounds):
            return f"as {system} it would lie inside: give the coordinate system if it is {system}"
    return "check the coordinates and their coordinate system"


def _is_within(x: float, y: float, bounds: Bounds) -> bool:
    west, south, east, north = bounds
    return west <= x <= east and south <= y <= north


def _noun(geometry: BaseGeometry) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", geometry.geom_type).lower()


def _check_valid(geometry: BaseGeometry, noun: str) -> None:
    if shapely.is_valid(geometry):
        return
    reason = shapely.is_valid_reason(geometry)
    match = re.fullmatch(r"(?P<why>[^\[]+)\[(?P<x>\S+) (?P<y>\S+)\]", reason)
    if match is None:
        raise InvalidGeometryError(f"the {noun} is not valid ({reason}); draw it again")
    x, y = float(match["x"]), float(match["y"])
    why = _REASONS.get(match["why"], f"is not valid ({match['why']})")
    raise InvalidGeometryError(
        f"the {noun} {why} at ({x:.10g}, {y:.10g}); draw its ring again so that no line crosses "
        "another",
        place=(x, y),
    )


def _check_extent(geometry: BaseGeometry, noun: str) -> None:
    first = shapely.get_coordinates(geometry)[0].tolist()
    place = (first[0], first[1])
    for part in shapely.get_parts(geometry):
        dimension = shapely.get_dimensions(part)
        if dimension == N_AXES and part.area == 0.0:
            raise InvalidGeometryError(
                f"the {noun} encloses no area at ({first[0]:.10g}, {first[1]:.10g}); its points "
                "lie on one line: add a point beside it",
                place=place,
            )
        if dimension == 1 and part.length == 0.0:
            raise InvalidGeometryError(f"the {noun} has no length; give two places", place=place)
