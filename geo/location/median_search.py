"""The p-median search by prices, for problems whose only condition is the number of sites."""

from __future__ import annotations

import numpy as np

from geo.location.arrays import FloatArray, IntArray
from geo.location.cover_model import site_bounds
from geo.location.distance_problem import DistanceProblem
from geo.location.median_lists import MedianLists
from geo.location.median_prices import MedianPrices
from geo.location.median_swap import MedianSwap
from geo.location.price_search import PriceSearch
from geo.location.search_limits import SearchLimits
from geo.location.tree_search import SearchResult

SCALED_BITS = 44
SECOND = 2
FEWEST_NEAR = 12  # candidates on the first lists
PERTURBATIONS = 8
POLISH_PERTURBATIONS = 60


def median_lists(problem: DistanceProblem, n_open: int) -> tuple[MedianLists, list[int]]:
    """Return a greedy answer, and lists a little beyond the second nearest of its sites.

    Parameters
    ----------
    problem : DistanceProblem
    n_open : int
        How many sites may open beside the forced ones.
    """
    weights, _ = problem.whole_weights
    points = np.flatnonzero(weights)
    lower, upper = site_bounds(problem)
    forced = np.flatnonzero(lower == 1)
    standing = problem.whole.farthest()[points] + 1
    if len(forced):
        standing = problem.whole.table(points, forced).min(axis=1)
    number = max(FEWEST_NEAR, problem.n_candidates // (len(forced) + n_open + 1))
    limits = problem.whole.nearest(points, min(number, problem.n_candidates)) + 1
    lists = MedianLists(problem.whole, points, weights[points], upper == 1, standing, limits)
    opened = MedianSwap(lists, forced, np.flatnonzero((upper == 1) & (lower == 0))).greedy(n_open)
    if len(opened) < SECOND or (lists.limits == standing).all():
        return lists.limited(standing), opened
    table = problem.whole.table(points, np.asarray(opened))
    second = np.partition(table, SECOND - 1, axis=1)[:, SECOND - 1]
    return lists.limited(second + second // 8 + 1), opened


def price_scale(lists: MedianLists) -> int:
    """Return the denominator of prices: a power of two that keeps bounds within 64 bits."""
    largest = int((lists.standing * lists.weights).sum())
    return 1 << max(0, SCALED_BITS - largest.bit_length())


def search_median_by_prices(problem: DistanceProblem, limits: SearchLimits) -> SearchResult:
    """Solve by Lagrangian prices, local search and branching; values are minus the cost."""
    lower, upper = site_bounds(problem)
    is_new = np.ones(problem.n_candidates, dtype=bool)
    is_new[list(problem.fixed_sites)] = False
    forced = np.flatnonzero(lower == 1)
    room = problem.n_sites - int((lower[is_new]).sum())
    lists, opened = median_lists(problem, room)
    free = np.flatnonzero((upper == 1) & (lower == 0))
    swap = MedianSwap(lists, forced, free, limits.is_over)
    start = perturbed_search(swap, opened, limits)
    search = PriceSearch(
        MedianPrices(lists),
        limits,
        price_scale(lists),
        start,
        (swap.value, swap.improve),
        is_new,
        problem.n_sites,
    )

    def polish(low: IntArray, high: IntArray, _profit: FloatArray) -> tuple[list[int], int]:
        free = np.flatnonzero((high == 1) & (low == 0))
        within = MedianSwap(lists, np.flatnonzero(low == 1), free, limits.is_over)
        left = problem.n_sites - int(low[is_new].sum())
        return perturbed_search(within, within.greedy(left), limits, POLISH_PERTURBATIONS)

    search.polish = polish
    search.quantum = -float(problem.whole_weights[1]) * problem.distance_quantum_m
    return search.run(lower, upper, 0)


def perturbed_search(
    swap: MedianSwap, sites: list[int], limits: SearchLimits, perturbations: int = PERTURBATIONS
) -> tuple[list[int], int]:
    """Improve, then perturb the best answer a few times and improve again."""
    rng = np.random.default_rng(0)
    best, value = swap.improve(sites)
    chosen = [site for site in best if site in swap.place]
    most = min(len(chosen), len(swap.free) - len(chosen))
    for _ in range(perturbations if most >= 1 else 0):
        if limits.is_over():
            break
        chosen = [site for site in best if site in swap.place]
        strength = int(rng.integers(1, min(most, max(2, len(chosen) // 4)) + 1))
        out = set(rng.choice(chosen, strength, replace=False).tolist())
        closed = np.setdiff1d(swap.free, chosen)
        trial = [s for s in chosen if s not in out] + rng.choice(
            closed, strength, replace=False
        ).tolist()
        found, found_value = swap.improve(trial)
        if found_value > value:
            best, value = found, found_value
    return best, value
