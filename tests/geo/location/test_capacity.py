"""Plans with capacity: assignments, bounds by prices, and what their certificates show."""

from __future__ import annotations

from itertools import product
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.location import MaximalCovering, PMedian, SetCovering, Status, capacitated, solve, verify
from geo.location.capacity_assignment import heaviest_served, least_cost_assignment
from geo.location.capacity_program import CapacityProgram
from geo.location.capacity_relaxation import CapacityRelaxation
from geo.location.capacity_search import SMALL
from tests.geo.location.strategies import coverings


def test_heaviest_points_are_served_where_places_are_few() -> None:
    # Site 0 reaches all, site 1 only the lightest: 5 and 4 at site 0, and 1 moves to site 1.
    places = heaviest_served(np.array([5, 1, 4]), [[0], [0, 1], [0]], {0: 2, 1: 1})
    assert places.tolist() == [0, 1, 0]


def test_point_gives_way_to_a_heavier_one_along_a_path() -> None:
    places = heaviest_served(np.array([9, 8, 7]), [[0, 1], [0], [1]], {0: 1, 1: 1})
    assert places.tolist() == [1, 0, -1]


def test_whole_assignment_fits_and_is_cheapest_on_a_small_case() -> None:
    costs = np.array([[1, 5], [1, 9], [2, 3]])
    found = least_cost_assignment(costs, np.array([2, 2, 2]), np.array([4, 2]))
    assert found is not None
    assert found[0].tolist() == [0, 0, 1]
    assert found[1] == 5


def test_assignment_beyond_all_room_is_none() -> None:
    assert least_cost_assignment(np.ones((3, 1), int), np.array([2, 2, 2]), np.array([5])) is None


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(0, 9), min_size=6, max_size=6),
    st.lists(st.integers(1, 4), min_size=6, max_size=6),
    st.integers(1, 8),
)
def test_relaxation_fills_a_site_as_well_as_any_choice(prices: Any, sizes: Any, room: Any) -> None:
    problem = PMedian(np.ones((6, 1)), n_sites=1, capacity=room, sizes=sizes, distance_quantum_m=1)
    relaxation = CapacityRelaxation(CapacityProgram(problem))
    rooms, sized = relaxation.rooms[0], relaxation.size
    filled = relaxation.evaluate(
        np.asarray(prices), np.zeros(1, int), np.array([True]), np.zeros(6, dtype=bool), 1
    )
    gains = np.asarray(prices) - 1
    best = max(
        int(gains[list(chosen)].sum())
        for flags in product((0, 1), repeat=6)
        if sized[chosen := [i for i, one in enumerate(flags) if one]].sum() <= rooms
    )
    assert filled.added[0] == -best


@settings(max_examples=20, deadline=None)
@given(coverings(), st.integers(0, 3), st.integers(0, 4), st.booleans())
def test_certificate_within_capacity_shows_value_and_bound(
    fields: Any, n_sites: Any, capacity: Any, alone: Any
) -> None:
    problem = MaximalCovering(**fields, n_sites=n_sites, capacity=capacity)
    with patch.object(capacitated, "SMALL", -1 if alone else SMALL):
        answer = solve(problem, 5.0)
    if answer.status is Status.INFEASIBLE:
        return
    found = verify(answer.certificate, problem)
    assert found.is_value_confirmed
    if answer.proof is not None and answer.proof.tree is not None:
        assert found.is_bound_confirmed, found.reasons


def test_set_covering_within_capacity_is_proven_by_its_certificate() -> None:
    problem = SetCovering(
        demand_xy=[(x, 0) for x in range(6)],
        sites_xy=[(1, 0), (2, 0), (4, 0)],
        service_radius_m=2,
        capacity=3,
    )
    answer = solve(problem)
    assert answer.objective == 2  # six points, three a site
    assert verify(answer.certificate, problem).is_valid


def test_false_bound_of_a_plan_with_capacity_is_refused() -> None:
    problem = MaximalCovering(
        demand_xy=[(x, 0) for x in range(6)],
        weights=[5, 1, 4, 2, 3, 6],
        sites_xy=[(1, 0), (4, 0)],
        service_radius_m=1,
        n_sites=1,
        capacity=2,
    )
    document = solve(problem).certificate
    assert document["claim"]["value"] == 9  # the heaviest two of 5, 1, 4 and of 2, 3, 6
    assert verify(document).is_valid
    document["claim"]["bound"] = 8
    document["claim"]["value"] = 8
    assert not verify(document).is_bound_confirmed


@pytest.mark.parametrize("capacity", [10, 30])
def test_larger_plan_with_capacity_has_a_bound_that_its_certificate_shows(capacity: int) -> None:
    rng = np.random.default_rng(7)
    problem = MaximalCovering(
        demand_xy=rng.uniform(0, 20, (300, 2)),
        weights=rng.integers(1, 50, 300),
        sites_xy=rng.uniform(0, 20, (120, 2)),
        service_radius_m=6,
        n_sites=5,
        capacity=capacity,
    )
    answer = solve(problem, 1.0)
    assert answer.gap is not None
    assert answer.gap < 0.05
    assert verify(answer.certificate, problem).is_valid
