"""The covering model of a maximal covering or set covering problem."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np

from geo.location.arrays import BoolArray, IntArray
from geo.location.cover_model import (
    CoverModel,
    SideRow,
    condition_rows,
    site_bounds,
    zone_totals_of,
)
from geo.location.coverage_rows import strip_order
from geo.location.covering_problem import CoveringProblem
from geo.location.reduction import Reduction, in_order, reduce_groups, settle_rows


@dataclass(frozen=True, eq=False)
class CoveringProgram:
    """A covering model together with what the reduction settled."""

    model: CoverModel
    reduction: Reduction


def covering_program(
    problem: CoveringProblem, n_new_sites: int | None, share: float | None = None
) -> CoveringProgram:
    """Build the covering model of a problem; `share` makes sites the cost and coverage a row.

    Parameters
    ----------
    problem : CoveringProblem
    n_new_sites : int or None
        The most new sites.
    share : float, optional
        None maximizes the served weight; else the fewest new sites that serve this share.
    """
    weights, _ = problem.whole_weights
    totals = zone_totals_of(problem.zone_of_demand, weights)
    lower, upper = site_bounds(problem)
    costs = None if problem.budget is None else problem.whole_costs
    reduction = reduce_groups(problem.groups, lower, upper, costs)
    if share is None and problem.coverage_matrix is None:
        reduction = in_order(reduction, strip_order(problem.points[reduction.groups.first]))
    groups = reduction.groups
    rows = condition_rows(problem, n_new_sites, groups.zones, groups.weights, totals)
    zone_of = {f"zone {zone}": zone for zone in problem.zone_ratios}
    rows = settle_rows(rows, reduction.settled_by_zone, zone_of)
    n_groups = len(groups.weights)
    gain, must = groups.weights, np.zeros(n_groups, dtype=bool)
    cost = np.zeros(problem.n_candidates, dtype=np.int64)
    if share is not None:
        cost[:] = 1
        cost[list(problem.fixed_sites)] = 0
        gain = np.zeros(n_groups, dtype=np.int64)
        must, extra = share_conditions(
            share, groups.weights, int(weights.sum()), reduction.settled_weight
        )
        rows = rows + (
            [SideRow("share", np.zeros_like(cost), groups.weights, extra)] if extra else []
        )
    model = CoverModel(groups.coverage, gain, must, cost, lower, reduction.upper, tuple(rows))
    return CoveringProgram(model, reduction)


def share_conditions(
    share: float, weights: IntArray, total: int, settled: int
) -> tuple[BoolArray, int]:
    """Return which groups must be served, and the weight that the others must reach together."""
    everything = share >= 1.0
    must = np.full(len(weights), everything)
    missing = 0 if everything else ceil(Fraction(str(share)) * total) - settled
    return must, max(0, missing)
