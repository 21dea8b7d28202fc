"""Demand coverage and its distances, by hand and against numpy on repeated values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage import Reach, reach, reach_and_distance, reach_by_zone, reach_from_distances
from geo.distance import nearest_station, reached
from geo.errors import ArrayShapeError
from geo.reach import weighted_quantiles

METRES = np.array([100.0, 200.0, 300.0, 400.0, np.nan])
IS_REACHED = np.array([True, True, False, False, False])


def test_points_count_one_each_without_weights() -> None:
    assert reach_from_distances(IS_REACHED, METRES) == Reach(5, 2, 0.4, 250, 250, 370, 400)


def test_weights_count_in_demand_mean_and_quantiles() -> None:
    measured = reach_from_distances(IS_REACHED, METRES, [8.0, 1.0, 2.0, 0.0, 9.0])
    assert measured == Reach(20, 9, 0.45, (800 + 200 + 600) / 11, 100, 300, 300)


def test_zones_are_measured_apart_and_strangers_left_out() -> None:
    zones = np.array([1, 0, 1, 9, -1])
    zero, one, two = reach_by_zone(zones, 3, IS_REACHED, METRES)
    assert zero == Reach(1, 1, 1, 200, 200, 200, 200)
    assert one == Reach(2, 1, 0.5, 200, 200, 280, 300)
    assert two == Reach(0, 0, 0, None, None, None, None)


def test_zone_weights_follow_their_points() -> None:
    zones = np.array([1, 0, 1, 9, -1])
    weights = np.array([9.0, 5.0, 2.0, 2.0, 2.0])
    assert reach_by_zone(zones, 2, IS_REACHED, METRES, weights)[1] == Reach(
        11, 9, 9 / 11, 1_500 / 11, 100, 300, 300
    )


def test_nobody_gives_zeros_and_no_distances() -> None:
    nothing = reach(np.empty((0, 2)), np.empty((0, 2)), 1_000.0)
    assert nothing == Reach(0, 0, 0, None, None, None, None)


def test_no_stations_reach_nobody() -> None:
    alone = reach(np.array([[101.78, 36.62]]), np.empty((0, 2)), 1_000.0)
    assert alone == Reach(1, 0, 0, None, None, None, None)


@given(st.integers(0, 2**32 - 1), st.booleans())
def test_one_pass_gives_what_two_give(seed: int, alike: bool) -> None:
    rng = np.random.default_rng(seed)
    points, stations = (
        rng.normal([101.78, 36.62], 0.02, (40, 2)),
        rng.normal([101.78, 36.62], 0.02, (6, 2)),
    )
    radii = np.full(6, 900.0) if alike else rng.uniform(0.0, 2_000.0, 6)
    is_reached, metres = reach_and_distance(points, stations, radii)
    assert np.array_equal(is_reached, reached(points, stations, radii))
    assert np.array_equal(metres, nearest_station(points, stations)[1])


weighted = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 6)), min_size=1, max_size=20)


@given(weighted, st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]))
def test_whole_weights_repeat_their_values(pairs: list[tuple[int, int]], quantile: float) -> None:
    values, weights = np.array(pairs, dtype=np.float64).T
    expected = np.quantile(np.repeat(values, weights.astype(int)), quantile)
    assert weighted_quantiles(values, (quantile,), weights)[0] == pytest.approx(expected)


def test_broken_weights_give_the_value_that_holds_the_share() -> None:
    values, weights = np.array([10.0, 20.0, 30.0]), np.array([0.5, 0.25, 0.25])
    assert weighted_quantiles(values, (0.5, 0.51, 1.0), weights) == (10.0, 20.0, 30.0)


@pytest.mark.parametrize("weights", [[1.0], [1.0, -1.0, 1.0, 1.0, 1.0], [np.nan] * 5])
def test_weights_that_are_none_are_refused(weights: list[float]) -> None:
    with pytest.raises(ArrayShapeError):
        reach_from_distances(IS_REACHED, METRES, weights)
