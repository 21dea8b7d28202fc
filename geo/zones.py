"""Which zone each point lies in: districts or circles, for many points at once."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.geodesic import Floats, positions

Geometries = NDArray[np.object_]
Numbers = NDArray[np.int64]

_POINTS_PER_CELL = 32
_N_SIDE_MAX = 160


def zone_numbers(points: Floats, zones: Geometries) -> Numbers:
    """Give the number of the zone that covers each point; the lowest, if several do.

    A point on a boundary is covered. Points are put into a grid first: where no boundary runs
    through a cell, all its points share the answer of its centre, so that only points near a
    boundary are tested one by one.

    Parameters
    ----------
    points : array (n, 2)
        In the coordinates of the zones, degrees or metres, in which sides are straight.
    zones : object array (z,) of polygonal geometries
        Empty ones and None cover nothing.

    Returns
    -------
    int64 array (n,)
        -1 for points in no zone and for unlocated ones (NaN).

    Examples
    --------
    >>> zones = np.array([shapely.box(0, 0, 2, 2), shapely.box(2, 0, 4, 2)])
    >>> zone_numbers(np.array([[1.0, 1.0], [2.0, 1.0], [3.0, 1.0], [9.0, 9.0]]), zones).tolist()
    [0, 0, 1, -1]
    """
    xy = positions(points)
    numbers = np.full(len(xy), -1, dtype=np.int64)
    extent = np.flatnonzero(~(shapely.is_missing(zones) | shapely.is_empty(zones)))
    if not len(extent):
        return numbers
    given = zones[extent]
    shapely.prepare(given)
    west, south, east, north = shapely.total_bounds(given).tolist()
    # Comparisons with NaN are false: unlocated points drop out.
    inside = (xy[:, 0] >= west) & (xy[:, 0] <= east) & (xy[:, 1] >= south) & (xy[:, 1] <= north)
    rows = np.flatnonzero(inside)
    n_side = min(int(np.sqrt(len(rows) / _POINTS_PER_CELL)), _N_SIDE_MAX)
    if n_side <= 1:
        return _numbered(numbers, rows, _tested(xy[rows], given), extent)
    # Over the points alone the cells are finer than over all zones, and fewer points are tested.
    x, y = xy[rows, 0], xy[rows, 1]
    origin = np.array([x.min(), y.min()])
    step = np.maximum((np.array([x.max(), y.max()]) - origin) / n_side, np.finfo(np.float64).tiny)
    columns = np.minimum(((x - origin[0]) / step[0]).astype(np.int32), n_side - 1)
    cells = columns * n_side + np.minimum(((y - origin[1]) / step[1]).astype(np.int32), n_side - 1)
    of_cell, is_mixed = _cell_answers(given, origin, step, n_side)
    found = of_cell[cells]
    near_boundary = np.flatnonzero(is_mixed[cells])
    found[near_boundary] = _tested(xy[rows[near_boundary]], given)
    return _numbered(numbers, rows, found, extent)


def _numbered(numbers: Numbers, rows: Numbers, found: Numbers, extent: Numbers) -> Numbers:
    """Enter what was found among the zones with an extent under the numbers of all zones."""
    numbers[rows] = np.append(extent, -1)[found]
    return numbers


def _cell_answers(
    zones: Geometries, origin: Floats, step: Floats, n_side: int
) -> tuple[Numbers, NDArray[np.bool_]]:
    """Give the zone of each cell's centre, and whether a boundary runs through the cell."""
    columns, rows = np.divmod(np.arange(n_side * n_side), n_side)
    corners = origin + np.column_stack([columns, rows]) * step
    # A hair wider, since a point at a cell's edge may be counted to the neighbour by rounding.
    hair = step * 1e-6
    low, high = corners - hair, corners + step + hair
    boxes = np.asarray(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]), dtype=np.object_)
    _, mixed = shapely.STRtree(boxes).query(shapely.boundary(zones), predicate="intersects")
    is_mixed = np.zeros(n_side * n_side, dtype=np.bool_)
    is_mixed[mixed] = True
    of_cell = np.full(n_side * n_side, -1, dtype=np.int64)
    clear = np.flatnonzero(~is_mixed)
    of_cell[clear] = _tested(corners[clear] + step / 2.0, zones)
    return of_cell, is_mixed


def _tested(xy: Floats, zones: Geometries) -> Numbers:
    numbers = np.full(len(xy), -1, dtype=np.int64)
    for number, zone in enumerate(zones):
        left = np.flatnonzero(numbers < 0)
        covered = shapely.intersects_xy(zone, xy[left, 0], xy[left, 1])
        numbers[left[covered]] = number
    return numbers
