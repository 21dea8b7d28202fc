"""Roads: snapping by hand, distances against networkx on small graphs."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.crs import MetricCrs, metric_crs
from geo.errors import ArrayShapeError, InvalidNetworkError
from geo.network import RoadNetwork, Snapped, road_network
from geo.network_distance import (
    nearest_station_on_network,
    network_coverage_matrix,
    network_distances_m,
)
from geo.walking_area import walking_areas

CRS = metric_crs((101.75, 36.60, 101.80, 36.64))
ORIGIN_M = CRS.project(np.array([[101.77, 36.62]]))[0]


def degrees(xy_m: list[tuple[float, float]]) -> NDArray[np.float64]:
    """Give places on a plane of metres around the origin in degrees."""
    return CRS.unproject(np.array(xy_m, dtype=np.float64).reshape(-1, 2) + ORIGIN_M)


def street(length_m: float = 1_000.0) -> RoadNetwork:
    """One straight road to the east, of a given length on the plane."""
    return road_network(
        degrees([(0.0, 0.0), (length_m, 0.0)]),
        np.array([[0, 1]]),
        CRS,
        lengths_m=np.array([length_m]),
    )


def block() -> RoadNetwork:
    """A square of four roads of 100 m."""
    nodes = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]
    edges = np.array([[0, 1], [1, 2], [2, 3], [3, 0]])
    return road_network(degrees(nodes), edges, CRS, lengths_m=np.full(4, 100.0))


def test_places_are_snapped_to_the_nearest_point_of_the_road() -> None:
    snapped = street().snap(degrees([(300.0, 40.0), (-30.0, 0.0), (1_000.0, -7.0)]))
    assert snapped.edges.tolist() == [0, 0, 0]
    assert snapped.offsets_m == pytest.approx([300.0, 0.0, 1_000.0], abs=1e-6)
    assert snapped.access_m == pytest.approx([40.0, 30.0, 7.0], abs=1e-6)
    assert not snapped.is_too_far.any()


def test_what_is_too_far_is_reported_with_its_distance() -> None:
    places = np.vstack([degrees([(0.0, 600.0), (0.0, 400.0)]), [[np.nan, np.nan]]])
    snapped = street().snap(places)
    assert snapped.is_too_far.tolist() == [True, False, True]
    assert snapped.access_m[0] == pytest.approx(600.0, abs=1e-6)
    assert snapped.edges.tolist() == [0, 0, -1]
    assert street().snap(degrees([(0.0, 600.0)]), too_far_m=601.0).is_too_far.tolist() == [False]


def test_the_way_to_the_road_and_back_counts() -> None:
    network = street()
    points = network.snap(degrees([(900.0, 50.0)]))
    stations = network.snap(degrees([(200.0, -30.0)]))
    number, metres = nearest_station_on_network(network, points, stations)
    assert number.tolist() == [0]
    assert metres == pytest.approx([30.0 + 700.0 + 50.0], abs=1e-6)


def test_around_the_block_the_shorter_way_counts() -> None:
    network = block()
    station = network.snap(degrees([(50.0, 0.0)]))
    points = network.snap(degrees([(100.0, 90.0), (10.0, 100.0), (60.0, 0.0)]))
    _, metres = nearest_station_on_network(network, points, station)
    assert metres == pytest.approx([50.0 + 90.0, 50.0 + 100.0 + 10.0, 10.0], abs=1e-6)


def test_a_distance_of_the_radius_is_covered() -> None:
    network = street()
    stations = Snapped(np.array([0]), np.array([0.0]), np.array([0.0]), np.array([False]))
    points = Snapped(
        np.array([0, 0]), np.array([500.0, 500.5]), np.array([0.0, 0.0]), np.array([False, False])
    )
    covered = network_coverage_matrix(network, points, stations, 500.0)
    assert covered.toarray().tolist() == [[True], [False]]
    number, _ = nearest_station_on_network(network, points, stations, limit_m=500.0)
    assert number.tolist() == [0, -1]


def test_what_is_too_far_reaches_nobody_and_is_not_reached() -> None:
    network = street()
    far = network.snap(degrees([(500.0, 900.0)]))
    near = network.snap(degrees([(500.0, 0.0)]))
    assert network_coverage_matrix(network, far, near, 5_000.0).nnz == 0
    assert network_coverage_matrix(network, near, far, 5_000.0).nnz == 0
    assert nearest_station_on_network(network, near, far)[0].tolist() == [-1]
    assert np.isinf(nearest_station_on_network(network, far, near)[1]).all()


def test_islands_are_not_reached() -> None:
    nodes = [(0.0, 0.0), (100.0, 0.0), (300.0, 0.0), (400.0, 0.0)]
    network = road_network(degrees(nodes), np.array([[0, 1], [2, 3]]), CRS)
    points, stations = network.snap(degrees([(390.0, 0.0)])), network.snap(degrees([(5.0, 0.0)]))
    number, metres = nearest_station_on_network(network, points, stations)
    assert number.tolist() == [-1]
    assert np.isinf(metres).all()


def test_of_parallel_roads_the_shortest_counts_and_lengths_are_geodesics() -> None:
    nodes = degrees([(0.0, 0.0), (100.0, 0.0), (200.0, 0.0)])
    around = CRS.unproject(
        shapely.LineString(np.array([(0, 0), (50, 80), (100, 0)], dtype=float) + ORIGIN_M)
    )
    lines = np.array(
        [around, shapely.LineString(nodes[:2]), shapely.LineString(nodes[1:])], dtype=np.object_
    )
    network = road_network(nodes, np.array([[0, 1], [0, 1], [1, 2]]), CRS, lines_deg=lines)
    expected_m = [2.0 * np.hypot(50.0, 80.0), 100.0, 100.0]
    assert network.lengths_m == pytest.approx(expected_m, rel=2e-5)
    station, point = network.snap(degrees([(200.0, 0.0)])), network.snap(degrees([(0.0, 0.0)]))
    metres = nearest_station_on_network(network, point, station)[1]
    assert metres == pytest.approx([200.0], rel=2e-5)


graphs = st.tuples(st.integers(2, 9), st.integers(1, 14), st.integers(1, 4), st.integers(0, 2**31))


@settings(max_examples=200)
@given(graphs)
def test_distances_are_those_of_networkx(shape: tuple[int, int, int, int]) -> None:
    networkx = pytest.importorskip("networkx")
    n_nodes, n_edges, n_stations, seed = shape
    rng = np.random.default_rng(seed)
    nodes = degrees([(float(x), float(y)) for x, y in rng.uniform(0.0, 400.0, (n_nodes, 2))])
    edges = rng.integers(0, n_nodes, (n_edges, 2))
    network = road_network(nodes, edges, CRS, lengths_m=rng.uniform(1.0, 300.0, n_edges))
    located = [degrees([(x, y)])[0] for x, y in rng.uniform(-50.0, 450.0, (12 + n_stations, 2))]
    points = network.snap(np.array(located[:12]), too_far_m=1_000.0)
    stations = network.snap(np.array(located[12:]), too_far_m=1_000.0)
    graph = networkx.MultiGraph()
    stops: dict[int, list[tuple[float, object]]] = {edge: [] for edge in range(n_edges)}
    for kind, places in (("point", points), ("station", stations)):
        for number in range(len(places)):
            stop = (kind, number, "road")
            stops[int(places.edges[number])].append((float(places.offsets_m[number]), stop))
            graph.add_edge((kind, number), stop, length=float(places.access_m[number]))
    for edge, (first, second) in enumerate(edges.tolist()):
        length_m = float(network.lengths_m[edge])
        on_road = sorted(stops[edge], key=lambda item: item[0])
        chain = [(0.0, first), *on_road, (length_m, second)]
        for (start_m, before), (stop_m, after) in pairwise(chain):
            graph.add_edge(before, after, length=stop_m - start_m)
    expected = np.full((12, n_stations), np.inf)
    for number in range(n_stations):
        found = networkx.single_source_dijkstra_path_length(
            graph, ("station", number), weight="length"
        )
        for point in range(12):
            expected[point, number] = found.get(("point", point), np.inf)
    _, metres = nearest_station_on_network(network, points, stations)
    assert metres == pytest.approx(expected.min(axis=1), abs=1e-6)
    every = network_distances_m(network, points, stations)
    assert every == pytest.approx(expected, abs=1e-6)
    radii = rng.uniform(50.0, 500.0, n_stations)
    covered = network_coverage_matrix(network, points, stations, radii).toarray()
    decided = np.abs(expected - radii) > 1e-6
    assert np.array_equal(covered[decided], (expected <= radii)[decided])


def test_a_walking_area_surrounds_what_is_walked() -> None:
    network = street()
    stations = network.snap(degrees([(400.0, 0.0), (400.0, 700.0)]))
    area, nothing = walking_areas(network, stations, 250.0, width_m=10.0)
    west, south, east, north = area.bounds
    assert west - ORIGIN_M[0] == pytest.approx(400.0 - 250.0 - 10.0, abs=0.1)
    assert east - ORIGIN_M[0] == pytest.approx(400.0 + 250.0 + 10.0, abs=0.1)
    assert north - south == pytest.approx(20.0, abs=0.1)
    assert nothing.is_empty


def test_a_walking_area_goes_round_corners_and_cuts_the_last_roads() -> None:
    network = block()
    station = network.snap(degrees([(50.0, 0.0)]))
    (area,) = walking_areas(network, station, 120.0, width_m=1.0)
    walked, not_walked = (
        degrees([(100.0, 69.0), (0.0, 69.0)]),
        degrees([(50.0, 100.0), (100.0, 75.0)]),
    )
    assert shapely.intersects(area, shapely.points(CRS.project(walked))).all()
    assert not shapely.intersects(area, shapely.points(CRS.project(not_walked))).any()


def test_a_network_without_roads_reaches_nobody() -> None:
    network = road_network(degrees([(0.0, 0.0)]), np.empty((0, 2), dtype=np.int64), CRS)
    places = network.snap(degrees([(0.0, 0.0)]))
    assert places.is_too_far.tolist() == [True]
    assert network_coverage_matrix(network, places, places, 100.0).nnz == 0
    assert nearest_station_on_network(network, places, places)[0].tolist() == [-1]


def test_networks_that_are_none_are_refused() -> None:
    nodes, one = degrees([(0.0, 0.0), (9.0, 0.0)]), np.array([[0, 1]])
    with pytest.raises(InvalidNetworkError, match=r"edge 0 joins 0 and 2.*numbered 0 to 1"):
        road_network(nodes, np.array([[0, 2]]), CRS)
    with pytest.raises(InvalidNetworkError, match=r"edge 0 is -1.0 m long"):
        road_network(nodes, one, CRS, lengths_m=np.array([-1.0]))
    with pytest.raises(InvalidNetworkError, match="node 1 has no location"):
        road_network(np.array([[1.0, 1.0], [np.nan, 1.0]]), one, CRS)
    with pytest.raises(ArrayShapeError, match="1 edges need as many lengths"):
        road_network(nodes, one, CRS, lengths_m=np.array([1.0, 2.0]))


def test_the_projection_is_the_networks_own() -> None:
    assert street().crs == MetricCrs("EPSG:4543", 4543)
