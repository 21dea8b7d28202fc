"""Where drawn roads meet, by hand."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.noding import first_of_equal, noded


def lines(*texts: str) -> NDArray[np.object_]:
    return np.asarray(shapely.from_wkt(list(texts)), dtype=np.object_)


def test_roads_meet_at_a_shared_vertex() -> None:
    made = noded(lines("LINESTRING (0 0, 1 0, 2 0)", "LINESTRING (1 0, 1 5)"))

    assert [line.wkt for line in made.lines] == [
        "LINESTRING (0 0, 1 0)",
        "LINESTRING (1 0, 2 0)",
        "LINESTRING (1 0, 1 5)",
    ]
    assert made.nodes.tolist() == [[0, 0], [1, 0], [1, 5], [2, 0]]
    assert made.edges.tolist() == [[0, 1], [1, 3], [1, 2]]
    assert made.origins.tolist() == [0, 0, 1]


def test_a_bridge_does_not_meet_the_road_below() -> None:
    made = noded(lines("LINESTRING (0 1, 2 1)", "LINESTRING (1 0, 1 2)"))

    assert len(made.lines) == 2
    assert len(made.nodes) == 4


def test_a_vertex_within_a_centimetre_is_the_same() -> None:
    made = noded(lines("LINESTRING (0 0, 1.00000001 0, 2 0)", "LINESTRING (0.99999999 0, 1 5)"))

    assert len(made.edges) == 3


def test_a_loop_with_a_tail_is_cut_where_it_comes_back() -> None:
    made = noded(lines("LINESTRING (0 0, 1 0, 1 1, 2 1, 1 0)"))

    assert [line.wkt for line in made.lines] == [
        "LINESTRING (0 0, 1 0)",
        "LINESTRING (1 0, 1 1, 2 1, 1 0)",
    ]
    assert made.edges.tolist() == [[0, 1], [1, 1]]


def test_a_vertex_that_follows_itself_is_no_crossing() -> None:
    assert [line.wkt for line in noded(lines("LINESTRING (0 0, 1 0, 1 0, 2 0)")).lines] == [
        "LINESTRING (0 0, 1 0, 2 0)"
    ]


def test_height_is_dropped_and_nothing_makes_nothing() -> None:
    assert noded(lines("LINESTRING Z (0 0 5, 1 0 6)")).lines[0].wkt == "LINESTRING (0 0, 1 0)"
    empty = noded(np.empty(0, dtype=np.object_))
    assert (len(empty.nodes), empty.edges.shape, len(empty.lines)) == (0, (0, 2), 0)


def test_the_two_ways_round_a_loop_are_one_road_and_two_ways_between_ends_are_two() -> None:
    loop = lines("LINESTRING (0 0, 1 0, 1 1, 0 0)", "LINESTRING (0 0, 1 1, 1 0, 0 0)")
    assert first_of_equal(np.array([[0, 0], [0, 0]]), loop).tolist() == [True, False]

    parallel = lines("LINESTRING (0 0, 1 0)", "LINESTRING (0 0, 0 1, 1 0)")
    assert first_of_equal(np.array([[0, 1], [0, 1]]), parallel).tolist() == [True, True]
