"""A station plan as a location problem on arrays: built, solved, ranked."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from geo.geodesic import is_located
from geo.location import (
    LocationProblem,
    MaximalCovering,
    PCenter,
    PMedian,
    Progress,
    SetCovering,
    Solution,
    Status,
    solve,
)
from geo.location.distance_source import DistanceSource
from geo.location.ellipsoid_source import EllipsoidSource
from schema.operations.errors import ArgumentError
from schema.operations.limits import PlanningLimits
from schema.operations.station_plan_arrays import Integers, PlanArrays
from schema.operations.station_plan_curve import (
    CURVE_SHARE,
    CurveValue,
    has_sweep,
    plan_curve,
    ranked_sites,
)
from schema.operations.station_plan_pairs import check_pairs, is_measured
from schema.operations.station_plan_question import PlanObjective, StationPlanQuestion

Floats = NDArray[np.float64]


# Where no road leads from a site to somebody: farther than any two places of a city.
_NO_WAY_M = 1_000_000.0
# Where nothing is feasible, finding out why may take so long beyond the time limit.
_EXPLANATION_S = 4.0
# Where what comes before the search took all the time of a query.
_SEARCH_LEAST_S = 0.05


@dataclass(frozen=True, eq=False)
class PlanSolution:
    """The answer to a plan's location problem.

    Attributes
    ----------
    solution : Solution
        With its certificate.
    ranked : tuple of (int, float)
        The chosen sites in the order of what each adds to the served weight, with that weight.
    curve : tuple of CurveValue
        From 0 new stations to those of the plan.
    value, bound : float or None
        In the units of the objective.
    """

    solution: Solution
    ranked: tuple[tuple[int, float], ...]
    curve: tuple[CurveValue, ...]
    value: float | None
    bound: float | None


def solve_plan(
    arrays: PlanArrays,
    question: StationPlanQuestion,
    limits: PlanningLimits,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    *,
    started: float | None = None,
) -> PlanSolution:
    """Solve a plan: its best sites, their order, and what fewer of them would serve.

    The search has the time limit of the question, or what is left of `limits.thread_time_s`.

    Parameters
    ----------
    started : float, optional
        When work on the plan began, by `time.perf_counter`; now where None.

    Raises
    ------
    ArgumentError
        Where the pairs of organizations and places are too many to hold.
    """
    over_at = (time.perf_counter() if started is None else started) + limits.thread_time_s
    check_pairs(arrays, question, limits)
    covers = arrays.way.coverage_matrix(
        arrays.demand_xy,
        arrays.sites_xy,
        np.full(len(arrays.sites_xy), question.service_radius_m),
    )
    problem = location_problem(arrays, question, covers)
    share = 1.0 - CURVE_SHARE if has_sweep(problem) else 1.0
    scale = _scale(problem)
    now = time.perf_counter()
    time_limit_s = min(question.time_limit_s, max(over_at - now, _SEARCH_LEAST_S))
    over_at = min(over_at, now + time_limit_s + _EXPLANATION_S)

    def is_over() -> bool:
        return time.perf_counter() > over_at or (should_stop is not None and should_stop())

    solution = solve(
        problem,
        time_limit_s * share,
        on_progress=None if on_progress is None else _scaled(on_progress, scale),
        should_stop=is_over,
    )
    if isinstance(problem, MaximalCovering) and question.capacity is not None:
        most = full_load_bound(arrays, covers, question.capacity, problem.n_sites)
        solution = with_bound(solution, most)
    ranked = ranked_sites(arrays, covers.tocsc(), solution)
    return PlanSolution(
        solution=solution,
        ranked=ranked,
        curve=plan_curve(arrays, covers, solution, ranked, time_limit_s, is_over),
        value=None if solution.objective is None else solution.objective * scale,
        bound=None if solution.bound is None else solution.bound * scale,
    )


def full_load_bound(
    arrays: PlanArrays, covers: scipy.sparse.csr_array, capacity: int, n_new_sites: int
) -> float:
    """Bound what stations with a capacity can serve: each the heaviest that it reaches.

    The kept stations and the best `n_new_sites` others, as if no two reached the same point.
    """
    columns = covers.tocsc()
    full = np.array(
        [
            np.sort(arrays.weights[columns.indices[start:end]])[-capacity:].sum()
            for start, end in pairwise(columns.indptr.tolist())
        ]
    )
    new = np.sort(full[arrays.n_fixed :])[::-1][:n_new_sites]
    return float(full[: arrays.n_fixed].sum() + new.sum())


def with_bound(solution: Solution, bound: float) -> Solution:
    """Let a solution of a maximum have a bound, if that is sharper than its own."""
    value = solution.objective
    if value is None or solution.bound is None or bound >= solution.bound:
        return solution
    if bound <= value:
        return replace(solution, bound=value, gap=0.0, status=Status.OPTIMAL)
    gap = (bound - value) / value if value > 0.0 else None
    return replace(solution, bound=bound, gap=gap)


def location_problem(
    arrays: PlanArrays, question: StationPlanQuestion, covers: scipy.sparse.csr_array
) -> LocationProblem:
    """Write a plan as a problem of `geo.location`.

    Raises
    ------
    ArgumentError
        For a plan of distances without any station.
    """
    common = _conditions(arrays, question)
    number = question.new_stations or 0
    if question.objective is PlanObjective.MAXIMIZE_COVERAGE:
        return MaximalCovering(
            **common,
            weights=arrays.weights,
            coverage_matrix=covers,
            n_sites=number,
            capacity=question.capacity,
        )
    if question.objective is PlanObjective.MINIMIZE_STATIONS:
        return _set_covering(arrays, question, covers, common)
    if number + arrays.n_fixed == 0:
        raise ArgumentError(
            "newStations",
            "0 is given and no station is kept, so that there is no distance; give 1 or more",
        )
    located, distances_m = _distances(arrays, question)
    if common["zones"] is not None:
        common["zones"] = common["zones"][located]
    common |= {
        "distances_m": distances_m,
        "weights": arrays.weights[located],
        "n_sites": number,
        "service_radius_m": None if common["zones"] is None else question.service_radius_m,
    }
    if question.objective is PlanObjective.MINIMIZE_FARTHEST_DISTANCE:
        return PCenter(**common)
    return PMedian(**common, capacity=question.capacity)


def _conditions(arrays: PlanArrays, question: StationPlanQuestion) -> dict[str, Any]:
    """Give the conditions that every problem takes, by their names."""
    ratio = question.minimum_district_ratio
    budget = question.budget_cny
    shared = LocationProblem(
        fixed_sites=tuple(range(arrays.n_fixed)),
        required_sites=arrays.required,
        site_costs=None
        if budget is None
        else np.where(arrays.is_paid, float(question.cost_per_station_cny or 0), 0.0),
        budget=None if budget is None else float(budget),
        zones=None if ratio is None else np.where(arrays.zones > 0, arrays.zones, -1),
        minimum_zone_ratio=ratio,
    )
    return {name: getattr(shared, name) for name in LocationProblem.__dataclass_fields__}


def _set_covering(
    arrays: PlanArrays,
    question: StationPlanQuestion,
    covers: scipy.sparse.csr_array,
    common: dict[str, Any],
) -> SetCovering:
    """Ask that every located point is served, or the share of every district and of the whole."""
    ratio = question.minimum_district_ratio
    rows = np.flatnonzero(is_located(arrays.demand_xy)) if ratio is None else slice(None)
    return SetCovering(
        **common,
        capacity=question.capacity,
        weights=arrays.weights[rows],
        coverage_matrix=covers[rows],
        share_ratio=1.0 if ratio is None else ratio,
    )


def _distances(
    arrays: PlanArrays, question: StationPlanQuestion
) -> tuple[Integers, Floats | DistanceSource]:
    """Give the rows that have a way to some site, and their distances to all sites in metres.

    Whoever is not located or is off the roads counts in no distance, whatever is planned. Straight
    distances are measured as the search asks for them.
    """
    rows = np.flatnonzero(is_located(arrays.demand_xy))
    if is_measured(question):
        return rows, EllipsoidSource(arrays.demand_xy[rows], arrays.sites_xy)
    metres = arrays.way.distances(arrays.demand_xy[rows], arrays.sites_xy)
    is_way = np.isfinite(metres)
    has_way = is_way.any(axis=1) if len(arrays.sites_xy) else np.ones(len(rows), dtype=np.bool_)
    return rows[has_way], np.where(is_way, metres, _NO_WAY_M)[has_way]


def _scale(problem: LocationProblem) -> float:
    """Give what turns the solver's sum of distances into a mean; 1 for the other objectives."""
    if not isinstance(problem, PMedian):
        return 1.0
    total = float(np.asarray(problem.weights, dtype=np.float64).sum())
    return 1.0 / total if total > 0.0 else 1.0


def _scaled(tell: Callable[[Progress], None], scale: float) -> Callable[[Progress], None]:
    def told(progress: Progress) -> None:
        value = None if progress.value is None else progress.value * scale
        bound = None if progress.bound is None else progress.bound * scale
        tell(replace(progress, value=value, bound=bound))

    return told
