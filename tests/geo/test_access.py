"""E2SFCA by hand, and what must add up whatever the places."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from geo.access import two_step_access, zone_matrix
from geo.distance import coverage_matrix
from geo.errors import ArrayShapeError, InvalidRadiusError


def test_a_small_city_by_hand() -> None:
    # Three places and two stations; the second place is in the outer zone of the first station.
    weights = csr_array(np.array([[1.0, 0.0], [0.5, 1.0], [0.0, 1.0]]))
    access = two_step_access(weights, [10.0, 20.0, 0.0], [40.0, 10.0])
    assert access.at_stations.tolist() == [40.0 / 20.0, 10.0 / 20.0]
    assert access.at_points.tolist() == [2.0, 0.5 * 2.0 + 0.5, 0.5]


def test_weights_of_zones_are_those_of_the_zone_of_the_distance() -> None:
    rng = np.random.default_rng(4)
    points, stations = (
        rng.normal([101.78, 36.62], 0.02, (50, 2)),
        rng.normal([101.78, 36.62], 0.02, (5, 2)),
    )
    within = [coverage_matrix(points, stations, end).toarray() for end in (500, 1_000, 2_000)]
    expected = np.where(within[0], 1.0, np.where(within[1], 0.68, np.where(within[2], 0.22, 0.0)))
    found = zone_matrix(points, stations, [500, 1_000, 2_000]).toarray()
    assert found == pytest.approx(expected)


@given(st.integers(0, 2**32 - 1), st.integers(0, 12), st.integers(0, 5))
def test_what_stations_give_is_what_places_find(seed: int, n: int, m: int) -> None:
    rng = np.random.default_rng(seed)
    weights = csr_array(rng.choice([0.0, 0.0, 0.5, 1.0], (n, m)))
    demand, capacity = rng.integers(0, 9, n).astype(float), rng.integers(0, 9, m).astype(float)
    access = two_step_access(weights, demand, capacity)
    has_public = (weights.T @ demand) > 0.0
    assert access.at_points @ demand == pytest.approx(capacity[has_public].sum())
    assert (access.at_stations[~has_public] == 0.0).all()


def test_a_place_without_station_finds_nothing_and_an_unlocated_one_too() -> None:
    points = np.array([[101.78, 36.62], [np.nan, np.nan], [103.0, 36.0]])
    weights = zone_matrix(points, points[:1], [1_000.0], [1.0])
    assert two_step_access(weights, np.ones(3), [5.0]).at_points.tolist() == [5.0, 0.0, 0.0]


def test_zones_and_shapes_that_do_not_fit_are_refused() -> None:
    place = np.array([[101.78, 36.62]])
    with pytest.raises(ArrayShapeError, match="an end and a weight each"):
        zone_matrix(place, place, [500.0, 900.0])
    with pytest.raises(InvalidRadiusError, match="farther and farther"):
        zone_matrix(place, place, [900.0, 500.0], [1.0, 0.5])
    with pytest.raises(InvalidRadiusError, match="weigh no more"):
        zone_matrix(place, place, [500.0, 900.0], [0.5, 1.0])
    with pytest.raises(ArrayShapeError, match="do not fit"):
        two_step_access(csr_array((2, 1)), [1.0], [1.0])
    with pytest.raises(ArrayShapeError, match="from 0 up"):
        two_step_access(csr_array((1, 1)), [-1.0], [1.0])
