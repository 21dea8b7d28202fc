"""Service areas: the discs around stations, as polygons in a metric projection."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.crs import MetricCrs
from geo.geodesic import Floats, checked_radii, located_stations, wgs84_geod

_OFF_CIRCLE_M = 0.07
_N_SEGMENTS_MIN = 32
_AZIMUTHS_DEG = np.array([90.0, 0.0, 270.0, 180.0])


def service_areas(stations_deg: Floats, radii_m: ArrayLike, crs: MetricCrs) -> NDArray[np.object_]:
    """Give the disc within the radius of each station as a polygon in metres.

    The disc is the geodesic one, so that a point is in it where its distance is at most the radius:
    it is projected by the projection's own scale, east and north, at the station. The polygon has
    n equal segments with vertices on the circle of radius c r, c2 = 2 pi / (n sin(2 pi / n)): it
    has the area pi r2 of the disc (times the projection's areal scale, 1 where that is equal-area)
    and n is so great that its ring is within 0.1 m of the circle, for radii up to 5 km.

    Parameters
    ----------
    stations_deg : array (m, 2)
        Longitude and latitude in WGS 84 degrees; none give none, duplicates give equal discs.
    radii_m : float or array (m,)
        Service radii; a radius of 0 gives an empty polygon.
    crs : MetricCrs
        What the polygons are in, good within some 100 km of its centre or meridian.

    Returns
    -------
    object array (m,) of polygons
        In the order of the stations, wound anticlockwise.

    Examples
    --------
    >>> from geo.crs import metric_crs
    >>> crs = metric_crs((100.9, 36.2, 101.9, 37.5))
    >>> disc = service_areas(np.array([[101.78, 36.62]]), 1000.0, crs)[0]
    >>> round(disc.area / (np.pi * 1000.0**2), 9)
    1.0
    """
    stations = located_stations(stations_deg)
    radii = checked_radii(radii_m, len(stations))
    areas = np.full(len(stations), shapely.Polygon(), dtype=np.object_)
    n_segments = _n_segments(radii)
    for n in np.unique(n_segments[radii > 0.0]).tolist():
        rows = np.flatnonzero((n_segments == n) & (radii > 0.0))
        rings = _rings(stations[rows], radii[rows], crs, n)
        areas[rows] = shapely.polygons(rings)
    return areas


def _n_segments(radii: Floats) -> NDArray[np.int64]:
    """Give the numbers of segments; vertices are r (pi / n)2 / 3 off the circle, sides half."""
    exact = np.pi * np.sqrt(radii / (3.0 * _OFF_CIRCLE_M))
    whole: NDArray[np.int64] = (4 * np.ceil(exact / 4.0)).astype(np.int64)
    return np.maximum(whole, _N_SEGMENTS_MIN)


def _rings(stations: Floats, radii: Floats, crs: MetricCrs, n: int) -> Floats:
    step = 2.0 * np.pi / n
    # Off the axes by an odd part of a step: sides of stations on a common grid do not coincide.
    angles = step * (np.arange(n) + 0.381966)
    stretch = np.sqrt(step / np.sin(step))
    unit = stretch * np.column_stack([np.cos(angles), np.sin(angles)])
    centres, axes = _projected_discs(stations, radii, crs)
    rings = centres[:, None, :] + np.einsum("mij,nj->mni", axes, unit)
    return np.concatenate([rings, rings[:, :1]], axis=1)


def _projected_discs(stations: Floats, radii: Floats, crs: MetricCrs) -> tuple[Floats, Floats]:
    """Give centres (m, 2), and what the radius east and north becomes, as columns (m, 2, 2)."""
    azimuths = np.tile(_AZIMUTHS_DEG, len(stations))
    x, y = np.repeat(stations, 4, axis=0).T
    ends = wgs84_geod().fwd(x, y, azimuths, np.repeat(radii, 4))
    projected = crs.project(np.column_stack(ends[:2])).reshape(-1, 4, 2)
    axes = np.swapaxes(projected[:, :2] - projected[:, 2:], 1, 2) / 2.0
    exact_m2 = crs.areal_scale(stations) * radii**2
    axes *= np.sqrt(exact_m2 / np.linalg.det(axes))[:, None, None]
    # Where the scale grows across the disc, its middle is not where the station lands.
    return projected.mean(axis=1), axes
