"""The nearest of few stations, pair by pair, against the tree that is asked where they are many."""

from __future__ import annotations

import numpy as np
import pytest
import scipy

from geo import nearest_of_few as module
from geo.distance import nearest_station, reached
from geo.nearest_of_few import are_few, nearest_of_few


def test_the_nearest_is_found_by_the_chord() -> None:
    chords_m, numbers = nearest_of_few(
        np.array([[3.0, 4.0, 0.0], [0.0, 0.0, 1.0]]),
        np.array([[0.0, 0.0, 0.0], [3.0, 4.0, 12.0]]),
    )

    assert chords_m.tolist() == [5.0, 1.0]
    assert numbers.tolist() == [0, 0]


def test_of_two_equally_near_ones_the_first_is_given() -> None:
    assert nearest_of_few(np.zeros((1, 3)), np.ones((3, 3)))[1].tolist() == [0]


def test_no_points_have_no_nearest() -> None:
    chords_m, numbers = nearest_of_few(np.empty((0, 3)), np.zeros((1, 3)))

    assert (chords_m.shape, numbers.shape) == ((0,), (0,))


@pytest.mark.parametrize("n_points", [1, 8_192, 20_000])
def test_the_tree_finds_the_same(n_points: int) -> None:
    rng = np.random.default_rng(7)
    xyz, stations = rng.normal(size=(n_points, 3)), rng.normal(size=(9, 3))

    chords_m, numbers = nearest_of_few(xyz, stations)

    expected_m, expected = scipy.spatial.cKDTree(stations).query(xyz)
    assert np.array_equal(numbers, expected)
    assert np.allclose(chords_m, expected_m, rtol=1e-14)


@pytest.mark.parametrize(
    ("n_points", "n_stations", "is_so"),
    [(0, 1, True), (31_250, 128, True), (31_251, 128, False), (1, 129, False)],
)
def test_few_are_up_to_four_million_pairs_of_128_stations(
    n_points: int, n_stations: int, is_so: bool
) -> None:
    assert are_few(n_points, n_stations) is is_so


def test_distances_do_not_depend_on_how_they_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    points = rng.uniform([101.6, 36.5], [101.9, 36.7], size=(3_000, 2))
    points[::100] = np.nan
    stations = rng.uniform([101.6, 36.5], [101.9, 36.7], size=(8, 2))
    radii = np.array([1_000.0] * 4 + [2_500.0] * 4)
    numbers, metres = nearest_station(points, stations)
    are_reached = reached(points, stations, radii)

    monkeypatch.setattr(module, "N_STATIONS_MAX", 0)

    by_tree, metres_by_tree = nearest_station(points, stations)
    assert np.array_equal(numbers, by_tree)
    assert np.array_equal(metres, metres_by_tree, equal_nan=True)
    assert np.array_equal(are_reached, reached(points, stations, radii))
    assert 0 < are_reached.sum() < 2_970
