"""Siting anywhere: the candidates are enough, and no more than needed."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.location import InvalidProblemError, MaximalCovering, Status, anywhere_candidates, solve
from geo.location.anywhere import maximal_sets
from tests.geo.location.strategies import grid_points


def best_anywhere(points: np.ndarray, radius: float, n_sites: int) -> int:
    """Try every set of a fine grid of places and all crossings, one site after another."""
    places = [tuple(p) for p in points]
    for a, b in combinations(points, 2):
        gap = float(np.hypot(*(b - a)))
        if 0 < gap <= 2 * radius:
            height = max(radius**2 - gap**2 / 4, 0.0) ** 0.5
            normal = np.array([a[1] - b[1], b[0] - a[0]]) / gap
            places += [tuple((a + b) / 2 + side * height * normal) for side in (-1, 1)]
    distance = np.hypot(*(points[:, None, :] - np.array(places)[None]).transpose(2, 0, 1))
    near = distance <= radius * (1 + 1e-9)
    return max(
        int(near[:, list(c)].any(axis=1).sum()) for c in combinations(range(len(places)), n_sites)
    )


def test_two_points_at_twice_the_radius_are_served_from_their_middle() -> None:
    found = anywhere_candidates([(0, 0), (10, 0)], 5)
    assert found.sites_xy.tolist() == [[5, 0]]
    assert found.coverage_matrix.toarray().tolist() == [[1], [1]]


def test_three_points_of_a_triangle_are_served_by_one_site_only_if_it_fits() -> None:
    triangle = np.array([(0.0, 0.0), (6.0, 0.0), (3.0, 3 * 3**0.5)])  # circumradius 2 * 3^0.5
    assert anywhere_candidates(triangle, 2 * 3**0.5 + 1e-6).coverage_matrix.shape == (3, 1)
    assert anywhere_candidates(triangle, 2 * 3**0.5 - 1e-3).coverage_matrix.shape == (3, 3)


@settings(max_examples=60, deadline=None)
@given(grid_points(6), st.sampled_from([1, 1.5, 2.5, 2**0.5]), st.integers(1, 2))
def test_best_plan_anywhere_equals_the_best_over_all_crossings(
    points: Any, radius: Any, n_sites: Any
) -> None:
    found = anywhere_candidates(points, radius)
    answer = solve(MaximalCovering(coverage_matrix=found.coverage_matrix, n_sites=n_sites))
    assert answer.objective == best_anywhere(points, radius, n_sites)
    distance = np.hypot(*(points[:, None, :] - found.sites_xy[None]).transpose(2, 0, 1))
    assert (distance[found.coverage_matrix.toarray() == 1] <= radius * (1 + 1e-6)).all()


def test_sites_stay_inside_the_allowed_area_and_still_reach_over_its_edge() -> None:
    allowed = shapely.box(0, 0, 4, 4)
    points = [(5, 2), (-1, 2), (9, 9)]
    found = anywhere_candidates(points, 2, allowed)
    assert shapely.intersects_xy(allowed.buffer(1e-6), found.sites_xy).all()
    assert found.coverage_matrix.toarray().sum(axis=1).tolist() == [1, 1, 0]


def test_point_in_a_hole_is_served_from_its_rim() -> None:
    ring = shapely.Point(0, 0).buffer(10).difference(shapely.Point(0, 0).buffer(3))
    found = anywhere_candidates([(0, 0)], 5, ring)
    assert found.coverage_matrix.shape == (1, 1)
    assert 3 <= np.hypot(*found.sites_xy[0]) <= 5


def test_contained_sets_are_dropped() -> None:
    assert maximal_sets([(1,), (1, 2), (2, 3), (3,), (2,)]) == [(1, 2), (2, 3)]


def test_no_demand_gives_no_candidate() -> None:
    assert anywhere_candidates([], 5).sites_xy.shape == (0, 2)


@pytest.mark.parametrize("radius", [0, -1, float("nan")])
def test_radius_that_is_not_positive_is_refused(radius: Any) -> None:
    with pytest.raises(InvalidProblemError, match="positive"):
        anywhere_candidates([(0, 0)], radius)


@pytest.mark.slow
def test_two_thousand_points_are_solved_anywhere_with_proof() -> None:
    rng = np.random.default_rng(1)
    points, weights = rng.uniform(0, 30, (2000, 2)), rng.integers(1, 101, 2000)
    found = anywhere_candidates(points, 1.0)
    answer = solve(
        MaximalCovering(coverage_matrix=found.coverage_matrix, weights=weights, n_sites=8), 1200
    )
    on_points = solve(
        MaximalCovering(
            demand_xy=points, sites_xy=points, weights=weights, service_radius_m=1.0, n_sites=8
        ),
        1200,
    )
    assert answer.status is Status.OPTIMAL
    assert (answer.objective or 0.0) >= (on_points.objective or 0.0) > 0.0
