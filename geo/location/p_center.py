"""The p-center problem: the smallest farthest distance that a number of new sites can reach."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from geo.location.arrays import IntArray
from geo.location.cover_model import CoverModel, site_bounds
from geo.location.distance_model import distance_model, distinct_rows
from geo.location.distance_problem import DistanceProblem
from geo.location.proof_tree import ProofTree
from geo.location.search_limits import SearchLimits
from geo.location.set_covering import search_set_covering
from geo.location.tree_search import SearchResult


@dataclass(frozen=True, eq=False)
class PCenter(DistanceProblem):
    """Open at most `n_sites` new sites so that the farthest point is nearest (Hakimi 1964).

    Points of weight 0 do not count; other weights play no part.
    """

    @cached_property
    def counted(self) -> IntArray:
        """Numbers of the demand points that count."""
        return np.flatnonzero(self.whole_weights[0] > 0)

    @cached_property
    def radii(self) -> IntArray:
        """Distinct distances in ascending order: the only values that the answer can take."""
        _, upper = site_bounds(self)
        found = np.unique(self.whole_distances[np.ix_(self.counted, np.flatnonzero(upper))])
        return found if len(found) else np.zeros(1, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class CenterResult:
    """The smallest radius reached, the largest proven too small (-1: none is), and that proof.

    `radius` is None where no radius suffices (`is_finished`) or none was found in time.
    """

    radius: int | None
    too_small: int
    sites: list[int] | None
    nodes: int
    refutation: SearchResult | None
    is_finished: bool


def center_model(problem: PCenter, radius: int) -> CoverModel | None:
    """Return the model of the fewest new sites at a radius; None where a point is out of reach."""
    _, upper = site_bounds(problem)
    near = problem.whole_distances[problem.counted] <= radius
    near &= upper.astype(bool)[None, :]
    if not near.any(axis=1).all():
        return None
    rows = distinct_rows(near)
    cost = np.ones(problem.n_candidates, dtype=np.int64)
    cost[list(problem.fixed_sites)] = 0
    must = np.ones(rows.shape[0], dtype=bool)
    return distance_model(problem, rows, np.zeros(len(must), dtype=np.int64), must, cost, None)


def search_center(problem: PCenter, limits: SearchLimits) -> CenterResult:
    """Bisect over the distinct distances; each step asks whether p sites cover at that radius."""
    radii = problem.radii
    low, high = -1, len(radii)  # radii[low] is too small, radii[high] suffices
    best: SearchResult | None = None
    refutation: SearchResult | None = None
    nodes = 0
    middle = len(radii) - 1  # fails only where conditions clash: then no radius helps
    while high - low > 1:
        answer = _ask(problem, int(radii[middle]), limits)
        nodes += answer.nodes
        if answer.value is not None and answer.value >= -problem.n_sites:
            best, high = answer, _place_needed(problem, answer.sites or [], middle)
        elif answer.is_finished:
            low, refutation = middle, answer
        else:
            break
        _report(problem, limits, low, high, nodes)
        middle = (low + high) // 2
    return CenterResult(
        radius=int(radii[high]) if best is not None else None,
        too_small=int(radii[low]) if low >= 0 else -1,
        sites=None if best is None else best.sites,
        nodes=nodes,
        refutation=refutation,
        is_finished=high - low <= 1,
    )


def _ask(problem: PCenter, radius: int, limits: SearchLimits) -> SearchResult:
    model = center_model(problem, radius)
    if model is None:
        return SearchResult(None, None, None, 0, ProofTree(), is_finished=True)
    quiet = replace(limits, on_progress=None, gap=0.0)
    return search_set_covering(model, quiet, enough=-problem.n_sites)


def _place_needed(problem: PCenter, sites: list[int], middle: int) -> int:
    """Return the place of the radius that the found sites need, often far below the asked one."""
    if problem.zone_ratios or not sites or len(problem.counted) == 0:
        return middle
    needed = problem.whole_distances[np.ix_(problem.counted, np.asarray(sites))].min(axis=1).max()
    return int(np.searchsorted(problem.radii, needed))


def _report(problem: PCenter, limits: SearchLimits, low: int, high: int, nodes: int) -> None:
    radii, quantum = problem.radii, problem.distance_quantum_m
    value = float(radii[high]) * quantum if high < len(radii) else None
    bound = float(radii[min(low + 1, len(radii) - 1)]) * quantum
    limits.report(value, bound, nodes)
