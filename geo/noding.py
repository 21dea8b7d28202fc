"""Lines that cross at shared vertices, cut there: from drawn roads to the edges of a network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Lines = NDArray[np.object_]

DECIMALS = 7


@dataclass(frozen=True, eq=False)
class Noded:
    """The edges that lines make.

    Attributes
    ----------
    nodes : float64 array (k, 2)
        The ends of lines and the vertices that lines share, ascending by x, then y.
    edges : int64 array (e, 2)
        The nodes at the first and at the last vertex of each edge.
    lines : object array (e,) of lines
        In the order of the lines given and along each.
    origins : int64 array (e,)
        The number of the line that each edge is a part of.
    """

    nodes: Floats
    edges: Numbers
    lines: Lines
    origins: Numbers


def noded(lines: Lines, *, decimals: int = DECIMALS) -> Noded:
    """Cut lines at the vertices that they share.

    Roads meet where both have a vertex; where they only cross in the plane one runs over the
    other, on a bridge or in a tunnel, and they stay whole. A line that comes back to a vertex of
    its own is cut there too.

    Parameters
    ----------
    lines : object array (n,) of LineStrings
        Of two different vertices or more; z is dropped.
    decimals : int
        Vertices are equal if they agree to so many decimals, to which they are rounded: 7 of a
        degree are 0.01 m.

    Examples
    --------
    >>> cross = noded(shapely.from_wkt(["LINESTRING (0 0, 1 1, 2 2)", "LINESTRING (1 1, 2 0)"]))
    >>> [line.wkt for line in cross.lines]
    ['LINESTRING (0 0, 1 1)', 'LINESTRING (1 1, 2 2)', 'LINESTRING (1 1, 2 0)']
    >>> cross.edges.tolist(), cross.origins.tolist()
    ([[0, 1], [1, 3], [1, 2]], [0, 0, 1])
    """
    xy, owners = shapely.get_coordinates(np.asarray(lines, dtype=np.object_), return_index=True)
    xy = np.round(xy, decimals) + 0.0
    # A vertex that follows itself would count as shared.
    fresh = np.ones(len(xy), dtype=np.bool_)
    fresh[1:] = (xy[1:] != xy[:-1]).any(axis=1) | (owners[1:] != owners[:-1])
    xy, owners = xy[fresh], owners[fresh].astype(np.int64)
    if not len(xy):
        nothing = np.empty((0, 2), dtype=np.int64)
        return Noded(np.empty((0, 2)), nothing, np.empty(0, np.object_), nothing[:, 0])
    places, numbers, n_uses = np.unique(xy, axis=0, return_inverse=True, return_counts=True)
    numbers = numbers.reshape(-1)
    starts = np.ones(len(xy), dtype=np.bool_)
    starts[1:] = owners[1:] != owners[:-1]
    ends = np.append(starts[1:], True)
    is_node = np.zeros(len(places), dtype=np.bool_)
    is_node[numbers[starts | ends]] = True
    is_node |= n_uses > 1
    cuts = np.flatnonzero(is_node[numbers])
    # Two cuts that follow each other in one line hold an edge between them.
    inside = ~starts[cuts[1:]]
    first, last = cuts[:-1][inside], cuts[1:][inside]
    n_vertices = last - first + 1
    rows = np.repeat(first - (np.cumsum(n_vertices) - n_vertices), n_vertices)
    rows += np.arange(n_vertices.sum())
    edge_of_vertex = np.repeat(np.arange(len(first)), n_vertices)
    made = np.asarray(shapely.linestrings(xy[rows], indices=edge_of_vertex), dtype=np.object_)
    node_of_place = np.cumsum(is_node) - 1
    edges = np.column_stack([node_of_place[numbers[first]], node_of_place[numbers[last]]])
    return Noded(places[is_node], edges.astype(np.int64), made, owners[first])


def first_of_equal(edges: Numbers, lines: Lines) -> NDArray[np.bool_]:
    """Say of each edge whether it is the first along its course, in either direction.

    A road that is stored once for each direction is one road to walk on.

    Examples
    --------
    >>> ways = np.array([[0, 1], [1, 0], [0, 1]])
    >>> there, back = shapely.from_wkt(["LINESTRING (0 0, 1 1)", "LINESTRING (1 1, 0 0)"])
    >>> first_of_equal(ways, np.array([there, back, there])).tolist()
    [True, False, False]
    """
    # Of a loop both directions have the same ends: there the courses decide.
    normal = shapely.to_wkb(shapely.normalize(lines))
    ends = np.sort(edges, axis=1)
    seen: set[tuple[int, int, bytes]] = set()
    is_first = np.zeros(len(edges), dtype=np.bool_)
    for number, key in enumerate(
        zip(ends[:, 0].tolist(), ends[:, 1].tolist(), normal, strict=True)
    ):
        is_first[number] = key not in seen
        seen.add(key)
    return is_first
