"""The location set covering problem (LSCP): the fewest new sites that serve all, or a share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from geo.location.arrays import FloatArray, IntArray
from geo.location.branch_and_bound import CoverSearch
from geo.location.cover_descent import CoverDescent
from geo.location.cover_heuristics import greedy_cover
from geo.location.cover_model import CoverModel
from geo.location.covering_problem import CoveringProblem
from geo.location.dominance import contained_rows
from geo.location.errors import InvalidProblemError
from geo.location.proof_rows import RowsOfPoints
from geo.location.search_limits import SearchLimits
from geo.location.sparse import csr
from geo.location.tree_search import SearchResult

MOST_DOMINANCE_WORK = 2e8  # multiplications of the product of the coverage matrix with itself
POLISH_SHARE = 0.5  # of the time that is left, for local search
STEPS_PER_SITE = 60
ASCENT_ROUNDS = 60


@dataclass(frozen=True, eq=False)
class SetCovering(CoveringProblem):
    """Open the fewest new sites that serve a share of the weight (Toregas et al. 1971).

    ::

        min sum_j y[j],  sum_i w[i] z[i] >= share * sum_i w[i],  z[i] <= sum_j a[i, j] y[j]

    Parameters
    ----------
    share_ratio : float
        Share of the weight to serve, in [0, 1]. At 1 every point must be served, those of weight
        0 too.
    """

    share_ratio: float = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.share_ratio <= 1:
            raise InvalidProblemError(f"share_ratio is {self.share_ratio}; a share lies in [0, 1]")


def search_set_covering(
    model: CoverModel, limits: SearchLimits, enough: int | None = None
) -> SearchResult:
    """Find the fewest sites, or whether `-enough` sites suffice."""
    if enough is None and serves_all(model):
        return search_cover_of_all(model, limits)
    start = greedy_cover(model)
    return CoverSearch(model, limits, model.n_sites, start, 0, -1.0).search(enough)


def serves_all(model: CoverModel) -> bool:
    """Tell whether every row must be served, new sites cost 1 each and nothing else is asked."""
    return bool(model.must_cover.all()) and not model.rows and set(model.cost.tolist()) <= {0, 1}


def search_cover_of_all(model: CoverModel, limits: SearchLimits) -> SearchResult:
    """Find the fewest sites that serve every row, without the rows that others imply."""
    kept = rows_that_count(model)
    reduced = replace(
        model,
        coverage=csr(model.coverage[kept]),
        gain=model.gain[kept],
        must_cover=model.must_cover[kept],
    )
    search = CoverSearch(reduced, limits, model.n_sites, greedy_cover(reduced), 0, -1.0)
    tree = search.tree = RowsOfPoints()
    search.polish = partial(_polish, reduced, limits)
    search.first_prices = shared_costs(reduced)
    found = search.search()
    return replace(found, tree=tree.placed(kept, model.n_groups))


def rows_that_count(model: CoverModel) -> IntArray:
    """Return the rows that no other one implies; all where finding out would take long."""
    work = np.diff(model.transposed.indptr).astype(np.float64)
    if float((work**2).sum()) > MOST_DOMINANCE_WORK:
        return np.arange(model.n_groups)
    usable = csr(model.coverage.copy())
    usable.data = usable.data * model.upper[usable.indices]
    usable.eliminate_zeros()
    _, around = contained_rows(usable)
    return np.setdiff1d(np.arange(model.n_groups), around)


def shared_costs(model: CoverModel) -> FloatArray:
    """Return prices at which no site earns more than its cost, by dual ascent in rounds.

    In each round every site shares what is left of its cost among the rows that it serves, and a
    row takes the least that it is offered: a bound long before a linear program has one.
    """
    usable = model.upper[model.coverage.indices] == 1
    columns = model.coverage.indices[usable]
    starts = np.concatenate([[0], np.cumsum(usable)])[model.coverage.indptr]
    prices = np.zeros(model.n_groups)
    if not len(columns) or (np.diff(starts) == 0).any():
        return prices
    size = np.maximum(np.bincount(columns, minlength=model.n_sites), 1)
    for _ in range(ASCENT_ROUNDS):
        left = np.maximum(model.cost - model.transposed_float @ prices, 0.0) / size
        prices += np.minimum.reduceat(left[columns], starts[:-1])
    return prices


def _polish(
    model: CoverModel, limits: SearchLimits, upper: IntArray, start: list[int], bound: int
) -> tuple[list[int], int] | None:
    """Improve a cover by local search, for a share of the time that is left."""
    until = limits.seconds + POLISH_SHARE * limits.seconds_left
    descent = CoverDescent(model.coverage, np.flatnonzero(model.lower), upper == 1)
    steps = STEPS_PER_SITE * int(upper.sum())
    # Required sites are forced, and count.
    fewest = -bound - int(model.cost[model.lower == 1].sum())
    sites = descent.run(
        start,
        steps,
        lambda: limits.seconds > until or limits.is_over() or descent.fewest <= fewest,
    )
    value = model.value(sites)
    return None if value is None else (sites, value)
