"""Distances measured as needed agree with matrices of all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.distance import geodesic_m
from geo.location import PCenter, PMedian, Status, solve, verify
from geo.location.distance_source import DistanceSource, MatrixSource, PlaneSource, WholeDistances
from geo.location.ellipsoid_source import EllipsoidSource
from tests.geo.location.brute_force import least_cost
from tests.geo.location.strategies import grid_points

EVERY = np.arange


def all_metres(source: DistanceSource) -> np.ndarray:
    points, sites = np.indices((source.n_demand, source.n_candidates))
    return source.metres(points, sites)


def test_plane_distances_are_euclidean() -> None:
    source = PlaneSource(np.array([[0.0, 0.0], [3.0, 0.0]]), np.array([[0.0, 4.0]]))

    assert all_metres(source).tolist() == [[4.0], [5.0]]


def test_ellipsoid_distances_are_geodesics_near_and_far() -> None:
    demand = np.array([[101.78, 36.62], [101.9, 36.7]])
    sites = np.array([[101.79, 36.62], [103.9, 36.62], [101.78, 36.62]])
    source = EllipsoidSource(demand, sites)

    for site, place in enumerate(sites):
        expected = geodesic_m(place, demand)
        assert all_metres(source)[:, site] == pytest.approx(expected, abs=1e-3)


@settings(max_examples=40, deadline=None)
@given(grid_points(7), grid_points(5), st.integers(0, 12))
def test_pairs_within_a_limit_are_those_of_the_matrix(
    demand: np.ndarray, sites: np.ndarray, limit_m: int
) -> None:
    plane = PlaneSource(demand, sites)
    corner = np.array([101.0, 36.0])
    degrees = EllipsoidSource(demand * 1e-5 + corner, sites * 1e-5 + corner)
    for source in (plane, degrees, MatrixSource(all_metres(plane))):
        whole = WholeDistances(source, 0.001)
        table = whole.table(EVERY(7), EVERY(5))
        limits = np.full(7, limit_m * 1000)
        pairs = whole.within(EVERY(7), limits)

        found = np.full((7, 5), -1)
        found[pairs.places, pairs.sites] = pairs.distances
        assert np.array_equal(found, np.where(table <= limits[:, None], table, -1))
        assert (whole.farthest() >= table.max(axis=1)).all()
        if source is not degrees:
            assert ((table <= whole.nearest(EVERY(7), 3)[:, None]).sum(axis=1) >= 3).all()


@settings(max_examples=40, deadline=None)
@given(
    grid_points(9),
    grid_points(6),
    st.integers(1, 3),
    st.lists(st.integers(0, 5), max_size=2, unique=True),
    st.lists(st.integers(0, 9), min_size=9, max_size=9),
)
def test_measured_plans_equal_brute_force_and_are_confirmed(
    demand: np.ndarray, sites: np.ndarray, n_sites: int, fixed: list[int], weights: list[int]
) -> None:
    source = PlaneSource(demand, sites)
    matrix = WholeDistances(source, 0.001).table(EVERY(9), EVERY(6)) * 0.001
    for kind in (PMedian, PCenter):
        problem = kind(source, n_sites=n_sites, fixed_sites=tuple(fixed), weights=weights)
        expected = least_cost(replace(problem, distances_m=matrix), farthest=kind is PCenter)
        answer = solve(problem)

        assert answer.status is Status.OPTIMAL
        assert answer.objective == pytest.approx(expected, abs=1e-9)
        if any(weights):
            assert verify(answer.certificate, problem).is_valid


@pytest.mark.parametrize("kind", [PMedian, PCenter])
@pytest.mark.parametrize("fixed", [(), (3, 40)])
def test_lists_of_near_sites_give_what_the_full_matrix_gives(
    kind: type[PMedian | PCenter], fixed: tuple[int, ...]
) -> None:
    rng = np.random.default_rng(7)
    demand, sites = rng.uniform(0, 5000, (150, 2)), rng.uniform(0, 5000, (80, 2))
    weights = rng.integers(1, 50, 150)
    source = PlaneSource(demand, sites)
    problem = kind(source, weights=weights, n_sites=6, fixed_sites=fixed)
    answer = solve(problem)

    assert answer.status is Status.OPTIMAL
    near = all_metres(source)[:, list(answer.sites)].min(axis=1)
    value = near.max() if kind is PCenter else (near * weights).sum()
    assert answer.objective == pytest.approx(value, rel=1e-5)
    assert verify(answer.certificate, problem).is_valid
    of_all = solve(replace(problem, distances_m=all_metres(source)))
    assert answer.bound == of_all.objective


def test_a_plan_that_a_search_among_near_sites_would_leave_is_kept() -> None:
    # Sites 0 and 3 cost 1.414 + 4 * 2 + 0 + 3.606; seen from near sites, 1 and 3 seem cheaper.
    demand = np.array([[1.0, 1.0], [3.0, 0.0], [0.0, 0.0], [0.0, 4.0]])
    sites = np.array([[0.0, 0.0], [0.0, 4.0], [2.0, 2.0], [3.0, 2.0]])
    problem = PMedian(PlaneSource(demand, sites), n_sites=2, weights=[1, 4, 1, 1])
    answer = solve(problem)

    assert answer.sites == (0, 3)
    assert answer.objective == pytest.approx(13.02)
    assert verify(answer.certificate, problem).is_valid
