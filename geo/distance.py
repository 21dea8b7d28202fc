"""The one distance of this project: the geodesic on the WGS 84 ellipsoid.

On arrays it is the straight chord between Earth-centred coordinates turned into an arc, so that a
KD-tree over those coordinates finds what lies within a distance. What lies within 5 mm of a
service radius is decided by Karney's geodesic itself (`pyproj.Geod`), to the micrometre as in the
databases, so that arrays, SQL functions and PostGIS geography agree on every pair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from geo.geodesic import (
    Floats,
    arc_m,
    checked_radii,
    chord_limits_m,
    ecef,
    geodesic_m,
    is_located,
    located_stations,
    positions,
)
from geo.nearest_of_few import are_few, nearest_of_few
from geo.nearest_table import N_POINTS_MIN, NearestTable
from geo.point_index import PointIndex

__all__ = ["arc_m", "coverage_matrix", "ecef", "geodesic_m", "nearest_station", "reached"]

_ARC_EXACT_UP_TO_M = 50_000.0
_N_RADII_SEPARATELY = 8
_N_POINTS_AT_ONCE = 1 << 15


def nearest_station(points_deg: Floats, stations_deg: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Give for each point the number of the nearest station and the distance to it.

    Parameters
    ----------
    points_deg : array (n, 2)
        Demand points in degrees; a row with NaN is an unlocated point.
    stations_deg : array (m, 2)
        Stations in degrees, all located; duplicates are allowed, one of them is given.

    Returns
    -------
    stations : int64 array (n,)
        -1 for an unlocated point and where there are no stations.
    distances_m : float64 array (n,)
        Geodesic metres, NaN where the station is -1. Exact to 0.1 mm; of two stations whose
        distances differ by less than that, either may be given.

    Examples
    --------
    >>> points = np.array([[101.78, 36.62], [np.nan, np.nan]])
    >>> station, metres = nearest_station(points, np.array([[101.9, 36.7], [101.79, 36.62]]))
    >>> station.tolist(), metres.round(1).tolist()
    ([1, -1], [894.5, nan])
    """
    points, stations = positions(points_deg), located_stations(stations_deg)
    nearest = np.full(len(points), -1, dtype=np.int64)
    metres = np.full(len(points), np.nan)
    if not len(stations):
        return nearest, metres
    stations_xyz = ecef(stations)
    located = is_located(points)
    every = points if located.all() else points[located]
    number_of = _numbering(every, stations_xyz)
    # In blocks, so that what is between coordinates and distances stays in the cache.
    found, arcs = np.empty(len(every), dtype=np.int64), np.empty(len(every))
    for start in range(0, len(every), _N_POINTS_AT_ONCE):
        rows = slice(start, start + _N_POINTS_AT_ONCE)
        xyz = ecef(every[rows])
        found[rows] = number_of(every[rows], xyz)
        arcs[rows] = arc_m(xyz, stations_xyz[found[rows]])
    far = np.flatnonzero(arcs > _ARC_EXACT_UP_TO_M)
    arcs[far] = geodesic_m(every[far], stations[found[far]])
    nearest[located], metres[located] = found, arcs
    return nearest, metres


def _numbering(
    points: Floats, stations_xyz: Floats
) -> Callable[[Floats, Floats], NDArray[np.int64]]:
    """Give what numbers the nearest stations of some of the points, in degrees and metres."""
    if are_few(len(points), len(stations_xyz)):
        return lambda _, xyz: nearest_of_few(xyz, stations_xyz)[1]
    tree = scipy.spatial.cKDTree(stations_xyz)
    if len(points) >= N_POINTS_MIN:
        return NearestTable(points, stations_xyz, tree).numbers
    return lambda _, xyz: np.asarray(tree.query(xyz)[1])


