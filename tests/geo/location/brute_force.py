"""Every choice of sites, tried: the oracle for small location problems."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import ceil
from typing import Any

import numpy as np

from geo.location.covering_problem import CoveringProblem
from geo.location.distance_problem import DistanceProblem
from geo.location.problem import LocationProblem


def choices(problem: LocationProblem, most: int | None) -> list[list[int]]:
    """List every set of open sites that keeps number, budget, required and forbidden sites."""
    fixed = sorted(set(problem.fixed_sites))
    free = [s for s in range(problem.n_candidates) if s not in fixed]
    found = []
    for size in range((len(free) if most is None else min(most, len(free))) + 1):
        for new in combinations(free, size):
            if not set(problem.required_sites) <= set(new) | set(fixed):
                continue
            if set(problem.forbidden_sites) & set(new):
                continue
            if problem.budget is not None:
                costs = np.broadcast_to(np.asarray(problem.site_costs), (problem.n_candidates,))
                if sum(Fraction(str(float(costs[s]))) for s in new) > Fraction(str(problem.budget)):
                    continue
            found.append(sorted(fixed + list(new)))
    return found


def keeps_zones(problem: LocationProblem, served: Any, weights: Any) -> bool:
    """Whether each zone has its least share of whole weights served."""
    for zone, ratio in problem.zone_ratios.items():
        members = np.asarray(problem.zones) == zone
        needed = ceil(Fraction(str(ratio)) * int(weights[members].sum()))
        if int(weights[members & served].sum()) < needed:
            return False
    return True


def best_coverage(problem: CoveringProblem, n_sites: int) -> float | None:
    """Return the largest served weight, None where nothing is feasible."""
    weights = np.asarray(problem.weights)
    best = None
    for sites in choices(problem, n_sites):
        served = problem.matrix.toarray()[:, sites].any(axis=1)
        if keeps_zones(problem, served, weights):
            value = float(weights[served].sum())
            best = value if best is None else max(best, value)
    return best


def fewest_sites(problem: CoveringProblem, share: float) -> int | None:
    """Return the fewest new sites that serve the share, None where nothing is feasible."""
    weights = np.asarray(problem.weights)
    best = None
    for sites in choices(problem, None):
        served = problem.matrix.toarray()[:, sites].any(axis=1)
        enough = (
            served.all()
            if share >= 1
            else weights[served].sum() >= Fraction(str(share)) * int(weights.sum())
        )
        if enough and keeps_zones(problem, served, weights):
            number = len(set(sites) - set(problem.fixed_sites))
            best = number if best is None else min(best, number)
    return best


def least_cost(problem: DistanceProblem, *, farthest: bool = False) -> float | None:
    """Return the least weighted sum of distances, or the least farthest distance."""
    weights = np.asarray(problem.weights)
    best = None
    for sites in choices(problem, problem.n_sites):
        if not sites:
            continue
        nearest = np.asarray(problem.distances_m)[:, sites].min(axis=1)
        radius = problem.service_radius_m
        served = nearest <= (-1 if radius is None else radius)
        if not keeps_zones(problem, served, weights):
            continue
        value = float(nearest[weights > 0].max(initial=0)) if farthest else float(nearest @ weights)
        best = value if best is None else min(best, value)
    return best
