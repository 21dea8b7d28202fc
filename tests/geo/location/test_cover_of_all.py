"""Set covering in which everything must be served."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.location import SetCovering, Status, dominance, solve, verify
from geo.location.cover_descent import CoverDescent
from geo.location.covering_program import covering_program
from geo.location.dominance import (
    contained_rows,
    dominated_columns,
    needless_rows,
    shared_ones,
)
from geo.location.search_limits import SearchLimits
from geo.location.set_covering import search_set_covering, shared_costs
from geo.location.sparse import csr
from tests.geo.location.brute_force import fewest_sites

SQUARE = 30


def scattered(n_points: int, n_sites: int, radius_m: float) -> SetCovering:
    rng = np.random.default_rng(3)
    demand, sites = rng.uniform(0, SQUARE, (n_points, 2)), rng.uniform(0, SQUARE, (n_sites, 2))
    near = radius_m >= np.hypot(*(demand[:, None] - sites[None]).T).T
    return SetCovering(coverage_matrix=sp.csr_array(near[near.any(axis=1)]))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.booleans(), min_size=6, max_size=6).filter(any), min_size=1, max_size=12),
    st.lists(st.integers(0, 5), max_size=1),
    st.lists(st.integers(0, 5), max_size=1),
)
def test_the_fewest_sites_equal_brute_force_and_are_confirmed(
    rows: list[list[bool]], fixed: list[int], required: list[int]
) -> None:
    problem = SetCovering(
        coverage_matrix=sp.csr_array(np.array(rows, dtype=np.int8)),
        fixed_sites=tuple(fixed),
        required_sites=tuple(required),
    )
    answer = solve(problem)

    assert answer.objective == answer.bound == fewest_sites(problem, 1.0)
    assert verify(answer.certificate, problem).is_valid


@pytest.mark.parametrize("at_once", [1, 7, 1 << 20])
def test_rows_are_compared_a_few_at_once_with_the_same_outcome(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(dominance, "PAIRS_AT_ONCE", at_once)
    near = np.random.default_rng(5).uniform(size=(60, 8)) > 0.5
    near[[3, 30]] = False
    held = np.asarray((near[:, None] <= near[None]).all(axis=2))

    inside, around = contained_rows(csr(near))
    sizes = [len(first) for first, _, _ in shared_ones(csr(near))]

    expected = {
        (a, b)
        for a, b in zip(*np.nonzero(held), strict=True)
        if a != b and near[a].any() and (not held[b, a] or a > b)
    }
    assert set(zip(inside.tolist(), around.tolist(), strict=True)) == expected
    assert len(inside) == len(expected)
    assert max(sizes) <= max(at_once, 60)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=8))
def test_what_is_left_out_is_implied_by_what_stays(table: list[list[bool]]) -> None:
    near = np.array(table, dtype=bool)
    rows, columns = needless_rows(near), dominated_columns(near)

    for row in np.flatnonzero(rows):
        assert any((near[row] >= near[other]).all() for other in np.flatnonzero(~rows))
    for column in np.flatnonzero(columns & near.any(axis=0)):
        kept = np.flatnonzero(~columns)
        assert any((near[:, column] <= near[:, other]).all() for other in kept)


def test_local_search_finds_a_cover_that_greedy_adding_misses() -> None:
    # Greedy takes the site of four first and needs three; the two of three serve all six rows.
    sites = [[0, 1, 3, 4], [0, 1, 2], [3, 4, 5]]
    near = np.zeros((6, 3))
    for site, rows in enumerate(sites):
        near[rows, site] = 1
    descent = CoverDescent(csr(near), np.zeros(0, dtype=np.int64), np.ones(3, dtype=bool))

    assert descent.run([0, 1, 2], 200, lambda: False) == [1, 2]


def test_prices_of_the_first_bound_are_worth_no_more_than_any_site_costs() -> None:
    model = covering_program(scattered(300, 60, 6.0), None, 1.0).model
    prices = shared_costs(model)

    assert (model.transposed_float @ prices <= 1.0 + 1e-9).all()
    assert 0.0 < prices.sum() <= -(search_set_covering(model, SearchLimits(5.0)).value or 0)


def test_a_search_without_time_still_has_a_bound_and_a_proof() -> None:
    problem = scattered(2_000, 400, 3.0)
    answer = solve(problem, time_limit_s=0.0)

    assert answer.status in {Status.FEASIBLE, Status.OPTIMAL}
    assert answer.bound is not None
    assert answer.objective is not None
    assert 0.5 * answer.objective < answer.bound <= answer.objective
    assert verify(answer.certificate, problem).is_valid


def test_many_points_are_proven() -> None:
    answer = solve(scattered(800, 90, 7.0))

    assert answer.status is Status.OPTIMAL


@pytest.mark.parametrize("seed", range(3))
def test_local_search_keeps_forced_sites_and_opens_only_usable_ones(seed: int) -> None:
    matrix = scattered(200, 50, 8.0).matrix
    usable = np.arange(50) % 5 != 0
    usable[0] = True
    served = np.asarray(matrix[:, np.flatnonzero(usable)].sum(axis=1)).ravel() > 0
    rows = csr(matrix[served].astype(np.int64))
    start = np.flatnonzero(usable).tolist()
    found = CoverDescent(rows, np.array([0]), usable, seed).run(start, 2_000, lambda: False)

    assert 0 in found
    assert usable[found].all()
    assert (np.asarray(rows[:, found].sum(axis=1)).ravel() > 0).all()
    assert len(found) < len(start)
