"""DBSCAN, density-based clusters, exact and deterministic on a grid.

Ester, Kriegel, Sander and Xu (1996), A density-based algorithm for discovering clusters; on a grid
of cells with the diagonal eps as in Gunawan (2013), so that dense places cost what their points
cost and not what their pairs cost. A library's HDBSCAN would be a heavy dependency for one list.
"""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

# Cells farther apart than two columns or rows hold no points within eps of each other.
_OFFSETS = sorted(
    ((dx, dy) for dx in range(3) for dy in range(-2, 3) if (dx, dy) > (0, 0)),
    key=lambda offset: offset[0] ** 2 + offset[1] ** 2,
)
_N_PAIRS_AT_ONCE = 4096


def dbscan(xy_m: Floats, reach_m: float, n_min: int) -> Numbers:
    """Give the cluster of each point, -1 for noise.

    A core point has `n_min` points or more, itself included, within `reach_m` (d <= reach_m).
    Core points within `reach_m` of each other are of one cluster; another point within `reach_m`
    of a core point belongs to the cluster of the nearest one. Clusters are numbered by their
    first core points, so the same points give the same clusters.

    Parameters
    ----------
    xy_m : array (n, 2)
        Plane metres, all finite; duplicates count each.
    reach_m : float
        Greater than 0.
    n_min : int
        1 or more.

    Examples
    --------
    >>> line = np.array([[0.0, 0.0], [9.0, 0.0], [18.0, 0.0], [99.0, 0.0]])
    >>> dbscan(line, 10.0, 2).tolist()
    [0, 0, 0, -1]
    """
    labels = np.full(len(xy_m), -1, dtype=np.int64)
    if not len(xy_m):
        return labels
    core = np.flatnonzero(_is_core(xy_m, reach_m, n_min))
    if not len(core):
        return labels
    labels[core] = _components(xy_m[core], reach_m)
    others = np.flatnonzero(labels < 0)
    if len(others):
        bound = np.nextafter(reach_m, np.inf)
        metres, nearest = scipy.spatial.cKDTree(xy_m[core]).query(
            xy_m[others], distance_upper_bound=bound
        )
        near = metres <= reach_m
        labels[others[near]] = labels[core[np.asarray(nearest)[near]]]
    return labels


def _is_core(xy_m: Floats, reach_m: float, n_min: int) -> NDArray[np.bool_]:
    _, cell_of_point, n_in_cell = _cells(xy_m, reach_m)
    is_core = n_in_cell[cell_of_point] >= n_min
    rest = np.flatnonzero(~is_core)
    if len(rest):
        counts = scipy.spatial.cKDTree(xy_m).query_ball_point(
            xy_m[rest], reach_m, return_length=True
        )
        is_core[rest] = np.asarray(counts) >= n_min
    return is_core


def _components(core_m: Floats, reach_m: float) -> Numbers:
    """Give the connected components of core points, numbered by their first points."""
    columns_rows, cell_of_point, n_in_cell = _cells(core_m, reach_m)
    order = np.argsort(cell_of_point, kind="stable")
    members = np.split(core_m[order], np.cumsum(n_in_cell)[:-1])
    parent = list(range(len(members)))
    numbers = {cell: number for number, cell in enumerate(map(tuple, columns_rows.tolist()))}
    for dx, dy in _OFFSETS:
        for (column, row), number in numbers.items():
            other = numbers.get((column + dx, row + dy))
            if other is None:
                continue
            root, other_root = _root(parent, number), _root(parent, other)
            if root != other_root and _touch(members[number], members[other], reach_m):
                parent[max(root, other_root)] = min(root, other_root)
    roots = np.array([_root(parent, number) for number in range(len(members))])[cell_of_point]
    _, first, inverse = np.unique(roots, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse]


def _cells(xy_m: Floats, reach_m: float) -> tuple[Numbers, Numbers, Numbers]:
    """Give the cells that hold points, the cell of each point and the number in each cell."""
    # A little under the side of a square with the diagonal reach: all in a cell are in reach.
    side = reach_m / np.sqrt(2.0) * (1.0 - 1e-9)
    cells = np.floor((xy_m - xy_m.min(axis=0)) / side).astype(np.int64)
    found, inverse, counts = np.unique(cells, axis=0, return_inverse=True, return_counts=True)
    return found, inverse.reshape(-1), counts


def _root(parent: list[int], number: int) -> int:
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number


def _touch(a_m: Floats, b_m: Floats, reach_m: float) -> bool:
    if len(a_m) * len(b_m) <= _N_PAIRS_AT_ONCE:
        return bool(scipy.spatial.distance.cdist(a_m, b_m).min() <= reach_m)
    bound = np.nextafter(reach_m, np.inf)
    metres, _ = scipy.spatial.cKDTree(b_m).query(a_m, distance_upper_bound=bound)
    return bool(np.min(metres) <= reach_m)
