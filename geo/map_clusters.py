"""Points gathered for a map's zoom, by the cells of a grid that halves from zoom to zoom.

The grid is laid over the whole square of Web Mercator, so that a cluster is the same in every view,
and a cell of one zoom is four of the next, so that it is known without another look where a cluster
falls apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.web_mercator import LATITUDE_MAX_DEG, ZOOM_MAX, from_square, to_square

# A tile of 256 pixels has 4 x 4 cells of 64: the widest disc that a map draws for a cluster.
_CELLS_BITS: Final = 2
_BITS_MAX: Final = ZOOM_MAX + _CELLS_BITS

Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False, slots=True)
class MapClusters:
    """Points by cell, from north-west to south-east; of n points in m cells.

    Parameters
    ----------
    columns, rows : int64 array (m,)
        The cell, counted from the west and from the north.
    counts : int64 array (m,)
    centres : float64 array (m, 2) in degrees
        The mean of the points; of several, brought into the middle third of the cell, so that
        the discs that are drawn there do not lie on each other.
    boxes : float64 array (m, 4) in degrees
        West, south, east, north of the points.
    expansion_zooms : int64 array (m,)
        The first zoom at which the points lie in more than one cell; `ZOOM_MAX` where none does.
    firsts : int64 array (m,)
        The index of the cell's first point; the one point of a cell of one.
    """

    columns: NDArray[np.int64]
    rows: NDArray[np.int64]
    counts: NDArray[np.int64]
    centres: NDArray[np.float64]
    boxes: NDArray[np.float64]
    expansion_zooms: NDArray[np.int64]
    firsts: NDArray[np.int64]


def map_clusters(xy: NDArray[np.float64], zoom: int, box: Box | None = None) -> MapClusters:
    """Gather points by the cells of a zoom's grid.

    Parameters
    ----------
    xy : float64 array (n, 2) in degrees
        Longitude and latitude, finite; sums are made in this order.
    zoom : int
        0 to 24.
    box : tuple, optional
        West, south, east, north in degrees: cells that share no point with it are left out. Give
        all points of `whole_cells(box, zoom)`, and every count is whole.

    Examples
    --------
    >>> found = map_clusters(np.array([[101.7, 36.6], [101.8, 36.6], [-70.0, -30.0]]), zoom=4)
    >>> found.counts.tolist(), found.expansion_zooms.tolist(), found.firsts.tolist()
    ([2, 1], [9, 24], [0, 2])
    """
    cells = _cells(xy, _BITS_MAX)
    shift = ZOOM_MAX - zoom
    at = cells >> shift
    keys = (at[:, 1] << 32) | at[:, 0]
    if box is None:
        order = np.argsort(keys, kind="stable")
    else:
        (west, north), (east, south) = _corners(box, zoom).tolist()
        column, row = at[:, 0], at[:, 1]
        meets = (column >= west) & (column <= east) & (row >= north) & (row <= south)
        inside = np.flatnonzero(meets)
        order = inside[np.argsort(keys[inside], kind="stable")]
    sorted_keys = keys[order]
    is_first = np.ones(len(order), dtype=np.bool_)
    is_first[1:] = sorted_keys[1:] != sorted_keys[:-1]
    starts = np.flatnonzero(is_first)
    counts = np.diff(np.append(starts, len(order)))
    if not len(starts):
        nothing = np.zeros(0, dtype=np.int64)
        empty = np.zeros((0, 4))
        return MapClusters(nothing, nothing, nothing, empty[:, :2], empty, nothing, nothing)
    points = xy[order]
    low, high = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
    own = cells[order]
    apart = np.bitwise_or.reduceat((own ^ np.repeat(own[starts], counts, axis=0)), starts)
    # The highest bit in which any two cells of the finest grid differ, from 1; 0 where none does.
    _, bits = np.frexp((apart[:, 0] | apart[:, 1]).astype(np.float64))
    means = np.add.reduceat(points, starts) / counts[:, None]
    first_cells = at[order[starts]]
    middle = _in_the_middle(means, first_cells, zoom + _CELLS_BITS)
    return MapClusters(
        columns=first_cells[:, 0],
        rows=first_cells[:, 1],
        counts=counts.astype(np.int64),
        centres=np.where(counts[:, None] > 1, middle, means),
        boxes=np.hstack([low, high]),
        expansion_zooms=np.minimum(ZOOM_MAX + 1 - bits.astype(np.int64), ZOOM_MAX),
        firsts=order[starts].astype(np.int64),
    )


def whole_cells(box: Box, zoom: int) -> Box:
    """Give the box of the cells of a zoom that meet a box, a little wider, in degrees."""
    (west, north), (east, south) = _corners(box, zoom).tolist()
    side = 2.0 ** -(zoom + _CELLS_BITS)
    margin_deg = 1e-9
    south_deg, north_deg = _latitude((south + 1) * side), _latitude(north * side)
    return (
        max(west * side * 360.0 - 180.0 - margin_deg, -180.0),
        -90.0 if south_deg <= -LATITUDE_MAX_DEG + margin_deg else south_deg - margin_deg,
        min((east + 1) * side * 360.0 - 180.0 + margin_deg, 180.0),
        90.0 if north_deg >= LATITUDE_MAX_DEG - margin_deg else north_deg + margin_deg,
    )


def _corners(box: Box, zoom: int) -> NDArray[np.int64]:
    """Give the cells of the north-western and of the south-eastern corner."""
    west, south, east, north = box
    return _cells(np.array([[west, north], [east, south]]), zoom + _CELLS_BITS)


def _cells(xy: NDArray[np.float64], bits: int) -> NDArray[np.int64]:
    """Give the columns and rows of points in a grid of 2**bits cells a side."""
    n_cells = 2**bits
    floors = np.floor(to_square(xy) * n_cells)
    cells: NDArray[np.int64] = np.clip(floors, 0, n_cells - 1).astype(np.int64)
    return cells


def _in_the_middle(
    xy: NDArray[np.float64], cells: NDArray[np.int64], bits: int
) -> NDArray[np.float64]:
    """Bring points into the middle third of their cells."""
    within = np.clip(to_square(xy) * 2**bits - cells, 1 / 3, 2 / 3)
    return from_square((cells + within) / 2**bits)


def _latitude(y: float) -> float:
    """Give the latitude in degrees of a height from the north, 0 to 1."""
    return float(from_square(np.array([[0.0, y]]))[0, 1])
