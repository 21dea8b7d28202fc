"""The maximal covering location problem (MCLP): serve as much as a number of new sites can."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np

from geo.location.branch_and_bound import CoverSearch
from geo.location.cover_model import CoverModel
from geo.location.cover_polish import LARGE_FROM, CoverPolish
from geo.location.covering_problem import CoveringProblem
from geo.location.covering_program import CoveringProgram
from geo.location.errors import InvalidProblemError
from geo.location.local_search import SwapSearch
from geo.location.price_relaxation import CoverPrices
from geo.location.price_search import PriceSearch
from geo.location.search_limits import SearchLimits
from geo.location.tree_search import SearchResult

SEARCH_ITERATIONS = 60
LARGE_ITERATIONS = 30  # in a large model; more starts follow where prices point
WARM_ITERATIONS = 8  # from an answer with one site fewer
ROOT_STEPS = 1200
NODE_STEPS = 300  # of 40, 120, 300 and 400 the bound of 500 sites falls fastest
PRICES_FROM = 5_000  # pairs above which linear programs take longer than prices


@dataclass(frozen=True, eq=False)
class MaximalCovering(CoveringProblem):
    """Open at most `n_sites` new sites so that the served weight is largest.

    With weights w, coverage a and open sites y (Church and ReVelle 1974)::

        max sum_i w[i] z[i],  z[i] <= sum_j a[i, j] y[j],  sum_j y[j] <= p + existing

    Parameters
    ----------
    n_sites : int
        p, the most new sites; the existing ones in `fixed_sites` do not count.
    """

    n_sites: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_number(self.n_sites)

    def with_number(self, number: int) -> MaximalCovering:
        """Ask for another number of new sites; what is worked out of the places is shared.

        Raises
        ------
        InvalidProblemError
            The number is negative.
        """
        _check_number(number)
        # Made anew, it would look through the places or the matrix again for each number.
        problem = copy.copy(self)
        vars(problem)["n_sites"] = number
        return problem


def _check_number(n_sites: int) -> None:
    if n_sites < 0:
        raise InvalidProblemError(f"n_sites is {n_sites}; give 0 or more new sites")


def search_maximal_covering(
    problem: MaximalCovering,
    program: CoveringProgram,
    limits: SearchLimits,
    start: list[int] | None = None,
) -> SearchResult:
    """Solve the model: local search first, then branch and bound from its answer."""
    model = program.model
    n_open = max(0, problem.n_sites - int(model.lower.sum()) + len(set(problem.fixed_sites)))
    first = first_answer(model, n_open, limits, start)
    quantum = float(problem.whole_weights[1])
    settled = program.reduction.settled_weight
    if first is not None and model.limits_only_the_number and model.coverage.nnz > PRICES_FROM:
        return _search_by_prices(problem, program, limits, first)
    return CoverSearch(model, limits, n_open, first, settled, quantum).search()


def _search_by_prices(
    problem: MaximalCovering,
    program: CoveringProgram,
    limits: SearchLimits,
    start: tuple[list[int], int],
) -> SearchResult:
    """Search a large model by prices: their bounds are nearly the linear program's, and cheap."""
    model = program.model
    is_new = np.ones(model.n_sites, dtype=bool)
    is_new[list(problem.fixed_sites)] = False
    swap = SwapSearch(
        model, problem.n_sites - int(model.lower[is_new].sum()), np.random.default_rng(0)
    )

    def evaluate(sites: list[int]) -> int:
        return int(model.gain[model.by_site.count(sites) > 0].sum())

    def improve(sites: list[int]) -> tuple[list[int], int]:
        better = swap.sites(swap.improve(swap.positions(sites))[0])
        return better, evaluate(better)

    search = PriceSearch(
        CoverPrices(model), limits, model.scale, start, (evaluate, improve), is_new, problem.n_sites
    )
    search.root_steps, search.node_steps = ROOT_STEPS, NODE_STEPS
    search.polish = CoverPolish(model, limits, is_new, problem.n_sites)
    search.offset = program.reduction.settled_weight
    search.quantum = float(problem.whole_weights[1])
    return search.run(model.lower, model.upper, int(model.gain.sum()))


def first_answer(
    model: CoverModel, n_open: int, limits: SearchLimits, start: list[int] | None = None
) -> tuple[list[int], int] | None:
    """Return a strong feasible answer, None where local search finds none."""
    search = SwapSearch(model, n_open, np.random.default_rng(0))
    chosen = search.greedy(None if start is None else search.positions(start))
    is_large = model.coverage.nnz >= LARGE_FROM
    iterations = LARGE_ITERATIONS if is_large else SEARCH_ITERATIONS
    if start is not None:
        iterations = WARM_ITERATIONS
    best = search.search(chosen, iterations, limits.is_over)
    for choice in (best, chosen, []):
        sites = search.sites(choice)
        value = model.value(np.asarray(sites, dtype=np.int64))
        if value is not None:
            return sites, value
    return None
