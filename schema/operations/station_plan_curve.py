"""The order of a plan's sites, and what each further station adds."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy
from numpy.typing import NDArray

from geo.location import LocationProblem, MaximalCovering, SetCovering, Solution, solve
from geo.location.curve import sweep
from schema.operations.station_plan_arrays import PlanArrays

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# What the sweep gets of the time limit at least, however long the plan itself took.
CURVE_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class CurveValue:
    """What a number of new stations serves, and which sites those are."""

    n_new_sites: int
    served: float
    new_sites: tuple[int, ...]


def ranked_sites(
    arrays: PlanArrays, covers: scipy.sparse.csc_array, solution: Solution
) -> tuple[tuple[int, float], ...]:
    """Order the new sites of a plan by what each adds to those before it and the kept stations.

    Greedy by marginal gain, of equal ones the lower site first; with capacities by the weight that
    is assigned to each.

    Returns
    -------
    tuple of (site, weight that it adds)
    """
    chosen = solution.new_sites
    loads = _loads(arrays, solution)
    if loads is not None:
        ordered = sorted(chosen, key=lambda site: (-loads[site], site))
        return tuple((site, float(loads[site])) for site in ordered)
    left = arrays.weights.copy()
    left[_reached(covers, range(arrays.n_fixed))] = 0.0

    def gain(site: int) -> float:
        return float(left[_reached(covers, [site])].sum())

    # Gains only shrink, so that the first one which is up to date is the greatest (Minoux 1978).
    queue = [(-gain(site), site) for site in chosen]
    heapq.heapify(queue)
    ranked: list[tuple[int, float]] = []
    while queue:
        _, site = heapq.heappop(queue)
        now = gain(site)
        if queue and (-now, site) > queue[0]:
            heapq.heappush(queue, (-now, site))
            continue
        ranked.append((site, now))
        left[_reached(covers, [site])] = 0.0
    return tuple(ranked)


def plan_curve(
    arrays: PlanArrays,
    covers: scipy.sparse.csr_array,
    solution: Solution,
    ranked: Sequence[tuple[int, float]],
    time_limit_s: float,
    is_over: Callable[[], bool],
) -> tuple[CurveValue, ...]:
    """Tell what 0, 1, ... new stations serve, up to those of the plan.

    Where served demand is the objective, every number has its own best plan; a number for which
    nothing is feasible has no point, but 0 has one always. For the other objectives, with
    capacities, after a cancellation and for the numbers that time does not suffice for, the sites
    of the plan are added one by one in their order.
    """
    loads = _loads(arrays, solution)
    kept = (
        served_weight(arrays, covers, range(arrays.n_fixed))
        if loads is None
        else float(loads[: arrays.n_fixed].sum())
    )
    problem = solution.problem
    if not has_sweep(problem) or not isinstance(problem, MaximalCovering) or is_over():
        return _cumulated(kept, ranked)
    values = {0: CurveValue(0, kept, ())}
    if not _has_least_number(problem):
        values |= {value.n_new_sites: value for value in _cumulated(kept, ranked)}
    seconds = max(time_limit_s - solution.seconds, CURVE_SHARE * time_limit_s)
    for number, found in _smaller_plans(problem, seconds, is_over):
        values[number] = CurveValue(number, found.objective or 0.0, found.new_sites)
    if solution.objective is not None and problem.n_sites > 0:
        values[problem.n_sites] = CurveValue(
            problem.n_sites, solution.objective, solution.new_sites
        )
    return _rising([values[number] for number in sorted(values)])


def has_sweep(problem: LocationProblem | None) -> bool:
    """Tell whether a plan is solved for every smaller number of stations too."""
    return isinstance(problem, MaximalCovering) and problem.capacity is None


def _rising(values: Sequence[CurveValue]) -> tuple[CurveValue, ...]:
    """Let no number serve less than a smaller one: its plan may leave stations out."""
    best: list[CurveValue] = []
    for value in values:
        is_worse = bool(best) and best[-1].served > value.served
        best.append(replace(best[-1], n_new_sites=value.n_new_sites) if is_worse else value)
    return tuple(best)


def _smaller_plans(
    problem: MaximalCovering, seconds: float, is_over: Callable[[], bool]
) -> Iterable[tuple[int, Solution]]:
    """Solve for smaller numbers of new stations with something feasible, while time lasts."""
    until = time.monotonic() + seconds
    most = problem.n_sites - 1
    if most >= 0 and not _has_least_number(problem):
        for point in sweep(replace(problem, n_sites=most), seconds, should_stop=is_over):
            if point.solution.objective is not None:
                yield point.n_new_sites, point.solution
            if time.monotonic() > until or is_over():
                return
        return
    # Under such conditions too few stations are infeasible: from above, the first such ends it.
    for number in range(most, -1, -1):
        share = seconds / problem.n_sites
        found = solve(replace(problem, n_sites=number), share, should_stop=is_over)
        if found.objective is None:
            return
        yield number, found
        if time.monotonic() > until or is_over():
            return


def _has_least_number(problem: MaximalCovering) -> bool:
    """Tell whether too few stations may be infeasible."""
    return bool(problem.required_sites) or bool(problem.zone_ratios)


def _cumulated(kept: float, ranked: Sequence[tuple[int, float]]) -> tuple[CurveValue, ...]:
    served = kept
    values = [CurveValue(0, served, ())]
    for number, (_, gain) in enumerate(ranked, 1):
        served += gain
        values.append(CurveValue(number, served, tuple(site for site, _ in ranked[:number])))
    return tuple(values)


def served_weight(
    arrays: PlanArrays, covers: scipy.sparse.csr_array, sites: Iterable[int]
) -> float:
    """Give the weight within the radius of some of the sites."""
    return float(arrays.weights[_reached(covers.tocsc(), sites)].sum())


def _loads(arrays: PlanArrays, solution: Solution) -> Floats | None:
    """Give the weight assigned to each site; None where stations have no capacity."""
    problem, assigned = solution.problem, solution.assigned
    if assigned is None or not isinstance(problem, MaximalCovering | SetCovering):
        return None
    is_served = assigned >= 0
    weights = np.asarray(problem.weights, dtype=np.float64)[is_served]
    loads = np.bincount(assigned[is_served], weights, minlength=len(arrays.sites_xy))
    return loads.astype(np.float64)


def _reached(covers: scipy.sparse.csc_array, sites: Iterable[int]) -> Integers:
    parts = [covers.indices[covers.indptr[site] : covers.indptr[site + 1]] for site in sites]
    return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *parts]).astype(np.int64))
