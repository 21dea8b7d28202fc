"""The nearest station of very many points, looked up in a table of cells.

For each cell of a grid that holds points, the table has the stations that can be nearest to one of
them: with d the distance of the cell's centre to its own nearest station and h the greatest
distance of a point from the centre, those within d + 2 h of the centre, by the triangle inequality.
Most cells have one to three; where there are more than the table holds, the tree is asked.
"""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from geo.geodesic import Floats, ecef

Numbers = NDArray[np.int64]

N_POINTS_MIN = 50_000

_N_CANDIDATES = 4
_N_SIDE_MAX = 256
_POINTS_PER_CELL = 16
_N_POINTS_AT_ONCE = 1 << 16


class NearestTable:
    """A table for located points (n, 2) in degrees, one or more, and a tree of stations.

    Parameters
    ----------
    points_deg : array (n, 2)
        All that will be asked for; they fix the grid.
    stations_xyz : array (m, 3)
        Earth-centred coordinates, what the tree is of.
    """

    def __init__(
        self, points_deg: Floats, stations_xyz: Floats, tree: scipy.spatial.cKDTree
    ) -> None:
        self._stations_xyz, self._tree = stations_xyz, tree
        x, y = points_deg[:, 0], points_deg[:, 1]
        self._origin = np.array([x.min(), y.min()])
        self._n_side = min(int(np.sqrt(len(x) / _POINTS_PER_CELL)) + 1, _N_SIDE_MAX)
        span = np.array([x.max(), y.max()]) - self._origin
        self._step = np.maximum(span / self._n_side, 1e-9)
        occupied = np.zeros(self._n_side**2, dtype=np.bool_)
        for start in range(0, len(points_deg), _N_POINTS_AT_ONCE):
            occupied[self._cells(points_deg[start : start + _N_POINTS_AT_ONCE])] = True
        cells = np.flatnonzero(occupied)
        n_candidates = min(_N_CANDIDATES + 1, len(stations_xyz))
        ranks = np.arange(1, n_candidates + 1)
        chords, numbers = map(np.asarray, tree.query(self._corner_xyz(cells, 0.5, 0.5), ranks))
        is_possible = chords <= chords[:, :1] + 2.0 * self._half_diagonals_m(cells)[:, None]
        self._n_possible = np.zeros(len(occupied), dtype=np.int8)
        self._n_possible[cells] = is_possible.sum(axis=1)
        self._candidates = np.zeros((n_candidates, len(occupied)), dtype=np.int32)
        self._candidates[:, cells] = numbers.T

    def numbers(self, points_deg: Floats, xyz: Floats) -> Numbers:
        """Give the number of the nearest station of each of some of the points."""
        cells = self._cells(points_deg)
        n_possible = self._n_possible[cells]
        found: Numbers = self._candidates[0][cells].astype(np.int64)
        squared = self._squared(xyz, found)
        for rank in range(1, min(_N_CANDIDATES, len(self._candidates))):
            rows = np.flatnonzero(n_possible > rank)
            others = self._candidates[rank][cells[rows]]
            others_squared = self._squared(xyz[rows], others)
            closer = others_squared < squared[rows]
            found[rows[closer]] = others[closer]
            squared[rows[closer]] = others_squared[closer]
        open_rows = np.flatnonzero(n_possible > _N_CANDIDATES)
        if len(open_rows):
            found[open_rows] = np.asarray(self._tree.query(xyz[open_rows])[1])
        return found

    def _cells(self, points_deg: Floats) -> NDArray[np.int32]:
        columns = ((points_deg[:, 0] - self._origin[0]) * (1.0 / self._step[0])).astype(np.int32)
        rows = ((points_deg[:, 1] - self._origin[1]) * (1.0 / self._step[1])).astype(np.int32)
        last = np.int32(self._n_side - 1)
        cells: NDArray[np.int32] = np.minimum(columns, last) * np.int32(self._n_side)
        cells += np.minimum(rows, last)
        return cells

    def _corner_xyz(self, cells: Numbers, across: float, up: float) -> Floats:
        columns, rows = np.divmod(cells, self._n_side)
        return ecef(self._origin + np.column_stack([columns + across, rows + up]) * self._step)

    def _half_diagonals_m(self, cells: Numbers) -> Floats:
        """Give how far a point of a cell can be from its centre, a little more than exactly."""
        centres = self._corner_xyz(cells, 0.5, 0.5)
        corners = [self._corner_xyz(cells, across, up) for across in (0, 1) for up in (0, 1)]
        chords = [np.linalg.norm(corner - centres, axis=1) for corner in corners]
        longest: Floats = np.max(chords, axis=0) * 1.001 + 0.01
        return longest

    def _squared(self, xyz: Floats, stations: NDArray[np.integer]) -> Floats:
        offsets = xyz - self._stations_xyz[stations]
        squared: Floats = np.einsum("ij,ij->i", offsets, offsets)
        return squared
