"""Which station is nearest along the roads, and which places are within a limit of each."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from geo.geodesic import Floats, checked_radii
from geo.network import Numbers, RoadNetwork, Snapped

_N_STATIONS_AT_ONCE = 16


def nearest_station_on_network(
    network: RoadNetwork, points: Snapped, stations: Snapped, *, limit_m: float = np.inf
) -> tuple[Numbers, Floats]:
    """Give for each place the nearest station along the roads and the distance.

    Parameters
    ----------
    network : RoadNetwork
    points, stations : Snapped
        Of `network.snap`; what is too far from a road takes no part.
    limit_m : float
        How far to look; a distance equal to the limit is found.

    Returns
    -------
    stations : int64 array (n,)
        -1 where none is within the limit, or no road leads.
    distances_m : float64 array (n,)
        Ways to and from the road included; infinity where the station is -1.
    """
    metres = np.full(len(points), np.inf)
    nearest = np.full(len(points), -1, dtype=np.int64)
    usable = np.flatnonzero(~stations.is_too_far)
    if len(usable) and len(points):
        graph = _with_stations(network, stations[usable])
        n_nodes = len(network.nodes_deg)
        sources = np.arange(n_nodes, n_nodes + len(usable))
        at_node, _, source = scipy.sparse.csgraph.dijkstra(
            graph, indices=sources, min_only=True, limit=limit_m, return_predecessors=True
        )
        metres, end = _to_points(network, at_node, points)
        found = np.flatnonzero(np.isfinite(metres))
        nearest[found] = usable[source[end[found]] - n_nodes]
        beside = np.flatnonzero(np.isin(points.edges, stations.edges[usable]))
        for number in usable.tolist():
            rows, straight_m = _along_one_edge(points[beside], stations, number)
            closer = beside[rows[straight_m < metres[beside[rows]]]]
            metres[closer] = straight_m[straight_m < metres[beside[rows]]]
            nearest[closer] = number
    beyond = points.is_too_far | ~(metres <= limit_m)
    return np.where(beyond, -1, nearest), np.where(beyond, np.inf, metres)


def network_coverage_matrix(
    network: RoadNetwork, points: Snapped, stations: Snapped, radii_m: ArrayLike
) -> scipy.sparse.csr_array:
    """Give the coverage matrix a[i, j] along roads; a distance equal to the radius counts.

    Returns
    -------
    csr_array of bool, shape (n, m)
        Rows of places and columns of stations that are too far from a road are empty.
    """
    radii = checked_radii(radii_m, len(stations))
    by_edge = np.argsort(points.edges, kind="stable")
    by_edge = by_edge[~points.is_too_far[by_edge]]
    starts = np.searchsorted(points.edges[by_edge], np.arange(len(network.edges) + 1))
    columns = [np.empty(0, dtype=np.int64)]
    indptr = np.zeros(len(stations) + 1, dtype=np.int64)
    for number, at_node in node_distances_m(network, stations, radii):
        edges = reached_edges(network, at_node, stations, number)
        rows = by_edge[_expanded(starts[edges], starts[edges + 1])]
        metres, _ = _to_points(network, at_node, points[rows])
        same, straight_m = _along_one_edge(points[rows], stations, number)
        metres[same] = np.minimum(metres[same], straight_m)
        served = rows[metres <= radii[number]]
        columns.append(served)
        indptr[number + 1] = len(served)
    indices = np.concatenate(columns)
    served_flags = np.ones(len(indices), dtype=np.bool_)
    shape = (len(points), len(stations))
    return scipy.sparse.csr_array(
        scipy.sparse.csc_array((served_flags, indices, np.cumsum(indptr)), shape=shape).tocsr()
    )


def network_distances_m(network: RoadNetwork, points: Snapped, stations: Snapped) -> Floats:
    """Give the distances d[i, j] along the roads between all places and stations, in metres.

    Returns
    -------
    float64 array (n, m)
        Ways to and from the road included; infinite where no road leads or one is too far off.
    """
    metres = np.full((len(points), len(stations)), np.inf)
    for number, at_node in node_distances_m(network, stations, np.full(len(stations), np.inf)):
        column, _ = _to_points(network, at_node, points)
        same, straight_m = _along_one_edge(points, stations, number)
        column[same] = np.minimum(column[same], straight_m)
        column[points.is_too_far] = np.inf
        metres[:, number] = column
    return metres


def node_distances_m(
    network: RoadNetwork, stations: Snapped, radii_m: Floats
) -> Iterator[tuple[int, Floats]]:
    """Yield each usable station's number with its distances to all nodes within its radius.

    The way from the station to its road is in the distance; nodes beyond the radius have infinity.
    """
    usable = np.flatnonzero(~stations.is_too_far)
    graph = _with_stations(network, stations[usable])
    n_nodes = len(network.nodes_deg)
    for start in range(0, len(usable), _N_STATIONS_AT_ONCE):
        chunk = usable[start : start + _N_STATIONS_AT_ONCE]
        sources = n_nodes + np.arange(start, start + len(chunk))
        limit_m = float(radii_m[chunk].max())
        distances = np.atleast_2d(
            scipy.sparse.csgraph.dijkstra(graph, indices=sources, limit=limit_m)
        )
        for number, row in zip(chunk.tolist(), distances, strict=True):
            at_node = row[:n_nodes]
            at_node[at_node > radii_m[number]] = np.inf
            yield number, at_node


def reached_edges(network: RoadNetwork, at_node: Floats, stations: Snapped, number: int) -> Numbers:
    """Give, ascending, the roads of which the station reaches a part: an end, or its own road."""
    touched = network.incidence[np.flatnonzero(np.isfinite(at_node))].indices
    return np.unique(np.append(touched, stations.edges[number])).astype(np.int64)


def _with_stations(network: RoadNetwork, stations: Snapped) -> scipy.sparse.csr_array:
    """Give the graph with one more node a station, from which roads lead but to which none does.

    So a station can start anywhere on a road without opening a way through itself for others.
    """
    n_nodes, n_stations = len(network.nodes_deg), len(stations)
    ends = network.edges[stations.edges]
    remaining_m = network.lengths_m[stations.edges] - stations.offsets_m
    metres = np.column_stack([stations.offsets_m, remaining_m]) + stations.access_m[:, None]
    metres = np.maximum(metres, np.finfo(np.float64).tiny)
    rows = np.repeat(np.arange(n_stations), 2)
    # Of a loop both ends are one node: the shorter way round counts.
    is_loop = ends[:, 0] == ends[:, 1]
    metres[is_loop] = metres[is_loop].min(axis=1, keepdims=True)
    kept = np.column_stack([np.ones(n_stations, dtype=np.bool_), ~is_loop]).ravel()
    out = scipy.sparse.coo_array(
        (metres.ravel()[kept], (rows[kept], ends.ravel()[kept])), shape=(n_stations, n_nodes)
    )
    above = scipy.sparse.hstack([network.graph, scipy.sparse.csr_array((n_nodes, n_stations))])
    below = scipy.sparse.hstack([out, scipy.sparse.csr_array((n_stations, n_stations))])
    return scipy.sparse.csr_array(scipy.sparse.vstack([above, below]))


def _to_points(network: RoadNetwork, at_node: Floats, points: Snapped) -> tuple[Floats, Numbers]:
    """Give the distances to places by the better end of their roads, and that end's node."""
    metres, nodes = np.full(len(points), np.inf), np.zeros(len(points), dtype=np.int64)
    rows = np.flatnonzero(points.edges >= 0)
    edges = points.edges[rows]
    ends = network.edges[edges]
    by_first = at_node[ends[:, 0]] + points.offsets_m[rows]
    by_second = at_node[ends[:, 1]] + (network.lengths_m[edges] - points.offsets_m[rows])
    metres[rows] = np.minimum(by_first, by_second) + points.access_m[rows]
    nodes[rows] = np.where(by_first <= by_second, ends[:, 0], ends[:, 1])
    return metres, nodes


def _along_one_edge(points: Snapped, stations: Snapped, number: int) -> tuple[Numbers, Floats]:
    """Give the places on the station's own road and the way along it, past no node."""
    rows = np.flatnonzero(points.edges == stations.edges[number])
    along_m = np.abs(points.offsets_m[rows] - stations.offsets_m[number])
    return rows, along_m + points.access_m[rows] + stations.access_m[number]


def _expanded(starts: Numbers, stops: Numbers) -> NDArray[np.int64]:
    """Give the numbers of all half-open ranges, one after the other."""
    lengths = stops - starts
    before = np.cumsum(lengths) - lengths
    expanded: NDArray[np.int64] = np.arange(lengths.sum()) + np.repeat(starts - before, lengths)
    return expanded
