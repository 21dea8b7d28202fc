"""The p-median problem: the smallest mean distance that a number of new sites can reach."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from geo.location.arrays import IntArray
from geo.location.branch_and_bound import CoverSearch
from geo.location.cover_model import site_bounds
from geo.location.distance_model import median_model
from geo.location.distance_problem import DistanceProblem
from geo.location.errors import InvalidProblemError
from geo.location.maximal_covering import first_answer
from geo.location.median_search import search_median_by_prices
from geo.location.problem import check_weights
from geo.location.proof_tree import ProofTree
from geo.location.quantization import quantize_weights
from geo.location.search_limits import SearchLimits


@dataclass(frozen=True, eq=False)
class PMedian(DistanceProblem):
    """Open at most `n_sites` new sites for the least sum of weighted distances (Hakimi 1964).

    ::

        min sum_i w[i] min over open j of d[i, j]

    Parameters
    ----------
    capacity : float or (n,) array, optional
        Most size that one site can serve; each point is then served whole by one site.
    sizes : (m,) array, optional
        Size of each point against the capacity; None stands for 1 each.
    """

    capacity: ArrayLike | None = None
    sizes: ArrayLike | None = None

    @cached_property
    def _capacity_and_sizes(self) -> tuple[IntArray, IntArray]:
        sizes = check_weights(self.sizes, self.n_demand)
        capacity = np.broadcast_to(
            np.asarray(0.0 if self.capacity is None else self.capacity, dtype=np.float64),
            (self.n_candidates,),
        )
        if np.any(capacity < 0) or not np.all(np.isfinite(capacity)):
            raise InvalidProblemError(
                "capacity holds a negative or infinite value; give finite ones"
            )
        whole, _ = quantize_weights(np.concatenate([capacity, sizes]))
        return whole[: self.n_candidates], whole[self.n_candidates :]

    @property
    def capacities(self) -> IntArray | None:
        """Capacity of each site in whole quanta of size; None where unlimited."""
        return None if self.capacity is None else self._capacity_and_sizes[0]

    @property
    def whole_sizes(self) -> IntArray:
        """Size of each point in whole quanta."""
        return self._capacity_and_sizes[1]


@dataclass(frozen=True, eq=False)
class MedianResult:
    """Cost reached, cost that nothing undercuts, and the tree that shows it.

    `method` names the relaxation of the tree.
    """

    value: int | None
    sites: list[int] | None
    bound: int | None
    nodes: int
    tree: ProofTree
    is_finished: bool
    method: str
    scale: int


def search_median(problem: PMedian, limits: SearchLimits) -> MedianResult:
    """Solve by prices where only the number of sites is limited, else by radii."""
    lower, upper = site_bounds(problem)
    new = int(lower.sum()) - len(set(problem.fixed_sites))
    only_number = problem.budget is None and not problem.zone_ratios
    if (
        only_number
        and new <= problem.n_sites
        and upper.any()
        and (problem.whole_weights[0] > 0).any()
    ):
        found = search_median_by_prices(problem, limits)
        return MedianResult(
            value=None if found.value is None else -found.value,
            sites=found.sites,
            bound=None if found.bound is None else -found.bound,
            nodes=found.nodes,
            tree=found.tree,
            is_finished=found.is_finished,
            method="p_median",
            scale=found.scale,
        )
    return search_median_by_radii(problem, limits)


def search_median_by_radii(problem: PMedian, limits: SearchLimits) -> MedianResult:
    """Solve by the covering model of radii: for budgets and zone shares on moderate sizes."""
    model, farthest = median_model(problem)
    n_open = max(0, problem.n_sites - int(model.lower.sum()) + len(set(problem.fixed_sites)))
    first = first_answer(model, n_open, limits)
    found = CoverSearch(model, limits, n_open, first, -farthest, -1.0).search()
    return MedianResult(
        value=None if found.value is None else farthest - found.value,
        sites=found.sites,
        bound=None if found.bound is None else farthest - found.bound,
        nodes=found.nodes,
        tree=found.tree,
        is_finished=found.is_finished,
        method="p_median_radii",
        scale=found.scale,
    )
