"""Every problem with every option against all choices of sites."""

from __future__ import annotations

from itertools import product
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from geo.location import (
    MaximalCovering,
    PCenter,
    PMedian,
    SetCovering,
    Status,
    maximal_covering,
    solve,
    verify,
)
from tests.geo.location.brute_force import best_coverage, choices, fewest_sites, least_cost
from tests.geo.location.strategies import coverings, distance_problems

pytestmark = pytest.mark.slow
CASES = settings(max_examples=400, deadline=None)


@CASES
@given(coverings(), st.integers(0, 4))
def test_maximal_covering_equals_brute_force(fields: Any, n_sites: Any) -> None:
    problem = MaximalCovering(**fields, n_sites=n_sites)
    expected = best_coverage(problem, n_sites)
    answer = solve(problem)
    assert answer.objective == expected
    assert answer.status == (Status.INFEASIBLE if expected is None else Status.OPTIMAL)
    if expected is None:
        assert answer.conflicts
    else:
        assert answer.bound == expected
        served = answer.assignment >= 0
        assert np.asarray(problem.weights)[served].sum() == expected
        assert set(problem.fixed_sites) | set(problem.required_sites) <= set(answer.sites)
        assert not set(problem.forbidden_sites) & set(answer.new_sites)


@CASES
@given(coverings(), st.integers(0, 4))
def test_search_by_prices_equals_brute_force_and_is_confirmed(
    fields: dict[str, Any], n_sites: int
) -> None:
    bare = {name: part for name, part in fields.items() if "zone" not in name and name != "budget"}
    problem = MaximalCovering(**bare, n_sites=n_sites)
    with patch.object(maximal_covering, "PRICES_FROM", -1):
        answer = solve(problem)
    assert answer.objective == best_coverage(problem, n_sites)
    if answer.objective is not None:
        assert verify(answer.certificate).is_valid


@CASES
@given(coverings(), st.sampled_from([0.0, 0.3, 0.5, 0.8, 0.95, 1.0]))
def test_set_covering_equals_brute_force(fields: Any, share: Any) -> None:
    problem = SetCovering(**fields, share_ratio=share)
    expected = fewest_sites(problem, share)
    answer = solve(problem)
    assert answer.objective == expected
    assert answer.status == (Status.INFEASIBLE if expected is None else Status.OPTIMAL)


@CASES
@given(distance_problems())
def test_p_median_equals_brute_force(fields: Any) -> None:
    problem = PMedian(**fields)
    expected = least_cost(problem)
    answer = solve(problem)
    assert answer.objective == expected
    assert answer.status == (Status.INFEASIBLE if expected is None else Status.OPTIMAL)


@CASES
@given(distance_problems())
def test_p_center_equals_brute_force(fields: Any) -> None:
    problem = PCenter(**fields)
    expected = least_cost(problem, farthest=True)
    answer = solve(problem)
    assert answer.objective == expected
    assert answer.status == (Status.INFEASIBLE if expected is None else Status.OPTIMAL)


def served_within_capacity(matrix: np.ndarray, weights: np.ndarray, capacity: int) -> int:
    """Return the largest weight that open sites can serve: a greedy matroid, point by point."""
    slots = np.repeat(matrix, capacity, axis=1)
    profit = np.where(slots, weights[:, None], 0)
    rows, columns = linear_sum_assignment(profit, maximize=True)
    return int(profit[rows, columns].sum())


@CASES
@given(coverings(), st.integers(0, 3), st.integers(0, 4))
def test_maximal_covering_within_capacity_equals_brute_force(
    fields: Any, n_sites: Any, capacity: Any
) -> None:
    fields = {name: part for name, part in fields.items() if "zone" not in name}
    problem = MaximalCovering(**fields, n_sites=n_sites, capacity=capacity)
    weights, matrix = np.asarray(problem.weights), problem.matrix.toarray().astype(bool)
    sets = choices(problem, n_sites)
    best = [served_within_capacity(matrix[:, sites], weights, capacity) for sites in sets]
    answer = solve(problem)
    assert answer.objective == (max(best) if best else None)
    if best:
        served = answer.assignment >= 0
        assert weights[served].sum() == answer.objective
        assert matrix[served, answer.assignment[served]].all()
        assert np.bincount(answer.assignment[served], minlength=1).max() <= max(capacity, 0)


@CASES
@given(
    st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=1, max_size=5),
    st.integers(1, 3),
    st.integers(1, 6),
    st.lists(st.integers(0, 4), min_size=5, max_size=5),
)
def test_p_median_within_capacity_equals_brute_force(
    distances: Any, n_sites: Any, capacity: Any, sizes: Any
) -> None:
    d, size = np.asarray(distances, dtype=float), np.asarray(sizes)[: len(distances)]
    best = None
    for assigned in product(range(3), repeat=len(d)):
        load = np.bincount(assigned, weights=size, minlength=3)
        if len(set(assigned)) <= n_sites and (load <= capacity).all():
            cost = d[np.arange(len(d)), assigned].sum()
            best = cost if best is None else min(best, cost)
    answer = solve(PMedian(d, n_sites=n_sites, capacity=capacity, sizes=size))
    assert answer.objective == best
