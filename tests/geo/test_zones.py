"""Each point's zone is the one that a test of every zone finds."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.zones import zone_numbers


def one_by_one(xy: NDArray[np.float64], zones: list[shapely.Polygon]) -> list[int]:
    return [
        next((n for n, zone in enumerate(zones) if zone.covers(shapely.Point(place))), -1)
        for place in xy
    ]


@given(st.integers(0, 2**32 - 1), st.integers(0, 6), st.sampled_from([5, 3_000]))
def test_zones_are_those_of_a_test_of_each(seed: int, n_zones: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    zones = [
        shapely.Point(*rng.uniform(0, 100, 2)).buffer(rng.uniform(1, 40)) for _ in range(n_zones)
    ]
    xy = rng.uniform(-10, 110, (n, 2))
    checked = np.arange(n)[:: max(n // 60, 1)]
    found = zone_numbers(xy, np.array([*zones, None], dtype=np.object_)[:-1])
    assert found[checked].tolist() == one_by_one(xy[checked], zones)


def test_a_point_on_a_common_boundary_belongs_to_the_lower_number() -> None:
    zones = np.array([shapely.box(4, 0, 8, 8), shapely.box(0, 0, 4, 8)], dtype=np.object_)
    edge = np.column_stack([np.full(5_000, 4.0), np.linspace(0.0, 8.0, 5_000)])
    assert (zone_numbers(edge, zones) == 0).all()
    corners = np.array([[0.0, 0.0], [8.0, 8.0], [8.0000001, 8.0]])
    assert zone_numbers(corners, zones).tolist() == [1, 0, -1]


@pytest.mark.parametrize("n", [3, 4_000])
def test_unlocated_points_and_missing_zones_match_nothing(n: int) -> None:
    zones = np.array([None, shapely.Polygon(), shapely.box(0, 0, 1, 1)], dtype=np.object_)
    xy = np.full((n, 2), 0.5)
    xy[0] = np.nan
    assert zone_numbers(xy, zones).tolist() == [-1] + [2] * (n - 1)
    assert (zone_numbers(xy, zones[:2]) == -1).all()
    assert (zone_numbers(xy, zones[:0]) == -1).all()
    assert zone_numbers(xy[:0], zones).shape == (0,)
