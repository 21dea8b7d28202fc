"""Distances along roads: a walking network, places snapped to it, and what is within a limit.

A place is snapped to the nearest point of the nearest road, not to a crossing. The distance of two
places is the way from the first to its road, the shortest path along the roads in either direction
(Dijkstra 1959), and the way from the second's road to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy
import shapely
from numpy.typing import NDArray

from geo.crs import MetricCrs
from geo.errors import ArrayShapeError, InvalidNetworkError
from geo.geodesic import Floats, geodesic_m, is_located, positions

Numbers = NDArray[np.int64]
TOO_FAR_M = 500.0


@dataclass(frozen=True)
class Snapped:
    """Where places (n,) meet the road network.

    Attributes
    ----------
    edges : int64 array
        The number of the nearest road; -1 for unlocated places and in a network without roads.
    offsets_m : float64 array
        How far along that road from its first node; NaN where there is none.
    access_m : float64 array
        The straight way from the place to the road; NaN where there is none.
    is_too_far : bool array
        The way is longer than allowed, or there is none: such places reach nobody and are reached
        by nobody. This is the report: `numpy.flatnonzero(is_too_far)` with `access_m`.
    """

    edges: Numbers
    offsets_m: Floats
    access_m: Floats
    is_too_far: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.edges)

    def __getitem__(self, rows: slice | Numbers) -> Snapped:
        return Snapped(
            self.edges[rows], self.offsets_m[rows], self.access_m[rows], self.is_too_far[rows]
        )


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """Roads to walk on; made by `road_network`.

    Attributes
    ----------
    nodes_deg : float64 array (k, 2)
    edges : int64 array (e, 2)
        The nodes that each road joins; it is walked both ways. Parallel roads and loops may be.
    lengths_m : float64 array (e,)
    lines : object array (e,) of lines
        The roads' courses in metres of `crs`, from the first node to the second.
    """

    nodes_deg: Floats
    edges: Numbers
    lengths_m: Floats
    lines: NDArray[np.object_]
    crs: MetricCrs

    @cached_property
    def graph(self) -> scipy.sparse.csr_array:
        """The adjacency matrix (k, k) of shortest parallel roads, both ways."""
        n_nodes = len(self.nodes_deg)
        both = np.concatenate([self.edges, self.edges[:, ::-1]])
        lengths = np.tile(self.lengths_m, 2)
        order = np.lexsort((lengths, both[:, 1], both[:, 0]))
        both, lengths = both[order], lengths[order]
        # A sparse matrix would add parallel roads up; only the shortest one counts.
        first = np.ones(len(both), dtype=np.bool_)
        first[1:] = (both[1:] != both[:-1]).any(axis=1)
        rows, columns = both[first].T
        # Zero means "no road" in a sparse graph; the least positive number costs nothing.
        weights = np.maximum(lengths[first], np.finfo(np.float64).tiny)
        return scipy.sparse.csr_array((weights, (rows, columns)), shape=(n_nodes, n_nodes))

    @cached_property
    def incidence(self) -> scipy.sparse.csr_array:
        """The matrix (k, e) that is true where a road starts or ends at a node."""
        n_edges = len(self.edges)
        numbers = np.repeat(np.arange(n_edges), 2)
        touches = (np.ones(2 * n_edges, dtype=np.bool_), (self.edges.ravel(), numbers))
        return scipy.sparse.csr_array(touches, shape=(len(self.nodes_deg), n_edges))

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.lines)

    def snap(self, points_deg: Floats, *, too_far_m: float = TOO_FAR_M) -> Snapped:
        """Find where places (n, 2) in WGS 84 degrees meet the roads.

        Of roads at the same distance the one of the lowest number is taken.
        """
        points = positions(points_deg)
        n_points = len(points)
        edges = np.full(n_points, -1, dtype=np.int64)
        offsets_m, access_m = np.full(n_points, np.nan), np.full(n_points, np.nan)
        located = np.flatnonzero(is_located(points))
        if len(located) and len(self.lines):
            xy = self.crs.project(points[located])
            places = np.asarray(shapely.points(xy), dtype=np.object_)
            rows, found = self._tree.query_nearest(places, all_matches=True)
            order = np.lexsort((found, rows))
            rows, first = np.unique(rows[order], return_index=True)
            nearest = found[order][first]
            lines, at = self.lines[nearest], located[rows]
            edges[at] = nearest
            share = shapely.line_locate_point(lines, places[rows], normalized=True)
            # A loop drawn without length has one place only.
            offsets_m[at] = np.nan_to_num(share) * self.lengths_m[nearest]
            access_m[at] = shapely.distance(lines, places[rows])
        return Snapped(edges, offsets_m, access_m, ~(access_m <= too_far_m))


def road_network(
    nodes_deg: Floats,
    edges: Numbers,
    crs: MetricCrs,
    *,
    lengths_m: Floats | None = None,
    lines_deg: NDArray[np.object_] | None = None,
) -> RoadNetwork:
    """Make a road network of nodes and of the roads between them.

    Parameters
    ----------
    nodes_deg : array (k, 2)
        WGS 84 degrees, all located; a node without roads is allowed.
    edges : int array (e, 2)
        Node numbers; one direction is enough. Duplicates and loops are allowed.
    crs : MetricCrs
        Where places are snapped.
    lengths_m : array (e,), optional
        By default the geodesic along the course.
    lines_deg : object array (e,) of lines, optional
        The course of each road, from its first node to its second; straight by default.

    Raises
    ------
    InvalidNetworkError
        For an edge of a node that is not there, a negative or infinite length, an unlocated node.
    """
    nodes = positions(nodes_deg)
    pairs = np.asarray(edges, dtype=np.int64).reshape(-1, 2)
    _check_nodes(nodes, pairs)
    straight = shapely.linestrings(nodes[pairs]) if lines_deg is None else lines_deg
    lines = np.asarray(straight, dtype=np.object_)
    lengths = geodesic_lengths_m(lines) if lengths_m is None else np.asarray(lengths_m, np.float64)
    if lines.shape != (len(pairs),) or lengths.shape != (len(pairs),):
        raise ArrayShapeError(
            f"{len(pairs)} edges need as many lengths and lines, not {lengths.shape}, {lines.shape}"
        )
    wrong = np.flatnonzero(~((lengths >= 0.0) & np.isfinite(lengths)))
    if len(wrong):
        raise InvalidNetworkError(
            f"edge {wrong[0]} is {lengths[wrong[0]]} m long; give finite lengths from 0 up"
        )
    return RoadNetwork(nodes, pairs, lengths, crs.project(lines), crs)


def geodesic_lengths_m(lines_deg: NDArray[np.object_]) -> Floats:
    """Give the lengths of lines in degrees, the sum of the geodesics between their vertices."""
    xy, owner = shapely.get_coordinates(lines_deg, return_index=True)
    inside = owner[1:] == owner[:-1]
    steps_m = geodesic_m(xy[:-1][inside], xy[1:][inside]) if len(xy) else np.empty(0)
    lengths: Floats = np.bincount(
        owner[1:][inside], weights=steps_m, minlength=len(lines_deg)
    ).astype(np.float64)
    return lengths


def _check_nodes(nodes: Floats, pairs: Numbers) -> None:
    if not np.isfinite(nodes).all():
        number = int(np.argmin(np.isfinite(nodes).all(axis=1)))
        raise InvalidNetworkError(f"node {number} has no location; leave it and its edges out")
    wrong = np.flatnonzero(((pairs < 0) | (pairs >= len(nodes))).any(axis=1))
    if len(wrong):
        start, end = pairs[wrong[0]].tolist()
        raise InvalidNetworkError(
            f"edge {wrong[0]} joins {start} and {end}, but nodes are numbered 0 to {len(nodes) - 1}"
        )