def reached(points_deg: Floats, stations_deg: Floats, radii_m: ArrayLike) -> NDArray[np.bool_]:
    """Say for each point whether it lies within the radius of some station; d <= S counts.

    Parameters
    ----------
    points_deg : array (n, 2)
        A row with NaN, an unlocated point, is never reached.
    stations_deg : array (m, 2)
        No stations reach nobody.
    radii_m : float or array (m,)
        Service radii in metres; a radius of 0 reaches what lies at the station.

    Examples
    --------
    >>> points = np.array([[101.78, 36.62], [101.80, 36.62]])
    >>> reached(points, np.array([[101.79, 36.62]]), 894.6).tolist()
    [True, True]
    >>> reached(points, np.array([[101.79, 36.62]]), 894.5).tolist()
    [False, False]
    """
    points, stations = positions(points_deg), located_stations(stations_deg)
    radii = checked_radii(radii_m, len(stations))
    is_reached = np.zeros(len(points), dtype=np.bool_)
    located = np.flatnonzero(is_located(points))
    if not len(stations) or not len(located):
        return is_reached
    if len(distinct := np.unique(radii)) > _N_RADII_SEPARATELY:
        for _, rows in _covered_pairs(points[located], stations, radii):
            is_reached[located[rows]] = True
        return is_reached
    xyz = ecef(points[located])
    for radius_m in distinct[::-1]:
        left = np.flatnonzero(~is_reached[located])
        same = stations[radii == radius_m]
        hits = _reached_alike(points[located[left]], xyz[left], same, float(radius_m))
        is_reached[located[left[hits]]] = True
    return is_reached


def coverage_matrix(
    points_deg: Floats, stations_deg: Floats, radii_m: ArrayLike
) -> scipy.sparse.csr_array:
    """Give the coverage matrix a[i, j] of location models, for points i and stations j.

    a[i, j] is true where the distance is at most the radius of j (d <= S). Unlocated points have
    empty rows; two stations at one place have equal columns.

    Returns
    -------
    csr_array of bool, shape (n, m)
        With sorted column numbers.

    Examples
    --------
    >>> points = np.array([[101.78, 36.62], [101.80, 36.62]])
    >>> coverage_matrix(points, points, [100.0, 2000.0]).toarray().tolist()
    [[True, True], [False, True]]
    """
    points, stations = positions(points_deg), located_stations(stations_deg)
    radii = checked_radii(radii_m, len(stations))
    located = np.flatnonzero(is_located(points))
    rows = [np.empty(0, dtype=np.int64)]
    starts = np.zeros(len(stations) + 1, dtype=np.int64)
    for station, covered in _covered_pairs(points[located], stations, radii):
        rows.append(located[covered])
        starts[station + 1] = len(covered)
    indices = np.concatenate(rows)
    served = np.ones(len(indices), dtype=np.bool_)
    shape = (len(points), len(stations))
    # The turn from columns to rows is a counting sort, which leaves the column numbers in order.
    return scipy.sparse.csr_array(
        scipy.sparse.csc_array((served, indices, np.cumsum(starts)), shape=shape).tocsr()
    )


def _covered_pairs(
    points: Floats, stations: Floats, radii: Floats
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Yield for each station the numbers of the points that it covers."""
    index = PointIndex(points)
    for number, (station, radius_m) in enumerate(zip(stations, radii.tolist(), strict=True)):
        yield number, index.order[index.within(station, radius_m)]


def _reached_alike(
    points: Floats, xyz: Floats, stations: Floats, radius_m: float
) -> NDArray[np.bool_]:
    surely, at_most = chord_limits_m(np.array(radius_m))
    bound = np.nextafter(float(at_most), np.inf)
    stations_xyz = ecef(stations)
    if are_few(len(xyz), len(stations)):
        chords = nearest_of_few(xyz, stations_xyz)[0]
    else:
        tree = scipy.spatial.cKDTree(stations_xyz)
        chords = np.asarray(tree.query(xyz, distance_upper_bound=bound)[0])
    hits: NDArray[np.bool_] = chords <= surely
    border = np.flatnonzero(~hits & (chords < bound))
    if len(border):
        radii = np.full(len(stations), radius_m)
        for _, rows in _covered_pairs(points[border], stations, radii):
            hits[border[rows]] = True
    return hits
