"""The p-center problem: the smallest farthest distance that a number of new sites can reach."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from geo.location.arrays import IntArray
from geo.location.center_relaxation import CenterRelaxation
from geo.location.cover_model import CoverModel, site_bounds
from geo.location.coverage_matrix import KeyArray, site_keys
from geo.location.distance_model import distance_model, distinct_rows
from geo.location.distance_problem import DistanceProblem
from geo.location.proof_rows import RowsOfPoints
from geo.location.proof_tree import ProofTree
from geo.location.search_limits import SearchLimits
from geo.location.set_covering import search_set_covering
from geo.location.tree_search import SearchResult

POINTS_AT_ONCE = 2_000


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
    """The smallest radius reached, the smallest not proven too small, and the last such proof.

    `radius` is None where no radius suffices (`is_finished`) or none was found in time; without a
    `proof` the bound is not shown.
    """

    radius: int | None
    bound: int | None
    sites: list[int] | None
    nodes: int
    proof: ProofTree | None
    scale: int
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
    """Ask few points at a time where only the number of sites is limited, else all at once."""
    lower, upper = site_bounds(problem)
    required = int(lower.sum()) - len(set(problem.fixed_sites))
    only_number = problem.budget is None and not problem.zone_ratios
    if only_number and required <= problem.n_sites and upper.any() and len(problem.counted):
        return search_center_by_points(problem, limits)
    return search_center_of_all(problem, limits)


def search_center_by_points(problem: PCenter, limits: SearchLimits) -> CenterResult:
    """Solve by the relaxation to few points; its refutation is written for the rows of all."""
    search = CenterRelaxation(problem, problem.counted, limits)
    search.run()
    proof, scale = proof_for_all(problem, search)
    return CenterResult(
        radius=search.high,
        bound=search.low + 1,
        sites=search.sites,
        nodes=search.nodes,
        proof=proof,
        scale=scale,
        is_finished=search.high - search.low <= 1,
    )


def proof_for_all(problem: PCenter, search: CenterRelaxation) -> tuple[ProofTree | None, int]:
    """Write the last refutation for the distinct rows of all points, in order of the first."""
    refutation = search.refutation
    if refutation is None or search.low < 0:
        return ProofTree(), 1
    if not refutation.has_all_sites:
        refutation = search.refuted_with_all_sites(refutation)
    if refutation is None or not isinstance(refutation.result.tree, RowsOfPoints):
        return None, 1
    key = keys_within(problem, search.low)
    _, first, kind = np.unique(key, return_index=True, return_inverse=True)
    row_of = np.argsort(np.argsort(first))[kind]
    tree = refutation.result.tree.placed(row_of[refutation.points], len(first))
    return tree, refutation.result.scale


def keys_within(problem: PCenter, radius: int) -> KeyArray:
    """Return a key of the usable sites within a radius of each point that counts."""
    _, upper = site_bounds(problem)
    keys = site_keys(problem.n_candidates) * upper.astype(np.uint64)
    found = np.zeros(len(problem.counted), dtype=np.uint64)
    for start in range(0, len(found), POINTS_AT_ONCE):
        points = problem.counted[start : start + POINTS_AT_ONCE]
        pairs = problem.whole.within(points, np.full(len(points), radius))
        np.add.at(found, start + pairs.places, keys[pairs.sites])
    return found


def search_center_of_all(problem: PCenter, limits: SearchLimits) -> CenterResult:
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
        bound=int(radii[low + 1]) if low + 1 < len(radii) else None,
        sites=None if best is None else best.sites,
        nodes=nodes,
        proof=ProofTree() if refutation is None else refutation.tree,
        scale=1 if refutation is None else refutation.scale,
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
